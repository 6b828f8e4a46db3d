"""What mortgage cases do to a deal: the step they do and keep closed, and the payment that an approval leaves."""

from datetime import date, timedelta

from db import deals, mortgages
from db.deals import DealRow, LineRow
from salesdesk.domain.deal import RowKind, Step, StepWaits, step_named
from salesdesk.domain.mortgages import ENDED, GRANTED, CaseState, Lender, lender_of, with_shortfall
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.schedule import ScheduleRow
from salesdesk.services.desk import Change
from salesdesk.services.schedule_versions import write_next


def check_answered(change: Change, deal: DealRow) -> None:
    """Refuse to do the mortgage step by hand while a lender has not approved; without any case it is done by hand.

    Raises:
        StepWaits: a loan's case is open, or has none beside one of another lender.
    """
    if (waits := _waits_for(change, deal)) is not None:
        reason = Phrase("the application for the {lender} loan is not approved", lender=waits)
        raise StepWaits(step=step_named(Step.MORTGAGE), step_code=Step.MORTGAGE.value, reason=reason)


def do_mortgage(change: Change, deal: DealRow, day: date) -> None:
    """Do the mortgage step when every loan of a deal is approved and it is not done yet."""
    done = {each.step for each in deals.steps_of(change.tx, deal.id)}
    if _waits_for(change, deal) is not None or Step.MORTGAGE in done:
        return
    deals.add_step(change.tx, deal.id, Step.MORTGAGE, day, change.actor.staff_id, "")
    change.tell(
        "deal.step_done",
        unit_id=deal.unit_id,
        deal_id=deal.id,
        deal=deal.number,
        step=str(Step.MORTGAGE),
        on=day.isoformat(),
    )


def _waits_for(change: Change, deal: DealRow) -> Lender | None:
    """Name a lender whose loan is not approved; nothing where no case was opened, or all that were have ended."""
    live = [each for each in mortgages.cases_of(change.tx, deal.id) if each.state not in ENDED]
    granted = {each.lender for each in live if each.state in GRANTED}
    loans = [lender_of(each.label) for each in deals.schedule_of(change.tx, deal.id) if each.kind == RowKind.LOAN]
    return next((each for each in loans if each not in granted), None) if live else None


def withdraw_cases(change: Change, deal: DealRow, reason: str) -> None:
    """Take back the applications for loans of a deal that ends."""
    for each in mortgages.cases_of(change.tx, deal.id):
        if each.state in ENDED or each.state == CaseState.PAID_OUT:
            continue
        values = {"state": CaseState.WITHDRAWN, "ended_on": change.today, "ended_reason": reason}
        mortgages.note_case(change.tx, each.id, values)
        change.tell(
            "mortgage.withdrawn", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, case=each.id,
            before=each.state, after=CaseState.WITHDRAWN.value, bank=each.bank, ended_on=change.today.isoformat(),
            ended_reason=reason,
        )  # fmt: skip


def make_up(change: Change, deal: DealRow, loan: LineRow, approved_minor: int) -> None:
    """Put what a lender approved in the place of its loan, and what is missing behind the other payments.

    It is a new version of the schedule that adds up to the same; the old one stays, and what was paid on each
    payment stands on the same one of the new version. Minor units.

    Raises:
        BadValue: what was approved is nothing or more than the loan.
    """
    lines = deals.schedule_of(change.tx, deal.id)
    rows = [ScheduleRow(RowKind(each.kind), each.label, each.due, each.amount_minor) for each in lines]
    due = change.today + timedelta(days=change.settings.shortfall_days)
    place = [each.id for each in lines].index(loan.id)
    after = with_shortfall(rows, place, approved_minor, due)
    if len(after) == len(rows):
        return
    stood_at = [*(each.id for each in lines), *[None] * (len(after) - len(lines))]
    write_next(change, deal, list(zip(after, stood_at, strict=True)))
    change.tell(
        "deal.shortfall",
        unit_id=deal.unit_id,
        deal_id=deal.id,
        deal=deal.number,
        version_before=deal.plan_version,
        version_after=deal.plan_version + 1,
        asked_minor=loan.amount_minor,
        approved_minor=approved_minor,
        amount_minor=after[-1].amount_minor,
        due=due.isoformat(),
    )
