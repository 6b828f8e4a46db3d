"""What a deal says of its receipts and of the money of a deal that has ended, in the reader's language."""

from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import ReceiptKind
from salesdesk.language import N_, in_a_row, tr, tr_in, word
from salesdesk.services.deal_receipts import EndedMoney, ReceiptView
from salesdesk.services.deals import DealView

_BECAME = {
    "carried_minor": N_("{amount} carried over"),
    "refunded_minor": N_("{amount} refunded"),
    "forfeited_minor": N_("{amount} forfeited"),
    "fee_minor": N_("{amount} kept as a fee"),
    "left_minor": N_("{amount} still unallocated"),
    "compensation_minor": N_("compensation of {amount} paid beside it"),
}


def remark_on(receipt: ReceiptView) -> str:
    """Say what a receipt reverses or pays out, and from where and to where its money was carried."""
    said = [number_stands_for(receipt.kind, receipt.reverses, receipt.reversed_by), _came(receipt), _went(receipt)]
    return in_a_row(each for each in said if each)


def number_stands_for(kind: str, reverses: str | None, reversed_by: str | None) -> str:
    """Say which receipt a number of the register reverses or is reversed by, or what went out under it."""
    if reverses:
        return tr("reverses {receipt}").format(receipt=reverses)
    if reversed_by:
        return tr("reversed by {receipt}").format(receipt=reversed_by)
    return "" if kind == ReceiptKind.RECEIPT else word(ReceiptKind(kind))


def _came(receipt: ReceiptView) -> str:
    part = receipt.counted_minor not in {0, receipt.amount_minor}
    of_it = tr("a part of {amount}").format(amount=format_minor(receipt.amount_minor)) if part else ""
    if not receipt.from_deal:
        return of_it
    came = tr("carried over from {unit} ({deal})").format(unit=receipt.from_unit, deal=receipt.from_deal)
    return tr_in("between parts", ", ").join(each for each in (came, of_it) if each)


def _went(receipt: ReceiptView) -> str:
    if not receipt.went_minor:
        return ""
    to, amount = ", ".join(receipt.went_to), format_minor(receipt.went_minor)
    return tr("{amount} carried over to {deal}").format(amount=amount, deal=to)


def paid_on(deal: DealView) -> int:
    """Give what was paid on a deal, in minor units: of one that has ended, whatever became of it."""
    return deal.paid_minor if deal.ended_money is None else deal.ended_money.paid_minor


def became_of(money: EndedMoney) -> list[str]:
    """Say what became of the money of a deal that has ended, leaving out what is nothing."""
    sums = ((text, getattr(money, name)) for name, text in _BECAME.items())
    return [tr(text).format(amount=format_minor(minor)) for text, minor in sums if minor]
