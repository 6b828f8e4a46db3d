"""Price lists by a rule: percent, floors, orientations, layouts, of one m² or of the whole; what they come to."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricelists import (
    NewPrice,
    Priced,
    PriceNotPositive,
    PriceRule,
    Spread,
    difference_percent,
    price_by_rule,
    read_rule,
    rule_phrases,
    rule_reckoned,
    spread,
)
from salesdesk.domain.pricing import Basis

FLAT = Priced("3-1-0501", 5, "south", "3 rooms", 125_53, 52_229_87, 6_556_416_00)


@pytest.mark.parametrize(
    ("rule", "rounding", "expected"),
    [
        (PriceRule(), Rounding.FEN, NewPrice(52_229_87, 6_556_415_58)),
        (PriceRule(), Rounding.YUAN_HALF_UP, NewPrice(52_229_87, 6_556_416_00)),
        (PriceRule(), Rounding.YUAN_DOWN, NewPrice(52_229_87, 6_556_415_00)),
        (PriceRule(Decimal(102)), Rounding.YUAN_HALF_UP, NewPrice(53_274_47, 6_687_544_00)),
        (PriceRule(per_floor_minor=100_00), Rounding.FEN, NewPrice(52_629_87, 6_606_627_58)),
        (PriceRule(per_floor_minor=-100_00, first_floor=6), Rounding.FEN, NewPrice(52_329_87, 6_568_968_58)),
        (
            PriceRule(orientations=(("south", 50_00), ("north", -50_00))),
            Rounding.FEN,
            NewPrice(52_279_87, 6_562_692_08),
        ),
        (PriceRule(layouts=(("3 rooms", 1_00), ("2 rooms", 9_00))), Rounding.FEN, NewPrice(52_230_87, 6_556_541_11)),
        (PriceRule(per_floor_minor=1_000_00, per_unit=True), Rounding.FEN, NewPrice(52_261_74, 6_560_416_00)),
        (PriceRule(Decimal(98), per_unit=True), Rounding.YUAN_DOWN, NewPrice(51_185_27, 6_425_287_00)),
    ],
)
def test_a_rule_makes_a_price(rule: PriceRule, rounding: Rounding, expected: NewPrice) -> None:
    assert price_by_rule(rule, FLAT, rounding) == expected


def test_a_unit_without_an_area_costs_the_same_by_unit_and_as_a_whole() -> None:
    parking = Priced("P-001", -1, "", "", 0, 200_000_00, 200_000_00)
    assert price_by_rule(PriceRule(Decimal(110), per_unit=True), parking, Rounding.FEN) == NewPrice(
        220_000_00, 220_000_00
    )


PARKING = Priced("P-001", -1, "", "", 12_50, 150_000_00, 150_000_00, Basis.PER_UNIT)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (PriceRule(Decimal(110)), 165_000_00),
        (PriceRule(per_floor_minor=100_00, per_unit=True), 149_800_00),
        (PriceRule(per_floor_minor=100_00), 147_500_00),
    ],
)
def test_a_unit_that_is_priced_as_a_whole_has_one_price(rule: PriceRule, expected: int) -> None:
    """The space is two floors below the first; an amount of one m² counts for each of its 12.50 m²."""
    assert price_by_rule(rule, PARKING, Rounding.FEN) == NewPrice(expected, expected)
    each, whole = rule_reckoned(rule, PARKING, Rounding.FEN)
    assert each.adds_up
    assert whole.adds_up


def test_a_rule_counts_by_the_area_a_unit_is_priced_by() -> None:
    inside = replace(FLAT, area=98_76, unit_price_minor=66_387_36, list_price_minor=6_556_415_67, basis=Basis.INNER)
    made = price_by_rule(PriceRule(orientations=(("south", 100_00),)), inside, Rounding.FEN)
    assert made == NewPrice(66_487_36, 6_566_291_67)


def test_a_price_is_above_zero() -> None:
    with pytest.raises(PriceNotPositive, match="3-1-0501"):
        price_by_rule(PriceRule(orientations=(("south", -60_000_00),)), FLAT, Rounding.FEN)


@pytest.mark.parametrize("percent", [Decimal(0), Decimal(-1), Decimal(1001)])
def test_a_percentage_is_sensible(percent: Decimal) -> None:
    with pytest.raises(BadValue, match="percent"):
        PriceRule(percent)


def test_a_rule_says_what_it_does() -> None:
    rule = PriceRule(Decimal("102.50"), 100_00, 2, (("south", 50_00),), (("studio", -1_50),))
    assert rule.text() == "102.5 %, +100 / m² for each floor above 2, south +50 / m², studio -1.50 / m²"
    assert PriceRule(per_floor_minor=-5_00, per_unit=True).text() == "100 %, -5 / a unit for each floor above 1"


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        ([], Spread(0, 0, 0, 0, 0)),
        ([5], Spread(1, 5, 5, 5, 5)),
        ([1, 2], Spread(2, 1, 2, 2, 3)),
        ([3, 1, 2], Spread(3, 1, 2, 3, 6)),
    ],
)
def test_prices_have_a_spread(prices: list[int], expected: Spread) -> None:
    assert spread(prices) == expected


@given(st.lists(st.integers(1, 10**14), min_size=1))
def test_the_average_lies_between_the_lowest_and_the_highest(prices: list[int]) -> None:
    found = spread(prices)
    assert found.min_minor <= found.average_minor <= found.max_minor
    assert abs(found.average_minor * found.count - found.total_minor) * 2 <= found.count


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(1, 10**4))
def test_a_higher_percentage_never_makes_a_lower_price(unit_price: int, area: int, percent: int) -> None:
    unit = Priced("1", 1, "", "", area, unit_price * 1000, unit_price * area * 10)
    rises = [PriceRule(Decimal(each) / 100) for each in (percent + 10_000, percent + 10_001)]
    low, high = (price_by_rule(rule, unit, Rounding.FEN) for rule in rises)
    assert low.list_price_minor <= high.list_price_minor


@pytest.mark.parametrize(
    ("before", "after", "expected"), [(100, 102, "2"), (3, 4, "33.33"), (300, 200, "-33.33"), (0, 5, "0")]
)
def test_a_difference_is_told_in_percent(before: int, after: int, expected: str) -> None:
    assert difference_percent(before, after) == Decimal(expected)


@pytest.mark.parametrize(
    ("rule", "templates"),
    [
        (PriceRule(Decimal(97), per_floor_minor=20_00), ["97 %", "{amount} / m² for each floor above {first}"]),
        (PriceRule(per_floor_minor=-5_00, per_unit=True), ["100 %", "{amount} / unit for each floor above {first}"]),
        (
            PriceRule(orientations=(("朝南, 边户", 100_00),), layouts=(("4 rooms", -50_00),)),
            ["100 %", "朝南", "{name} {amount} / m²", "{name} {amount} / m²"],
        ),
    ],
)
def test_the_line_of_a_rule_comes_apart_into_phrases_that_say_the_same(rule: PriceRule, templates: list[str]) -> None:
    found = rule_phrases(rule.text())
    assert ", ".join(found) == rule.text().replace("a unit", "unit")
    assert [getattr(each, "template", each) for each in found] == templates


@pytest.mark.parametrize(
    ("rule", "read"),
    [
        (PriceRule(Decimal("98.5"), -10_00, 3), PriceRule(Decimal("98.5"), -10_00, 3)),
        (
            PriceRule(orientations=(("south", 1_234_50),), layouts=(("3 rooms", -50_00),), per_unit=True),
            PriceRule(orientations=(("south", 1_234_50),), layouts=(("3 rooms", -50_00),), per_unit=True),
        ),
        (PriceRule(orientations=(("south, corner", 100_00),)), None),
    ],
)
def test_a_rule_is_read_back_as_it_was_made_unless_a_name_tears_it_apart(
    rule: PriceRule, read: PriceRule | None
) -> None:
    assert read_rule(rule.text(), FLAT) == read
