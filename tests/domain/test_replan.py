"""Planning anew: what was paid stays as it was, and the rows still add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import PlanKind, RowKind
from salesdesk.domain.replan import FrozenTooMuch, LoanPaidOut, PaidLine, PlannedRow, SettledAlready, replan
from salesdesk.domain.schedule import STANDARD_PLANS, Part, PaymentPlan, ScheduleRow, plan_rows

DAY = date(2026, 8, 31)
ROWS = st.builds(
    ScheduleRow,
    st.sampled_from([RowKind.DEPOSIT, RowKind.FIRST_PAYMENT, RowKind.INSTALMENT, RowKind.LOAN, RowKind.SHORTFALL]),
    st.sampled_from(["deposit", "first payment", "instalment 2"]),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.integers(1, 10**12),
)
OLD = st.lists(st.tuples(ROWS, st.integers(0, 1)), max_size=6)


def paid(row: ScheduleRow, paid_minor: int) -> PaidLine:
    return PaidLine(row, paid_minor)


@pytest.mark.long
@given(OLD, st.lists(ROWS, min_size=1, max_size=6))
def test_rows_add_up_and_what_was_paid_stays_as_it_was(
    old: list[tuple[ScheduleRow, int]], fresh: list[ScheduleRow]
) -> None:
    lines = [paid(row, min(share * row.amount_minor, 1)) for row, share in old]
    try:
        found = replan(lines, fresh)
    except (FrozenTooMuch, LoanPaidOut):
        return
    assert sum(each.row.amount_minor for each in found) == sum(each.amount_minor for each in fresh)
    stays = [each for each in found if each.stood_at is not None]
    assert stays == [PlannedRow(each.row, at) for at, each in enumerate(lines) if each.paid_minor]
    assert all(each.row.amount_minor > 0 for each in found)
    loans = [each.row for each in found if each.row.kind is RowKind.LOAN]
    assert loans == [each for each in fresh if each.kind is RowKind.LOAN]


def test_from_one_sum_to_a_mortgage_after_the_deposit() -> None:
    """6,556,416 at 70 %: the loan is 4,580,000, and of 1,976,416 the deposit of 100,000 was paid."""
    mortgage = PaymentPlan(PlanKind.MORTGAGE, (Part("first payment", days=5),), ltv=Decimal(70))
    total, deposit = 655_641_600, 10_000_000
    old = plan_rows(total, STANDARD_PLANS[PlanKind.ONE_SUM], ordered_on=DAY, deposit_minor=deposit)
    fresh = plan_rows(total, mortgage, ordered_on=DAY, deposit_minor=deposit)
    found = replan([paid(old[0], deposit), *(paid(row, 0) for row in old[1:])], fresh)
    assert [(each.row.kind, each.row.amount_minor, each.stood_at) for each in found] == [
        (RowKind.DEPOSIT, deposit, 0),
        (RowKind.FIRST_PAYMENT, 187_641_600, None),
        (RowKind.LOAN, 458_000_000, None),
    ]


def test_a_payment_paid_in_part_stays_whole() -> None:
    old = [ScheduleRow(RowKind.DEPOSIT, "deposit", DAY, 100), ScheduleRow(RowKind.FIRST_PAYMENT, "first", DAY, 900)]
    fresh = [ScheduleRow(RowKind.FIRST_PAYMENT, "first", DAY, 300), ScheduleRow(RowKind.INSTALMENT, "2", DAY, 700)]
    found = replan([paid(old[0], 100), paid(old[1], 1)], fresh)
    assert [each.row for each in found] == old


def test_more_than_the_buyers_own_share_is_refused() -> None:
    row = ScheduleRow(RowKind.FIRST_PAYMENT, "first", DAY, 900)
    fresh = [ScheduleRow(RowKind.FIRST_PAYMENT, "first", DAY, 300), ScheduleRow(RowKind.LOAN, "loan payout", DAY, 700)]
    with pytest.raises(FrozenTooMuch, match=r"Payments of 9 have money on them and stay; .* own share is 3\."):
        replan([paid(row, 1)], fresh)


def test_a_loan_that_was_paid_and_an_area_that_was_settled_end_all_planning() -> None:
    loan, settled = (ScheduleRow(kind, "x", DAY, 10) for kind in (RowKind.LOAN, RowKind.SETTLEMENT))
    with pytest.raises(LoanPaidOut):
        replan([paid(loan, 1)], [loan])
    with pytest.raises(SettledAlready):
        replan([paid(settled, 0)], [loan])
