"""Calendar dates: read as people type them, counted in days and months, moved off days on which nobody works."""

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from salesdesk.domain.phrases import Phrase

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_CLOSURE = 31
_DATE = re.compile(r"(?a:(\d{4})-(\d{2})-(\d{2}))")


def parse_date(text: str) -> date:
    """Read a date written `YYYY-MM-DD` in ASCII digits.

    Raises:
        ValueError: it is not written so, or there is no such day.
    """
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError("a date is written YYYY-MM-DD, such as 2024-08-31")
    year, month, day = map(int, found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(Phrase("the year is not between {first} and {last}", first=FIRST_YEAR, last=LAST_YEAR))
    if not 1 <= month <= 12:
        raise ValueError(Phrase("there is no month {month}", month=month))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        where = f"{year}-{month:02d}"
        raise ValueError(
            Phrase("there is no day {day} in {month}, which has {last} days", day=day, month=where, last=last)
        )
    return date(year, month, day)


def months_later(day: date, months: int) -> date:
    """Give the same day some months later; where the month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def as_is(day: date) -> date:
    """Leave a due date where it falls."""
    return day


def next_working_day(day: date, is_day_off: Callable[[date], bool]) -> date:
    """Move a date that falls on a day off to the first working day after it; a working day stays.

    Raises:
        ValueError: there is no working day within a month.
    """
    for days in range(LONGEST_CLOSURE + 1):
        if not is_day_off(day + timedelta(days=days)):
            return day + timedelta(days=days)
    raise ValueError(
        Phrase("there is no working day within {count} days of {day}", count=LONGEST_CLOSURE, day=day.isoformat())
    )
