"""List, filed and floor prices: what a list says, what follows from it, and what cannot be."""

from collections.abc import Callable
from typing import Any

import pytest

from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.tables import open_table
from salesdesk.importing.unit_lists import check_units

UNIT, TOTAL = "面价", "总价"


@pytest.fixture
def price(text_file: Any, check_file: Callable[..., Any]) -> Callable[..., Any]:
    """Check one unit of 125.53 m² with the given columns."""

    def check(rounding: Rounding = Rounding.FEN, area: str = "125.53", **columns: str) -> Any:
        header = ",".join(["楼栋", "房号", "建筑面积", *columns])
        row = ",".join(["3", "3101", area, *(f'"{value}"' for value in columns.values())])
        return check_file(text_file(f"{header}\n{row}\n"), None, rounding)

    return check


@pytest.mark.parametrize(
    ("rounding", "total"),
    [(Rounding.FEN, 655_641_558), (Rounding.YUAN_HALF_UP, 655_641_600), (Rounding.YUAN_DOWN, 655_641_500)],
)
def test_a_total_is_unit_price_times_area_rounded_once(price: Any, rounding: Rounding, total: int) -> None:
    (unit,) = price(rounding, 面价="52229.87").units
    assert (unit.unit_price_minor, unit.list_price_minor, unit.filed_price_minor) == (5_222_987, total, None)


@pytest.mark.parametrize("header", ["预售单价", "备案单价", "备案价", "filed unit price"])
def test_a_list_of_filed_prices_starts_the_list_prices(price: Any, header: str) -> None:
    (unit,) = price(**{header: "52229.87"}).units
    assert unit.filed_price_minor == unit.list_price_minor == 655_641_558
    assert unit.unit_price_minor == 5_222_987


def test_an_empty_list_price_stays_empty_where_the_list_has_such_a_column(price: Any) -> None:
    (unit,) = price(面价="", 备案价="52229.87").units
    assert (unit.list_price_minor, unit.filed_price_minor) == (None, 655_641_558)


@pytest.mark.parametrize("header", ["总价", "list price", "Total Price", "总价(元)"])
def test_a_total_alone_is_the_list_price(price: Any, header: str) -> None:
    (unit,) = price(**{header: "6,556,415.58"}).units
    assert (unit.unit_price_minor, unit.list_price_minor) == (5_222_987, 655_641_558)


@pytest.mark.parametrize("total", ["6556415.58", "6556416", "6556415", "¥6,556,416.00", "6556416元"])
def test_a_total_rounded_to_the_yuan_or_finer_agrees_and_counts(price: Any, total: str) -> None:
    (unit,) = price(面价="52229.87", 总价=total).units
    assert unit.list_price_minor == int(float(total.strip("¥元").replace(",", "")) * 100 + 0.5)


def test_a_total_as_a_formula_leaves_it_is_rounded_by_the_rule(price: Any) -> None:
    assert price(面价="52229.87", 总价="6556415.5811").units[0].list_price_minor == 655_641_558
    assert price(Rounding.YUAN_HALF_UP, 面价="52229.87", 总价="6556415.5811").units[0].list_price_minor == 655_641_600
    assert price(总价="6556415.5811").reasons == [(2, "not_an_amount")]


@pytest.mark.parametrize("total", ["6556417", "6556414", "6600000", "52229.87", "6556415.7811"])
def test_a_total_that_does_not_agree_is_refused(price: Any, total: str) -> None:
    assert price(面价="52229.87", 总价=total).reasons[0][1] in {"total_disagrees", "not_an_amount"}


def test_a_list_price_above_the_filed_one_is_refused(price: Any) -> None:
    assert price(面价="52229.88", 备案价="52229.87").reasons == [(2, "above_filed")]
    assert price(总价="6556415.59", 备案价="52229.87").reasons == [(2, "above_filed")]
    assert price(面价="52229.87", 备案价="52229.87").reasons == []


def test_a_floor_price_above_the_list_price_is_refused(price: Any) -> None:
    assert price(面价="50000", 底价="50000.01").reasons == [(2, "floor_above_list")]
    assert price(面价="50000", 底价="50000").units[0].floor_price_minor == 627_650_000


def test_a_total_in_a_column_of_unit_prices_is_noticed(price: Any) -> None:
    assert price(单价="6556415.58").reasons == [(2, "implausible_price")]


