"""Earnest money on a hold: it keeps the hold, waits for a decision, goes back or goes with the order."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import inspection
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, Lost, NotFound
from salesdesk.domain.holds import ExtensionsUsedUp, MoneyOnHold, NotHeld
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import TaskKind
from salesdesk.domain.units import Lock, UnitSeized
from salesdesk.services import (
    board,
    changes,
    customer_record,
    deals,
    hold_money,
    holds,
    orders,
    payments,
    reversals,
    suspense,
    today,
    unallocated,
    why,
)
from salesdesk.services.desk import Desk
from tests.services.accounts_at import sound

if TYPE_CHECKING:
    from tests.conftest import Bureau

SUM = 5_000_00
DAY = date(2026, 8, 31)


@pytest.fixture
def rep(bureau: "Bureau") -> Desk:
    return bureau.desk(Role.REP)


@pytest.fixture
def cashier(bureau: "Bureau") -> Desk:
    return bureau.desk(Role.CASHIER)


@pytest.fixture
def buyer(bureau: "Bureau", rep: Desk) -> str:
    return bureau.customer(rep)


@pytest.fixture
def unit(bureau: "Bureau", rep: Desk, buyer: str) -> str:
    """A unit that is held for an hour for somebody who paid."""
    unit = bureau.units(4)[0]
    holds.place_hold(rep, unit, buyer, 60)
    return unit


def _pay(cashier: Desk, unit: str, amount_minor: int = SUM) -> str:
    return hold_money.add_on_hold(cashier, unit, amount_minor, Method.WECHAT).receipt_no


def _state(desk: Desk, unit: str) -> tuple[str, bool]:
    row = next(each for each in board.read_board(desk).units if each.code == unit)
    return row.state, row.undecided


def test_money_on_a_hold_is_the_customers_and_is_seen(bureau: "Bureau", cashier: Desk, rep: Desk, unit: str) -> None:
    receipt = _pay(cashier, unit)
    (line,) = unallocated.list_unallocated(cashier)
    assert (line.receipt_no, line.unit, line.customer, line.amount_minor, line.on_hold) == (
        receipt, unit, "王小明", SUM, True,
    )  # fmt: skip
    assert unallocated.list_unallocated(rep) == [line]
    assert unallocated.list_unallocated(bureau.desk(Role.REP, "Chen Jie")) == []
    holder = board.unit_card(cashier, unit).holder
    assert holder is not None
    assert (holder.money_minor, holder.undecided) == (SUM, False)
    assert [(each.receipt_no, each.unit, each.payer) for each in payments.list_receipts(cashier)] == [
        (receipt, unit, "王小明")
    ]
    assert payments.show_receipt(rep, receipt).amount_minor == SUM
    with bureau.refuses(NotFound):
        payments.show_receipt(bureau.desk(Role.REP, "Chen Jie"), receipt)
    sound(bureau)


def test_a_hold_with_money_on_it_does_not_expire_but_waits_for_a_decision(
    bureau: "Bureau", cashier: Desk, rep: Desk, unit: str
) -> None:
    _pay(cashier, unit)
    bureau.clock.on(days=2)
    assert _state(rep, unit) == ("held", True)
    other = bureau.desk(Role.REP, "Chen Jie")
    waiting = bureau.customer(other, "李明", "199-0000-0002")
    with bureau.refuses(Lost, match="money lies on it") as lost:
        holds.place_hold(other, unit, waiting)
    assert len(lost.value.details["similar"]) == 3  # type: ignore[arg-type]
    (reason,) = why.why_not(rep, unit).reasons
    assert reason.code == "needs_decision"
    assert reason.who_can_change[0] == "rep"
    (reason,) = why.why_not(other, unit).reasons
    assert reason.code == "needs_decision"
    assert "rep" not in reason.who_can_change
    wall = bureau.desk(Role.WALL)
    assert _state(wall, unit) == ("held", False)
    assert why.why_not(wall, unit).reasons[0].message == "it is held"
    (task,) = [each for each in today.read_today(rep).tasks if each.kind is TaskKind.HOLD_EXPIRES]
    assert (task.overdue, task.late_days, task.amount_minor, task.leftover) == (True, 2, SUM, True)
    (held,) = customer_record.customer_record(rep, "王小明").holds
    assert held.undecided
    assert [(each.undecided, each.money_minor) for each in holds.list_holds(rep)] == [(True, SUM)]
    assert [(each.customer, each.money_minor) for each in holds.list_holds(other)] == [("", None)]
    sound(bureau)


def test_more_time_counts_from_the_decision_and_is_capped(
    bureau: "Bureau", cashier: Desk, rep: Desk, unit: str
) -> None:
    _pay(cashier, unit)
    bureau.clock.on(days=2)
    assert holds.extend_hold(rep, unit, 30).expires_at == bureau.clock.now + timedelta(minutes=30)
    assert _state(rep, unit) == ("held", False)
    bureau.clock.on(hours=1)
    holds.extend_hold(rep, unit)
    bureau.clock.on(days=1)
    with bureau.refuses(ExtensionsUsedUp):
        holds.extend_hold(rep, unit)
    assert _state(rep, unit) == ("held", True)
    sound(bureau)


def test_it_is_not_released_before_the_money_is_given_back(
    bureau: "Bureau", cashier: Desk, rep: Desk, unit: str
) -> None:
    first, second = _pay(cashier, unit), _pay(cashier, unit, 1_00)
    for desk in (rep, bureau.desk(Role.MANAGER)):
        with bureau.refuses(MoneyOnHold, match=f"5,001 lies on the hold of {unit} \\({first}, {second}\\)"):
            holds.release_hold(desk, unit)
    unallocated.refund_money(cashier, first, SUM, Method.WECHAT, None, "changed his mind")
    with bureau.refuses(MoneyOnHold, match="1 lies"):
        holds.release_hold(rep, unit)
    reversals.reverse_receipt(cashier, second, "typed twice")
    holds.release_hold(rep, unit)
    assert _state(rep, unit) == ("available", False)
    assert why.why_not(rep, unit).sellable
    sound(bureau)


def test_a_hold_whose_time_is_over_ends_once_its_money_is_gone(
    bureau: "Bureau", cashier: Desk, rep: Desk, unit: str
) -> None:
    receipt = _pay(cashier, unit)
    bureau.clock.on(days=1)
    back = unallocated.refund_money(cashier, receipt, SUM, Method.CASH, None, "no longer wanted")
    assert back.left_minor == 0
    assert _state(rep, unit) == ("available", False)
    holds.place_hold(rep, unit, bureau.customer(rep, "李明", "199-0000-0002"))
    sound(bureau)


def test_an_order_takes_the_money_over_to_the_deposit(
    bureau: "Bureau", cashier: Desk, rep: Desk, buyer: str, unit: str
) -> None:
    receipt, more = _pay(cashier, unit), _pay(cashier, unit, 8_000_00)
    assert orders.preview_order(rep, unit, buyer, PlanKind.MORTGAGE).on_hold_minor == 13_000_00
    bureau.clock.on(days=2)
    answer = orders.place_order(rep, unit, buyer, PlanKind.MORTGAGE)
    assert answer.carried_minor == 13_000_00
    shown = deals.show_deal(rep, answer.deal_id)
    assert [(row.label, row.paid_minor) for row in shown.schedule if row.paid_minor] == [
        ("deposit", 10_000_00), ("first payment", 3_000_00),
    ]  # fmt: skip
    assert [each.receipt_no for each in shown.receipts] == [receipt, more]
    assert unallocated.list_unallocated(cashier) == []
    assert payments.show_receipt(rep, receipt).unit == unit
    sound(bureau)


def test_another_buyers_order_does_not_get_the_money(bureau: "Bureau", cashier: Desk, rep: Desk, unit: str) -> None:
    _pay(cashier, unit)
    bureau.clock.on(days=1)
    other = bureau.customer(rep, "李明", "199-0000-0002")
    assert orders.preview_order(rep, unit, other, PlanKind.MORTGAGE).on_hold_minor == 0
    with bureau.refuses(Lost):
        orders.place_order(rep, unit, other, PlanKind.MORTGAGE)


def test_a_deal_that_is_moved_to_the_unit_takes_the_money_on_its_hold_too(
    bureau: "Bureau", cashier: Desk, rep: Desk, buyer: str, unit: str
) -> None:
    there = bureau.units(2, "4")[0]
    deal = orders.place_order(rep, there, buyer, PlanKind.MORTGAGE).deal_id
    bureau.paid(deal, 10_000_00)
    _pay(cashier, unit)
    asked = changes.ask_unit_change(rep, deal, unit, "nearer to the lift")
    changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id)
    moved = changes.do_change(rep, asked.change_id)
    assert moved.new_deal_id is not None
    paid = {row.label: row.paid_minor for row in deals.show_deal(rep, moved.new_deal_id).schedule}
    assert (paid["deposit"], paid["first payment"]) == (10_000_00, 5_000_00)
    sound(bureau)


def test_money_that_was_there_already_is_put_on_a_hold_and_on_another(
    bureau: "Bureau", cashier: Desk, rep: Desk, buyer: str, unit: str
) -> None:
    receipt = suspense.add_loose(cashier, SUM, Method.CASH, payer="王家").receipt_no
    with bureau.refuses(BadValue, match="as a whole: 5,000"):
        unallocated.move_money(cashier, receipt, 1_00, hold=unit)
    answer = unallocated.move_money(cashier, receipt, SUM, hold=unit)
    assert (answer.to_hold, answer.to_deal_id, answer.left_minor) == (unit, None, 0)
    second = unit.replace("0101", "0201")
    holds.place_hold(rep, second, buyer)
    unallocated.move_money(cashier, receipt, SUM, hold=second)
    assert [each.unit for each in unallocated.list_unallocated(cashier)] == [second]
    holds.release_hold(rep, unit)
    third = unit.replace("0101", "0301")
    holds.place_hold(rep, third, bureau.customer(rep, "李明", "199-0000-0002"))
    with bureau.refuses(BadValue, match="another buyer"):
        unallocated.move_money(cashier, receipt, SUM, hold=third)
    unallocated.move_money(cashier, receipt, SUM, hold=third, reason="his sister")
    sound(bureau)


def test_no_money_is_put_on_what_nobody_holds_or_what_is_seized(
    bureau: "Bureau", cashier: Desk, rep: Desk, unit: str
) -> None:
    free = unit.replace("0101", "0201")
    with bureau.refuses(NotHeld, match="is available"):
        _pay(cashier, free)
    holds.lock_unit(bureau.desk(Role.MANAGER), unit, Lock.SEIZED, "the court")
    with bureau.refuses(UnitSeized):
        _pay(cashier, unit)
    holds.unlock_unit(bureau.desk(Role.MANAGER), unit, Lock.SEIZED)
    for amount in (0, -1):
        with bureau.refuses(BadValue):
            _pay(cashier, unit, amount)
    bureau.clock.on(hours=1)
    with bureau.refuses(NotHeld):
        _pay(cashier, unit)


def test_the_database_itself_keeps_a_hold_with_money_on_it(bureau: "Bureau", cashier: Desk, unit: str) -> None:
    _pay(cashier, unit)
    bureau.clock.on(days=1)
    end = text("UPDATE claim SET live = :no, end_reason = 'expired'")
    with pytest.raises(DBAPIError, match="does not end by itself"), bureau.database.writing() as tx:
        tx.conn.execute(end, {"no": False})
    assert _state(cashier, unit) == ("held", True)


def test_money_comes_while_somebody_else_wants_the_unit(bureau: "Bureau", cashier: Desk, unit: str) -> None:
    other = bureau.desk(Role.REP, "Chen Jie")
    customer = bureau.customer(other, "李明", "199-0000-0002")
    bureau.clock.on(minutes=59)
    paid, taken = bureau.collide("unit", lambda: _pay(cashier, unit), lambda: holds.place_hold(other, unit, customer))
    assert isinstance(paid, str)
    assert isinstance(taken, Lost)
    sound(bureau)


def test_money_is_given_back_or_goes_with_the_order_and_not_both(
    bureau: "Bureau", cashier: Desk, rep: Desk, buyer: str, unit: str
) -> None:
    receipt = _pay(cashier, unit)
    back, ordered = bureau.collide(
        "receipt",
        lambda: unallocated.refund_money(cashier, receipt, SUM, Method.CASH, None, "x"),
        lambda: orders.place_order(rep, unit, buyer, PlanKind.MORTGAGE),
    )
    assert isinstance(ordered, orders.OrderAnswer)
    assert (ordered.carried_minor == SUM) == isinstance(back, Exception)
    with bureau.database.reading() as tx:
        assert inspection.overdrawn(tx) == []
    sound(bureau)
