"""The order sheet and the order as text: every line from the list price to the total, and what is due when."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from salesdesk.cli.tables import table
from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.language import spoken, tr
from salesdesk.services.order_sheets import OrderSheet
from salesdesk.services.orders import OrderAnswer


class Due(Protocol):
    """One payment that is due; minor units."""

    @property
    def label(self) -> str:
        """What it is."""

    @property
    def due(self) -> date:
        """When it is due."""

    @property
    def amount_minor(self) -> int:
        """How much it is."""


def sheet_text(sheet: OrderSheet) -> str:
    """Write the sheet that an order would have."""
    head = tr("Order sheet of {unit} for {customer} (nothing is written)")
    lines = [(spoken(each.label), each.factor, format_minor(each.amount_minor)) for each in sheet.lines]
    total = (tr("price"), "", format_minor(sheet.total_minor))
    price = table(("", "", ""), [*lines, total], {2})
    parts = [safe(head.format(unit=sheet.unit, customer=sheet.customer)), price, _due(sheet.schedule)]
    return "\n\n".join([*parts, *_on_hold(sheet.on_hold_minor), _sign_by(sheet.sign_by), *_to_acknowledge(sheet)])


def _on_hold(paid_minor: int) -> list[str]:
    said = tr("The earnest money on the hold, {amount}, counts for it.")
    return [said.format(amount=format_minor(paid_minor))] if paid_minor else []


def _to_acknowledge(sheet: OrderSheet) -> list[str]:
    """Tell what the buyer acknowledges before the order."""
    if not sheet.disclosure:
        return []
    return [
        "\n".join([tr("The buyer acknowledges before the order:"), *(f"- {safe(each)}" for each in sheet.disclosure)])
    ]


def order_text(order: OrderAnswer) -> str:
    """Write what was ordered."""
    head = tr("{deal}: {unit} is ordered for {customer} at {total}.")
    total = format_minor(order.total_minor)
    said = safe(head.format(deal=order.deal_id, unit=order.unit, customer=order.customer, total=total))
    return "\n\n".join([said, _due(order.schedule), *_on_hold(order.carried_minor), _sign_by(order.sign_by)])


def _due(rows: Iterable[Due]) -> str:
    lines = [(spoken(each.label), each.due, format_minor(each.amount_minor)) for each in rows]
    return table((tr("payment"), tr("due"), tr("amount")), lines, {2})


def _sign_by(day: date) -> str:
    return tr("The contract is to be signed by {day}.").format(day=day)
