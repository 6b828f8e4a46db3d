"""What is overdue on a day and what it costs: worked numbers, and days before and after today."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue
from salesdesk.services import arrears, deals

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(bureau: "Bureau") -> str:
    """A deal with its deposit paid, of whose first payment 300,000 are open."""
    number = bureau.sold(bureau.units(1)[0], PlanKind.MORTGAGE)
    bureau.paid(number, 1_500_000_00)
    return number


def _first(bureau: "Bureau", deal: str) -> deals.ScheduleView:
    return next(each for each in deals.show_deal(bureau.admin, deal).schedule if each.kind == "first_payment")


def test_300_000_paid_fifteen_days_late_costs_900(bureau: "Bureau", deal: str) -> None:
    due = _first(bureau, deal).due
    bureau.clock.on(days=60)
    bureau.paid(deal, 300_000_00, value_date=due + timedelta(days=15))
    found = arrears.late_fees(bureau.admin, deal, due + timedelta(days=20), days=True)
    (sheet,) = found.rows
    assert (found.total_minor, sheet.late_fee_minor, sheet.late_days, sheet.open_minor) == (900_00, 900_00, 15, 0)
    assert [each.fee for each in sheet.days] == [60_00] * 15
    assert sheet.days[0].day == due + timedelta(days=1)


def test_100_000_of_it_paid_on_the_fifth_day_leaves_700(bureau: "Bureau", deal: str) -> None:
    due = _first(bureau, deal).due
    bureau.clock.on(days=60)
    bureau.paid(deal, 100_000_00, value_date=due + timedelta(days=5))
    bureau.paid(deal, 200_000_00, value_date=due + timedelta(days=15))
    (sheet,) = arrears.late_fees(bureau.admin, deal).rows
    assert sheet.late_fee_minor == 700_00
    assert [(each.days, each.balance_minor) for each in sheet.stretches] == [(5, 300_000_00), (10, 200_000_00)]
    assert sheet.days == []


def test_arrears_of_a_day_are_those_of_that_day(bureau: "Bureau", deal: str) -> None:
    due = _first(bureau, deal).due
    bureau.clock.on(days=60)
    bureau.paid(deal, 300_000_00, value_date=due + timedelta(days=15))
    assert arrears.list_arrears(bureau.admin, due) == []
    (then,) = arrears.list_arrears(bureau.admin, due + timedelta(days=10))
    assert (then.label, then.open_minor, then.late_days, then.late_fee_minor) == (
        "first payment",
        300_000_00,
        10,
        600_00,
    )
    assert [each.label for each in arrears.list_arrears(bureau.admin, due + timedelta(days=15))] == []


def test_arrears_of_a_day_to_come_count_what_will_be_open(bureau: "Bureau", deal: str) -> None:
    due = _first(bureau, deal).due
    assert arrears.list_arrears(bureau.admin) == []
    (then,) = arrears.list_arrears(bureau.admin, due + timedelta(days=1))
    assert then.late_fee_minor == 60_00


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_of_reckoning_is_within_ten_years(bureau: "Bureau", deal: str, day: date) -> None:
    with pytest.raises(BadValue, match="ten years"):
        arrears.late_fees(bureau.admin, deal, day)
    with pytest.raises(BadValue, match="ten years"):
        arrears.list_arrears(bureau.admin, day)
