"""Orders: the price sheet of a sale, and the order that makes the unit a customer's."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import ceil

from db import changes as change_orders
from db import claims, deals, discounts, entitlements, office, units
from db.claims import ClaimRow, Taken
from db.customers import CustomerRow
from db.deals import DealRow
from db.discounts import RequestRow
from db.units import UnitRow
from salesdesk.domain.claims import ClaimEnd, ClaimKind
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.discounts import RequestState, bind, check_usable
from salesdesk.domain.errors import BadValue, NeedsApproval, NotFound
from salesdesk.domain.pricing import (
    NOBODY_SPECIAL,
    Condition,
    ExtraDiscount,
    PriceLine,
    PriceSheet,
    StandingDiscount,
    check_price,
    price_sheet,
    standing_for,
)
from salesdesk.domain.receipts import deal_number, deposit_cap
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.schedule import STANDARD_PLANS, PaymentPlan, ScheduleRow, plan_rows
from salesdesk.domain.units import NotForSale, UnitState
from salesdesk.services.claiming import check_claimable, check_unlocked, lost, take_in_hand, taken
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import customer_called, unit_called


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """What an order would say: price, discounts in order, schedule; nobody at the desk can change a figure of it."""

    unit: str
    customer: str
    plan: str
    area: int
    unit_price_minor: int
    list_price_minor: int
    lines: list[PriceLine]
    total_minor: int
    deposit_minor: int
    schedule: list[ScheduleRow]
    sign_by: date
    request_id: int | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """One payment that is due."""

    label: str
    due: date
    amount_minor: int


Shares = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Seller:
    """Whose deal an order makes, from which deal it comes, and its buyers with their shares in percent."""

    staff_id: int
    from_deal_id: int | None
    shares: Shares


def _row(each: ScheduleRow) -> dict[str, object]:
    return {"kind": each.kind, "label": each.label, "due": each.due, "amount_minor": each.amount_minor}


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """An order that was written."""

    deal_id: str
    unit: str
    customer: str
    total_minor: int
    deposit_minor: int
    schedule: list[DueRow]
    sign_by: date


def parse_plan(text: str) -> PlanKind:
    """Read a way of paying as people type it.

    Raises:
        BadValue: there is no such way; the known ones are named.
    """
    word = text.strip().lower().replace("-", "_").replace(" ", "_")
    known = {
        "onesum": "one_sum",
        "one_sum": "one_sum",
        "instalment": "instalments",
        "installments": "instalments",
    }
    try:
        plan = PlanKind(known.get(word, word))
    except ValueError:
        plan = None
    if plan is None or plan not in STANDARD_PLANS:
        raise BadValue(what="plan", value=text, why="known are " + ", ".join(STANDARD_PLANS))
    return plan


def payment_plan(look: Look, plan: PlanKind) -> PaymentPlan:
    """Give the project's terms for a way of paying."""
    return replace(STANDARD_PLANS[plan], ltv=look.settings.ltv_percent, loan_step_minor=look.settings.loan_step_minor)


def standing(look: Look, buyer: CustomerRow, plan: PlanKind) -> tuple[StandingDiscount, ...]:
    """Give the published discounts that this sale gets today."""
    published = [
        StandingDiscount(
            name=row.name,
            kind=row.kind,
            percent=Decimal(row.percent),
            plan=PlanKind(row.plan) if row.plan else None,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            condition=Condition(row.condition),
            min_years=row.min_years,
        )
        for row in deals.rules_on(look.tx, look.project_id, look.today)
    ]
    plain = all(each.condition is Condition.EVERYBODY for each in published)
    entitled = NOBODY_SPECIAL if plain else entitlements.entitled(look.tx, buyer.id)
    return standing_for(published, plan, look.today, entitled)


def sheet_for(look: Look, unit: UnitRow, buyer: CustomerRow, plan: PlanKind, off_minor: int = 0) -> PriceSheet:
    """Work out the price of a unit for a buyer with the published discounts, less an authorised amount.

    Raises:
        NotForSale: the unit has no price.
    """
    if unit.list_price_minor is None or unit.unit_price_minor is None:
        raise NotForSale(unit=unit.code, state="without a price", hint="Import a price for it.")
    return price_sheet(
        list_price_minor=unit.list_price_minor,
        unit_price_minor=unit.unit_price_minor,
        area=unit.built_area,
        discounts=standing(look, buyer, plan),
        extra=ExtraDiscount(amount_minor=off_minor) if off_minor else None,
        order=look.settings.discount_order,
        combine=look.settings.discount_combine,
        rounding=look.settings.rounding,
    )


