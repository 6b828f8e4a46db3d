"""Orders: shown first, then written, which makes the unit a customer's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import changes as change_orders
from db import claims, deals, discounts, office, plans, price_items, ticks, units
from db.claims import ClaimRow, Taken
from db.customers import CustomerRow
from db.deals import DealRow
from db.price_items import NamedItemRow
from db.units import UnitRow
from salesdesk.domain.claims import ClaimEnd, ClaimKind
from salesdesk.domain.deal import Step
from salesdesk.domain.plan_terms import NamedPlan
from salesdesk.domain.pricing import check_shown
from salesdesk.domain.receipts import deal_number, parse_number
from salesdesk.domain.roles import Right
from salesdesk.domain.schedule import ScheduleRow
from salesdesk.domain.units import UnitState
from salesdesk.services.claiming import check_claimable, check_unlocked, take_in_hand, taken
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.disclosures import check_disclosed, facts_to_tell
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.hold_money import carry_to_deal
from salesdesk.services.new_day import begin_day
from salesdesk.services.order_sheets import OrderSheet, approval_for, order_sheet
from salesdesk.services.plans import plan_called, plan_of
from salesdesk.services.price_items import items_kept


@dataclass(frozen=True, slots=True)
class DueRow:
    """One payment that is due."""

    label: str
    due: date
    amount_minor: int


Shares = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Seller:
    """Whose deal an order makes, from which deal it comes, its buyers with their shares in percent, what they know."""

    staff_id: int
    from_deal_id: int | None
    shares: Shares
    disclosed: tuple[str, ...] = ()


def _row(each: ScheduleRow) -> dict[str, object]:
    return {"kind": each.kind, "label": each.label, "due": each.due, "amount_minor": each.amount_minor}


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """An order that was written; what lay on the buyer's hold is carried over to the deal. Minor units."""

    deal_id: str
    unit: str
    customer: str
    total_minor: int
    deposit_minor: int
    schedule: list[DueRow]
    sign_by: date
    carried_minor: int = 0


@sees(Right.ORDER, first=begin_day)
def preview_order(
    look: Look,
    unit: str,
    customer: str,
    plan: str,
    request_id: int | None = None,
    items: Sequence[str] = (),
    fund_quota_minor: int | None = None,
) -> OrderSheet:
    """Show the price sheet and the dated schedule that an order would have; nothing is written.

    Raises:
        NeedsApproval: the named request is not approved.
    """
    found, buyer = unit_called(look, unit), customer_called(look, customer)
    named = plan_called(look, plan, fund_quota_minor)
    return order_sheet(look, found, buyer, named, approval_for(look, request_id, found, buyer, named, items), items)


@changes("order.place", Right.ORDER)
def place_order(
    change: Change,
    unit: str,
    customer: str,
    plan: str,
    request_id: int | None = None,
    items: Sequence[str] = (),
    fund_quota_minor: int | None = None,
    disclosed: bool = False,
    shown_minor: int | None = None,
) -> OrderAnswer:
    """Write an order on a free unit, or on one that is held for this customer, with the extras and rebates named.

    `disclosed` says that the buyer acknowledged the facts near the project, where there are some; `shown_minor` is the
    price that the buyer was shown, in minor units.

    Raises:
        PriceMoved: the price is another than the one shown.
        NotDisclosed: there are such facts, and the buyer has not acknowledged them.
        NotFound: an extra or rebate cannot be ordered today.
        Lost: somebody else has the unit.
        NeedsApproval: the price asked for is not approved (exit code 6).
        AboveFiled: the price is above the filed price.
    """
    buyer, named = customer_called(change, customer), plan_called(change, plan, fund_quota_minor)
    found = take_in_hand(change, unit_called(change, unit))
    hold = hold_for(change, found, buyer)
    if hold is None:
        check_claimable(change, found)
    approval = approval_for(change, request_id, found, buyer, named, items, hold=True)
    sheet = order_sheet(change, found, buyer, named, approval, items)
    check_shown(sheet.total_minor, shown_minor)
    facts = check_disclosed(change, disclosed)
    claim_id = _claim(change, found, buyer, hold)
    by = Seller(change.actor.staff_id, None, ((buyer.id, "100"),), tuple(facts))
    return _carried(change, hold, _write(change, _Sale(found, buyer, named, sheet), claim_id, by))


def _carried(change: Change, hold: ClaimRow | None, answer: OrderAnswer) -> OrderAnswer:
    """Carry what lay on the hold that was ordered over to the deal."""
    if hold is None:
        return answer
    deal = deals.deal_by_number(change.tx, change.project_id, parse_number("deal", answer.deal_id))
    assert deal is not None
    return replace(answer, carried_minor=carry_to_deal(change, hold, deal))


