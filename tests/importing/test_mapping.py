"""Columns are known by the names that offices use, or as somebody says by hand."""

from decimal import Decimal

import pytest

from salesdesk.domain.errors import BadValue, NotFound, UsageError
from salesdesk.importing import refusals
from salesdesk.importing.mapping import column_notes, map_columns, parse_map, recognise_columns, said_by_hand
from salesdesk.importing.synonyms import fields_of, header_key, is_known, read_title

CHINESE = ("楼栋", "单元", "楼层", "房号", "预售单价", "建筑面积", "户内面积")


def test_chinese_headers_are_known() -> None:
    columns = map_columns(CHINESE, "units")
    assert columns.columns == {
        "building": 0,
        "block": 1,
        "floor": 2,
        "room": 3,
        "filed_unit_price": 4,
        "built_area": 5,
        "inner_area": 6,
    }
    assert columns.unused == ()


def test_english_headers_are_known_in_any_spelling() -> None:
    header = ("Building No.", "FLOOR", "Room_Number", "Built Area (m²)", "List  Price", "floor price", "Remarks")
    columns = map_columns(header, "units")
    assert columns.columns == {
        "building": 0,
        "floor": 1,
        "room": 2,
        "built_area": 3,
        "list_total": 4,
        "floor_total": 5,
    }
    assert columns.unused == ("Remarks",)


@pytest.mark.parametrize(
    "header",
    [
        "建筑面积",
        "建筑面积(㎡)",
        "建筑面积（平方米）",
        "建筑 面积",
        "建筑面积[m2]",
        "建筑面积：",
        "*建筑面积",
        "建筑面积\n(m²)",
    ],
)
def test_a_unit_or_a_mark_in_a_header_changes_nothing(header: str) -> None:
    assert header_key(header) == "建筑面积"


def test_a_unit_that_changes_the_number_is_never_overlooked() -> None:
    header = ("楼栋", "房号", "建筑面积", "总价(万元)", "占地(亩)", "单价(元/亩)", "得房率(%)")
    columns = map_columns(header, "units")
    assert (columns.columns["list_total"], columns.factors) == (3, {"list_total": Decimal(10_000)})
    assert columns.unused == ("占地(亩)", "单价(元/亩)", "得房率(%)")
    assert [each.sentence for each in column_notes(columns)] == [
        "the column 单价(元/亩) was not read, for it is in another unit; convert it, or leave it out"
    ]
    for unread in ("E", "F", "单价(元/亩)"):
        with pytest.raises(refusals.ColumnInOtherUnit, match="亩"):
            map_columns(header, "units", {"list_unit_price": unread})
    with pytest.raises(refusals.ColumnInOtherUnit, match="万元"):
        map_columns(header, "units", {"built_area": "D"})


@pytest.mark.parametrize(
    ("title", "field", "factor"),
    [
        ("总价(万元)", "list_total", "10000"),
        ("总价（万）", "list_total", "10000"),
        ("总价万元", "list_total", "10000"),
        ("总价：千元", "list_total", "1000"),
        ("备案总价 [亿元]", "filed_total", "100000000"),
        ("单价(元/㎡)", "list_unit_price", "1"),
        ("单价元/平方米", "list_unit_price", "1"),
        ("单价(万元/㎡)", "list_unit_price", "10000"),
        ("备案价(元/平米)", "filed_unit_price", "1"),
        ("备案价(元/套)", "filed_total", "1"),
        ("备案价(万元/套)", "filed_total", "10000"),
        ("price (yuan per m2)", "list_unit_price", "1"),
        ("price (10,000 yuan)", "list_total", "10000"),
        ("套内单价(元/㎡)", "list_inner_unit_price", "1"),
        ("套内面积(平方英尺)", "inner_area", "0.09290304"),
        ("net area, sq. ft.", "inner_area", "0.09290304"),
        ("Usable Area in Sq Ft", "inner_area", "0.09290304"),
        ("公摊面积㎡", "shared_area", "1"),
    ],
)
def test_a_header_says_in_which_unit_and_of_what_its_numbers_are(title: str, field: str, factor: str) -> None:
    columns = map_columns(("楼栋", "单元", "房号", "建筑面积", title), "units")
    assert columns.columns == {"building": 0, "block": 1, "room": 2, "built_area": 3, field: 4}
    assert columns.factors.get(field, 1) == Decimal(factor)


