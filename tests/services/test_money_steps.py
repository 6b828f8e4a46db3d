"""The day that is written down for a step that money did, whichever way the money came to the deal."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step, view_of
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import audit, changes, deals, payments, reversals, steps, suspense, unallocated
from salesdesk.services.receipt_files import import_receipts

if TYPE_CHECKING:
    from tests.conftest import Bureau

ORDERED = date(2026, 8, 31)


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal of 31 August, whose money is booked on 20 September."""
    number = bureau.sold(bureau.units(2)[0], PlanKind.INSTALMENTS)
    bureau.clock.on(days=20)
    return number


def september(day: int) -> date:
    return date(2026, 9, day)


def done_at(bureau: "Bureau", deal: str, step: Step) -> date | None:
    assert audit.verify(bureau.admin).ok
    return view_of(deals.show_deal(bureau.admin, deal).steps, step).done_at


def first_payment(bureau: "Bureau", deal: str) -> int:
    rows = deals.show_deal(bureau.admin, deal).schedule
    return sum(each.amount_minor for each in rows if each.kind == "first_payment")


def test_a_sum_is_whole_on_the_latest_of_its_value_dates_whichever_was_booked_last(bureau: "Bureau", deal: str) -> None:
    for day, amount in ((7, 3_000_00), (10, 4_000_00), (8, 3_000_00)):
        bureau.paid(deal, amount, value_date=september(day))
    assert [done_at(bureau, deal, each) for each in (Step.DEPOSIT, Step.TOP_UP)] == [september(7), september(10)]


def test_one_receipt_that_pays_on_counts_for_each_step_it_comes_to(bureau: "Bureau", deal: str) -> None:
    whole = first_payment(bureau, deal)
    bureau.paid(deal, 3_000_00, value_date=september(7))
    bureau.paid(deal, 7_000_00 + whole - 5_00, value_date=september(12))
    bureau.paid(deal, 5_00, value_date=september(9))
    assert done_at(bureau, deal, Step.TOP_UP) == done_at(bureau, deal, Step.FIRST_PAYMENT) == september(12)


def _statement(rows: Sequence[tuple[date, int, str]]) -> Path:
    path = Path("bank.csv")
    lines = (f"{day},{amount // 100},{remark},B{place}" for place, (day, amount, remark) in enumerate(rows))
    path.write_text("\n".join(["日期,金额,附言,流水号", *lines]), encoding="utf-8")
    return path


def test_a_statement_may_list_the_latest_day_first(
    bureau: "Bureau", deal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    whole = first_payment(bureau, deal)
    rows = [(13, 2_000_00), (12, whole), (11, 5_000_00), (10, 3_000_00)]
    import_receipts(bureau.desk(Role.CASHIER), _statement([(september(day), amount, deal) for day, amount in rows]))
    days = [done_at(bureau, deal, each) for each in (Step.DEPOSIT, Step.TOP_UP, Step.FIRST_PAYMENT)]
    assert days == [september(13), september(13), september(13)]


def test_a_top_up_that_a_statement_brings_from_the_latest_day_to_the_first_is_done_on_the_latest(
    bureau: "Bureau", deal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    bureau.paid(deal, 1_000_00, value_date=september(1))
    rows = [(september(15 - place), 3_000_00, deal) for place in range(3)]
    import_receipts(bureau.desk(Role.CASHIER), _statement(rows))
    assert [done_at(bureau, deal, each) for each in (Step.DEPOSIT, Step.TOP_UP)] == [september(1), september(15)]


def test_money_that_came_before_the_order_does_its_steps_on_the_day_of_the_order(bureau: "Bureau", deal: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    early = suspense.add_loose(cashier, 10_000_00, Method.TRANSFER, date(2026, 8, 20), payer="somebody").receipt_no
    unallocated.move_money(cashier, early, 10_000_00, deal)
    assert done_at(bureau, deal, Step.DEPOSIT) == ORDERED
    later = suspense.add_loose(
        cashier, first_payment(bureau, deal), Method.TRANSFER, september(5), payer="x"
    ).receipt_no
    unallocated.move_money(cashier, later, first_payment(bureau, deal), deal)
    assert done_at(bureau, deal, Step.FIRST_PAYMENT) == september(5)


def test_money_that_was_taken_back_counts_no_more(bureau: "Bureau", deal: str) -> None:
    bureau.paid(deal, 3_000_00, value_date=september(7))
    wrong = bureau.paid(deal, 7_000_00, value_date=september(8))
    assert done_at(bureau, deal, Step.TOP_UP) == september(8)
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), wrong, "another buyer's")
    assert done_at(bureau, deal, Step.TOP_UP) is None
    bureau.paid(deal, 5_000_00, value_date=september(11))
    bureau.paid(deal, 2_000_00, value_date=september(9))
    assert done_at(bureau, deal, Step.TOP_UP) == september(11)


def test_a_step_after_another_that_was_taken_back_is_done_again_with_that(bureau: "Bureau", deal: str) -> None:
    wrong = bureau.paid(deal, 10_000_00, value_date=september(7))
    bureau.paid(deal, first_payment(bureau, deal), value_date=september(8))
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), wrong, "it was cash")
    assert done_at(bureau, deal, Step.FIRST_PAYMENT) is None
    bureau.paid(deal, 10_000_00, value_date=september(12))
    assert done_at(bureau, deal, Step.FIRST_PAYMENT) == september(12)


def test_a_loan_that_was_paid_before_the_contract_was_noted_is_no_day_before_it(bureau: "Bureau") -> None:
    number = bureau.signed(bureau.units(1)[0])
    bureau.clock.on(days=5)
    steps.do_step(bureau.desk(Role.MORTGAGE_DESK), number, Step.MORTGAGE)
    loan = next(each.open_minor for each in deals.show_deal(bureau.admin, number).schedule if each.kind == "loan")
    payments.add_receipt(bureau.desk(Role.CASHIER), number, loan, Method.BANK_LOAN, september(2))
    assert done_at(bureau, number, Step.LOAN_PAYOUT) == september(5)


def test_what_another_plan_made_enough_was_enough_on_its_day_and_not_before(bureau: "Bureau") -> None:
    for role in (Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER):
        bureau.desk(role)
    deal = bureau.sold(bureau.units(1)[0], PlanKind.MORTGAGE)
    bureau.clock.on(days=20)
    bureau.paid(deal, 10_000_00 + first_payment(bureau, deal), value_date=september(1))
    days = [done_at(bureau, deal, Step.FIRST_PAYMENT)]
    for plan in ("one_sum", "mortgage"):
        asked = changes.ask_plan_change(bureau.desk(Role.REP), deal, plan, "they asked", fee_minor=0)
        changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id)
        changes.do_change(bureau.desk(Role.REP), asked.change_id)
        days.append(done_at(bureau, deal, Step.FIRST_PAYMENT))
    assert days == [september(1), None, september(20)]
