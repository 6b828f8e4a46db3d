"""The last day on which a contract can be rescinded."""

from datetime import date

import pytest

from salesdesk.domain.rescission import last_day_to_rescind

HOLIDAY = date(2026, 11, 26)


def day_off(day: date) -> bool:
    return day.weekday() >= 5 or day == HOLIDAY


@pytest.mark.parametrize(
    ("signed", "days", "business", "last"),
    [
        (date(2026, 11, 23), 7, False, date(2026, 11, 30)),
        (date(2026, 11, 23), 3, True, date(2026, 11, 27)),
        (date(2026, 11, 20), 3, True, date(2026, 11, 25)),
        (date(2026, 11, 21), 1, False, date(2026, 11, 22)),
        (date(2026, 11, 21), 1, True, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, False, None),
    ],
)
def test_the_day_of_the_signing_does_not_count(signed: date, days: int, business: bool, last: date | None) -> None:
    assert last_day_to_rescind(signed, days, business, day_off) == last
