"""The sums of the day's tasks explained: a payment and its late fee, what a discount concedes, what a change does."""

from collections.abc import Iterable

from salesdesk.domain.tasks import Task, TaskKind
from salesdesk.domain.text import safe
from salesdesk.language import tr
from salesdesk.services.change_sums import explain_change
from salesdesk.services.deal_sums import explained_deal
from salesdesk.services.desk import Desk
from salesdesk.services.discount_sums import explain_discount
from salesdesk.services.explained import Explained, found_in, of_each
from salesdesk.services.settlement_sums import explain_settlement

REQUEST, CHANGE, DEAL = "request:", "change:", "D-"


def has_sum(task: Task) -> bool:
    """Tell whether a line shows a sum that can be explained."""
    of_deal = task.ref.startswith(DEAL) and task.amount_minor is not None
    return of_deal or task.ref.startswith((REQUEST, CHANGE))


def task_title(task: Task) -> str:
    """Name a line by whom and what it is about."""
    return safe(" ".join(each for each in (task.customer, task.unit, _in_words(task.ref)) if each))


def _in_words(ref: str) -> str:
    if ref.startswith(REQUEST):
        return tr("request {number}").format(number=ref.removeprefix(REQUEST))
    return tr("change {number}").format(number=ref.removeprefix(CHANGE)) if ref.startswith(CHANGE) else ref


def task_sums(desk: Desk, task: Task) -> list[Explained]:
    """Explain the sum of a line; of a deal the payment under the cursor first, then its other sums."""
    if task.ref.startswith(REQUEST):
        return explain_discount(desk, int(task.ref.removeprefix(REQUEST)))
    if task.ref.startswith(CHANGE):
        return explain_change(desk, int(task.ref.removeprefix(CHANGE)))
    if task.kind is TaskKind.TO_PAY_BACK:
        return explain_settlement(desk, task.ref)
    number = task.line_id
    if number is None:
        return explained_deal(desk, task.ref, "open")
    found = explained_deal(desk, task.ref, f"open:{number}", f"fee:{number}", f"row:{number}")
    first = found_in(found, f"open:{number}", f"fee:{number}", f"row:{number}")
    return first or found


def tasks_sums(desk: Desk, tasks: Iterable[Task]) -> list[Explained]:
    """Explain the sums of all lines."""
    return [each for task in tasks if has_sum(task) for each in of_each(_name(task), task_sums(desk, task))]


def _name(task: Task) -> str:
    return f"{task.ref}:{task.kind}"
