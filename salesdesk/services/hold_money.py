"""Earnest money on a hold: booked for its customer, given back at any time, or carried over to the deal.

While there is some, the hold neither ends by itself nor is given back: somebody decides what becomes of it.
"""

from datetime import date

from db import accounts, money
from db.accounts import Moved, PlacedRow, Spot
from db.claims import ClaimRow
from db.deals import DealRow
from db.units import UnitRow
from salesdesk.domain.holds import MoneyOnHold
from salesdesk.domain.receipts import Method, Use, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.services.accounts import allot_to, payable_lines
from salesdesk.services.booking import Origin
from salesdesk.services.claiming import check_not_seized, hold_on, take_in_hand
from salesdesk.services.desk import Change, changes
from salesdesk.services.finding import unit_called
from salesdesk.services.payments import ReceiptAnswer
from salesdesk.services.suspense import Incoming, held_sums, plain_reference, take_loose


@changes("receipt.add_on_hold", Right.BOOK_MONEY)
def add_on_hold(
    change: Change,
    unit: str,
    amount_minor: int,
    method: Method,
    value_date: date | None = None,
    payer: str = "",
    note: str = "",
    reference: str = "",
) -> ReceiptAnswer:
    """Book earnest money for the hold on a unit, minor units; without a payer, its customer paid.

    Raises:
        NotHeld: nobody holds it now.
        UnitSeized: it is seized.
        BadValue: nothing was paid, or the value date lies in the future.
        BookedAlready: money under this reference of the bank is there.
        DayClosed: today's cash book is closed.
    """
    found, hold = held(change, unit)
    origin = Origin(payer or hold.customer, plain_reference(change, reference))
    came = Incoming(amount_minor, method, value_date or change.today, note, origin)
    return take_loose(change, came, hold, found)


def held(change: Change, unit: str) -> tuple[UnitRow, ClaimRow]:
    """Take a unit in hand and give the hold on it, on which money may be put.

    Raises:
        NotHeld: nobody holds it now.
        UnitSeized: it is seized.
    """
    found = take_in_hand(change, unit_called(change, unit))
    hold = hold_on(change, found)
    check_not_seized(change, found)
    return found, hold


def check_no_money(change: Change, unit: UnitRow, hold: ClaimRow) -> None:
    """Refuse to give back a hold with money on it.

    Raises:
        MoneyOnHold: naming the sum and its receipts.
    """
    there = accounts.placed_on_hold(change.tx, hold.id)
    if there:
        names = [receipt_number(each.number) for each in there]
        raise MoneyOnHold(unit=unit.code, amount_minor=_sum(there), receipts=names)


def carry_to_deal(change: Change, hold: ClaimRow, deal: DealRow) -> int:
    """Carry what lies on a hold over to the deal that took its place, and let it pay there; gives the sum, minor units.

    It counts from the day on which it was paid.
    """
    there = _kept_still(change, hold)
    away = Spot(deal.id, Use.UNALLOCATED)
    accounts.move(change.tx, change.actor.staff_id, [_moved(each, away) for each in there])
    for each in there:
        change.tell(
            "receipt.assigned",
            unit_id=deal.unit_id,
            deal_id=deal.id,
            deal=deal.number,
            receipt=each.number,
            amount_minor=each.amount_minor,
            left_minor=0,
            on_holds=held_sums(change, hold.id),
            reason="",
        )
    carried = _sum(there)
    if carried:
        allot_to(change, deal, carried, payable_lines(change, deal))
    return carried


def _kept_still(change: Change, hold: ClaimRow) -> list[PlacedRow]:
    """Give what lies on a hold while nobody else can move it."""
    for each in sorted(accounts.placed_on_hold(change.tx, hold.id), key=lambda each: each.receipt_id):
        money.hold_receipt(change.tx, each.receipt_id)
    return accounts.placed_on_hold(change.tx, hold.id)


def _moved(part: PlacedRow, target: Spot) -> Moved:
    return Moved(part.receipt_id, part.amount_minor, part.spot, target)


def _sum(there: list[PlacedRow]) -> int:
    return sum(each.amount_minor for each in there)
