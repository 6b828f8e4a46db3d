"""Unallocated money as lines of a list, and the cash book of a day as a text of columns."""

from collections.abc import Sequence

from rich.cells import cell_len

from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, tr, word
from salesdesk.services.dayend import CashLine, DayEnd
from salesdesk.services.unallocated import UnallocatedLine
from screens.widgets.cell_width import cut, fit, right
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row

NAME_CELLS = 20
WORDS = 2
"""So many columns of the cash book are words; the others are numbers."""


def unallocated_columns() -> tuple[Column, ...]:
    """Give the columns of the unallocated money."""
    return (
        Column(tr("deal, receipt")),
        Column(tr("unallocated"), is_right=True),
        Column(tr("since"), is_right=True, rank=1),
        Column(tr("customer"), least=10, most=24),
        Column(tr("unit"), rank=2),
        Column(tr("remark")),
    )


def unallocated_rows(lines: Sequence[UnallocatedLine]) -> tuple[Row, ...]:
    """Write the money that pays nothing yet; an ended deal is marked, money for none has its remark."""
    amounts = in_column(each.amount_minor for each in lines)
    return tuple(
        Row(
            each.name,
            (
                Cell(each.name),
                Cell(amount, "in" if each.live else "overdue"),
                Cell(show_short_date(each.since)),
                Cell(safe(each.customer)),
                Cell(safe(each.unit or "")),
                Cell(_said_of(each), "dim"),
            ),
        )
        for each, amount in zip(lines, amounts, strict=True)
    )


def _said_of(row: UnallocatedLine) -> str:
    if not row.live:
        return tr("the deal has ended")
    known = safe(row.remark or row.reference)
    return " · ".join(filter(None, (tr("on the hold"), known))) if row.on_hold else known


def unallocated_in_sum(lines: Sequence[UnallocatedLine]) -> str:
    """Say on how many deals money pays nothing yet, how many receipts are for none, and what it comes to."""
    if not lines:
        return tr("nothing")
    without = sum(each.deal_id is None for each in lines)
    on_deals = len(lines) - without
    counts = [ntr("{count} deal", "{count} deals", on_deals).format(count=on_deals)] if on_deals else []
    loose = ntr("{count} receipt without a deal", "{count} receipts without a deal", without).format(count=without)
    counts += [loose] if without else []
    return " · ".join([*counts, format_minor(sum(each.amount_minor for each in lines))])


def day_text(book: DayEnd) -> str:
    """Write the cash book of a day: a line for each cashier and method, then the sums."""
    if not book.rows:
        return tr("Nothing was booked on this day.")
    heads = (tr("cashier"), tr("method"), tr("count"), tr("in"), tr("out"))
    lines = [_day_row(each) for each in book.rows]
    sums = (tr("together"), "", str(book.count), format_minor(book.in_minor), format_minor(book.out_minor))
    rows = [heads, *lines, sums]
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(heads))]
    said = ["  ".join(_cell(text, widths[at], at) for at, text in enumerate(row)).rstrip() for row in rows]
    total = tr("in hand from this day: {amount}").format(amount=format_minor(book.net_minor))
    return "\n".join([*said, "", total])


def _day_row(row: CashLine) -> tuple[str, ...]:
    who, how = cut(safe(row.cashier), NAME_CELLS), word(Method(row.method))
    return who, how, str(row.count), format_minor(row.in_minor), format_minor(row.out_minor)


def _cell(text: str, width: int, at: int) -> str:
    return fit(text, width) if at < WORDS else right(text, width)
