"""A price list as text: what it comes to beside today's prices, unit by unit, and how a price changed."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from salesdesk.cli.output import lines
from salesdesk.cli.reason_text import reason_lines
from salesdesk.cli.tables import card, table
from salesdesk.domain.money import format_minor
from salesdesk.domain.pricelists import ListState
from salesdesk.language import ntr, spoken, tr, word
from salesdesk.services.price_words import rule_said

if TYPE_CHECKING:
    from db.prices import PriceChangeRow
    from salesdesk.domain.pricelists import Spread
    from salesdesk.services.prices import PricePreview
    from salesdesk.services.repricing import Kept


def preview_text(found: "PricePreview") -> str:
    """Write what a list would change: how many prices, and lowest, average, highest and sum, today and after."""
    about = card(
        [
            (tr("price list"), found.name),
            (tr("state"), word(ListState(found.state))),
            (tr("rule"), rule_said(found.rule)),
            (tr("prices changed"), found.changed),
            (tr("the same"), found.same),
        ]
    )
    heads = ("", tr("units"), tr("lowest"), tr("average"), tr("highest"), tr("sum"))
    sums = table(heads, [_spread(tr("today"), found.today), _spread(tr("after"), found.after)], {1, 2, 3, 4, 5})
    difference = tr("difference: {amount} ({percent} %)")
    said = difference.format(amount=format_minor(found.difference_minor), percent=found.difference_percent)
    return lines("\n".join([about, sums, said, *kept_lines(found.kept)]))


def _spread(name: str, found: "Spread") -> tuple[object, ...]:
    amounts = (found.min_minor, found.average_minor, found.max_minor, found.total_minor)
    return (name, found.count, *map(format_minor, amounts))


def kept_lines(kept: "list[Kept]") -> list[str]:
    """Name the units that keep their price, and why."""
    if not kept:
        return []
    count = len(kept)
    head = ntr("{count} unit keeps its price:", "{count} units keep their price:", count).format(count=count)
    return [head, *reason_lines((each.unit, spoken(each.reason)) for each in kept)]


def rows_text(found: "PricePreview") -> str:
    """Write every unit's price in a list, beside today's."""
    heads = (tr("unit"), tr("per m²"), tr("price"), tr("today"), tr("difference"))
    rows = [
        (
            each.unit,
            format_minor(each.unit_price_minor),
            format_minor(each.list_price_minor),
            _amount(each.today_minor),
            format_minor(each.difference_minor),
        )
        for each in found.rows
    ]
    return lines("\n".join([table(heads, rows, {1, 2, 3, 4}), *kept_lines(found.kept)]))


def history_table(rows: "Iterable[PriceChangeRow]", local: Callable[[datetime], str]) -> str:
    """Write how a unit's price changed."""
    heads = (tr("at"), tr("price list"), tr("before"), tr("after"), tr("by"))
    said = [
        (
            local(each.at),
            each.price_list or tr("list of units"),
            _amount(each.list_price_before_minor),
            _amount(each.list_price_minor),
            each.staff,
        )
        for each in rows
    ]
    return table(heads, said, {2, 3})


def _amount(minor: int | None) -> str:
    return "" if minor is None else format_minor(minor)
