"""Units settled in blocks: exactly what reading the rows one by one gives, and most of a real list at once."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind, kind_or_flat
from salesdesk.importing.blocks import Block
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.rows import Row
from salesdesk.importing.sheet_lines import ONE_SHEET
from salesdesk.importing.tables import Table, open_table
from salesdesk.importing.unit_blocks import PlainUnits
from salesdesk.importing.unit_lists import check_units
from salesdesk.importing.units import UnitTerms, read_unit

HUNDREDTHS = st.integers(1, 20_000).map(lambda each: str(Decimal(each) / 100))
AREA = HUNDREDTHS | st.sampled_from(["100", "125.530", "100㎡", "--", "", "0", "-1", "1e3", "99999999", "１００"])
PRICE = st.integers(1, 10**7).map(lambda each: f"{Decimal(each) / 100:.2f}") | st.sampled_from(
    ["52,229.87", "¥10000", "10000元", "0", "", "--", "1.234567", "2000000", "9" * 14, "10000.005"]
)
CELLS = {
    "code": st.sampled_from(
        ["3-1-3101", "3栋1单元3102室", "3#-3101", "3-31-3101", "3-3101-1-1", "3栋", "", "--", "a-b"]
    ),
    "building": st.sampled_from(["3栋", "3", "二期3栋", " 5 ", "", "--", "x" * 50]),
    "block": st.sampled_from(["1单元", "一单元", "0", "", "--", "??"]),
    "floor": st.sampled_from(["31", "3A", "B1", "G", "31层", "", "up"]),
    "room": st.sampled_from(["01", "3101", "02", "3102室", "B102", "999", "", "a b"]),
    "kind": st.sampled_from(["", "住宅", "shop", "车位", "castle"]),
    "layout": st.sampled_from(["", "三室两厅", "x" * 61, "a\tb", "-"]),
    "built_area": AREA,
    "inner_area": AREA,
    "shared_area": AREA,
    "list_unit_price": PRICE,
    "list_total": PRICE,
    "filed_unit_price": PRICE,
    "filed_total": PRICE,
    "floor_total": PRICE,
    "list_inner_unit_price": st.sampled_from(["", "", "60000"]),
}
ONE_IN_FOUR = st.sampled_from([False, False, False, True])
IN_SEVERAL_CELLS = {"building", "block", "floor", "room"}
NEEDED = {"code", "building", "room", "built_area"}


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Make a list of units under some of the fields, prices that agree with the areas among them."""
    dropped = draw(st.sets(st.sampled_from(sorted(CELLS.keys() - NEEDED)), max_size=4))
    dropped |= draw(st.sampled_from([{"code"}, {"code"}, IN_SEVERAL_CELLS]))
    by_inner = draw(st.sampled_from([set[str]()] + [{"list_inner_unit_price"}] * 3))
    fields = sorted(CELLS.keys() - dropped - by_inner)
    rows = draw(st.lists(st.tuples(*(CELLS[field] for field in fields)), min_size=1, max_size=8))
    made = [list(row) if draw(ONE_IN_FOUR) else _nearly_right(draw, fields, row) for row in rows]
    for at, field in enumerate(fields):
        unit = draw(st.sampled_from(["", *UNITS_OF_MONEY])) if field.endswith("_total") else ""
        if unit:
            fields[at] = f"{field}({unit})"
            for row in made:
                row[at] = _in_unit(draw, row[at], UNITS_OF_MONEY[unit])
    return fields, made


UNITS_OF_MONEY = {"万元": 4, "千元": 3, "百万元": 6}


def _in_unit(draw: st.DrawFn, cell: str, places: int) -> str:
    """Write an amount in ten thousands or the like, with more decimals or fewer."""
    try:
        exact = Decimal(cell).scaleb(-places)
    except ArithmeticError:
        return cell
    shortened = f"{exact:.{places + 2}f}".rstrip("0").rstrip(".")
    ways = [f"{exact:.{digits}f}" for digits in range(places + 4)]
    return draw(st.sampled_from([*ways, shortened, shortened, f"{exact:.{places}f}", cell]))


NEARLY_RIGHT = {
    "code": ["3-1-3101", "3-1-3102"],
    "building": ["3栋"],
    "block": ["1单元", ""],
    "floor": ["31"],
    "room": ["01", "02", "3103"],
    "kind": ["", "flat"],
    "layout": ["", "三室"],
    "built_area": ["100.00"],
    "inner_area": ["80.00", "80.00", "80.01", "80.02", "100.01", "", "-1"],
    "shared_area": ["20.00", "20.00", "100.01", ""],
    "list_unit_price": ["9000.00"],
    "list_total": ["900000.00", "900001.00", "900001.01", "899998.99", "900000"],
    "filed_unit_price": ["9000.00", "8999.99"],
    "filed_total": ["900000.00", "899999.99", "900000.50"],
    "floor_total": ["800000.00", "900000.00", "900000.01", "900001.00"],
    "list_inner_unit_price": ["", "11250.00"],
}


