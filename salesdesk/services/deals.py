"""Deals: the list, one deal with its steps as a line, its schedule, receipts and history; doing and undoing steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db import changes, deals, events, money, plans, price_items
from db.changes import BuyerRow
from db.deals import DealRow, LineRow, QuoteLineRow, StepRow
from db.price_items import NamedItemRow
from salesdesk.domain.deal import (
    PaidRow,
    PlanKind,
    RowKind,
    Step,
    StepState,
    StepView,
    due_now,
    ended_steps,
    last_step,
    view_steps,
)
from salesdesk.domain.errors import NotFound
from salesdesk.domain.latefee import LateFee, days_late, late_fee
from salesdesk.domain.money import format_minor
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import deal_number, parse_number
from salesdesk.domain.roles import Right
from salesdesk.domain.settlement import Case, Variant
from salesdesk.language import N_, tr
from salesdesk.services.board import Happened, happened
from salesdesk.services.deal_receipts import EndedMoney, ReceiptView, ended_money, receipts_on
from salesdesk.services.desk import Look, sees
from salesdesk.services.rescindable import rescind_until

_AS_A_WHOLE = N_("it is sold as a whole")


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
class PriceView:
    """The frozen price sheet of a deal; the area in 0.01 m²."""

    list_price_minor: int
    unit_price_minor: int
    area: int
    lines: list[QuoteLineRow]
    total_minor: int
    deposit_minor: int
    request_id: int | None
    basis: str
    items: list[NamedItemRow]


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
    plan_name: str
    stage: str
    live: bool
    ordered_on: date
    sign_by: date
    rescind_until: date | None
    filing_no: str
    filed_on: date | None
    steps: list[StepView]
    price: PriceView
    schedule: list[ScheduleView]
    receipts: list[ReceiptView]
    paid_minor: int
    unallocated_minor: int
    history: list[Happened]
    buyers: list[BuyerRow]
    ended_on: date | None
    outcome: str | None
    from_deal: str | None
    to_deal: str | None
    ended_money: EndedMoney | None = None


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


def steps_of(look: Look, deal: DealRow, lines: Sequence[LineRow], done: Sequence[StepRow]) -> tuple[StepView, ...]:
    """Give the steps of a deal as they stand."""
    paid = [PaidRow(RowKind(each.kind), each.due, each.amount_minor, each.paid_minor) for each in lines]
    when = {Step(each.step): each.done_on for each in done}
    if not deal.live:
        return ended_steps(when)
    waiting = {}
    if keys := _keys_wait(look, deal, done):
        waiting[Step.HANDOVER] = keys
    if area := _area_waits(deal, lines):
        waiting[Step.AREA_SETTLEMENT] = area
    exempt = {Step.AREA_SETTLEMENT: _AS_A_WHOLE} if deal.settled_by == Variant.PER_UNIT else None
    return view_steps(PlanKind(deal.plan), when, paid, sign_by=deal.sign_by, waiting=waiting, exempt=exempt)


def _keys_wait(look: Look, deal: DealRow, done: Sequence[StepRow]) -> str:
    """Say what has to happen before the keys: the filing, and the end of the days in which the buyer may rescind."""
    if not deal.filing_no:
        return tr("the contract is not filed")
    last = rescind_until(look, deal, done)
    if last is None or look.today > last:
        return ""
    return Phrase("the contract can be rescinded until {day}", day=last.isoformat())


def _area_waits(deal: DealRow, lines: Sequence[LineRow]) -> str:
    """Say what has to happen before the area of a deal is settled; nothing where no survey has measured it."""
    if deal.settled_case is None:
        return tr("the measured area is not settled") if deal.measured_area is not None else ""
    if deal.settled_case == Case.WITHDRAWN:
        return tr("the buyer withdraws because of the area")
    if left := sum(each.open_minor for each in lines if each.kind == RowKind.SETTLEMENT):
        return tr("{amount} for the area is to be paid").format(amount=format_minor(left))
    back = -deal.settled_minor - deal.settled_back_minor
    return tr("{amount} for the area is to be paid back").format(amount=format_minor(back)) if back > 0 else ""


def current_steps(look: Look, deal: DealRow) -> tuple[StepView, ...]:
    """Read a deal's schedule and steps and give the steps as they stand."""
    return steps_of(look, deal, deals.schedule_of(look.tx, deal.id), deals.steps_of(look.tx, deal.id))


@sees(Right.SEE_MONEY)
def list_deals(look: Look, live: bool | None = None) -> list[DealLine]:
    """List the deals: one's own, or all by right; the latest first."""
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    lines, done = deals.schedules(look.tx, look.project_id), deals.all_steps(look.tx, look.project_id)
    rows = deals.deals(look.tx, look.project_id, owner=owner, live=live)
    return [_line(look, row, lines.get(row.id, []), done.get(row.id, [])) for row in rows]


