"""Numbers that are put by: one that comes twice, or is among others, is seen, however many there are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.importing import seen_numbers
from salesdesk.importing.seen_numbers import IN_MEMORY, SeenNumbers

NUMBERS = st.lists(st.integers(0, (1 << 61) - 2) | st.integers(19_900_000_000, 19_900_000_020), max_size=40)


def _seen(numbers: list[int]) -> SeenNumbers:
    seen = SeenNumbers()
    for each in numbers:
        seen.add([each])
    return seen


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NUMBERS, NUMBERS, st.sampled_from([1, 7, 1_000]))
def test_what_comes_twice_and_what_is_among_others_is_seen(
    monkeypatch: pytest.MonkeyPatch, some: list[int], others: list[int], at_once: int
) -> None:
    monkeypatch.setattr(seen_numbers, "AT_ONCE", at_once)
    monkeypatch.setattr(seen_numbers, "IN_MEMORY", 2 * at_once)
    numbers, theirs = _seen(some), _seen(others)
    assert bool(numbers) == bool(some)
    assert numbers.differ == (len(set(some)) == len(some))
    assert numbers.meet(theirs) == bool(set(some) & set(others))


def test_the_last_of_many_numbers_may_be_one_of_the_first() -> None:
    seen = SeenNumbers()
    for begin in range(0, 2 * IN_MEMORY, 1_000):
        seen.add(range(begin, begin + 1_000))
    assert seen.differ
    assert not seen.meet(_seen([1 << 60]))
    assert seen.meet(_seen([3]))
    seen.add([3])
    assert not seen.differ
