"""Requests for a lower price: for what they are taken, and when they are worth nothing any more."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import ApprovalExpired, ApprovalUsed, ApprovalVoid
from salesdesk.domain.errors import BadValue, Sold
from salesdesk.domain.pricing import AboveFiled
from salesdesk.domain.roles import Role
from salesdesk.services import discounts, holds, office, orders
from salesdesk.services.discount_sums import explain_discount
from salesdesk.services.discounts import AlreadyDecided, ReasonNeeded

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


@pytest.mark.parametrize(("percent", "amount"), [(None, None), (Decimal(98), 10_000_00)])
def test_a_request_asks_by_a_percentage_or_by_an_amount(
    sqlite_bureau: "Bureau", percent: Decimal | None, amount: int | None
) -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    buyer = sqlite_bureau.customer(rep)
    with sqlite_bureau.refuses(BadValue, match="either a percentage or an amount"):
        discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "today", percent, amount)


def test_nobody_is_asked_for_a_price_above_the_filed_one(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    buyer = sqlite_bureau.customer(rep)
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(f"UPDATE unit SET filed_price_minor = {5_800_000_00}")
    with sqlite_bureau.refuses(AboveFiled, match="5,800,000"):
        discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "today", Decimal(98))
    assert discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "today", Decimal(96)).state == "waiting"


def test_a_refusal_has_a_reason_and_a_decision_is_made_once(bureau: "Bureau") -> None:
    rep, manager, director = (bureau.desk(role) for role in (Role.REP, Role.MANAGER, Role.DIRECTOR))
    unit = bureau.units(1)[0]
    asked = discounts.request_discount(rep, unit, bureau.customer(rep), PlanKind.ONE_SUM, "today", Decimal(98))
    with bureau.refuses(ReasonNeeded):
        discounts.refuse_discount(manager, asked.request_id, " ")
    discounts.refuse_discount(manager, asked.request_id, "too soon")
    for decide in (discounts.approve_discount, discounts.refuse_discount):
        with bureau.refuses(AlreadyDecided, match="refused.*manager one"):
            decide(director, asked.request_id, "after all")


def test_two_who_decide_at_once_decide_once(bureau: "Bureau") -> None:
    rep, manager, director = (bureau.desk(role) for role in (Role.REP, Role.MANAGER, Role.DIRECTOR))
    unit = bureau.units(1)[0]
    asked = discounts.request_discount(rep, unit, bureau.customer(rep), PlanKind.ONE_SUM, "today", Decimal(98))
    answers = bureau.collide(
        "discount_request",
        lambda: discounts.approve_discount(manager, asked.request_id),
        lambda: discounts.refuse_discount(director, asked.request_id, "too soon"),
    )
    assert sorted(type(each).__name__ for each in answers) == ["AlreadyDecided", "RequestAnswer"]


def test_a_request_of_a_price_that_was_changed_behind_the_programs_back_serves_nobody(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    manager = sqlite_bureau.desk(Role.MANAGER)
    asked = discounts.request_discount(rep, unit, sqlite_bureau.customer(rep), PlanKind.ONE_SUM, "today", Decimal(98))
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql(f"UPDATE unit SET list_price_minor = {5_900_000_00}")
    assert discounts.show_discount(rep, asked.request_id).state == "void"
    with sqlite_bureau.refuses(AlreadyDecided, match="void"):
        discounts.approve_discount(manager, asked.request_id)


def test_a_months_budget_that_was_cut_below_what_was_granted_leaves_nothing(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    office.set_project(sqlite_bureau.admin, "manager_month_budget", "200000")
    number = _approved(sqlite_bureau, unit, sqlite_bureau.customer(rep))
    office.set_project(sqlite_bureau.admin, "manager_month_budget", "100000")
    (month,) = (each for each in explain_discount(sqlite_bureau.desk(Role.MANAGER), number) if each.ref == "month")
    assert [each.amount_minor for each in month.reckoning.steps] == [100_000_00, -120_000_00, 20_000_00]
    assert (month.reckoning.sum_minor, month.reckoning.steps[-1].label) == (0, "more than the budget")
