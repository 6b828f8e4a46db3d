"""What money does to the steps of a deal: those it does are written down, those it no longer does are taken back."""

from collections.abc import Sequence
from datetime import date

from db import deals
from db.deals import DealRow
from salesdesk.domain.deal import MONEY_STEPS, Step, StepState, StepView, step_named
from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import receipt_number
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change


class MoneyBuiltOn(DeskError):
    """Receipt {receipt} cannot be reversed: the {step} stands on this money. Undo that first."""


def note_steps(change: Change, deal: DealRow, before: Sequence[StepView], day: date) -> None:
    """Write down the steps that this money did, and take back those whose money is gone."""
    after = current_steps(change, deal)
    noted = {Step(each.step): each.id for each in deals.steps_of(change.tx, deal.id)}
    for was, now in zip(before, after, strict=True):
        if now.step not in MONEY_STEPS:
            continue
        full_at_once = now.step is Step.TOP_UP and was.state is StepState.BLOCKED
        newly = now.state is StepState.DONE and was.state is not StepState.DONE
        if newly and now.step not in noted and not full_at_once:
            deals.add_step(change.tx, deal.id, now.step, day, change.actor.staff_id, "")
            change.tell("deal.step_done", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, step=str(now.step))
        if now.state is not StepState.DONE and now.step in noted:
            deals.undo_step(change.tx, noted[now.step], change.actor.staff_id, "its money is gone")
            change.tell(
                "deal.step_undone",
                unit_id=deal.unit_id,
                deal_id=deal.id,
                deal=deal.number,
                step=str(now.step),
            )


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
