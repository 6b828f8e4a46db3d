"""Named plans: the same terms always give the same text, and what people write is what is kept."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, DeskError, Exit
from salesdesk.domain.plan_terms import (
    FUND_KINDS,
    FundLimitUnknown,
    LabelTooLong,
    LabelTwice,
    NamedPlan,
    PartsAboveWhole,
    TooLateDue,
    check_offered,
    parse_part,
    part_text,
    plan_text,
    read_plan,
    standard_plans,
    with_fund_limit,
)
from salesdesk.domain.schedule import Base, Part, PaymentPlan

PERCENTS = st.decimals(1, 60, places=2)
LABELS = st.text(st.characters(exclude_characters=":：", exclude_categories=("C", "Z")), min_size=1, max_size=8)
PARTS = st.builds(
    Part,
    LABELS,
    amount_minor=st.integers(0, 10**12),
    days=st.integers(0, 999),
    months=st.integers(0, 99),
    base=st.sampled_from(Base),
) | st.builds(Part, LABELS, amount_minor=st.integers(0, 10**12), on=st.dates(date(2000, 1, 1), date(2099, 1, 1)))
PLANS = st.builds(
    PaymentPlan,
    kind=st.sampled_from([PlanKind.MORTGAGE, *sorted(FUND_KINDS)]),
    parts=st.lists(PARTS, min_size=1, max_size=4).map(tuple),
    ltv=PERCENTS,
    loan_days=st.integers(0, 200),
    fund_limit_minor=st.none() | st.integers(1, 10**12),
)


@given(st.text(max_size=20), PLANS)
def test_a_plan_reads_back_as_it_was_written(name: str, plan: PaymentPlan) -> None:
    named = NamedPlan(name, plan)
    assert read_plan(plan_text(named)) == named
    assert plan_text(read_plan(plan_text(named))) == plan_text(named)


@given(PARTS)
def test_a_part_reads_back_as_people_write_it(part: Part) -> None:
    assert parse_part(part_text(part)) == part


def test_the_same_share_written_otherwise_is_the_same_plan() -> None:
    one, other = (
        NamedPlan("a", PaymentPlan(PlanKind.MORTGAGE, (Part("first"),), ltv=Decimal(ltv))) for ltv in ("70", "70.00")
    )
    assert plan_text(one) == plan_text(other)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("first payment: 30% +5d", Part("first payment", Decimal(30), days=5)),
        ("second: 200,000 on 2026-12-31", Part("second", None, 20_000_000, on=date(2026, 12, 31))),
        ("last: rest +4m after contract", Part("last", months=4, base=Base.CONTRACT)),
        ("third：12.5% +1m+10d after permit", Part("third", Decimal("12.5"), days=10, months=1, base=Base.PERMIT)),
        ("first: rest", Part("first")),
    ],
)
def test_a_part_is_a_name_a_share_and_a_time(text: str, part: Part) -> None:
    assert parse_part(text) == part


@pytest.mark.parametrize(
    "text",
    ["", "first", "first: ", "first: 0%", "first: 101%", "first: x", "a: 30% +5w", "a: 30% on 2026-13-01", "a: -5 +1d"],
)
def test_what_is_no_part_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadValue):
        parse_part(text)


def test_every_way_of_paying_has_a_standard_plan_on_the_projects_terms() -> None:
    plans = standard_plans(Decimal(65), 100_000)
    assert [each.name for each in plans] == [each.value for each in PlanKind]
    assert {each.plan.ltv for each in plans if each.plan.has_loan} == {Decimal(65)}
    assert {each.plan.loan_step_minor for each in plans if each.plan.has_loan} == {100_000}


FUND = NamedPlan("combined", PaymentPlan(PlanKind.COMBINED, (Part("first"),), ltv=Decimal(70)))


@pytest.mark.parametrize(
    ("quota", "cap", "limit"), [(60_000_000, 90_000_000, 60_000_000), (None, 90_000_000, 90_000_000), (5, 0, 5)]
)
def test_the_fund_lends_the_smaller_of_quota_and_cap(quota: int | None, cap: int, limit: int) -> None:
    assert with_fund_limit(FUND, quota, cap).plan.fund_limit_minor == limit


def test_a_fund_that_nobody_knows_the_limit_of_is_refused() -> None:
    with pytest.raises(FundLimitUnknown, match="quota"):
        with_fund_limit(FUND, None, 0)


def test_a_quota_is_for_plans_with_a_fund_alone() -> None:
    other = NamedPlan("mortgage", PaymentPlan(PlanKind.MORTGAGE, (Part("first"),), ltv=Decimal(70)))
    assert with_fund_limit(other, None, 5) == other
    with pytest.raises(BadValue, match="takes no provident fund"):
        with_fund_limit(other, 5, 5)
    with pytest.raises(BadValue, match="more than nothing"):
        with_fund_limit(FUND, 0, 5)


def terms(kind: PlanKind, *parts: str, ltv: int = 0, loan_days: int = 60) -> PaymentPlan:
    return PaymentPlan(kind, tuple(map(parse_part, parts)), ltv=Decimal(ltv), loan_days=loan_days)


@pytest.mark.parametrize(
    ("plan", "refusal", "said"),
    [
        (terms(PlanKind.INSTALMENTS, "a: 60%", "b: 50%", "c: rest"), PartsAboveWhole, "come to 110 % with its loan"),
        (terms(PlanKind.MORTGAGE, "a: 30.5%", "b: rest", ltv=70), PartsAboveWhole, r"come to 100\.5 %"),
        (terms(PlanKind.COMBINED, "a: 40%", "b: rest", ltv=70), PartsAboveWhole, "come to 110 %"),
        (terms(PlanKind.INSTALMENTS, "Half: 50%", "half: rest"), LabelTwice, "would be called half"),
        (terms(PlanKind.INSTALMENTS, "Deposit: 50%", "b: rest"), LabelTwice, "would be called Deposit"),
        (terms(PlanKind.ONE_SUM, "a" * 41 + ": 100%"), LabelTooLong, "has 41"),
        (terms(PlanKind.ONE_SUM, "a: 100% +9999m"), TooLateDue, r"due \+9999m after"),
        (terms(PlanKind.ONE_SUM, "a: 100% +9999d"), TooLateDue, r"due \+9999d after"),
        (terms(PlanKind.MORTGAGE, "a: rest", ltv=70, loan_days=4_000), TooLateDue, "loan payout would be due"),
    ],
)
def test_terms_that_no_order_could_keep_are_not_offered(plan: PaymentPlan, refusal: type[DeskError], said: str) -> None:
    with pytest.raises(refusal, match=said) as refused:
        check_offered(plan)
    assert refused.value.exit_code == Exit.USAGE


@pytest.mark.parametrize(
    "plan",
    [
        terms(PlanKind.INSTALMENTS, "a: 60% +600m", "b: 40% +3660d", "c: rest"),
        terms(PlanKind.MORTGAGE, "a: 30%", "b: rest", ltv=70),
        terms(PlanKind.PROVIDENT_FUND, "a: 60%", "b: rest", ltv=70),
        *(each.plan for each in standard_plans(Decimal(100), 100_000)),
    ],
)
def test_terms_that_come_to_the_whole_price_are_offered(plan: PaymentPlan) -> None:
    check_offered(plan)
