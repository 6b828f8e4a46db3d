"""Unallocated money as people deal with it: seen, moved, given back; and reversals of money that was moved."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from db.money import payments_by_line
from salesdesk.domain.accounts import NotThatMuch
from salesdesk.domain.deal import PlanKind, Step, StepClosed
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import (
    accounts,
    dayend,
    deals,
    payments,
    reversals,
    steps,
    suspense,
    unallocated,
)
from salesdesk.services.deal_sums import explain_receipt
from salesdesk.services.desk import Change
from salesdesk.services.money_steps import MoneyBuiltOn
from tests.services.accounts_at import cash, inside, row_of, sound, standing

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau


@pytest.fixture
def cashier(bureau: "Bureau") -> "Desk":
    return bureau.desk(Role.CASHIER)


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal whose deposit was paid with 5,000 too much, all of it for the deposit."""
    number = bureau.sold(bureau.units(3)[0])
    bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    return number


@pytest.fixture
def other(bureau: "Bureau", deal: str) -> str:
    """Another deal, of another buyer."""
    buyer = bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002")
    return bureau.sold("3-1-0201", PlanKind.MORTGAGE, buyer)


def test_money_that_pays_nothing_is_seen_by_deal(bureau: "Bureau", deal: str) -> None:
    (line,) = unallocated.list_unallocated(bureau.desk(Role.AUDITOR))
    assert (line.deal_id, line.amount_minor, line.live, line.since) == (deal, 5_000_00, True, date(2026, 8, 31))
    assert unallocated.list_unallocated(bureau.desk(Role.REP, "Chen Jie")) == []


def test_it_is_moved_to_the_oldest_open_payment_or_to_one_by_name(bureau: "Bureau", deal: str) -> None:
    desk = bureau.desk(Role.CASHIER)
    first = unallocated.move_money(desk, deal, 2_000_00)
    assert (first.allotted_minor, first.left_minor) == (2_000_00, 3_000_00)
    unallocated.move_money(desk, deal, 3_000_00, line="First payment")
    assert standing(bureau.database, deal) == {"deposit": 10_000_00, "first payment": 5_000_00}
    assert unallocated.list_unallocated(desk) == []
    sound(bureau)


def test_a_payment_whose_step_is_closed_is_not_paid_by_hand(bureau: "Bureau", deal: str, other: str) -> None:
    desk = bureau.desk(Role.CASHIER)
    with bureau.refuses(StepClosed):
        unallocated.move_money(desk, deal, 1_00, line="loan payout")
    with bureau.refuses(StepClosed):
        payments.add_receipt(desk, other, 1_00, Method.CASH, line="first payment")
    with bureau.refuses(BadValue, match="open are first payment, loan payout"):
        payments.add_receipt(desk, deal, 1_00, Method.CASH, line="deposit")


def test_it_goes_to_another_buyers_deal_with_a_reason_alone(bureau: "Bureau", deal: str, other: str) -> None:
    desk = bureau.desk(Role.CASHIER)
    with bureau.refuses(BadValue, match="another buyer's deal needs one"):
        unallocated.move_money(desk, deal, 5_000_00, other)
    moved = unallocated.move_money(desk, deal, 5_000_00, other, reason="they are married")
    assert (moved.to_deal_id, moved.allotted_minor, moved.left_minor) == (other, 5_000_00, 0)
    assert standing(bureau.database, other) == {"deposit": 5_000_00}
    sound(bureau)


@pytest.mark.parametrize("amount", [0, 5_000_01])
def test_no_more_is_moved_than_there_is_and_not_nothing(bureau: "Bureau", deal: str, amount: int) -> None:
    with bureau.refuses(BadValue if amount == 0 else NotThatMuch):
        unallocated.move_money(bureau.desk(Role.CASHIER), deal, amount)


def test_nothing_is_moved_where_it_may_pay_nothing(bureau: "Bureau") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    bureau.paid(deal, 1_800_001_00)
    with bureau.refuses(unallocated.NothingToPay, match="until the next step is open"):
        unallocated.move_money(bureau.desk(Role.CASHIER), deal, 1_00)


def test_a_refund_has_its_own_number_and_a_reason(bureau: "Bureau", deal: str, cashier: "Desk") -> None:
    back = unallocated.refund_money(cashier, deal, 4_000_00, Method.TRANSFER, None, "paid too much")
    assert (back.receipt_no, back.left_minor) == ("R-000002", 1_000_00)
    listed = payments.list_receipts(cashier)[0]
    assert (listed.receipt_no, listed.kind, listed.amount_minor) == ("R-000002", "refund", -4_000_00)
    assert cash(bureau.database) == (11_000_00, 11_000_00)
    with bureau.refuses(BadValue, match="reason"):
        unallocated.refund_money(cashier, deal, 1_00, Method.CASH, None, " ")
    with bureau.refuses(reversals.PaidOut, match="paid money out"):
        reversals.reverse_receipt(cashier, "R-000002", "never mind")
    sound(bureau)


