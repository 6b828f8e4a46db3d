"""Mortgage cases: papers, the lender's answer, the payment it leaves, and the steps that they do and keep closed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import deals as deal_rows
from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind, Step, StepClosed, StepState, StepWaits, view_of
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.mortgages import CaseMoveRefused, CaseState, Lender, PapersMissing
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import audit, changes, deals, mortgages, office, orders, payments, steps, today, unallocated
from salesdesk.services.deal_sums import explain_deal
from salesdesk.services.mortgages import BankHasNotPaid, CaseBuiltOn, CaseOpen, NoSuchLoan

if TYPE_CHECKING:
    from tests.conftest import Bureau

BANK = "Harbour Bank"


def _opened(bureau: "Bureau", *, signed: bool = True) -> tuple[str, int]:
    unit = bureau.units(1)[0]
    deal = bureau.signed(unit) if signed else bureau.sold(unit)
    return deal, mortgages.open_case(bureau.desk(Role.MORTGAGE_DESK), deal, BANK).case_id


def _submitted(bureau: "Bureau") -> tuple[str, int]:
    deal, case = _opened(bureau)
    _bring_papers(bureau, case)
    mortgages.submit_case(bureau.desk(Role.MORTGAGE_DESK), case)
    return deal, case


def _bring_papers(bureau: "Bureau", case: int) -> None:
    desk = bureau.desk(Role.MORTGAGE_DESK)
    for each in mortgages.show_case(desk, case).papers:
        mortgages.note_paper(desk, case, each.name)


def _step(bureau: "Bureau", deal: str, step: Step) -> StepState:
    return view_of(deals.show_deal(bureau.admin, deal).steps, step).state


def test_the_approval_of_the_whole_loan_does_the_mortgage_and_the_banks_money_the_payout(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    view = mortgages.approve_case(desk, case)
    assert (view.state, view.approved_minor) == ("approved", view.asked_minor)
    assert _step(bureau, deal, Step.MORTGAGE) is StepState.DONE
    assert [row.kind for row in deals.show_deal(bureau.admin, deal).schedule] == ["deposit", "first_payment", "loan"]
    with bureau.refuses(BankHasNotPaid, match="4,200,000"):
        mortgages.pay_out_case(desk, case)
    bureau.paid(deal, view.asked_minor)
    assert _step(bureau, deal, Step.LOAN_PAYOUT) is StepState.DONE
    assert mortgages.pay_out_case(desk, case).state == "paid_out"
    assert audit.verify(bureau.admin).ok


def test_an_approval_below_the_loan_makes_a_payment_under_a_new_version_and_keeps_what_was_paid(
    bureau: "Bureau",
) -> None:
    deal, case = _submitted(bureau)
    before = deals.show_deal(bureau.admin, deal)
    view = mortgages.approve_case(bureau.desk(Role.MORTGAGE_DESK), case, 4_000_000_00)
    after = deals.show_deal(bureau.admin, deal)
    assert [(row.kind, row.amount_minor) for row in after.schedule[2:]] == [
        ("loan", 4_000_000_00),
        ("shortfall", 200_000_00),
    ]
    assert after.schedule[-1].due == bureau.clock.now.date() + timedelta(days=7)
    assert sum(row.amount_minor for row in after.schedule) == after.price.total_minor
    assert [row.paid_minor for row in after.schedule[:2]] == [row.paid_minor for row in before.schedule[:2]]
    assert (after.paid_minor, after.unallocated_minor) == (before.paid_minor, 0)
    assert _step(bureau, deal, Step.MORTGAGE) is StepState.DONE
    assert (view.asked_minor, view.approved_minor) == (4_200_000_00, 4_000_000_00)
    with bureau.database.reading() as tx:
        found = deal_rows.deal_by_number(tx, bureau.admin.project.id, 1)
    assert found is not None
    assert found.plan_version == 2
    assert audit.verify(bureau.admin).ok


def test_what_is_missing_of_the_loan_is_paid_before_the_keys(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    mortgages.approve_case(bureau.desk(Role.MORTGAGE_DESK), case, 4_000_000_00)
    bureau.paid(deal, 4_200_000_00)
    assert all(row.open_minor == 0 for row in deals.show_deal(bureau.admin, deal).schedule)
    assert mortgages.pay_out_case(bureau.desk(Role.MORTGAGE_DESK), case).state == "paid_out"


def test_the_banks_money_pays_the_loan_and_leaves_the_difference_to_the_buyer(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk, cashier = bureau.desk(Role.MORTGAGE_DESK), bureau.desk(Role.CASHIER)
    mortgages.approve_case(desk, case, 4_000_000_00)
    loan, difference = (row.due for row in deals.show_deal(bureau.admin, deal).schedule[-2:])
    assert difference < loan, "the difference is due first, so the oldest is not the loan"
    paid = payments.add_receipt(cashier, deal, 4_000_000_00, Method.BANK_LOAN)
    assert [(each.label, each.amount_minor) for each in paid.allotted] == [("loan payout", 4_000_000_00)]
    assert mortgages.pay_out_case(desk, case).state == "paid_out"
    own = payments.add_receipt(cashier, deal, 200_000_00, Method.CASH)
    assert [each.label for each in own.allotted] == ["make up the difference"]


def test_a_lenders_money_before_the_contract_waits_for_its_loan(bureau: "Bureau") -> None:
    rep, cashier, loan = bureau.desk(Role.REP), bureau.desk(Role.CASHIER), 4_000_000_00
    deal = orders.place_order(rep, bureau.units(1)[0], bureau.customer(rep), PlanKind.MORTGAGE).deal_id
    early = payments.add_receipt(cashier, deal, loan, Method.BANK_LOAN)
    assert (early.allotted, early.unallocated_minor) == ([], loan)
    with bureau.refuses(unallocated.OnlyTheLoan):
        unallocated.move_money(cashier, deal, loan)
    with bureau.refuses(BadValue, match="lender"):
        payments.add_receipt(cashier, deal, 1_000_00, Method.BANK_LOAN, only=Step.DEPOSIT)
    own = sum(row.amount_minor for row in deals.show_deal(bureau.admin, deal).schedule[:-1])
    payments.add_receipt(cashier, deal, own, Method.CASH)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    steps.do_step(bureau.desk(Role.MORTGAGE_DESK), deal, Step.MORTGAGE)
    assert unallocated.move_money(cashier, deal, loan).allotted_minor == loan
    assert deals.show_deal(bureau.admin, deal).schedule[-1].paid_minor == loan


def test_of_two_lenders_each_pays_its_own_loan(bureau: "Bureau") -> None:
    buyer = bureau.customer(bureau.desk(Role.REP))
    (unit,) = bureau.units(1)
    sold = orders.place_order(bureau.desk(Role.REP), unit, buyer, PlanKind.COMBINED, fund_quota_minor=900_000_00)
    bureau.paid(sold.deal_id, sum(each.amount_minor for each in sold.schedule[:2]))
    steps.do_step(bureau.desk(Role.BACK_OFFICE), sold.deal_id, Step.CONTRACT, ticked=True)
    steps.do_step(bureau.desk(Role.MORTGAGE_DESK), sold.deal_id, Step.MORTGAGE)
    for method, label in ((Method.BANK_LOAN, "loan payout"), (Method.FUND_LOAN, "provident fund loan")):
        paid = payments.add_receipt(bureau.desk(Role.CASHIER), sold.deal_id, 1_000_00, method)
        assert [each.label for each in paid.allotted] == [label]


def test_the_papers_are_those_of_the_projects_profile_and_all_come_in_before_the_submission(bureau: "Bureau") -> None:
    _, case = _opened(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    names = [each.name for each in mortgages.show_case(desk, case).papers]
    assert names[0] == "identity card"
    mortgages.note_paper(desk, case, "Identity Card")
    with bureau.refuses(PapersMissing, match="household register"):
        mortgages.submit_case(desk, case)
    with bureau.refuses(NotFound, match="Needed are: identity card"):
        mortgages.note_paper(desk, case, "a love letter")
    with bureau.refuses(BadValue, match="today"):
        mortgages.note_paper(desk, case, names[1], date(2030, 1, 1))


def test_an_application_is_not_submitted_before_the_contract(bureau: "Bureau") -> None:
    _, case = _opened(bureau, signed=False)
    _bring_papers(bureau, case)
    with bureau.refuses(StepClosed, match="deposit"):
        mortgages.submit_case(bureau.desk(Role.MORTGAGE_DESK), case)


def test_the_mortgage_is_not_done_by_hand_while_a_lender_has_not_approved(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    with bureau.refuses(StepWaits, match="not approved"):
        steps.do_step(desk, deal, Step.MORTGAGE)
    mortgages.refuse_case(desk, case, "income too small")
    steps.do_step(desk, deal, Step.MORTGAGE)
    assert _step(bureau, deal, Step.MORTGAGE) is StepState.DONE


def test_an_application_ends_with_a_reason(bureau: "Bureau") -> None:
    _, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    for end in (mortgages.refuse_case, mortgages.withdraw_case):
        with bureau.refuses(BadValue, match="it says why"):
            end(desk, case, " ")


def test_an_application_goes_on_after_the_step_was_done_by_hand(bureau: "Bureau") -> None:
    unit, desk = bureau.units(1)[0], bureau.desk(Role.MORTGAGE_DESK)
    deal = bureau.signed(unit)
    steps.do_step(desk, deal, Step.MORTGAGE)
    case = mortgages.open_case(desk, deal, BANK).case_id
    _bring_papers(bureau, case)
    mortgages.submit_case(desk, case)
    assert mortgages.approve_case(desk, case).state == "approved"
    done = [each.facts["step"] for each in audit.show_events(bureau.admin, deal=deal) if each.kind == "deal.step_done"]
    assert done.count("mortgage") == 1
    assert audit.verify(bureau.admin).ok


def test_the_step_waits_for_the_last_of_two_lenders(bureau: "Bureau") -> None:
    rep, desk = bureau.desk(Role.REP), bureau.desk(Role.MORTGAGE_DESK)
    (unit,) = bureau.units(1)
    sold = orders.place_order(rep, unit, bureau.customer(rep), PlanKind.COMBINED, fund_quota_minor=900_000_00)
    bureau.paid(sold.deal_id, sum(each.amount_minor for each in sold.schedule[:2]))
    steps.do_step(bureau.desk(Role.BACK_OFFICE), sold.deal_id, Step.CONTRACT, ticked=True)
    states = []
    for bank, lender, less in ((BANK, Lender.COMMERCIAL, 100_000_00), ("The Fund", Lender.FUND, 0)):
        opened = mortgages.open_case(desk, sold.deal_id, bank, lender)
        _bring_papers(bureau, opened.case_id)
        mortgages.submit_case(desk, opened.case_id)
        mortgages.approve_case(desk, opened.case_id, opened.asked_minor - less)
        states.append(_step(bureau, sold.deal_id, Step.MORTGAGE))
    assert states == [StepState.OPEN, StepState.DONE]
    sums = {each.ref: each.reckoning for each in explain_deal(bureau.admin, sold.deal_id)}
    rows = deals.show_deal(bureau.admin, sold.deal_id).schedule
    assert [sums[f"row:{each.line_id}"].sum_minor for each in rows] == [each.amount_minor for each in rows]
    shortfall = sums[f"row:{rows[-1].line_id}"]
    assert shortfall.sum_minor == 100_000_00
    assert [each.details["bank"] for each in shortfall.steps] == [BANK, BANK]


def test_the_end_of_a_deal_takes_back_what_still_runs(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    mortgages.refuse_case(desk, case, "income too small")
    second = mortgages.open_case(desk, deal, "Second Bank").case_id
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.RETURN, "no bank lends")
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    ended = {each.case_id: (each.state, each.ended_reason) for each in mortgages.list_cases(desk, deal)}
    assert ended == {case: ("refused", "income too small"), second: ("withdrawn", "no bank lends")}
    assert audit.verify(bureau.admin).ok


def test_after_a_refusal_another_bank_is_asked(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    with bureau.refuses(CaseOpen, match=BANK):
        mortgages.open_case(desk, deal, "Second Bank")
    view = mortgages.refuse_case(desk, case, "income too small")
    assert (view.state, view.ended_reason, view.due) == ("refused", "income too small", None)
    with bureau.refuses(CaseMoveRefused, match="goes to nothing"):
        mortgages.approve_case(desk, case)
    second = mortgages.open_case(desk, deal, "Second Bank")
    assert [each.case_id for each in mortgages.list_cases(desk, deal)] == [case, second.case_id]
    assert [each.case_id for each in mortgages.list_cases(desk)] == [second.case_id, case]


def test_an_approved_application_is_withdrawn_only_after_the_step_was_undone(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    mortgages.approve_case(desk, case)
    with bureau.refuses(CaseBuiltOn):
        mortgages.withdraw_case(desk, case, "another bank")
    steps.undo_step(bureau.desk(Role.BACK_OFFICE), deal, "another bank")
    assert mortgages.withdraw_case(desk, case, "another bank").state == "withdrawn"
    with bureau.refuses(BadValue, match="name"):
        mortgages.open_case(desk, deal, "  ")


def test_a_deal_has_the_loans_of_its_plan_and_no_other(bureau: "Bureau") -> None:
    deal, _ = _opened(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    with bureau.refuses(NoSuchLoan, match="fund"):
        mortgages.open_case(desk, deal, BANK, Lender.FUND)
    with bureau.refuses(NotFound, match="mortgage case"):
        mortgages.show_case(desk, 99)


@pytest.mark.parametrize("amount", [0, -1, 4_200_000_01])
def test_no_bank_approves_nothing_or_more_than_the_loan(bureau: "Bureau", amount: int) -> None:
    _, case = _submitted(bureau)
    with bureau.refuses(BadValue, match="4,200,000"):
        mortgages.approve_case(bureau.desk(Role.MORTGAGE_DESK), case, amount)


def test_two_who_approve_at_once_approve_once(bureau: "Bureau") -> None:
    deal, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    answers = bureau.collide("deal", *(lambda: mortgages.approve_case(desk, case, 4_000_000_00) for _ in range(2)))
    assert sorted(type(each).__name__ for each in answers) == ["CaseMoveRefused", "CaseView"]
    assert len(deals.show_deal(bureau.admin, deal).schedule) == 4


def test_what_was_waited_for_too_long_is_late(bureau: "Bureau") -> None:
    _, case = _submitted(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)
    bureau.clock.on(days=15)
    assert not mortgages.show_case(desk, case).overdue
    bureau.clock.on(days=1)
    assert mortgages.show_case(desk, case).overdue


def test_what_is_late_is_on_the_mortgage_desks_panel_until_it_is_done(bureau: "Bureau") -> None:
    deal, case = _opened(bureau)
    desk = bureau.desk(Role.MORTGAGE_DESK)

    def titles() -> list[tuple[str, int]]:
        tasks = today.read_today(desk).tasks
        return [(task.title, task.late_days) for task in tasks if task.kind == "mortgage_due"]

    assert titles() == []
    bureau.clock.on(days=15)
    assert titles() == [("papers to complete", 1)]
    _bring_papers(bureau, case)
    mortgages.submit_case(desk, case)
    assert titles() == []
    bureau.clock.on(days=17)
    assert titles() == [("bank to answer", 2)]
    mortgages.approve_case(desk, case)
    bureau.clock.on(days=30)
    assert titles() == [("loan to be paid out", 0)]
    bureau.paid(deal, 4_200_000_00)
    mortgages.pay_out_case(desk, case)
    assert titles() == []


def test_the_days_after_which_something_is_late_are_settings(bureau: "Bureau") -> None:
    office.set_project(bureau.admin, "mortgage_papers_days", "3")
    _, case = _opened(bureau)
    assert mortgages.show_case(bureau.admin, case).due == bureau.clock.now.date() + timedelta(days=3)


def _move(bureau: "Bureau", deal: str, case: int, word: str) -> None:
    desk, admin = bureau.desk(Role.MORTGAGE_DESK), bureau.admin
    if word == "papers":
        _bring_papers(bureau, case)
    elif word == "submit":
        mortgages.submit_case(desk, case)
    elif word == "approve":
        mortgages.approve_case(desk, case, 4_100_000_00)
    elif word == "pay out":
        mortgages.pay_out_case(desk, case)
    elif word == "pay":
        open_minor = sum(row.open_minor for row in deals.show_deal(admin, deal).schedule)
        bureau.paid(deal, min(open_minor, 1_800_000_00) or 1_00)
    else:
        steps.do_step(admin, deal, Step(word))


MOVES = ("papers", "submit", "approve", "pay out", "pay", "contract", "mortgage", "area_settlement", "handover")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(MOVES), min_size=4, max_size=14))
def test_no_order_of_commands_does_a_step_whose_predecessor_is_open(sqlite_bureau: "Bureau", words: list[str]) -> None:
    bureau = sqlite_bureau
    building = str(10 + len(deals.list_deals(bureau.admin)))
    buyer = bureau.customer(bureau.desk(Role.REP), "王小明", f"199-0000-{int(building):04d}")
    deal = bureau.sold(bureau.units(1, building)[0], buyer=buyer)
    case = mortgages.open_case(bureau.desk(Role.MORTGAGE_DESK), deal, BANK).case_id
    for word in words:
        try:
            _move(bureau, deal, case, word)
        except DeskError:
            continue
        finally:
            view, found = deals.show_deal(bureau.admin, deal), mortgages.show_case(bureau.admin, case)
            states = [each.state for each in view.steps if each.state is not StepState.NOT_APPLICABLE]
            done = [each is StepState.DONE for each in states]
            assert done == sorted(done, reverse=True)
            mortgage_done = view_of(view.steps, Step.MORTGAGE).state is StepState.DONE
            assert mortgage_done == (found.state in {CaseState.APPROVED, CaseState.PAID_OUT})
            assert sum(row.amount_minor for row in view.schedule) == view.price.total_minor
