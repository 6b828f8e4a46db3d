"""Area settlements as lines of a list."""

from collections.abc import Sequence

from textual.content import Content

from salesdesk.domain.area import format_area
from salesdesk.domain.money import format_minor
from salesdesk.domain.settlement import Case
from salesdesk.domain.text import safe
from salesdesk.language import tr, word
from salesdesk.services.settlements import SettlementPreview, SettlementView
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row, Tone

NAMED = 8
"""How many units are named in a line above the list."""


def settlement_columns() -> tuple[Column, ...]:
    """Give the columns of the list."""
    return (
        Column(tr("deal")),
        Column(tr("unit")),
        Column(tr("customer"), least=8, most=20, rank=1),
        Column(tr("contract"), is_right=True, rank=3),
        Column(tr("measured"), is_right=True),
        Column(tr("difference"), is_right=True, rank=2),
        Column(tr("amount"), is_right=True),
        Column(tr("state"), least=12),
    )


def settlement_rows(found: SettlementPreview) -> tuple[Row, ...]:
    """Write the deals: those that wait for the buyer, those that can be settled, those that are."""
    order = sorted(found.settlements, key=lambda each: (each.applied, not each.choice_needed))
    amounts = in_column(None if each.choice_needed else each.amount_minor for each in order)
    return tuple(_row(each, amount) for each, amount in zip(order, amounts, strict=True))


def ready(found: SettlementPreview) -> list[SettlementView]:
    """Give the deals that can be settled without asking anybody."""
    return [each for each in found.settlements if not each.applied and not each.choice_needed]


def _row(each: SettlementView, amount: str) -> Row:
    tone: Tone = "overdue" if each.choice_needed else "dim" if each.applied else ""
    cells = (
        Cell(each.deal_id, tone),
        Cell(safe(each.unit), tone),
        Cell(safe(each.customer), tone),
        Cell(format_area(each.contract_area), tone),
        Cell(format_area(each.measured_area), tone),
        Cell(_percent(each), tone),
        Cell(amount, tone),
        Cell(_state(each), tone),
    )
    return Row(each.deal_id, cells)


def _percent(each: SettlementView) -> str:
    """Write by how much the area differs, in percent of the contract's, to two decimals."""
    share = each.difference * 10_000 / each.contract_area
    return f"{share / 100:+.2f} %"


def _state(each: SettlementView) -> str:
    if each.choice_needed:
        return tr("the buyer chooses")
    return tr("settled") if each.applied else word(Case(each.case))


def settlements_in_sum(found: SettlementPreview) -> Content:
    """Write what is to be paid and paid back, and which units are not measured or signed yet."""
    sums = tr("to be paid {pay} · to be paid back {back} · together {total}").format(
        pay=format_minor(found.to_pay_minor),
        back=format_minor(found.to_pay_back_minor),
        total=format_minor(found.total_minor),
    )
    lines = [sums]
    if found.waiting:
        lines.append(_named(tr("beyond the limit, the buyer chooses first: {units}"), found.waiting))
    if found.unmeasured:
        lines.append(_named(tr("not measured yet: {units}"), found.unmeasured))
    if found.unsigned:
        lines.append(_named(tr("without a contract: {units}"), found.unsigned))
    return Content.from_text("\n".join(lines), markup=False)


def _named(said: str, units: Sequence[str]) -> str:
    more = f" … {len(units)}" if len(units) > NAMED else ""
    return said.format(units=", ".join(map(safe, units[:NAMED])) + more)
