"""Money that is for no deal yet: booked with all that is known, moved once it is known whose it is, or given back.

It may lie on a hold; what is for no deal of one receipt is always in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db import accounts, claims, money
from db.accounts import Moved, Spot
from db.claims import ClaimRow
from db.deals import DealRow
from db.events import NewEvent
from db.money import Part, ReceiptRow
from db.units import UnitRow
from salesdesk.domain.accounts import NotThatMuch
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.money import format_minor
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import Method, ReceiptKind, Use, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.booking import Origin, book, booked_words, check_value_date, tell_booked
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
    origin = Origin(payer, plain_reference(change, reference))
    return take_loose(change, Incoming(amount_minor, method, value_date or change.today, note, origin))


def plain_reference(change: Change, reference: str) -> str:
    """Give a reference of the bank without white space.

    Raises:
        BookedAlready: money under it is there.
    """
    plain = "".join(reference.split())
    known = money.receipt_by_reference(change.tx, change.project_id, plain) if plain else None
    if known is not None:
        raise BookedAlready(reference=plain, receipt=receipt_number(known))
    return plain


def take_loose(
    change: Change, came: Incoming, hold: ClaimRow | None = None, unit: UnitRow | None = None
) -> ReceiptAnswer:
    """Book money as `add_loose` does, inside a change that is under way; on a hold with its unit, if one is given."""
    if came.amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(came.amount_minor), why="a receipt is for more than nothing")
    check_value_date(change, came.day)
    claim_id = hold.id if hold else None
    parts = [Part(came.amount_minor, Use.UNALLOCATED, claim_id=claim_id)]
    what = (ReceiptKind.RECEIPT, came.amount_minor, came.method, came.day, came.note, parts)
    _, number = book(change, None, *what, origin=came.origin)
    change.tell_all((loose_told(number, came, unit.id if unit else None, held_sums(change, claim_id)),))
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
        on_hold=unit.code if unit else None,
    )


def loose_told(
    number: int, came: Incoming, unit_id: int | None = None, on_holds: Mapping[str, int] | None = None
) -> NewEvent:
    """Say for the log that money came for no deal, and what lies on holds by now."""
    more = {"unallocated_minor": came.amount_minor, "reference": came.origin.reference, "on_holds": on_holds or {}}
    said = booked_words(number, came.amount_minor, came.method, came.day, deal=None, **more)
    return NewEvent("receipt.booked", said, unit_id)


def held_sums(change: Change, *claim_ids: int | None) -> dict[str, int]:
    """Say for the log what lies on holds now, in minor units; nothing of what is no hold."""
    return {str(each): claims.money_on_hold(change.tx, each) for each in claim_ids if each is not None}


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


def home_of(change: Change, row: ReceiptRow) -> Spot:
    """Give where the money of a receipt that is for no deal stands: on a hold, or on none."""
    placed = accounts.placed_of_receipt(change.tx, row.id)
    return next((each.spot for each in placed if each.deal_id is None), HOME)


def assign(change: Change, row: ReceiptRow, target: DealRow, amount_minor: int, reason: str) -> None:
    """Bring a sum of such a receipt to unallocated on a deal, minor units; it counts from the receipt's value date.

    Raises:
        NotThatMuch: there is less.
    """
    left, home = _check_there(change, row, amount_minor), home_of(change, row)
    there = Spot(target.id, Use.UNALLOCATED)
    accounts.move(change.tx, change.actor.staff_id, [Moved(row.id, amount_minor, home, there)])
    facts = {"deal": target.number, "receipt": row.number, "amount_minor": amount_minor, "left_minor": left}
    on_holds = held_sums(change, home.claim_id)
    whose = {"unit_id": target.unit_id, "deal_id": target.id}
    change.tell("receipt.assigned", **whose, **facts, on_holds=on_holds, reason=reason)


def customer_of(change: Change, row: ReceiptRow) -> int | None:
    """Give the number of the customer on whose hold the money of such a receipt lies."""
    hold = _hold_of(change, home_of(change, row))
    return hold.customer_id if hold else None


def _hold_of(change: Change, spot: Spot) -> ClaimRow | None:
    return None if spot.claim_id is None else claims.claim_by_id(change.tx, spot.claim_id)


def unit_of(change: Change, spot: Spot) -> int | None:
    """Give the number of the unit on whose hold money lies."""
    hold = _hold_of(change, spot)
    return hold.unit_id if hold else None


def put_on_hold(change: Change, row: ReceiptRow, unit: UnitRow, hold: ClaimRow, amount_minor: int, reason: str) -> None:
    """Bring all that is left of such a receipt to a hold, minor units.

    Raises:
        BadValue: it is not all that is left.
    """
    left, home = left_of(change, row), home_of(change, row)
    if amount_minor != left:
        why = Phrase("the money of a receipt lies on a hold as a whole: {left}", left=format_minor(left))
        raise BadValue(what="amount", value=format_minor(amount_minor), why=why)
    there = Spot(None, Use.UNALLOCATED, claim_id=hold.id)
    accounts.move(change.tx, change.actor.staff_id, [Moved(row.id, amount_minor, home, there)])
    change.tell(
        "receipt.put_on_hold",
        unit_id=unit.id,
        unit=unit.code,
        receipt=row.number,
        amount_minor=amount_minor,
        on_holds=held_sums(change, home.claim_id, hold.id),
        reason=reason,
    )


def give_back(change: Change, row: ReceiptRow, amount_minor: int, method: Method, day: date, note: str) -> str:
    """Give money of such a receipt back to whoever paid it, minor units; gives the refund's own number.

    Raises:
        NotThatMuch: there is less.
        DayClosed: today's cash book is closed.
        BadValue: the value date lies in the future.
    """
    left, home = _check_there(change, row, amount_minor), home_of(change, row)
    parts, origin = [Part(-amount_minor, Use.UNALLOCATED, claim_id=home.claim_id)], Origin(row.payer)
    what = (ReceiptKind.REFUND, -amount_minor, method, day, note, parts)
    _, number = book(change, None, *what, refunds=row.id, origin=origin)
    tell_booked(
        change, "receipt.refunded", None, number, -amount_minor, method, day, unit_of(change, home),
        refunds=row.number, left_minor=left, on_holds=held_sums(change, home.claim_id),
    )  # fmt: skip
    return receipt_number(number)


def _check_there(change: Change, row: ReceiptRow, amount_minor: int) -> int:
    """Refuse a sum that is not there; gives what is left when it is gone."""
    there = left_of(change, row)
    if amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="it is of more than nothing")
    if amount_minor > there:
        raise NotThatMuch(there_minor=there, deal=receipt_number(row.number), asked_minor=amount_minor)
    return there - amount_minor
