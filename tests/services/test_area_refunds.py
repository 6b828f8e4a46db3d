"""Buyers who withdraw because of the area, and deals that end after money went back: nobody is paid twice."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import MoreWentBack, Outcome, TooFar, Withdrawing
from salesdesk.domain.deal import PlanKind, Step, UndoRefused
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import Method
from salesdesk.domain.replan import SettledAlready
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice
from salesdesk.domain.tasks import TaskKind
from salesdesk.services import area_refunds, arrears, audit, changes, deals, settlements, steps, today
from salesdesk.services.change_sums import explain_change
from tests.services.accounts_at import cash
from tests.services.accounts_at import standing as standing_of

if TYPE_CHECKING:
    from tests.conftest import Bureau

PRICE = 6_000_000_00


def _settled(bureau: "Bureau", measured: int, choice: Choice, plan: PlanKind = PlanKind.ONE_SUM) -> str:
    """Sign a deal of 100.00 m² and settle it by what was measured."""
    back, unit = bureau.desk(Role.BACK_OFFICE), bureau.units(2)[0]
    deal = bureau.signed(unit, plan)
    settlements.measure_unit(back, unit, measured)
    settlements.apply_settlement(back, deal, choice)
    return deal


def _true(bureau: "Bureau") -> bool:
    sums, found = cash(bureau.database), audit.verify(bureau.admin)
    return found.ok and sums[0] == sums[1]


def _pays_back(bureau: "Bureau", deal: str) -> list[tuple[int | None, date]]:
    tasks = today.read_today(bureau.desk(Role.CASHIER)).tasks
    return [(each.amount_minor, each.due) for each in tasks if each.kind is TaskKind.TO_PAY_BACK and each.ref == deal]


def test_who_withdraws_is_paid_all_with_interest_and_the_deal_ends_with_it(bureau: "Bureau") -> None:
    deal = _settled(bureau, 9_000, Choice.WITHDRAW)
    by = bureau.clock.now.date() + timedelta(days=30)
    bureau.paid(deal, 500_00)
    bureau.clock.on(days=10)
    assert _pays_back(bureau, deal) == [(PRICE + 500_00, by)]
    done = area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER)
    assert (done.amount_minor, done.interest_minor, done.ended) == (PRICE + 500_00, 0, True)
    ended = deals.show_deal(bureau.admin, deal)
    assert (ended.live, ended.unit_state, ended.outcome, ended.paid_minor) == (False, "available", "return", 0)
    assert standing_of(bureau.database, deal) == {}
    assert _pays_back(bureau, deal) == []
    assert _true(bureau)


def test_interest_runs_to_the_day_of_the_withdrawal_and_is_the_sellers_own_money(bureau: "Bureau") -> None:
    unit, back = bureau.units(2)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    settlements.measure_unit(back, unit, 9_000)
    bureau.clock.on(days=365)
    view = settlements.apply_settlement(back, deal, Choice.WITHDRAW).settlements[0]
    bureau.clock.on(days=20)
    interest = PRICE * 35 // 10_000
    assert settlements.preview_settlement(back, deal).settlements[0].refund_by == view.refund_by
    assert _pays_back(bureau, deal) == [(PRICE + interest, view.refund_by)]
    done = area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER)
    assert (done.amount_minor, done.interest_minor) == (PRICE + interest, interest)
    shown = deals.show_deal(bureau.admin, deal)
    assert [each.amount_minor for each in shown.receipts] == [PRICE, -PRICE, -interest]
    assert {each.ref: each.reckoning.sum_minor for each in explain_change(bureau.admin, 1)} == {
        "paid": PRICE,
        "interest": interest,
    }
    assert _true(bureau)


def test_nobody_else_ends_the_deal_of_one_who_withdraws_and_nobody_chases_it(bureau: "Bureau") -> None:
    deal = _settled(bureau, 9_000, Choice.WITHDRAW, PlanKind.MORTGAGE)
    rep = bureau.desk(Role.REP)
    with bureau.refuses(Withdrawing, match="settle pay-back"):
        changes.ask_cancellation(rep, deal, Outcome.RETURN, "the area")
    with bureau.refuses(BadValue, match="future"):
        area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER, date(2027, 1, 1))
    bureau.clock.on(days=300)
    assert arrears.list_arrears(rep) == []
    kinds = {each.kind for each in today.read_today(bureau.admin).tasks if each.ref == deal}
    assert kinds == {TaskKind.TO_PAY_BACK}
    bureau.paid(deal, 100_00)
    assert deals.show_deal(rep, deal).unallocated_minor == 100_00


def test_with_the_keys_it_is_too_late_to_withdraw(bureau: "Bureau") -> None:
    unit, back = bureau.units(1)[0], bureau.desk(Role.BACK_OFFICE)
    deal = bureau.signed(unit, PlanKind.ONE_SUM)
    steps.do_step(back, deal, Step.AREA_SETTLEMENT)
    steps.file_contract(back, deal, "F-1")
    steps.do_step(bureau.desk(Role.SERVICE), deal, Step.HANDOVER)
    settlements.measure_unit(back, unit, 9_000)
    with bureau.refuses(TooFar):
        settlements.apply_settlement(back, deal, Choice.WITHDRAW)


@pytest.mark.parametrize(
    ("outcome", "kept", "beside"),
    [(Outcome.RETURN, 0, 0), (Outcome.FORFEIT, 10_000_00, 0), (Outcome.DOUBLE, 0, 10_000_00)],
)
def test_what_went_back_for_the_area_does_not_go_back_again(
    bureau: "Bureau", outcome: Outcome, kept: int, beside: int
) -> None:
    deal = _settled(bureau, 9_800, Choice.KEEP)
    back = area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER).amount_minor
    asked = changes.ask_cancellation(bureau.desk(Role.REP), deal, outcome, "they leave")
    assert asked.after["refund_minor"] == PRICE - back - kept
    changes.approve_change(bureau.desk(Role.DIRECTOR), asked.change_id)
    changes.do_change(bureau.desk(Role.MANAGER), asked.change_id)
    shown = deals.show_deal(bureau.admin, deal)
    assert sum(each.amount_minor for each in shown.receipts) == kept - beside
    assert {name: sum_minor for name, sum_minor in standing_of(bureau.database, deal).items() if sum_minor > 0} == (
        {"forfeited": kept} if kept else {}
    )
    assert _true(bureau)


def test_a_deal_of_which_more_went_back_than_was_paid_does_not_end(bureau: "Bureau") -> None:
    deal = _settled(bureau, 6_000, Choice.KEEP, PlanKind.MORTGAGE)
    area_refunds.pay_back(bureau.desk(Role.CASHIER), deal, Method.TRANSFER)
    with bureau.refuses(MoreWentBack):
        changes.ask_cancellation(bureau.desk(Role.REP), deal, Outcome.RETURN, "they leave")


@pytest.mark.parametrize("measured", [9_800, 10_000, 10_200])
def test_a_settled_deal_keeps_its_contract_and_its_way_of_paying(bureau: "Bureau", measured: int) -> None:
    deal = _settled(bureau, measured, Choice.KEEP)
    with bureau.refuses(UndoRefused, match="the area was settled by it"):
        steps.undo_step(bureau.desk(Role.BACK_OFFICE), deal, "a slip")
    with bureau.refuses(SettledAlready):
        changes.ask_plan_change(bureau.desk(Role.REP), deal, "mortgage", "a loan is cheap")
