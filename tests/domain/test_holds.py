"""Holds: how long, how often, how many; and when one is over."""

from datetime import UTC, datetime, timedelta

import pytest

from salesdesk.domain.holds import (
    ExtensionsUsedUp,
    HoldRules,
    HoldTooLong,
    TooManyHolds,
    TooManyTries,
    check_counts,
    check_extension,
    check_minutes,
    check_tries,
    extended,
)

NOW = datetime(2024, 8, 31, 17, 4, tzinfo=UTC)
RULES = HoldRules(minutes=60, max_minutes=120, max_extensions=2, per_rep=3, per_customer=2, tries=3)


@pytest.mark.parametrize(("asked", "minutes"), [(None, 60), (1, 1), (120, 120)])
def test_a_hold_lasts_as_long_as_asked_or_the_usual_time(asked: int | None, minutes: int) -> None:
    assert check_minutes(asked, RULES) == minutes


def test_more_time_begins_at_the_end_of_a_hold_or_now_when_it_waits_for_a_decision() -> None:
    assert extended(NOW + timedelta(minutes=5), NOW, 30) == NOW + timedelta(minutes=35)
    assert extended(NOW - timedelta(days=2), NOW, 30) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("asked", [0, -5, 121])
def test_a_hold_that_is_too_long_or_none_is_refused_with_the_limit(asked: int) -> None:
    with pytest.raises(HoldTooLong, match=f"from 1 to 120 minutes, not {asked}"):
        check_minutes(asked, RULES)


def test_extensions_are_counted_and_capped() -> None:
    check_extension(0, RULES)
    check_extension(1, RULES)
    with pytest.raises(ExtensionsUsedUp, match="2 times already, and 2 is the most"):
        check_extension(2, RULES)
    with pytest.raises(ExtensionsUsedUp):
        check_extension(0, HoldRules(max_extensions=0))


def test_a_rep_and_a_customer_each_hold_so_many_units_at_once() -> None:
    check_counts(2, 1, RULES)
    with pytest.raises(TooManyHolds, match="this rep holds 3 units already, and 3 is the most"):
        check_counts(3, 0, RULES)
    with pytest.raises(TooManyHolds, match="this customer holds 2 units already, and 2 is the most"):
        check_counts(0, 2, RULES)
    check_counts(99, 99, HoldRules(per_rep=0, per_customer=0))


def test_a_rep_does_not_hold_the_same_unit_again_and_again() -> None:
    check_tries(2, RULES)
    with pytest.raises(TooManyTries, match="3 times lately, and 3 is the most in 1440 minutes"):
        check_tries(3, RULES)
    check_tries(99, HoldRules(tries=0))
