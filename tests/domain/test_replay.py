"""What the log says of the books, and where the books say something else."""

from collections.abc import Mapping

import pytest

from salesdesk.domain.replay import Contradiction, Facts, Key, Said, Story

HELD: dict[str, object] = {
    "unit": "3-1-0101",
    "claim": 7,
    "customer": 4,
    "until": "2026-08-31T03:00:00+00:00",
    "before": "available",
    "after": "held",
}
ORDERED: dict[str, object] = {
    "unit": "3-1-0101",
    "deal": 1,
    "customer": 4,
    "total_minor": 600,
    "quote": 9,
    "request": 3,
    "after": "subscribed",
}


def _story(*events: tuple[str, Mapping[str, object]]) -> Story:
    story = Story()
    for seq, (kind, facts) in enumerate(events, 1):
        story.see(Said(seq, kind, 2, facts))
    return story


def _facts(story: Story, *key: object) -> dict[str, object]:
    return story.told[key].facts


def test_an_order_ends_the_hold_and_uses_the_request() -> None:
    asked = {"unit": "3-1-0101", "request": 3, "customer": 4, "before_minor": 700, "asked_minor": 600}
    story = _story(
        ("discount.requested", asked),
        ("discount.approved", {"request": 3}),
        ("hold.placed", HELD),
        ("deal.ordered", ORDERED),
    )
    assert _facts(story, "unit", "3-1-0101") == {"state": "subscribed"}
    assert _facts(story, "hold", 7)["live"] is False
    request = _facts(story, "request", 3)
    assert (request["granted"], request["used"], request["decided_by"]) == (True, True, 2)
    assert ("step", 1, "order") in story.told


@pytest.mark.parametrize("ending", ["hold.released", "hold.expired"])
def test_a_hold_that_ended_frees_its_unit(ending: str) -> None:
    story = _story(("hold.placed", HELD), (ending, {"unit": "3-1-0101", "claim": 7}))
    assert _facts(story, "unit", "3-1-0101") == {"state": "available"}
    assert _facts(story, "hold", 7)["live"] is False


def test_what_was_undone_or_lifted_is_told_no_more() -> None:
    step, lock = {"deal": 1, "step": "contract"}, {"unit": "3-1-0101", "lock": "seized"}
    story = _story(("deal.step_done", step), ("unit.locked", lock), ("deal.step_undone", step), ("unit.unlocked", lock))
    assert story.told == {}


def test_a_filing_that_was_taken_back_is_told_no_more() -> None:
    filed = ("deal.filed", {"deal": 1, "number": "2026-77"})
    assert _facts(_story(filed), "deal", 1) == {"filing_no": "2026-77"}
    assert _facts(_story(filed, ("deal.unfiled", {"deal": 1, "number": "2026-77"})), "deal", 1) == {"filing_no": ""}


def test_who_works_here_no_more_is_told_as_disabled() -> None:
    hired = {"staff": 5, "name": "Zhou", "role": "rep"}
    story = _story(("staff.added", hired), ("staff.disabled", {"staff": 5}))
    assert _facts(story, "staff", 5) == {"name": "Zhou", "role": "rep", "disabled": True}


def test_moments_are_told_as_exactly_as_the_books_keep_them() -> None:
    story = _story(("hold.placed", {**HELD, "until": "2026-08-31T03:00:00.123456+00:00"}))
    assert _facts(story, "hold", 7)["until"] == "2026-08-31T03:00:00.123000+00:00"


BOOKS: dict[Key, Facts] = {
    ("unit", "3-1-0101"): {"state": "held", "room": "0101"},
    ("unit", "3-1-0201"): {"state": "not_released"},
    ("hold", 7): {"unit": "3-1-0101", "customer": 4, "until": HELD["until"], "live": True},
}


def test_true_books_contradict_nothing() -> None:
    assert list(_story(("hold.placed", HELD)).contradictions(BOOKS)) == []


@pytest.mark.parametrize(
    ("key", "facts", "found"),
    [
        (
            ("unit", "3-1-0101"),
            {"state": "available"},
            Contradiction(("unit", "3-1-0101"), 1, "state", "available", "held"),
        ),
        (
            ("unit", "3-1-0201"),
            {"state": "available"},
            Contradiction(("unit", "3-1-0201"), None, "state", "available", "not_released"),
        ),
        (("receipt", 1), {"deal": 1}, Contradiction(("receipt", 1), None, "", None, None)),
        (("hold", 7), None, Contradiction(("hold", 7), 1, "", None, None)),
    ],
    ids=["changed", "never told", "added", "removed"],
)
def test_books_that_say_something_else_are_named(key: Key, facts: Facts | None, found: Contradiction) -> None:
    books = {**BOOKS, key: facts or {}}
    if facts is None:
        del books[key]
    assert list(_story(("hold.placed", HELD)).contradictions(books)) == [found]
