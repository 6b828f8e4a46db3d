"""A payment that is chased: what was promised or said stands on the day's panel, and for how long."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import ChaseOutcome, TaskKind
from salesdesk.services import chasing, deals
from salesdesk.services.today import read_today
from tests.services.day_panel import agree_on, lines_of, on_the_wall

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_a_promise_is_kept_waiting_until_its_day_and_broken_comes_before_everything(here: "Bureau") -> None:
    rep, deal = here.desk(Role.REP), here.sold(here.units(1)[0])
    agree_on(rep, "1", on_the_wall(31, 15))
    answer = chasing.write_chase(rep, deal, ChaseOutcome.PROMISED, date(2026, 9, 2), "after the holiday")
    assert (answer.label, answer.outcome, answer.promised_on) == ("deposit", "promised", date(2026, 9, 2))
    assert lines_of(rep, TaskKind.TO_COLLECT, 1) == []
    here.clock.on(days=2)
    (line,) = lines_of(rep, TaskKind.TO_COLLECT)
    assert (line.note, line.broken_promise) == ("promised 2026-09-02: after the holiday", False)
    assert read_today(rep).tasks[0].kind is TaskKind.VISIT
    here.clock.on(days=1)
    first = read_today(rep).tasks[0]
    assert (first.kind, first.ref, first.broken_promise) == (TaskKind.TO_COLLECT, deal, True)


@pytest.mark.parametrize("outcome", [ChaseOutcome.NOT_REACHED, ChaseOutcome.REFUSED])
def test_what_came_of_a_chase_without_a_promise_stands_on_the_line(here: "Bureau", outcome: ChaseOutcome) -> None:
    cashier, deal = here.desk(Role.CASHIER), here.sold(here.units(1)[0])
    chasing.write_chase(cashier, deal, ChaseOutcome.PROMISED, date(2026, 9, 2))
    here.clock.on(minutes=1)
    chasing.write_chase(cashier, deal, outcome, note="rang twice")
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT)
    assert line.note == f"{outcome.replace('_', ' ')}: rang twice"
    here.clock.on(days=4)
    assert not any(each.broken_promise for each in lines_of(cashier, TaskKind.TO_COLLECT))


def test_a_promise_that_was_kept_leaves_nothing_behind(here: "Bureau") -> None:
    cashier, deal = here.desk(Role.CASHIER), here.sold(here.units(1)[0])
    chasing.write_chase(cashier, deal, ChaseOutcome.PROMISED, date(2026, 9, 2))
    here.paid(deal, 10_000_00)
    here.clock.on(days=3)
    assert lines_of(cashier, TaskKind.TO_COLLECT) == []


def test_a_chase_is_of_the_oldest_open_payment_or_of_the_one_named(here: "Bureau") -> None:
    cashier, deal = here.desk(Role.CASHIER), here.sold(here.units(1)[0])
    loan = deals.show_deal(cashier, deal).schedule[-1]
    assert chasing.write_chase(cashier, deal, ChaseOutcome.REFUSED).label == "deposit"
    assert chasing.write_chase(cashier, deal, ChaseOutcome.REFUSED, line_id=loan.line_id).label == "loan payout"
    here.paid(deal, 10_000_00)
    assert chasing.write_chase(cashier, deal, ChaseOutcome.REFUSED).label == "first payment"


@pytest.mark.parametrize(
    ("outcome", "day", "why"),
    [
        (ChaseOutcome.PROMISED, None, "a promise, and only that, has a date"),
        (ChaseOutcome.REFUSED, date(2026, 9, 2), "a promise, and only that, has a date"),
        (ChaseOutcome.PROMISED, date(2026, 8, 30), "in the past"),
    ],
)
def test_a_promise_and_only_a_promise_has_a_day_to_come(
    here: "Bureau", outcome: ChaseOutcome, day: date | None, why: str
) -> None:
    cashier, deal = here.desk(Role.CASHIER), here.sold(here.units(1)[0])
    with here.refuses(BadValue, match=why):
        chasing.write_chase(cashier, deal, outcome, day)


def test_nothing_open_is_nothing_to_chase(here: "Bureau") -> None:
    cashier, deal = here.desk(Role.CASHIER), here.sold(here.units(1)[0], PlanKind.ONE_SUM)
    here.paid(deal, 6_000_000_00)
    with here.refuses(BadValue, match="nothing is open on it"):
        chasing.write_chase(cashier, deal, ChaseOutcome.NOT_REACHED)


def test_a_rep_chases_no_payment_of_another_rep(here: "Bureau") -> None:
    other, deal = here.desk(Role.REP, "Chen Jie"), here.sold(here.units(1)[0])
    with here.refuses(NotFound):
        chasing.write_chase(other, deal, ChaseOutcome.NOT_REACHED)
