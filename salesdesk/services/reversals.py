"""Reversals: a wrong receipt is taken back by a counter-receipt, from wherever its money has been moved since."""

from collections.abc import Mapping, Sequence

from db import accounts, deals, money
from db.accounts import PlacedRow
from db.deals import DealRow
from db.money import Part, ReceiptRow
from salesdesk.domain.accounts import in_pots
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import ReceiptKind, Use, deal_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.accounts import hold_deals, unallocated_pots
from salesdesk.services.booking import Origin, book, tell_booked
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change, changes
from salesdesk.services.money_steps import note_steps, refuse_if_built_on
from salesdesk.services.payments import AllottedPart, ReceiptAnswer, receipt_answer, receipt_called
from salesdesk.services.suspense import HOME, held_sums, unit_of


class AlreadyReversed(DeskError):
    """Receipt {receipt} was reversed by {by} already."""


class IsReversal(DeskError):
    """Receipt {receipt} is itself a reversal. Book the money again instead."""


class PaidOut(DeskError):
    """Receipt {receipt} paid money out. When it comes back, book it as a receipt."""


class MoneyGone(DeskError):
    """Receipt {receipt} cannot be reversed: {amount} of its money is gone from {deal} ({how})."""


@changes("receipt.reverse", Right.BOOK_MONEY)
def reverse_receipt(change: Change, receipt: str, reason: str) -> ReceiptAnswer:
    """Reverse a wrong receipt by a counter-receipt with its own number; the first one stays as it is.

    Money that was moved meanwhile is taken back from where it stands now, on other lines and other deals too.

    Raises:
        NotFound: there is no such receipt.
        AlreadyReversed: it was reversed before.
        IsReversal: it is a counter-receipt itself.
        PaidOut: it is a refund or a compensation.
        MoneyGone: some of the money was given back, forfeited or taken as a fee.
        MoneyBuiltOn: a step that was done by hand stands on this money; undo that first.
        DayClosed: today's cash book is closed.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a reversal needs a reason")
    return take_back(change, receipt_called(change, receipt), reason)


def take_back(change: Change, row: ReceiptRow, reason: str, reference: str = "") -> ReceiptAnswer:
    """Reverse a receipt as `reverse_receipt` does, inside a change that is under way."""
    home = None if row.deal_id is None else _deal(change, row.deal_id)
    placed, rows = _held(change, row, home)
    _check_reversible(receipt_called(change, receipt_number(row.number)))
    _check_all_there(change, row, placed, rows)
    touched = [rows[each] for each in sorted({part.deal_id or 0 for part in placed if part.use == Use.LINE})]
    before = {each.id: current_steps(change, each) for each in touched}
    number = _counter(change, row, home, placed, reason, Origin(reference=reference))
    for deal in touched:
        refuse_if_built_on(change, deal, row.number)
        note_steps(change, deal, before[deal.id])
    _tell(change, row, home, number, tidy(reason), reference, placed)
    _tell_others(change, row, [rows[each] for each in _others(placed, row)], placed)
    allotted = [AllottedPart(each.label or "", -each.amount_minor) for each in placed if each.use == Use.LINE]
    undone = -sum(each.amount_minor for each in placed if each.use != Use.LINE)
    if home is not None:
        return receipt_answer(change, home, number, -row.amount_minor, row.method, row.value_date, allotted, undone)
    what = (receipt_number(number), None, -row.amount_minor, row.method, row.value_date, allotted, undone)
    return ReceiptAnswer(*what, next_step=None, next_due_minor=0)


def _deal(change: Change, deal_id: int) -> DealRow:
    found = deals.deal_by_id(change.tx, deal_id)
    assert found is not None
    return found


def _held(change: Change, row: ReceiptRow, home: DealRow | None) -> tuple[list[PlacedRow], dict[int, DealRow]]:
    """Hold every deal on which money of a receipt stands; gives where it stands while they are held."""
    rows: dict[int, DealRow] = {} if home is None else {home.id: home}
    if home is None:
        money.hold_receipt(change.tx, row.id)
    while True:
        hold_deals(change, *rows.values())
        placed = accounts.placed_of_receipt(change.tx, row.id)
        further = {each.deal_id for each in placed if each.deal_id is not None} - set(rows)
        if not further:
            return placed, rows
        rows.update({each: _deal(change, each) for each in further})


def _check_reversible(row: ReceiptRow) -> None:
    name = receipt_number(row.number)
    if row.reverses is not None:
        raise IsReversal(receipt=name)
    if row.reversed_by is not None:
        raise AlreadyReversed(receipt=name, by=receipt_number(row.reversed_by))
    if row.kind != ReceiptKind.RECEIPT:
        raise PaidOut(receipt=name)


def _check_all_there(change: Change, row: ReceiptRow, placed: Sequence[PlacedRow], rows: Mapping[int, DealRow]) -> None:
    gone = row.amount_minor - sum(each.amount_minor for each in placed)
    if gone:
        name = receipt_number(row.number)
        raise MoneyGone(receipt=name, deal=name, amount_minor=gone, how=Phrase("refunded"))
    for each in placed:
        if each.deal_id is not None:
            _check_there(change, row, each, rows[each.deal_id])


def _check_there(change: Change, row: ReceiptRow, part: PlacedRow, deal: DealRow) -> None:
    """Refuse to take back what has left the accounts of deals, or has been given back from one."""
    names = {"receipt": receipt_number(row.number), "deal": deal_number(deal.number)}
    if part.use not in {Use.LINE, Use.UNALLOCATED}:
        raise MoneyGone(**names, amount_minor=part.amount_minor, how=Use(part.use))
    if part.use == Use.UNALLOCATED:
        gone = part.amount_minor - in_pots(unallocated_pots(change, deal))
        if gone > 0:
            raise MoneyGone(**names, amount_minor=gone, how=Phrase("refunded"))


def _counter(
    change: Change,
    row: ReceiptRow,
    home: DealRow | None,
    placed: Sequence[PlacedRow],
    reason: str,
    origin: Origin,
) -> int:
    """Write the counter-receipt; with the first one's value date, as what never was takes no late fee off."""
    amount, day = -row.amount_minor, row.value_date
    own = home.id if home else None
    mine = _opposite(placed, own)
    what = (ReceiptKind.REVERSAL, amount, row.method, day, reason, mine)
    key, number = book(change, home, *what, reverses=row.id, origin=origin)
    for other in {each.deal_id for each in placed} - {own}:
        money.add_allotments(change.tx, key, other, change.actor.staff_id, _opposite(placed, other))
    return number


