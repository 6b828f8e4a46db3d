"""List, filed and floor prices: what a list says, what follows from it, and what cannot be."""

from collections.abc import Callable
from typing import Any

import pytest

from salesdesk.domain.money import Rounding

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
    assert price(面价="6556415.58").reasons == [(2, "implausible_price")]


def test_the_largest_unit_at_the_highest_price_is_still_exact(price: Any) -> None:
    assert price(area="100000", 面价="1000000").units[0].list_price_minor == 10**13


def test_a_price_is_not_worked_out_from_an_area_that_was_refused(price: Any) -> None:
    assert price(area="big", 面价="52229.87", 总价="1").reasons == [(2, "not_an_area")]