@pytest.mark.parametrize("cells", [{"总价": "655.64"}, {"面价": "5.22"}, {"面价": "5.22", "总价": "655.64"}])
def test_a_column_in_wan_that_does_not_say_so_is_noticed(price: Any, cells: dict[str, str]) -> None:
    assert (2, "implausible_price") in price(**cells).reasons


def test_a_hundred_yuan_for_a_square_metre_are_a_price(price: Any) -> None:
    assert price(area="12.50", 总价="1250").units[0].list_price_minor == 125_000
    assert price(area="12.50", 总价="1249.99").reasons == [(2, "implausible_price")]
    assert price(area="12.50", 面价="100").units[0].list_price_minor == 125_000


def test_the_largest_unit_at_the_highest_price_is_still_exact(price: Any) -> None:
    assert price(area="100000", 单价="1000000").units[0].list_price_minor == 10**13


def test_a_price_is_not_worked_out_from_an_area_that_was_refused(price: Any) -> None:
    assert price(area="big", 面价="52229.87", 总价="1").reasons == [(2, "not_an_area")]


@pytest.fixture
def by_inner(text_file: Any) -> Callable[..., Any]:
    """Check one unit of 125.53 m², 98.76 of them inside, where prices are by inner area and parking is per unit."""

    def check(basis: Basis = Basis.INNER, inner: str = "98.76", kind: str = "住宅", **columns: str) -> Any:
        header = ",".join(["楼栋", "房号", "建筑面积", "套内面积", "类型", *columns])
        row = ",".join(["3", "3101", "125.53", inner, kind, *(f'"{value}"' for value in columns.values())])
        bases = {UnitKind.PARKING: Basis.PER_UNIT}
        with open_table(text_file(f"{header}\n{row}\n")) as table:
            columns_map = map_columns(table.header, "units")
            (found,) = check_units(table, columns_map, basis=lambda each: bases.get(each, basis))
        return found

    return check


def test_a_price_by_inner_area_is_multiplied_by_the_inner_area(by_inner: Any) -> None:
    unit = by_inner(备案单价="66387.43")
    assert (unit.unit_price_minor, unit.list_price_minor) == (6_638_743, 655_642_259)
    assert unit.filed_price_minor == 655_642_259
    assert by_inner(备案单价="66387.43", 备案总价="6556423").list_price_minor == 655_642_300


@pytest.mark.parametrize(
    ("basis", "unit_price"),
    [(Basis.INNER, 6_638_743), (Basis.BUILT, 5_222_993), (Basis.PER_UNIT, 655_642_259)],
)
def test_a_column_of_prices_by_inner_area_is_read_as_such_on_every_basis(
    by_inner: Any, basis: Basis, unit_price: int
) -> None:
    unit = by_inner(basis, 套内单价="66387.43")
    assert (unit.unit_price_minor, unit.list_price_minor) == (unit_price, 655_642_259)


def test_of_two_columns_that_of_the_projects_basis_counts(by_inner: Any) -> None:
    both = {"建面单价": "52229.87", "套内单价": "66387.43"}
    assert by_inner(Basis.BUILT, **both).list_price_minor == 655_641_558
    assert by_inner(Basis.INNER, **both).list_price_minor == 655_642_259


@pytest.mark.parametrize(
    ("inner", "columns", "code"),
    [
        ("", {"面价": "66387.43"}, "no_inner_area"),
        ("98.76", {"面价": "52229.87", "总价": "6556416"}, "total_disagrees"),
        ("98.76", {"套内备案单价": "66387.43", "面价": "66387.44"}, "above_filed"),
    ],
)
def test_what_does_not_go_with_the_inner_area_is_refused(
    by_inner: Any, inner: str, columns: dict[str, str], code: str
) -> None:
    found = by_inner(inner=inner, **columns)
    assert [each.code for each in found.problems] == [code]


def test_a_total_alone_needs_no_inner_area(by_inner: Any) -> None:
    unit = by_inner(inner="", 总价="6556416")
    assert (unit.unit_price_minor, unit.list_price_minor) == (None, 655_641_600)


def test_a_parking_space_is_priced_as_a_whole_where_the_project_says_so(by_inner: Any) -> None:
    for columns in ({"面价": "1500000"}, {"总价": "1500000"}, {"面价": "1500000", "总价": "1500000"}):
        unit = by_inner(kind="车位", **columns)
        assert (unit.unit_price_minor, unit.list_price_minor) == (150_000_000, 150_000_000)
    refused = by_inner(kind="车位", 面价="150000", 总价="1500000")
    assert [each.code for each in refused.problems] == ["total_disagrees"]
