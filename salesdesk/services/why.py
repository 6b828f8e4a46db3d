"""Why a unit can or cannot be sold now: every reason in words, what would help, and who can do that."""

from collections.abc import Iterator
from dataclasses import dataclass

from db import batches, units
from db.units import BoardRow, UnitRow
from salesdesk.domain.roles import Right, who_may
from salesdesk.domain.units import Lock, UnitState
from salesdesk.language import tr, word
from salesdesk.services.desk import Look, sees
from salesdesk.services.finding import unit_called
from salesdesk.services.new_day import begin_day
from salesdesk.services.price_faults import price_faults


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a unit cannot be sold now, what would help, and who can do that; nobody, where time alone can."""

    code: str
    message: str
    who_can_change: list[str]
    help: str


@dataclass(frozen=True, slots=True)
class WhyAnswer:
    """Whether a unit can be sold now, and if not, why."""

    unit: str
    sellable: bool
    reasons: list[Reason]


@sees(Right.SEE_BOARD, first=begin_day)
def why_not(look: Look, unit: str) -> WhyAnswer:
    """Say whether a unit can be sold now, and if not: every reason, in words, and who can change it."""
    found = unit_called(look, unit)
    row = units.board_row(look.tx, found.id)
    assert row is not None
    reasons = [*_by_lock(look, found), *_by_state(look, found, row), *_by_batch(look, found), *_by_price(look, found)]
    if not look.may(Right.ORDER):
        said = tr("{role}: this role does not sell").format(role=word(look.actor.role))
        reasons.append(_reason("role", said, Right.ORDER, tr("Somebody who sells writes the order.")))
    return WhyAnswer(found.code, not reasons, reasons)


def _reason(code: str, message: str, right: Right, hint: str) -> Reason:
    return Reason(code, message, [str(role) for role in who_may(right)], hint)


def _told(look: Look) -> bool:
    """Tell whether the viewer is somebody of the office, who may know names and reasons; the wall is not."""
    return look.may(Right.SEE_TODAY)


def _by_lock(look: Look, unit: UnitRow) -> Iterator[Reason]:
    for each in units.open_locks(look.tx, unit.id):
        said = tr("it is locked ({lock}) by {staff}: {reason}") if _told(look) else tr("it is locked ({lock})")
        said = said.format(lock=word(Lock(each.kind)), staff=each.staff, reason=each.reason)
        yield _reason(f"locked_{each.kind}", said, Right.WITHHOLD, tr("Lift the lock: `salesdesk unlock`."))


def _by_state(look: Look, unit: UnitRow, row: BoardRow) -> Iterator[Reason]:
    state = UnitState(row.state)
    if state is UnitState.NOT_RELEASED:
        hint = tr("Release its batch: `salesdesk batch release`.")
        yield _reason(state, tr("it is not released yet"), Right.RELEASE_BATCH, hint)
    elif state is UnitState.WITHHELD:
        said = tr("it is kept back until {day}: {reason}") if _told(look) else tr("it is kept back until {day}")
        said = said.format(day=unit.withheld_until, reason=unit.withheld_reason)
        yield _reason(state, said, Right.WITHHOLD, tr("Put it back on sale: `salesdesk release`."))
    elif state is not UnitState.AVAILABLE:
        yield _claimed(look, state, row)


def _claimed(look: Look, state: UnitState, row: BoardRow) -> Reason:
    said = tr("it is {state}: {staff} has it") if _told(look) else tr("it is {state}")
    said = said.format(state=word(state), staff=row.staff)
    if state is not UnitState.HELD:
        return _reason(state, said, Right.CANCEL_DEAL, tr("Only the end of the deal frees it."))
    if Lock.SEIZED in {each.kind for each in units.open_locks(look.tx, row.id)}:
        said = tr("it is held, and its time stands still: {staff} has it") if _told(look) else tr("it is held")
        hint = tr("Its time goes on when the seizure is lifted.")
        return _reason(state, said.format(staff=row.staff), Right.WITHHOLD, hint)
    if row.undecided and _told(look):
        return _undecided(look, row)
    if row.expires_at and not row.undecided:
        until = f"{look.settings.local(row.expires_at):%Y-%m-%d %H:%M}"
        said = tr("it is held until {time}: {staff} has it") if _told(look) else tr("it is held until {time}")
        said = said.format(time=until, staff=row.staff)
    if row.staff_id == look.actor.staff_id:
        hint = tr("Order it for the customer for whom you hold it, or give it back: `salesdesk release`.")
        who = dict.fromkeys([str(look.actor.role), *map(str, who_may(Right.RELEASE_ANY_HOLD))])
        return Reason(state, said, list(who), hint)
    return _reason(state, said, Right.RELEASE_ANY_HOLD, tr("The hold ends by itself, or is given back."))


def _undecided(look: Look, row: BoardRow) -> Reason:
    """Tell of a hold whose time is over and that stands for the money on it."""
    over = f"{look.settings.local(row.expires_at):%Y-%m-%d %H:%M}" if row.expires_at else ""
    said = tr("its hold was over at {time}, but money lies on it: {staff} has it")
    hint = tr("Order it, extend the hold, or have the cash desk give the money back; then it is free.")
    who = list(dict.fromkeys(map(str, (*who_may(Right.RELEASE_ANY_HOLD), *who_may(Right.BOOK_MONEY)))))
    if row.staff_id == look.actor.staff_id:
        who = list(dict.fromkeys([str(look.actor.role), *who]))
    return Reason("needs_decision", said.format(time=over, staff=row.staff), who, hint)


def _by_batch(look: Look, unit: UnitRow) -> Iterator[Reason]:
    batch = batches.batch_by_id(look.tx, look.project_id, unit.batch_id) if unit.batch_id else None
    if batch is None:
        hint = tr("Put it in a batch with a permit: `salesdesk batch add`.")
        yield _reason("no_batch", tr("it is in no batch, so there is no permit for it"), Right.RELEASE_BATCH, hint)
    elif batch.opens_at > look.now:
        opens = f"{look.settings.local(batch.opens_at):%Y-%m-%d %H:%M}"
        said = tr("its batch {batch} opens at {time}").format(batch=batch.name, time=opens)
        yield _reason(
            "not_open",
            said,
            Right.RELEASE_BATCH,
            tr("Until then interest can be noted, nothing more; `salesdesk batch set` changes the opening."),
        )


def _by_price(look: Look, unit: UnitRow) -> Iterator[Reason]:
    for each in price_faults(look, unit):
        yield _reason(each.code, tr(each.said), each.right, tr(each.hint))
