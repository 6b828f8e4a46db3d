"""The header is found below titles, over one line or two, and titles say in which unit its columns are."""

from typing import Any

import pytest

from salesdesk.importing.mapping import map_columns
from salesdesk.importing.tables import open_table

PLACES = ("building", "block", "floor", "room")


def test_titles_above_the_header_are_passed_over_with_a_word(workbook_file: Any) -> None:
    rows = [["滨江雅苑 价格表"], [], ["", "2026-03"], ["楼栋", "房号", "建筑面积"], ["3", "3101", 100]]
    with open_table(workbook_file({"a": rows})) as table:
        assert (table.header, table.header_line) == (("楼栋", "房号", "建筑面积"), 4)
        assert [(each.line, each.code) for each in table.notes] == [(1, "title"), (3, "title")]
        assert "滨江雅苑 价格表" in table.notes[0].sentence


def test_a_header_that_nobody_knows_is_found_below_titles_and_can_be_mapped(text_file: Any, check_file: Any) -> None:
    path = text_file("Lista\nProjeto: X,,Data: Y,\nPredio,Quarto,Metros,Obs\n1,101,89.5,\n1,102,90.5,\n")
    with open_table(path) as table:
        assert (table.header, table.header_line) == (("Predio", "Quarto", "Metros", "Obs"), 3)
    assert check_file(path, {"building": "A", "room": "B", "built_area": "C"}).codes == ["1-0-101", "1-0-102"]


@pytest.mark.parametrize("merged", [True, False])
def test_a_header_of_two_lines_is_read_as_one(tmp_path: Any, workbook_file: Any, check_file: Any, merged: bool) -> None:
    import openpyxl

    top = ["楼栋", "单元", "楼层", "房号", "面积(㎡)", None, "备案(元)", None, "面价(万元)", None]
    below = [None, None, None, None, "建筑面积", "套内面积", "单价", "总价", "单价(元/㎡)", "总价"]
    row = ["3", "1", "31", "01", 125.53, 100.05, 52229.87, 6556415.58, 50000, 627.65]
    path = workbook_file({"a": [["价格表"], top, below, row]})
    if merged:
        book = openpyxl.load_workbook(path)
        for place in ("A1:J1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2", "I2:J2"):
            book.active.merge_cells(place)
        book.save(path)
    with open_table(path) as table:
        columns = map_columns(table.header, "units")
        assert table.header[4:] == (
            "建筑面积(㎡)", "套内面积(㎡)", "备案单价(元)", "备案总价(元)", "面价单价(元/㎡)", "面价总价(万元)"
        )  # fmt: skip
        assert columns.columns["filed_unit_price"] == 6
        assert [each.code for each in table.notes] == ["title", "two_line_header"]
    (unit,) = check_file(path).units
    assert (unit.line, unit.code, unit.inner_area) == (4, "3-1-3101", 10_005)
    assert (unit.filed_price_minor, unit.list_price_minor) == (655_641_558, 627_650_000)


def test_predicted_and_measured_areas_stand_below_their_headings(workbook_file: Any) -> None:
    top = ["楼号", "房号", "预测面积", None, "实测面积(㎡)", None, "面积差异", None]
    below = [None, None, "建筑面积", "套内面积", "建筑面积", "套内面积", "差异", "差异率"]
    row = ["1#", "101", 89.51, 70.11, 89.84, 70.44, 0.33, "0.37%"]
    with open_table(workbook_file({"a": [top, below, row]})) as table:
        assert table.header == (
            "楼号", "房号", "预测建筑面积", "预测套内面积", "实测建筑面积(㎡)", "实测套内面积(㎡)", "差异", "差异率"
        )  # fmt: skip
        assert map_columns(table.header, "survey").columns == {
            "building": 0,
            "room": 1,
            "built_area": 4,
            "inner_area": 5,
        }
        assert [row.line for row in table.rows] == [3]


