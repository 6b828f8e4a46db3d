"""Deals: the list, one deal with its steps as a line, its schedule, receipts and history; doing and undoing steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db import deals, events, money, units
from db.deals import DealRow, LineRow, QuoteLineRow, StepRow
from db.money import ReceiptRow
from salesdesk.domain.deal import (
    UNIT_STATE_AFTER,
    PaidRow,
    PlanKind,
    RowKind,
    Step,
    StepState,
    StepView,
    check_step,
    check_undo,
    due_now,
    last_step,
    view_steps,
)
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.latefee import late_fee
from salesdesk.domain.pricing import check_price
from salesdesk.domain.receipts import deal_number, parse_number, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.domain.units import UnitState, check_move
from salesdesk.services.board import Happened, happened
from salesdesk.services.claiming import check_unlocked
from salesdesk.services.desk import Change, Look, changes, sees

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


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """One payment as it stands today; minor units."""

    line_id: int
    kind: str
    label: str
    due: date
    amount_minor: int
    paid_minor: int
    open_minor: int
    late_days: int
    late_fee_minor: int


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One receipt of a deal; minor units."""

    receipt_no: str
    amount_minor: int
    method: str
    value_date: date
    booked_at: datetime
    cashier: str
    reverses: str | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class PriceView:
    """The frozen price sheet of a deal; the area in 0.01 m²."""

    list_price_minor: int
    unit_price_minor: int
    area: int
    lines: list[QuoteLineRow]
    total_minor: int
    deposit_minor: int
    request_id: int | None


@dataclass(frozen=True, slots=True)
class DealView:
    """A deal as it stands."""

    deal_id: str
    unit: str
    unit_state: str
    customer_id: int
    customer: str
    rep: str
    plan: str
    stage: str
    live: bool
    ordered_on: date
    sign_by: date
    filing_no: str
    filed_on: date | None
    steps: list[StepView]
    price: PriceView
    schedule: list[ScheduleView]
    receipts: list[ReceiptView]
    paid_minor: int
    unallocated_minor: int
    history: list[Happened]


@dataclass(frozen=True, slots=True)
class DealLine:
    """A deal in a list; minor units."""

    deal_id: str
    unit: str
    customer: str
    rep: str
    plan: str
    stage: str
    next_step: str | None
    next_due: date | None
    total_minor: int
    paid_minor: int
    open_minor: int
    overdue_minor: int
    live: bool


def deal_called(look: Look, text: str, *, hold: bool = False) -> DealRow:
    """Find a deal by its number; another rep's is not there for a rep.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    row = deals.deal_by_number(look.tx, look.project_id, parse_number("deal", text), hold=hold)
    mine = row is not None and (row.staff_id == look.actor.staff_id or look.may(Right.SEE_ALL_CUSTOMERS))
    if row is None or not mine:
        raise NotFound(what="deal", value=text, hint="See `salesdesk deal list`.")
    return row


def steps_of(deal: DealRow, lines: Sequence[LineRow], done: Sequence[StepRow]) -> tuple[StepView, ...]:
    """Give the steps of a deal as they stand."""
    paid = [PaidRow(RowKind(each.kind), each.due, each.amount_minor, each.paid_minor) for each in lines]
    when = {Step(each.step): each.done_on for each in done}
    return view_steps(PlanKind(deal.plan), when, paid, sign_by=deal.sign_by)


def current_steps(look: Look, deal: DealRow) -> tuple[StepView, ...]:
    """Read a deal's schedule and steps and give the steps as they stand."""
    return steps_of(deal, deals.schedule_of(look.tx, deal.id), deals.steps_of(look.tx, deal.id))


@sees(Right.SEE_MONEY)
def list_deals(look: Look, live: bool | None = None) -> list[DealLine]:
    """List the deals: one's own, or all by right; the latest first."""
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    lines, done = deals.schedules(look.tx, look.project_id), deals.all_steps(look.tx, look.project_id)
    rows = deals.deals(look.tx, look.project_id, owner=owner, live=live)
    return [_line(look, row, lines.get(row.id, []), done.get(row.id, [])) for row in rows]


def _line(look: Look, deal: DealRow, lines: Sequence[LineRow], done: Sequence[StepRow]) -> DealLine:
    steps = steps_of(deal, lines, done)
    following = next((each for each in steps if each.state is StepState.OPEN), None)
    late = sum(each.open_minor for each in lines if due_of(each) < look.today)
    return DealLine(
        deal_id=deal_number(deal.number),
        unit=deal.unit,
        customer=deal.customer,
        rep=deal.staff,
        plan=deal.plan,
        stage=last_step(steps) if done else Step.ORDER,
        next_step=following.step if following else None,
        next_due=following.due if following else None,
        total_minor=deal.total_minor,
        paid_minor=sum(each.paid_minor for each in lines),
        open_minor=sum(each.open_minor for each in lines),
        overdue_minor=late,
        live=deal.live,
    )


@sees(Right.SEE_MONEY)
def show_deal(look: Look, deal: str) -> DealView:
    """Show a deal: its steps as a line, the frozen price, the schedule with what is late, receipts, history."""
    return deal_view(look, deal_called(look, deal))


