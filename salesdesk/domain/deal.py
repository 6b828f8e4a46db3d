"""The steps of a deal: their order, which apply to a way of paying, and what keeps one closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from salesdesk.domain.errors import DeskError
from salesdesk.domain.money import format_minor
from salesdesk.domain.units import UnitState


class PlanKind(StrEnum):
    """A way of paying."""

    ONE_SUM = "one_sum"
    INSTALMENTS = "instalments"
    MORTGAGE = "mortgage"
    PROVIDENT_FUND = "provident_fund"
    COMBINED = "combined"


class Step(StrEnum):
    """A step of a deal, in the order in which they are done."""

    ORDER = "order"
    DEPOSIT = "deposit"
    TOP_UP = "top_up"
    FIRST_PAYMENT = "first_payment"
    CONTRACT = "contract"
    MORTGAGE = "mortgage"
    LOAN_PAYOUT = "loan_payout"
    AREA_SETTLEMENT = "area_settlement"
    HANDOVER = "handover"
    TITLE = "title"


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"


class RowKind(StrEnum):
    """What a line of the payment schedule is for."""

    DEPOSIT = "deposit"
    FIRST_PAYMENT = "first_payment"
    INSTALMENT = "instalment"
    LOAN = "loan"
    SETTLEMENT = "settlement"


class StepClosed(DeskError):
    """{step} is closed until {before} is done: {reason}."""


class StepDone(DeskError):
    """{step} is done already, since {done_on}."""


class StepNotApplicable(DeskError):
    """{step} does not apply to this deal: {reason}."""


class StepPaidByReceipts(DeskError):
    """{step} is done by paying: {open} is still to be paid. Book a receipt."""


class UndoRefused(DeskError):
    """{step} cannot be undone: {reason}."""


MONEY_STEPS: Mapping[Step, RowKind] = {
    Step.DEPOSIT: RowKind.DEPOSIT,
    Step.TOP_UP: RowKind.DEPOSIT,
    Step.FIRST_PAYMENT: RowKind.FIRST_PAYMENT,
    Step.LOAN_PAYOUT: RowKind.LOAN,
}
"""Steps that are done by money alone, and the lines of the schedule that do them."""

WITHOUT_LOAN = frozenset({PlanKind.ONE_SUM, PlanKind.INSTALMENTS})
LOAN_STEPS = frozenset({Step.MORTGAGE, Step.LOAN_PAYOUT})

UNIT_STATE_AFTER: Mapping[Step, UnitState] = {
    Step.ORDER: UnitState.SUBSCRIBED,
    Step.CONTRACT: UnitState.SIGNED,
    Step.HANDOVER: UnitState.HANDED_OVER,
    Step.TITLE: UnitState.TITLED,
}


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A line of the schedule with what has been paid on it; minor units."""

    kind: RowKind
    due: date
    amount_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it stands; `waits_for` is the step that blocks it, `open_minor` what is still to be paid."""

    step: Step
    state: StepState
    due: date | None = None
    done_on: date | None = None
    waits_for: Step | None = None
    open_minor: int = 0
    reason: str = ""


def view_steps(
    plan: PlanKind,
    done: Mapping[Step, date],
    rows: Sequence[PaidRow],
    *,
    sign_by: date | None = None,
    top_up_days: int = 3,
) -> tuple[StepView, ...]:
    """Tell of each step whether it is done, open, blocked (and by which) or does not apply (and why).

    Steps of money are done by money alone: any part of the deposit does the deposit and leaves the rest as a
    top-up, the whole of it closes the top-up by itself.
    """
    views: list[StepView] = []
    blocker: StepView | None = None
    for step in Step:
        view = _view(step, plan, done, rows, sign_by, top_up_days)
        if blocker is not None and view.state is not StepState.NOT_APPLICABLE:
            view = _blocked(view, blocker)
        elif view.state is StepState.OPEN:
            blocker = view
        views.append(view)
    return tuple(views)


def _blocked(view: StepView, blocker: StepView) -> StepView:
    reason = f"it waits for {blocker.step.replace('_', ' ')}"
    if blocker.open_minor:
        reason += f" ({format_minor(blocker.open_minor)} to be paid)"
    return StepView(view.step, StepState.BLOCKED, view.due, None, blocker.step, view.open_minor, reason)


def _view(
    step: Step,
    plan: PlanKind,
    done: Mapping[Step, date],
    rows: Sequence[PaidRow],
    sign_by: date | None,
    top_up_days: int,
) -> StepView:
    if plan in WITHOUT_LOAN and step in LOAN_STEPS:
        return StepView(step, StepState.NOT_APPLICABLE, reason="it is paid without a loan")
    if step in MONEY_STEPS:
        return _money_view(step, done, rows, top_up_days)
    due = sign_by if step is Step.CONTRACT else None
    if step in done:
        return StepView(step, StepState.DONE, due, done[step])
    left = _left(rows) if step is Step.HANDOVER else 0
    reason = f"{format_minor(left)} is still to be paid" if left else ""
    return StepView(step, StepState.OPEN, due, None, None, left, reason)


def _left(rows: Sequence[PaidRow]) -> int:
    return sum(row.amount_minor - row.paid_minor for row in rows)


def _money_view(step: Step, done: Mapping[Step, date], rows: Sequence[PaidRow], top_up_days: int) -> StepView:
    mine = [row for row in rows if row.kind is MONEY_STEPS[step]]
    if not mine:
        return StepView(step, StepState.NOT_APPLICABLE, reason="nothing is due for it")
    paid, left, due = sum(row.paid_minor for row in mine), _left(mine), min(row.due for row in mine)
    if step is Step.TOP_UP:
        due += timedelta(days=top_up_days)
    met = paid > 0 if step is Step.DEPOSIT else left <= 0
    if not met:
        return StepView(step, StepState.OPEN, due, None, None, left, f"{format_minor(left)} is to be paid")
    full = step is Step.TOP_UP and step not in done
    return StepView(step, StepState.DONE, due, done.get(step), None, 0, "the deposit was paid in full" if full else "")


def view_of(views: Sequence[StepView], step: Step) -> StepView:
    """Pick one step."""
    return next(view for view in views if view.step is step)


def check_step(views: Sequence[StepView], step: Step) -> None:
    """Refuse to do a step whose predecessor is open, that is done, that does not apply, or that money does.

    Raises:
        StepClosed: the one before is not done; it is named with what it lacks.
        StepDone: it is done.
        StepNotApplicable: it does not apply to this way of paying.
        StepPaidByReceipts: only money does it.
    """
    view = view_of(views, step)
    if view.state is StepState.DONE:
        raise StepDone(step=str(step), done_on=view.done_on or view.due)
    if view.state is StepState.NOT_APPLICABLE:
        raise StepNotApplicable(step=str(step), reason=view.reason)
    if view.state is StepState.BLOCKED:
        raise StepClosed(step=str(step), before=str(view.waits_for), reason=_lack(views, view))
    if step in MONEY_STEPS:
        raise StepPaidByReceipts(step=str(step), open_minor=view.open_minor)
    if view.open_minor:
        raise StepClosed(step=str(step), before="every payment", reason=view.reason)


def _lack(views: Sequence[StepView], view: StepView) -> str:
    assert view.waits_for is not None
    return view_of(views, view.waits_for).reason or "it is not done yet"


def check_undo(views: Sequence[StepView], step: Step) -> None:
    """Refuse to undo any but the last step that was done by hand; money is undone by reversing its receipt.

    Raises:
        UndoRefused: saying why.
    """
    done = [view.step for view in views if view.state is StepState.DONE]
    if step is Step.ORDER:
        raise UndoRefused(step=str(step), reason="a deal ends by a cancellation")
    if step in MONEY_STEPS:
        raise UndoRefused(step=str(step), reason="money is undone by reversing its receipt")
    if step not in done:
        raise UndoRefused(step=str(step), reason="it is not done")
    later = [each for each in done[done.index(step) + 1 :] if each not in MONEY_STEPS]
    if later:
        raise UndoRefused(step=str(step), reason=f"{later[0]} was done after it")


def last_step(views: Sequence[StepView]) -> Step:
    """Give the last step that is done: the stage of the deal."""
    return [view.step for view in views if view.state is StepState.DONE][-1]
