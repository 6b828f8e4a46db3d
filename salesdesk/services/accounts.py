"""Money on the account of a deal: freed, carried over, allotted, kept, refunded; inside a change that is under way."""

from collections.abc import Sequence
from datetime import date

from db import accounts, deals
from db.accounts import Moved, Spot
from db.deals import DealRow, LineRow
from db.money import Part
from salesdesk.domain.accounts import NotThatMuch, Pot, draw, in_pots, spread
from salesdesk.domain.deal import Step
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method, OpenRow, ReceiptKind, Use, deal_number, receipt_number
from salesdesk.services.booking import book, tell_booked
from salesdesk.services.deal_accounts import account_of, open_rows
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change
from salesdesk.services.money_steps import note_steps


def hold_deals(change: Change, *rows: DealRow) -> None:
    """Keep the accounts of deals for this transaction, in the order of their keys."""
    for row in sorted(set(rows), key=lambda each: each.id):
        deals.deal_by_number(change.tx, change.project_id, row.number, hold=True)


def unallocated_pots(change: Change, deal: DealRow) -> list[Pot]:
    """Give the money on a deal's account that pays nothing yet, the oldest first; minor units."""
    placed = accounts.placed_on_deal(change.tx, deal.id, Use.UNALLOCATED)
    return [Pot(each.receipt_id, each.amount_minor, Method(each.method)) for each in placed]


def payable_lines(change: Change, deal: DealRow, only: Step | None = None) -> list[LineRow]:
    """Give the open lines that money may pay now, or those of one step; none of a deal that ended or is about to.

    Raises:
        StepClosed: the step that is to be paid waits for another.
        BadValue: no money is paid for that step.
    """
    return account_of(change, deal).payable(only)


def free_lines(change: Change, deal: DealRow) -> int:
    """Take the money off every line of a deal, of any version of its plan, back to unallocated; gives the sum."""
    hold_deals(change, deal)
    placed = accounts.placed_on_deal(change.tx, deal.id, Use.LINE)
    away = Spot(deal.id, Use.UNALLOCATED)
    _move(change, [Moved(each.receipt_id, each.amount_minor, each.spot, away) for each in placed])
    freed = sum(each.amount_minor for each in placed)
    _tell(change, "receipt.freed", deal, freed)
    return freed


def carry_over(change: Change, source: DealRow, target: DealRow) -> int:
    """Bring what is unallocated on one deal to another's account and allot it there; gives the sum, minor units."""
    hold_deals(change, source, target)
    sum_minor = in_pots(unallocated_pots(change, source))
    bring(change, source, target, sum_minor)
    reallot(change, target)
    return sum_minor


def bring(change: Change, source: DealRow, target: DealRow, amount_minor: int, reason: str = "") -> None:
    """Bring a sum from unallocated on one deal to unallocated on another, minor units; on the same, only look for it.

    Raises:
        NotThatMuch: there is less.
    """
    _use(change, source, amount_minor, Spot(target.id, Use.UNALLOCATED))
    if source.id != target.id:
        _tell(change, "receipt.carried", source, amount_minor, to_deal=target.number, reason=reason)
        _tell(change, "receipt.brought", target, amount_minor, from_deal=source.number, reason=reason)


def reallot(change: Change, deal: DealRow) -> int:
    """Allot what is unallocated on a deal's account to its open lines, the oldest first; gives what they took."""
    hold_deals(change, deal)
    pots = unallocated_pots(change, deal)
    return allot_to(change, deal, in_pots(pots), payable_lines(change, deal))


def allot_to(change: Change, deal: DealRow, amount_minor: int, lines: list[LineRow]) -> int:
    """Allot a sum of what is unallocated on a deal to lines of it, the oldest first; gives what they took.

    What a lender paid pays that lender's loan alone; money that may pay none of the lines is taken last.

    Raises:
        NotThatMuch: less is unallocated.
    """
    before = current_steps(change, deal)
    rows = open_rows(lines)
    parts = spread(_draw(change, deal, amount_minor, rows), rows)
    home = Spot(deal.id, Use.UNALLOCATED)
    moves = [Moved(pot.receipt_id, pot.amount_minor, home, Spot(deal.id, Use.LINE, row)) for pot, row in parts]
    _move(change, moves)
    note_steps(change, deal, before)
    taken = sum(each.amount_minor for each in moves)
    _tell(change, "receipt.allotted", deal, taken)
    return taken


