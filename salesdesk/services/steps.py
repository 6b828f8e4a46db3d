"""Doing the steps of a deal, filing its contract, and undoing what was done last."""

from datetime import date

from db import changes as change_orders
from db import deals, discounts, price_items, rescissions, units
from db.deals import DealRow
from db.units import UnitRow
from salesdesk.domain.changes import ChangeKind, ChangeRank
from salesdesk.domain.deal import (
    STEP_OF_ROW,
    UNIT_STATE_AFTER,
    RowKind,
    Step,
    StepState,
    UndoRefused,
    check_step,
    check_undo,
    last_step,
    step_named,
    view_of,
)
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.phrases import Phrase, known_are
from salesdesk.domain.pricing import ItemKind, check_price
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import tidy
from salesdesk.domain.units import UnitState, check_move
from salesdesk.language import codes_of, meant, tr
from salesdesk.services.case_steps import check_answered
from salesdesk.services.cautions import check_cautioned, not_ticked, note_ticked
from salesdesk.services.claiming import check_not_seized, check_unlocked
from salesdesk.services.contract_terms import keep_terms
from salesdesk.services.deals import DealView, current_steps, deal_called, deal_view
from salesdesk.services.desk import Change, changes
from salesdesk.services.order_sheets import lowest_by_band
from salesdesk.services.replan import dated_by_contract
from salesdesk.services.rescindable import keep_rescission
from salesdesk.services.schedule_versions import write_next

STEP_RIGHTS: dict[Step, Right] = {
    Step.ORDER: Right.ORDER,
    Step.DEPOSIT: Right.BOOK_MONEY,
    Step.TOP_UP: Right.BOOK_MONEY,
    Step.FIRST_PAYMENT: Right.BOOK_MONEY,
    Step.CONTRACT: Right.SIGN_CONTRACT,
    Step.MORTGAGE: Right.MORTGAGE,
    Step.LOAN_PAYOUT: Right.BOOK_MONEY,
    Step.AREA_SETTLEMENT: Right.SIGN_CONTRACT,
    Step.HANDOVER: Right.HAND_OVER,
    Step.TITLE: Right.SIGN_CONTRACT,
}
"""Who may do each step."""


class DealEnded(DeskError):
    """Deal {deal} has ended; nothing can be done on it."""


def parse_step(text: str) -> Step:
    """Read a step as people type it.

    Raises:
        BadValue: there is no such step; the known ones are named.
    """
    found = meant(Step, text)
    if found is None:
        raise BadValue(what="step", value=text, why=known_are(codes_of(Step)))
    return found


@changes("deal.step", Right.SEE_MONEY)
def do_step(
    change: Change, deal: str, step: Step, done_on: date | None = None, note: str = "", ticked: bool = False
) -> DealView:
    """Do a step by hand; steps of money are done by receipts alone, and asking again for one that is paid is no error.

    With `ticked` the buyer acknowledged with the contract whatever caution was not ticked before.

    Raises:
        StepClosed: the step before it is open; it is named with what it lacks.
        StepPaidByReceipts: only money does it.
        StepWaits: something else has to happen before it, as a lender's approval before the mortgage.
        NotPermitted: it is another department's step.
        BadValue: the date lies in the future or before the order, or cautions are ticked with another step.
    """
    if ticked and step is not Step.CONTRACT:
        raise BadValue(what=tr("step"), value=step_named(step), why="cautions are ticked with the contract")
    row = live_deal(change, deal)
    change.demand(STEP_RIGHTS[step])
    views = current_steps(change, row)
    view = view_of(views, step)
    if view.state is StepState.DONE and STEP_RIGHTS[step] is Right.BOOK_MONEY:
        return deal_view(change, row)
    check_step(views, step)
    if step is Step.MORTGAGE:
        check_answered(change, row)
    if step is Step.CONTRACT:
        note_ticked(change, row, not_ticked(change, row) if ticked else ())
        check_cautioned(change, row)
    day = done_on or change.today
    if not row.ordered_on <= day <= change.today:
        raise BadValue(what="date", value=day.isoformat(), why="it lies between the order and today")
    _move_unit(change, row, step)
    deals.add_step(change.tx, row.id, step, day, change.actor.staff_id, tidy(note))
    change.tell(
        "deal.step_done",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        step=str(step),
        on=day.isoformat(),
        note=tidy(note),
    )
    if step is Step.CONTRACT:
        keep_terms(change, row)
        keep_rescission(change, row, day)
        _date_by_contract(change, row, day)
    return deal_view(change, _again(change, row))


