"""A deal as what the widgets of its screen show: steps, schedule, receipts, price and history."""

from collections.abc import Sequence
from datetime import tzinfo

from salesdesk.domain.deal import StepState, StepView
from salesdesk.domain.receipts import Method
from salesdesk.domain.text import safe
from salesdesk.language import N_, show_short_date, show_time, spoken, tr, word
from salesdesk.services.deal_receipts import ReceiptView
from salesdesk.services.deals import DealView, PriceView, ScheduleView
from salesdesk.services.event_words import happened_line
from salesdesk.services.receipt_words import remark_on
from screens.widgets import step_line
from screens.widgets.money_column import in_column
from screens.widgets.price_sheet import SheetLine
from screens.widgets.row_columns import Cell, Column, Row, Tone

_FULL = N_("(full)")


def schedule_columns() -> tuple[Column, ...]:
    """Give the columns of the schedule."""
    money = (tr("amount"), tr("paid"), tr("open"))
    return (
        Column(tr("SCHEDULE"), least=14, most=30),
        Column(tr("due"), is_right=True),
        *(Column(name, is_right=True) for name in money),
        Column(tr("late"), is_right=True, rank=1),
        Column(tr("late fee"), is_right=True),
    )


def schedule_rows(schedule: Sequence[ScheduleView]) -> tuple[Row, ...]:
    """Write the payments, and what they come to."""
    sums = (
        sum(each.amount_minor for each in schedule),
        sum(each.paid_minor for each in schedule),
        sum(each.open_minor for each in schedule),
    )
    amounts, paid, left = (
        in_column([*(pick(each) for each in schedule), total])
        for pick, total in zip((_amount, _paid, _open), sums, strict=True)
    )
    fees = in_column(each.late_fee_minor or None for each in schedule)
    rows = [_schedule_row(each, amounts[at], paid[at], left[at], fees[at]) for at, each in enumerate(schedule)]
    total = (Cell(tr("together"), "dim"), Cell(), *(Cell(column[-1], "dim") for column in (amounts, paid, left)))
    return (*rows, Row("together", (*total, Cell(), Cell())))


def _amount(each: ScheduleView) -> int:
    return each.amount_minor


def _paid(each: ScheduleView) -> int:
    return each.paid_minor


def _open(each: ScheduleView) -> int:
    return each.open_minor


def _schedule_row(each: ScheduleView, amount: str, paid: str, left: str, fee: str) -> Row:
    late = tr("{count} d").format(count=each.late_days) if each.late_days else ""
    return Row(
        str(each.line_id),
        (
            Cell(safe(tr(each.label)), "" if each.open_minor else "dim"),
            Cell(show_short_date(each.due), "overdue" if each.late_days else ""),
            Cell(amount),
            Cell(paid, "in" if each.paid_minor else "dim"),
            Cell(left, "overdue" if each.late_days else "" if each.open_minor else "dim"),
            Cell(late, "overdue"),
            Cell(fee, "overdue"),
        ),
    )


def receipt_columns() -> tuple[Column, ...]:
    """Give the columns of the receipts of one deal."""
    return (
        Column(tr("RECEIPTS")),
        Column(tr("value date"), is_right=True),
        Column(tr("amount"), is_right=True),
        Column(tr("method")),
        Column(tr("cashier"), least=8, most=20),
        Column(tr("remark"), least=14, most=48, rank=1),
    )


def receipt_rows(receipts: Sequence[ReceiptView]) -> tuple[Row, ...]:
    """Write the receipts, the latest last; money that went out again is marked."""
    amounts = in_column(each.counted_minor for each in receipts)
    return tuple(
        Row(
            each.receipt_no,
            (
                Cell(each.receipt_no),
                Cell(show_short_date(each.value_date)),
                Cell(amount, money_tone(each.counted_minor, each.reversed_by)),
                Cell(word(Method(each.method))),
                Cell(safe(each.cashier), "dim"),
                Cell(remark_on(each), "dim"),
            ),
        )
        for each, amount in zip(receipts, amounts, strict=True)
    )


def money_tone(amount_minor: int, reversed_by: str | None) -> Tone:
    """Tell money in from money out, and from what was taken back."""
    return "dim" if reversed_by else "in" if amount_minor > 0 else "out"


def steps_shown(steps: Sequence[StepView], with_dates: bool) -> list[step_line.StepView]:
    """Turn the steps into those of the line; where there is room it tells when each was done."""
    return [step_line.StepView(word(each.step), each.state.value, _note(each, with_dates)) for each in steps]


def _note(step: StepView, with_dates: bool) -> str:
    if step.state is StepState.DONE:
        if step.reason:
            return tr(_FULL)
        return show_short_date(step.done_at) if with_dates and step.done_at else ""
    if step.state is StepState.OPEN:
        return tr("due {day}").format(day=show_short_date(step.due)) if step.due else ""
    if step.state is StepState.NOT_APPLICABLE and not with_dates:
        return ""
    return safe(spoken(step.reason))


def next_step(deal: DealView) -> StepView | None:
    """Give the step that comes next: the open one, or else the first that waits."""
    ahead = [each for each in deal.steps if each.state in {StepState.OPEN, StepState.BLOCKED}]
    return next((each for each in ahead if each.state is StepState.OPEN), ahead[0] if ahead else None)


def price_lines(price: PriceView) -> list[SheetLine]:
    """Write the frozen price sheet."""
    lines = [SheetLine(tr(each.label), each.factor, each.amount_minor) for each in price.lines]
    return [*lines, SheetLine(tr("price"), "", price.total_minor, "total")]


def history_lines(deal: DealView, zone: tzinfo | None) -> list[str]:
    """Say what happened, the latest first."""
    lines = []
    for each in deal.history:
        at = each.at.astimezone(zone)
        lines.append(f"{show_short_date(at.date()):>6} {show_time(at)}  {happened_line(each)}")
    return lines
