"""Each row of a list of units becomes a unit or comes back with everything that is wrong with it."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.units import UnitKind
from salesdesk.importing.mapping import column_notes, map_columns
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.synonyms import fields_of
from salesdesk.importing.units import SOURCES, fields_told

HEADER = "楼栋,单元,楼层,房号,类型,户型,朝向,建筑面积,套内面积,公摊面积,备案单价,面价,底价\n"
GOOD = "滨江雅苑3栋,1单元,31,01,住宅,3 rooms,south,100.00,80.00,20.00,50000,49000.50,45000\n"


@pytest.fixture
def check_rows(text_file: Any, check_file: Callable[..., Any]) -> Callable[..., Any]:
    """Check rows under the usual header."""
    return lambda *rows: check_file(text_file(HEADER + "".join(rows)))


def test_a_whole_row_is_a_whole_unit(check_rows: Any) -> None:
    (unit,) = check_rows(GOOD).units
    assert (unit.line, unit.code, unit.building, unit.block, unit.floor) == (2, "3-1-3101", "3", "1", "31")
    assert (unit.room, unit.column, unit.kind) == ("3101", "01", UnitKind.FLAT)
    assert (unit.layout, unit.orientation) == ("3 rooms", "south")
    assert (unit.built_area, unit.inner_area) == (10_000, 8_000)
    assert (unit.unit_price_minor, unit.list_price_minor) == (4_900_050, 490_005_000)
    assert (unit.filed_price_minor, unit.floor_price_minor) == (500_000_000, 450_000_000)


def test_what_the_list_does_not_say_stays_unsaid(check_file: Any, text_file: Any) -> None:
    (unit,) = check_file(text_file("楼栋,房号,建筑面积\n3,3101,100\n")).units
    assert (unit.block, unit.floor, unit.layout, unit.orientation, unit.inner_area) == ("", "31", "", "", None)
    assert (unit.code, unit.kind) == ("3-0-3101", UnitKind.FLAT)
    assert (unit.unit_price_minor, unit.list_price_minor, unit.filed_price_minor) == (None, None, None)
    assert unit.floor_price_minor is None


@pytest.mark.parametrize("sign", ["", "--", "-", "—", "/", "无", " ", "N/A", "待定", "暂无", "TBD", "－"])
def test_a_sign_for_nothing_is_nothing(check_rows: Any, sign: str) -> None:
    (unit,) = check_rows(f"3栋,{sign},31,01,{sign},{sign},{sign},100,{sign},{sign},{sign},{sign},{sign}\n").units
    assert (unit.code, unit.inner_area, unit.list_price_minor, unit.layout) == ("3-0-3101", None, None, "")


@pytest.mark.parametrize(
    ("good", "bad", "code", "column"),
    [
        ("滨江雅苑3栋", "", "missing", "楼栋"),
        ("滨江雅苑3栋", "x" * 50, "not_a_building", "楼栋"),
        ("1单元", "单元", "not_a_block", "单元"),
        (",31,", ",,", "missing", "楼层"),
        (",31,", ",high,", "not_a_floor", "楼层"),
        (",01,", ",,", "missing", "房号"),
        (",01,", ",--,", "missing", "房号"),
        (",01,", ",3201,", "room_elsewhere", "房号"),
        (",01,", ",01/02,", "not_a_room", "房号"),
        ("住宅", "castle", "not_a_kind", "类型"),
        ("3 rooms", "r" * 61, "not_a_text", "户型"),
        ("south", "so\x1buth", "not_a_text", "朝向"),
        ("100.00", "", "missing", "建筑面积"),
        ("100.00", "0", "area_out_of_range", "建筑面积"),
        ("100.00", "-5", "not_an_area", "建筑面积"),
        ("100.00", "1e2", "not_an_area", "建筑面积"),
        ("100.00", "100.123", "not_an_area", "建筑面积"),
        ("100.00", "١٠٠", "not_an_area", "建筑面积"),
        ("100.00", "NaN", "not_an_area", "建筑面积"),
        ("80.00,20.00", "180.00,", "inner_above_built", "套内面积"),
        ("20.00", "20.02", "areas_disagree", "公摊面积"),
        ("80.00,20.00", ",100.01", "areas_disagree", "公摊面积"),
        ("49000.50", "abc", "not_an_amount", "面价"),
        ("49000.50", "-5", "not_an_amount", "面价"),
        ("49000.50", "1e9", "not_an_amount", "面价"),
        ("49000.50", "NaN", "not_an_amount", "面价"),
        ("49000.50", "١٢٣", "not_an_amount", "面价"),
        ("49000.50", "1_000", "not_an_amount", "面价"),
        ("49000.50", "49000.501", "not_an_amount", "面价"),
        ("49000.50", "0", "zero_price", "面价"),
        ("50000", "#N/A", "not_an_amount", "备案单价"),
    ],
)
def test_a_bad_value_is_named(check_rows: Any, good: str, bad: str, code: str, column: str) -> None:
    checked = check_rows(GOOD.replace("01", "02", 1), GOOD.replace(good, bad, 1))
    assert (checked.read, len(checked.units)) == (2, 1)
    (row,) = checked.rejected
    (problem,) = row.problems
    assert (problem.line, problem.sheet, problem.code, problem.column) == (3, "", code, column)
    assert problem.value == bad.strip(",").split(",")[-1] or code in {"inner_above_built", "areas_disagree"}
    assert "{" not in problem.sentence + problem.accepted
    assert "\x1b" not in problem.sentence
    assert problem.accepted


def test_an_amount_with_three_decimals_is_refused_though_thousands_are_separated(check_rows: Any) -> None:
    checked = check_rows(GOOD.replace("49000.50", '"3,000.001"'))
    assert checked.reasons == [(2, "not_an_amount")]


@pytest.mark.parametrize("shared", ["20.00", "20.01", "19.99"])
def test_areas_may_differ_by_one_hundredth(check_rows: Any, shared: str) -> None:
    assert len(check_rows(GOOD.replace("20.00", shared)).units) == 1


def test_the_inner_area_follows_from_the_shared_one(check_rows: Any) -> None:
    assert check_rows(GOOD.replace("80.00", "")).units[0].inner_area == 8_000


def test_everything_that_is_wrong_with_a_row_is_told_at_once(check_rows: Any) -> None:
    checked = check_rows("3栋,单元,high,,castle,,,big,80,,a,b,c\n")
    assert [code for _, code in checked.reasons] == [
        "not_a_block",
        "missing",
        "not_a_kind",
        "not_an_area",
        "not_an_amount",
        "not_an_amount",
        "not_an_amount",
    ]
    assert len(checked.rejected) == 1
    assert checked.rejected[0].cells[0] == "3栋"


def test_the_second_row_of_one_unit_is_refused_and_names_the_first(check_rows: Any) -> None:
    again = GOOD.replace("滨江雅苑3栋", "3号楼").replace(",01,", ",3101室,")
    checked = check_rows(GOOD, again, GOOD.replace(",01,", ",02,"))
    assert checked.codes == ["3-1-3101", "3-1-3102"]
    assert checked.reasons == [(3, "duplicate")]
    assert "3-1-3101" in checked.rejected[0].problems[0].sentence
    assert "line 2" in checked.rejected[0].problems[0].sentence


def test_a_refused_row_does_not_take_the_place_of_a_good_one(check_rows: Any) -> None:
    checked = check_rows(GOOD.replace("49000.50", "abc"), GOOD)
    assert (checked.codes, checked.reasons) == (["3-1-3101"], [(2, "not_an_amount")])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('"3栋,1单元,31,01\n', "unclosed_quote"),
        ("3栋,1单元,31,01\n", "too_few_cells"),
        (GOOD.replace("50000", "50,000"), "too_many_cells"),
    ],
)
def test_a_row_that_is_no_row_is_refused_whole(check_rows: Any, row: str, code: str) -> None:
    checked = check_rows(row, GOOD)
    assert checked.reasons == [(2, code)]
    assert checked.codes == ["3-1-3101"]


@pytest.mark.parametrize(("word", "kind"), [("商铺", UnitKind.SHOP), ("Parking Space", UnitKind.PARKING)])
def test_the_kind_is_known_by_the_words_of_offices(check_rows: Any, word: str, kind: UnitKind) -> None:
    assert check_rows(GOOD.replace("住宅", word)).units[0].kind is kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [("车位编号", UnitKind.PARKING), ("储藏室号", UnitKind.STORAGE), ("铺号", UnitKind.SHOP), ("房号", UnitKind.FLAT)],
)
def test_a_list_that_tells_no_kind_may_say_what_it_numbers(
    text_file: Any, check_file: Any, header: str, kind: UnitKind
) -> None:
    text = f'楼栋,楼层,{header},建筑面积,户型\n1,B1,001,12.72,\n1,B1,002,12.72,x{"x" * 60}\n1,B1,003,12.72,"a\nb"\n'
    checked = check_file(path := text_file(text))
    assert [unit.kind for unit in checked.units] == [kind, kind]
    columns = map_columns(text.partition(",户型")[0].split(","), "units")
    assert ("kind" in fields_told(columns)) == (kind is not UnitKind.FLAT)
    assert [each.code for each in column_notes(columns)] == ["kind_of_all"] * (kind is not UnitKind.FLAT)
    path.write_text(text.replace("户型", "类型").replace("12.72,", "12.72,住宅"), "utf-8")
    assert {unit.kind for unit in check_file(path).units} == {UnitKind.FLAT}


def test_the_number_of_a_parking_space_beside_a_flat_is_not_its_room() -> None:
    first = [["3-1-3101", "B1-001", "3", "100"]]
    assert map_columns(["房源", "车位号", "楼栋", "面积"], "units", None, first).columns == {
        "code": 0, "building": 2, "built_area": 3
    }  # fmt: skip
    assert map_columns(["楼栋", "房号", "车位号", "面积"], "units").columns["room"] == 1
    with pytest.raises(ColumnMissing):
        map_columns(["车位号", "面积"], "units", None, [["1-001", "100"]])


def test_names_with_markup_come_in_as_they_are(check_rows: Any) -> None:
    assert check_rows(GOOD.replace("3 rooms", "[red]3[/]")).units[0].layout == "[red]3[/]"


def test_floors_that_are_not_numbers_keep_their_order(check_rows: Any) -> None:
    floors = ["B1", "3", "3A", "5"]
    checked = check_rows(*(GOOD.replace(",31,", f",{floor},") for floor in floors))
    assert [unit.floor for unit in checked.units] == floors
    assert checked.codes == ["3-1-B101", "3-1-301", "3-1-3A01", "3-1-501"]
    assert [unit.floor_sort for unit in checked.units] == sorted(unit.floor_sort for unit in checked.units)


def test_a_whole_room_without_its_floor_is_asked_for(check_file: Any, text_file: Any) -> None:
    assert check_file(text_file("楼栋,房号,建筑面积\n3,01,100\n")).reasons == [(2, "not_a_room")]


def test_a_list_tells_only_of_the_fields_it_has_columns_for() -> None:
    filed = fields_told(map_columns(("楼栋", "房号", "建筑面积", "备案总价", "公摊面积"), "units"))
    assert {"filed_price_minor", "built_area", "inner_area", "floor", "room"} <= filed
    assert not {"list_price_minor", "unit_price_minor", "floor_price_minor", "kind", "layout", "block"} & filed
    listed = fields_told(map_columns(("楼栋", "房号", "建筑面积", "面价"), "units"))
    assert {"list_price_minor", "unit_price_minor"} <= listed


def test_every_field_of_a_unit_comes_from_somewhere() -> None:
    names = {field.name for field in fields(UnitRecord)}
    assert names - {"line", "code"} == SOURCES.keys()
    assert {source for sources in SOURCES.values() for source in sources} == fields_of("units").keys()
