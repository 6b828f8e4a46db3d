"""Payments: receipts from a gap-free register, allotted to what is due, reversed but never edited; arrears; chasing."""

from dataclasses import dataclass
from datetime import date

from db import deals, money
from db.deals import DealRow, LineRow
from db.money import Part, ReceiptRow
from salesdesk.domain.deal import Step, StepState
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.receipts import Method, ReceiptKind, Use, allot, deal_number, parse_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.text import tidy
from salesdesk.services.accounts import open_rows, payable_lines
from salesdesk.services.booking import book, check_value_date, tell_booked
from salesdesk.services.deals import current_steps, deal_called, due_of, schedule_views
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.money_steps import note_steps, refuse_if_built_on
from salesdesk.services.steps import live_deal


class AlreadyReversed(DeskError):
    """Receipt {receipt} was reversed by {by} already."""


class IsReversal(DeskError):
    """Receipt {receipt} is itself a reversal. Book the money again instead."""


@dataclass(frozen=True, slots=True)
class AllottedPart:
    """What part of a receipt pays which line; minor units."""

    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """A receipt that was booked; minor units."""

    receipt_no: str
    deal_id: str
    amount_minor: int
    method: str
    value_date: date
    allotted: list[AllottedPart]
    unallocated_minor: int
    next_step: str | None
    next_due_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in a list; minor units."""

    receipt_no: str
    deal_id: str
    unit: str
    customer: str
    amount_minor: int
    method: str
    value_date: date
    cashier: str
    reverses: str | None
    reversed_by: str | None


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


@dataclass(frozen=True, slots=True)
class ChaseAnswer:
    """What was written down of a chase."""

    deal_id: str
    label: str
    outcome: str
    promised_on: date | None


def parse_method(text: str) -> Method:
    """Read a method of payment as people type it.

    Raises:
        BadValue: there is no such method; the known ones are named.
    """
    try:
        return Method(text.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise BadValue(what="method", value=text, why="known are " + ", ".join(Method)) from None


@changes("receipt.add", Right.BOOK_MONEY)
def add_receipt(
    change: Change,
    deal: str,
    amount_minor: int,
    method: Method,
    value_date: date | None = None,
    only: Step | None = None,
    note: str = "",
) -> ReceiptAnswer:
    """Book money for a deal: the oldest open payment first, or one step's alone; what is over is unallocated.

    Money for a deal that has ended is booked too, all of it unallocated.

    Raises:
        BadValue: nothing was paid, or the value date lies in the future.
        StepClosed: the step that is to be paid waits for another.
    """
    row = deal_called(change, deal, hold=True)
    day = value_date or change.today
    if amount_minor <= 0:
        raise BadValue(what="amount", value=str(amount_minor), why="a receipt is for more than nothing")
    check_value_date(change, day)
    lines = payable_lines(change, row, only)
    result = allot(amount_minor, open_rows(lines))
    parts = [Part(amount, Use.LINE, line_id) for line_id, amount in result.parts]
    if result.unallocated_minor:
        parts.append(Part(result.unallocated_minor, Use.UNALLOCATED))
    before = current_steps(change, row)
    _, number = book(change, row, ReceiptKind.RECEIPT, amount_minor, method, day, note, parts)
    note_steps(change, row, before, day)
    labels = {each.id: each.label for each in lines}
    over = result.unallocated_minor
    tell_booked(change, "receipt.booked", row, number, amount_minor, method, day, unallocated_minor=over)
    allotted = [AllottedPart(labels[line_id], amount) for line_id, amount in result.parts]
    return _answer(change, row, number, amount_minor, method, day, allotted, result.unallocated_minor)


def _answer(
    change: Change,
    deal: DealRow,
    number: int,
    amount_minor: int,
    method: str,
    day: date,
    allotted: list[AllottedPart],
    unallocated_minor: int,
) -> ReceiptAnswer:
    following = next((each for each in current_steps(change, deal) if each.state is StepState.OPEN), None)
    return ReceiptAnswer(
        receipt_no=receipt_number(number),
        deal_id=deal_number(deal.number),
        amount_minor=amount_minor,
        method=str(method),
        value_date=day,
        allotted=allotted,
        unallocated_minor=unallocated_minor,
        next_step=following.step if following else None,
        next_due_minor=following.open_minor if following else 0,
    )


@changes("receipt.reverse", Right.BOOK_MONEY)
def reverse_receipt(change: Change, receipt: str, reason: str) -> ReceiptAnswer:
    """Reverse a wrong receipt by a counter-receipt with its own number; the first one stays as it is.

    Raises:
        NotFound: there is no such receipt.
        AlreadyReversed: it was reversed before.
        IsReversal: it is a counter-receipt itself.
        MoneyBuiltOn: a step that was done by hand stands on this money; undo that first.
    """
    row = _receipt_called(change, receipt)
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a reversal needs a reason")
    if row.reverses is not None:
        raise IsReversal(receipt=receipt_number(row.number))
    if row.reversed_by is not None:
        raise AlreadyReversed(receipt=receipt_number(row.number), by=receipt_number(row.reversed_by))
    deal = deals.deal_by_id(change.tx, row.deal_id)
    assert deal is not None
    deals.deal_by_number(change.tx, change.project_id, deal.number, hold=True)
    before = current_steps(change, deal)
    parts = money.allotments_of(change.tx, [row.id])
    back = [Part(-each.amount_minor, Use(each.use), each.line_id) for each in parts]
    # What never was has no late fee taken off by it: the value date is the first receipt's.
    day = row.value_date
    kind, amount = ReceiptKind.REVERSAL, -row.amount_minor
    _, number = book(change, deal, kind, amount, row.method, day, reason, back, reverses=row.id)
    refuse_if_built_on(change, deal, row.number)
    note_steps(change, deal, before, change.today)
    change.tell(
        "receipt.reversed",
        unit_id=deal.unit_id,
        deal_id=deal.id,
        deal=deal.number,
        receipt=number,
        reverses=row.number,
        amount_minor=-row.amount_minor,
        reason=tidy(reason),
    )
    undone = -sum(each.amount_minor for each in parts if each.line_id is None)
    allotted = [AllottedPart(each.label or "", -each.amount_minor) for each in parts if each.line_id is not None]
    return _answer(change, deal, number, -row.amount_minor, row.method, day, allotted, undone)


def _receipt_called(look: Look, text: str) -> ReceiptRow:
    row = money.receipt_by_number(look.tx, look.project_id, parse_number("receipt", text))
    if row is None:
        raise NotFound(what="receipt", value=text, hint="See `salesdesk receipt list`.")
    return row


@sees(Right.SEE_MONEY)
def list_receipts(look: Look, deal: str | None = None) -> list[ReceiptLine]:
    """List the receipts of a deal in order, or of the project, latest first."""
    if deal is not None:
        rows = money.receipts_of(look.tx, deal_called(look, deal).id)
    else:
        owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
        rows = money.receipts(look.tx, look.project_id, owner=owner)
    return [_receipt_line(each) for each in rows]


def _receipt_line(row: ReceiptRow) -> ReceiptLine:
    return ReceiptLine(
        receipt_no=receipt_number(row.number),
        deal_id=deal_number(row.deal),
        unit=row.unit,
        customer=row.customer,
        amount_minor=row.amount_minor,
        method=row.method,
        value_date=row.value_date,
        cashier=row.staff,
        reverses=receipt_number(row.reverses) if row.reverses else None,
        reversed_by=receipt_number(row.reversed_by) if row.reversed_by else None,
    )


@sees(Right.SEE_MONEY)
def list_arrears(look: Look, on: date | None = None) -> list[ArrearsLine]:
    """List what is overdue on a day, the longest overdue first, with the late fee as of that day."""
    day = on or look.today
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    lines = deals.schedules(look.tx, look.project_id)
    found = []
    for deal in deals.deals(look.tx, look.project_id, owner=owner, live=True):
        late = [each for each in lines.get(deal.id, []) if each.open_minor > 0 and due_of(each) < day]
        fees = {each.line_id: each.late_fee_minor for each in schedule_views(look, deal, late, day)}
        found += [_arrears(deal, each, day, fees[each.id]) for each in late]
    return sorted(found, key=lambda each: (each.due, each.deal_id))


def _arrears(deal: DealRow, line: LineRow, day: date, fee: int) -> ArrearsLine:
    return ArrearsLine(
        deal_number(deal.number),
        deal.unit,
        deal.customer,
        deal.staff,
        line.label,
        due_of(line),
        (day - due_of(line)).days,
        line.open_minor,
        fee,
    )


@changes("chase.write", Right.CHASE)
def write_chase(
    change: Change,
    deal: str,
    outcome: ChaseOutcome,
    promised_on: date | None = None,
    note: str = "",
    line_id: int | None = None,
) -> ChaseAnswer:
    """Write down what came of asking for the oldest open payment of a deal, or for the one named.

    Raises:
        BadValue: a promise without a date, or nothing is open.
    """
    row = live_deal(change, deal)
    lines = [each for each in deals.schedule_of(change.tx, row.id) if each.open_minor > 0]
    chosen = [each for each in lines if line_id in (None, each.id)]
    if not chosen:
        raise BadValue(what="deal", value=deal, why="nothing is open on it")
    if (outcome is ChaseOutcome.PROMISED) != (promised_on is not None):
        raise BadValue(what="promise", value=str(promised_on or ""), why="a promise, and only that, has a date")
    if promised_on is not None and promised_on < change.today:
        raise BadValue(what="promise", value=promised_on.isoformat(), why="it lies in the past")
    line = min(chosen, key=lambda each: (each.due, each.place))
    values = {"deal_id": row.id, "line_id": line.id, "staff_id": change.actor.staff_id, "outcome": outcome}
    money.add_chase(change.tx, {**values, "promised_on": promised_on, "note": tidy(note)})
    change.tell(
        "receipt.chased",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        label=line.label,
        outcome=str(outcome),
        promised_on=promised_on.isoformat() if promised_on else None,
    )
    return ChaseAnswer(deal_number(row.number), line.label, str(outcome), promised_on)
