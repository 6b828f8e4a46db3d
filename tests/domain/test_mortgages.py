"""Mortgage cases: the moves, the papers, what an approval below the loan leaves to be made up, what is late."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import PlanKind, RowKind
from salesdesk.domain.errors import BadValue
from salesdesk.domain.mortgages import (
    MOVES,
    CaseDays,
    CaseMoveRefused,
    CaseState,
    Lender,
    PapersMissing,
    check_case_move,
    check_papers,
    late_after,
    lender_of,
    with_shortfall,
)
from salesdesk.domain.schedule import STANDARD_PLANS, ScheduleRow, plan_rows

ORDERED, LATER = date(2024, 8, 31), date(2024, 10, 7)
DAYS = CaseDays(papers=14, answer=15, payout=30)


def rows_of(total_minor: int = 655_641_600) -> tuple[ScheduleRow, ...]:
    plan = STANDARD_PLANS[PlanKind.MORTGAGE]
    return plan_rows(total_minor, plan, ordered_on=ORDERED, deposit_minor=10_000_000)


def test_an_approval_of_4_400_000_instead_of_4_580_000_leaves_180_000_to_be_made_up() -> None:
    before = rows_of()
    after = with_shortfall(before, 2, 440_000_000, LATER)
    assert [(row.kind, row.amount_minor) for row in after] == [
        (RowKind.DEPOSIT, 10_000_000),
        (RowKind.FIRST_PAYMENT, 187_641_600),
        (RowKind.LOAN, 440_000_000),
        (RowKind.SHORTFALL, 18_000_000),
    ]
    assert (after[-1].due, sum(row.amount_minor for row in after)) == (LATER, 655_641_600)


def test_the_whole_loan_approved_leaves_the_schedule_as_it_is() -> None:
    assert with_shortfall(rows_of(), 2, 458_000_000, LATER) == rows_of()


@given(total=st.integers(10**8, 10**12), data=st.data())
def test_whatever_is_approved_the_rows_add_up_and_the_others_stay(total: int, data: st.DataObject) -> None:
    before = rows_of(total)
    approved = data.draw(st.integers(1, before[2].amount_minor))
    after = with_shortfall(before, 2, approved, LATER)
    assert sum(row.amount_minor for row in after) == total
    assert (after[:2], after[2].amount_minor) == (before[:2], approved)


@pytest.mark.parametrize(("place", "approved"), [(2, 0), (2, -1), (2, 458_000_001), (1, 1)])
def test_nothing_more_than_was_asked_for_and_only_a_loan_is_approved(place: int, approved: int) -> None:
    with pytest.raises(BadValue):
        with_shortfall(rows_of(), place, approved, LATER)


@pytest.mark.parametrize("now", CaseState)
@pytest.mark.parametrize("target", CaseState)
def test_an_application_moves_only_as_the_table_says(now: CaseState, target: CaseState) -> None:
    if target in MOVES[now]:
        check_case_move(1, now, target)
    else:
        with pytest.raises(CaseMoveRefused):
            check_case_move(1, now, target)


def test_a_refused_move_names_the_ones_that_are_allowed() -> None:
    with pytest.raises(CaseMoveRefused, match="approved, refused, withdrawn"):
        check_case_move(1, CaseState.SUBMITTED, CaseState.PAID_OUT)
    with pytest.raises(CaseMoveRefused, match="goes to nothing"):
        check_case_move(1, CaseState.REFUSED, CaseState.APPROVED)


def test_the_papers_that_are_missing_are_named() -> None:
    check_papers(1, [("identity card", ORDERED)])
    with pytest.raises(PapersMissing, match="income certificate did not"):
        check_papers(1, [("identity card", ORDERED), ("income certificate", None)])


def test_a_combined_loan_has_two_lenders() -> None:
    assert [lender_of(label) for label in ("provident fund loan", "loan payout")] == [Lender.FUND, Lender.COMMERCIAL]


@pytest.mark.parametrize(
    ("state", "last"),
    [
        (CaseState.COLLECTING, date(2024, 9, 15)),
        (CaseState.SUBMITTED, date(2024, 9, 20)),
        (CaseState.APPROVED, date(2024, 10, 20)),
        (CaseState.PAID_OUT, None),
        (CaseState.REFUSED, None),
        (CaseState.WITHDRAWN, None),
    ],
)
def test_each_wait_has_its_own_last_day(state: CaseState, last: date | None) -> None:
    submitted, approved = date(2024, 9, 5), date(2024, 9, 20)
    assert late_after(state, DAYS, opened=date(2024, 9, 1), submitted=submitted, approved=approved) == last
