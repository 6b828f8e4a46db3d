"""Whom a standing discount is for: members of so many years, earlier buyers, those who were referred, everybody."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.pricing import Condition, Entitled, StandingDiscount, standing_for

DAY = date(2026, 8, 31)
SINCE = date(2025, 8, 31)


@pytest.mark.parametrize(
    ("condition", "years", "buyer", "meets"),
    [
        (Condition.EVERYBODY, 0, Entitled(), True),
        (Condition.MEMBER, 0, Entitled(), False),
        (Condition.MEMBER, 0, Entitled(DAY), True),
        (Condition.MEMBER, 0, Entitled(date(2026, 9, 1)), False),
        (Condition.MEMBER, 1, Entitled(SINCE), True),
        (Condition.MEMBER, 1, Entitled(date(2025, 9, 1)), False),
        (Condition.MEMBER, 2, Entitled(SINCE), False),
        (Condition.MEMBER, 2, Entitled(date(2024, 2, 29)), True),
        (Condition.EARLIER_BUYER, 0, Entitled(SINCE, referred=True), False),
        (Condition.EARLIER_BUYER, 0, Entitled(bought_before=True), True),
        (Condition.REFERRAL, 0, Entitled(SINCE, bought_before=True), False),
        (Condition.REFERRAL, 0, Entitled(referred=True), True),
    ],
)
def test_a_buyer_meets_a_condition_or_does_not(condition: Condition, years: int, buyer: Entitled, meets: bool) -> None:
    assert buyer.meets(condition, years, DAY) is meets


@pytest.mark.parametrize(("day", "meets"), [(date(2025, 2, 28), False), (date(2025, 3, 1), True)])
def test_a_year_from_the_29th_of_february_is_over_on_the_first_of_march(day: date, meets: bool) -> None:
    assert Entitled(date(2024, 2, 29)).meets(Condition.MEMBER, 1, day) is meets


def test_a_sale_gets_what_its_buyer_is_entitled_to_in_the_order_given() -> None:
    plan = StandingDiscount("at once", "plan", Decimal(98), PlanKind.ONE_SUM)
    member = StandingDiscount("member", "all", Decimal(99), condition=Condition.MEMBER, min_years=1)
    friend = StandingDiscount("friend", "all", Decimal(99), condition=Condition.REFERRAL)
    published = [plan, member, friend]
    assert standing_for(published, PlanKind.ONE_SUM, DAY) == (plan,)
    assert standing_for(published, PlanKind.ONE_SUM, DAY, Entitled(SINCE)) == (plan, member)
    assert standing_for(published, PlanKind.MORTGAGE, DAY, Entitled(SINCE, referred=True)) == (member, friend)
