"""The cash book by days: what came in and went out between two moments, and the days that are closed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, bindparam, case, cast, func, select

from db.engine import Tx
from db.money import receipt
from db.prepared import Prepared
from db.statements import add, many, scalar
from db.tables.money import DayClose
from db.tables.office import Register
from db.tables.schema import table_of
from db.units import staff

day_close = table_of(DayClose)
_register = table_of(Register)


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What one cashier booked by one method: how often, what came in, what went out again; minor units."""

    cashier: str
    method: str
    count: int
    in_minor: int
    out_minor: int


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A day whose cash book is closed; `totals` are its sums in JSON."""

    day: date
    totals: str
    staff: str
    at: datetime


def taken(tx: Tx, project_id: int, begin: datetime, end: datetime) -> list[TakenRow]:
    """Sum what was booked from a moment on and before another, by cashier and method."""
    amount = receipt.c.amount_minor
    came = func.sum(case((amount > 0, amount), else_=0))
    went = func.sum(case((amount < 0, -amount), else_=0))
    query = (
        select(
            staff.c.name.label("cashier"),
            receipt.c.method,
            func.count(receipt.c.id).label("count"),
            cast(came, BigInteger).label("in_minor"),
            cast(went, BigInteger).label("out_minor"),
        )
        .join(staff, staff.c.id == receipt.c.staff_id)
        .where(receipt.c.project_id == project_id, receipt.c.booked_at >= begin, receipt.c.booked_at < end)
        .group_by(staff.c.id, staff.c.name, receipt.c.method)
        .order_by(staff.c.name, staff.c.id, receipt.c.method)
    )
    return many(tx, query, TakenRow)


def hold_book(tx: Tx, project_id: int) -> None:
    """Let nobody take a number of the cash book until this transaction ends."""
    here = (_register.c.project_id == project_id) & (_register.c.name == "receipt")
    scalar(tx, select(_register.c.last).where(here).with_for_update())


def close(tx: Tx, project_id: int, day: date, totals: str, staff_id: int) -> None:
    """Write that the cash book of a day is closed, with its sums."""
    add(tx, day_close, project_id=project_id, day=day, totals=totals, staff_id=staff_id, at=tx.now)


_CLOSED = Prepared(
    select(day_close.c.day, day_close.c.totals, day_close.c.at, staff.c.name.label("staff"))
    .join(staff, staff.c.id == day_close.c.staff_id)
    .where(day_close.c.project_id == bindparam("project"), day_close.c.day == bindparam("that_day"))
)


def closed(tx: Tx, project_id: int, day: date) -> ClosedRow | None:
    """Give the closing of a day, if there was one."""
    return _CLOSED.one(tx, ClosedRow, project=project_id, that_day=day)