def order_instead(change: Change, source: DealRow, unit: UnitRow, buyer: CustomerRow, shares: Shares) -> OrderAnswer:
    """Write the order that takes the place of a deal, on a unit that is in hand; the deal's rep keeps it.

    Raises:
        Lost: somebody else has the unit.
    """
    hold = hold_for(change, unit, buyer)
    if hold is None:
        check_claimable(change, unit)
    plan = plan_of(change, source)
    sheet = order_sheet(change, unit, buyer, plan, items=items_kept(change, source.quote_id))
    claim_id = _claim(change, unit, buyer, hold)
    by = Seller(source.staff_id, source.id, shares, _told(change, source))
    return _carried(change, hold, _write(change, _Sale(unit, buyer, plan, sheet), claim_id, by))


def _told(change: Change, source: DealRow) -> tuple[str, ...]:
    """Give the facts of today that were acknowledged for a deal already."""
    ticked = {each.item for each in ticks.ticks_of(change.tx, source.id)}
    return tuple(each for each in facts_to_tell(change) if each in ticked)


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
    moved = units.move(change.tx, unit.id, UnitState(unit.state), UnitState.SUBSCRIBED)
    assert moved, "its row is held"
    return claim_id


@dataclass(frozen=True, slots=True)
class _Sale:
    """What an order is of: the unit, its main buyer, the way of paying, and the price sheet."""

    unit: UnitRow
    buyer: CustomerRow
    plan: NamedPlan
    sheet: OrderSheet


def _write(change: Change, sale: _Sale, claim_id: int, by: Seller) -> OrderAnswer:
    sheet = sale.sheet
    if sheet.request_id is not None:
        discounts.use(change.tx, sheet.request_id)
    quote_id = write_sheet(change, sale.unit.id, sale.buyer.id, sheet)
    number = office.next_number(change.tx, change.project_id, "deal")
    deal_id = _add_deal(change, sale, number, claim_id, quote_id, by)
    plans.add_deal_plan(change.tx, deal_id, 1, sale.plan, quote_id, "", change.actor.staff_id)
    change_orders.add_buyers(change.tx, deal_id, by.shares)
    deals.add_schedule(change.tx, deal_id, 1, [_row(each) for each in sheet.schedule])
    deals.add_step(change.tx, deal_id, Step.ORDER, change.today, change.actor.staff_id, "")
    ticks.add_ticks(change.tx, deal_id, by.disclosed, change.today, change.actor.staff_id)
    _tell(change, sale, deal_id, number, quote_id, by)
    return OrderAnswer(
        deal_id=deal_number(number),
        unit=sale.unit.code,
        customer=sale.buyer.name,
        total_minor=sheet.total_minor,
        deposit_minor=sheet.deposit_minor,
        schedule=[DueRow(each.label, each.due, each.amount_minor) for each in sheet.schedule],
        sign_by=sheet.sign_by,
    )


def write_sheet(change: Change, unit_id: int, customer_id: int, sheet: OrderSheet) -> int:
    """Write a price sheet with its extras and rebates, and give its number; it is never changed again."""
    quote_id = deals.add_quote(
        change.tx,
        {
            "project_id": change.project_id,
            "unit_id": unit_id,
            "customer_id": customer_id,
            "plan": sheet.plan_kind,
            "basis": sheet.basis,
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
    named = [NamedItemRow(each.kind, each.name, each.amount_minor) for each in sheet.items]
    price_items.add_quote_items(change.tx, quote_id, named)
    return quote_id


def _add_deal(change: Change, sale: _Sale, number: int, claim_id: int, quote_id: int, by: Seller) -> int:
    return deals.add_deal(
        change.tx,
        {
            "project_id": change.project_id,
            "number": number,
            "unit_id": sale.unit.id,
            "customer_id": sale.buyer.id,
            "claim_id": claim_id,
            "quote_id": quote_id,
            "staff_id": by.staff_id,
            "plan": sale.plan.kind,
            "ordered_on": change.today,
            "sign_by": sale.sheet.sign_by,
            "from_deal_id": by.from_deal_id,
        },
    )


def _tell(change: Change, sale: _Sale, deal_id: int, number: int, quote_id: int, by: Seller) -> None:
    change.tell(
        "deal.ordered",
        unit_id=sale.unit.id,
        deal_id=deal_id,
        unit=sale.unit.code,
        deal=number,
        customer=sale.buyer.id,
        total_minor=sale.sheet.total_minor,
        quote=quote_id,
        request=sale.sheet.request_id,
        plan=sale.plan.name,
        items=[each.name for each in sale.sheet.items],
        before=sale.unit.state,
        after=UnitState.SUBSCRIBED.value,
        buyers={str(who): share for who, share in by.shares},
        disclosed=list(by.disclosed),
    )
