"""The day of a step that money does: by value dates, whatever was booked when."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import RowKind, Step
from salesdesk.domain.money_steps import DatedRow, Payment, money_step_day, whole_on

ORDERED = date(2024, 8, 20)
NOTED = {Step.ORDER: ORDERED}


def on(day: int, amount: int) -> Payment:
    return date(2024, 8, day), amount


def deposit(*payments: Payment) -> DatedRow:
    return DatedRow(RowKind.DEPOSIT, 10_000, payments)


def first(*payments: Payment, amount: int = 100_000) -> DatedRow:
    return DatedRow(RowKind.FIRST_PAYMENT, amount, payments)


@pytest.mark.parametrize(
    ("payments", "day"),
    [
        ([on(27, 10)], 27),
        ([on(27, 4), on(30, 6)], 30),
        ([on(30, 4), on(27, 6)], 30),
        ([on(27, 4), on(30, 3), on(28, 3)], 30),
        ([on(27, 12), on(30, 3)], 27),
        ([on(27, 4), on(27, 6)], 27),
        ([on(27, 10), on(27, -10), on(30, 10)], 30),
        ([on(30, 10), on(30, -10), on(28, 10)], 28),
        ([on(27, 10), on(28, -10), on(30, 10)], 30),
        ([on(27, 10), on(28, -1), on(28, 1)], 27),
        ([on(27, 4), on(28, 5)], None),
        ([on(27, 10), on(28, -1)], None),
        ([], None),
    ],
)
def test_money_is_whole_since_the_value_date_on_which_it_came_to_the_sum(
    payments: Sequence[Payment], day: int | None
) -> None:
    expected = None if day is None else date(2024, 8, day)
    assert {whole_on(10, each) for each in permutations(payments)} == {expected}


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2024, 2, 1)), st.integers(1, 20)), max_size=8))
def test_on_that_day_and_ever_since_the_sum_was_there_and_not_the_day_before(payments: list[Payment]) -> None:
    day = whole_on(30, payments)

    def until(last: date) -> int:
        return sum(amount for when, amount in payments if when <= last)

    assert (day is not None) == (sum(amount for _, amount in payments) >= 30)
    assert day is None or until(day - timedelta(days=1)) < 30 <= until(day)


@pytest.mark.parametrize(
    ("step", "rows", "day"),
    [
        (Step.DEPOSIT, [deposit(on(30, 3_000), on(27, 3_000))], 27),
        (Step.TOP_UP, [deposit(on(27, 3_000), on(30, 4_000), on(28, 3_000))], 30),
        (Step.FIRST_PAYMENT, [deposit(on(25, 10_000)), first(on(28, 100_000))], 28),
        (Step.FIRST_PAYMENT, [first(on(28, 60_000), amount=60_000), first(on(26, 1), amount=1)], 28),
    ],
)
def test_a_step_goes_by_the_money_on_all_its_lines(step: Step, rows: list[DatedRow], day: int) -> None:
    assert money_step_day(step, rows, NOTED) == date(2024, 8, day)


def test_a_receipt_that_pays_several_lines_counts_on_each_of_them_for_its_part() -> None:
    rows = [deposit(on(27, 3_000), on(30, 7_000)), first(on(30, 20_000), on(29, 80_000))]
    days = [money_step_day(each, rows, NOTED).day for each in (Step.DEPOSIT, Step.TOP_UP, Step.FIRST_PAYMENT)]
    assert days == [27, 30, 30]


def test_money_that_was_here_before_does_a_step_on_the_day_of_the_one_before_it() -> None:
    """No step is done while one before it is open, so its day is not before theirs."""
    assert money_step_day(Step.DEPOSIT, [deposit(on(3, 10_000))], NOTED) == ORDERED
    late = [deposit(on(30, 10_000)), first(on(27, 100_000))]
    assert money_step_day(Step.FIRST_PAYMENT, late, NOTED) == date(2024, 8, 30)
    in_parts = [deposit(on(27, 3_000), on(30, 7_000)), first(on(28, 100_000))]
    noted = {**NOTED, Step.DEPOSIT: date(2024, 8, 27)}
    assert money_step_day(Step.FIRST_PAYMENT, in_parts, noted) == date(2024, 8, 30)
    loan = [DatedRow(RowKind.LOAN, 5, [on(21, 5)])]
    signed = {**NOTED, Step.CONTRACT: date(2024, 8, 22), Step.MORTGAGE: date(2024, 8, 24)}
    assert money_step_day(Step.LOAN_PAYOUT, loan, signed) == date(2024, 8, 24)


def test_what_is_written_down_of_a_step_before_counts_as_it_is_written() -> None:
    noted = {**NOTED, Step.DEPOSIT: date(2024, 8, 30)}
    assert money_step_day(Step.TOP_UP, [deposit(on(27, 5_000), on(28, 5_000))], noted) == date(2024, 8, 30)


def test_steps_after_it_are_nothing_to_a_step() -> None:
    noted = {**NOTED, Step.CONTRACT: date(2024, 8, 31)}
    assert money_step_day(Step.DEPOSIT, [deposit(on(27, 1))], noted) == date(2024, 8, 27)