def test_a_reversal_takes_money_back_from_where_it_was_moved_to(
    bureau: "Bureau", deal: str, other: str, cashier: "Desk"
) -> None:
    unallocated.move_money(cashier, deal, 5_000_00, other, reason="they are married")
    back = reversals.reverse_receipt(cashier, "R-000001", "bounced")
    assert [(each.label, each.amount_minor) for each in back.allotted] == [
        ("deposit", -10_000_00),
        ("deposit", -5_000_00),
    ]
    assert standing(bureau.database, deal) == {}
    assert standing(bureau.database, other) == {}
    assert cash(bureau.database) == (0, 0)
    sound(bureau)


def test_a_receipt_is_not_reversed_whose_money_was_given_back(bureau: "Bureau", deal: str, cashier: "Desk") -> None:
    unallocated.refund_money(cashier, deal, 1_000_00, Method.CASH, None, "paid too much")
    with bureau.refuses(reversals.MoneyGone, match=r"1,000 of its money is gone from D-0001 \(refunded\)"):
        reversals.reverse_receipt(cashier, "R-000001", "bounced")
    bureau.paid(deal, 1_000_00, only=Step.DEPOSIT)
    assert reversals.reverse_receipt(cashier, "R-000001", "bounced").amount_minor == -15_000_00
    sound(bureau)


def test_a_receipt_is_not_reversed_whose_money_was_forfeited(bureau: "Bureau", deal: str, cashier: "Desk") -> None:
    inside(bureau, lambda change: accounts.forfeit(change, row_of(change, deal), 500_00))
    with bureau.refuses(reversals.MoneyGone, match=r"500 .*\(forfeited\)"):
        reversals.reverse_receipt(cashier, "R-000001", "bounced")


def test_money_moved_to_another_deal_stays_under_its_contract(
    bureau: "Bureau", deal: str, other: str, cashier: "Desk"
) -> None:
    bureau.paid(other, 1_795_000_00)
    unallocated.move_money(cashier, deal, 5_000_00, other, reason="they are married")
    steps.do_step(bureau.desk(Role.BACK_OFFICE), other, Step.CONTRACT, ticked=True)
    with bureau.refuses(MoneyBuiltOn, match="contract"):
        reversals.reverse_receipt(cashier, "R-000001", "bounced")


def test_a_deposit_above_a_fifth_of_the_price_is_an_advance_payment(bureau: "Bureau", cashier: "Desk") -> None:
    deal = bureau.sold(bureau.units(1)[0])
    given = payments.add_receipt(cashier, deal, 1_210_000_00, Method.CASH, only=Step.DEPOSIT)
    assert given.advance_minor == 10_000_00
    assert standing(bureau.database, deal) == {
        "deposit": 10_000_00,
        "first payment": 10_000_00,
        "unallocated": 1_190_000_00,
    }
    sound(bureau)


def test_two_who_move_the_same_money_do_it_once(bureau: "Bureau", deal: str, other: str, cashier: "Desk") -> None:
    def move() -> object:
        return unallocated.move_money(cashier, deal, 5_000_00, other, reason="they are married")

    def back() -> object:
        return unallocated.refund_money(cashier, deal, 5_000_00, Method.CASH, None, "paid too much")

    answers = bureau.collide("deal", move, back, move)
    assert sorted(isinstance(each, NotThatMuch) for each in answers) == [False, True, True]
    sound(bureau)


@pytest.fixture
def loose(cashier: "Desk") -> str:
    """Money of somebody, of a week ago, for no deal that is known."""
    known = ("王家", "flat for my son", "B-77")
    return suspense.add_loose(cashier, 15_000_00, Method.TRANSFER, date(2026, 8, 24), *known).receipt_no


def test_money_for_no_deal_is_booked_and_seen_by_who_sees_all(bureau: "Bureau", loose: str) -> None:
    (line,) = unallocated.list_unallocated(bureau.desk(Role.AUDITOR))
    assert (line.deal_id, line.receipt_no, line.amount_minor, line.since) == (None, loose, 15_000_00, date(2026, 8, 24))
    assert (line.customer, line.remark, line.reference) == ("王家", "flat for my son", "B-77")
    rep = bureau.desk(Role.REP)
    assert unallocated.list_unallocated(rep) == []
    assert payments.list_receipts(rep) == []
    with bureau.refuses(NotFound):
        payments.show_receipt(rep, loose)
    assert dayend.day_end(bureau.admin).in_minor == 15_000_00
    (sum_,) = explain_receipt(bureau.admin, loose)
    assert sum_.reckoning.sum_minor == 15_000_00
    sound(bureau)