def _date_by_contract(change: Change, deal: DealRow, signed_on: date) -> None:
    """Let payments that are counted from the contract be due by the day on which it was signed."""
    rows = dated_by_contract(change, deal, signed_on)
    if rows is not None:
        write_next(change, deal, rows)
        versions = {"version_before": deal.plan_version, "version_after": deal.plan_version + 1}
        change.tell("deal.redated", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, **versions)


def _move_unit(change: Change, deal: DealRow, step: Step) -> None:
    target = UNIT_STATE_AFTER.get(step)
    unit = units.locked_unit(change.tx, deal.unit_id)
    if target is None or unit is None:
        return
    check_not_seized(change, unit)
    if step is Step.CONTRACT:
        check_unlocked(change, unit)
        _check_price(change, deal, unit)
    check_move(unit.code, UnitState(unit.state), target)
    units.move(change.tx, unit.id, UnitState(unit.state), target)
    change.tell("unit.moved", unit_id=unit.id, unit=unit.code, before=unit.state, after=str(target))


def _check_price(change: Change, deal: DealRow, unit: UnitRow) -> None:
    """Check the price again at the signing, as it was at the order; below the floor the top rank had to approve it."""
    head, _ = deals.quote_of(change.tx, deal.quote_id)
    number = head.request_id
    approval = discounts.request_by_id(change.tx, change.project_id, number) if number is not None else None
    allowed = approval is not None and approval.needed_role == Role.GENERAL_MANAGER
    extras = (each for each in price_items.quote_items(change.tx, head.id) if each.kind == ItemKind.EXTRA)
    check_price(
        deal.total_minor,
        filed_minor=unit.filed_price_minor,
        band_low_minor=lowest_by_band(change, unit),
        floor_minor=unit.floor_price_minor,
        top_rank=allowed or _planned_below_floor(change, deal),
        extras_minor=sum(each.amount_minor for each in extras),
    )


def _planned_below_floor(change: Change, deal: DealRow) -> bool:
    """Tell whether the general manager approved the way of paying, with its price, that a deal was changed to."""
    done = [each for each in change_orders.orders(change.tx, change.project_id, deal_id=deal.id) if each.done_at]
    plans = [each for each in done if each.kind == ChangeKind.PLAN]
    return bool(plans) and max(plans, key=lambda each: each.number).needed_role == ChangeRank.GENERAL_MANAGER


@changes("deal.file", Right.SIGN_CONTRACT)
def file_contract(change: Change, deal: str, number: str, filed_on: date | None = None) -> DealView:
    """Note that the signed contract was filed with the authority, under its number.

    Raises:
        BadValue: there is no number, or the date lies in the future or before the contract.
        MoveRefused: the unit is not signed.
        UnitLocked: it is seized.
    """
    if not tidy(number):
        raise BadValue(what="filing number", value=number, why="the authority gives one")
    row = live_deal(change, deal)
    unit = units.locked_unit(change.tx, row.unit_id)
    assert unit is not None
    check_not_seized(change, unit)
    check_move(unit.code, UnitState(unit.state), UnitState.FILED)
    signed = next(each.done_on for each in deals.steps_of(change.tx, row.id) if each.step == Step.CONTRACT)
    day = filed_on or change.today
    if not signed <= day <= change.today:
        raise BadValue(what="date", value=day.isoformat(), why="it lies between the contract and today")
    deals.note_filing(change.tx, row.id, tidy(number), day)
    units.move(change.tx, row.unit_id, UnitState.SIGNED, UnitState.FILED)
    change.tell(
        "deal.filed",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        unit=row.unit,
        number=tidy(number),
        before=unit.state,
        after=UnitState.FILED.value,
    )
    return deal_view(change, _again(change, row))