def _nearly_right(draw: st.DrawFn, fields: list[str], row: Sequence[str]) -> list[str]:
    return [draw(st.sampled_from(NEARLY_RIGHT.get(field, [cell]))) for field, cell in zip(fields, row, strict=True)]


def one_by_one(table: Table, terms: UnitTerms) -> list[object]:
    columns = map_columns(table.header, "units")
    found: list[object] = []
    for row in table.rows:
        reading = RowReading(row, columns, table.lines)
        record = None if row.flaw else read_unit(reading, terms)
        found.append(record or reading.rejected())
    return found


def in_blocks(table: Table, terms: UnitTerms) -> list[object]:
    columns = map_columns(table.header, "units")
    plain, found = PlainUnits(columns, terms), list[object]()
    for block in table.blocks():
        for each in settled_rows(plain, block) if isinstance(block, Block) else [block]:
            reading = RowReading(each, columns, table.lines) if isinstance(each, Row) else None
            if reading is None:
                found.append(each)
            else:
                flawed = isinstance(each, Row) and each.flaw
                found.append((None if flawed else read_unit(reading, terms)) or reading.rejected())
    return found


def settled_rows(plain: PlainUnits, block: Block) -> list[UnitRecord | Row]:
    columns, odd = plain.settle(block)
    units = [UnitRecord(*each) for each in zip(*columns, strict=True)]
    plain_units = [replace(each, kind=kind_or_flat(each.kind)) for each in units]
    return [block.row(at) if at in odd else plain_units[at] for at in range(block.size)]