def forfeit(change: Change, deal: DealRow, amount_minor: int) -> None:
    """Keep a sum of what is unallocated as the company's own, because the buyer is at fault; minor units.

    Raises:
        NotThatMuch: less is unallocated.
    """
    hold_deals(change, deal)
    _use(change, deal, amount_minor, Spot(deal.id, Use.FORFEITED))
    _tell(change, "receipt.forfeited", deal, amount_minor)


def cover_settlement(change: Change, deal: DealRow) -> None:
    """Count what went back for the area of a deal that ends against what its buyer paid; minor units.

    Raises:
        NotThatMuch: less is unallocated.
    """
    hold_deals(change, deal)
    _use(change, deal, deal.settled_back_minor, Spot(deal.id, Use.SETTLEMENT))


def take_fee(change: Change, deal: DealRow, amount_minor: int) -> None:
    """Take a fee out of what is unallocated; minor units.

    Raises:
        NotThatMuch: less is unallocated.
    """
    hold_deals(change, deal)
    _use(change, deal, amount_minor, Spot(deal.id, Use.FEE))
    _tell(change, "receipt.fee_taken", deal, amount_minor)


def refund(change: Change, deal: DealRow, amount_minor: int, method: Method, value_date: date, note: str) -> str:
    """Give money back out of what is unallocated; gives the refund's own number in the register.

    Raises:
        NotThatMuch: less is unallocated.
        DayClosed: today's cash book is closed.
        BadValue: it is for nothing, or the value date lies in the future.
    """
    hold_deals(change, deal)
    _check_some(amount_minor)
    _draw(change, deal, amount_minor)
    return _pay_out(change, deal, ReceiptKind.REFUND, Use.UNALLOCATED, amount_minor, method, value_date, note)


def compensate(change: Change, deal: DealRow, amount_minor: int, method: Method, value_date: date, note: str) -> str:
    """Pay the second half of a deposit that goes back twice, the seller's own money; gives its number.

    Raises:
        DayClosed: today's cash book is closed.
        BadValue: it is for nothing, or the value date lies in the future.
    """
    hold_deals(change, deal)
    _check_some(amount_minor)
    return _pay_out(change, deal, ReceiptKind.COMPENSATION, Use.COMPENSATION, amount_minor, method, value_date, note)


def _pay_out(
    change: Change, deal: DealRow, kind: ReceiptKind, use: Use, amount: int, method: Method, day: date, note: str
) -> str:
    _, number = book(change, deal, kind, -amount, method, day, note, [Part(-amount, use)])
    told = "receipt.refunded" if kind is ReceiptKind.REFUND else "receipt.compensated"
    tell_booked(change, told, deal, number, -amount, method, day)
    return receipt_number(number)


def _check_some(amount_minor: int) -> None:
    if amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="it is of more than nothing")


def _use(change: Change, deal: DealRow, amount_minor: int, target: Spot) -> None:
    home = Spot(deal.id, Use.UNALLOCATED)
    drawn = _draw(change, deal, amount_minor)
    if target != home:
        _move(change, [Moved(each.receipt_id, each.amount_minor, home, target) for each in drawn])


def _draw(change: Change, deal: DealRow, amount_minor: int, rows: Sequence[OpenRow] = ()) -> tuple[Pot, ...]:
    pots = sorted(unallocated_pots(change, deal), key=lambda each: not each.pays_any(rows))
    if amount_minor < 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="it is less than nothing")
    if amount_minor > in_pots(pots):
        raise NotThatMuch(there_minor=in_pots(pots), deal=deal_number(deal.number), asked_minor=amount_minor)
    return draw(amount_minor, pots)


def _move(change: Change, moves: list[Moved]) -> None:
    accounts.move(change.tx, change.actor.staff_id, moves)


def _tell(change: Change, kind: str, deal: DealRow, amount_minor: int, **more: object) -> None:
    if amount_minor:
        values = {"deal": deal.number, "amount_minor": amount_minor, **more}
        change.tell(kind, unit_id=deal.unit_id, deal_id=deal.id, **values)
