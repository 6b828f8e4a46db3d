"""PINs: which will do, how wrong tries close the door, and what a try is worth while it is being checked."""

from datetime import UTC, datetime, timedelta

import pytest

from salesdesk.domain.pins import LONGEST_CHECK, LONGEST_LOCK, TERMINAL_TRIES, TRIES, Tries, WeakPin, check_pin

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("pin", ["280419", "135792", "271828182845"])
def test_a_pin_of_six_to_twelve_mixed_digits_will_do(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("28041", "it has 5 digits"),
        ("2804192804192", "it has 13 digits"),
        ("28041a", "not all digits"),
        ("٢٨٠٤١٩", "not all digits"),
        ("", "not all digits"),
        ("777777", "repeat or count"),
        ("123456", "repeat or count"),
        ("890123", "repeat or count"),
        ("987654", "repeat or count"),
    ],
)
def test_a_weak_pin_is_refused_with_the_reason(pin: str, why: str) -> None:
    with pytest.raises(WeakPin, match=why):
        check_pin(pin)


def _wrong(tries: Tries, times: int, allowed: int = TRIES) -> Tries:
    for _ in range(times):
        tries = tries.counted(NOW, allowed).found_wrong()
    return tries


def test_the_fifth_wrong_try_closes_the_door_for_a_minute() -> None:
    four = _wrong(Tries(), 4)
    assert (four.left, four.is_locked(NOW)) == (1, False)
    five = _wrong(four, 1)
    assert five.locked_until == NOW + timedelta(minutes=1)
    assert five.is_locked(NOW + timedelta(seconds=59))
    assert not five.is_locked(NOW + timedelta(minutes=1))


def test_the_door_closes_for_twice_as_long_each_time_up_to_half_a_day() -> None:
    tries, waits = Tries(), []
    for _ in range(12):
        tries = _wrong(tries, TRIES)
        assert tries.locked_until is not None
        waits.append(tries.locked_until - NOW)
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits[-1] == LONGEST_LOCK == timedelta(hours=12)


def test_a_terminal_that_many_share_has_more_tries() -> None:
    assert _wrong(Tries(), TRIES, TERMINAL_TRIES).locked_until is None
    assert _wrong(Tries(), TERMINAL_TRIES, TERMINAL_TRIES).locked_until is not None


def test_a_door_closed_by_tries_still_being_checked_may_open_again() -> None:
    tries = Tries()
    for _ in range(TRIES):
        tries = tries.counted(NOW)
    assert tries.is_locked(NOW)
    assert tries.may_clear(NOW)
    for _ in range(TRIES):
        assert tries.may_clear(NOW)
        tries = tries.found_wrong()
    assert tries.is_locked(NOW)
    assert not tries.may_clear(NOW)


def test_a_check_that_never_ends_counts_as_wrong_after_a_minute() -> None:
    tries = _wrong(Tries(), TRIES - 1).counted(NOW)
    assert tries.may_clear(NOW + LONGEST_CHECK - timedelta(seconds=1))
    assert not tries.may_clear(NOW + LONGEST_CHECK)
    assert not tries.counted(NOW + LONGEST_CHECK).found_wrong().may_clear(NOW + LONGEST_CHECK)


def test_a_check_ends_once() -> None:
    assert Tries().found_wrong() == Tries()
    assert not Tries().may_clear(NOW)
