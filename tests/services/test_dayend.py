"""The cash book of a day: its sums, its closing, and that nothing is booked on it afterwards."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import Step
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import audit, dayend, payments, reversals, unallocated
from salesdesk.services.booking import DayClosed

if TYPE_CHECKING:
    from tests.conftest import Bureau

MONDAY = date(2026, 8, 31)


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal with money of two cashiers by two methods, and some given back; in the office's own time zone."""
    number = bureau.sold(bureau.units(2)[0])
    bureau.paid(number, 15_000_00, only=Step.DEPOSIT)
    second = bureau.desk(Role.CASHIER, "Zhou Min")
    payments.add_receipt(second, number, 2_000_00, Method.CASH)
    unallocated.refund_money(second, number, 1_000_00, Method.CASH, None, "too much")
    return number


def test_the_book_has_a_line_for_each_cashier_and_method(bureau: "Bureau", deal: str) -> None:
    book = dayend.day_end(bureau.desk(Role.AUDITOR))
    found = [(each.cashier, each.method, each.count, each.in_minor, each.out_minor) for each in book.rows]
    assert found == [("Zhou Min", "cash", 2, 2_000_00, 1_000_00), ("cashier one", "transfer", 1, 15_000_00, 0)]
    assert (book.count, book.in_minor, book.out_minor, book.net_minor) == (3, 17_000_00, 1_000_00, 16_000_00)
    assert not book.closed


def test_nothing_is_booked_on_a_closed_day_and_reversals_come_on_the_next(bureau: "Bureau", deal: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    closed = dayend.close_day(cashier)
    assert (closed.closed_by, closed.net_minor) == ("cashier one", 16_000_00)
    with bureau.refuses(DayClosed, match="cash book of 2026-08-31 is closed: cashier one"):
        payments.add_receipt(cashier, deal, 1_00, Method.CASH)
    with bureau.refuses(DayClosed):
        reversals.reverse_receipt(cashier, "R-000002", "typo")
    with bureau.refuses(DayClosed):
        unallocated.refund_money(cashier, deal, 1_00, Method.CASH, None, "too much")
    bureau.clock.on(days=1)
    assert reversals.reverse_receipt(cashier, "R-000002", "typo").receipt_no == "R-000004"
    assert dayend.day_end(cashier, MONDAY) == closed
    assert dayend.day_end(cashier).out_minor == 2_000_00
    assert audit.verify(bureau.admin).ok


def test_a_day_is_closed_once_and_not_before_it_comes(bureau: "Bureau", deal: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    with bureau.refuses(BadValue, match="still to come"):
        dayend.close_day(cashier, date(2026, 9, 1))
    dayend.close_day(cashier)
    with bureau.refuses(dayend.DayClosedBefore, match="closed already"):
        dayend.close_day(cashier)


def test_unallocated_money_may_be_moved_after_the_closing(bureau: "Bureau", deal: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    dayend.close_day(cashier)
    assert unallocated.move_money(cashier, deal, 1_000_00).allotted_minor == 1_000_00


def test_what_is_booked_while_the_day_is_closed_is_in_its_sums_or_refused(bureau: "Bureau", deal: str) -> None:
    cashier = bureau.desk(Role.CASHIER)
    works = [lambda: payments.add_receipt(cashier, deal, 7_00, Method.CASH) for _ in range(3)]
    answers = bureau.collide("register", *works, lambda: dayend.close_day(cashier))
    booked = [each for each in answers if isinstance(each, payments.ReceiptAnswer)]
    assert len(booked) + sum(isinstance(each, DayClosed) for each in answers) == 3
    assert dayend.day_end(cashier).in_minor == 17_000_00 + 7_00 * len(booked)


def test_a_day_begins_at_midnight_on_the_offices_wall(bureau: "Bureau") -> None:
    from salesdesk.services import office

    office.set_project(bureau.admin, "timezone", "Asia/Shanghai")
    deal = bureau.sold(bureau.units(1)[0])
    bureau.clock.on(hours=13, minutes=59)
    bureau.paid(deal, 1_00)
    bureau.clock.on(minutes=1)
    bureau.paid(deal, 2_00)
    cashier = bureau.desk(Role.CASHIER)
    assert dayend.day_end(cashier, MONDAY).in_minor == 1_00
    assert dayend.day_end(cashier).day == date(2026, 9, 1)
    assert dayend.day_end(cashier).in_minor == 2_00
