"""Receipts and arrears of the office as lines of lists, and what they come to."""

from collections.abc import Sequence

from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, tr, word
from salesdesk.services.arrears import ArrearsLine
from salesdesk.services.payments import ReceiptLine
from salesdesk.services.receipt_words import number_stands_for
from screens.widgets.deal_parts import money_tone
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row


def receipt_list_columns() -> tuple[Column, ...]:
    """Give the columns of the receipts."""
    return (
        Column(tr("receipt")),
        Column(tr("value date"), is_right=True),
        Column(tr("amount"), is_right=True),
        Column(tr("deal")),
        Column(tr("customer"), least=10, most=24, rank=1),
        Column(tr("unit")),
        Column(tr("method"), rank=2),
        Column(tr("cashier"), least=8, most=20, rank=4),
        Column(tr("remark"), rank=3),
    )


def receipt_list_rows(receipts: Sequence[ReceiptLine]) -> tuple[Row, ...]:
    """Write the receipts; money that went out again, and what was taken back, is marked."""
    amounts = in_column(each.amount_minor for each in receipts)
    return tuple(
        Row(
            each.receipt_no,
            (
                Cell(each.receipt_no),
                Cell(show_short_date(each.value_date)),
                Cell(amount, money_tone(each.amount_minor, each.reversed_by)),
                Cell(each.deal_id or ""),
                Cell(safe(each.customer or each.payer)),
                Cell(safe(each.unit or "")),
                Cell(word(Method(each.method)), "dim"),
                Cell(safe(each.cashier), "dim"),
                Cell(number_stands_for(each.kind, each.reverses, each.reversed_by), "dim"),
            ),
        )
        for each, amount in zip(receipts, amounts, strict=True)
    )


def receipts_in_sum(receipts: Sequence[ReceiptLine]) -> str:
    """Say how many receipts there are and what they come to; counter-receipts count against the others."""
    count = ntr("{count} receipt", "{count} receipts", len(receipts)).format(count=len(receipts))
    total = tr("{amount} in hand").format(amount=format_minor(sum(each.amount_minor for each in receipts)))
    back = -sum(each.amount_minor for each in receipts if each.reverses)
    taken = [tr("{amount} reversed").format(amount=format_minor(back))] if back else []
    out = -sum(each.amount_minor for each in receipts if each.amount_minor < 0 and not each.reverses)
    paid = [tr("{amount} paid out").format(amount=format_minor(out))] if out else []
    return " · ".join([count, total, *taken, *paid])


def arrears_columns() -> tuple[Column, ...]:
    """Give the columns of the arrears."""
    return (
        Column(tr("late"), is_right=True),
        Column(tr("deal")),
        Column(tr("customer"), least=10, most=24, rank=1),
        Column(tr("unit")),
        Column(tr("what"), least=13, most=24),
        Column(tr("due"), is_right=True, rank=3),
        Column(tr("open"), is_right=True),
        Column(tr("late fee"), is_right=True, rank=2),
        Column(tr("rep"), rank=4, most=20, least=6),
    )


def arrears_rows(arrears: Sequence[ArrearsLine]) -> tuple[Row, ...]:
    """Write what is overdue, the longest first."""
    opens = in_column(each.open_minor for each in arrears)
    fees = in_column(each.late_fee_minor or None for each in arrears)
    return tuple(
        Row(
            arrears_key(each),
            (
                Cell(tr("{count} d").format(count=each.late_days), "overdue"),
                Cell(each.deal_id),
                Cell(safe(each.customer)),
                Cell(safe(each.unit)),
                Cell(safe(tr(each.label))),
                Cell(show_short_date(each.due)),
                Cell(left, "overdue"),
                Cell(fee),
                Cell(safe(each.rep), "dim"),
            ),
        )
        for each, left, fee in zip(arrears, opens, fees, strict=True)
    )


def arrears_key(line: ArrearsLine) -> str:
    """Tell one overdue payment from another."""
    return f"{line.deal_id} {line.label} {line.due}"


def arrears_in_sum(arrears: Sequence[ArrearsLine]) -> str:
    """Say how many payments are overdue and what they come to."""
    count = ntr("{count} payment overdue", "{count} payments overdue", len(arrears)).format(count=len(arrears))
    total = tr("{amount} open").format(amount=format_minor(sum(each.open_minor for each in arrears)))
    fees = tr("{amount} late fees").format(amount=format_minor(sum(each.late_fee_minor for each in arrears)))
    return " · ".join([count, total, fees]) if arrears else count
