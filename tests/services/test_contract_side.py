"""The contract side: facts disclosed before the order, rescission after it, profiles, and loans of deals that end."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepWaits
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.receipts import Method
from salesdesk.domain.rescission import NoRescission
from salesdesk.domain.roles import Role
from salesdesk.services import (
    audit,
    change_answers,
    changes,
    deals,
    disclosures,
    mortgages,
    office,
    orders,
    payments,
    rescissions,
    steps,
    working_days,
)
from salesdesk.services.change_words import rule_words
from salesdesk.services.disclosures import NotDisclosed
from salesdesk.services.profiles import profile_called, profile_names
from tests.services.accounts_at import cash
from tests.services.accounts_at import standing as standing_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def signed(bureau: "Bureau") -> str:
    """A deal that was signed on Monday, 31 August 2026, in an office of the `us` profile."""
    for role in (Role.MANAGER, Role.BACK_OFFICE, Role.MORTGAGE_DESK):
        bureau.desk(role)
    return _signed(bureau, {"profile": "us"})


def _signed(bureau: "Bureau", settings: Mapping[str, str]) -> str:
    number = bureau.sold(bureau.units(3)[0])
    for name, value in settings.items():
        office.set_project(bureau.admin, name, value)
    bureau.paid(number, 1_800_000_00)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), number, Step.CONTRACT, ticked=True)
    return number


def test_an_order_needs_that_the_facts_were_acknowledged(bureau: "Bureau") -> None:
    rep, (unit, other) = bureau.desk(Role.REP), bureau.units(2)
    buyer = bureau.customer(rep)
    fact = disclosures.add_fact(bureau.admin, "a railway at 600 m")
    assert orders.preview_order(rep, unit, buyer, "one_sum").disclosure == ["a railway at 600 m"]
    with bureau.refuses(NotDisclosed, match="a railway at 600 m"):
        orders.place_order(rep, unit, buyer, "one_sum")
    number = orders.place_order(rep, unit, buyer, "one_sum", disclosed=True).deal_id
    disclosures.retire_fact(bureau.admin, fact.fact_id)
    assert disclosures.list_facts(rep) == []
    orders.place_order(rep, other, buyer, "one_sum")
    assert deals.show_deal(rep, number).live
    assert audit.verify(bureau.admin).ok


def test_a_list_of_facts_takes_no_nonsense(bureau: "Bureau") -> None:
    disclosures.add_fact(bureau.admin, "a railway at 600 m")
    for wrong in (" ", "x" * 201, "A Railway at 600 m"):
        with bureau.refuses(BadValue):
            disclosures.add_fact(bureau.admin, wrong)
    with bureau.refuses(NotFound):
        disclosures.retire_fact(bureau.admin, 9)


def test_a_moved_deal_keeps_what_its_buyer_acknowledged(bureau: "Bureau") -> None:
    rep, (unit, other) = bureau.desk(Role.REP), bureau.units(2)
    disclosures.add_fact(bureau.admin, "a railway at 600 m")
    number = orders.place_order(rep, unit, bureau.customer(rep), "one_sum", disclosed=True).deal_id
    disclosures.add_fact(bureau.admin, "a kiln at 900 m")
    asked = changes.ask_unit_change(rep, number, other, "a better view")
    changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id)
    assert changes.do_change(rep, asked.change_id).new_deal_id


def test_a_contract_is_rescinded_within_its_days_without_fault(bureau: "Bureau", signed: str) -> None:
    assert deals.show_deal(bureau.admin, signed).rescind_until == date(2026, 9, 7)
    bureau.clock.on(days=7)
    done = rescissions.rescind_deal(bureau.desk(Role.REP), signed, "they move away")
    ended = deals.show_deal(bureau.admin, signed)
    assert (done.state, done.needed_role, done.outcome) == ("done", "none", "return")
    assert (ended.live, ended.unit_state, ended.rescind_until) == (False, "available", None)
    assert done.after["refund_minor"] == 1_800_000_00
    assert rule_words(done) == "the buyer rescinds the contract in time: everything goes back (15 U.S.C. § 1703 (b))"
    assert sum(standing_of(bureau.database, signed).values()) == 0
    assert cash(bureau.database)[0] == cash(bureau.database)[1]
    assert audit.verify(bureau.admin).ok


def test_it_is_too_late_the_day_after(bureau: "Bureau", signed: str) -> None:
    bureau.clock.on(days=8)
    with bureau.refuses(NoRescission, match="2026-09-07"):
        rescissions.rescind_deal(bureau.desk(Role.REP), signed, "they move away")


def test_business_days_go_round_weekends_and_holidays(bureau: "Bureau") -> None:
    working_days.add_holidays(bureau.admin, [date(2026, 9, 7)], "Labor Day")
    deal = _signed(bureau, {"profile": "us", "rescission_business_days": "yes", "rescission_days": "5"})
    assert deals.show_deal(bureau.admin, deal).rescind_until == date(2026, 9, 8)


def test_a_contract_keeps_the_period_of_the_day_of_its_signing(bureau: "Bureau", signed: str) -> None:
    for name, value in (("rescission_days", "30"), ("rescission_business_days", "yes"), ("profile", "cn")):
        office.set_project(bureau.admin, name, value)
        assert deals.show_deal(bureau.admin, signed).rescind_until == date(2026, 9, 7)
    office.set_project(bureau.admin, "rescission_days", "0")
    bureau.clock.on(days=7)
    assert rescissions.rescind_deal(bureau.desk(Role.REP), signed, "they move away").state == "done"


def test_no_later_setting_gives_a_signed_contract_a_period(bureau: "Bureau") -> None:
    bureau.desk(Role.BACK_OFFICE)
    deal = _signed(bureau, {"profile": "cn"})
    office.set_project(bureau.admin, "rescission_days", "7")
    assert deals.show_deal(bureau.admin, deal).rescind_until is None
    with bureau.refuses(NoRescission, match="when it was signed"):
        rescissions.rescind_deal(bureau.desk(Role.REP), deal, "they move away")


def test_a_contract_that_is_signed_anew_has_the_period_of_that_day(bureau: "Bureau", signed: str) -> None:
    back = bureau.desk(Role.BACK_OFFICE)
    steps.undo_step(back, signed, "a wrong name")
    assert deals.show_deal(back, signed).rescind_until is None
    bureau.clock.on(days=2)
    office.set_project(bureau.admin, "rescission_days", "10")
    steps.do_step(back, signed, Step.CONTRACT)
    assert deals.show_deal(back, signed).rescind_until == date(2026, 9, 12)
    assert audit.verify(bureau.admin).ok


def test_a_contract_from_before_such_terms_were_kept_goes_by_the_settings(bureau: "Bureau", signed: str) -> None:
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("DELETE FROM rescission_terms")
    office.set_project(bureau.admin, "rescission_days", "9")
    assert deals.show_deal(bureau.admin, signed).rescind_until == date(2026, 9, 9)


def test_the_keys_wait_until_the_contract_can_no_longer_be_rescinded(bureau: "Bureau", signed: str) -> None:
    back, service = bureau.desk(Role.BACK_OFFICE), bureau.desk(Role.SERVICE)
    steps.do_step(bureau.desk(Role.MORTGAGE_DESK), signed, Step.MORTGAGE)
    payments.add_receipt(bureau.desk(Role.CASHIER), signed, 4_200_000_00, Method.BANK_LOAN)
    steps.file_contract(back, signed, "F-1")
    bureau.clock.on(days=7)
    with bureau.refuses(StepWaits, match="can be rescinded until 2026-09-07"):
        steps.do_step(service, signed, Step.HANDOVER)
    bureau.clock.on(days=1)
    assert steps.do_step(service, signed, Step.HANDOVER).stage is Step.HANDOVER


def test_a_right_goes_before_an_approved_change(bureau: "Bureau", signed: str) -> None:
    asked = changes.ask_plan_change(bureau.desk(Role.REP), signed, "one_sum", "they sold a flat")
    changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id)
    rescissions.rescind_deal(bureau.desk(Role.REP), signed, "they move away")
    assert change_answers.show_change(bureau.admin, asked.change_id).state == "void"


def test_where_there_is_no_such_right_it_is_said(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0], PlanKind.ONE_SUM)
    with bureau.refuses(NoRescission, match="rescission_days"):
        rescissions.rescind_deal(bureau.desk(Role.REP), deal, "they move away")
    office.set_project(bureau.admin, "rescission_days", "7")
    with bureau.refuses(NoRescission, match="not signed"):
        rescissions.rescind_deal(bureau.desk(Role.REP), deal, "they move away")


def test_applications_of_a_deal_that_ends_are_withdrawn(bureau: "Bureau", signed: str) -> None:
    case = mortgages.open_case(bureau.desk(Role.MORTGAGE_DESK), signed, "Harbour Bank").case_id
    rescissions.rescind_deal(bureau.desk(Role.REP), signed, "they move away")
    found = mortgages.show_case(bureau.admin, case)
    assert (found.state, found.ended_reason) == ("withdrawn", "they move away")
    assert audit.verify(bureau.admin).ok


def test_profiles_are_files_and_what_is_stored_goes_before_them(bureau: "Bureau") -> None:
    assert profile_names() == ("cn", "us")
    before = office.terms(bureau.admin)
    office.set_project(bureau.admin, "currency", "EUR")
    office.set_project(bureau.admin, "profile", "us")
    after = office.terms(bureau.admin)
    assert (before.currency, before.rescission_days, after.currency, after.rescission_days) == ("CNY", 0, "EUR", 7)
    assert after.filing_days == int(profile_called("us").settings["filing_days"])
    for wrong in ("fr", "../cn", "", "US"):
        with bureau.refuses(BadValue):
            office.set_project(bureau.admin, "profile", wrong)
