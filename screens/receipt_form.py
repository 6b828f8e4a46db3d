"""Booking and reversing money: the forms that ask for it, and what is said of it afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from salesdesk.domain.claims import ClaimKind
from salesdesk.domain.deal import RowKind, StepState
from salesdesk.domain.holds import NotHeld
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import sentence, show_short_date, tr, word
from salesdesk.services.board import UnitCard, unit_card
from salesdesk.services.deal_receipts import ReceiptView
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.hold_money import add_on_hold
from salesdesk.services.payments import ReceiptAnswer, ReceiptLine, add_receipt
from salesdesk.services.reversals import reverse_receipt
from salesdesk.services.suspense import add_loose
from screens.dialogs import Field, Form
from screens.typed_values import amount, day_from, one_of, words_of


def which_form(deal_id: str) -> Form:
    """Ask for which deal or hold money came in."""
    label = tr("Deal, or a held unit; without, the money is unallocated")
    return Form(
        tr("A receipt for which deal?"), [Field("deal", label, deal_id, tr("D-0042, or 3-1-3101"), optional=True)]
    )


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
        *_what_came(today),
        Field("payer", tr("Who paid"), optional=True),
        Field("note", tr("Note"), optional=True),
        Field("reference", tr("The bank's reference"), optional=True),
    ]
    return Form(tr("A receipt for no deal yet"), fields, tr("It stays unallocated until it is moved or given back."))


def held_unit(desk: Desk, unit: str) -> UnitCard:
    """Look at a unit on whose hold money came in.

    Raises:
        NotHeld: nobody holds it now.
    """
    card = unit_card(desk, unit)
    if card.holder is None or card.holder.kind != ClaimKind.HOLD:
        raise NotHeld(unit=card.unit.code, state=UnitState(card.state))
    return card


def hold_form(card: UnitCard, today: date) -> Form:
    """Ask for the earnest money of whoever holds a unit."""
    fields = [
        *_what_came(today),
        Field("note", tr("Note"), optional=True),
        Field("reference", tr("The bank's reference"), optional=True),
    ]
    title = tr("Earnest money of {customer} on the hold of {unit}")
    whose = safe((card.holder.customer if card.holder else None) or "")
    said = tr("It goes back at any time; an order takes it over.")
    return Form(title.format(unit=safe(card.unit.code), customer=whose), fields, said)


def book_on_hold(desk: Desk, unit: str, given: dict[str, Any]) -> ReceiptAnswer:
    """Book money on the hold of a unit as the form asked."""
    known = {"note": given["note"] or "", "reference": given["reference"] or ""}
    return add_on_hold(desk, unit, given["amount"], given["method"], given["day"], **known)


def book_loose(desk: Desk, given: dict[str, Any]) -> ReceiptAnswer:
    """Book money for no deal as the form asked."""
    known = (given["payer"] or "", given["note"] or "", given["reference"] or "")
    return add_loose(desk, given["amount"], given["method"], given["day"], *known)


def _what_came(today: date) -> list[Field]:
    return [
        Field("amount", tr("Amount"), "", tr("such as 3,000"), amount),
        Field("method", _methods(), word(Method.TRANSFER), read=one_of(Method)),
        Field("day", tr("Value date"), today.isoformat(), tr("the day the money came"), day_from(today)),
    ]


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


def irreversible(receipt: ReceiptLine | None) -> str:
    """Say why what is under the cursor cannot be reversed; nothing when it can."""
    if receipt is None:
        return tr("Receipts are reversed in their own list; t goes there.")
    if receipt.reverses:
        return tr("{receipt} is itself a reversal. Book the money again instead.").format(receipt=receipt.receipt_no)
    if receipt.amount_minor < 0:
        return tr("{receipt} paid money out; when it comes back, book it.").format(receipt=receipt.receipt_no)
    said = tr("{receipt} was reversed by {by} already.")
    return said.format(receipt=receipt.receipt_no, by=receipt.reversed_by) if receipt.reversed_by else ""


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
    whose = tr("{receipt}: {amount} on the hold of {unit}") if answer.on_hold else whose
    known = {"receipt": answer.receipt_no, "deal": answer.deal_id, "unit": safe(answer.on_hold or "")}
    said = whose.format(**known, amount=format_minor(answer.amount_minor))
    loose = tr("{amount} is unallocated").format(amount=format_minor(answer.unallocated_minor))
    is_loose = answer.unallocated_minor and not answer.on_hold
    told = [said + (f" ({parts})" if parts else "")] + ([loose] if is_loose else [])
    if answer.advance_minor:
        above = tr("{amount} is above a fifth of the price: an advance payment, no deposit")
        told.append(above.format(amount=format_minor(answer.advance_minor)))
    if answer.next_due_minor:
        told.append(tr("next: {amount} to pay").format(amount=format_minor(answer.next_due_minor)))
    return " ".join(map(sentence, told))
