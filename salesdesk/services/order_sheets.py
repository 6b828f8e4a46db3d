"""Order sheets: the price of a sale with its discounts, its dated schedule, and the approval behind the price."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db import batches, claims, discounts, entitlements, standing_discounts
from db.customers import CustomerRow
from db.discounts import RequestRow
from db.units import UnitRow
from salesdesk.domain.area_prices import AreaPrice, area_price
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import RequestState, bind, check_usable
from salesdesk.domain.errors import NeedsApproval, NotFound
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.plan_terms import NamedPlan, plan_text
from salesdesk.domain.pricing import (
    NOBODY_SPECIAL,
    Condition,
    ExtraDiscount,
    ItemKind,
    PriceItem,
    PriceLine,
    PriceSheet,
    StandingDiscount,
    check_price,
    lowest_of_band,
    price_sheet,
    standing_for,
)
from salesdesk.domain.receipts import deposit_cap
from salesdesk.domain.roles import Role
from salesdesk.domain.schedule import Base, ScheduleRow, plan_rows
from salesdesk.domain.units import NotForSale
from salesdesk.services.desk import Look
from salesdesk.services.disclosures import facts_to_tell
from salesdesk.services.price_items import items_called
from salesdesk.services.working_days import working_day


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """What an order would say: price, discounts in order, schedule; nobody at the desk can change a figure of it.

    `on_hold_minor` is what the buyer paid on a hold of the unit: it is carried over to the deal.
    """

    unit: str
    customer: str
    plan: str
    plan_kind: str
    area: int
    unit_price_minor: int
    list_price_minor: int
    lines: list[PriceLine]
    total_minor: int
    deposit_minor: int
    schedule: list[ScheduleRow]
    sign_by: date
    request_id: int | None
    basis: str
    items: list[PriceItem]
    disclosure: list[str]
    on_hold_minor: int = 0


@dataclass(frozen=True, slots=True)
class PlanDates:
    """What the due dates of a plan hang on: the days of contract and permit, and on which days nobody works."""

    bases: dict[Base, date]
    working_day: Callable[[date], date]


def plan_dates(look: Look, unit: UnitRow) -> PlanDates:
    """Give what due dates hang on for an order of today; until it is signed, the contract counts as of its last day."""
    moved = working_day(look)
    bases = {Base.CONTRACT: moved(look.today + timedelta(days=look.settings.sign_days))}
    batch = batches.batch_by_id(look.tx, look.project_id, unit.batch_id) if unit.batch_id is not None else None
    if batch is not None:
        bases[Base.PERMIT] = look.settings.local(batch.opens_at).date()
    return PlanDates(bases, moved)


def standing(look: Look, buyer: CustomerRow, plan: PlanKind, on: date | None = None) -> tuple[StandingDiscount, ...]:
    """Give the published discounts that this sale gets today, or got on another day."""
    day = on or look.today
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
        for row in standing_discounts.rules_on(look.tx, look.project_id, day)
    ]
    plain = all(each.condition is Condition.EVERYBODY for each in published)
    entitled = NOBODY_SPECIAL if plain else entitlements.entitled(look.tx, buyer.id)
    return standing_for(published, plan, day, entitled)


def sheet_for(
    look: Look,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: PlanKind,
    off_minor: int = 0,
    items: Sequence[PriceItem] = (),
) -> PriceSheet:
    """Work out the price of a unit for a buyer with extras, rebates and published discounts, less an authorised amount.

    Raises:
        NotForSale: the unit has no price, or not the area that it is priced by.
    """
    made_of = list_price_of(look, unit)
    return price_sheet(
        list_price_minor=unit.list_price_minor or 0,
        unit_price_minor=made_of.unit_price_minor,
        area=made_of.area,
        basis=made_of.basis,
        items=items,
        discounts=standing(look, buyer, plan),
        extra=ExtraDiscount(amount_minor=off_minor) if off_minor else None,
        order=look.settings.discount_order,
        combine=look.settings.discount_combine,
        rounding=look.settings.rounding,
    )


def list_price_of(look: Look, unit: UnitRow) -> AreaPrice:
    """Tell what the list price of a unit is made of, on the basis by which the project sells such units.

    Raises:
        NotForSale: the unit has no price, or not the area that it is priced by.
    """
    if unit.list_price_minor is None:
        raise NotForSale(unit=unit.code, state=Phrase("without a price"), hint="Import a price for it.")
    made_of = area_price(unit, look.settings.basis_for(unit.kind))
    if made_of is None:
        state = Phrase("without an inner area, by which it is priced")
        raise NotForSale(unit=unit.code, state=state, hint="Import its inner area.")
    return made_of


def order_sheet(
    look: Look,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: NamedPlan,
    approval: RequestRow | None = None,
    items: Sequence[str] = (),
) -> OrderSheet:
    """Work out what an order of a unit would say today: extras, rebates, discounts, and what an approval takes off.

    Raises:
        NotFound: an extra or rebate that is named cannot be ordered today.
        AboveFiled: the price is above the filed price.
        NeedsApproval: the price is below what anybody may sell at without an approval.
        NotForSale: the unit has no price.
    """
    off = approval.before_minor - approval.asked_minor if approval else 0
    named = items_called(look, items)
    prices = sheet_for(look, unit, buyer, plan.kind, off, named)
    _check(look, unit, prices, approval, extras_of(named))
    made_of = list_price_of(look, unit)
    deposit = min(look.settings.deposit_minor, deposit_cap(prices.total_minor))
    dates = plan_dates(look, unit)
    rows = plan_rows(
        prices.total_minor,
        plan.plan,
        ordered_on=look.today,
        deposit_minor=deposit,
        working_day=dates.working_day,
        base_dates=dates.bases,
    )
    return OrderSheet(
        unit=unit.code,
        customer=buyer.name,
        plan=plan.name,
        plan_kind=plan.kind.value,
        area=made_of.area,
        unit_price_minor=made_of.unit_price_minor,
        list_price_minor=prices.list_price_minor,
        lines=list(prices.lines),
        total_minor=prices.total_minor,
        deposit_minor=deposit,
        schedule=list(rows),
        sign_by=dates.bases[Base.CONTRACT],
        request_id=approval.id if approval else None,
        basis=made_of.basis,
        items=list(named),
        disclosure=facts_to_tell(look),
        on_hold_minor=_paid_on_hold(look, unit, buyer),
    )


def _paid_on_hold(look: Look, unit: UnitRow, buyer: CustomerRow) -> int:
    hold = claims.live_claim(look.tx, unit.id)
    return claims.money_on_hold(look.tx, hold.id) if hold and hold.customer_id == buyer.id else 0


def extras_of(items: Sequence[PriceItem]) -> int:
    """Sum the extras among what an order names, in minor units; they are no part of what the unit itself costs."""
    return sum(each.amount_minor for each in items if each.kind is ItemKind.EXTRA)


def approval_for(
    look: Look,
    request_id: int | None,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: NamedPlan,
    items: Sequence[str] = (),
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
        same=binding_holds(look, request, unit, buyer, plan, items_called(look, items)),
    )
    return request


def binding_holds(
    look: Look,
    request: RequestRow,
    unit: UnitRow,
    buyer: CustomerRow,
    plan: NamedPlan,
    items: Sequence[PriceItem] = (),
) -> bool:
    """Tell whether an approval still is for this unit, buyer, plan, extras, price and expiry, as its hash says."""
    before = sheet_for(look, unit, buyer, plan.kind, 0, items).total_minor
    terms = request.plan_terms or request.plan
    sale = (request.unit_id, request.customer_id, terms, request.asked_minor, request.expires_at)
    return bind(*sale, items) == request.binding and (
        request.unit_id,
        request.customer_id,
        request.plan,
        terms,
        request.list_price_minor,
        request.before_minor,
    ) == (
        unit.id,
        buyer.id,
        plan.kind,
        plan_text(plan) if request.plan_terms else plan.kind,
        unit.list_price_minor,
        before,
    )


def _check(look: Look, unit: UnitRow, prices: PriceSheet, approval: RequestRow | None, extras_minor: int = 0) -> None:
    """Refuse a price above the filed one or below the band; below the floor only an approval of the top rank helps.

    Nothing that is sold may be above the filed price; extras do not lift what the unit costs over band and floor.
    """
    top = approval is not None and approval.needed_role == Role.GENERAL_MANAGER
    floor = unit.floor_price_minor
    check_price(
        prices.total_minor,
        filed_minor=unit.filed_price_minor,
        band_low_minor=lowest_by_band(look, unit),
        floor_minor=None,
        top_rank=top,
        extras_minor=extras_minor,
    )
    if floor is not None and prices.total_minor - extras_minor < floor and not top:
        raise NeedsApproval(request_id="-", why="only the general manager may sell at this price")


def lowest_by_band(look: Look, unit: UnitRow) -> int | None:
    """Give the lowest price that the authority allows, in minor units; `None` where there is no such band."""
    return lowest_of_band(unit.filed_price_minor, look.settings.price_band_low_percent) or None
