"""Another way of paying: the price of the day of the order, what is paid stays, the old version stays readable."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import ChangeVoid, ChangeWaits, FeeTooHigh, TooFar
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import BadValue
from salesdesk.domain.replan import FrozenTooMuch, LoanRuns
from salesdesk.domain.roles import Role
from salesdesk.services import (
    audit,
    change_answers,
    changes,
    deals,
    mortgages,
    office,
    orders,
    plan_versions,
    plans,
    standing,
    steps,
)
from salesdesk.services.change_answers import ChangeAnswer
from tests.services.accounts_at import cash
from tests.services.accounts_at import standing as standing_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal of rep one's by mortgage: 6,000,000, of which the deposit and 90,000 are paid."""
    for role in (Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER, Role.BACK_OFFICE, Role.MORTGAGE_DESK):
        bureau.desk(role)
    standing.publish_discount(bureau.admin, "paid at once", Decimal(98), PlanKind.ONE_SUM)
    number = bureau.sold(bureau.units(3)[0], PlanKind.MORTGAGE)
    bureau.paid(number, 100_000_00)
    return number


def asked(bureau: "Bureau", deal: str, plan: str = "one_sum", fee: int = 0) -> ChangeAnswer:
    return changes.ask_plan_change(bureau.desk(Role.REP), deal, plan, "they sold their old flat", fee_minor=fee)


def changed(bureau: "Bureau", deal: str, plan: str = "one_sum") -> ChangeAnswer:
    number = asked(bureau, deal, plan).change_id
    changes.approve_change(bureau.desk(Role.MANAGER), number)
    return changes.do_change(bureau.desk(Role.REP), number)


def rows(bureau: "Bureau", deal: str) -> list[tuple[str, int, int]]:
    return [(each.label, each.amount_minor, each.paid_minor) for each in deals.show_deal(bureau.admin, deal).schedule]


def true(bureau: "Bureau") -> bool:
    sums, found = cash(bureau.database), audit.verify(bureau.admin)
    assert found.contradictions == []
    return found.ok and sums[0] == sums[1]


def test_what_is_paid_stays_and_the_rest_follows_the_new_plan(bureau: "Bureau", deal: str) -> None:
    before = deals.show_deal(bureau.admin, deal)
    assert rows(bureau, deal)[1:] == [("first payment", 1_790_000_00, 90_000_00), ("loan payout", 4_200_000_00, 0)]
    done = changed(bureau, deal)
    after = deals.show_deal(bureau.admin, deal)
    assert (done.state, done.after["plan"], done.after["plan_before"]) == ("done", "one_sum", "mortgage")
    assert (after.price.total_minor, after.plan_name) == (5_880_000_00, "one_sum")
    assert rows(bureau, deal) == [
        ("deposit", 10_000_00, 10_000_00),
        ("first payment", 1_790_000_00, 90_000_00),
        ("first payment", 4_080_000_00, 0),
    ]
    assert [each.due for each in after.schedule[:2]] == [each.due for each in before.schedule[:2]]
    assert after.schedule[2].due == date(2026, 8, 31) + timedelta(days=15)
    assert true(bureau)


def test_the_old_version_stays_readable(bureau: "Bureau", deal: str) -> None:
    changed(bureau, deal)
    old, new = (plan_versions.show_version(bureau.admin, deal, number) for number in (1, 2))
    assert (old.plan, old.holds, old.total_minor) == ("mortgage", False, 6_000_000_00)
    assert [each.amount_minor for each in old.schedule] == [10_000_00, 1_790_000_00, 4_200_000_00]
    assert (new.plan, new.holds, new.total_minor) == ("one_sum", True, 5_880_000_00)
    assert new.reason == "they sold their old flat"
    for number in (0, 3):
        with bureau.refuses(BadValue, match="versions 1 to 2"):
            plan_versions.show_version(bureau.admin, deal, number)


def test_the_price_is_that_of_the_day_of_the_order(bureau: "Bureau", deal: str) -> None:
    bureau.clock.on(days=40)
    standing.end_discount(bureau.admin, standing.list_standing(bureau.admin)[0].rule_id)
    standing.publish_discount(bureau.admin, "winter", Decimal(90))
    changed(bureau, deal)
    assert deals.show_deal(bureau.admin, deal).price.total_minor == 5_880_000_00
    assert deals.show_deal(bureau.admin, deal).schedule[2].due == date(2026, 8, 31) + timedelta(days=55)


