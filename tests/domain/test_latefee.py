"""Late fees: the worked sums, and the same sum added up day by day."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.latefee import DayLine, days_late, late_fee

DUE = date(2024, 9, 5)
TWO = Decimal(2)


def september(day: int) -> date:
    return date(2024, 9, day)


@pytest.mark.parametrize(
    ("payments", "on", "total_minor", "late_days"),
    [
        ([(september(20), 30_000_000)], september(20), 90_000, 15),
        ([(september(20), 30_000_000)], september(30), 90_000, 15),
        ([(september(10), 10_000_000), (september(20), 20_000_000)], september(20), 70_000, 15),
        ([(september(20), 20_000_000), (september(10), 10_000_000)], date(2025, 1, 1), 70_000, 15),
        ([], september(20), 90_000, 15),
        ([], september(6), 6_000, 1),
        ([(september(5), 30_000_000)], september(20), 0, 0),
        ([(september(1), 10_000_000)], september(6), 4_000, 1),
        ([], september(5), 0, 0),
        ([], september(1), 0, 0),
        ([(september(20), 30_000_000)], september(8), 18_000, 3),
        ([(september(7), 40_000_000)], september(20), 12_000, 2),
        ([(september(7), 30_000_000), (september(9), -30_000_000)], september(10), 18_000, 3),
        ([(september(7), 30_000_000), (september(7), -30_000_000)], september(10), 30_000, 5),
    ],
)
def test_a_late_fee_counts_each_unpaid_day_up_to_the_day_of_payment(
    payments: list[tuple[date, int]], on: date, total_minor: int, late_days: int
) -> None:
    fee = late_fee(DUE, 30_000_000, payments, on, TWO)
    assert (fee.total_minor, fee.late_days) == (total_minor, late_days)


def test_the_sheet_names_each_day_with_its_balance_and_its_fee() -> None:
    fee = late_fee(DUE, 30_000_000, [(september(6), 10_000_000)], september(8), TWO)
    assert fee.days == (
        DayLine(september(6), 30_000_000, Decimal(6_000)),
        DayLine(september(7), 20_000_000, Decimal(4_000)),
        DayLine(september(8), 20_000_000, Decimal(4_000)),
    )


def test_a_row_is_rounded_once_and_not_each_day() -> None:
    # 0.5 fen a day: rounded daily it would be 3, once it is 1.5 -> 2
    assert late_fee(DUE, 2_500, [], september(8), TWO).total_minor == 2


@pytest.mark.parametrize(("on", "days"), [(september(4), 0), (september(5), 0), (september(6), 1), (september(20), 15)])
def test_a_payment_is_late_from_the_day_after_it_was_due(on: date, days: int) -> None:
    assert days_late(DUE, on) == days


AMOUNTS = st.integers(min_value=-(10**14), max_value=10**14)
DAYS = st.integers(min_value=-5, max_value=60).map(lambda days: DUE + timedelta(days=days))


@pytest.mark.long
@given(
    amount=st.integers(min_value=0, max_value=10**14),
    payments=st.lists(st.tuples(DAYS, AMOUNTS), max_size=6),
    on=DAYS,
    rate=st.decimals(min_value=0, max_value=50, places=3),
)
def test_the_fee_is_the_sum_of_its_days_however_the_payments_fall(
    amount: int, payments: list[tuple[date, int]], on: date, rate: Decimal
) -> None:
    expected = Decimal(0)
    day = DUE + timedelta(days=1)
    while day <= on:
        open_then = amount - sum(paid for when, paid in payments if when < day)
        expected += max(0, open_then) * rate / 10_000
        day += timedelta(days=1)
    fee = late_fee(DUE, amount, payments, on, rate)
    assert fee.total_minor == int(expected.quantize(Decimal(1), ROUND_HALF_UP))
    assert sum((line.fee for line in fee.days), Decimal(0)) == expected
    assert len(fee.days) == fee.late_days