def deal_view(look: Look, row: DealRow) -> DealView:
    """Put together everything about a deal, as of this moment."""
    lines = deals.schedule_of(look.tx, row.id)
    steps = steps_of(row, lines, deals.steps_of(look.tx, row.id))
    head, sheet = deals.quote_of(look.tx, row.quote_id)
    return DealView(
        deal_id=deal_number(row.number),
        unit=row.unit,
        unit_state=row.unit_state,
        customer_id=row.customer_id,
        customer=row.customer,
        rep=row.staff,
        plan=row.plan,
        stage=last_step(steps),
        live=row.live,
        ordered_on=row.ordered_on,
        sign_by=row.sign_by,
        filing_no=row.filing_no,
        filed_on=row.filed_on,
        steps=list(steps),
        price=PriceView(
            head.list_price_minor,
            head.unit_price_minor,
            head.area,
            sheet,
            head.total_minor,
            head.deposit_minor,
            head.request_id,
        ),
        schedule=schedule_views(look, row, lines),
        receipts=[_receipt(each) for each in money.receipts_of(look.tx, row.id)],
        paid_minor=money.paid_on_deal(look.tx, row.id),
        unallocated_minor=money.unallocated_on_deal(look.tx, row.id),
        history=happened(events.deal_history(look.tx, row.id)),
    )


def due_of(line: LineRow) -> date:
    """Give the day a payment is due; the rest of a deposit that was paid in part has a few days more."""
    return due_now(RowKind(line.kind), line.due, line.amount_minor, line.paid_minor)


def schedule_views(look: Look, deal: DealRow, lines: Sequence[LineRow], on: date | None = None) -> list[ScheduleView]:
    """Show each payment with the days it is late and the late fee as of a day, else today."""
    day = on or look.today
    paid = money.payments_by_line(look.tx, deal.id)
    rate = look.settings.late_rate_per_10000
    return [
        ScheduleView(
            each.id,
            each.kind,
            each.label,
            due_of(each),
            each.amount_minor,
            each.paid_minor,
            each.open_minor,
            max(0, (day - due_of(each)).days) if each.open_minor else 0,
            late_fee(due_of(each), each.amount_minor, paid.get(each.id, []), day, rate).total_minor,
        )
        for each in lines
    ]


def _receipt(row: ReceiptRow) -> ReceiptView:
    return ReceiptView(
        receipt_number(row.number),
        row.amount_minor,
        row.method,
        row.value_date,
        row.booked_at,
        row.staff,
        receipt_number(row.reverses) if row.reverses else None,
        receipt_number(row.reversed_by) if row.reversed_by else None,
    )


def parse_step(text: str) -> Step:
    """Read a step as people type it.

    Raises:
        BadValue: there is no such step; the known ones are named.
    """
    try:
        return Step(text.strip().lower().replace("-", "_").replace(" ", "_"))
    except ValueError:
        raise BadValue(what="step", value=text, why="known are " + ", ".join(Step)) from None


@changes("deal.step", Right.SEE_MONEY)
def do_step(change: Change, deal: str, step: Step, done_on: date | None = None, note: str = "") -> DealView:
    """Do a step by hand; steps of money are done by receipts alone, and asking again for one that is paid is no error.

    Raises:
        StepClosed: the step before it is open; it is named with what it lacks.
        StepPaidByReceipts: only money does it.
        NotPermitted: it is another department's step.
        BadValue: the date lies in the future or before the order.
    """
    row = live_deal(change, deal)
    change.demand(STEP_RIGHTS[step])
    views = current_steps(change, row)
    view = next(each for each in views if each.step is step)
    if view.state is StepState.DONE and STEP_RIGHTS[step] is Right.BOOK_MONEY:
        return deal_view(change, row)
    check_step(views, step)
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
    return deal_view(change, _again(change, row))


def _move_unit(change: Change, deal: DealRow, step: Step) -> None:
    target = UNIT_STATE_AFTER.get(step)
    unit = units.locked_unit(change.tx, deal.unit_id)
    if target is None or unit is None:
        return
    if step is Step.CONTRACT:
        check_unlocked(change, unit)
        check_price(
            deal.total_minor,
            filed_minor=unit.filed_price_minor,
            band_low_minor=None,
            floor_minor=None,
            top_rank=True,
        )
    check_move(unit.code, UnitState(unit.state), target)
    units.move(change.tx, unit.id, UnitState(unit.state), target)
    change.tell("unit.moved", unit_id=unit.id, unit=unit.code, before=unit.state, after=str(target))


@changes("deal.file", Right.SIGN_CONTRACT)
def file_contract(change: Change, deal: str, number: str, filed_on: date | None = None) -> DealView:
    """Note that the signed contract was filed with the authority, under its number.

    Raises:
        BadValue: there is no number.
        MoveRefused: the unit is not signed.
    """
    if not tidy(number):
        raise BadValue(what="filing number", value=number, why="the authority gives one")
    row = live_deal(change, deal)
    check_move(row.unit, UnitState(row.unit_state), UnitState.FILED)
    deals.note_filing(change.tx, row.id, tidy(number), filed_on or change.today)
    units.move(change.tx, row.unit_id, UnitState.SIGNED, UnitState.FILED)
    change.tell(
        "deal.filed",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        unit=row.unit,
        number=tidy(number),
        before=row.unit_state,
        after=UnitState.FILED.value,
    )
    return deal_view(change, _again(change, row))


@changes("deal.undo", Right.UNDO_STEP)
def undo_step(change: Change, deal: str, reason: str) -> DealView:
    """Undo the last step that was done by hand, with a reason.

    Raises:
        UndoRefused: the last step was an order or money.
        BadValue: no reason was given.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="an undoing needs a reason")
    row = live_deal(change, deal)
    views = current_steps(change, row)
    step = last_step(views)
    check_undo(views, step)
    done = [each for each in deals.steps_of(change.tx, row.id) if each.step == step][-1]
    deals.undo_step(change.tx, done.id, change.actor.staff_id, tidy(reason))
    _move_unit_back(change, row, step)
    change.tell(
        "deal.step_undone",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        step=str(step),
        reason=tidy(reason),
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
    units.move(change.tx, deal.unit_id, target, before[target])
    change.tell("unit.moved", unit_id=deal.unit_id, unit=deal.unit, before=str(target), after=str(before[target]))


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
