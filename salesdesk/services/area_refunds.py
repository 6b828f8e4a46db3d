"""Money that goes back for an area: for a smaller unit, or all of it with interest to a buyer who withdraws."""

from dataclasses import dataclass
from datetime import date

from db.deals import DealRow
from db.money import Part
from salesdesk.domain.changes import ChangeKind, ChangeRank, Outcome
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method, ReceiptKind, Use, deal_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import Case
from salesdesk.domain.text import tidy
from salesdesk.language import tr
from salesdesk.services.booking import book, check_value_date, tell_booked
from salesdesk.services.change_answers import change_called
from salesdesk.services.change_terms import Facts, Said
from salesdesk.services.changes import ask, carry_out
from salesdesk.services.desk import Change, changes
from salesdesk.services.settlements import refund_of
from salesdesk.services.steps import live_deal


class NothingToPayBack(DeskError):
    """Nothing is to be paid back for the area of {deal}."""


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money that went back for an area, the interest in it, and whether it ended the deal; minor units."""

    receipt_no: str
    deal_id: str
    amount_minor: int
    method: str
    value_date: date
    interest_minor: int = 0
    ended: bool = False


@changes("settle.pay_back", Right.BOOK_MONEY)
def pay_back(change: Change, deal: str, method: Method, value_date: date | None = None, note: str = "") -> PaidBack:
    """Book the money that goes back for the area, under a number of its own.

    For a smaller unit that is what its settlement comes to. To a buyer who withdraws all that was paid goes back with
    its interest; it ends the deal, and nobody has to approve it.

    Raises:
        NothingToPayBack: the settlement gives nothing back, or it has gone back already.
        BadValue: the value date lies in the future.
        DayClosed: today's cash book is closed.
    """
    row, day = live_deal(change, deal), value_date or change.today
    if row.settled_case == Case.WITHDRAWN:
        return _all_back(change, row, method, day, note)
    owed = -row.settled_minor - row.settled_back_minor
    if row.settled_case is None or owed <= 0:
        raise NothingToPayBack(deal=deal_number(row.number))
    parts = [Part(-owed, Use.SETTLEMENT)]
    _, number = book(change, row, ReceiptKind.REFUND, -owed, method, day, note, parts)
    tell_booked(change, "receipt.refunded", row, number, -owed, method, day)
    return PaidBack(receipt_number(number), deal_number(row.number), owed, str(method), day)


def _all_back(change: Change, row: DealRow, method: Method, day: date, note: str) -> PaidBack:
    """End the deal of a buyer who withdraws, as a change that needs no approval."""
    check_value_date(change, day)
    refund = refund_of(change, row.id)
    asked: Facts = {"method": method.value, "to_deal": None, "withdrawal": True, "paid_on": day.isoformat()}
    said = Said(ChangeKind.CANCEL, asked, 0, Outcome.RETURN)
    reason = tidy(note) or tr("the buyer withdraws because of the area")
    number = ask(change, row, said, reason, ChangeRank.NONE)
    done = carry_out(change, change_called(change, number), row)
    return PaidBack(
        str(done.facts.get("refund", "")), deal_number(row.number), refund.total_minor, str(method), day,
        refund.interest_minor, ended=True,
    )  # fmt: skip