def test_an_approval_is_for_the_deal_as_it_stood(bureau: "Bureau", deal: str) -> None:
    number = asked(bureau, deal).change_id
    with bureau.refuses(ChangeWaits):
        changes.do_change(bureau.desk(Role.REP), number)
    changes.approve_change(bureau.desk(Role.MANAGER), number)
    bureau.paid(deal, 50_000_00)
    assert change_answers.show_change(bureau.admin, number).state == "approved"
    plans.add_plan(bureau.admin, "one_sum", PlanKind.ONE_SUM, ["all: 100% +90d"])
    done = changes.do_change(bureau.desk(Role.REP), number)
    assert done.state == "done"
    assert deals.show_deal(bureau.admin, deal).schedule[2].due == date(2026, 8, 31) + timedelta(days=15)


def test_a_plan_with_less_of_the_buyers_own_money_than_is_paid_is_refused(bureau: "Bureau", deal: str) -> None:
    plans.add_plan(bureau.admin, "small", PlanKind.MORTGAGE, ["first: 100% +5d"], Decimal(80))
    with bureau.refuses(FrozenTooMuch, match="1,800,000"):
        asked(bureau, deal, "small")
    with bureau.refuses(BadValue, match="paid that way already"):
        asked(bureau, deal, "mortgage")
    with bureau.refuses(BadValue, match="known are"):
        asked(bureau, deal, "barter")


def test_an_application_that_runs_is_ended_first(bureau: "Bureau", deal: str) -> None:
    bureau.paid(deal, 1_700_000_00)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    case = mortgages.open_case(bureau.desk(Role.MORTGAGE_DESK), deal, "Harbour Bank").case_id
    with bureau.refuses(LoanRuns, match="Harbour Bank"):
        asked(bureau, deal)
    mortgages.withdraw_case(bureau.desk(Role.MORTGAGE_DESK), case, "they pay at once")
    changed(bureau, deal)
    signed = deals.show_deal(bureau.admin, deal)
    assert [each.label for each in signed.schedule] == ["deposit", "first payment", "first payment"]
    done = {str(each.step): str(each.state) for each in signed.steps}
    assert (done["first_payment"], done["contract"], done["mortgage"]) == ("done", "done", "not_applicable")
    steps.file_contract(bureau.desk(Role.BACK_OFFICE), deal, "F-1")
    with bureau.refuses(TooFar):
        asked(bureau, deal, "instalments")
    assert true(bureau)


def test_a_price_below_the_floor_is_for_the_general_manager(bureau: "Bureau", deal: str) -> None:
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET floor_price_minor = 590000000 WHERE state = 'available'")
    buyer = bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002")
    deal = bureau.sold("3-1-0201", PlanKind.MORTGAGE, buyer)
    waiting = asked(bureau, deal)
    assert (waiting.needed_role, waiting.after["below_floor"]) == ("general_manager", True)
    changes.approve_change(bureau.desk(Role.GENERAL_MANAGER), waiting.change_id)
    changes.do_change(bureau.desk(Role.REP), waiting.change_id)
    bureau.paid(deal, 5_880_000_00)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)


def test_a_fee_comes_out_of_money_that_pays_nothing(bureau: "Bureau", deal: str) -> None:
    number = asked(bureau, deal, fee=5_000_00).change_id
    changes.approve_change(bureau.desk(Role.MANAGER), number)
    with bureau.refuses(FeeTooHigh):
        changes.do_change(bureau.desk(Role.REP), number)
    assert plan_versions.show_version(bureau.admin, deal, 1).holds


def test_an_edit_in_between_makes_it_void(bureau: "Bureau", deal: str) -> None:
    number = asked(bureau, deal).change_id
    changes.approve_change(bureau.desk(Role.MANAGER), number)
    bureau.paid(deal, 1_700_000_00)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    with bureau.refuses(ChangeVoid):
        changes.do_change(bureau.desk(Role.REP), number)
    assert standing_of(bureau.database, deal) == {"deposit": 10_000_00, "first payment": 1_790_000_00}


def test_parts_counted_from_the_contract_are_dated_when_it_is_signed(bureau: "Bureau") -> None:
    parts = ["first payment: 30% +5d", "second: rest +1m after contract"]
    plans.add_plan(bureau.admin, "halves", PlanKind.INSTALMENTS, parts)
    office.set_project(bureau.admin, "sign_days", "10")
    rep = bureau.desk(Role.REP)
    deal = orders.place_order(rep, bureau.units(1)[0], bureau.customer(rep), "halves").deal_id
    bureau.desk(Role.BACK_OFFICE)
    assert deals.show_deal(bureau.admin, deal).schedule[-1].due == date(2026, 10, 10)
    bureau.paid(deal, 1_800_000_00)
    bureau.clock.on(days=3)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    assert [each.due for each in deals.show_deal(bureau.admin, deal).schedule][1:] == [
        date(2026, 9, 5),
        date(2026, 10, 3),
    ]
    assert plan_versions.show_version(bureau.admin, deal, 1).schedule[-1].due == date(2026, 10, 10)
    assert true(bureau)
