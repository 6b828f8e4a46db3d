"""The worked numbers of price and schedule, from the list of units to what the buyer owes and when it is asked for."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import TaskKind
from salesdesk.services import batches, importing, office, orders, payments
from salesdesk.services.today import read_today

if TYPE_CHECKING:
    from tests.conftest import Bureau

UNIT = "3-1-3101"
AUGUST_31 = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)


def _on_sale(bureau: "Bureau", folder: Path, unit_price: str, area: str) -> None:
    bureau.clock.now = AUGUST_31
    path = folder / "units.csv"
    path.write_text(f"building,block,floor,room,area,unit price\n3,1,31,01,{area},{unit_price}\n", encoding="utf-8")
    importing.import_units(bureau.admin, path)
    batches.add_batch(bureau.admin, "spring", "2026-001", AUGUST_31)
    batches.release_batch(bureau.admin, "spring")


def _order(bureau: "Bureau", plan: PlanKind) -> orders.OrderAnswer:
    rep = bureau.desk(Role.REP)
    return orders.place_order(rep, UNIT, bureau.customer(rep), plan)


@pytest.mark.parametrize(
    ("rounding", "total"), [("fen", 655_641_558), ("yuan_half_up", 655_641_600), ("yuan_down", 655_641_500)]
)
def test_a_price_by_area_is_rounded_as_the_project_says(
    sqlite_bureau: "Bureau", tmp_path: Path, rounding: str, total: int
) -> None:
    office.set_project(sqlite_bureau.admin, "rounding", rounding)
    _on_sale(sqlite_bureau, tmp_path, "52229.87", "125.53")
    answer = _order(sqlite_bureau, PlanKind.ONE_SUM)
    assert answer.total_minor == sum(each.amount_minor for each in answer.schedule) == total


@pytest.mark.parametrize(
    ("step", "loan", "first_due"), [("10,000", 4_580_000_00, 1_876_416_00), ("1,000", 4_589_000_00, 1_867_416_00)]
)
def test_a_mortgage_of_seven_tenths_is_asked_for_on_its_mornings(
    bureau: "Bureau", tmp_path: Path, step: str, loan: int, first_due: int
) -> None:
    for name, value in (("rounding", "yuan_half_up"), ("loan_step", step), ("deposit", "100,000")):
        office.set_project(bureau.admin, name, value)
    _on_sale(bureau, tmp_path, "52229.87", "125.53")
    answer = _order(bureau, PlanKind.MORTGAGE)
    assert [(each.due, each.amount_minor) for each in answer.schedule] == [
        (date(2026, 8, 31), 100_000_00),
        (date(2026, 9, 5), first_due),
        (date(2026, 10, 30), loan),
    ]
    for days, amount in ((5, first_due), (55, loan)):
        bureau.clock.on(days=days)
        today = date(2026, 9, 5) if days == 5 else date(2026, 10, 30)
        asked = [each for each in read_today(bureau.desk(Role.CASHIER)).tasks if each.kind is TaskKind.TO_COLLECT]
        assert amount in [each.amount_minor for each in asked if each.due == today]


def test_a_deposit_is_capped_at_a_fifth_and_what_is_above_is_an_advance_payment(
    bureau: "Bureau", tmp_path: Path
) -> None:
    office.set_project(bureau.admin, "deposit", "200,000")
    _on_sale(bureau, tmp_path, "5395", "100")
    answer = _order(bureau, PlanKind.ONE_SUM)
    assert (answer.total_minor, answer.deposit_minor) == (539_500_00, 107_900_00)
    paid = payments.add_receipt(bureau.desk(Role.CASHIER), answer.deal_id, 120_000_00, Method.CASH, only=Step.DEPOSIT)
    assert [(each.label, each.amount_minor) for each in paid.allotted] == [
        ("deposit", 107_900_00),
        ("first payment", 12_100_00),
    ]
    assert (paid.advance_minor, paid.unallocated_minor) == (12_100_00, 0)
