"""A deal as text: steps, price, schedule, receipts, history."""

from collections.abc import Callable, Sequence
from datetime import datetime

from salesdesk.cli.history_text import history_text
from salesdesk.cli.tables import table
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import StepView
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import in_a_row, spoken, tr, word
from salesdesk.services.deal_receipts import ReceiptView
from salesdesk.services.deals import DealView, PriceView, ScheduleView
from salesdesk.services.plan_versions import PlanVersion
from salesdesk.services.receipt_words import became_of, paid_on, remark_on
from salesdesk.trade_words import plan_word

LATEST = 10


def deal_text(deal: DealView, local: Callable[[datetime], str]) -> str:
    """Write everything about a deal."""
    parts = [*_head_and_end(deal), _steps(deal.steps), _price(deal.price), schedule_text(deal.schedule)]
    if deal.receipts:
        parts.append(_receipts(deal.receipts))
    return "\n\n".join(parts) + history_text(deal.history[:LATEST], local)


def _head_and_end(deal: DealView) -> list[str]:
    """Write the deal in a line, and where it has ended, what became of it."""
    money = became_of(deal.ended_money) if deal.ended_money else []
    became = [*_came_from(deal), *_ended(deal), *money, *_rescindable(deal)]
    return [_head(deal), safe(in_a_row(became))] if became else [_head(deal)]


def _came_from(deal: DealView) -> list[str]:
    shares = ", ".join(f"{each.customer} {each.share} %" for each in deal.buyers)
    several = [tr("buyers: {shares}").format(shares=shares)] if len(deal.buyers) > 1 else []
    before = [tr("it came from {deal}").format(deal=deal.from_deal)] if deal.from_deal else []
    return several + before


def _ended(deal: DealView) -> list[str]:
    if deal.live or deal.outcome is None:
        return []
    if deal.to_deal:
        return [tr("ended on {day}: it went on as {deal}").format(day=deal.ended_on, deal=deal.to_deal)]
    return [tr("ended on {day}: {outcome}").format(day=deal.ended_on, outcome=word(Outcome(deal.outcome)))]


def _rescindable(deal: DealView) -> list[str]:
    said = tr("the contract can be rescinded until {day}")
    return [said.format(day=deal.rescind_until)] if deal.rescind_until else []


def _head(deal: DealView) -> str:
    said = tr("{deal}  {unit}  {customer}  {plan}  price {total}  paid {paid}")
    total, paid = format_minor(deal.price.total_minor), format_minor(paid_on(deal))
    plan = plan_word(deal.plan_name)
    head = said.format(deal=deal.deal_id, unit=deal.unit, customer=deal.customer, plan=plan, total=total, paid=paid)
    over = tr("{amount} of it pays nothing yet").format(amount=format_minor(deal.unallocated_minor))
    return safe(f"{head}  ({over})" if deal.unallocated_minor and deal.live else head)


def _steps(steps: Sequence[StepView]) -> str:
    rows = [(word(each.step), word(each.state), each.due, each.done_at, spoken(each.reason)) for each in steps]
    return table((tr("step"), tr("state"), tr("due"), tr("done"), tr("remark")), rows)


def _price(price: PriceView) -> str:
    rows = [
        (tr(each.label), each.factor, format_minor(each.amount_minor), format_minor(each.after_minor))
        for each in price.lines
    ]
    return table((tr("price"), "", tr("amount"), tr("after it")), rows, {2, 3})


def schedule_text(rows: Sequence[ScheduleView]) -> str:
    """Write the payments, with what is open and late."""
    heads = (tr("payment"), tr("due"), tr("amount"), tr("paid"), tr("open"), tr("days late"), tr("late fee"))
    lines = [
        (
            tr(each.label),
            each.due,
            *map(format_minor, (each.amount_minor, each.paid_minor, each.open_minor)),
            each.late_days or "",
            format_minor(each.late_fee_minor) if each.late_fee_minor else "",
        )
        for each in rows
    ]
    return table(heads, lines, {2, 3, 4, 5, 6})


def version_text(found: PlanVersion, local: Callable[[datetime], str]) -> str:
    """Write a version of a schedule, and where its plan comes from."""
    said = tr("{deal}, version {version}: {plan}").format(
        deal=found.deal_id, version=found.version, plan=plan_word(found.plan)
    )
    if found.reason and found.at is not None:
        since = tr("since {moment}, by {who}: {reason}")
        said += "\n" + since.format(moment=local(found.at), who=safe(found.by), reason=safe(found.reason))
    rows: list[tuple[object, ...]] = [
        (tr(each.label), each.due, format_minor(each.amount_minor)) for each in found.schedule
    ]
    rows.append((tr("total"), "", format_minor(found.total_minor)))
    return said + "\n" + table((tr("payment"), tr("due"), tr("amount")), rows, {2})


def _receipts(rows: Sequence[ReceiptView]) -> str:
    heads = (tr("receipt"), tr("value date"), tr("amount"), tr("method"), tr("cashier"), tr("remark"))
    lines = [
        (
            each.receipt_no,
            each.value_date,
            format_minor(each.counted_minor),
            word(Method(each.method)),
            each.cashier,
            remark_on(each),
        )
        for each in rows
    ]
    return table(heads, lines, {2})
