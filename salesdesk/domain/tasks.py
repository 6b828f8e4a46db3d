"""Today's tasks: the kinds there are, who sees which, and what comes first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from salesdesk.domain.roles import Role


class TaskKind(StrEnum):
    """Why somebody has to do something today."""

    VISIT = "visit"
    TO_SIGN = "to_sign"
    TO_COLLECT = "to_collect"
    TO_PAY_BACK = "to_pay_back"
    HOLD_EXPIRES = "hold_expires"
    APPROVAL_WAITS = "approval_waits"
    ANSWERED = "answered"
    FOLLOW_UP = "follow_up"
    MORTGAGE_DUE = "mortgage_due"
    FILING_DUE = "filing_due"
    COMPLAINT = "complaint"


class ChaseOutcome(StrEnum):
    """What came of asking for a payment."""

    PROMISED = "promised"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the day; amounts in minor units.

    `ref` names what it opens (`D-0042`, `visit:7`), `line_id` the payment that is to be collected.
    """

    kind: TaskKind
    title: str
    due: date
    at: datetime | None
    overdue: bool
    late_days: int
    ref: str
    unit: str
    customer: str
    staff: str
    amount_minor: int | None = None
    late_fee_minor: int = 0
    note: str = ""
    broken_promise: bool = False
    leftover: bool = False
    customer_id: int | None = None
    line_id: int | None = None


K = TaskKind
_MONEY = (K.TO_COLLECT, K.TO_PAY_BACK, K.MORTGAGE_DUE)
_SALES = (K.VISIT, K.TO_SIGN, K.TO_COLLECT, K.HOLD_EXPIRES, K.ANSWERED, K.FOLLOW_UP)
_LEAD = (K.APPROVAL_WAITS, *_SALES, K.TO_PAY_BACK, K.MORTGAGE_DUE, K.FILING_DUE, K.COMPLAINT)
KINDS: Mapping[Role, tuple[TaskKind, ...]] = {
    Role.ADMINISTRATOR: tuple(TaskKind),
    Role.REP: _SALES,
    Role.RECEPTION: (K.VISIT,),
    Role.CASHIER: _MONEY,
    Role.MORTGAGE_DESK: (K.MORTGAGE_DUE, K.TO_COLLECT),
    Role.BACK_OFFICE: (K.TO_SIGN, K.FILING_DUE),
    Role.MANAGER: _LEAD,
    Role.DIRECTOR: _LEAD,
    Role.GENERAL_MANAGER: _LEAD,
    Role.SERVICE: (K.COMPLAINT,),
    Role.AUDITOR: _LEAD,
    Role.WALL: (),
}
"""The kinds of task each role sees, in the order in which they are shown."""


DONE_BY: Mapping[TaskKind, frozenset[str]] = {
    K.VISIT: frozenset({"visit.done"}),
    K.TO_SIGN: frozenset({"deal.step_done contract"}),
    K.TO_COLLECT: frozenset({"receipt.booked", "receipt.chased"}),
    K.TO_PAY_BACK: frozenset({"receipt.refunded"}),
    K.APPROVAL_WAITS: frozenset({"discount.approved", "discount.refused", "change.approved", "change.refused"}),
    K.MORTGAGE_DUE: frozenset({"deal.step_done mortgage", "mortgage.submitted", "mortgage.approved"}),
    K.FILING_DUE: frozenset({"deal.filed"}),
}
"""The events (with the step, if it is one) by which each kind of task is done, for the count of what is behind one."""


def in_order(tasks: Iterable[Task], kinds: Sequence[TaskKind]) -> list[Task]:
    """Sort for the panel: by kind; within one, broken promises first, then the longest overdue, then by the hour.

    A kind with a broken promise in it comes before all others, so that the promise stands at the top.
    """
    shown = [task for task in tasks if task.kind in kinds]
    broken = {task.kind for task in shown if task.broken_promise}
    places = {kind: (kind not in broken, place) for place, kind in enumerate(kinds)}
    return sorted(shown, key=lambda task: (places[task.kind], *_urgency(task)))


def _urgency(task: Task) -> tuple[object, ...]:
    hour = task.at.astimezone(UTC).isoformat() if task.at else ""
    return (not task.broken_promise, task.due, hour, task.unit, task.ref)


def counts(tasks: Iterable[Task], kinds: Iterable[TaskKind]) -> dict[str, int]:
    """Count the tasks of each kind that is shown."""
    found = Counter(task.kind for task in tasks)
    return {str(kind): found[kind] for kind in kinds}
