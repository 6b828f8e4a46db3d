"""Discounts: a rep asks, somebody of rank decides, and the approval serves one sale once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from db import discounts, plans, price_items, units
from db.customers import CustomerRow
from db.discounts import RequestRow
from db.price_items import NamedItemRow
from db.units import UnitRow
from salesdesk.domain.discounts import (
    RequestState,
    bind,
    check_decider,
    concession,
    is_high_enough,
    required_rank,
)
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.money import round_total
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.plan_terms import NamedPlan, plan_text
from salesdesk.domain.pricing import AboveFiled, PriceItem
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import tidy
from salesdesk.services.budgets import check_month, month_budget
from salesdesk.services.claiming import check_unsold
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.order_sheets import extras_of, sheet_for
from salesdesk.services.plans import plan_called
from salesdesk.services.price_items import items_called
from salesdesk.services.repricing import put_due_in_force
from salesdesk.services.void_causes import VoidCause, void_causes


class NothingAsked(DeskError):
    """{asked} is not below {before}, the price with the published discounts: there is nothing to approve."""


class AlreadyDecided(DeskError):
    """Request {request_id} was {state} by {who} already."""


class ReasonNeeded(DeskError):
    """A {what} needs a reason."""


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """A request as the viewer may see it; amounts in minor units, percentages of the list price."""

    request_id: int
    state: str
    unit: str
    customer_id: int
    customer: str
    rep: str
    plan: str
    plan_kind: str
    reason: str
    list_price_minor: int
    filed_price_minor: int | None
    floor_price_minor: int | None
    before_minor: int
    asked_minor: int
    concession_minor: int
    concession_percent: str
    asked_percent: str
    needed_role: str
    average_percent: str
    average_after_percent: str
    month_conceded_minor: int
    month_budget_minor: int | None
    month_left_minor: int | None
    asked_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_reason: str
    may_decide: bool
    items: list[NamedItemRow]
    void_by: VoidCause | None


def limits(settings: ProjectSettings) -> dict[Role, Decimal]:
    """Give the concession in percent that each rank may grant."""
    return {
        Role.MANAGER: settings.manager_limit_percent,
        Role.DIRECTOR: settings.director_limit_percent,
        Role.GENERAL_MANAGER: Decimal(100),
    }


@changes("discount.request", Right.REQUEST_DISCOUNT)
def request_discount(
    change: Change,
    unit: str,
    customer: str,
    plan: str,
    reason: str,
    percent: Decimal | None = None,
    amount_minor: int | None = None,
    items: Sequence[str] = (),
    fund_quota_minor: int | None = None,
) -> RequestAnswer:
    """Ask for a price below the published one; an older open request for the same sale becomes void.

    `percent` is what the price becomes (97) or what comes off (3), `amount_minor` what comes off or the price
    itself: whatever is more than half the price is the price. A percentage is of the list price with the extras and
    rebates that the sale is to have.

    Raises:
        BadValue: neither or both are given.
        NothingAsked: the price asked for is not below the published one.
        Sold: the unit is somebody's deal.
        ReasonNeeded: no reason was given.
    """
    if not tidy(reason):
        raise ReasonNeeded(what="discount request")
    put_due_in_force(change)
    called, buyer = unit_called(change, unit), customer_called(change, customer)
    found = units.locked_unit(change.tx, called.id) or called
    check_unsold(change, found)
    named, way = items_called(change, items), plan_called(change, plan, fund_quota_minor)
    prices = sheet_for(change, found, buyer, way.kind, 0, named)
    before, listed = prices.total_minor, prices.list_price_minor
    whole = listed + sum(each.signed_minor for each in named)
    asked = _asked(change.settings, whole, before, percent, amount_minor)
    if not 0 < asked < before:
        raise NothingAsked(asked_minor=asked, before_minor=before)
    if found.filed_price_minor is not None and asked > found.filed_price_minor:
        raise AboveFiled(total_minor=asked, filed_minor=found.filed_price_minor)
    for old in discounts.same_asked(change.tx, found.id, buyer.id, way.kind, way.name):
        discounts.set_state(change.tx, old, RequestState.VOID)
    return _write(change, found, buyer, way, tidy(reason), percent, listed, before, asked, named)


def _asked(
    settings: ProjectSettings, listed: int, before: int, percent: Decimal | None, amount_minor: int | None
) -> int:
    if (percent is None) == (amount_minor is None):
        raise BadValue(what="discount", value="", why="give either a percentage or an amount")
    if amount_minor is not None:
        return amount_minor if 2 * amount_minor > before else before - amount_minor
    assert percent is not None
    share = percent if percent > 50 else 100 - percent
    return round_total(Decimal(listed) * share / 100, settings.rounding)


def _write(
    change: Change,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: NamedPlan,
    reason: str,
    percent: Decimal | None,
    listed: int,
    before: int,
    asked: int,
    items: Sequence[PriceItem],
) -> RequestAnswer:
    expires = change.now + timedelta(hours=change.settings.approval_hours)
    settings = change.settings
    below_floor = unit.floor_price_minor is not None and asked - extras_of(items) < unit.floor_price_minor
    granted_by = required_rank(before, asked, listed, limits(settings), settings.rounding)
    rank = Role.GENERAL_MANAGER if below_floor else granted_by
    number = discounts.add_request(
        change.tx,
        {
            "project_id": change.project_id,
            "unit_id": unit.id,
            "customer_id": buyer.id,
            "staff_id": change.actor.staff_id,
            "plan": plan.kind,
            "percent": str(percent) if percent is not None else None,
            "list_price_minor": listed,
            "before_minor": before,
            "asked_minor": asked,
            "reason": reason,
            "needed_role": rank,
            "state": RequestState.WAITING,
            "expires_at": expires,
            "binding": bind(unit.id, buyer.id, plan_text(plan), asked, expires, items),
        },
    )
    kept = [NamedItemRow(each.kind, each.name, each.amount_minor) for each in items]
    price_items.add_request_items(change.tx, number, kept)
    plans.add_request_plan(change.tx, number, plan)
    change.tell(
        "discount.requested",
        unit_id=unit.id,
        unit=unit.code,
        request=number,
        customer=buyer.id,
        before_minor=before,
        asked_minor=asked,
        needs=str(rank),
        items=[each.name for each in items],
    )
    return request_answer(change, request_called(change, number))


@changes("discount.approve", Right.APPROVE_DISCOUNT)
def approve_discount(change: Change, request_id: int, reason: str = "") -> RequestAnswer:
    """Approve a request, within one's limit and never one's own.

    Raises:
        OwnRequest: one asked for it oneself.
        BeyondLimit: a higher rank must decide.
        BeyondBudget: less is left of the month's budget; a higher rank must decide.
        AlreadyDecided: somebody was faster, or it is void or expired.
    """
    request = _decidable(change, request_id)
    check_month(change, request)
    return _decide(change, request, RequestState.APPROVED, reason)


@changes("discount.refuse", Right.APPROVE_DISCOUNT)
def refuse_discount(change: Change, request_id: int, reason: str) -> RequestAnswer:
    """Refuse a request, with a reason.

    Raises:
        ReasonNeeded: no reason was given.
        AlreadyDecided: somebody was faster.
    """
    if not tidy(reason):
        raise ReasonNeeded(what="refusal")
    request = _decidable(change, request_id, refusing=True)
    return _decide(change, request, RequestState.REFUSED, reason)


def _decidable(change: Change, request_id: int, *, refusing: bool = False) -> RequestRow:
    request = request_called(change, request_id, hold=True)
    state = _state(change, request)
    if state is not RequestState.WAITING:
        raise AlreadyDecided(request_id=request.id, state=state, who=request.decider or Phrase("itself"))
    given = concession(request.before_minor, request.asked_minor, request.list_price_minor)
    check_decider(
        decider_id=change.actor.staff_id,
        requester_id=request.staff_id,
        decider_role=change.actor.role,
        needed_role=Role(request.needed_role) if not refusing else Role.MANAGER,
        percent=given.percent,
    )
    return request


def _decide(change: Change, request: RequestRow, state: RequestState, reason: str) -> RequestAnswer:
    decided = discounts.decide(change.tx, request.id, state, change.actor.staff_id, tidy(reason))
    assert decided, "it waits, and its row is held"
    change.tell(
        f"discount.{state}",
        unit_id=request.unit_id,
        unit=request.unit,
        request=request.id,
        asked_minor=request.asked_minor,
        reason=tidy(reason),
        asked_by=request.staff_id,
    )
    return request_answer(change, request_called(change, request.id))


@sees(Right.REQUEST_DISCOUNT)
def list_discounts(look: Look, waiting: bool = False) -> list[RequestAnswer]:
    """List the requests: one's own, or all for those who decide; the waiting ones first."""
    owner = None if look.may(Right.APPROVE_DISCOUNT) or look.may(Right.AUDIT) else look.actor.staff_id
    rows = discounts.requests(look.tx, look.project_id, owner=owner)
    void = void_causes(look, [row for row in rows if _state(look, row) is RequestState.VOID])
    answers = [request_answer(look, row, void) for row in rows]
    return [each for each in answers if not waiting or each.state == RequestState.WAITING]


