"""Moving unallocated money, giving it back, and the end of the day: what is asked, and what is said afterwards."""

from datetime import date
from typing import Any

from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method, is_deal_number, is_receipt_number
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.dayend import DayEnd
from salesdesk.services.desk import Desk
from salesdesk.services.unallocated import MoveAnswer, RefundAnswer, UnallocatedLine, move_money, refund_money
from screens.dialogs import Field, Form
from screens.typed_values import amount, day_from, one_of, words_of


def move_form(line: UnallocatedLine) -> Form:
    """Ask how much of the unallocated money of a deal, or of money that is for none yet, goes where."""
    why = tr("Why; needed for another buyer's deal") if line.deal_id else tr("Why")
    fields = [
        Field("amount", tr("Amount"), format_minor(line.amount_minor), tr("such as 3,000"), amount),
        Field("to", tr("Deal that gets it"), line.deal_id, "D-0042") if line.deal_id else _any_place(),
        Field("line", tr("Only for this payment; without it, the oldest open one"), optional=True),
        Field("reason", why, optional=True),
    ]
    whose = tr("Move money of {deal}, {customer}") if line.customer else tr("Move money of {deal}")
    title = whose.format(deal=line.name, customer=safe(line.customer))
    return Form(title, fields, _known(line))


def _any_place() -> Field:
    return Field("to", tr("Deal, or held unit, that gets it"), "", tr("D-0042, or 3-1-3101"))


def _known(line: UnallocatedLine) -> str:
    """Tell what the bank said of money that is for no deal yet."""
    return " · ".join(safe(each) for each in (line.remark, line.reference) if each)


def refund_form(line: UnallocatedLine, today: date) -> Form:
    """Ask how much of the unallocated money of a deal is given back, and how."""
    methods = tr("Method: {words}; the first letters will do").format(words=words_of(tuple(Method)))
    fields = [
        Field("amount", tr("Amount"), format_minor(line.amount_minor), tr("such as 3,000"), amount),
        Field("method", methods, word(Method.TRANSFER), read=one_of(Method)),
        Field("day", tr("Value date"), today.isoformat(), tr("the day the money goes"), day_from(today)),
        Field("reason", tr("Why")),
    ]
    whose = tr("Give money of {deal} back to {customer}") if line.customer else tr("Give money of {deal} back")
    title = whose.format(deal=line.name, customer=safe(line.customer))
    return Form(title, fields, tr("The refund has its own number in the register."))


def move(desk: Desk, name: str, given: dict[str, Any]) -> MoveAnswer:
    """Move what the form asked for; money for no deal is named by its receipt."""
    to, why = given["to"], given["reason"] or ""
    if is_receipt_number(name) and to and not is_deal_number(to):
        return move_money(desk, name, given["amount"], line=given["line"], reason=why, hold=to)
    return move_money(desk, name, given["amount"], to, given["line"], why)


def give_back(desk: Desk, name: str, given: dict[str, Any]) -> RefundAnswer:
    """Give back what the form asked for; money for no deal is named by its receipt."""
    return refund_money(desk, name, given["amount"], given["method"], given["day"], given["reason"])


def moved(answer: MoveAnswer) -> str:
    """Say what became of money that was moved."""
    if answer.to_hold is not None:
        said = tr("{amount} lies on the hold of {unit} now.")
        return said.format(amount=format_minor(answer.amount_minor), unit=safe(answer.to_hold))
    said = tr("{amount} went to {deal}; {paid} of it pays now, {left} is left unallocated here.")
    amounts = (answer.amount_minor, answer.allotted_minor, answer.left_minor)
    total, paid, left = map(format_minor, amounts)
    return said.format(amount=total, deal=answer.to_deal_id, paid=paid, left=left)


def given_back(answer: RefundAnswer) -> str:
    """Say under which number money was given back."""
    said = tr("{receipt}: {amount} of {deal} is given back; {left} is left unallocated.")
    back, left = format_minor(answer.amount_minor), format_minor(answer.left_minor)
    return said.format(receipt=answer.receipt_no, amount=back, deal=answer.deal_id or answer.from_receipt, left=left)


def day_title(book: DayEnd) -> str:
    """Name the cash book of a day, and say whether it is closed."""
    day = show_short_date(book.day)
    if book.closed:
        return tr("The cash book of {day}, closed by {who}").format(day=day, who=safe(book.closed_by or ""))
    return tr("The cash book of {day}").format(day=day)


def closing_question(book: DayEnd) -> str:
    """Ask whether the cash book of a day shall be closed."""
    asked = tr("Close the cash book of {day}? Nothing is booked on it afterwards.")
    return asked.format(day=show_short_date(book.day))


def day_closed(book: DayEnd) -> str:
    """Say that the day is closed, and with what."""
    said = tr("The cash book of {day} is closed with {amount}.")
    return said.format(day=show_short_date(book.day), amount=format_minor(book.net_minor))