@sees(Right.ORDER)
def preview_order(look: Look, unit: str, customer: str, plan: PlanKind, request_id: int | None = None) -> OrderSheet:
    """Show the price sheet and the dated schedule that an order would have; nothing is written.

    Raises:
        NeedsApproval: the named request is not approved.
    """
    found, buyer = unit_called(look, unit), customer_called(look, customer)
    return _sheet(look, found, buyer, plan, _approval(look, request_id, found, buyer, plan))


@changes("order.place", Right.ORDER)
def place_order(change: Change, unit: str, customer: str, plan: PlanKind, request_id: int | None = None) -> OrderAnswer:
    """Write an order on a free unit, or on one that is held for this customer.

    Raises:
        Lost: somebody else has the unit.
        NeedsApproval: the price asked for is not approved (exit code 6).
        AboveFiled: the price is above the filed price.
    """
    buyer = customer_called(change, customer)
    found = take_in_hand(change, unit_called(change, unit))
    hold = hold_for(change, found, buyer)
    if hold is None:
        check_claimable(change, found)
    approval = _approval(change, request_id, found, buyer, plan, hold=True)
    sheet = _sheet(change, found, buyer, plan, approval)
    claim_id = _claim(change, found, buyer, hold)
    return _write(change, found, buyer, plan, sheet, claim_id)


def order_sheet(look: Look, unit: UnitRow, buyer: CustomerRow, plan: PlanKind) -> OrderSheet:
    """Work out what an order of a unit would say today, with the published discounts and no other.

    Raises:
        AboveFiled: the price is above the filed price.
        NeedsApproval: the price is below what anybody may sell at without an approval.
        NotForSale: the unit has no price.
    """
    return _sheet(look, unit, buyer, plan, None)


def order_instead(change: Change, source: DealRow, unit: UnitRow, buyer: CustomerRow, shares: Shares) -> OrderAnswer:
    """Write the order that takes the place of a deal, on a unit that is in hand; the deal's rep keeps it.

    Raises:
        Lost: somebody else has the unit.
    """
    hold = hold_for(change, unit, buyer)
    if hold is None:
        check_claimable(change, unit)
    plan = PlanKind(source.plan)
    sheet = order_sheet(change, unit, buyer, plan)
    claim_id = _claim(change, unit, buyer, hold)
    return _write(change, unit, buyer, plan, sheet, claim_id, Seller(source.staff_id, source.id, shares))


def hold_for(change: Change, unit: UnitRow, buyer: CustomerRow) -> ClaimRow | None:
    """Give the running hold for this very customer; it is what the order replaces."""
    hold = claims.live_claim(change.tx, unit.id)
    if hold is None or hold.kind != ClaimKind.HOLD or hold.customer_id != buyer.id:
        return None
    check_unlocked(change, unit)
    return hold


def _claim(change: Change, unit: UnitRow, buyer: CustomerRow, hold: ClaimRow | None) -> int:
    if hold is not None:
        claims.end_claim(change.tx, hold.id, ClaimEnd.ORDERED)
    try:
        claim_id = claims.add_claim(
            change.tx,
            change.project_id,
            unit.id,
            customer_id=buyer.id,
            staff_id=change.actor.staff_id,
            kind=ClaimKind.DEAL,
            expires_at=None,
        )
    except Taken:
        raise taken(unit) from None
    if not units.move(change.tx, unit.id, UnitState(unit.state), UnitState.SUBSCRIBED):
        raise lost(change, unit, claims.live_claim(change.tx, unit.id))
    return claim_id


def _approval(
    look: Look,
    request_id: int | None,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: PlanKind,
    *,
    hold: bool = False,
) -> RequestRow | None:
    """Give the approval that this order uses, after checking that it was given for exactly this sale."""
    if request_id is None:
        return None
    request = discounts.request_by_id(look.tx, look.project_id, request_id, hold=hold)
    if request is None:
        raise NotFound(what="discount request", value=str(request_id), hint="See `salesdesk discount list`.")
    check_usable(
        state=RequestState(request.state),
        expires_at=request.expires_at,
        now=look.now,
        request_id=request.id,
        same=binding_holds(look, request, unit, buyer, plan),
    )
    return request


def binding_holds(look: Look, request: RequestRow, unit: UnitRow, buyer: CustomerRow, plan: PlanKind) -> bool:
    """Tell whether an approval still is for this unit, buyer, plan, price and expiry, as its hash says."""
    before = sheet_for(look, unit, buyer, plan).total_minor
    bound = bind(request.unit_id, request.customer_id, PlanKind(request.plan), request.asked_minor, request.expires_at)
    return bound == request.binding and (
        request.unit_id,
        request.customer_id,
        request.plan,
        request.list_price_minor,
        request.before_minor,
    ) == (
        unit.id,
        buyer.id,
        plan,
        unit.list_price_minor,
        before,
    )


