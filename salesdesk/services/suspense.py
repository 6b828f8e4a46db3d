"""Money that is for no deal yet: booked with all that is known, moved once it is known whose it is, or given back."""

from dataclasses import dataclass
from datetime import date

from db import accounts, money
from db.accounts import Moved, Spot
from db.deals import DealRow
from db.money import Part, ReceiptRow
from salesdesk.domain.accounts import NotThatMuch
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method, ReceiptKind, Use, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.booking import Origin, book, check_value_date, tell_booked
from salesdesk.services.desk import Change, changes
from salesdesk.services.payments import ReceiptAnswer, receipt_called


class BookedAlready(DeskError):
    """Money under the reference {reference} is booked already, as {receipt}."""


HOME = Spot(None, Use.UNALLOCATED)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Money that came in, minor units, and all that is known of it."""

    amount_minor: int
    method: Method
    day: date
    note: str
    origin: Origin


@changes("receipt.add_loose", Right.BOOK_MONEY)
def add_loose(
    change: Change,
    amount_minor: int,
    method: Method,
    value_date: date | None = None,
    payer: str = "",
    note: str = "",
    reference: str = "",
) -> ReceiptAnswer:
    """Book money that is for no deal yet; it is unallocated until it is moved to one or given back.

    Raises:
        BadValue: nothing was paid, nothing is known of it, or the value date lies in the future.
        BookedAlready: money under this reference of the bank is there.
        DayClosed: today's cash book is closed.
    """
    if not tidy(payer) and not tidy(note):
        raise BadValue(what="payer", value=payer, why="money without a deal needs who paid it, or a note")
    plain = "".join(reference.split())
    known = money.receipt_by_reference(change.tx, change.project_id, plain) if plain else None
    if known is not None:
        raise BookedAlready(reference=plain, receipt=receipt_number(known))
    origin = Origin(payer, plain)
    return take_loose(change, Incoming(amount_minor, method, value_date or change.today, note, origin))


def take_loose(change: Change, came: Incoming) -> ReceiptAnswer:
    """Book money as `add_loose` does, inside a change that is under way."""
    if came.amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(came.amount_minor), why="a receipt is for more than nothing")
    check_value_date(change, came.day)
    parts = [Part(came.amount_minor, Use.UNALLOCATED)]
    what = (ReceiptKind.RECEIPT, came.amount_minor, came.method, came.day, came.note, parts)
    _, number = book(change, None, *what, origin=came.origin)
    more = {"unallocated_minor": came.amount_minor, "reference": came.origin.reference}
    tell_booked(change, "receipt.booked", None, number, came.amount_minor, came.method, came.day, **more)
    return ReceiptAnswer(
        receipt_no=receipt_number(number),
        deal_id=None,
        amount_minor=came.amount_minor,
        method=str(came.method),
        value_date=came.day,
        allotted=[],
        unallocated_minor=came.amount_minor,
        next_step=None,
        next_due_minor=0,
    )


def loose_called(change: Change, text: str) -> ReceiptRow:
    """Find a receipt that came for no deal, and hold its money for this transaction.

    Raises:
        NotFound: there is no such receipt.
        BadValue: it came for a deal.
    """
    row = receipt_called(change, text)
    if row.deal is not None or row.kind != ReceiptKind.RECEIPT:
        raise BadValue(what="receipt", value=text, why="it is no money without a deal; name the deal instead")
    money.hold_receipt(change.tx, row.id)
    return row


def left_of(change: Change, row: ReceiptRow) -> int:
    """Give what of a receipt is still for no deal, in minor units."""
    return accounts.loose_of_receipt(change.tx, row.id)


def assign(change: Change, row: ReceiptRow, target: DealRow, amount_minor: int, reason: str) -> None:
    """Bring a sum of such a receipt to unallocated on a deal, minor units; it counts from the receipt's value date.

    Raises:
        NotThatMuch: there is less.
    """
    left = _check_there(change, row, amount_minor)
    there = Spot(target.id, Use.UNALLOCATED)
    accounts.move(change.tx, change.actor.staff_id, [Moved(row.id, amount_minor, HOME, there)])
    facts = {"deal": target.number, "receipt": row.number, "amount_minor": amount_minor, "left_minor": left}
    change.tell("receipt.assigned", unit_id=target.unit_id, deal_id=target.id, **facts, reason=reason)


def give_back(change: Change, row: ReceiptRow, amount_minor: int, method: Method, day: date, note: str) -> str:
    """Give money of such a receipt back to whoever paid it, minor units; gives the refund's own number.

    Raises:
        NotThatMuch: there is less.
        DayClosed: today's cash book is closed.
        BadValue: the value date lies in the future.
    """
    left = _check_there(change, row, amount_minor)
    parts, origin = [Part(-amount_minor, Use.UNALLOCATED)], Origin(row.payer)
    what = (ReceiptKind.REFUND, -amount_minor, method, day, note, parts)
    _, number = book(change, None, *what, refunds=row.id, origin=origin)
    more = {"refunds": row.number, "left_minor": left}
    tell_booked(change, "receipt.refunded", None, number, -amount_minor, method, day, **more)
    return receipt_number(number)


def _check_there(change: Change, row: ReceiptRow, amount_minor: int) -> int:
    """Refuse a sum that is not there; gives what is left when it is gone."""
    there = left_of(change, row)
    if amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="it is of more than nothing")
    if amount_minor > there:
        raise NotThatMuch(there_minor=there, deal=receipt_number(row.number), asked_minor=amount_minor)
    return there - amount_minor