def _tell(
    change: Change,
    row: ReceiptRow,
    home: DealRow | None,
    number: int,
    reason: str,
    reference: str,
    placed: Sequence[PlacedRow],
) -> None:
    spot = next((each.spot for each in placed if each.claim_id is not None), HOME)
    what, on_holds = (number, -row.amount_minor, row.method, row.value_date), held_sums(change, spot.claim_id)
    tell_booked(
        change, "receipt.reversed", home, *what, unit_of(change, spot), reverses=row.number,
        reason=reason, reference=reference, on_holds=on_holds,
    )  # fmt: skip


def _others(placed: Sequence[PlacedRow], row: ReceiptRow) -> list[int]:
    return sorted({each.deal_id for each in placed if each.deal_id not in {None, row.deal_id}})


def _tell_others(change: Change, row: ReceiptRow, others: Sequence[DealRow], placed: Sequence[PlacedRow]) -> None:
    """Tell the deals to which money of the receipt was brought that it is gone from them."""
    for deal in others:
        taken = -sum(each.amount_minor for each in placed if each.deal_id == deal.id)
        told = {"deal": deal.number, "receipt": row.number, "amount_minor": taken}
        change.tell("receipt.taken_back", unit_id=deal.unit_id, deal_id=deal.id, **told)


def _opposite(placed: Sequence[PlacedRow], deal_id: int | None) -> list[Part]:
    return [
        Part(-each.amount_minor, Use(each.use), each.line_id, each.claim_id)
        for each in placed
        if each.deal_id == deal_id
    ]
