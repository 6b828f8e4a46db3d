"""Loans: what a bank lends, and repayments that come to the fen."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadValue
from salesdesk.domain.loans import (
    CombinedLoan,
    Repayments,
    combined_loan,
    level_instalment_minor,
    level_instalments,
    level_principal,
    loan_of,
)

TEN_THOUSAND, THOUSAND = 1_000_000, 100_000


@pytest.mark.parametrize(
    ("total", "percent", "step", "loan"),
    [
        (655_641_600, "70", TEN_THOUSAND, 458_000_000),
        (655_641_600, "70", THOUSAND, 458_900_000),
        (636_103_500, "70", TEN_THOUSAND, 445_000_000),
        (500_000, "70", TEN_THOUSAND, 0),
        (100_000_000, "0", TEN_THOUSAND, 0),
        (100_000_000, "100", TEN_THOUSAND, 100_000_000),
        (10**15, "33.3333", THOUSAND, 333_333_000_000_000),
    ],
)
def test_a_loan_is_rounded_down_to_whole_steps(total: int, percent: str, step: int, loan: int) -> None:
    assert loan_of(total, Decimal(percent), step) == loan


@pytest.mark.parametrize(
    ("limit", "fund", "commercial"),
    [
        (100_000_000, 100_000_000, 358_000_000),
        (100_999_999, 100_000_000, 358_000_000),
        (900_000_000, 458_000_000, 0),
        (None, 458_000_000, 0),
        (0, 0, 458_000_000),
    ],
)
def test_a_combined_loan_takes_the_fund_first_and_the_bank_for_the_rest(
    limit: int | None, fund: int, commercial: int
) -> None:
    loan = combined_loan(655_641_600, Decimal(70), TEN_THOUSAND, limit)
    assert loan == CombinedLoan(fund, commercial)
    assert loan.total_minor == fund + commercial


def test_level_instalments_are_equal_and_the_last_takes_the_difference() -> None:
    plan = level_instalments(100_000_000, Decimal("4.9"), 360)
    assert {month.amount_minor for month in plan.months[:-1]} == {530_727}
    assert plan.months[-1].amount_minor == 530_519
    assert plan.total_minor == 191_061_512
    assert plan.interest_minor == 91_061_512
    assert plan.months[0].interest_minor == 408_333


def test_level_principal_falls_month_by_month() -> None:
    plan = level_principal(100_000_000, Decimal("4.9"), 360)
    assert (plan.months[0].amount_minor, plan.months[-1].amount_minor) == (686_111, 278_912)
    amounts = [month.amount_minor for month in plan.months]
    assert amounts == sorted(amounts, reverse=True)


def test_without_interest_a_loan_is_only_divided() -> None:
    plan = level_instalments(10_000, Decimal(0), 3)
    assert [month.amount_minor for month in plan.months] == [3_333, 3_333, 3_334]
    assert plan.interest_minor == 0
    assert level_instalment_minor(10_000, Decimal(0), 3) == 3_333


@pytest.mark.parametrize(
    ("loan", "rate", "months", "why"),
    [
        (1, "4.9", 0, "from 1 to 600 months"),
        (1, "4.9", 601, "from 1 to 600 months"),
        (1, "-0.1", 360, "between 0 and 100 %"),
        (1, "100.1", 360, "between 0 and 100 %"),
        (-1, "4.9", 360, "not negative"),
    ],
)
def test_a_loan_that_makes_no_sense_is_refused(loan: int, rate: str, months: int, why: str) -> None:
    for repay in (level_instalments, level_principal):
        with pytest.raises(BadValue, match=why):
            repay(loan, Decimal(rate), months)


@pytest.mark.long
@given(
    st.sampled_from([level_instalments, level_principal]),
    st.integers(0, 10**12) | st.integers(0, 1000),
    st.decimals(0, 30, places=2),
    st.integers(1, 60),
)
def test_the_principal_comes_back_whole_and_nothing_is_negative(
    repay: Callable[[int, Decimal, int], Repayments], loan: int, rate: Decimal, months: int
) -> None:
    plan = repay(loan, rate, months)
    assert sum(month.principal_minor for month in plan.months) == loan
    assert plan.months[-1].balance_minor == 0
    assert plan.total_minor == loan + plan.interest_minor
    for month in plan.months:
        assert min(month.principal_minor, month.interest_minor, month.balance_minor) >= 0
        assert month.amount_minor == month.principal_minor + month.interest_minor


@pytest.mark.long
@given(
    st.integers(0, 10**12),
    st.decimals(0, 100, places=2),
    st.sampled_from([TEN_THOUSAND, THOUSAND, 1]),
    st.none() | st.integers(0, 10**12),
)
def test_a_loan_never_exceeds_its_share(total: int, percent: Decimal, step: int, limit: int | None) -> None:
    loan = combined_loan(total, percent, step, limit)
    assert loan.total_minor * 100 <= total * percent
    assert loan.fund_minor % step == loan.commercial_minor % step == 0
    assert limit is None or loan.fund_minor <= limit