def test_a_line_of_units_below_the_names_says_what_the_columns_are_in(text_file: Any, check_file: Any) -> None:
    path = text_file("楼栋,房号,建筑面积,单价,总价\n,,㎡,元/㎡,万元\n1,201,89.51,20000,179.02\n")
    with open_table(path) as table:
        assert table.header == ("楼栋", "房号", "建筑面积(㎡)", "单价(元/㎡)", "总价(万元)")
    (unit,) = check_file(path).units
    assert (unit.line, unit.built_area, unit.list_price_minor) == (3, 89_51, 1_790_200_00)


def test_a_header_goes_over_three_lines_at_most(text_file: Any) -> None:
    lines = ["楼栋,房号,建筑面积,价格,,,", ",,,备案价,,面价,", ",,,单价,总价,单价,总价", "1,101,90,5,6,7,8"]
    with open_table(text_file("\n".join(lines))) as table:
        columns = map_columns(table.header, "units").columns
        assert (columns["filed_unit_price"], columns["list_total"]) == (3, 6)
        assert [each.sentence for each in table.notes] == ["the header goes over three lines, which were read as one"]
        assert [row.line for row in table.rows] == [4]


def test_a_column_that_says_itself_what_it_is_stays_so_below_a_heading(text_file: Any) -> None:
    lines = ["房源信息,,,备案信息,,", "楼栋,房号,建筑面积,单价,总价,底总价", "1,101,90,20000,1800000,1700000"]
    with open_table(text_file("\n".join(lines))) as table:
        columns = map_columns(table.header, "units").columns
        assert [columns[name] for name in ("filed_unit_price", "filed_total", "floor_total")] == [3, 4, 5]


@pytest.mark.parametrize(("heading", "name"), [("客户信息", "sq ft"), ("备案信息", "建筑面积"), ("预测", "总价")])
def test_a_heading_of_something_else_leaves_a_name_as_it_is(text_file: Any, heading: str, name: str) -> None:
    with open_table(text_file(f"房源信息,,{heading}\n楼栋,房号,{name}\n1,101,90\n")) as table:
        assert table.header == ("楼栋", "房号", name)


def test_no_heading_is_looked_for_above_what_was_paid(text_file: Any) -> None:
    lines = ["收款信息,,付款", "日期,付款人,金额", "2026-11-01,李娜,5000"]
    with open_table(text_file("\n".join(lines))) as table:
        assert table.header == ("日期", "付款人", "金额")


@pytest.mark.parametrize("top", ["房源信息,,,优惠价,", "优惠价格,,,,"])
def test_a_line_of_headings_above_all_names_says_which_prices_are_others(text_file: Any, top: str) -> None:
    lines = [top, "楼栋,房号,建筑面积,单价,总价", "1,101,90,20000,1800000"]
    with open_table(text_file("\n".join(lines))) as table:
        alone = top.startswith("优惠")
        assert table.header[3:] == (("单价", "总价") if alone else ("优惠价单价", "优惠价总价"))
        assert ("list_total" in map_columns(table.header, "units").columns) == alone
        assert [each.code for each in table.notes] == ["title"]


@pytest.mark.parametrize(
    "titles",
    [
        ["阳光花园商品房价格备案表,,,,单位：元"],
        ["中原花园一期价目表,,,,2026-11-01"],
        ["开发商：原野置业,,楼盘：税务小区,,"],
        ["Filed price list,,Date: 2026-11-01,,"],
        [",,备案价格表,,单位：元"],
        ["中原花园,,,,第一次报价"],
        [",,税务局家属楼项目,,共两页"],
        ["优惠方案一览,,,", "阳光花园,,,备案表,"],
    ],
)
def test_titles_in_several_cells_are_no_headings(text_file: Any, titles: list[str]) -> None:
    lines = [*titles, "楼栋,房号,建筑面积,单价,总价", "1,101,90,20000,1800000"]
    with open_table(text_file("\n".join(lines))) as table:
        assert [name.removesuffix("(元)") for name in table.header] == ["楼栋", "房号", "建筑面积", "单价", "总价"]


def test_headings_with_known_names_give_way_to_the_names_below_them(text_file: Any) -> None:
    lines = ["房源信息,,面积,备案价格(元),", "楼栋,房号,建筑面积,单价,总价", "1,101,90,20000,1800000"]
    with open_table(text_file("\n".join(lines))) as table:
        columns = map_columns(table.header, "units").columns
        assert [columns[name] for name in ("building", "room", "built_area", "filed_unit_price", "filed_total")] == [
            *range(5)
        ]
        assert [row.line for row in table.rows] == [3]


