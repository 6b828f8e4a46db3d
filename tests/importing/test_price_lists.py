"""Price lists, row by row: units that are there, amounts that can be, one line for each."""

from collections.abc import Callable
from typing import Any

import pytest

from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.price_lists import PriceRecord, check_prices
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.tables import open_table

KNOWN = KnownUnits.of(
    [
        ("3-1-3101", KnownUnit("3", "1", "3101", UnitKind.FLAT, 125_53, 98_76)),
        ("3-1-3102", KnownUnit("3", "1", "3102", UnitKind.FLAT, 125_53, None)),
        ("B-0-P01", KnownUnit("B", "", "P01", UnitKind.PARKING, 12_50, None)),
    ]
)
HEADER = "楼栋,单元,房号,面价,总价,备案总价,底价总价"


@pytest.fixture
def checked(text_file: Any) -> Callable[..., list[Any]]:
    """Check the lines of a price list against the known units."""

    def check(*lines: str, header: str = HEADER, basis: Basis = Basis.BUILT) -> list[Any]:
        bases = {UnitKind.PARKING: Basis.PER_UNIT}
        with open_table(text_file("\n".join([header, *lines]) + "\n")) as table:
            columns = map_columns(table.header, "prices")
            return list(check_prices(table, columns, KNOWN, basis=lambda kind: bases.get(kind, basis)))

    return check


def _codes(found: list[Any]) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in found if isinstance(row, RejectedRow)]


def test_a_row_gives_the_prices_that_it_says_and_no_others(checked: Callable[..., list[Any]]) -> None:
    assert checked("3,1,3101,52229.87,,,", "3,1,3102,,,6600000,5000000") == [
        PriceRecord(2, "3-1-3101", 5_222_987, 655_641_558, None, None),
        PriceRecord(3, "3-1-3102", None, None, 660_000_000, 500_000_000),
    ]


def test_a_price_is_of_the_area_that_the_project_knows(checked: Callable[..., list[Any]]) -> None:
    (inner,) = checked("3,1,3101,66387.43,,,", basis=Basis.INNER)
    assert (inner.unit_price_minor, inner.list_price_minor) == (6_638_743, 655_642_259)
    assert _codes(checked("3,1,3102,66387.43,,,", basis=Basis.INNER)) == [["no_inner_area"]]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("3,1,3109,52229.87,,,", ["unknown_unit"]),
        ("9,1,0101,abc,1e5,,", ["unknown_unit", "not_an_amount", "not_an_amount"]),
        ("3,1,,52229.87,,,", ["missing"]),
        ("3,1,3101,,,,", ["no_price"]),
        ("3,1,3101,52229.87,6000000,,", ["total_disagrees"]),
        ("3,1,3101,0,,,", ["zero_price"]),
        ("3,1,3101,-5,,,", ["not_an_amount"]),
        ("3,1,3101,,6600000,6500000,", ["above_filed"]),
        ("3,1,3101,,6600000,6600000,6600000.01", ["floor_above_list"]),
        ("3,1,3101,52229.87,,", ["too_few_cells"]),
    ],
)
def test_every_problem_is_told(checked: Callable[..., list[Any]], line: str, codes: list[str]) -> None:
    assert _codes(checked(line)) == [codes]


def test_of_two_lines_for_one_unit_the_first_counts(checked: Callable[..., list[Any]]) -> None:
    first, second = checked("3,1,3101,52229.87,,,", "3,1,3101,50000,,,")
    assert isinstance(first, PriceRecord)
    assert [(each.line, each.code, each.column) for each in second.problems] == [(3, "duplicate", "房号")]


def test_an_area_beside_the_price_must_be_the_units_own(checked: Callable[..., list[Any]]) -> None:
    header = "楼栋,单元,房号,建筑面积,套内面积,总价"
    found = checked("3,1,3101,125.53,98.76,6600000", "3,1,3102,125.53,99,6600000", header=header)
    assert _codes(found) == []
    assert _codes(checked("3,1,3101,125.54,98.76,6600000", header=header)) == [["area_differs"]]


def test_a_unit_may_be_named_by_its_code(checked: Callable[..., list[Any]]) -> None:
    first, unknown, nameless = checked("B-0-P01,150000", "B-0-P02,150000", ",150000", header="房源编号,面价")
    assert (first.code, first.unit_price_minor, first.list_price_minor) == ("B-0-P01", 15_000_000, 15_000_000)
    assert _codes([unknown, nameless]) == [["unknown_unit"], ["missing"]]
    with pytest.raises(ColumnMissing, match="building, room"):
        checked("150000", header="面价")


def test_a_file_without_prices_is_no_price_list(checked: Callable[..., list[Any]]) -> None:
    with pytest.raises(ColumnMissing, match="list_total"):
        checked("3,1,3101", header="楼栋,单元,房号")
