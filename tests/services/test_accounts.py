"""Money on the accounts of deals: freed, carried over, allotted anew, kept, given back; always all of it there."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.deals import DealRow
from salesdesk.domain.accounts import NotThatMuch
from salesdesk.domain.deal import PlanKind, Step, StepState
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import accounts, audit, deals, reversals
from salesdesk.services.desk import Change
from tests.services.accounts_at import cash, inside, row_of, standing

if TYPE_CHECKING:
    from tests.conftest import Bureau

DAY = date(2026, 8, 31)


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal on which the deposit was paid, in two receipts, and half of the first payment."""
    number = bureau.sold(bureau.units(3)[0])
    bureau.paid(number, 3_000_00)
    bureau.paid(number, 907_000_00)
    return number


@pytest.fixture
def other(bureau: "Bureau", deal: str) -> str:
    """Another deal of the same rep's, nothing paid."""
    buyer = bureau.customer(bureau.desk(Role.REP), "李明", "199-0000-0002")
    return bureau.sold("3-1-0201", PlanKind.MORTGAGE, buyer)


def test_freed_money_waits_on_the_deals_account(bureau: "Bureau", deal: str) -> None:
    assert standing(bureau.database, deal) == {"deposit": 10_000_00, "first payment": 900_000_00}
    assert inside(bureau, lambda change: accounts.free_lines(change, row_of(change, deal))) == 910_000_00
    assert standing(bureau.database, deal) == {"unallocated": 910_000_00}
    assert cash(bureau.database) == (910_000_00, 910_000_00)


def test_money_freed_and_allotted_anew_stands_where_it_stood(bureau: "Bureau", deal: str) -> None:
    def work(change: Change) -> int:
        accounts.free_lines(change, row_of(change, deal))
        return accounts.reallot(change, row_of(change, deal))

    before = deals.show_deal(bureau.admin, deal)
    assert inside(bureau, work) == 910_000_00
    after = deals.show_deal(bureau.admin, deal)
    assert (after.schedule, after.steps) == (before.schedule, before.steps)


def test_what_was_reversed_is_not_freed_a_second_time(bureau: "Bureau", deal: str) -> None:
    reversals.reverse_receipt(bureau.desk(Role.CASHIER), "R-000002", "bounced")
    assert inside(bureau, lambda change: accounts.free_lines(change, row_of(change, deal))) == 3_000_00
    assert standing(bureau.database, deal) == {"unallocated": 3_000_00}


def test_money_carried_over_does_the_steps_of_the_other_deal(bureau: "Bureau", deal: str, other: str) -> None:
    def work(change: Change) -> int:
        accounts.free_lines(change, row_of(change, deal))
        return accounts.carry_over(change, row_of(change, deal), row_of(change, other))

    assert inside(bureau, work) == 910_000_00
    assert standing(bureau.database, deal) == {}
    assert standing(bureau.database, other) == {"deposit": 10_000_00, "first payment": 900_000_00}
    states = {each.step: each.state for each in deals.show_deal(bureau.admin, other).steps}
    assert states[Step.DEPOSIT] is StepState.DONE
    assert states[Step.FIRST_PAYMENT] is StepState.OPEN
    assert audit.verify(bureau.admin).ok


def test_forfeit_fee_and_refund_leave_what_is_left(bureau: "Bureau", deal: str) -> None:
    def work(change: Change) -> str:
        row = row_of(change, deal)
        accounts.free_lines(change, row)
        accounts.forfeit(change, row, 10_000_00)
        accounts.take_fee(change, row, 500_00)
        return accounts.refund(change, row, 899_000_00, Method.TRANSFER, DAY, "cancelled")

    assert inside(bureau, work) == "R-000003"
    found = standing(bureau.database, deal)
    assert found == {"forfeited": 10_000_00, "fee": 500_00, "unallocated": 500_00}
    assert cash(bureau.database) == (11_000_00, 11_000_00)
    assert audit.verify(bureau.admin).ok


def test_the_sellers_half_of_a_double_deposit_comes_from_no_account(bureau: "Bureau", deal: str) -> None:
    paid = (10_000_00, Method.TRANSFER, DAY, "sold twice")
    assert inside(bureau, lambda change: accounts.compensate(change, row_of(change, deal), *paid)) == "R-000003"
    found = standing(bureau.database, deal)
    assert found == {"deposit": 10_000_00, "first payment": 900_000_00, "compensation": -10_000_00}
    assert cash(bureau.database) == (900_000_00, 900_000_00)
    assert audit.verify(bureau.admin).ok


@pytest.mark.parametrize("what", [accounts.forfeit, accounts.take_fee])
def test_what_is_not_there_is_not_taken(
    bureau: "Bureau", deal: str, what: Callable[[Change, DealRow, int], None]
) -> None:
    with bureau.refuses(NotThatMuch, match="Only 0 is unallocated on D-0001; 0.01 cannot"):
        inside(bureau, lambda change: what(change, row_of(change, deal), 1))


@pytest.mark.parametrize("what", [accounts.forfeit, accounts.take_fee])
def test_less_than_nothing_is_not_taken(
    bureau: "Bureau", deal: str, what: Callable[[Change, DealRow, int], None]
) -> None:
    with bureau.refuses(BadValue, match="less than nothing"):
        inside(bureau, lambda change: what(change, row_of(change, deal), -1))


def test_no_more_goes_back_than_is_unallocated(bureau: "Bureau", deal: str) -> None:
    extra = bureau.paid(deal, 5_000_000_00)
    assert extra == "R-000003"
    there = standing(bureau.database, deal)["unallocated"]

    def give_back(amount: int) -> object:
        said = (amount, Method.CASH, DAY, "too much")
        return inside(bureau, lambda change: accounts.refund(change, row_of(change, deal), *said))

    with bureau.refuses(NotThatMuch):
        give_back(there + 1)
    with bureau.refuses(BadValue, match="more than nothing"):
        give_back(0)
    assert give_back(there - 1) == "R-000004"
    with bureau.refuses(NotThatMuch, match="Only 0.01"):
        give_back(2)
    assert give_back(1) == "R-000005"
    assert "unallocated" not in standing(bureau.database, deal)


def test_money_given_back_is_not_carried_over(bureau: "Bureau", deal: str, other: str) -> None:
    def work(change: Change) -> int:
        row = row_of(change, deal)
        accounts.free_lines(change, row)
        accounts.refund(change, row, 909_000_00, Method.CASH, DAY, "")
        return accounts.carry_over(change, row, row_of(change, other))

    assert inside(bureau, work) == 1_000_00
    assert standing(bureau.database, deal) == {}
    assert standing(bureau.database, other) == {"deposit": 1_000_00}


def test_two_who_give_the_same_money_back_do_it_once(bureau: "Bureau", deal: str) -> None:
    bureau.paid(deal, 4_000_000_00)
    there = standing(bureau.database, deal)["unallocated"]

    def give_back() -> object:
        return inside(bureau, lambda change: accounts.refund(change, row_of(change, deal), there, Method.CASH, DAY, ""))

    answers = bureau.collide("deal", give_back, give_back)
    assert sorted(type(each).__name__ for each in answers) == ["NotThatMuch", "str"]