@changes("deal.undo", Right.UNDO_STEP)
def undo_step(change: Change, deal: str, reason: str) -> DealView:
    """Undo the last step that was done by hand, with a reason; a contract that was filed is unfiled first.

    Raises:
        UndoRefused: the last step was an order or money, or money has come in for a later one.
        UnitLocked: the unit is seized.
        BadValue: no reason was given.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="an undoing needs a reason")
    row = live_deal(change, deal)
    views = current_steps(change, row)
    step = last_step(views)
    check_undo(views, step)
    _check_no_money_after(change, row, step)
    if step is Step.CONTRACT and row.filing_no:
        return _unfile(change, row, tidy(reason))
    done = [each for each in deals.steps_of(change.tx, row.id) if each.step == step][-1]
    deals.undo_step(change.tx, done.id, change.actor.staff_id, tidy(reason))
    _move_unit_back(change, row, step)
    if step is Step.CONTRACT:
        rescissions.forget(change.tx, row.id)
    change.tell(
        "deal.step_undone",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        step=str(step),
        reason=tidy(reason),
    )
    return deal_view(change, _again(change, row))


def _check_no_money_after(change: Change, deal: DealRow, step: Step) -> None:
    """Refuse to undo a step on which money stands that does a later one, or which an area was settled by."""
    if step is Step.CONTRACT and deal.settled_case is not None:
        raise UndoRefused(step=step_named(step), reason="the area was settled by it")
    later = list(Step)[list(Step).index(step) + 1 :]
    for each in deals.schedule_of(change.tx, deal.id):
        after = STEP_OF_ROW.get(RowKind(each.kind))
        if after in later and each.paid_minor:
            reason = Phrase("a part of the {step} was paid after it", step=after)
            raise UndoRefused(step=step_named(step), reason=reason)


def _unfile(change: Change, row: DealRow, reason: str) -> DealView:
    """Take back a filing, the last thing that was done with the contract."""
    deals.note_filing(change.tx, row.id, "", None)
    _take_back(change, row, UnitState.FILED, UnitState.SIGNED)
    change.tell(
        "deal.unfiled", unit_id=row.unit_id, deal_id=row.id, deal=row.number, number=row.filing_no, reason=reason
    )
    return deal_view(change, _again(change, row))


def _move_unit_back(change: Change, deal: DealRow, step: Step) -> None:
    target = UNIT_STATE_AFTER.get(step)
    before = {
        UnitState.SIGNED: UnitState.SUBSCRIBED,
        UnitState.HANDED_OVER: UnitState.FILED,
        UnitState.TITLED: UnitState.HANDED_OVER,
    }
    if target is None:
        return
    _take_back(change, deal, target, before[target])


def _take_back(change: Change, deal: DealRow, now: UnitState, before: UnitState) -> None:
    unit = units.locked_unit(change.tx, deal.unit_id)
    assert unit is not None
    check_not_seized(change, unit)
    units.move(change.tx, unit.id, now, before)
    change.tell("unit.moved", unit_id=unit.id, unit=unit.code, before=str(now), after=str(before))


def live_deal(change: Change, deal: str) -> DealRow:
    """Find a deal and hold its row for this transaction.

    Raises:
        DealEnded: it was cancelled or moved.
    """
    row = deal_called(change, deal, hold=True)
    if not row.live:
        raise DealEnded(deal=deal_number(row.number))
    return row


def _again(change: Change, row: DealRow) -> DealRow:
    return deals.deal_by_id(change.tx, row.id) or row