@pytest.mark.parametrize("title", ["Sq Ft", "area (sq ft)", "建面(平方英尺)"])
def test_a_column_of_square_feet_is_one_of_areas(title: str) -> None:
    columns = map_columns(("楼栋", "房号", title), "units")
    assert columns.factors == {"built_area": Decimal("0.09290304")}


def test_two_columns_in_different_units_are_asked_about_and_told_apart_by_them() -> None:
    header = ("楼栋", "房号", "面积", "总价(元)", "总价(万元)")
    with pytest.raises(refusals.ColumnAmbiguous):
        map_columns(header, "units")
    assert map_columns(header, "units", {"list_total": "总价（万元）"}).columns["list_total"] == 4
    with pytest.raises(NotFound):
        map_columns(header, "units", {"list_total": "总价"})


@pytest.mark.parametrize(
    ("header", "places"),
    [("栋号,座号,房号", {"building": 0, "block": 1}), ("座号,单元,房号", {"building": 0, "block": 1})],
)
def test_a_name_that_could_be_either_is_what_no_other_column_is(header: str, places: dict[str, int]) -> None:
    found = recognise_columns(header.split(","), "units").map.columns
    assert {name: found[name] for name in places} == places


def test_each_name_belongs_to_one_field() -> None:
    names = [name for field in fields_of("units").values() for name in field.tiers[0]]
    assert len(names) == len(set(names))


def test_a_required_field_that_is_missing_is_named_with_the_columns_that_were_seen() -> None:
    with pytest.raises(refusals.ColumnMissing) as refusal:
        map_columns(("楼栋", "编码", "", "大小"), "units")
    assert "room, built_area" in str(refusal.value)
    assert "楼栋 (A), 编码 (B), 大小 (D)" in str(refusal.value)
    assert "--map room=COLUMN --map built_area=COLUMN" in str(refusal.value)


@pytest.mark.parametrize("column", ["大小", "D", "d", "4", " 大小 "])
def test_a_column_is_mapped_by_its_name_letter_or_number(column: str) -> None:
    columns = map_columns(("楼栋", "编码", "房号", "大小"), "units", {"built_area": column})
    assert columns.columns["built_area"] == 3
    assert columns.name_of("built_area") == "大小"


def test_letters_go_on_after_z() -> None:
    header = ("楼栋", "房号", *["x"] * 24, "大小")
    assert map_columns(header, "units", {"built_area": "AA"}).columns["built_area"] == 26


def test_the_hand_is_stronger_than_the_name() -> None:
    columns = map_columns(("楼栋", "房号", "面积", "建筑面积"), "units", {"built_area": "面积"})
    assert columns.columns["built_area"] == 2
    assert columns.unused == ("建筑面积",)


def test_a_field_can_be_left_out_by_hand() -> None:
    columns = map_columns(CHINESE, "units", {"inner_area": "-"})
    assert "inner_area" not in columns.columns
    assert columns.unused == ("户内面积",)


@pytest.mark.parametrize(
    "header", [("楼栋", "房号", "建筑面积", "单价", "面价"), ("楼栋", "房号", "建筑面积", "建筑面积")]
)
def test_two_columns_for_one_field_are_asked_about(header: tuple[str, ...]) -> None:
    with pytest.raises(refusals.ColumnAmbiguous, match="--map"):
        map_columns(header, "units")


def test_one_column_cannot_be_two_fields() -> None:
    with pytest.raises(refusals.ColumnTakenTwice, match=r"楼栋 \(A\)"):
        map_columns(CHINESE, "units", {"building": "A", "layout": "A"})


@pytest.mark.parametrize("column", ["nothing", "0", "8", "H", "ZZZZ", "9" * 30, "²"])
def test_a_column_that_is_not_there_is_refused(column: str) -> None:
    with pytest.raises(NotFound, match="楼栋"):
        map_columns(CHINESE, "units", {"room": column})


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadValue, match="building, block, floor"):
        map_columns(CHINESE, "units", {"rooom": "A"})


def test_options_are_read() -> None:
    assert parse_map(["room=房号", " floor = C ", "layout=a=b"]) == {"room": "房号", "floor": "C", "layout": "a=b"}


