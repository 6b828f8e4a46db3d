"""What people type as values: days, times, amounts, percentages, numbers; read strictly, refused in one sentence."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from salesdesk.domain.area import parse_area
from salesdesk.domain.calendar_dates import parse_date
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import parse_minor
from salesdesk.domain.phrases import message
from salesdesk.language import N_, codes_of, meant, tr

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)
_TIME = re.compile(r"(?a:(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)")
_WHOLE = re.compile(r"(?a:\d{1,9})")
_A_TIME = N_("a time is written YYYY-MM-DD HH:MM, such as 2024-08-31 09:00")
_NUMBER = N_("a whole number is wanted")


def amount(text: str) -> int:
    """Read an amount in yuan as minor units.

    Raises:
        BadValue: it is none.
    """
    return _read(tr("amount"), text, parse_minor)


def area(text: str) -> int:
    """Read an area in m² as 0.01 m².

    Raises:
        BadValue: it is none.
    """
    return _read(tr("area"), text, parse_area)


def percent(text: str) -> Decimal:
    """Read a percentage.

    Raises:
        BadValue: it is none.
    """
    from salesdesk.domain.discounts import parse_percent

    return _read(tr("percentage"), text, parse_percent)


def day(text: str) -> date:
    """Read a day.

    Raises:
        BadValue: it is none.
    """
    return _read(tr("date"), text, parse_date)


def moment(text: str, zone: tzinfo | None) -> datetime:
    """Read a time; without an offset it is meant as the clock on the office's wall shows it.

    Raises:
        BadValue: it is none.
    """
    return _read(tr("time"), text, lambda given: _moment(given, zone))


def _moment(text: str, zone: tzinfo | None) -> datetime:
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ValueError(_A_TIME)
    on, hour, minute, second, offset = found.groups()
    at = time(int(hour), int(minute), int(second or 0))
    if offset:
        return datetime.fromisoformat(f"{parse_date(on)}T{at}{offset}")
    local = datetime.combine(parse_date(on), at)
    return local.replace(tzinfo=zone) if zone else local.astimezone()


def whole(what: str, text: str) -> int:
    """Read a whole number of at most nine digits; `what` names it in a refusal.

    Raises:
        BadValue: it is none.
    """
    if not _WHOLE.fullmatch(text.strip()):
        raise BadValue(what=what, value=text, why=tr(_NUMBER))
    return int(text)


def given(read: Callable[[str], T], text: str | None) -> T | None:
    """Read a value that need not be given."""
    return None if text is None else read(text)


def _read(what: str, text: str, read: Callable[[str], T]) -> T:
    try:
        return read(text)
    except ValueError as failure:
        raise BadValue(what=what, value=text, why=message(failure)) from None


def choice(kind: type[W], what: str, text: str) -> W:
    """Read one word of a list by its code or in the reader's language, however it is written: `top-up`, `Top up`.

    Raises:
        BadValue: it is none of them; they are named.
    """
    found = meant(kind, text)
    if found is None:
        raise BadValue(what=what, value=text, why=tr("known are {words}").format(words=", ".join(codes_of(kind))))
    return found


def number(what: str, text: str) -> int:
    """Read the number of a request or a visit, alone or as the day's tasks name it: `7`, `request:7`.

    Raises:
        BadValue: it is none.
    """
    return whole(what, text.strip().removeprefix(f"{what}:"))
