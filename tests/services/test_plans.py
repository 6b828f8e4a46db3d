"""Ways of paying that a project offers: the standard ones, its own under a name, and which of them somebody means."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.plan_terms import TooLateDue
from salesdesk.domain.roles import Role
from salesdesk.services import office, plans

if TYPE_CHECKING:
    from tests.conftest import Bureau

STAGES = ["first payment: 30% +5d", "second: 200,000 on 2026-12-31", "last: rest +4m"]


def test_every_project_offers_the_standard_ways_on_its_own_terms(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "ltv_percent", "65")
    found = {each.name: each for each in plans.list_plans(bureau.desk(Role.REP))}
    assert list(found) == [each.value for each in PlanKind]
    assert all(each.standard for each in found.values())
    assert (found["mortgage"].ltv_percent, found["combined"].ltv_percent, found["one_sum"].ltv_percent) == (
        "65",
        "65",
        "0",
    )


def test_a_plan_of_ones_own_is_offered_under_its_name_until_it_is_retired(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    plans.add_plan(manager, "三期付款", PlanKind.INSTALMENTS, ["first: 50% +0d", "rest: 50% +90d"])
    shown = plans.show_plan(bureau.desk(Role.REP), " 三期付款 ")
    assert (shown.kind, shown.parts, shown.standard) == ("instalments", ["first: 50% +0d", "rest: 50% +90d"], False)
    assert plans.list_plans(manager)[-1].name == "三期付款"
    plans.retire_plan(manager, "三期付款")
    with pytest.raises(BadValue, match="known are one_sum, instalments"):
        plans.show_plan(manager, "三期付款")


def test_a_plan_of_the_same_name_takes_the_place_of_the_old_one(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    for days in (10, 20):
        plans.add_plan(manager, "early", PlanKind.ONE_SUM, [f"all: 100% +{days}d"])
    assert [each.parts for each in plans.list_plans(manager) if each.name == "early"] == [["all: 100% +20d"]]


def test_a_plan_under_a_standard_name_goes_before_the_standard_one(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    plans.add_plan(manager, "Mortgage", PlanKind.MORTGAGE, ["first payment: rest +10d"], Decimal(60), 90)
    (found,) = [each for each in plans.list_plans(manager) if each.kind == "mortgage"]
    assert (found.name, found.ltv_percent, found.loan_days, found.standard) == ("mortgage", "60", 90, False)
    plans.retire_plan(manager, "mortgage")
    assert plans.show_plan(manager, "mortgage").standard


@pytest.mark.parametrize(
    ("name", "kind", "parts", "ltv", "said"),
    [
        ("", PlanKind.ONE_SUM, ["all: 100%"], None, "1 to 40 characters"),
        ("x" * 41, PlanKind.ONE_SUM, ["all: 100%"], None, "1 to 40 characters"),
        ("mortgage", PlanKind.ONE_SUM, ["all: 100%"], None, "means another way of paying"),
        ("a", PlanKind.ONE_SUM, [], None, "no parts"),
        ("a", PlanKind.ONE_SUM, ["all"], None, "write it as"),
        ("a", PlanKind.INSTALMENTS, ["one: 50%", "two: 40%"], None, "come to 90 %"),
        ("a", PlanKind.ONE_SUM, ["all: 100%"], Decimal(70), "paid without a loan"),
        ("a", PlanKind.MORTGAGE, ["one: rest", "two: 40%"], None, "only the last may be the rest"),
    ],
)
def test_a_plan_that_is_none_is_refused(
    bureau: "Bureau", name: str, kind: PlanKind, parts: list[str], ltv: Decimal | None, said: str
) -> None:
    manager = bureau.desk(Role.MANAGER)
    with bureau.refuses(BadValue, match=said):
        plans.add_plan(manager, name, kind, parts, ltv)


@pytest.mark.parametrize(("typed", "kind"), [("one_sum", PlanKind.ONE_SUM), (" One Sum ", PlanKind.ONE_SUM)])
def test_a_standard_way_is_named_by_its_code_or_its_word(typed: str, kind: PlanKind) -> None:
    assert plans.plan_kind(typed) is kind


def test_a_way_that_is_none_names_those_there_are() -> None:
    with pytest.raises(BadValue, match="known are one_sum, instalments"):
        plans.plan_kind("barter")


def test_a_standard_plan_cannot_be_retired(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    with bureau.refuses(NotFound, match="mortgage"):
        plans.retire_plan(manager, "mortgage")


def test_parts_may_be_amounts_fixed_dates_and_months(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    found = plans.add_plan(manager, "stages", PlanKind.INSTALMENTS, STAGES)
    assert found.parts == ["first payment: 30% +5d", "second: 200,000 on 2026-12-31", "last: rest +4m"]


def test_terms_that_no_order_could_keep_are_not_offered(bureau: "Bureau") -> None:
    with bureau.refuses(TooLateDue, match="600 months"):
        plans.add_plan(bureau.admin, "slow", PlanKind.ONE_SUM, ["all: 100% +9999m"])