@pytest.mark.parametrize("options", [["room"], ["=A"], ["room="], [""], ["room=A", "room=B"]])
def test_options_of_another_form_are_refused(options: list[str]) -> None:
    with pytest.raises(UsageError, match=r"FIELD=COLUMN|twice"):
        parse_map(options)


def test_an_enormous_header_makes_a_short_sentence() -> None:
    with pytest.raises(refusals.ColumnMissing) as refusal:
        map_columns(["x" * 100_000] * 900, "units")
    assert len(str(refusal.value)) < 4000


SILENT = ("楼栋", "房号", "建筑面积", "总价", "单价", "总价:万元")


@pytest.mark.parametrize(
    ("field", "column", "place", "factor"),
    [
        ("list_total", "总价:万元", 5, "10000"),
        ("list_total", "D:万元", 3, "10000"),
        ("list_total", "4：千元", 3, "1000"),
        ("list_total", "D: 万元/套", 3, "10000"),
        ("list_unit_price", "单价:万元/㎡", 4, "10000"),
        ("built_area", "建筑面积:sq ft", 2, "0.09290304"),
        ("built_area", "C:㎡", 2, None),
    ],
)
def test_a_unit_is_told_behind_the_column(field: str, column: str, place: int, factor: str | None) -> None:
    columns = map_columns(SILENT, "units", {"list_total": "D", field: column})
    assert columns.columns[field] == place
    assert columns.factors.get(field) == (None if factor is None else Decimal(factor))


def test_a_told_unit_goes_before_that_of_the_header_and_stays_in_a_saved_map() -> None:
    header = ("楼栋", "房号", "建筑面积(亩)", "总价(万元)", "Price")
    by_hand = {"built_area": "C:㎡", "list_total": "D:元", "filed_unit_price": "E:元/sq ft"}
    columns = map_columns(header, "units", by_hand)
    assert set(columns.factors) == columns.by_other_area == {"filed_unit_price"}
    said = said_by_hand(columns)
    assert (said["built_area"], said["list_total"]) == ("建筑面积(亩):㎡", "总价(万元):元")
    again = map_columns(header, "units", said)
    assert (again.columns, again.factors, again.units) == (columns.columns, columns.factors, columns.units)


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("list_total=D:斤", "万元"),
        ("list_total=D:", "万元"),
        ("list_total=D:㎡", "万元"),
        ("list_total=D:元/㎡", "万元"),
        ("built_area=C:亩", "sqft"),
        ("room=B:元", "no unit"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_with_those_that_can(column: str, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        map_columns(SILENT, "units", parse_map([column]))


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("樓層\nFloor", "楼层"),
        ("Name / 姓名", "姓名"),
        ("手機 Mobile *", "手机"),
        ("建築面積 Gross Area (sq ft)", "建筑面积"),
        ("单价 Unit Price (元/㎡)", "单价"),
        ("总价(万元) Total Price(万元)", "总价"),
        ("日期 Date (DD/MM/YYYY)", "日期"),
    ],
)
def test_a_column_named_in_two_languages_is_known_by_both(header: str, key: str) -> None:
    assert read_title(header).key == key


@pytest.mark.parametrize(
    "header",
    [
        "客户 ID",
        "手机 QQ",
        "客户 Phone",
        "总价 Unit Price",
        "成交价 Price",
        "单元 No.",
        "建筑面积(㎡) Gross Area (sq ft)",
    ],
)
def test_a_column_of_which_two_languages_say_different_things_is_not(header: str) -> None:
    assert not is_known(header)


def test_the_unit_beside_two_names_counts() -> None:
    found = map_columns(
        ["座數 Tower", "樓層 Floor", "單位 Flat", "建築面積 Gross Area (sq ft)"], "units", None, [["1", "3", "A", "9"]]
    )
    assert (found.columns, found.factors) == (
        {"building": 0, "floor": 1, "room": 2, "built_area": 3},
        {"built_area": Decimal("0.09290304")},
    )


@pytest.mark.parametrize(
    ("cells", "is_room"), [(["A", "B"], True), (["01", "2"], True), (["元/㎡", "㎡"], False), (["m2"], False)]
)
def test_units_are_rooms_where_the_cells_below_are(cells: list[str], is_room: bool) -> None:
    found = recognise_columns(
        ["座數", "樓層", "單位", "建築面積"], "units", None, [["1", "3", each, "9"] for each in cells]
    )
    assert ("room" in found.map.columns) is is_room
