"""Orders by a named plan: what is kept of it, what an approval is bound to, and what the provident fund lends."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from db import plans as kept_plans
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import ApprovalVoid
from salesdesk.domain.errors import BadValue
from salesdesk.domain.plan_terms import FundLimitUnknown
from salesdesk.domain.roles import Role
from salesdesk.domain.schedule import BaseUnknown
from salesdesk.services import audit, changes, deals, discounts, office, orders, plans, working_days

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _rows(answer: orders.OrderAnswer) -> list[tuple[str, date, int]]:
    return [(each.label, each.due, each.amount_minor) for each in answer.schedule]


def test_an_order_keeps_the_plan_with_the_terms_of_its_day(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    plans.add_plan(manager, "三期", PlanKind.INSTALMENTS, ["first: 50% +0d", "rest: 50% +3m"])
    answer = orders.place_order(rep, bureau.units(1)[0], bureau.customer(rep), "三期")
    plans.add_plan(manager, "三期", PlanKind.INSTALMENTS, ["first: 10% +0d", "rest: 90% +9m"])
    shown = deals.show_deal(rep, answer.deal_id)
    assert (shown.plan, shown.plan_name) == ("instalments", "三期")
    with bureau.database.reading() as tx:
        (row,) = kept_plans.plans_of(tx, 1)
    assert [part.percent for part in row.named.plan.parts] == [50, 50]
    assert sum(each.amount_minor for each in answer.schedule) == answer.total_minor
    assert audit.verify(bureau.admin).ok


def test_the_provident_fund_lends_the_smaller_of_quota_and_cap_and_the_bank_the_rest(bureau: "Bureau") -> None:
    """A price of 6,000,000 at 70 %: 4,200,000, of which the fund lends 1,200,000 at most."""
    office.set_project(bureau.admin, "fund_cap", "1,200,000")
    rep, (one, two, three, four) = bureau.desk(Role.REP), bureau.units(4)
    buyer = bureau.customer(rep)
    both = orders.place_order(rep, one, buyer, "combined")
    assert [each.amount_minor for each in both.schedule if "loan" in each.label] == [1_200_000_00, 3_000_000_00]
    less = orders.place_order(rep, two, buyer, "combined", fund_quota_minor=805_000_00)
    assert [each.amount_minor for each in less.schedule if "loan" in each.label] == [800_000_00, 3_400_000_00]
    fund = orders.place_order(rep, three, buyer, "provident_fund", fund_quota_minor=9_000_000_00)
    assert [each.amount_minor for each in fund.schedule if "loan" in each.label] == [1_200_000_00]
    assert all(sum(row.amount_minor for row in each.schedule) == each.total_minor for each in (both, less, fund))
    steps = {str(each.step): each.state for each in deals.show_deal(rep, both.deal_id).steps}
    assert steps["mortgage"] == "blocked"
    with bureau.refuses(BadValue, match="takes no provident fund"):
        orders.place_order(rep, four, buyer, "mortgage", fund_quota_minor=5)


def test_without_quota_and_cap_nobody_knows_what_the_fund_lends(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    with bureau.refuses(FundLimitUnknown):
        orders.place_order(rep, unit, buyer, "combined")
    with bureau.refuses(BadValue, match="known are one_sum"):
        orders.place_order(rep, unit, buyer, "barter")


def test_an_approval_is_void_when_the_plan_of_its_name_has_other_terms(bureau: "Bureau") -> None:
    manager, rep, unit = bureau.desk(Role.MANAGER), bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    plans.add_plan(manager, "early", PlanKind.ONE_SUM, ["all: 100% +5d"])
    request = discounts.request_discount(rep, unit, buyer, "early", "pays early", Decimal(99))
    assert (request.plan, request.plan_kind) == ("early", "one_sum")
    discounts.approve_discount(manager, request.request_id)
    with bureau.refuses(ApprovalVoid):
        orders.place_order(rep, unit, buyer, "one_sum", request.request_id)
    plans.add_plan(manager, "early", PlanKind.ONE_SUM, ["all: 100% +500d"])
    with bureau.refuses(ApprovalVoid):
        orders.place_order(rep, unit, buyer, "early", request.request_id)
    plans.add_plan(manager, "early", PlanKind.ONE_SUM, ["all: 100% +5d"])
    assert orders.place_order(rep, unit, buyer, "early", request.request_id).total_minor == request.asked_minor


def test_an_approval_by_another_quota_is_another_sale(bureau: "Bureau") -> None:
    manager, rep, unit = bureau.desk(Role.MANAGER), bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    asked = discounts.request_discount(
        rep, unit, buyer, "combined", "a friend", Decimal(99), fund_quota_minor=500_000_00
    )
    discounts.approve_discount(manager, asked.request_id)
    with bureau.refuses(ApprovalVoid):
        orders.place_order(rep, unit, buyer, "combined", asked.request_id, fund_quota_minor=600_000_00)
    orders.place_order(rep, unit, buyer, "combined", asked.request_id, fund_quota_minor=500_000_00)


def test_requests_by_plans_of_two_names_stand_side_by_side(bureau: "Bureau") -> None:
    manager, rep, unit = bureau.desk(Role.MANAGER), bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    plans.add_plan(manager, "early", PlanKind.ONE_SUM, ["all: 100% +5d"])
    first = discounts.request_discount(rep, unit, buyer, "one_sum", "a", Decimal(99)).request_id
    discounts.request_discount(rep, unit, buyer, "early", "b", Decimal(99))
    assert discounts.show_discount(rep, first).state == "waiting"
    discounts.request_discount(rep, unit, buyer, "one_sum", "c", Decimal(98))
    assert discounts.show_discount(rep, first).state == "void"


def test_parts_count_from_the_contract_and_the_permit(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    unit, loose = bureau.units(1)[0], bureau.units(1, "5", released=False)[0]
    parts = ["first: 10% +0d", "second: 40% +10d after contract", "rest: 50% +2m after permit"]
    plans.add_plan(manager, "stages", PlanKind.INSTALMENTS, parts)
    buyer = bureau.customer(rep)
    answer = orders.place_order(rep, unit, buyer, "stages")
    today = bureau.clock.now.date()
    assert [(due - today).days for _, due, _ in _rows(answer)][:3] == [0, 0, 17]
    assert _rows(answer)[-1][1] == date(2026, 10, 31)
    with bureau.refuses(BaseUnknown, match="from the permit, whose date is not known yet"):
        orders.preview_order(rep, loose, buyer, "stages")


def test_due_dates_and_the_signing_go_round_weekends_and_holidays(bureau: "Bureau") -> None:
    """31 August 2026 is a Monday, 5 September a Saturday; the 7th is made a holiday, the 6th a working day."""
    admin, rep = bureau.admin, bureau.desk(Role.REP)
    one, two, three = bureau.units(3)
    buyer = bureau.customer(rep)
    assert _rows(orders.place_order(rep, one, buyer, "mortgage"))[1][1] == date(2026, 9, 5)
    office.set_project(admin, "working_days", "yes")
    monday = orders.place_order(rep, two, buyer, "mortgage")
    assert (_rows(monday)[1][1], monday.sign_by) == (date(2026, 9, 7), date(2026, 9, 7))
    working_days.add_holidays(admin, [date(2026, 9, 7)], "office's birthday")
    working_days.add_holidays(admin, [date(2026, 9, 6)], "worked for it", works=True)
    later = orders.place_order(rep, three, buyer, "mortgage")
    assert (_rows(later)[1][1], later.sign_by) == (date(2026, 9, 6), date(2026, 9, 8))


def test_a_unit_change_keeps_the_plan(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    plans.add_plan(manager, "early", PlanKind.ONE_SUM, ["all: 100% +5d"])
    one, two = bureau.units(2)
    deal = orders.place_order(rep, one, bureau.customer(rep), "early").deal_id
    asked = changes.ask_unit_change(rep, deal, two, "a view").change_id
    changes.approve_change(manager, asked)
    moved = changes.do_change(rep, asked).new_deal_id
    assert moved is not None
    assert deals.show_deal(rep, moved).plan_name == "early"
