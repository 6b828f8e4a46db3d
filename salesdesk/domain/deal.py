"""The steps of a deal: their order, which apply to a way of paying, and what keeps one closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from salesdesk.domain.errors import DeskError
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.units import UnitState

TOP_UP_DAYS = 3


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

    @property
    def word(self) -> str:
        """The step as it stands in a sentence."""
        return "top-up" if self is Step.TOP_UP else self.replace("_", " ")


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"


class RowKind(StrEnum):
    """What a line of the payment schedule is for."""

    DEPOSIT = "deposit"
    ADVANCE = "advance"
    FIRST_PAYMENT = "first_payment"
    INSTALMENT = "instalment"
    LOAN = "loan"
    SHORTFALL = "shortfall"
    SETTLEMENT = "settlement"


class StepClosed(DeskError):
    """{step} is closed: {before} is not done yet ({reason})."""


class StepUnpaid(DeskError):
    """{step} is closed: {open} of the price is still to be paid."""


class StepWaits(DeskError):
    """{step} is closed: {reason}."""


class StepDone(DeskError):
    """{step} is done already ({done_at})."""


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

STEP_OF_ROW: Mapping[RowKind, Step] = {
    RowKind.DEPOSIT: Step.DEPOSIT,
    RowKind.FIRST_PAYMENT: Step.FIRST_PAYMENT,
    RowKind.LOAN: Step.LOAN_PAYOUT,
}
"""The step that a line's money does; the other lines only have to be paid before the handover."""

WITHOUT_LOAN = frozenset({PlanKind.ONE_SUM, PlanKind.INSTALMENTS})
LOAN_STEPS = frozenset({Step.MORTGAGE, Step.LOAN_PAYOUT})
_NO_LOAN = dict.fromkeys(LOAN_STEPS, "it is paid without a loan")
TEMPLATES: Mapping[PlanKind, Mapping[Step, str]] = {plan: _NO_LOAN if plan in WITHOUT_LOAN else {} for plan in PlanKind}
"""For each way of paying the steps that do not apply, with the reason."""

UNIT_STATE_AFTER: Mapping[Step, UnitState] = {
    Step.ORDER: UnitState.SUBSCRIBED,
    Step.CONTRACT: UnitState.SIGNED,
    Step.HANDOVER: UnitState.HANDED_OVER,
    Step.TITLE: UnitState.TITLED,
}
"""The state into which a step moves the unit."""


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A line of the schedule with what has been paid on it, and the day of the last payment; minor units."""

    kind: RowKind
    due: date
    amount_minor: int
    paid_minor: int
    paid_on: date | None = None

    @property
    def open_minor(self) -> int:
        """What is still to be paid."""
        return self.amount_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it stands; `waits_for` is the step that blocks it, `open_minor` what is still to be paid."""

    step: Step
    state: StepState
    due: date | None = None
    done_at: date | None = None
    waits_for: Step | None = None
    open_minor: int = 0
    reason: str = ""


def due_now(kind: RowKind, due: date, amount_minor: int, paid_minor: int, top_up_days: int = TOP_UP_DAYS) -> date:
    """Give the day a line is due as it stands: the rest of a deposit paid in part has some days more."""
    is_top_up = kind is RowKind.DEPOSIT and 0 < paid_minor < amount_minor
    return due + timedelta(days=top_up_days) if is_top_up else due


def view_steps(
    plan: PlanKind,
    done: Mapping[Step, date],
    rows: Sequence[PaidRow],
    *,
    sign_by: date | None = None,
    top_up_days: int = TOP_UP_DAYS,
    waiting: Mapping[Step, str] | None = None,
    exempt: Mapping[Step, str] | None = None,
) -> tuple[StepView, ...]:
    """Tell of each step whether it is done, open, blocked (and by which) or does not apply (and why).

    Steps of money are done by money alone: any part of the deposit does the deposit and leaves the rest as a
    top-up, the whole of it closes the top-up by itself. Instalments after the first payment do not hold up the
    contract; they, and every other sum, have to be paid before the handover.

    `done` has the day or moment of each step done by hand (and, where known, by money). `waiting` names what else
    must happen before a step (the cautions, the filing, the buyer's choice); `exempt` names further steps that do
    not apply, with the reason.
    """
    deal = _Deal(plan, done, rows, sign_by, top_up_days, waiting or {}, exempt or {})
    views: list[StepView] = []
    for step in Step:
        views.append(deal.view(step, _first_undone(views)))
    return tuple(views)


