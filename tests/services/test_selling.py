"""One flat from the price list to the contract, and everybody who may not take a short cut."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepClosed, StepPaidByReceipts, StepState, UndoRefused
from salesdesk.domain.errors import BadValue, Lost, NotPermitted
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.services import audit, board, chasing, deals, holds, orders, payments, reversals, steps, today
from salesdesk.services.money_steps import MoneyBuiltOn

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_a_flat_goes_from_hold_to_contract_step_by_step(bureau: "Bureau") -> None:
    rep, cashier = bureau.desk(Role.REP), bureau.desk(Role.CASHIER)
    office = bureau.desk(Role.BACK_OFFICE)
    unit = bureau.units(3)[0]
    buyer = bureau.customer(rep)
    holds.place_hold(rep, unit, buyer)
    order = orders.place_order(rep, unit, buyer, PlanKind.MORTGAGE)
    assert order.total_minor == 6_000_000_00
    assert sum(row.amount_minor for row in order.schedule) == order.total_minor

    first = payments.add_receipt(cashier, order.deal_id, 3_000_00, Method.CASH)
    assert (first.receipt_no, first.next_step, first.next_due_minor) == ("R-000001", Step.TOP_UP, 7_000_00)
    with pytest.raises(StepClosed, match="top-up"):
        steps.do_step(bureau.desk(Role.CASHIER), order.deal_id, Step.FIRST_PAYMENT)
    with pytest.raises(StepClosed, match="7,000"):
        payments.add_receipt(cashier, order.deal_id, 1000_00, Method.CASH, only=Step.FIRST_PAYMENT)

    payments.add_receipt(cashier, order.deal_id, 7_000_00, Method.CASH)
    with pytest.raises(StepPaidByReceipts):
        steps.do_step(cashier, order.deal_id, Step.FIRST_PAYMENT)
    with pytest.raises(NotPermitted):
        steps.do_step(rep, order.deal_id, Step.CONTRACT, ticked=True)
    with pytest.raises(StepClosed, match="first payment"):
        steps.do_step(office, order.deal_id, Step.CONTRACT, ticked=True)

    payments.add_receipt(cashier, order.deal_id, 1_790_000_00, Method.TRANSFER)
    signed = steps.do_step(office, order.deal_id, Step.CONTRACT, ticked=True)
    assert signed.unit_state == "signed"
    assert [view.state for view in signed.steps[:5]] == [StepState.DONE] * 5
    assert board.read_board(rep).counts["signed"] == 1
    with pytest.raises(MoneyBuiltOn, match="contract"):
        reversals.reverse_receipt(cashier, "R-000003", "wrong deal")
    steps.undo_step(office, order.deal_id, "signed by mistake")
    back = reversals.reverse_receipt(cashier, "R-000003", "wrong deal")
    assert (back.receipt_no, back.next_step) == ("R-000004", Step.FIRST_PAYMENT)


def test_the_loser_of_an_order_is_told_by_whom_and_what_else_is_free(bureau: "Bureau") -> None:
    winner, loser = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    unit, *others = bureau.units(5)
    holds.place_hold(winner, unit, bureau.customer(winner))
    other = bureau.customer(loser, "李明", "199-0000-0002")
    with pytest.raises(Lost) as refused:
        orders.place_order(loser, unit, other, PlanKind.ONE_SUM)
    assert refused.value.details["holder"] == "Wang Li"
    assert refused.value.details["similar"] == others[:3]


def test_a_promise_puts_a_payment_off_and_a_broken_one_comes_first(bureau: "Bureau") -> None:
    rep, cashier = bureau.desk(Role.REP), bureau.desk(Role.CASHIER)
    bureau.units(3)
    order = orders.place_order(rep, "3-1-0101", bureau.customer(rep), PlanKind.MORTGAGE)
    panel = today.read_today(cashier)
    assert [(task.title, task.amount_minor) for task in panel.tasks] == [("deposit", 10_000_00)]
    chasing.write_chase(cashier, order.deal_id, ChaseOutcome.PROMISED, date(2026, 9, 2))
    assert today.read_today(cashier).tasks == []
    bureau.clock.on(days=3)
    panel = today.read_today(cashier)
    assert panel.tasks[0].broken_promise
    assert panel.counts["to_collect"] == len(panel.tasks)
    assert timedelta(days=panel.tasks[0].late_days) == timedelta(days=3)
    assert Decimal(panel.tasks[0].late_fee_minor) == 6_00


def test_the_money_of_an_instalment_stays_while_the_buyer_has_the_keys(bureau: "Bureau") -> None:
    deal = bureau.signed(bureau.units(1)[0], PlanKind.INSTALMENTS)
    back_office, service = bureau.desk(Role.BACK_OFFICE), bureau.desk(Role.SERVICE)
    rest = bureau.paid(deal, 4_200_000_00)
    steps.file_contract(back_office, deal, "F-1")
    steps.do_step(back_office, deal, Step.AREA_SETTLEMENT)
    steps.do_step(service, deal, Step.HANDOVER)
    with bureau.refuses(MoneyBuiltOn, match="the handover stands on this money"):
        reversals.reverse_receipt(bureau.desk(Role.CASHIER), rest, "wrong deal")
    steps.undo_step(back_office, deal, "the keys came back")
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), rest, "wrong deal")


def test_a_mortgage_on_which_the_bank_paid_a_part_is_not_undone(bureau: "Bureau") -> None:
    deal = bureau.signed(bureau.units(1)[0])
    back_office, desk = bureau.desk(Role.BACK_OFFICE), bureau.desk(Role.MORTGAGE_DESK)
    steps.do_step(desk, deal, Step.MORTGAGE)
    part = bureau.paid(deal, 1_000_000_00)
    with bureau.refuses(UndoRefused, match="mortgage cannot be undone: a part of the loan payout was paid after it"):
        steps.undo_step(back_office, deal, "another bank")
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), part, "another bank")
    assert steps.undo_step(back_office, deal, "another bank").stage == Step.CONTRACT


@pytest.mark.parametrize("day", [date(2026, 8, 30), date(2026, 9, 3)])
def test_a_contract_is_filed_between_its_signing_and_today(sqlite_bureau: "Bureau", day: date) -> None:
    deal, office = sqlite_bureau.signed(sqlite_bureau.units(1)[0]), sqlite_bureau.desk(Role.BACK_OFFICE)
    sqlite_bureau.clock.on(days=2)
    with sqlite_bureau.refuses(BadValue, match="between the contract and today"):
        steps.file_contract(office, deal, "F-1", day)
    assert steps.file_contract(office, deal, "F-1", date(2026, 9, 1)).unit_state == "filed"


def test_a_filing_is_taken_back_before_its_contract(bureau: "Bureau") -> None:
    deal, office = bureau.signed(bureau.units(1)[0]), bureau.desk(Role.BACK_OFFICE)
    steps.file_contract(office, deal, "F-1")
    unfiled = steps.undo_step(office, deal, "the wrong number")
    assert (unfiled.unit_state, unfiled.filing_no, unfiled.stage) == ("signed", "", Step.CONTRACT)
    told = [each for each in audit.show_events(bureau.admin, deal=deal) if each.kind == "deal.unfiled"]
    assert [(each.facts["number"], each.facts["reason"]) for each in told] == [("F-1", "the wrong number")]
    assert steps.undo_step(office, deal, "signed by mistake").unit_state == "subscribed"
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize("how", [{"only": Step.TOP_UP}, {"line": "deposit"}, {"only": Step.DEPOSIT}], ids=str)
def test_the_rest_of_a_deposit_is_paid_by_its_step_or_by_hand(bureau: "Bureau", how: dict[str, Any]) -> None:
    deal = bureau.sold(bureau.units(1)[0])
    bureau.paid(deal, 3_000_00)
    bureau.paid(deal, 7_500_00, **how)
    view = deals.show_deal(bureau.admin, deal)
    assert ([each.paid_minor for each in view.schedule], view.unallocated_minor) == ([10_000_00, 0, 0], 500_00)
    states = {each.step: each.state for each in view.steps}
    assert (states[Step.TOP_UP], states[Step.FIRST_PAYMENT]) == (StepState.DONE, StepState.OPEN)