def _parking_by_unit(kind: UnitKind) -> Basis:
    return Basis.PER_UNIT if kind is UnitKind.PARKING else Basis.BUILT


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(given_list=lists(), rounding=st.sampled_from(Rounding))
def test_a_list_in_blocks_is_the_list_row_by_row(
    given_list: tuple[list[str], list[list[str]]], rounding: Rounding, tmp_path: Path
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([given_list[0], *given_list[1]])
    path = tmp_path / "units.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    terms = UnitTerms(rounding=rounding, basis=_parking_by_unit)
    with open_table(path) as table:
        assert in_blocks(table, terms) == one_by_one(table, terms)


def test_plain_rows_are_settled_at_once_and_an_odd_one_among_them_alone_is_read(
    text_file: Callable[..., Path],
) -> None:
    lines = [f"3栋,1单元,{floor},{floor}01,100.00,10000.00,1000000.00" for floor in range(1, 9)]
    lines[4] = lines[4].replace("1000000.00", "7")
    with open_table(text_file("楼栋,单元,楼层,房号,建筑面积,备案单价,备案总价\n" + "\n".join(lines))) as table:
        columns = map_columns(table.header, "units")
        (block,) = table.blocks()
        assert isinstance(block, Block)
        assert PlainUnits(columns, UnitTerms()).settle(block).odd == {4}
        assert len(list(check_units(table, columns))) == 8


def test_an_inner_area_that_one_row_does_not_tell_is_what_the_shared_one_leaves(
    text_file: Callable[..., Path],
) -> None:
    lines = ["3栋,31,01,100.00,80.00,20.00", "3栋,31,02,100.00,,25.00", "3栋,31,03,100.00,80.00,20.00"]
    with open_table(text_file("楼栋,楼层,房号,建筑面积,套内面积,公摊面积\n" + "\n".join(lines))) as table:
        found = check_units(table, map_columns(table.header, "units"))
        assert [each.inner_area for each in found if isinstance(each, UnitRecord)] == [8000, 7500, 8000]


@pytest.mark.parametrize(
    "lines",
    [
        ["房号,建筑面积,备案总价", *(f"3栋1单元{floor}01室,100.00,1000000.00" for floor in range(1, 9))],
        ["楼栋,房号,建筑面积,备案总价", *(f"3栋,{floor}01,100.00,1000000.00" for floor in range(1, 9))],
        ["楼栋,房号,建筑面积,总价(万元)", *(f"3栋,{floor}01,100.00,{100 + floor / 10}" for floor in range(1, 9))],
        ["楼栋,房号,建筑面积,单价,总价(万元)", *(f"3栋,{floor}01,100.05,10000,100.0500" for floor in range(1, 9))],
        ["楼栋,房号,建筑面积,套内面积,建筑面积单价,套内面积单价,总价"]
        + [f"3栋,{floor}01,100.00,80.00,10000.00,12500.00,1000000.00" for floor in range(1, 9)],
    ],
)
def test_however_a_list_tells_where_units_are_and_what_they_cost_they_are_settled_at_once(
    text_file: Callable[..., Path], lines: list[str]
) -> None:
    with open_table(text_file("\n".join(lines))) as table:
        (block,) = table.blocks()
        assert isinstance(block, Block)
        assert not PlainUnits(map_columns(table.header, "units", first=table.first), UnitTerms()).settle(block).odd


WITH_INNER_PRICE = "楼栋,房号,建筑面积,套内面积,建筑面积单价,套内面积单价,总价"


@pytest.mark.parametrize(
    ("header", "good", "odd"),
    [
        ("房号,建筑面积", "3栋1单元301室,100.00", "3栋1单元高室,100.00"),
        ("楼栋,房号,建筑面积", "3栋,301,100.00", "3栋,x,100.00"),
        ("楼栋,单元,房号,建筑面积", "3栋,1单元,301,100.00", "3栋,??,301,100.00"),
        (WITH_INNER_PRICE, "3栋,301,100.00,80.00,10000.00,12500.00,", "3栋,302,100.00,80.00,,12500.00,"),
        (WITH_INNER_PRICE, "3栋,301,100.00,80.00,10000.00,12500.00,", "3栋,302,100.00,80.00,--,12500.00,1000000.00"),
        ("楼栋,房号,建筑面积,单价,总价(万元)", "3栋,301,100.05,10000.00,100.0500", "3栋,302,100.05,10000.00,100.05"),
    ],
)
def test_a_row_that_tells_its_place_or_price_in_another_way_is_read_by_itself(
    text_file: Callable[..., Path], header: str, good: str, odd: str
) -> None:
    with open_table(text_file("\n".join([header, good, odd, good]))) as table:
        (block,) = table.blocks()
        assert isinstance(block, Block)
        columns = map_columns(table.header, "units", first=table.first)
        assert PlainUnits(columns, UnitTerms()).settle(block).odd == {1}


def test_prices_by_inner_area_alone_are_read_row_by_row(text_file: Callable[..., Path]) -> None:
    lines = ["楼栋,房号,建筑面积,套内面积,套内面积单价", "3栋,301,100.00,80.00,12500.00"]
    with open_table(text_file("\n".join(lines))) as table:
        (block,) = table.blocks()
        assert isinstance(block, Block)
        assert PlainUnits(map_columns(table.header, "units"), UnitTerms()).settle(block).odd == {0}


GOOD = {
    "building": "3栋",
    "block": "1单元",
    "floor": "31",
    "room": "01",
    "kind": "",
    "layout": "三室",
    "built_area": "100.00",
    "inner_area": "80.00",
    "shared_area": "20.00",
    "list_unit_price": "9000.00",
    "list_total": "900000.00",
    "filed_total": "900000.00",
    "floor_total": "900000.00",
}


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("building", "", "missing"),
        ("room", "999999", "room_elsewhere"),
        ("kind", "castle", "not_a_kind"),
        ("kind", "车位", "total_disagrees"),
        ("layout", "x" * 61, "not_a_text"),
        ("built_area", "0.00", "area_out_of_range"),
        ("inner_area", "100.01", "inner_above_built"),
        ("inner_area", "-1", "not_an_area"),
        ("shared_area", "20.02", "areas_disagree"),
        ("list_unit_price", "0.00", "zero_price"),
        ("list_total", "900001.01", "total_disagrees"),
        ("list_total", "0.00", "zero_price"),
        ("filed_total", "899999.99", "above_filed"),
        ("floor_total", "900000.01", "floor_above_list"),
        ("floor_total", "0", "zero_price"),
    ],
)
def test_whatever_is_not_plainly_right_is_left_to_be_read_by_itself(
    text_file: Callable[..., Path], field: str, cell: str, code: str
) -> None:
    rows = [GOOD, GOOD | {field: cell}]
    with open_table(
        text_file("\n".join(",".join(each) for each in [list(GOOD), *(row.values() for row in rows)]))
    ) as table:
        (block,) = table.blocks()
        assert isinstance(block, Block)
        columns = map_columns(table.header, "units")
        assert PlainUnits(columns, UnitTerms(basis=_parking_by_unit)).settle(block).odd == {1}
        reading = RowReading(block.row(1), columns, ONE_SHEET)
        read_unit(reading, UnitTerms(basis=_parking_by_unit))
        assert [each.code for each in reading.problems][:1] == [code]
