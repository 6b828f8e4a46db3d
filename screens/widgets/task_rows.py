"""The day's tasks as lines of a list, and the one under the cursor in full."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, tzinfo

from textual.content import Content

from salesdesk.domain.money import format_minor
from salesdesk.domain.tasks import Task, TaskKind
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, show_short_date, show_time, tr
from screens.widgets.money_column import in_column
from screens.widgets.row_columns import Cell, Column, Row

GROUPS = {
    TaskKind.VISIT: N_("VISITS"),
    TaskKind.TO_SIGN: N_("TO SIGN"),
    TaskKind.TO_COLLECT: N_("TO COLLECT"),
    TaskKind.TO_PAY_BACK: N_("TO PAY BACK"),
    TaskKind.HOLD_EXPIRES: N_("HOLDS"),
    TaskKind.APPROVAL_WAITS: N_("APPROVALS"),
    TaskKind.ANSWERED: N_("ANSWERED"),
    TaskKind.FOLLOW_UP: N_("FOLLOW UP"),
    TaskKind.MORTGAGE_DUE: N_("MORTGAGE"),
    TaskKind.FILING_DUE: N_("TO FILE"),
    TaskKind.COMPLAINT: N_("COMPLAINTS"),
}


def task_columns(with_staff: bool) -> tuple[Column, ...]:
    """Give the columns of the panel; whose task it is matters only to those who see more than their own."""
    return (
        Column(is_right=True),
        Column(least=8, most=24, rank=1),
        Column(),
        Column(least=13, most=40),
        Column(is_right=True),
        Column(is_right=True, rank=4),
        Column(rank=3 if with_staff else 6, least=6, most=16),
        Column(rank=5, least=18, most=70),
    )


def task_key(task: Task) -> str:
    """Tell one task from another, from one reading to the next."""
    return f"{task.kind} {task.ref} {task.line_id or task.title}"


def task_rows(tasks: Sequence[Task], on: date, zone: tzinfo | None, with_staff: bool) -> tuple[Row, ...]:
    """Write the tasks of a day, each kind under its name with its count."""
    counts = Counter(task.kind for task in tasks)
    amounts = in_column(task.amount_minor for task in tasks)
    fees = in_column((task.late_fee_minor for task in tasks), "+ ")
    return tuple(
        Row(
            task_key(task),
            (*_who_and_when(task, on, zone), *_what(task, amount, fee), *_rest(task, with_staff)),
            f"{tr(GROUPS[task.kind])} {counts[task.kind]}",
        )
        for task, amount, fee in zip(tasks, amounts, fees, strict=True)
    )


def _who_and_when(task: Task, on: date, zone: tzinfo | None) -> tuple[Cell, ...]:
    mark = "!! " if task.broken_promise else "! " if task.overdue else ""
    return Cell(mark + when_due(task, on, zone), "overdue" if task.overdue else ""), Cell(safe(task.customer))


def _what(task: Task, amount: str, fee: str) -> tuple[Cell, ...]:
    """Give unit, what, amount and late fee; what has no amount runs on, and without a unit begins in its place."""
    unit = Cell(safe(task.unit))
    if amount:
        return unit, Cell(what_to_do(task)), Cell(amount), Cell(fee, "overdue")
    said = Cell(" · ".join(each for each in _said(task) if each), "", True)
    return (unit, said, Cell(), Cell()) if unit.text else (said, Cell(), Cell(), Cell())


def _said(task: Task) -> tuple[str, ...]:
    if task.kind is TaskKind.VISIT:
        return what_to_do(task), safe(task.note) if task.note != task.title else ""
    if task.kind in {TaskKind.APPROVAL_WAITS, TaskKind.ANSWERED, TaskKind.TO_SIGN}:
        return what_to_do(task), safe(task.note)
    return (safe(task.note) or what_to_do(task),)


def _rest(task: Task, with_staff: bool) -> tuple[Cell, ...]:
    owner = Cell(safe(task.staff) if with_staff else "", "dim")
    note = Cell(safe(task.note) if task.amount_minor is not None else "", "dim")
    return owner, note


def what_to_do(task: Task) -> str:
    """Say what the task is about."""
    if task.kind is TaskKind.VISIT:
        return safe(task.title)
    if task.kind is TaskKind.APPROVAL_WAITS:
        return f"“{safe(task.title)}”"
    return safe(tr(task.title))


def when_due(task: Task, on: date, zone: tzinfo | None) -> str:
    """Say when: the hour, the days it is late, or the day."""
    if task.late_days:
        return ntr("{count} d late", "{count} d late", task.late_days).format(count=task.late_days)
    if task.at is not None and task.due == on:
        return show_time(task.at.astimezone(zone))
    return tr("today") if task.due == on else show_short_date(task.due)


def task_in_full(task: Task, zone: tzinfo | None) -> Content:
    """Say all that is known of a task, whatever the columns leave out."""
    due = tr("due {day}").format(day=show_short_date(task.due))
    if task.at is not None:
        due = f"{show_short_date(task.due)} {show_time(task.at.astimezone(zone))}"
    fee = tr("late fee {amount}").format(amount=format_minor(task.late_fee_minor)) if task.late_fee_minor else ""
    money = "" if task.amount_minor is None else format_minor(task.amount_minor)
    left = tr("left over") if task.leftover else ""
    broken = tr("broken promise") if task.broken_promise else ""
    note = task.note if task.note != task.title else ""
    who = [task.customer, task.unit, task.ref if task.ref.startswith("D-") else ""]
    what = [broken, what_to_do(task), money, fee, note, due, left, task.staff]
    return Content.assemble(
        Content.styled(" ".join(safe(each) for each in who if each), "bold"),
        "  ",
        " · ".join(safe(each) for each in what if each),
    )
