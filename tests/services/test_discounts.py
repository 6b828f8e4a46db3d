"""Requests for a lower price: for what they are taken, and when they are worth nothing any more."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import ApprovalExpired, ApprovalUsed, ApprovalVoid
from salesdesk.domain.errors import Sold
from salesdesk.domain.roles import Role
from salesdesk.services import discounts, holds, orders

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _approved(bureau: "Bureau", unit: str, buyer: str) -> int:
    asked = discounts.request_discount(bureau.desk(Role.REP), unit, buyer, PlanKind.ONE_SUM, "today", Decimal(98))
    return discounts.approve_discount(bureau.desk(Role.MANAGER), asked.request_id).request_id


def test_nothing_is_asked_for_a_unit_that_is_sold_but_for_one_that_somebody_holds(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP), bureau.desk(Role.REP, "Chen Jie")
    held, sold = bureau.units(2)
    holds.place_hold(other, held, bureau.customer(other, "李明", "199-0000-0002"))
    buyer = bureau.customer(rep)
    assert discounts.request_discount(rep, held, buyer, PlanKind.ONE_SUM, "later", Decimal(98)).state == "waiting"
    bureau.sold(sold, buyer=buyer)
    with bureau.refuses(Sold, match=sold):
        discounts.request_discount(rep, sold, buyer, PlanKind.ONE_SUM, "too late", Decimal(98))


def test_an_approval_serves_one_sale_of_this_unit_to_this_buyer_in_its_time(bureau: "Bureau") -> None:
    rep, (one, two, three) = bureau.desk(Role.REP), bureau.units(3)
    buyer, other = bureau.customer(rep), bureau.customer(rep, "李明", "199-0000-0002")
    first, late = _approved(bureau, one, buyer), _approved(bureau, three, buyer)
    for unit, who in ((two, buyer), (one, other)):
        with bureau.refuses(ApprovalVoid):
            orders.place_order(rep, unit, who, PlanKind.ONE_SUM, first)
    orders.place_order(rep, one, buyer, PlanKind.ONE_SUM, first)
    with bureau.refuses(ApprovalUsed):
        orders.place_order(rep, two, buyer, PlanKind.ONE_SUM, first)
    bureau.clock.now += timedelta(hours=72)
    with bureau.refuses(ApprovalExpired):
        orders.place_order(rep, three, buyer, PlanKind.ONE_SUM, late)


def test_asked_for_again_the_approval_before_is_void(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    first = _approved(bureau, unit, buyer)
    discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "more", Decimal(97))
    with bureau.refuses(ApprovalVoid):
        orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM, first)
