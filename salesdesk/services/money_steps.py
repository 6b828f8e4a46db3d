"""What money does to the steps of a deal: those it does are written down, those it no longer does are taken back."""

from collections.abc import Sequence
from datetime import date

from db import deals
from db.deals import DealRow
from db.events import NewEvent
from salesdesk.domain.deal import MONEY_STEPS, Step, StepState, StepView, step_named
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import receipt_number
from salesdesk.services.deal_accounts import Effects, account_of
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change


class MoneyBuiltOn(DeskError):
    """Receipt {receipt} cannot be reversed: the {step} stands on this money. Undo that first."""


def note_steps(change: Change, deal: DealRow, before: Sequence[StepView], since: date | None = None) -> None:
    """Write down the steps that money did by now, and take back those whose money is gone.

    No step is done before the day `since`, if one is given.
    """
    write_effects(change, deal, account_of(change, deal).effects_since(before, since))


def write_effects(change: Change, deal: DealRow, did: Effects) -> None:
    """Write down what money did to the steps of a deal, and tell of it."""
    for step, day in did.done:
        deals.add_step(change.tx, deal.id, step, day, change.actor.staff_id, "")
    undo_lost(change, did)
    if told := effects_told(deal, did):
        change.tell_all(told)


def undo_lost(change: Change, did: Effects) -> None:
    """Mark the steps whose money is gone as undone."""
    for each in did.lost:
        deals.undo_step(change.tx, each.id, change.actor.staff_id, "its money is gone")


def effects_told(deal: DealRow, did: Effects) -> list[NewEvent]:
    """Say for the log which steps money did, and which it does no longer."""
    done = [_told("deal.step_done", deal, step) for step, _ in did.done]
    return [*done, *(_told("deal.step_undone", deal, each.step) for each in did.lost)]


def _told(kind: str, deal: DealRow, step: str) -> NewEvent:
    return NewEvent(kind, {"deal": deal.number, "step": str(step)}, deal.unit_id, deal.id)


def refuse_if_built_on(change: Change, deal: DealRow, receipt: int) -> None:
    """A step done by hand keeps the money under it, and the keys keep all of it: undo the step first."""
    by_hand = {Step(each.step) for each in deals.steps_of(change.tx, deal.id)} - set(MONEY_STEPS) - {Step.ORDER}
    owes = any(each.open_minor for each in deals.schedule_of(change.tx, deal.id))
    lack = False
    for view in current_steps(change, deal):
        lack = lack or (view.step in MONEY_STEPS and view.state in {StepState.OPEN, StepState.BLOCKED})
        lack = lack or (view.step is Step.HANDOVER and owes)
        if lack and view.step in by_hand:
            raise MoneyBuiltOn(receipt=receipt_number(receipt), step=step_named(view.step))
