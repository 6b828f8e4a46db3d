"""What people type into the fields of a form, read strictly; a refusal says in one sentence what is wanted."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from salesdesk.domain.calendar_dates import parse_date
from salesdesk.domain.discounts import parse_percent
from salesdesk.domain.money import parse_minor
from salesdesk.domain.phrases import message
from salesdesk.domain.pricelists import parse_share
from salesdesk.language import spoken, tr, word

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)
_DAYS = re.compile(r"(?a:\+(\d{1,3}))")


def amount(text: str) -> int:
    """Read an amount in yuan as minor units.

    Raises:
        ValueError: it is none.
    """
    return _said(parse_minor, text)


def percent(text: str) -> Decimal:
    """Read a percentage.

    Raises:
        ValueError: it is none.
    """
    return _said(parse_percent, text)


def share(text: str) -> Decimal:
    """Read what a price becomes, in percent of what it is; it may be more than 100.

    Raises:
        ValueError: it is none.
    """
    return _said(parse_share, text)


def day_from(today: date) -> Callable[[str], date]:
    """Make a reader of dates in which `+3` is three days from today.

    Raises:
        ValueError: it is no date.
    """

    def read(text: str) -> date:
        later = _DAYS.fullmatch(text.strip())
        return today + timedelta(days=int(later.group(1))) if later else _said(parse_date, text)

    return read


def one_of(kind: type[W], among: tuple[W, ...] = ()) -> Callable[[str], W]:
    """Make a reader of one word of a list, in the reader's language or in English; its beginning is enough.

    Raises:
        ValueError: it is none of them, or could be several.
    """
    known = among or tuple(kind)

    def read(text: str) -> W:
        typed = _plain(text)
        names = {each: {_plain(each.value), _plain(word(each))} for each in known}
        exact = [each for each in known if typed in names[each]]
        found = exact or [each for each in known if any(name.startswith(typed) for name in names[each])]
        if len(found) != 1:
            raise ValueError(tr("one of {words}").format(words=words_of(known)))
        return found[0]

    return read


def words_of(kinds: tuple[W, ...]) -> str:
    """List the words of a choice, as a hint."""
    return ", ".join(word(each) for each in kinds)


def _plain(text: str) -> str:
    return text.strip().casefold().replace("-", " ").replace("_", " ")


def _said(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as failure:
        raise ValueError(spoken(message(failure))) from None
