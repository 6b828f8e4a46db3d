"""Deals as lines of a list."""

from collections.abc import Sequence

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.language import ntr, show_short_date, tr, word
from salesdesk.services.deals import DealLine
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row, Tone


def deal_columns() -> tuple[Column, ...]:
    """Give the columns of the list."""
    return (
        Column(tr("deal")),
        Column(tr("unit")),
        Column(tr("customer"), least=12, most=24, rank=1),
        Column(tr("next step"), least=10),
        Column(tr("due"), is_right=True, rank=2),
        Column(tr("total"), is_right=True, rank=4),
        Column(tr("paid"), is_right=True, rank=6),
        Column(tr("open"), is_right=True, rank=3),
        Column(tr("overdue"), is_right=True),
        Column(tr("last done"), rank=7),
        Column(tr("plan"), rank=8),
        Column(tr("rep"), least=6, most=16, rank=5),
    )


def deal_rows(deals: Sequence[DealLine]) -> tuple[Row, ...]:
    """Write the deals; what has ended is dim."""
    sums = zip(
        in_column(each.total_minor for each in deals),
        in_column(each.paid_minor for each in deals),
        in_column(each.open_minor for each in deals),
        in_column(each.overdue_minor or None for each in deals),
        strict=True,
    )
    return tuple(Row(deal.deal_id, _cells(deal, money)) for deal, money in zip(deals, sums, strict=True))


def _cells(deal: DealLine, money: tuple[str, str, str, str]) -> tuple[Cell, ...]:
    tone: Tone = "" if deal.live else "dim"
    total, paid, left, late = money
    next_step = word(Step(deal.next_step)) if deal.next_step else ""
    return (
        Cell(deal.deal_id, tone),
        Cell(safe(deal.unit), tone),
        Cell(safe(deal.customer), tone),
        Cell(next_step if deal.live else tr("ended"), tone),
        Cell(show_short_date(deal.next_due) if deal.next_due and deal.live else "", "overdue" if late else tone),
        Cell(total, tone),
        Cell(paid, tone),
        Cell(left if deal.open_minor else "", tone),
        Cell(late, "overdue"),
        Cell(word(Step(deal.stage)), "dim"),
        Cell(word(PlanKind(deal.plan)), "dim"),
        Cell(safe(deal.rep), "dim"),
    )


def deal_texts(deal: DealLine) -> tuple[str, ...]:
    """Give what a deal is found by."""
    steps = [Step(each) for each in (deal.stage, deal.next_step) if each]
    return (deal.deal_id, deal.unit, deal.customer, deal.rep, *(word(each) for each in steps))


def deals_in_sum(deals: Sequence[DealLine]) -> str:
    """Say how many deals there are, and how much those come to that have not ended."""
    count = ntr("{count} deal", "{count} deals", len(deals)).format(count=len(deals))
    live = [each for each in deals if each.live]
    if len(live) < len(deals):
        count += " " + tr("({count} ended)").format(count=len(deals) - len(live))
    sums = [(tr("total {amount}"), sum(each.total_minor for each in live))]
    sums.append((tr("paid {amount}"), sum(each.paid_minor for each in live)))
    late = sum(each.overdue_minor for each in deals)
    sums += [(tr("overdue {amount}"), late)] if late else []
    return " · ".join([count, *(text.format(amount=format_minor(minor)) for text, minor in sums)])
