"""Reckonings add up, and can be put in words with their units in any language."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.explain import Reader, Tally, area_text, money_text, percent_text, round_exact, told


class _Way(StrEnum):
    IN_PARTS = "in_parts"


@given(st.lists(st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10_000), max_size=8))
def test_the_amounts_of_the_lines_come_to_the_exact_sum_rounded_once(parts: list[Fraction]) -> None:
    tally = Tally("together")
    for each in parts:
        tally.add(each, "{part}", part_minor=each)
    found = tally.done()
    assert found.adds_up
    assert found.sum_minor == round_exact(sum(parts, Fraction(0)))


def test_a_line_that_only_tells_something_adds_nothing() -> None:
    found = Tally("sum").note("above it").add(500, "part").to(300, "capped").done()
    assert [each.amount_minor for each in found.steps] == [None, 500, -200]
    assert (found.sum_minor, found.adds_up) == (300, True)


def test_a_reckoning_is_told_with_its_units_and_in_the_words_of_the_reader() -> None:
    reader = Reader(lambda text: {"first payment": "首期款"}.get(text, text), lambda way: way.name, lambda day: "today")
    line = "{price} yuan × {size} m² × {share} %, {what}, {way}, {on}, {times}"
    tally = Tally("{what} of {deal}", what="first payment", deal="D-0042")
    tally.add(
        Fraction(1, 3), "a", line, price_minor=5_222_987, size_area=12_553, share_percent=Decimal("98.50"),
        what="first payment", way=_Way.IN_PARTS, on=date(2024, 8, 31), times=3,
    )  # fmt: skip
    found = told(tally.done(), reader)
    assert found.label == "首期款 of D-0042"
    assert found.steps[0].arithmetic == "52,229.87 yuan × 125.53 m² × 98.5 %, 首期款, IN_PARTS, today, 3"


def test_a_brace_in_a_name_is_no_template() -> None:
    assert told(Tally("all").add(5, "{name}", name="{oops}").done()).steps[0].label == "{oops}"


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (655_641_600, "6,556,416"),
        (Fraction(65_564_155_811, 100), "6,556,415.5811"),
        (Fraction(1, 3), "0.003333…"),
        (Fraction(4_00) + Fraction(1, 10**6), "4.000000…"),
        (Fraction(-1, 2), "-0.005"),
        (Fraction(-10, 1), "-0.10"),
    ],
)
def test_money_has_as_many_decimals_as_it_needs(minor: Fraction, text: str) -> None:
    assert money_text(minor) == text


def test_areas_and_percentages_end_where_they_end() -> None:
    assert area_text(12_553) == "125.53"
    assert area_text(Fraction(37_659, 100)) == "3.7659"
    assert [percent_text(Decimal(each)) for each in ("100", "3.50", "0.35")] == ["100", "3.5", "0.35"]
