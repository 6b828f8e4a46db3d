"""The steps of a deal: nothing is done before what comes before it, whoever asks and whatever is paid."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.deal import (
    MONEY_STEPS,
    STEP_OF_ROW,
    TEMPLATES,
    UNIT_STATE_AFTER,
    PaidRow,
    PlanKind,
    RowKind,
    Step,
    StepClosed,
    StepDone,
    StepNotApplicable,
    StepPaidByReceipts,
    StepState,
    StepUnpaid,
    StepView,
    StepWaits,
    UndoRefused,
    check_payable,
    check_step,
    check_undo,
    due_now,
    last_step,
    may_be_paid,
    view_of,
    view_steps,
)
from salesdesk.domain.errors import DeskError
from salesdesk.domain.units import MOVES

ORDERED = date(2024, 8, 31)
SIGN_BY = date(2024, 9, 7)
DONE, OPEN, BLOCKED, NOT_APPLICABLE = StepState
MORTGAGE_ROWS = (
    PaidRow(RowKind.DEPOSIT, ORDERED, 1_000_000, 0),
    PaidRow(RowKind.FIRST_PAYMENT, date(2024, 9, 5), 180_000_000, 0),
    PaidRow(RowKind.LOAN, date(2024, 10, 30), 450_000_000, 0),
)
INSTALMENT_ROWS = (
    PaidRow(RowKind.DEPOSIT, ORDERED, 1_000_000, 0),
    PaidRow(RowKind.FIRST_PAYMENT, date(2024, 9, 5), 29_000_000, 0),
    PaidRow(RowKind.INSTALMENT, date(2024, 10, 30), 40_000_000, 0),
    PaidRow(RowKind.INSTALMENT, date(2024, 12, 29), 30_000_000, 0),
)


def paid(rows: Sequence[PaidRow], *amounts: int) -> tuple[PaidRow, ...]:
    """The same rows with so much paid on each, in order; what is not named stays unpaid."""
    return tuple(
        replace(row, paid_minor=amounts[place] if place < len(amounts) else 0) for place, row in enumerate(rows)
    )


def stand(
    *steps: Step, rows: Sequence[PaidRow] = MORTGAGE_ROWS, plan: PlanKind = PlanKind.MORTGAGE
) -> tuple[StepView, ...]:
    return view_steps(plan, dict.fromkeys((Step.ORDER, *steps), ORDERED), rows, sign_by=SIGN_BY)


def states(views: Sequence[StepView]) -> dict[str, str]:
    return {view.step.value: view.state.value for view in views}


def test_after_the_order_only_the_deposit_is_open() -> None:
    views = stand()
    assert states(views) == {
        "order": "done",
        "deposit": "open",
        "top_up": "blocked",
        "first_payment": "blocked",
        "contract": "blocked",
        "mortgage": "blocked",
        "loan_payout": "blocked",
        "area_settlement": "blocked",
        "handover": "blocked",
        "title": "blocked",
    }
    deposit = view_of(views, Step.DEPOSIT)
    assert (deposit.due, deposit.open_minor) == (ORDERED, 1_000_000)
    assert {view.waits_for for view in views if view.state is BLOCKED} == {Step.DEPOSIT}


def test_a_part_of_the_deposit_leaves_the_rest_as_a_top_up_and_keeps_the_first_payment_closed() -> None:
    views = stand(rows=paid(MORTGAGE_ROWS, 300_000))
    assert view_of(views, Step.DEPOSIT).state is DONE
    top_up = view_of(views, Step.TOP_UP)
    assert (top_up.state, top_up.open_minor, top_up.due) == (OPEN, 700_000, ORDERED + timedelta(days=3))
    first = view_of(views, Step.FIRST_PAYMENT)
    assert (first.state, first.waits_for) == (BLOCKED, Step.TOP_UP)
    with pytest.raises(StepClosed) as refusal:
        check_step(views, Step.FIRST_PAYMENT)
    assert str(refusal.value) == "first payment is closed: top-up is not done yet (7,000 is to be paid)."
    assert (refusal.value.details["step_code"], refusal.value.details["before_code"]) == ("first_payment", "top_up")


@pytest.mark.parametrize(("paid_minor", "left_minor"), [(1, 999_999), (999_999, 1)])
def test_a_single_fen_makes_the_difference(paid_minor: int, left_minor: int) -> None:
    top_up = view_of(stand(rows=paid(MORTGAGE_ROWS, paid_minor)), Step.TOP_UP)
    assert (top_up.state, top_up.open_minor, top_up.due) == (OPEN, left_minor, ORDERED + timedelta(days=3))


def test_a_full_deposit_closes_the_top_up_by_itself() -> None:
    views = stand(rows=paid(MORTGAGE_ROWS, 1_000_000))
    assert [view_of(views, step).state for step in (Step.DEPOSIT, Step.TOP_UP)] == [DONE, DONE]
    assert view_of(views, Step.TOP_UP).reason == "the deposit was paid in full"
    assert view_of(views, Step.FIRST_PAYMENT).state is OPEN
    assert last_step(views) is Step.DEPOSIT


def test_a_top_up_that_was_paid_is_a_step_of_its_own() -> None:
    moment = datetime(2024, 9, 2, 10, 0)
    views = view_steps(PlanKind.MORTGAGE, {Step.ORDER: ORDERED, Step.TOP_UP: moment}, paid(MORTGAGE_ROWS, 1_000_000))
    assert (view_of(views, Step.TOP_UP).done_at, view_of(views, Step.TOP_UP).reason) == (moment, "")
    assert last_step(views) is Step.TOP_UP


def test_the_day_of_the_last_payment_is_the_day_a_step_of_money_was_done() -> None:
    rows = (replace(MORTGAGE_ROWS[0], paid_minor=1_000_000, paid_on=date(2024, 9, 2)), *MORTGAGE_ROWS[1:])
    assert view_of(stand(rows=rows), Step.DEPOSIT).done_at == date(2024, 9, 2)


def test_the_contract_is_due_by_the_day_to_sign() -> None:
    views = stand(rows=paid(MORTGAGE_ROWS, 1_000_000, 180_000_000))
    contract = view_of(views, Step.CONTRACT)
    assert (contract.state, contract.due) == (OPEN, SIGN_BY)
    check_step(views, Step.CONTRACT)


def test_money_that_is_there_does_not_do_a_step_whose_predecessor_is_open() -> None:
    views = stand(rows=paid(MORTGAGE_ROWS, 1_000_000, 180_000_000, 450_000_000))
    assert [view_of(views, step).state for step in (Step.CONTRACT, Step.LOAN_PAYOUT)] == [OPEN, BLOCKED]
    views = stand(Step.CONTRACT, Step.MORTGAGE, rows=paid(MORTGAGE_ROWS, 1_000_000, 180_000_000, 450_000_000))
    assert view_of(views, Step.LOAN_PAYOUT).state is DONE


def test_a_reversed_receipt_opens_its_step_again_and_closes_all_that_stands_on_it() -> None:
    views = stand(Step.CONTRACT, rows=paid(MORTGAGE_ROWS, 0, 180_000_000))
    assert view_of(views, Step.DEPOSIT).state is OPEN
    contract = view_of(views, Step.CONTRACT)
    assert (contract.state, contract.waits_for, contract.done_at) == (BLOCKED, Step.DEPOSIT, None)


@pytest.mark.parametrize(
    ("plan", "without"),
    [
        (PlanKind.ONE_SUM, {Step.MORTGAGE, Step.LOAN_PAYOUT}),
        (PlanKind.INSTALMENTS, {Step.MORTGAGE, Step.LOAN_PAYOUT}),
        (PlanKind.MORTGAGE, set()),
        (PlanKind.PROVIDENT_FUND, set()),
        (PlanKind.COMBINED, set()),
    ],
)
def test_a_step_that_does_not_apply_is_shown_as_such_with_the_reason(plan: PlanKind, without: set[Step]) -> None:
    assert set(TEMPLATES[plan]) == without
    views = stand(plan=plan)
    assert {view.step for view in views if view.state is NOT_APPLICABLE} == without
    for step in without:
        with pytest.raises(StepNotApplicable, match="it is paid without a loan"):
            check_step(views, step)


def test_a_loan_that_comes_to_nothing_and_a_deposit_that_is_not_asked_for_are_no_steps() -> None:
    rows = [PaidRow(RowKind.FIRST_PAYMENT, ORDERED, 500_000, 500_000)]
    views = stand(rows=rows)
    without = [view.step for view in views if view.reason == "nothing is due for it"]
    assert without == [Step.DEPOSIT, Step.TOP_UP, Step.MORTGAGE, Step.LOAN_PAYOUT]
    assert view_of(views, Step.CONTRACT).state is OPEN


def test_further_steps_can_be_exempt_and_others_can_wait_for_something() -> None:
    views = view_steps(
        PlanKind.MORTGAGE,
        {Step.ORDER: ORDERED},
        paid(MORTGAGE_ROWS, 1_000_000, 180_000_000),
        waiting={Step.CONTRACT: "the cautions are not ticked"},
        exempt={Step.AREA_SETTLEMENT: "it is sold per unit"},
    )
    assert view_of(views, Step.AREA_SETTLEMENT) == StepView(
        Step.AREA_SETTLEMENT, NOT_APPLICABLE, reason="it is sold per unit"
    )
    with pytest.raises(StepWaits, match="contract is closed: the cautions are not ticked"):
        check_step(views, Step.CONTRACT)
    with pytest.raises(StepClosed, match=r"mortgage is closed: contract is not done yet \(the cautions"):
        check_step(views, Step.MORTGAGE)


def test_instalments_do_not_hold_up_the_contract_but_the_keys() -> None:
    begun = paid(INSTALMENT_ROWS, 1_000_000, 29_000_000)
    views = stand(rows=begun, plan=PlanKind.INSTALMENTS)
    check_step(views, Step.CONTRACT)
    done = (Step.CONTRACT, Step.AREA_SETTLEMENT)
    views = stand(*done, rows=paid(begun, 1_000_000, 29_000_000, 40_000_000), plan=PlanKind.INSTALMENTS)
    with pytest.raises(StepUnpaid, match="handover is closed: 300,000 of the price is still to be paid"):
        check_step(views, Step.HANDOVER)
    with pytest.raises(StepClosed, match="title is closed: handover is not done yet"):
        check_step(views, Step.TITLE)
    whole = paid(begun, 1_000_000, 29_000_000, 40_000_000, 30_000_000)
    check_step(stand(*done, rows=whole, plan=PlanKind.INSTALMENTS), Step.HANDOVER)


def test_a_step_is_done_once() -> None:
    with pytest.raises(StepDone, match=r"order is done already \(2024-08-31\)"):
        check_step(stand(), Step.ORDER)
    with pytest.raises(StepDone, match=r"deposit is done already \(paid\)"):
        check_step(stand(rows=paid(MORTGAGE_ROWS, 1_000_000)), Step.DEPOSIT)


def test_a_step_of_money_is_done_by_receipts_alone() -> None:
    with pytest.raises(StepPaidByReceipts, match="deposit is done by paying: 10,000 is still to be paid"):
        check_step(stand(), Step.DEPOSIT)


def test_a_step_with_nothing_to_say_for_itself_is_just_open() -> None:
    whole = paid(MORTGAGE_ROWS, 1_000_000, 180_000_000)
    with pytest.raises(StepClosed, match=r"mortgage is closed: contract is not done yet \(it is open\)"):
        check_step(stand(rows=whole), Step.MORTGAGE)
    assert view_of(stand(rows=whole), Step.MORTGAGE).reason == "it waits for the contract"


@pytest.mark.parametrize(
    ("kind", "paid_minor", "due"),
    [
        (RowKind.DEPOSIT, 0, ORDERED),
        (RowKind.DEPOSIT, 300_000, ORDERED + timedelta(days=3)),
        (RowKind.DEPOSIT, 1_000_000, ORDERED),
        (RowKind.FIRST_PAYMENT, 300_000, ORDERED),
    ],
)
def test_only_the_rest_of_a_deposit_has_some_days_more(kind: RowKind, paid_minor: int, due: date) -> None:
    assert due_now(kind, ORDERED, 1_000_000, paid_minor) == due


def test_money_meant_for_a_closed_step_is_refused() -> None:
    views = stand(rows=paid(MORTGAGE_ROWS, 300_000))
    check_payable(views, RowKind.DEPOSIT)
    check_payable(views, RowKind.INSTALMENT)
    with pytest.raises(StepClosed, match="first payment is closed: top-up"):
        check_payable(views, RowKind.FIRST_PAYMENT)
    check_payable(stand(rows=paid(MORTGAGE_ROWS, 1_000_000)), RowKind.FIRST_PAYMENT)


def test_money_runs_on_from_line_to_line_but_not_past_a_step_done_by_hand() -> None:
    views = stand()
    assert [kind for kind in RowKind if not may_be_paid(views, kind)] == [RowKind.LOAN]
    whole = paid(MORTGAGE_ROWS, 1_000_000, 180_000_000)
    assert not may_be_paid(stand(Step.CONTRACT, rows=whole), RowKind.LOAN)
    assert may_be_paid(stand(Step.CONTRACT, Step.MORTGAGE, rows=whole), RowKind.LOAN)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step.ORDER, "order cannot be undone: a deal ends by a cancellation"),
        (Step.DEPOSIT, "deposit cannot be undone: money is undone by reversing its receipt"),
        (Step.MORTGAGE, "mortgage cannot be undone: it is not done"),
    ],
)
def test_only_what_was_done_by_hand_can_be_undone(step: Step, why: str) -> None:
    views = stand(Step.CONTRACT, rows=paid(MORTGAGE_ROWS, 1_000_000, 180_000_000))
    check_undo(views, Step.CONTRACT)
    with pytest.raises(UndoRefused, match=why):
        check_undo(views, step)


def test_only_the_last_step_can_be_undone() -> None:
    whole = paid(MORTGAGE_ROWS, 1_000_000, 180_000_000, 450_000_000)
    views = stand(Step.CONTRACT, Step.MORTGAGE, rows=whole)
    with pytest.raises(UndoRefused, match="mortgage cannot be undone: the loan payout was done after it"):
        check_undo(views, Step.MORTGAGE)


def test_the_stage_of_a_deal_without_any_step_is_the_order() -> None:
    assert last_step(view_steps(PlanKind.ONE_SUM, {}, ())) is Step.ORDER


def test_each_step_moves_the_unit_where_the_table_of_moves_lets_it() -> None:
    assert [state.value for state in UNIT_STATE_AFTER.values()] == ["subscribed", "signed", "handed_over", "titled"]
    reachable = {target for targets in MOVES.values() for target in targets}
    assert set(UNIT_STATE_AFTER.values()) <= reachable


def test_the_words_of_steps_and_lines_agree() -> None:
    assert [step.word for step in (Step.TOP_UP, Step.FIRST_PAYMENT)] == ["top-up", "first payment"]
    assert all(MONEY_STEPS[step] is kind for kind, step in STEP_OF_ROW.items())


class Walk:
    """A deal that somebody tries to push along in any order."""

    def __init__(self, plan: PlanKind) -> None:
        self.plan = plan
        self.done: dict[Step, date] = {Step.ORDER: ORDERED}
        self.rows = list(INSTALMENT_ROWS if plan is PlanKind.INSTALMENTS else MORTGAGE_ROWS)

    def views(self) -> tuple[StepView, ...]:
        return view_steps(self.plan, self.done, self.rows)

    def try_step(self, step: Step) -> None:
        try:
            check_step(self.views(), step)
        except DeskError:
            return
        assert step not in MONEY_STEPS
        self.done[step] = ORDERED

    def try_undo(self, step: Step) -> None:
        try:
            check_undo(self.views(), step)
        except UndoRefused:
            return
        del self.done[step]

    def try_pay(self, place: int, amount_minor: int) -> None:
        place %= len(self.rows)
        row = self.rows[place]
        try:
            check_payable(self.views(), row.kind)
        except DeskError:
            return
        self.rows[place] = replace(row, paid_minor=min(row.amount_minor, row.paid_minor + amount_minor))


def check_invariants(walk: Walk) -> None:
    views = walk.views()
    applicable = [view for view in views if view.state is not NOT_APPLICABLE]
    settled = [view.state is DONE for view in applicable]
    assert settled == sorted(settled, reverse=True), "a step is done before its predecessor"
    assert sum(view.state is OPEN for view in views) <= 1
    for view in applicable:
        if view.state is BLOCKED:
            assert view.reason
            assert view.waits_for is None or view_of(views, view.waits_for).state in (OPEN, BLOCKED)
    if Step.HANDOVER in walk.done:
        assert all(row.open_minor == 0 for row in walk.rows)


MOVES_TRIED = st.one_of(
    st.tuples(st.just("try_step"), st.sampled_from(Step)),
    st.tuples(st.just("try_undo"), st.sampled_from(Step)),
    st.tuples(st.just("try_pay"), st.integers(0, 3), st.sampled_from((1, 300_000, 500_000_000))),
)


@pytest.mark.long
@given(st.sampled_from(PlanKind), st.lists(MOVES_TRIED, max_size=60))
def test_no_order_of_tries_does_a_step_before_its_predecessor(plan: PlanKind, tries: list[tuple[str, ...]]) -> None:
    walk = Walk(plan)
    for name, *what in tries:
        getattr(walk, name)(*what)
        check_invariants(walk)
