"""Moments as people type them into a form, by the clock on the office's wall."""

from datetime import datetime, timedelta

from salesdesk.domain.calendar_dates import parse_date
from salesdesk.language import tr


def read_moment(text: str, now: datetime) -> datetime:
    """Read `2026-08-31 15:30`, or `15:30` for today.

    Raises:
        ValueError: it is neither.
    """
    words = text.split()
    day = parse_date(words[0]) if len(words) == 2 else now.date()
    try:
        hour = datetime.strptime(words[-1], "%H:%M").time() if 0 < len(words) < 3 else None
    except ValueError:
        hour = None
    if hour is None:
        raise ValueError(tr("A time looks like 2026-08-31 15:30, or 15:30 for today."))
    return datetime.combine(day, hour, now.tzinfo)


def tomorrow_at_ten(now: datetime) -> str:
    """Give the usual time of a visit, as it is typed."""
    return f"{now.date() + timedelta(days=1)} 10:00"
