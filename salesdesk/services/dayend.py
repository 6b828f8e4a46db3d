"""Day-end: the cash book of a day by cashier and method, and its closing; nothing is booked on it afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import TypeAdapter

from db import dayend
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Change, Look, changes, sees


class DayClosedBefore(DeskError):
    """The cash book of {day} is closed already: {by} closed it at {at}."""


@dataclass(frozen=True, slots=True)
class CashLine:
    """What one cashier booked by one method: how often, what came in, what went out again; minor units."""

    cashier: str
    method: str
    count: int
    in_minor: int
    out_minor: int


_ROWS = TypeAdapter(list[CashLine])


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The cash book of a day: what each cashier took and gave by each method, and the sums; minor units."""

    day: date
    closed: bool
    closed_by: str | None
    closed_at: datetime | None
    rows: list[CashLine]
    count: int
    in_minor: int
    out_minor: int
    net_minor: int


@sees(Right.SEE_MONEY)
def day_end(look: Look, day: date | None = None) -> DayEnd:
    """Give the cash book of a day, today's unless one is named, as it stands or as it was closed.

    Raises:
        BadValue: the day is still to come.
    """
    return _book_of(look, _past(look, day))


@changes("dayend.close", Right.BOOK_MONEY)
def close_day(change: Change, day: date | None = None) -> DayEnd:
    """Close the cash book of a day: from now on nothing is booked on it.

    Raises:
        DayClosedBefore: it was closed before.
        BadValue: the day is still to come.
    """
    which = _past(change, day)
    dayend.hold_book(change.tx, change.project_id)
    before = dayend.closed(change.tx, change.project_id, which)
    if before is not None:
        raise DayClosedBefore(day=which.isoformat(), by=before.staff, at=before.at)
    totals = _ROWS.dump_json(_taken(change, which)).decode()
    dayend.close(change.tx, change.project_id, which, totals, change.actor.staff_id)
    book = _book_of(change, which)
    change.tell(
        "dayend.closed", day=which.isoformat(), count=book.count, in_minor=book.in_minor, out_minor=book.out_minor
    )
    return book


def _past(look: Look, day: date | None) -> date:
    if day is not None and day > look.today:
        raise BadValue(what="day", value=day.isoformat(), why="it is still to come")
    return day or look.today


def _book_of(look: Look, day: date) -> DayEnd:
    closing = dayend.closed(look.tx, look.project_id, day)
    rows = _taken(look, day) if closing is None else _ROWS.validate_json(closing.totals)
    came, went = sum(each.in_minor for each in rows), sum(each.out_minor for each in rows)
    return DayEnd(
        day=day,
        closed=closing is not None,
        closed_by=closing.staff if closing else None,
        closed_at=closing.at if closing else None,
        rows=rows,
        count=sum(each.count for each in rows),
        in_minor=came,
        out_minor=went,
        net_minor=came - went,
    )


def _taken(look: Look, day: date) -> list[CashLine]:
    begin, end = _midnight(look, day), _midnight(look, day + timedelta(days=1))
    rows = dayend.taken(look.tx, look.project_id, begin, end)
    return [CashLine(each.cashier, each.method, each.count, each.in_minor, each.out_minor) for each in rows]


def _midnight(look: Look, day: date) -> datetime:
    """Give the moment at which a day begins on the office's wall."""
    start, zone = datetime.combine(day, time()), look.settings.zone()
    return start.replace(tzinfo=zone) if zone else start.astimezone()
