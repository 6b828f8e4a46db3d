"""What money does to the steps of a deal: those it does are written down, those it no longer does are taken back."""

from collections.abc import Sequence
from datetime import date

from db import deals, money
from db.deals import DealRow
from salesdesk.domain.deal import MONEY_STEPS, RowKind, Step, StepState, StepView, step_named
from salesdesk.domain.errors import DeskError
from salesdesk.domain.money_steps import DatedRow, done_by_money, lost_by_money, money_step_day
from salesdesk.domain.receipts import receipt_number
from salesdesk.services.deals import current_steps
from salesdesk.services.desk import Change


class MoneyBuiltOn(DeskError):
    """Receipt {receipt} cannot be reversed: the {step} stands on this money. Undo that first."""


def note_steps(change: Change, deal: DealRow, before: Sequence[StepView], since: date | None = None) -> None:
    """Write down the steps that money did by now, and take back those whose money is gone.

    A step is done on the day since which its money was whole, by value dates; `since` is the day before which it
    cannot have been, as where another plan asks for less.
    """
    after = current_steps(change, deal)
    noted = {Step(each.step): each for each in deals.steps_of(change.tx, deal.id)}
    newly = done_by_money(before, after, noted)
    rows = _dated_rows(change, deal) if newly else []
    for step in newly:
        day = money_step_day(step, rows, {each: row.done_on for each, row in noted.items()})
        deals.add_step(change.tx, deal.id, step, max(day, since or day), change.actor.staff_id, "")
        change.tell("deal.step_done", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, step=str(step))
    for step in lost_by_money(after, noted):
        deals.undo_step(change.tx, noted[step].id, change.actor.staff_id, "its money is gone")
        change.tell("deal.step_undone", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, step=str(step))


def _dated_rows(change: Change, deal: DealRow) -> list[DatedRow]:
    paid = money.payments_by_line(change.tx, deal.id)
    lines = deals.schedule_of(change.tx, deal.id)
    return [DatedRow(RowKind(each.kind), each.amount_minor, paid.get(each.id, ())) for each in lines]


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
