"""Lists side by side on a sheet: one is read at a time, as somebody says, and nothing of the others with it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.importing.mapping import map_columns
from salesdesk.importing.refusals import ListsSideBySide
from salesdesk.importing.side_lists import lists_in

if TYPE_CHECKING:
    from tests.importing.conftest import Checked

SHEET = """楼栋,楼层,房号,面积,,楼层,房号,面积
3栋,1,101,90,,1,102,80
3栋,2,201,x,,合计,,80
,合计,,180,,,,
"""


@pytest.mark.parametrize(
    ("header", "lists"),
    [
        ("楼栋,房号,面积,,楼栋,房号,面积", [(0, 3), (4, 7)]),
        ("楼栋,房号,面积,房号,面积,房号,面积,备注", [(1, 3), (3, 5), (5, 7)]),
        ("楼栋,房号,面积,面积", []),
        ("楼栋,房号,面积,,楼栋,房号", []),
        ("a,b,a,b", []),
        ("楼栋,房号,面积", []),
        (",,", []),
    ],
)
def test_a_header_that_says_the_same_names_again_is_of_several_lists(header: str, lists: list[tuple[int, int]]) -> None:
    assert [(each.start, each.stop) for each in lists_in(header.split(","))] == lists


def test_one_list_is_read_at_a_time_as_somebody_says(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    path = text_file(SHEET)
    with pytest.raises(ListsSideBySide, match=r"B-D, F-H.* --map floor=B"):
        check_file(path)
    left, right = check_file(path, {"floor": "B"}), check_file(path, {"room": "G"})
    assert (left.codes, left.reasons) == (["3-0-101"], [(3, "not_an_area")])
    assert right.codes == ["3-0-102"]
    assert map_columns(SHEET.split("\n")[0].split(","), "units", {"room": "G"}).unused == ("楼层", "房号", "面积")
