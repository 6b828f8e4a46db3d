"""A schedule that was planned anew is told: what the new plan leads to, what was taken off it, and what stayed."""

from datetime import date
from decimal import Decimal

from salesdesk.domain.deal import PlanKind, RowKind
from salesdesk.domain.explain import Reckoning, told
from salesdesk.domain.replan_reckoning import told_by_plan
from salesdesk.domain.schedule import STANDARD_PLANS, Part, PaymentPlan, ReckonedRow, ScheduleRow, plan_reckoned

DAY = date(2026, 8, 31)
TOTAL, DEPOSIT = 655_641_600, 10_000_000
MORTGAGE = PaymentPlan(PlanKind.MORTGAGE, (Part("first payment", days=5),), ltv=Decimal(70))


def _fresh(plan: PaymentPlan) -> tuple[ReckonedRow, ...]:
    return plan_reckoned(TOTAL, plan, ordered_on=DAY, deposit_minor=DEPOSIT)


def _row(kind: RowKind, label: str, amount_minor: int) -> ScheduleRow:
    return ScheduleRow(kind, label, DAY, amount_minor)


def _text(found: Reckoning) -> str:
    assert found.adds_up
    return "\n".join(f"{each.label}: {each.arithmetic}" for each in told(found).steps)


def test_a_schedule_as_its_plan_made_it_is_told_row_by_row() -> None:
    fresh = _fresh(STANDARD_PLANS[PlanKind.INSTALMENTS])
    found = told_by_plan([each.row for each in fresh], fresh)
    assert list(found.values()) == [each.reckoning for each in fresh]


def test_a_part_payment_that_stayed_is_taken_off_the_new_first_payment() -> None:
    """300,000 of instalments were begun before the deal went on by mortgage: both are called first payment."""
    deposit, first, loan = (each.row for each in _fresh(MORTGAGE))
    kept = _row(RowKind.FIRST_PAYMENT, "first payment", 30_000_000)
    less = _row(RowKind.FIRST_PAYMENT, "first payment", first.amount_minor - 30_000_000)
    rows = [deposit, kept, less, loan]
    found = told_by_plan(rows, _fresh(MORTGAGE))
    assert [found[place].sum_minor for place in range(4)] == [each.amount_minor for each in rows]
    assert "it stayed as it was" in _text(found[1])
    assert "payments kept: they stand in the place" in _text(found[2])
    assert "70 %" in _text(found[3])


def test_a_payment_that_stayed_may_take_the_place_of_several() -> None:
    fresh = _fresh(STANDARD_PLANS[PlanKind.INSTALMENTS])
    deposit, first, second, third = (each.row for each in fresh)
    kept = _row(RowKind.FIRST_PAYMENT, "first payment", first.amount_minor + 1_000)
    rest = _row(RowKind.INSTALMENT, second.label, second.amount_minor - 1_000)
    found = told_by_plan([deposit, kept, rest, third], fresh)
    assert set(found) == {0, 1, 2, 3}
    assert _text(found[1]).startswith("kept:")
    assert found[2].steps[-1].amount_minor == -1_000


def test_what_no_plan_leads_to_has_no_arithmetic_of_one() -> None:
    deposit, first, loan = (each.row for each in _fresh(MORTGAGE))
    short = _row(RowKind.SHORTFALL, "make up the difference", 20_000_000)
    lent = _row(RowKind.LOAN, loan.label, loan.amount_minor - 20_000_000)
    found = told_by_plan([deposit, first, lent, short], _fresh(MORTGAGE))
    assert set(found) == {0, 1}
