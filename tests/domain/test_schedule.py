"""Payment schedules: the worked plans, and rows that add up to the total whatever it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from salesdesk.domain.calendar_dates import next_working_day
from salesdesk.domain.deal import PlanKind, RowKind, Step
from salesdesk.domain.errors import BadValue
from salesdesk.domain.schedule import (
    STANDARD_PLANS,
    TEN_THOUSAND_YUAN,
    THOUSAND_YUAN,
    Base,
    BaseUnknown,
    DepositTooLarge,
    Part,
    PartsTooLarge,
    PaymentPlan,
    ScheduleRow,
    plan_rows,
)

ORDERED = date(2024, 8, 31)
MORTGAGE = STANDARD_PLANS[PlanKind.MORTGAGE]
INSTALMENTS = STANDARD_PLANS[PlanKind.INSTALMENTS]
ONE_SUM = STANDARD_PLANS[PlanKind.ONE_SUM]


@pytest.mark.parametrize(
    ("step", "loan", "first", "first_due"),
    [
        (TEN_THOUSAND_YUAN, 458_000_000, 197_641_600, 187_641_600),
        (THOUSAND_YUAN, 458_900_000, 196_741_600, 186_741_600),
    ],
)
def test_a_mortgage_of_seven_tenths_is_rounded_down_and_the_deposit_counts(
    step: int, loan: int, first: int, first_due: int
) -> None:
    rows = plan_rows(655_641_600, replace(MORTGAGE, loan_step_minor=step), ordered_on=ORDERED, deposit_minor=10_000_000)
    assert rows == (
        ScheduleRow(RowKind.DEPOSIT, "deposit", date(2024, 8, 31), 10_000_000),
        ScheduleRow(RowKind.FIRST_PAYMENT, "first payment", date(2024, 9, 5), first_due),
        ScheduleRow(RowKind.LOAN, "loan payout", date(2024, 10, 30), loan),
    )
    assert [row.step for row in rows] == [Step.DEPOSIT, Step.FIRST_PAYMENT, Step.LOAN_PAYOUT]
    assert sum(row.amount_minor for row in rows if row.kind is not RowKind.LOAN) == first


def test_an_order_of_31_august_has_its_first_payment_on_5_september_and_its_loan_on_30_october() -> None:
    rows = plan_rows(100_000_000, MORTGAGE, ordered_on=ORDERED, deposit_minor=0)
    assert [(row.due, row.amount_minor) for row in rows] == [
        (date(2024, 9, 5), 30_000_000),
        (date(2024, 10, 30), 70_000_000),
    ]


def test_instalments_split_the_total_and_the_last_takes_the_remainder() -> None:
    rows = plan_rows(100_000_001, INSTALMENTS, ordered_on=ORDERED, deposit_minor=1_000_000)
    assert [(row.kind.value, row.label, row.due, row.amount_minor) for row in rows] == [
        ("deposit", "deposit", date(2024, 8, 31), 1_000_000),
        ("first_payment", "first payment", date(2024, 9, 5), 29_000_000),
        ("instalment", "instalment 2", date(2024, 10, 30), 40_000_000),
        ("instalment", "instalment 3", date(2024, 12, 29), 30_000_001),
    ]
    assert rows[-1].step is None


def test_one_sum_is_the_deposit_and_the_rest() -> None:
    rows = plan_rows(100_000_000, ONE_SUM, ordered_on=ORDERED, deposit_minor=1_000_000)
    assert [(row.label, row.due, row.amount_minor) for row in rows] == [
        ("deposit", date(2024, 8, 31), 1_000_000),
        ("first payment", date(2024, 9, 15), 99_000_000),
    ]


def test_a_loan_that_comes_to_nothing_leaves_all_of_it_to_the_buyer() -> None:
    rows = plan_rows(1_200_000, MORTGAGE, ordered_on=ORDERED, deposit_minor=240_000)
    assert [(row.kind, row.amount_minor) for row in rows] == [
        (RowKind.DEPOSIT, 240_000),
        (RowKind.FIRST_PAYMENT, 960_000),
    ]


def test_a_deposit_that_covers_the_first_payment_leaves_no_row_of_nothing() -> None:
    rows = plan_rows(100_000_000, MORTGAGE, ordered_on=ORDERED, deposit_minor=30_000_000)
    assert [row.kind for row in rows] == [RowKind.DEPOSIT, RowKind.LOAN]


def test_a_deposit_above_the_first_payment_is_refused() -> None:
    with pytest.raises(DepositTooLarge, match=r"The deposit 300,000.01 is more than the first payment 300,000\."):
        plan_rows(100_000_000, MORTGAGE, ordered_on=ORDERED, deposit_minor=30_000_001)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (PlanKind.PROVIDENT_FUND, [("first payment", 60_000_000), ("provident fund loan", 40_000_000)]),
        (
            PlanKind.COMBINED,
            [("first payment", 30_000_000), ("provident fund loan", 40_000_000), ("loan payout", 30_000_000)],
        ),
    ],
)
def test_the_fund_lends_up_to_its_limit_and_a_bank_the_rest(kind: PlanKind, rows: list[tuple[str, int]]) -> None:
    plan = replace(MORTGAGE, kind=kind, fund_limit_minor=40_500_000)
    found = plan_rows(100_000_000, plan, ordered_on=ORDERED, deposit_minor=0)
    assert [(row.label, row.amount_minor) for row in found] == rows


def test_parts_may_be_amounts_with_fixed_dates_months_or_another_event() -> None:
    plan = PaymentPlan(
        PlanKind.INSTALMENTS,
        (
            Part("first payment", amount_minor=20_000_000, months=1),
            Part("half way", amount_minor=30_000_000, on=date(2024, 12, 24)),
            Part("late", percent=Decimal(10), on=date(2024, 1, 1)),
            Part("after signing", days=30, base=Base.CONTRACT),
        ),
    )
    rows = plan_rows(
        100_000_000,
        plan,
        ordered_on=ORDERED,
        deposit_minor=0,
        base_dates={Base.CONTRACT: date(2024, 9, 7)},
    )
    assert [(row.due, row.amount_minor) for row in rows] == [
        (date(2024, 9, 30), 20_000_000),
        (date(2024, 12, 24), 30_000_000),
        (ORDERED, 10_000_000),
        (date(2024, 10, 7), 40_000_000),
    ]


def test_a_date_to_count_from_that_is_not_known_is_asked_for() -> None:
    plan = PaymentPlan(PlanKind.ONE_SUM, (Part("all", days=3, base=Base.CONTRACT),))
    with pytest.raises(BaseUnknown, match="counts days from the contract"):
        plan_rows(100, plan, ordered_on=ORDERED, deposit_minor=0)


def test_a_payment_counted_from_a_permit_of_long_ago_is_due_with_the_order() -> None:
    parts = (Part("first", Decimal(50), days=5, base=Base.PERMIT), Part("rest", months=1, base=Base.PERMIT))
    plan = PaymentPlan(PlanKind.INSTALMENTS, parts)
    bases = {Base.PERMIT: date(2024, 8, 1)}
    rows = plan_rows(100, plan, ordered_on=ORDERED, deposit_minor=0, base_dates=bases)
    assert [row.due for row in rows] == [ORDERED, date(2024, 9, 1)]


def test_a_holiday_moves_a_payment_but_not_the_deposit() -> None:
    off = {date(2024, 8, 31), date(2024, 9, 5), date(2024, 9, 6), date(2024, 10, 30)}
    rows = plan_rows(
        100_000_000,
        MORTGAGE,
        ordered_on=ORDERED,
        deposit_minor=1_000_000,
        working_day=lambda day: next_working_day(day, off.__contains__),
    )
    assert [row.due for row in rows] == [ORDERED, date(2024, 9, 7), date(2024, 10, 31)]


def test_parts_that_take_more_than_there_is_are_refused() -> None:
    plan = PaymentPlan(PlanKind.INSTALMENTS, (Part("first payment", amount_minor=101), Part("rest")))
    with pytest.raises(PartsTooLarge, match="more than the 1 there is to pay"):
        plan_rows(100, plan, ordered_on=ORDERED, deposit_minor=0)


@pytest.mark.parametrize(("total", "deposit"), [(-1, 0), (100, -1)])
def test_negative_sums_are_refused(total: int, deposit: int) -> None:
    with pytest.raises(BadValue, match="not negative"):
        plan_rows(total, ONE_SUM, ordered_on=ORDERED, deposit_minor=deposit)


def share(*percents: str | None) -> tuple[Part, ...]:
    return tuple(Part("part", Decimal(each) if each else None) for each in percents)


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (lambda: PaymentPlan(PlanKind.ONE_SUM, ()), "it has no parts"),
        (lambda: PaymentPlan(PlanKind.INSTALMENTS, share("30", "40", "20")), "come to 90 %, not to 100 %"),
        (lambda: PaymentPlan(PlanKind.INSTALMENTS, share("30", "80")), "come to 110 %"),
        (lambda: PaymentPlan(PlanKind.INSTALMENTS, share(None, "50")), "only the last may be the rest"),
        (
            lambda: PaymentPlan(PlanKind.INSTALMENTS, (Part("both", Decimal(1), 1), Part("rest"))),
            "either a percentage or an amount",
        ),
        (lambda: replace(MORTGAGE, ltv=Decimal(101)), "between 0 and 100 %"),
        (lambda: replace(MORTGAGE, loan_step_minor=0), "a sum above nothing"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(plan: Callable[[], PaymentPlan], why: str) -> None:
    with pytest.raises(BadValue, match=why):
        plan()


def test_a_plan_of_percentages_may_leave_the_last_to_the_rest() -> None:
    plan = PaymentPlan(PlanKind.INSTALMENTS, share("30", None))
    rows = plan_rows(1_001, plan, ordered_on=ORDERED, deposit_minor=0)
    assert [row.amount_minor for row in rows] == [300, 701]


PARTS = st.lists(
    st.builds(
        Part,
        st.just("part"),
        st.integers(0, 20).map(Decimal),
        days=st.integers(0, 400),
        months=st.integers(0, 24),
        on=st.none() | st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    ),
    max_size=4,
)


@pytest.mark.long
@given(
    st.integers(0, 10**12) | st.integers(0, 100),
    st.sampled_from(PlanKind),
    PARTS,
    st.decimals(0, 100, places=2),
    st.sampled_from([TEN_THOUSAND_YUAN, THOUSAND_YUAN, 1]),
    st.none() | st.integers(0, 10**12),
    st.integers(0, 10**11) | st.integers(0, 20),
)
def test_the_rows_of_any_plan_add_up_to_its_total(
    total: int,
    kind: PlanKind,
    parts: list[Part],
    ltv: Decimal,
    step: int,
    limit: int | None,
    deposit: int,
) -> None:
    plan = PaymentPlan(kind, (*parts, Part("rest")), ltv=ltv, loan_step_minor=step, fund_limit_minor=limit)
    try:
        rows = plan_rows(total, plan, ordered_on=ORDERED, deposit_minor=deposit)
    except (DepositTooLarge, PartsTooLarge):
        assume(False)
        return
    assert sum(row.amount_minor for row in rows) == total
    assert all(row.amount_minor > 0 and row.due >= ORDERED for row in rows)
    assert sum(row.amount_minor for row in rows if row.kind is RowKind.DEPOSIT) == deposit


def test_a_first_payment_of_half_a_fen_more_is_rounded_before_the_deposit_comes_off() -> None:
    plan = PaymentPlan(PlanKind.INSTALMENTS, (Part("first", Decimal(10)), Part("rest")))
    rows = plan_rows(75, plan, ordered_on=ORDERED, deposit_minor=8)
    assert [row.amount_minor for row in rows] == [8, 67]


def test_parts_that_are_each_rounded_up_take_no_more_than_there_is() -> None:
    plan = PaymentPlan(PlanKind.INSTALMENTS, share("50", "50", None))
    assert [row.amount_minor for row in plan_rows(1, plan, ordered_on=ORDERED, deposit_minor=0)] == [1]


@pytest.mark.long
@given(st.sampled_from(list(STANDARD_PLANS.values())), st.integers(0, 10**12) | st.integers(0, 1000))
def test_every_plan_on_offer_divides_every_total(plan: PaymentPlan, total: int) -> None:
    deposit = total // 5
    rows = plan_rows(total, plan, ordered_on=ORDERED, deposit_minor=deposit)
    assert sum(row.amount_minor for row in rows) == total
    assert [row.due for row in rows] == sorted(row.due for row in rows)
    assert all(row.due <= ORDERED + timedelta(days=120) for row in rows)
