"""Payments: receipts from a gap-free register, allotted to what is due, oldest first or by hand; their list."""

from dataclasses import dataclass
from datetime import date

from db import deals, money
from db.deals import DealRow, LineRow
from db.money import ReceiptRow
from salesdesk.domain.deal import RowKind, Step, StepState, check_payable
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.money import format_minor
from salesdesk.domain.phrases import Phrase, known_are
from salesdesk.domain.receipts import (
    Allotment,
    Method,
    OpenRow,
    ReceiptKind,
    allot,
    deal_number,
    parse_number,
    receipt_number,
    split_deposit,
)
from salesdesk.domain.roles import Right
from salesdesk.language import codes_of, meant, tr
from salesdesk.services.booking import UNNAMED, Origin, book, check_value_date, parts_of, tell_booked
from salesdesk.services.deal_accounts import Account, account_of, open_rows
from salesdesk.services.deals import current_steps, deal_called
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.money_steps import write_effects

DEPOSIT_STEPS = frozenset({Step.DEPOSIT, Step.TOP_UP})


@dataclass(frozen=True, slots=True)
class AllottedPart:
    """What part of a receipt pays which line; minor units."""

    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """A receipt that was booked; minor units.

    `advance_minor` is what was given as a deposit above the legal cap, and therefore is an advance payment. Money
    that is for no deal yet has none; `on_hold` is the unit on whose hold it lies.
    """

    receipt_no: str
    deal_id: str | None
    amount_minor: int
    method: str
    value_date: date
    allotted: list[AllottedPart]
    unallocated_minor: int
    next_step: str | None
    next_due_minor: int
    advance_minor: int = 0
    on_hold: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt in a list; minor units. One that came for no deal has none; its unit is that of its hold."""

    receipt_no: str
    deal_id: str | None
    unit: str | None
    customer: str | None
    kind: str
    amount_minor: int
    method: str
    value_date: date
    cashier: str
    reverses: str | None
    reversed_by: str | None
    payer: str = ""
    note: str = ""


def parse_method(text: str) -> Method:
    """Read a method of payment as people type it.

    Raises:
        BadValue: there is no such method; the known ones are named.
    """
    found = meant(Method, text)
    if found is None:
        raise BadValue(what="method", value=text, why=known_are(codes_of(Method)))
    return found


@changes("receipt.add", Right.BOOK_MONEY)
def add_receipt(
    change: Change,
    deal: str,
    amount_minor: int,
    method: Method,
    value_date: date | None = None,
    only: Step | None = None,
    note: str = "",
    line: str | None = None,
) -> ReceiptAnswer:
    """Book money for a deal: the oldest open payment first, one step's or one line's alone; the rest is unallocated.

    A lender's money pays that lender's loan alone. Money for a deal that has ended is booked too, all of it
    unallocated. What is given as a deposit above a fifth of the price is an advance payment and pays on the next lines.

    Raises:
        BadValue: nothing was paid, the value date lies in the future, there is no such line, or no lender pays it.
        StepClosed: the step that is to be paid waits for another.
        DayClosed: today's cash book is closed.
    """
    return take_money(change, deal, amount_minor, method, value_date, only, note, line)


def take_money(
    change: Change,
    deal: str,
    amount_minor: int,
    method: Method,
    value_date: date | None = None,
    only: Step | None = None,
    note: str = "",
    line: str | None = None,
    origin: Origin = UNNAMED,
) -> ReceiptAnswer:
    """Book money as `add_receipt` does, inside a change that is under way."""
    row = deal_called(change, deal, hold=True)
    day = value_date or change.today
    if amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="a receipt is for more than nothing")
    check_value_date(change, day)
    account = account_of(change, row)
    lines = account.payable(only) if line is None else [line_called(change, row, line)]
    advance = _above_cap(change, row, amount_minor) if only in DEPOSIT_STEPS else 0
    given = allot(amount_minor, _rows_for(method, lines, by_hand=only is not None or line is not None), method)
    result = _with_advance(account, given, advance)
    did, parts = account.take(result, day), parts_of(result)
    _, number = book(change, row, ReceiptKind.RECEIPT, amount_minor, method, day, note, parts, origin=origin)
    write_effects(change, row, did)
    over, reference = result.unallocated_minor, origin.reference
    what = (number, amount_minor, method, day)
    tell_booked(change, "receipt.booked", row, *what, unallocated_minor=over, reference=reference)
    labels = {each.id: each.label for each in account.lines}
    allotted = [AllottedPart(labels[line_id], amount) for line_id, amount in result.parts]
    return receipt_answer(change, row, number, amount_minor, method, day, allotted, over, advance)


def _rows_for(method: Method, lines: list[LineRow], *, by_hand: bool) -> list[OpenRow]:
    """Give the lines that money may pay; who names one by hand is told when a lender's money may not pay it."""
    rows = open_rows(lines)
    if by_hand and rows and not any(each.takes(method) for each in rows):
        raise BadValue(what="method", value=method, why="a lender's money pays that lender's loan and nothing else")
    return rows


