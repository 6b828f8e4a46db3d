"""Merged cells that were saved as text: a building said once is that of the rows below, if no more can be meant."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.importing.blocks import Block
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.tables import Table, open_table

if TYPE_CHECKING:
    from tests.importing.conftest import Checked


def mapped(path: Path, by_hand: dict[str, str] | None = None) -> Table:
    table = open_table(path)
    return mapped_table(table, map_columns(table.header, "units", by_hand, table.first))


HEAD = "楼栋,单元,楼层,房号,建筑面积\n"
MERGED = (
    f"{HEAD}3栋,1单元,1,01,90\n,,2,01,90\n,2单元,1,02,90\n小计,,,3,270\n,,2,02,90\n"
    "6栋,,1,01,90\n,,2,01,x\n,合计,,6,540\n"
)


def test_buildings_and_blocks_that_are_said_once_are_those_of_the_rows_below(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]", tmp_path: Path
) -> None:
    checked = check_file(text_file(MERGED))
    assert checked.codes == ["3-1-101", "3-1-201", "3-2-102", "3-2-202", "6-0-101"]
    assert checked.reasons == [(8, "not_an_area")]
    write_rejects(tmp_path / "back.csv", table := mapped(text_file(MERGED)), checked.rejected)
    assert [(each.code, each.sentence.startswith("楼栋, 单元")) for each in table.notes][:1] == [("carried", True)]
    with open_table(tmp_path / "back.csv") as back:
        assert next(iter(back.rows)).cells[0] == "6栋"  # it stands alone there
    found = [each.row(at) for each in table.blocks() if isinstance(each, Block) for at in range(each.size)]
    assert found == list(table.rows)


@pytest.mark.parametrize(
    "rows",
    [
        "3栋,,1,01,90\n3栋,,2,01,90\n,,3,01,90\n,,4,01,90\n",  # said in each row, forgotten in two
        "3栋,,1,01,90\n,,2,01,90\n,,3,01,90\n6栋,,1,01,90\n,,2,01,90\n,,3,01,90\n3栋,,4,01,90\n",  # comes up again
        "3栋,,1,01,90\n,,2,01,90\n6栋,,1,01,90\n7栋,,2,01,90\n8栋,,3,01,90\n",  # forgotten once
        "3栋,,1,01,90\n,,2,01,90\n6栋,oops\n,,2,01,90\n,,3,01,90\n",  # a row that cannot be read
        "3栋,,1,01,90\n,,2,01,90\n",  # one row is too little to tell
        "3栋,1,1,01,90\n,1,2,01,90\n,,3,01,90\n",  # a block in some of its rows
        "3栋,,1,01,90\n,1,2,01,90\n,,3,01,90\n",  # no block in the first row
        ",,1,01,90\n3栋,,2,01,90\n,,3,01,90\n,,4,01,90\n",  # nothing above the first
    ],
)
def test_where_anything_else_could_be_meant_rows_without_a_building_come_back(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]", rows: str
) -> None:
    checked = check_file(text_file(HEAD + rows))
    assert [code for _, code in checked.reasons if code == "missing"]
    with mapped(text_file(HEAD + rows)) as table:
        assert [each.code for each in table.notes] == []


def test_columns_that_only_a_map_tells_are_filled_too(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    path, by_hand = text_file(MERGED.replace("楼栋,单元", "期,门")), {"building": "期", "block": "B"}
    checked = check_file(path, by_hand)
    assert checked.codes == ["3-1-101", "3-1-201", "3-2-102", "3-2-202", "6-0-101"]
    with mapped(path, by_hand) as table:
        assert [each.sentence.partition(" of ")[0] for each in table.notes][:1] == ["期, 门"]


def test_blocks_that_are_said_in_each_row_stay_as_they_are(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    path = text_file(f"{HEAD}3栋,1,1,01,90\n,1,2,01,90\n,2,3,01,90\n6栋,,1,01,90\n,,2,01,90\n")
    assert check_file(path).codes == ["3-1-101", "3-1-201", "3-2-301", "6-0-101", "6-0-201"]
    with mapped(path) as table:
        assert [each.sentence.partition(" ")[0] for each in table.notes] == ["楼栋"]
