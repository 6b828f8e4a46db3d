"""Today: what is to be done, by role."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, nouns
from salesdesk.cli.values import given, whole
from salesdesk.language import N_, ntr, tr, tr_in

if TYPE_CHECKING:
    from salesdesk.domain.tasks import Task
    from salesdesk.services.today import TodayAnswer

app = nouns()


@command(app, "today")
def today(
    ctx: typer.Context,
    ahead: Annotated[str, typer.Option("--ahead", metavar="N", help=N_("So many days ahead, 0 to 6"))] = "0",
    role: Annotated[
        str | None, typer.Option("--role", metavar="ROLE", help=N_("As somebody of this role sees it"))
    ] = None,
    explain: Explain = False,
) -> None:
    """List what is to be done today: visits, signings, payments to chase, holds that expire, approvals."""
    from salesdesk.domain.errors import BadValue
    from salesdesk.services.staff import parse_role
    from salesdesk.services.task_sums import tasks_sums
    from salesdesk.services.today import read_today

    call = call_of(ctx)
    days = whole(tr("number of days"), ahead)
    if days > 6:
        raise BadValue(what=tr("number of days"), value=ahead, why=tr("0 to 6 days ahead can be seen"))
    answer = read_today(call.desk, days, given(parse_role, role))
    explained = tasks_sums(call.desk, answer.tasks) if explain else None
    show_explained(call, answer, lambda found: today_text(found, call.local), explained)


def today_text(answer: "TodayAnswer", local: "Callable[[datetime], str]") -> str:
    """Write the day's tasks, each kind under its name with its count."""
    from salesdesk.cli.tables import table
    from salesdesk.domain.tasks import TaskKind
    from salesdesk.language import word

    count = len(answer.tasks)
    head = ntr("{day}: {count} thing to do", "{day}: {count} things to do", count).format(day=answer.date, count=count)
    if answer.done:
        head += " · " + tr("{done} of {count} done").format(done=answer.done, count=answer.done + count)
    about = (tr("kind"), tr("when"), tr("customer"), tr("unit"), tr("what"), tr("amount"))
    heads = (*about, tr_in("today", "opens"), tr("remark"))
    rows = [(word(TaskKind(each.kind)), *_row(each, local)) for each in answer.tasks]
    return head + "\n\n" + table(heads, rows, {5}) if rows else head


def _row(task: "Task", local: "Callable[[datetime], str]") -> tuple[object, ...]:
    from salesdesk.domain.money import format_minor

    amount = "" if task.amount_minor is None else format_minor(task.amount_minor)
    return _when(task, local), task.customer, task.unit, _what(task), amount, task.ref, _remark(task)


def _what(task: "Task") -> str:
    from salesdesk.domain.tasks import TaskKind

    return task.title if task.kind in {TaskKind.VISIT, TaskKind.APPROVAL_WAITS} else tr(task.title)


def _when(task: "Task", local: "Callable[[datetime], str]") -> str:
    if task.late_days:
        return ntr("{count} day late", "{count} days late", task.late_days).format(count=task.late_days)
    return local(task.at) if task.at else task.due.isoformat()


def _remark(task: "Task") -> str:
    from salesdesk.domain.money import format_minor

    fee = tr("late fee {amount}").format(amount=format_minor(task.late_fee_minor)) if task.late_fee_minor else ""
    broken = tr("broken promise") if task.broken_promise else ""
    return "; ".join(each for each in (broken, task.note, fee) if each)
