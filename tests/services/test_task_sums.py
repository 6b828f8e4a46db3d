"""The sums on the lines of the day: each is explained, and comes to what its line shows."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice
from salesdesk.domain.tasks import Task, TaskKind
from salesdesk.services import changes, discounts, mortgages, settlements
from salesdesk.services.task_sums import has_sum, task_sums, task_title, tasks_sums
from tests.services.day_panel import lines_of

if TYPE_CHECKING:
    from tests.conftest import Bureau

Sums = dict[str, int]


@pytest.fixture
def unit(sqlite_bureau: "Bureau") -> str:
    return sqlite_bureau.units(1)[0]


def _explained(bureau: "Bureau", role: Role, kind: TaskKind) -> tuple[Task, Sums]:
    """Give the one line of a kind that a role sees, and the sums by which it is explained."""
    desk = bureau.desk(role)
    (line,) = lines_of(desk, kind)
    assert has_sum(line)
    found, listed = task_sums(desk, line), tasks_sums(desk, [line])
    assert [each.ref for each in found if not each.reckoning.adds_up] == []
    assert [each.ref for each in listed] == [f"{line.ref}:{kind}:{each.ref}" for each in found]
    return line, {each.ref: each.reckoning.sum_minor for each in found}


def test_a_payment_that_is_due_is_explained_before_all_else_of_its_deal(sqlite_bureau: "Bureau", unit: str) -> None:
    number = sqlite_bureau.sold(unit)
    sqlite_bureau.clock.on(days=10)
    sqlite_bureau.paid(number, 10_000_00)
    line, sums = _explained(sqlite_bureau, Role.REP, TaskKind.TO_COLLECT)
    first = list(sums.items())[:2]
    assert first == [(f"open:{line.line_id}", line.amount_minor), (f"fee:{line.line_id}", line.late_fee_minor)]


def test_a_loan_that_waits_for_its_bank_is_explained_by_what_is_open(sqlite_bureau: "Bureau", unit: str) -> None:
    number = sqlite_bureau.signed(unit)
    mortgages.open_case(sqlite_bureau.desk(Role.MORTGAGE_DESK), number, "Harbour Bank")
    sqlite_bureau.clock.on(days=60)
    line, sums = _explained(sqlite_bureau, Role.MORTGAGE_DESK, TaskKind.MORTGAGE_DUE)
    assert next(iter(sums.items())) == ("open", line.amount_minor)


def test_money_that_goes_back_for_an_area_is_explained_with_its_interest(sqlite_bureau: "Bureau", unit: str) -> None:
    number, back = sqlite_bureau.signed(unit, PlanKind.ONE_SUM), sqlite_bureau.desk(Role.BACK_OFFICE)
    sqlite_bureau.clock.on(days=365)
    settlements.measure_unit(back, unit, 90_00)
    settlements.apply_settlement(back, number, Choice.WITHDRAW)
    line, sums = _explained(sqlite_bureau, Role.CASHIER, TaskKind.TO_PAY_BACK)
    assert sums == {f"settlement:{number}": 0, f"refund:{number}": line.amount_minor}


def test_a_request_that_waits_is_explained_by_what_it_costs(sqlite_bureau: "Bureau", unit: str) -> None:
    rep = sqlite_bureau.desk(Role.REP)
    discounts.request_discount(rep, unit, sqlite_bureau.customer(rep), PlanKind.ONE_SUM, "a friend", Decimal(98))
    line, sums = _explained(sqlite_bureau, Role.MANAGER, TaskKind.APPROVAL_WAITS)
    assert (sums, line.amount_minor) == ({"concession": 120_000_00}, 5_880_000_00)
    assert task_title(line) == f"{line.customer} {unit} request 1"


def test_a_change_that_waits_is_explained_by_where_the_money_goes(sqlite_bureau: "Bureau", unit: str) -> None:
    number = sqlite_bureau.sold(unit)
    sqlite_bureau.paid(number, 60_000_00)
    changes.ask_cancellation(sqlite_bureau.desk(Role.REP), number, Outcome.FORFEIT, "they leave")
    line, sums = _explained(sqlite_bureau, Role.DIRECTOR, TaskKind.APPROVAL_WAITS)
    assert sums == {"paid": 60_000_00, "left": 50_000_00, "forfeit": 10_000_00}
    assert task_title(line).endswith(" change 1")


def test_a_line_that_shows_no_sum_has_none_to_explain(sqlite_bureau: "Bureau", unit: str) -> None:
    sqlite_bureau.signed(unit)
    sqlite_bureau.clock.on(days=40)
    desk = sqlite_bureau.desk(Role.BACK_OFFICE)
    (line,) = lines_of(desk, TaskKind.FILING_DUE)
    assert (has_sum(line), tasks_sums(desk, [line])) == (False, [])