def _sheet(look: Look, unit: UnitRow, buyer: CustomerRow, plan: PlanKind, approval: RequestRow | None) -> OrderSheet:
    off = approval.before_minor - approval.asked_minor if approval else 0
    prices = sheet_for(look, unit, buyer, plan, off)
    _check(look, unit, prices, approval)
    deposit = min(look.settings.deposit_minor, deposit_cap(prices.total_minor))
    rows = plan_rows(prices.total_minor, payment_plan(look, plan), ordered_on=look.today, deposit_minor=deposit)
    return OrderSheet(
        unit=unit.code,
        customer=buyer.name,
        plan=plan,
        area=unit.built_area,
        unit_price_minor=unit.unit_price_minor or 0,
        list_price_minor=prices.list_price_minor,
        lines=list(prices.lines),
        total_minor=prices.total_minor,
        deposit_minor=deposit,
        schedule=list(rows),
        sign_by=look.today + timedelta(days=look.settings.sign_days),
        request_id=approval.id if approval else None,
    )


def _check(look: Look, unit: UnitRow, prices: PriceSheet, approval: RequestRow | None) -> None:
    """Refuse a price above the filed one or below the band; below the floor only an approval of the top rank helps."""
    top = approval is not None and approval.needed_role == Role.GENERAL_MANAGER
    floor = unit.floor_price_minor
    check_price(
        prices.total_minor,
        filed_minor=unit.filed_price_minor,
        band_low_minor=lowest_by_band(look, unit),
        floor_minor=None,
        top_rank=top,
    )
    if floor is not None and prices.total_minor < floor and not top:
        raise NeedsApproval(request_id="-", why="only the general manager may sell at this price")


def lowest_by_band(look: Look, unit: UnitRow) -> int | None:
    """Give the lowest price that the authority allows, in minor units; `None` where there is no such band."""
    low = look.settings.price_band_low_percent
    return ceil(low * unit.filed_price_minor / 100) if low and unit.filed_price_minor else None


def _write(
    change: Change,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: PlanKind,
    sheet: OrderSheet,
    claim_id: int,
    seller: Seller | None = None,
) -> OrderAnswer:
    if sheet.request_id is not None:
        discounts.use(change.tx, sheet.request_id)
    quote_id = deals.add_quote(
        change.tx,
        {
            "project_id": change.project_id,
            "unit_id": unit.id,
            "customer_id": buyer.id,
            "plan": plan,
            "basis": "built",
            "area": sheet.area,
            "unit_price_minor": sheet.unit_price_minor,
            "list_price_minor": sheet.list_price_minor,
            "total_minor": sheet.total_minor,
            "deposit_minor": sheet.deposit_minor,
            "request_id": sheet.request_id,
            "staff_id": change.actor.staff_id,
        },
        [
            {
                "label": line.label,
                "factor": line.factor,
                "amount_minor": line.amount_minor,
                "after_minor": line.after_minor,
            }
            for line in sheet.lines
        ],
    )
    by = seller or Seller(change.actor.staff_id, None, ((buyer.id, "100"),))
    return _write_deal(change, unit, buyer, plan, sheet, claim_id, quote_id, by)


def _write_deal(
    change: Change,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: PlanKind,
    sheet: OrderSheet,
    claim_id: int,
    quote_id: int,
    by: Seller,
) -> OrderAnswer:
    number = office.next_number(change.tx, change.project_id, "deal")
    deal_id = deals.add_deal(
        change.tx,
        {
            "project_id": change.project_id,
            "number": number,
            "unit_id": unit.id,
            "customer_id": buyer.id,
            "claim_id": claim_id,
            "quote_id": quote_id,
            "staff_id": by.staff_id,
            "plan": plan,
            "ordered_on": change.today,
            "sign_by": sheet.sign_by,
            "from_deal_id": by.from_deal_id,
        },
    )
    change_orders.add_buyers(change.tx, deal_id, by.shares)
    deals.add_schedule(change.tx, deal_id, 1, [_row(each) for each in sheet.schedule])
    deals.add_step(change.tx, deal_id, Step.ORDER, change.today, change.actor.staff_id, "")
    change.tell(
        "deal.ordered",
        unit_id=unit.id,
        deal_id=deal_id,
        unit=unit.code,
        deal=number,
        customer=buyer.id,
        total_minor=sheet.total_minor,
        quote=quote_id,
        request=sheet.request_id,
        before=unit.state,
        after=UnitState.SUBSCRIBED.value,
        buyers={str(who): share for who, share in by.shares},
    )
    return OrderAnswer(
        deal_id=deal_number(number),
        unit=unit.code,
        customer=buyer.name,
        total_minor=sheet.total_minor,
        deposit_minor=sheet.deposit_minor,
        schedule=[DueRow(each.label, each.due, each.amount_minor) for each in sheet.schedule],
        sign_by=sheet.sign_by,
    )