@sees(Right.REQUEST_DISCOUNT)
def show_discount(look: Look, request_id: int) -> RequestAnswer:
    """Show one request."""
    return request_answer(look, request_called(look, request_id))


def request_called(look: Look, request_id: int, *, hold: bool = False) -> RequestRow:
    """Find a request by its number; another's is there only for those who decide.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    row = discounts.request_by_id(look.tx, look.project_id, request_id, hold=hold)
    mine = row is not None and row.staff_id == look.actor.staff_id
    if row is None or not (mine or look.may(Right.APPROVE_DISCOUNT) or look.may(Right.AUDIT)):
        raise NotFound(what="discount request", value=str(request_id), hint="See `salesdesk discount list`.")
    return row


def _state(look: Look, row: RequestRow) -> RequestState:
    """Give the state as it is now: time and a changed price end a request without anybody writing it down."""
    state = RequestState(row.state)
    if state not in {RequestState.WAITING, RequestState.APPROVED}:
        return state
    if row.expires_at <= look.now:
        return RequestState.EXPIRED
    unit = units.unit_by_id(look.tx, row.unit_id)
    if unit is None or unit.list_price_minor != row.list_price_minor:
        return RequestState.VOID
    return state


def request_answer(look: Look, row: RequestRow, void: Mapping[int, VoidCause] | None = None) -> RequestAnswer:
    """Tell of a request what the viewer may see; `void` says why some are that, where it was looked up for several."""
    given = concession(row.before_minor, row.asked_minor, row.list_price_minor)
    total, listed = discounts.price_average(look.tx, look.project_id)
    state = _state(look, row)
    if void is None:
        void = void_causes(look, [row]) if state is RequestState.VOID else {}
    month = month_budget(look)
    high_enough = is_high_enough(look.actor.role, Role(row.needed_role))
    return RequestAnswer(
        request_id=row.id,
        state=state,
        unit=row.unit,
        customer_id=row.customer_id,
        customer=row.customer,
        rep=row.staff,
        plan=row.plan_name or row.plan,
        plan_kind=row.plan,
        reason=row.reason,
        list_price_minor=row.list_price_minor,
        filed_price_minor=row.filed_price_minor,
        floor_price_minor=row.floor_price_minor if look.may(Right.SEE_FLOOR_PRICE) else None,
        before_minor=row.before_minor,
        asked_minor=row.asked_minor,
        concession_minor=given.minor,
        concession_percent=_percent(given.minor, row.list_price_minor),
        asked_percent=_percent(row.asked_minor, row.list_price_minor),
        needed_role=row.needed_role,
        average_percent=_percent(total, listed),
        average_after_percent=_percent(total + row.asked_minor, listed + row.list_price_minor),
        month_conceded_minor=month.conceded_minor,
        month_budget_minor=month.budget_minor,
        month_left_minor=month.left_minor,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        decided_by=row.decider,
        decided_reason=row.decided_reason,
        may_decide=state is RequestState.WAITING and high_enough and row.staff_id != look.actor.staff_id,
        items=price_items.request_items(look.tx, row.id),
        void_by=void.get(row.id),
    )


def _percent(part: int, whole: int) -> str:
    """Show a share as a percentage with two decimals; an empty whole counts as all."""
    share = Decimal(100) if not whole else Decimal(part) * 100 / whole
    return f"{share.quantize(Decimal('0.01'))}"
