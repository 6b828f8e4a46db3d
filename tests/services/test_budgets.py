"""The month's budget for concessions: shown before it is spent, kept by everybody, at every moment."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import BeyondBudget
from salesdesk.domain.roles import Role
from salesdesk.services import discounts, office

if TYPE_CHECKING:
    from tests.conftest import Bureau

BUDGET = "100,000"
EACH = 60_000_00


@pytest.fixture
def asked(bureau: "Bureau") -> list[int]:
    """Two requests of 60,000 each, where a manager has 100,000 a month."""
    office.set_project(bureau.admin, "manager_month_budget", BUDGET)
    rep = bureau.desk(Role.REP)
    buyer = bureau.customer(rep)
    return [
        discounts.request_discount(rep, unit, buyer, PlanKind.ONE_SUM, "a friend", amount_minor=EACH).request_id
        for unit in bureau.units(2)
    ]


def test_what_is_left_is_shown_before_and_after(bureau: "Bureau", asked: list[int]) -> None:
    manager = bureau.desk(Role.MANAGER)
    before = discounts.show_discount(manager, asked[0])
    after = discounts.approve_discount(manager, asked[0])
    assert (before.month_conceded_minor, before.month_budget_minor, before.month_left_minor) == (
        0,
        100_000_00,
        100_000_00,
    )
    assert (after.month_conceded_minor, after.month_left_minor) == (EACH, 40_000_00)


def test_what_is_more_than_is_left_goes_up(bureau: "Bureau", asked: list[int]) -> None:
    manager = bureau.desk(Role.MANAGER)
    discounts.approve_discount(manager, asked[0])
    said = r"60,000 is more than the 40,000 left of your budget for this month; it waits for the director"
    with bureau.refuses(BeyondBudget, match=said):
        discounts.approve_discount(manager, asked[1])
    assert discounts.approve_discount(bureau.desk(Role.DIRECTOR), asked[1]).state == "approved"


def test_a_refusal_costs_nothing_and_another_manager_has_a_budget_of_their_own(
    bureau: "Bureau", asked: list[int]
) -> None:
    manager = bureau.desk(Role.MANAGER)
    discounts.refuse_discount(manager, asked[0], "no")
    assert discounts.approve_discount(manager, asked[1]).month_left_minor == 40_000_00
    other = bureau.desk(Role.MANAGER, "manager two")
    assert discounts.show_discount(other, asked[1]).month_left_minor == 100_000_00


def test_a_new_month_begins_anew(bureau: "Bureau", asked: list[int]) -> None:
    manager = bureau.desk(Role.MANAGER)
    discounts.approve_discount(manager, asked[0])
    bureau.clock.now += timedelta(days=35)
    assert discounts.show_discount(manager, asked[0]).month_conceded_minor == 0


def test_two_approvals_at_the_same_moment_do_not_spend_it_twice(bureau: "Bureau", asked: list[int]) -> None:
    manager = bureau.desk(Role.MANAGER)
    works = [lambda number=number: discounts.approve_discount(manager, number) for number in asked]
    answers = bureau.collide("staff", *works)
    assert [type(each) for each in answers].count(BeyondBudget) == 1


def test_without_a_budget_nothing_is_left_or_used_up(bureau: "Bureau", asked: list[int]) -> None:
    office.set_project(bureau.admin, "manager_month_budget", "0")
    found = discounts.show_discount(bureau.desk(Role.MANAGER), asked[0])
    assert (found.month_budget_minor, found.month_left_minor) == (None, None)
