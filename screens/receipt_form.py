"""Booking and reversing money: the forms that ask for it, and what is said of it afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from salesdesk.domain.deal import RowKind, StepState
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import sentence, show_short_date, tr, word
from salesdesk.services.deal_receipts import ReceiptView
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.payments import ReceiptAnswer, add_receipt
from salesdesk.services.reversals import reverse_receipt
from salesdesk.services.suspense import add_loose
from screens.dialogs import Field, Form
from screens.typed_values import amount, day_from, one_of, words_of


def receipt_form(deal: DealView, today: date) -> Form:
    """Ask for the money that came in; the amount is what is to be paid next."""
    due = _expected(deal)
    method = Method.BANK_LOAN if _next_kind(deal) == RowKind.LOAN else Method.TRANSFER
    fields = [
        Field("amount", tr("Amount"), format_minor(due) if due else "", tr("such as 3,000"), amount),
        Field("method", _methods(), word(method), read=one_of(Method)),
        Field("day", tr("Value date"), today.isoformat(), tr("the day the money came"), day_from(today)),
        Field("line", tr("Only for this payment; without it, the oldest open one"), optional=True),
        Field("note", tr("Note"), optional=True),
    ]
    title = tr("A receipt for {deal}, {customer}").format(deal=deal.deal_id, customer=safe(deal.customer))
    return Form(title, fields, _owed(deal))


def loose_form(today: date) -> Form:
    """Ask for money that came in for no deal that is known: all that may tell later whose it is."""
    fields = [
        Field("amount", tr("Amount"), "", tr("such as 3,000"), amount),
        Field("method", _methods(), word(Method.TRANSFER), read=one_of(Method)),
        Field("day", tr("Value date"), today.isoformat(), tr("the day the money came"), day_from(today)),
        Field("payer", tr("Who paid"), optional=True),
        Field("note", tr("Note"), optional=True),
        Field("reference", tr("The bank's reference"), optional=True),
    ]
    return Form(tr("A receipt for no deal yet"), fields, tr("It stays unallocated until it is moved or given back."))


def book_loose(desk: Desk, given: dict[str, Any]) -> ReceiptAnswer:
    """Book money for no deal as the form asked."""
    known = (given["payer"] or "", given["note"] or "", given["reference"] or "")
    return add_loose(desk, given["amount"], given["method"], given["day"], *known)


def _methods() -> str:
    return tr("Method: {words}; the first letters will do").format(words=words_of(tuple(Method)))


def _next_kind(deal: DealView) -> str:
    return next((row.kind for row in deal.schedule if row.open_minor), "")


def _expected(deal: DealView) -> int:
    step = next((each for each in deal.steps if each.state is StepState.OPEN and each.open_minor), None)
    late = next((row.open_minor for row in deal.schedule if row.open_minor), 0)
    return step.open_minor if step else late


def _owed(deal: DealView) -> str:
    owed = [row for row in deal.schedule if row.open_minor][:3]
    lines = [
        tr("{label}: {amount} open, due {day}").format(
            label=tr(row.label), amount=format_minor(row.open_minor), day=show_short_date(row.due)
        )
        for row in owed
    ]
    return "\n".join(lines) or tr("Everything is paid; what comes in now stays unallocated.")


def book(desk: Desk, deal_id: str, given: dict[str, Any]) -> ReceiptAnswer:
    """Book what the form asked for."""
    note, line = given["note"] or "", given["line"]
    return add_receipt(desk, deal_id, given["amount"], given["method"], given["day"], note=note, line=line)


def reversal_form(receipt_no: str) -> Form:
    """Ask which receipt is wrong, and why."""
    fields = [
        Field("receipt", tr("Receipt"), receipt_no, "R-000118"),
        Field("reason", tr("Why it is wrong")),
    ]
    said = tr("A counter-receipt with its own number takes it back; the first one stays as it is.")
    return Form(tr("Reverse a receipt"), fields, said)


def reverse(desk: Desk, given: dict[str, Any]) -> ReceiptAnswer:
    """Reverse what the form asked for."""
    return reverse_receipt(desk, given["receipt"], given["reason"])


def reversible(receipts: Sequence[ReceiptView]) -> str:
    """Give the latest receipt that can be reversed; empty when there is none."""
    whole = [each for each in receipts if each.amount_minor > 0 and each.reversed_by is None]
    return whole[-1].receipt_no if whole else ""


def booked(answer: ReceiptAnswer) -> str:
    """Say what became of the money."""
    parts = ", ".join(f"{safe(tr(part.label))} {format_minor(part.amount_minor)}" for part in answer.allotted)
    whose = tr("{receipt}: {amount} for {deal}") if answer.deal_id else tr("{receipt}: {amount} for no deal yet")
    sum_ = format_minor(answer.amount_minor)
    said = whose.format(receipt=answer.receipt_no, amount=sum_, deal=answer.deal_id)
    loose = tr("{amount} is unallocated").format(amount=format_minor(answer.unallocated_minor))
    told = [said + (f" ({parts})" if parts else "")] + ([loose] if answer.unallocated_minor else [])
    if answer.advance_minor:
        above = tr("{amount} is above a fifth of the price: an advance payment, no deposit")
        told.append(above.format(amount=format_minor(answer.advance_minor)))
    if answer.next_due_minor:
        told.append(tr("next: {amount} to pay").format(amount=format_minor(answer.next_due_minor)))
    return " ".join(map(sentence, told))
