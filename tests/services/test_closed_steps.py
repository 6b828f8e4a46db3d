"""Ways round a closed step: whoever tries them while the first payment is open, nothing behind it is written."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from salesdesk.domain.deal import PlanKind, Step, StepClosed, StepState, view_of
from salesdesk.domain.errors import DeskError
from salesdesk.domain.mortgages import CaseMoveRefused
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.units import MoveRefused, UnitState
from salesdesk.services import audit, changes, deals, mortgages, settlements, suspense, unallocated
from salesdesk.services.payments import add_receipt
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.settlements import NotSigned
from salesdesk.services.steps import do_step, file_contract

if TYPE_CHECKING:
    from tests.conftest import Bureau

LOAN, MUCH = "loan payout", 9_000_000_00
LATER = tuple(Step)[tuple(Step).index(Step.FIRST_PAYMENT) + 1 :]


class Tried(NamedTuple):
    """An office with a deal whose deposit is paid, its application for the loan, and money that is for no deal."""

    bureau: "Bureau"
    deal: str
    unit: str
    case: int
    loose: str
    folder: Path


@pytest.fixture
def tried(bureau: "Bureau", tmp_path: Path) -> Tried:
    """A deal on which everything is ready but the first payment: papers, measured area, and much money."""
    bureau.desk(Role.SERVICE)  # hired before anything is compared
    bureau.desk(Role.BACK_OFFICE)
    unit, desk = bureau.units(1)[0], bureau.desk(Role.MORTGAGE_DESK)
    deal = bureau.sold(unit)
    bureau.paid(deal, deals.show_deal(bureau.admin, deal).schedule[0].amount_minor)
    case = mortgages.open_case(desk, deal, "Harbour Bank").case_id
    for each in mortgages.show_case(desk, case).papers:
        mortgages.note_paper(desk, case, each.name)
    settlements.measure_unit(bureau.desk(Role.BACK_OFFICE), unit, 102_50)
    loose = suspense.add_loose(bureau.desk(Role.CASHIER), MUCH, Method.TRANSFER, note="whose?").receipt_no
    return Tried(bureau, deal, unit, case, loose, tmp_path)


Way = Callable[[Tried], object]
REFUSED: dict[str, tuple[Way, type[DeskError]]] = {
    "the contract": (lambda at: _step(at, Role.BACK_OFFICE, Step.CONTRACT, ticked=True), StepClosed),
    "the mortgage by hand": (lambda at: _step(at, Role.MORTGAGE_DESK, Step.MORTGAGE), StepClosed),
    "the payout by hand": (lambda at: _step(at, Role.CASHIER, Step.LOAN_PAYOUT), StepClosed),
    "the keys": (lambda at: _step(at, Role.SERVICE, Step.HANDOVER), StepClosed),
    "the title": (lambda at: _step(at, Role.BACK_OFFICE, Step.TITLE), StepClosed),
    "the filing": (lambda at: file_contract(at.bureau.desk(Role.BACK_OFFICE), at.deal, "2026-77"), MoveRefused),
    "money for the loan by its line": (lambda at: _pay(at, 1_000_00, line=LOAN), StepClosed),
    "money for the loan by its step": (lambda at: _pay(at, 1_000_00, only=Step.LOAN_PAYOUT), StepClosed),
    "money moved to the loan": (lambda at: _move(at, LOAN), StepClosed),
    "the application handed in": (
        lambda at: mortgages.submit_case(at.bureau.desk(Role.MORTGAGE_DESK), at.case),
        StepClosed,
    ),
    "the application approved": (
        lambda at: mortgages.approve_case(at.bureau.desk(Role.MORTGAGE_DESK), at.case),
        CaseMoveRefused,
    ),
    "the application paid out": (
        lambda at: mortgages.pay_out_case(at.bureau.desk(Role.MORTGAGE_DESK), at.case),
        CaseMoveRefused,
    ),
    "the area of the deal": (
        lambda at: settlements.apply_settlement(at.bureau.desk(Role.BACK_OFFICE), at.deal),
        NotSigned,
    ),
}
LEFT_OVER: dict[str, Way] = {
    "more money than is due": lambda at: _pay(at, MUCH),
    "a statement that names the deal": lambda at: _import(at),
    "money moved without a line": lambda at: _move(at, None),
}
"""Ways that pay the first payment, and leave what would pay the loan unallocated."""


def _step(at: Tried, role: Role, step: Step, *, ticked: bool = False) -> object:
    return do_step(at.bureau.desk(role), at.deal, step, ticked=ticked)


def _pay(
    at: Tried, minor: int, method: Method = Method.TRANSFER, only: Step | None = None, line: str | None = None
) -> object:
    return add_receipt(at.bureau.desk(Role.CASHIER), at.deal, minor, method, only=only, line=line)


def _move(at: Tried, line: str | None) -> object:
    return unallocated.move_money(at.bureau.desk(Role.CASHIER), at.loose, MUCH, at.deal, line, "theirs")


def _import(at: Tried) -> object:
    path = at.folder / "bank.csv"
    path.write_text(f"date,amount,payer,remark,reference\n2026-08-31,{MUCH // 100},,loan payout {at.deal},B1\n")
    return import_receipts(at.bureau.desk(Role.CASHIER), path)


def _assert_nothing_behind(at: Tried, *, all_paid: bool) -> None:
    view = deals.show_deal(at.bureau.admin, at.deal)
    assert not [each.step for each in view.steps if each.step in LATER and each.state is StepState.DONE]
    first = view_of(view.steps, Step.FIRST_PAYMENT).state
    assert first is (StepState.DONE if all_paid else StepState.OPEN)
    assert view.unit_state == UnitState.SUBSCRIBED
    assert [row.paid_minor for row in view.schedule if row.kind == "loan"] == [0]
    assert audit.verify(at.bureau.admin).ok


@pytest.mark.parametrize("way", REFUSED)
def test_a_way_round_the_open_payment_is_refused_and_writes_nothing(tried: Tried, way: str) -> None:
    work, refusal = REFUSED[way]
    with tried.bureau.refuses(refusal):
        work(tried)
    _assert_nothing_behind(tried, all_paid=False)


@pytest.mark.parametrize("way", LEFT_OVER)
def test_money_for_what_is_closed_stays_unallocated(tried: Tried, way: str) -> None:
    LEFT_OVER[way](tried)
    view = deals.show_deal(tried.bureau.admin, tried.deal)
    own = sum(row.amount_minor for row in view.schedule if row.kind == "first_payment")
    assert view.unallocated_minor == MUCH - own
    _assert_nothing_behind(tried, all_paid=True)


def test_the_banks_money_pays_nothing_while_its_loan_is_closed(tried: Tried) -> None:
    _pay(tried, MUCH, method=Method.BANK_LOAN)
    assert deals.show_deal(tried.bureau.admin, tried.deal).unallocated_minor == MUCH
    _assert_nothing_behind(tried, all_paid=False)


def test_a_whole_building_is_settled_without_the_deal_that_is_not_signed(tried: Tried) -> None:
    found = settlements.apply_building(tried.bureau.desk(Role.BACK_OFFICE), "3")
    assert found.settlements == []
    assert len(deals.show_deal(tried.bureau.admin, tried.deal).schedule) == 3
    _assert_nothing_behind(tried, all_paid=False)


def test_another_way_of_paying_opens_no_step(tried: Tried) -> None:
    mortgages.withdraw_case(tried.bureau.desk(Role.MORTGAGE_DESK), tried.case, "they pay at once")
    asked = changes.ask_plan_change(tried.bureau.desk(Role.REP), tried.deal, PlanKind.ONE_SUM, "no loan")
    changes.approve_change(tried.bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(tried.bureau.desk(Role.BACK_OFFICE), asked.change_id)
    for step in (Step.CONTRACT, Step.HANDOVER, Step.TITLE):
        with tried.bureau.refuses(StepClosed):
            do_step(tried.bureau.admin, tried.deal, step)