def test_prices_of_other_things_are_no_list_prices_below_their_headings(text_file: Any) -> None:
    lines = ["楼栋,房号,建筑面积,备案价,,一次性付款优惠价,", ",,,单价,总价,单价,总价", "1,101,90,5,6,7,8"]
    with open_table(text_file("\n".join(lines))) as table:
        columns = map_columns(table.header, "units").columns
        assert columns.keys() == {"building", "room", "built_area", "filed_unit_price", "filed_total"}
        assert table.header[5:] == ("一次性付款优惠价单价", "一次性付款优惠价总价")


@pytest.mark.parametrize(
    "below",
    [
        "3栋,1,31,3101,100,5",
        ",,,,建筑面积,",
        "楼栋,单元,楼层,房号,建筑面积,总价",
        "3栋,,,,建筑面积,总价",
        "北,南,,,,总价",
        "3栋,,套内面积,公摊面积,,备案总价",
    ],
)
def test_a_row_that_is_none_of_the_header_stays_a_row(text_file: Any, below: str) -> None:
    header = "楼栋,单元,楼层,房号,建筑面积,总价"
    with open_table(text_file(f"{header}\n{below}\n3,1,31,3102,90,5\n")) as table:
        assert table.header == tuple(header.split(","))
        assert 3 in [row.line for row in table.rows]


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("单位：万元", "建筑面积,总价(万元)"),
        ("单位:万元、㎡", "建筑面积,总价(万元)"),
        ("（单位：元，平方英尺）", "建筑面积(平方英尺),总价"),
        ("Unit: sq ft", "建筑面积(sq ft),总价"),
        ("单位：元", "建筑面积,总价"),
        ("编制单位：某某公司", "建筑面积,总价"),
        ("单位：元/㎡", "建筑面积,总价"),
    ],
)
def test_a_title_tells_the_unit_of_columns_that_have_none(text_file: Any, title: str, header: str) -> None:
    with open_table(text_file(f'"{title}",,,,\n楼栋,房号,建筑面积,总价,单价(元/㎡)\n3,3101,100,5,6\n')) as table:
        assert ",".join(table.header) == f"楼栋,房号,{header},单价(元/㎡)"
        told = [each.line for each in table.notes if each.code == "unit"]
        assert told == [1] * (header != "建筑面积,总价")


def test_the_other_sheets_are_named(workbook_file: Any) -> None:
    sheets = {"房源": [["楼栋", "房号"], ["3", "1"]], "说明": [["x"]], "empty": []}
    with open_table(workbook_file(sheets)) as table:
        (said,) = table.notes
        assert said.sentence == "the sheet 房源 was read; there are also: 说明, empty"


@pytest.mark.parametrize(
    "title",
    [
        "账号：,41-0001,户名：,湖畔置业有限公司,币种：,人民币",
        "账号,41-0001,户名,湖畔置业有限公司,币种,人民币",
        "币种：,人民币,,户名：,湖畔置业有限公司",
    ],
)
def test_a_line_that_says_what_each_of_its_names_is_is_a_title(text_file: Any, title: str) -> None:
    path = text_file(
        f"账户明细,,,,,\n{title}\n交易时间,收入金额,支出金额,账户余额,对方户名,交易附言\n2026-11-06,5,,7,陈静,x\n"
    )
    with open_table(path) as table:
        assert (table.header[0], table.header_line) == ("交易时间", 3)
        assert [each.line for each in table.notes] == [1, 2]


@pytest.mark.parametrize("header", ["姓名：,微信,手机：,生肖", "姓名,微信,手机,生肖", "姓名：,手机：,来源：,备注"])
def test_a_header_with_colons_or_unknown_names_is_still_one(text_file: Any, header: str) -> None:
    with open_table(text_file(f"客户表,,,\n{header}\n张伟,z1,19900000001,龙\n王芳,w1,19900000002,虎\n")) as table:
        assert table.header_line == 2
