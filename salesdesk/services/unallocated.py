"""Unallocated money: seen by deal or without one, moved to a payment or deal, or given back to whoever paid it."""

from dataclasses import dataclass
from datetime import date

from db import accounts as placed
from db.accounts import AccountRow, LooseRow
from db.deals import DealRow
from salesdesk.domain.accounts import in_pots
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import OWN, Method, deal_number, is_receipt_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services import accounts, suspense
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.hold_money import held
from salesdesk.services.payments import line_called
from salesdesk.services.steps import DealEnded


class NothingToPay(DeskError):
    """Nothing is open on {deal} that money may pay now: it stays unallocated until the next step is open."""


class OnlyTheLoan(DeskError):
    """What is unallocated on {deal} came from a lender, and pays that lender's loan alone, which is not open yet."""


@dataclass(frozen=True, slots=True)
class UnallocatedLine:
    """Money that pays nothing yet, and since when; minor units.

    It stands on the account of a deal, or is for none yet: then it has the number of its receipt, its payer stands
    for the customer, and the remark and the bank's reference may tell whose it is. What lies on a hold has its unit
    and customer.
    """

    deal_id: str | None
    unit: str | None
    customer: str
    live: bool
    amount_minor: int
    since: date
    receipt_no: str | None = None
    remark: str = ""
    reference: str = ""
    on_hold: bool = False

    @property
    def name(self) -> str:
        """What it is called: the deal's number, or the receipt's."""
        return self.deal_id or self.receipt_no or ""


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """Money that was moved: what of it pays something on the deal it went to, and what is left here; minor units.

    `to_hold` is the unit on whose hold it lies now; then it went to no deal.
    """

    deal_id: str | None
    to_deal_id: str | None
    amount_minor: int
    allotted_minor: int
    left_minor: int
    from_receipt: str | None = None
    to_hold: str | None = None


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """Money that was given back under a number of its own, and what is left unallocated; minor units."""

    receipt_no: str
    deal_id: str | None
    amount_minor: int
    method: str
    value_date: date
    left_minor: int
    from_receipt: str | None = None


@sees(Right.SEE_MONEY)
def list_unallocated(look: Look) -> list[UnallocatedLine]:
    """List the money that pays nothing yet, the oldest first: by deal, and for who sees all what is for none yet.

    A rep sees what stands on their own deals and holds.
    """
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    on_deals = map(_line, placed.unallocated(look.tx, look.project_id, owner))
    without = map(_loose_line, placed.loose(look.tx, look.project_id, owner))
    return sorted([*without, *on_deals], key=lambda each: each.since)


def _line(row: AccountRow) -> UnallocatedLine:
    return UnallocatedLine(deal_number(row.deal), row.unit, row.customer, row.live, row.amount_minor, row.since)


def _loose_line(row: LooseRow) -> UnallocatedLine:
    return UnallocatedLine(
        deal_id=None,
        unit=row.unit,
        customer=row.payer if row.customer is None else row.customer,
        live=True,
        amount_minor=row.amount_minor,
        since=row.value_date,
        receipt_no=receipt_number(row.number),
        remark=row.note,
        reference="" if row.reference.startswith(OWN) else row.reference,
        on_hold=row.unit is not None,
    )