def line_called(change: Change, deal: DealRow, label: str) -> LineRow:
    """Find an open line of a deal by its label.

    Raises:
        BadValue: none of the open ones is called so; they are named.
        StepClosed: its step waits for another.
    """
    lines = [each for each in deals.schedule_of(change.tx, deal.id) if each.open_minor > 0 and deal.is_paid_on]
    wanted = label.strip().casefold().replace("_", " ")
    found = next((each for each in lines if wanted in {each.label.casefold(), tr(each.label).casefold()}), None)
    if found is None:
        open_ones = [each.label for each in lines]
        raise BadValue(what="line", value=label, why=Phrase("open are {lines}", lines=open_ones))
    check_payable(current_steps(change, deal), RowKind(found.kind))
    return found


def _above_cap(change: Change, deal: DealRow, amount_minor: int) -> int:
    """Give what of a deposit is above a fifth of the price, what was paid as one before counted in."""
    lines = deals.schedule_of(change.tx, deal.id)
    paid = sum(each.paid_minor for each in lines if each.kind == RowKind.DEPOSIT)
    _, above = split_deposit(paid + amount_minor, deal.total_minor)
    return min(above, amount_minor) if deal.is_paid_on else 0


def _with_advance(account: Account, given: Allotment, advance_minor: int) -> Allotment:
    """Let the advance payment pay the next lines that money may pay."""
    over = min(advance_minor, given.unallocated_minor)
    if not over:
        return given
    taken = {line_id for line_id, _ in given.parts}
    more = allot(over, open_rows([each for each in account.payable() if each.id not in taken]))
    rest = given.unallocated_minor - over + more.unallocated_minor
    return Allotment((*given.parts, *more.parts), rest)


def receipt_answer(
    change: Change,
    deal: DealRow,
    number: int,
    amount_minor: int,
    method: str,
    day: date,
    allotted: list[AllottedPart],
    unallocated_minor: int,
    advance_minor: int = 0,
) -> ReceiptAnswer:
    """Say what became of money, and what is to be paid next; minor units."""
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
        advance_minor=advance_minor,
    )


@sees(Right.SEE_MONEY)
def list_receipts(look: Look, deal: str | None = None) -> list[ReceiptLine]:
    """List the receipts of a deal in order, or of the project, latest first."""
    if deal is not None:
        rows = money.receipts_of(look.tx, deal_called(look, deal).id)
    else:
        owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
        rows = money.receipts(look.tx, look.project_id, owner=owner)
    return [_receipt_line(each) for each in rows]


@sees(Right.SEE_MONEY)
def show_receipt(look: Look, receipt: str) -> ReceiptLine:
    """Show one receipt.

    Raises:
        NotFound: there is none, or it is of another rep's deal.
    """
    return _receipt_line(receipt_seen(look, receipt))


def receipt_seen(look: Look, text: str) -> ReceiptRow:
    """Find a receipt that may be seen here: of a deal that may be seen, or one for no deal by who sees all.

    A rep sees one for no deal whose money came to a hold or a deal of their own.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    row = receipt_called(look, text)
    if row.deal is not None:
        deal_called(look, str(row.deal))
    elif not look.may(Right.SEE_ALL_CUSTOMERS) and look.actor.staff_id not in money.served_by(look.tx, row.id):
        raise _no_receipt(text)
    return row


def _receipt_line(row: ReceiptRow) -> ReceiptLine:
    return ReceiptLine(
        receipt_no=receipt_number(row.number),
        deal_id=None if row.deal is None else deal_number(row.deal),
        unit=row.unit,
        customer=row.customer,
        kind=row.kind,
        amount_minor=row.amount_minor,
        method=row.method,
        value_date=row.value_date,
        cashier=row.staff,
        reverses=receipt_number(row.reverses) if row.reverses else None,
        reversed_by=receipt_number(row.reversed_by) if row.reversed_by else None,
        payer=row.payer,
        note=row.note,
    )


def receipt_called(look: Look, text: str) -> ReceiptRow:
    """Find a receipt by its number.

    Raises:
        NotFound: there is none.
    """
    row = money.receipt_by_number(look.tx, look.project_id, parse_number("receipt", text))
    if row is None:
        raise _no_receipt(text)
    return row


def _no_receipt(text: str) -> NotFound:
    return NotFound(what="receipt", value=text, hint="See `salesdesk receipt list`.")