def ended_steps(done: Mapping[Step, date]) -> tuple[StepView, ...]:
    """Tell of a deal that has ended how far it came: what was done stays done, the rest is no longer to be done."""
    return tuple(
        StepView(step, StepState.DONE, done_at=done[step])
        if step in done
        else StepView(step, StepState.NOT_APPLICABLE, reason="the deal has ended")
        for step in Step
    )


def _first_undone(views: Iterable[StepView]) -> StepView | None:
    settled = {StepState.DONE, StepState.NOT_APPLICABLE}
    return next((view for view in views if view.state not in settled), None)


@dataclass(frozen=True, slots=True)
class _Deal:
    """What the steps of one deal are judged by."""

    plan: PlanKind
    done: Mapping[Step, date]
    rows: Sequence[PaidRow]
    sign_by: date | None
    top_up_days: int
    waiting: Mapping[Step, str]
    exempt: Mapping[Step, str]

    def view(self, step: Step, blocker: StepView | None) -> StepView:
        """Tell how a step stands; `blocker` is the first one before it that is not done."""
        reason = self.exempt.get(step) or TEMPLATES[self.plan].get(step) or self._nothing_due(step)
        if reason:
            return StepView(step, StepState.NOT_APPLICABLE, reason=reason)
        view = self._money(step) if step in MONEY_STEPS else self._by_hand(step)
        if blocker is None:
            return view
        return replace(view, state=StepState.BLOCKED, done_at=None, waits_for=blocker.step, reason=_wait(blocker))

    def _nothing_due(self, step: Step) -> str:
        """Say that a step has no money to it, as when the loan comes to nothing."""
        kind = RowKind.LOAN if step in LOAN_STEPS else MONEY_STEPS.get(step)
        return "nothing is due for it" if kind is not None and not self._of(kind) else ""

    def _of(self, kind: RowKind) -> list[PaidRow]:
        return [row for row in self.rows if row.kind is kind]

    def _money(self, step: Step) -> StepView:
        mine = self._of(MONEY_STEPS[step])
        left = sum(row.open_minor for row in mine)
        due = min((self._due(step, row) for row in mine if row.open_minor), default=mine[0].due)
        begun = step is Step.DEPOSIT and any(row.paid_minor > 0 for row in mine)
        if left > 0 and not begun:
            return StepView(step, StepState.OPEN, due, open_minor=left, reason=_to_pay(left))
        in_full = step is Step.TOP_UP and step not in self.done
        paid_on = max((row.paid_on for row in mine if row.paid_on), default=None)
        note = "the deposit was paid in full" if in_full else ""
        return StepView(step, StepState.DONE, due, self.done.get(step) or paid_on, reason=note)

    def _due(self, step: Step, row: PaidRow) -> date:
        if step is Step.DEPOSIT:
            return row.due
        return due_now(row.kind, row.due, row.amount_minor, row.paid_minor, self.top_up_days)

    def _by_hand(self, step: Step) -> StepView:
        due = self.sign_by if step is Step.CONTRACT else None
        if step in self.done:
            return StepView(step, StepState.DONE, due, self.done[step])
        left = sum(row.open_minor for row in self.rows) if step is Step.HANDOVER else 0
        reason = self.waiting.get(step) or (_to_pay(left) if left else "")
        state = StepState.BLOCKED if reason else StepState.OPEN
        return StepView(step, state, due, open_minor=left, reason=reason)