def _line(look: Look, deal: DealRow, lines: Sequence[LineRow], done: Sequence[StepRow]) -> DealLine:
    steps = steps_of(look, deal, lines, done)
    following = next((each for each in steps if each.state is StepState.OPEN), None)
    late = sum(each.open_minor for each in lines if due_of(each) < look.today and deal.is_paid_on)
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
        open_minor=sum(each.open_minor for each in lines) if deal.live else 0,
        overdue_minor=late,
        live=deal.live,
    )


@sees(Right.SEE_MONEY)
def show_deal(look: Look, deal: str) -> DealView:
    """Show a deal: its steps as a line, the frozen price, the schedule with what is late, receipts, history."""
    return deal_view(look, deal_called(look, deal))


def _plan_name(look: Look, row: DealRow) -> str:
    versions = plans.plans_of(look.tx, row.id)
    return versions[-1].named.name if versions else row.plan


def deal_view(look: Look, row: DealRow) -> DealView:
    """Put together everything about a deal, as of this moment."""
    lines = deals.schedule_of(look.tx, row.id)
    done = deals.steps_of(look.tx, row.id)
    steps = steps_of(look, row, lines, done)
    head, sheet = deals.quote_of(look.tx, row.quote_id)
    until, receipts = rescind_until(look, row, done), receipts_on(look, row.id)
    return DealView(
        deal_id=deal_number(row.number),
        unit=row.unit,
        unit_state=row.unit_state,
        customer_id=row.customer_id,
        customer=row.customer,
        rep=row.staff,
        plan=row.plan,
        plan_name=_plan_name(look, row),
        stage=last_step(steps),
        live=row.live,
        ordered_on=row.ordered_on,
        sign_by=row.sign_by,
        rescind_until=until if until and until >= look.today else None,
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
            head.basis,
            price_items.quote_items(look.tx, head.id),
        ),
        schedule=schedule_views(look, row, lines),
        receipts=list(receipts),
        paid_minor=money.paid_on_deal(look.tx, row.id),
        unallocated_minor=money.unallocated_on_deal(look.tx, row.id),
        history=happened(events.deal_history(look.tx, row.id)),
        buyers=changes.buyers_of(look.tx, row.id),
        ended_on=row.ended_on,
        outcome=row.outcome,
        from_deal=_deal_number(look, row.from_deal_id),
        ended_money=None if row.live else ended_money(look, row.id, receipts),
        to_deal=None if (after := changes.deal_after(look.tx, row.id)) is None else deal_number(after),
    )


def _deal_number(look: Look, deal_id: int | None) -> str | None:
    found = deals.deal_by_id(look.tx, deal_id) if deal_id is not None else None
    return None if found is None else deal_number(found.number)


def due_of(line: LineRow) -> date:
    """Give the day a payment is due; the rest of a deposit that was paid in part has a few days more."""
    return due_now(RowKind(line.kind), line.due, line.amount_minor, line.paid_minor)


def charged_from(line: LineRow, payments: Sequence[tuple[date, int]]) -> date:
    """Give the day after which a late fee runs: a deposit paid in part in time had the top-up's days for the rest."""
    in_time = sum(amount for day, amount in payments if day <= line.due)
    return due_now(RowKind(line.kind), line.due, line.amount_minor, in_time)


def fee_on(look: Look, line: LineRow, payments: Sequence[tuple[date, int]], day: date) -> LateFee:
    """Work out the late fee on a line as of a day, with the days it comes from."""
    return late_fee(charged_from(line, payments), line.amount_minor, payments, day, look.settings.late_rate_per_10000)


def line_fee(look: Look, line: LineRow, payments: Sequence[tuple[date, int]], day: date) -> int:
    """Give the late fee on a line as of a day, in minor units."""
    return fee_on(look, line, payments, day).total_minor


def schedule_views(look: Look, deal: DealRow, lines: Sequence[LineRow], on: date | None = None) -> list[ScheduleView]:
    """Show each payment with the days it is late and the late fee as of a day, else today.

    Of a deal that has ended nothing is open; of one whose buyer withdraws because of the area nothing is late.
    """
    day = on or look.today
    paid = money.payments_by_line(look.tx, deal.id)
    return [
        ScheduleView(
            each.id,
            each.kind,
            each.label,
            due_of(each),
            each.amount_minor,
            each.paid_minor,
            each.open_minor if deal.live else 0,
            days_late(due_of(each), day) if each.open_minor and deal.is_paid_on else 0,
            line_fee(look, each, paid.get(each.id, []), day) if deal.is_paid_on else 0,
        )
        for each in lines
    ]
