"""Lists of units whose building stands in a title alone: told where it surely is that of the rows, else asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.tables import open_table
from salesdesk.importing.titled_places import place_in

if TYPE_CHECKING:
    from tests.importing.conftest import Checked


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("滨江雅苑3号楼一房一价表", ("3号楼", "")),
        ("1#楼（共4套）", ("1#楼", "")),
        ("项目名称：滨江雅苑 楼栋：3幢", ("3幢", "")),
        ("丘号：123 幢号：3", ("3", "")),
        ("楼号：12", ("12", "")),
        ("二期三號樓2单元价格表", ("二期三号楼", "2")),
        ("A座", ("A座", "")),
        ("3＃", ("3#", "")),
        ("1#、2#楼", None),
        ("1-3号楼价格表", None),
        ("1号楼至3号楼", None),
        ("共3栋", None),
        ("2026年3月价格表", None),
        ("商品房价格表", None),
        ("3号楼1单元、2单元", None),
        ("", None),
    ],
)
def test_a_title_names_one_building_or_none(title: str, place: tuple[str, str] | None) -> None:
    assert place_in(title) == place


HEAD = "房号,楼层,建筑面积\n"


def test_a_building_may_stand_above_each_part_of_a_list(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]", tmp_path: Path
) -> None:
    part = f"{HEAD}101,1,90\n201,2,x\n合计,,180\n"
    path = text_file(f"价格表\n1号楼1单元（共2套）\n{part}2号楼2单元,,\n{part}备注：毛坯\n")
    checked = check_file(path)
    assert (checked.codes, checked.reasons) == (["1-1-101", "2-2-101"], [(5, "not_an_area"), (10, "not_an_area")])
    with open_table(path) as table:
        assert [row.cells[3:] for row in table.rows] == [("1号楼", "1")] * 2 + [("2号楼", "2")] * 2
        assert [each.line for each in table.notes if each.code == "building_of_title"] == [0, 7]
        write_rejects(tmp_path / "back.csv", table, checked.rejected)
    mended = (tmp_path / "back.csv").read_text("utf-8-sig").replace(",x,", ",91,")
    assert check_file(text_file(mended)).codes == ["1-1-201", "2-2-201"]


@pytest.mark.parametrize(
    "text",
    [
        f"1号楼\n{HEAD}101,1,90\n{HEAD}101,1,91\n2号楼,,\n{HEAD}102,1,90\n",  # a part without a title
        f"1号楼\n{HEAD}101,1,90\n商业,,\n{HEAD}102,1,90\n",  # a title that names none
        f"1号楼\n2号楼\n{HEAD}101,1,90\n",  # of two the list could be either's
        f"{HEAD}101,1,90\n2号楼,,\n102,1,90\n",  # nothing above the first rows
    ],
)
def test_where_a_building_could_be_another_one_is_asked_for_a_column(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]", text: str
) -> None:
    with pytest.raises(ColumnMissing, match="building"):
        check_file(text_file(text))


def test_a_list_that_tells_its_buildings_stays_as_it_is(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    assert check_file(text_file(f"3号楼\n楼栋,{HEAD}4栋,101,1,90\n")).codes == ["4-0-101"]
    assert check_file(text_file("3号楼\n房号,建筑面积\n4栋101室,90\n")).codes == ["4-0-101"]
    with open_table(text_file("3号楼业主\n姓名,电话\n张三,0900\n")) as table:
        assert table.header == ("姓名", "电话")


def test_a_sheet_may_be_called_by_its_building(
    workbook_file: Callable[..., Path], check_file: "Callable[..., Checked]"
) -> None:
    path = workbook_file({"3栋": [["价格表"], ["房号", "楼层", "建筑面积"], ["101", 1, 90]]})
    assert check_file(path).codes == ["3-0-101"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [("房号,单位,楼层,建筑面积", "101,元/㎡"), ("序号,单位,楼层,建筑面积", "1,101")],
    ids=["beside", "alone"],
)
def test_a_column_that_may_be_the_room_counts_only_where_no_other_is(
    text_file: Callable[..., Path], check_file: "Callable[..., Checked]", header: str, cell: str
) -> None:
    assert check_file(text_file(f"3号楼价格表\n{header}\n{cell},1,90\n")).codes == ["3-0-101"]