def _to_pay(left_minor: int) -> str:
    return Phrase("{open} is to be paid", open_minor=left_minor)


def _wait(blocker: StepView) -> str:
    if blocker.reason:
        return Phrase("it waits for the {step}: {reason}", step=blocker.step, reason=blocker.reason)
    return Phrase("it waits for the {step}", step=blocker.step)


def step_named(step: Step) -> Phrase:
    """Name a step as it stands in a sentence of any language."""
    return Phrase("{step}", step=step)


def view_of(views: Iterable[StepView], step: Step) -> StepView:
    """Pick one step."""
    return next(view for view in views if view.step is step)


def check_step(views: Sequence[StepView], step: Step) -> None:
    """Refuse to do a step whose predecessor is open, that is done, that does not apply, or that money does.

    Raises:
        StepClosed: one before it is not done; it is named with what it lacks.
        StepUnpaid: something of the price has to be paid before it.
        StepWaits: something else has to happen before it.
        StepDone: it is done.
        StepNotApplicable: it does not apply to this way of paying.
        StepPaidByReceipts: only money does it.
    """
    view = view_of(views, step)
    names = {"step": step_named(step), "step_code": step.value}
    if view.state is StepState.DONE:
        raise StepDone(**names, done_at=view.done_at or "paid")
    if view.state is StepState.NOT_APPLICABLE:
        raise StepNotApplicable(**names, reason=view.reason)
    _check_open(views, view)
    if step in MONEY_STEPS:
        raise StepPaidByReceipts(**names, open_minor=view.open_minor)


def _check_open(views: Sequence[StepView], view: StepView) -> None:
    names = {"step": step_named(view.step), "step_code": view.step.value}
    if view.waits_for is not None:
        lack = view_of(views, view.waits_for).reason or Phrase("it is open")
        raise StepClosed(**names, before=step_named(view.waits_for), before_code=view.waits_for.value, reason=lack)
    if view.state is StepState.BLOCKED and view.open_minor:
        raise StepUnpaid(**names, open_minor=view.open_minor)
    if view.state is StepState.BLOCKED:
        raise StepWaits(**names, reason=view.reason)


def check_payable(views: Sequence[StepView], kind: RowKind) -> None:
    """Refuse money for a line whose step is still closed, as the first payment is before the top-up.

    Raises:
        StepClosed: a step before it is not done; it is named with what it lacks.
    """
    step = STEP_OF_ROW.get(kind)
    if step not in {None, Step.DEPOSIT}:
        _check_open(views, view_of(views, step))


def may_be_paid(views: Sequence[StepView], kind: RowKind) -> bool:
    """Tell whether money that fills the oldest lines first may run on into such a line.

    It may not run past a step that is done by hand and is not done: no loan is paid out before the contract.
    """
    step = STEP_OF_ROW.get(kind)
    if step is None:
        return True
    before = views[: list(Step).index(step)]
    return _first_undone(view for view in before if view.step not in MONEY_STEPS) is None


def check_undo(views: Sequence[StepView], step: Step) -> None:
    """Refuse to undo any but the last step that was done; money is undone by reversing its receipt.

    Raises:
        UndoRefused: saying why.
    """
    done = [view.step for view in views if view.state is StepState.DONE]
    if step is Step.ORDER:
        raise UndoRefused(step=step_named(step), reason="a deal ends by a cancellation")
    if step in MONEY_STEPS:
        raise UndoRefused(step=step_named(step), reason="money is undone by reversing its receipt")
    if step not in done:
        raise UndoRefused(step=step_named(step), reason="it is not done")
    if done[-1] is not step:
        raise UndoRefused(step=step_named(step), reason=Phrase("the {step} was done after it", step=done[-1]))


def last_step(views: Sequence[StepView]) -> Step:
    """Give the stage of the deal: the last step that is done, leaving out a top-up that closed by itself."""
    done = [view.step for view in views if view.state is StepState.DONE and not view.reason]
    return done[-1] if done else Step.ORDER