def test_it_goes_to_a_deal_and_counts_from_its_value_date(
    bureau: "Bureau", deal: str, loose: str, cashier: "Desk"
) -> None:
    moved = unallocated.move_money(cashier, loose, 12_000_00, deal)
    assert (moved.from_receipt, moved.to_deal_id, moved.allotted_minor, moved.left_minor) == (
        loose, deal, 12_000_00, 3_000_00,
    )  # fmt: skip
    assert standing(bureau.database, deal) == {
        "deposit": 10_000_00,
        "first payment": 12_000_00,
        "unallocated": 5_000_00,
    }
    inside(bureau, lambda change: _paid_on(change, deal, date(2026, 8, 24)))
    assert loose in [each.receipt_no for each in deals.show_deal(cashier, deal).receipts]
    assert cash(bureau.database) == (30_000_00, 30_000_00)
    sound(bureau)


def _paid_on(change: Change, deal: str, day: date) -> None:
    days = {when for paid in payments_by_line(change.tx, row_of(change, deal).id).values() for when, _ in paid}
    assert day in days


def test_it_is_given_back_in_part_and_no_more_than_is_there(
    bureau: "Bureau", deal: str, loose: str, cashier: "Desk"
) -> None:
    back = unallocated.refund_money(cashier, loose, 5_000_00, Method.TRANSFER, None, "not ours")
    assert (back.from_receipt, back.deal_id, back.left_minor) == (loose, None, 10_000_00)
    with bureau.refuses(NotThatMuch, match="Only 10,000 is unallocated on R-000002"):
        unallocated.move_money(cashier, loose, 10_000_01, deal)
    with bureau.refuses(reversals.MoneyGone, match="5,000"):
        reversals.reverse_receipt(cashier, loose, "bounced")
    with bureau.refuses(reversals.PaidOut):
        reversals.reverse_receipt(cashier, back.receipt_no, "never mind")
    sound(bureau)


def test_its_reversal_follows_it_to_the_deal_it_was_moved_to(
    bureau: "Bureau", deal: str, loose: str, cashier: "Desk"
) -> None:
    unallocated.move_money(cashier, loose, 9_000_00, deal)
    reversed_ = reversals.reverse_receipt(cashier, loose, "bounced")
    assert (reversed_.deal_id, reversed_.amount_minor, reversed_.unallocated_minor) == (None, -15_000_00, -6_000_00)
    assert standing(bureau.database, deal) == {"deposit": 10_000_00, "unallocated": 5_000_00}
    assert unallocated.list_unallocated(cashier)[0].deal_id == deal
    with bureau.refuses(NotThatMuch, match="Only 0 is unallocated"):
        unallocated.move_money(cashier, loose, 1_00, deal)
    sound(bureau)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"payer": " "}, "needs who paid it"),
        ({"payer": "x", "value_date": date(2030, 1, 1)}, "future"),
        ({"payer": "x", "amount_minor": 0}, "more than nothing"),
        ({"payer": "x", "reference": "B-77"}, "B-77 is booked already, as R-000001"),
    ],
)
def test_money_for_no_deal_that_makes_no_sense_is_refused(
    bureau: "Bureau", loose: str, cashier: "Desk", words: "dict[str, Any]", why: str
) -> None:
    with bureau.refuses(DeskError, match=why):
        suspense.add_loose(cashier, **{"amount_minor": 1_00, "method": Method.CASH, **words})


def test_a_deal_is_needed_for_money_without_one_and_a_loose_receipt_for_its_number(
    bureau: "Bureau", deal: str, loose: str, cashier: "Desk"
) -> None:
    with bureau.refuses(BadValue, match="name it"):
        unallocated.move_money(cashier, loose, 1_00)
    with bureau.refuses(BadValue, match="name the deal instead"):
        unallocated.refund_money(cashier, "R-000001", 1_00, Method.CASH, None, "x")


def test_nothing_is_no_sum_of_loose_money_and_a_deals_money_lies_on_no_hold(
    bureau: "Bureau", deal: str, loose: str, cashier: "Desk"
) -> None:
    with bureau.refuses(BadValue, match="more than nothing"):
        unallocated.move_money(cashier, loose, 0, deal)
    with bureau.refuses(BadValue, match="more than nothing"):
        unallocated.refund_money(cashier, loose, -1, Method.CASH, None, "x")
    with bureau.refuses(BadValue, match="only money that is for no deal lies on a hold"):
        unallocated.move_money(cashier, deal, 1_00, hold="3-1-0301")


def test_two_who_move_the_same_loose_money_do_it_once(
    bureau: "Bureau", deal: str, other: str, loose: str, cashier: "Desk"
) -> None:
    def move(to: str) -> object:
        return unallocated.move_money(cashier, loose, 15_000_00, to)

    answers = bureau.collide("receipt", lambda: move(deal), lambda: move(other), lambda: move(deal))
    assert sorted(isinstance(each, NotThatMuch) for each in answers) == [False, True, True]
    sound(bureau)
