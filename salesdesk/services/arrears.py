"""Arrears: what is overdue on a day, and what being late costs, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db import deals, money
from db.deals import DealRow, LineRow
from salesdesk.domain.deal import RowKind, due_now
from salesdesk.domain.errors import BadValue
from salesdesk.domain.latefee import DayLine, LateFee, Stretch, days_late
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.deals import charged_from, deal_called, fee_on
from salesdesk.services.desk import Look, sees

FARTHEST = timedelta(days=3_660)
Payments = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class ArrearsLine:
    """A payment that is overdue on a day; minor units."""

    deal_id: str
    unit: str
    customer: str
    rep: str
    label: str
    due: date
    late_days: int
    open_minor: int
    late_fee_minor: int
    line_id: int


@dataclass(frozen=True, slots=True)
class LateFeeSheet:
    """The late fee on one payment as of a day, and what it comes from; minor units, the rate in ten-thousandths a day.

    `stretches` are days in a row with the same balance; `days` are the single ones, where they were asked for.
    """

    line_id: int
    label: str
    due: date
    charged_after: date
    amount_minor: int
    open_minor: int
    rate_per_10000: Decimal
    late_days: int
    late_fee_minor: int
    stretches: list[Stretch]
    days: list[DayLine]


@dataclass(frozen=True, slots=True)
class LateFees:
    """The late fees of a deal as of a day; minor units."""

    deal_id: str
    on: date
    total_minor: int
    rows: list[LateFeeSheet]


@sees(Right.SEE_MONEY)
def list_arrears(look: Look, on: date | None = None) -> list[ArrearsLine]:
    """List what was, is or will be overdue on a day, the longest overdue first, with the late fee as of that day.

    What was paid counts from its value date: a payment made since does not hide what was overdue then.
    """
    day = day_of_reckoning(look, on)
    return [_arrears(look, *each, day) for each in overdue(look, day)]


def overdue(look: Look, day: date) -> list[tuple[DealRow, LineRow, Payments]]:
    """Find the payments that are overdue on a day, the longest overdue first, each with what was paid on it."""
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    lines = deals.schedules(look.tx, look.project_id)
    found: list[tuple[DealRow, LineRow, Payments]] = []
    for deal in deals.deals(look.tx, look.project_id, owner=owner, live=True):
        mine = [each for each in lines.get(deal.id, []) if each.due < day and deal.is_paid_on]
        paid = money.payments_by_line(look.tx, deal.id) if mine else {}
        found += [(deal, each, paid.get(each.id, [])) for each in mine if _is_late(each, paid.get(each.id, []), day)]
    return sorted(found, key=lambda each: (due_on(each[1], each[2], day), each[0].number))


def _is_late(line: LineRow, paid: Payments, day: date) -> bool:
    return line.amount_minor > paid_by(paid, day) and due_on(line, paid, day) < day


def day_of_reckoning(look: Look, on: date | None) -> date:
    """Take a day of reckoning, today unless one is named.

    Raises:
        BadValue: it is more than ten years off.
    """
    if on is not None and abs(on - look.today) > FARTHEST:
        raise BadValue(what="date", value=on.isoformat(), why="it is more than ten years off")
    return on or look.today


def _arrears(look: Look, deal: DealRow, line: LineRow, paid: Payments, day: date) -> ArrearsLine:
    due = due_on(line, paid, day)
    return ArrearsLine(
        deal_number(deal.number),
        deal.unit,
        deal.customer,
        deal.staff,
        line.label,
        due,
        days_late(due, day),
        line.amount_minor - paid_by(paid, day),
        fee_on(look, line, paid, day).total_minor,
        line.id,
    )


def paid_by(paid: Payments, day: date) -> int:
    """Sum what was paid by value date up to a day, in minor units."""
    return sum(amount for when, amount in paid if when <= day)


def due_on(line: LineRow, paid: Payments, day: date) -> date:
    """Give the day a line was due as it stood on a day; the rest of a deposit has some days more."""
    return due_now(RowKind(line.kind), line.due, line.amount_minor, paid_by(paid, day))


@sees(Right.SEE_MONEY)
def late_fees(
    look: Look, deal: str, on: date | None = None, line_id: int | None = None, days: bool = False
) -> LateFees:
    """Work out the late fees of a deal, or of one of its lines, as of a day; with `days`, day by day.

    Raises:
        BadValue: the day is more than ten years off.
    """
    day, row = day_of_reckoning(look, on), deal_called(look, deal)
    paid = money.payments_by_line(look.tx, row.id)
    lines = [each for each in deals.schedule_of(look.tx, row.id) if line_id in (None, each.id)]
    sheets = [_sheet(look, each, paid.get(each.id, []), day, days) for each in lines]
    charged = [each for each in sheets if each.late_days or line_id is not None]
    return LateFees(deal_number(row.number), day, sum(each.late_fee_minor for each in charged), charged)


def _sheet(look: Look, line: LineRow, paid: Payments, day: date, days: bool) -> LateFeeSheet:
    fee: LateFee = fee_on(look, line, paid, day)
    return LateFeeSheet(
        line_id=line.id,
        label=line.label,
        due=due_on(line, paid, day),
        charged_after=charged_from(line, paid),
        amount_minor=line.amount_minor,
        open_minor=line.amount_minor - paid_by(paid, day),
        rate_per_10000=look.settings.late_rate_per_10000,
        late_days=fee.late_days,
        late_fee_minor=fee.total_minor,
        stretches=list(fee.stretches),
        days=list(fee.days) if days else [],
    )