@changes("receipt.move", Right.BOOK_MONEY)
def move_money(
    change: Change,
    deal: str,
    amount_minor: int,
    to: str | None = None,
    line: str | None = None,
    reason: str = "",
    hold: str | None = None,
) -> MoveAnswer:
    """Move unallocated money to the open payments of its own deal or of another, or to one of them; minor units.

    Money that is for no deal yet is named by its receipt instead of a deal; all that is left of it can be put on the
    hold of a unit instead.

    Raises:
        NotThatMuch: less is unallocated.
        NotHeld: nobody holds the unit that is named.
        DealEnded: the deal that is to get it lives no more.
        StepClosed: the step of the line that is to be paid waits for another.
        NothingToPay: nothing is open that it may pay.
        OnlyTheLoan: it came from a lender whose loan is not open.
        BadValue: it is for nothing, or it goes to another buyer without a reason.
    """
    if hold is not None:
        return _put_on_hold(change, deal, amount_minor, hold, reason)
    if is_receipt_number(deal):
        return _assign(change, deal, amount_minor, to, line, reason)
    source = deal_called(change, deal)
    target = source if to is None else deal_called(change, to)
    accounts.hold_deals(change, source, target)
    source, target = deal_called(change, deal), deal_called(change, to or deal)
    _check_move(source, target, amount_minor, reason)
    lines = accounts.payable_lines(change, target) if line is None else [line_called(change, target, line)]
    if source.id == target.id and not lines:
        raise NothingToPay(deal=deal_number(source.number))
    accounts.bring(change, source, target, amount_minor, tidy(reason))
    took = accounts.allot_to(change, target, amount_minor, lines)
    if source.id == target.id and not took:
        raise OnlyTheLoan(deal=deal_number(source.number))
    left = in_pots(accounts.unallocated_pots(change, source))
    return MoveAnswer(deal_number(source.number), deal_number(target.number), amount_minor, took, left)


def _assign(
    change: Change, receipt: str, amount_minor: int, to: str | None, line: str | None, reason: str
) -> MoveAnswer:
    if to is None:
        raise BadValue(what="deal", value="", why="money without a deal is moved to one; name it")
    row, target = suspense.loose_called(change, receipt), deal_called(change, to, hold=True)
    if not target.live:
        raise DealEnded(deal=deal_number(target.number))
    _check_whose(suspense.customer_of(change, row), target.customer_id, reason)
    lines = accounts.payable_lines(change, target) if line is None else [line_called(change, target, line)]
    suspense.assign(change, row, target, amount_minor, tidy(reason))
    took = accounts.allot_to(change, target, amount_minor, lines)
    left, number = suspense.left_of(change, row), receipt_number(row.number)
    return MoveAnswer(None, deal_number(target.number), amount_minor, took, left, number)


def _put_on_hold(change: Change, receipt: str, amount_minor: int, unit: str, reason: str) -> MoveAnswer:
    if not is_receipt_number(receipt):
        raise BadValue(what="receipt", value=receipt, why="only money that is for no deal lies on a hold")
    found, hold = held(change, unit)
    row = suspense.loose_called(change, receipt)
    _check_whose(suspense.customer_of(change, row), hold.customer_id, reason)
    suspense.put_on_hold(change, row, found, hold, amount_minor, tidy(reason))
    return MoveAnswer(None, None, amount_minor, 0, 0, receipt_number(row.number), found.code)


def _check_whose(before: int | None, after: int, reason: str) -> None:
    if before is not None and before != after and not tidy(reason):
        raise BadValue(what="reason", value=reason, why="money for another buyer's deal needs one")


def _check_move(source: DealRow, target: DealRow, amount_minor: int, reason: str) -> None:
    if amount_minor <= 0:
        raise BadValue(what="amount", value=format_minor(amount_minor), why="what is moved is more than nothing")
    if not target.live:
        raise DealEnded(deal=deal_number(target.number))
    _check_whose(source.customer_id, target.customer_id, reason)


@changes("receipt.refund", Right.BOOK_MONEY)
def refund_money(
    change: Change, deal: str, amount_minor: int, method: Method, value_date: date | None = None, reason: str = ""
) -> RefundAnswer:
    """Give unallocated money back, under its own number in the register; minor units.

    Money that is for no deal yet is named by its receipt instead of a deal.

    Raises:
        NotThatMuch: less is unallocated.
        DayClosed: today's cash book is closed.
        BadValue: it is for nothing, there is no reason, or the value date lies in the future.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a refund needs a reason")
    day = value_date or change.today
    if is_receipt_number(deal):
        loose = suspense.loose_called(change, deal)
        number = suspense.give_back(change, loose, amount_minor, method, day, reason)
        left = suspense.left_of(change, loose)
        return RefundAnswer(number, None, amount_minor, str(method), day, left, receipt_number(loose.number))
    row = deal_called(change, deal, hold=True)
    number = accounts.refund(change, row, amount_minor, method, day, reason)
    left = in_pots(accounts.unallocated_pots(change, row))
    return RefundAnswer(number, deal_number(row.number), amount_minor, str(method), day, left)
