"""Price lists and the prices in them as lines of a list."""

from collections.abc import Sequence

from textual.content import Content

from salesdesk.domain.money import format_minor
from salesdesk.domain.pricelists import ListState, Spread
from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, tr, word
from salesdesk.services.price_words import rule_said
from salesdesk.services.prices import PriceListAnswer, PricePreview
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row, Tone


def list_columns() -> tuple[Column, ...]:
    """Give the columns of the list of price lists."""
    return (
        Column(tr("price list"), least=12, most=30),
        Column(tr("state")),
        Column(tr("from"), is_right=True),
        Column(tr("units"), is_right=True),
        Column(tr("rule or file"), least=16, most=60, rank=1),
        Column(tr("made by"), least=6, most=16, rank=2),
    )


def list_rows(lists: Sequence[PriceListAnswer]) -> tuple[Row, ...]:
    """Write the price lists; those in force or taken back are dim, as nothing is left to do with them."""
    return tuple(_list_row(each) for each in lists)


def _list_row(each: PriceListAnswer) -> Row:
    tone: Tone = "dim" if each.state in {ListState.IN_FORCE, ListState.TAKEN_BACK} else "strong"
    cells = (
        Cell(safe(each.name), tone),
        Cell(word(ListState(each.state)), tone),
        Cell(show_short_date(each.valid_from) if each.valid_from else "", tone),
        Cell(str(each.units), tone),
        Cell(safe(rule_said(each.rule) or each.source), "dim"),
        Cell(safe(each.made_by), "dim"),
    )
    return Row(each.name, cells)


def price_columns() -> tuple[Column, ...]:
    """Give the columns of the prices in a list."""
    return (
        Column(tr("unit")),
        Column(tr("per m²"), is_right=True, rank=2),
        Column(tr("today"), is_right=True, rank=1),
        Column(tr("after"), is_right=True),
        Column(tr("difference"), is_right=True),
        Column(tr("why it keeps its price"), least=16, rank=3),
    )


def price_rows(found: PricePreview) -> tuple[Row, ...]:
    """Write each price beside today's, then the units that keep theirs, and why."""
    sums = zip(
        found.rows,
        in_column(each.unit_price_minor for each in found.rows),
        in_column(each.today_minor for each in found.rows),
        in_column(each.list_price_minor for each in found.rows),
        in_column(each.difference_minor for each in found.rows),
        strict=True,
    )
    priced = [
        Row(each.unit, (Cell(safe(each.unit)), Cell(unit, "dim"), Cell(today), Cell(after), Cell(difference), Cell()))
        for each, unit, today, after, difference in sums
    ]
    empty = (Cell(), Cell(), Cell(), Cell())
    kept = [Row(each.unit, (Cell(safe(each.unit), "dim"), *empty, Cell(tr(each.reason), "dim"))) for each in found.kept]
    return (*priced, *kept)


def preview_head(found: PricePreview) -> Content:
    """Write how many prices change, and lowest, average, highest and sum today and after, with the difference."""
    changed = ntr("{count} price changes", "{count} prices change", found.changed).format(count=found.changed)
    same = tr("{count} the same").format(count=found.same)
    kept = tr("{count} keep theirs").format(count=len(found.kept))
    state = word(ListState(found.state))
    difference = tr("difference {amount} ({percent} %)").format(
        amount=format_minor(found.difference_minor), percent=found.difference_percent
    )
    lines = [
        Content.from_text(f"{safe(rule_said(found.rule))} · {state}" if found.rule else state, markup=False),
        Content.from_text(f"{changed} · {same} · {kept}", markup=False),
        *_table(found),
        Content.styled(difference, "bold"),
    ]
    return Content("\n").join(lines)


def _table(found: PricePreview) -> list[Content]:
    heads = ["", tr("lowest"), tr("average"), tr("highest"), tr("sum")]
    table = [heads, _line(tr("today"), found.today), _line(tr("after"), found.after)]
    widths = [max(Content(row[at]).cell_length for row in table) for at in range(len(heads))]
    return [Content("  ".join(_padded(row, widths))) for row in table]


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *rest = zip(row, widths, strict=True)
    left = first[0] + " " * (first[1] - Content(first[0]).cell_length)
    return [left, *(" " * (width - Content(text).cell_length) + text for text, width in rest)]


def _line(name: str, found: Spread) -> list[str]:
    amounts = (found.min_minor, found.average_minor, found.max_minor, found.total_minor)
    return [name, *map(format_minor, amounts)]
