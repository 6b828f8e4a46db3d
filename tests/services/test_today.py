"""The day's panel: who sees which lines, when a line is there and when it is gone, and what was done of it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import BadValue, NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import KINDS, TaskKind
from salesdesk.services import arrears, changes, customers, discounts, holds, staff, steps
from salesdesk.services.desk import Desk
from salesdesk.services.today import read_today
from salesdesk.services.waiting import waiting_for
from tests.services.day_panel import agree_on, lines_of, on_the_wall

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _full_day(bureau: "Bureau") -> None:
    """Give the office something to do of each kind that there is."""
    rep, others = bureau.desk(Role.REP), bureau.units(5)
    buyer = bureau.customer(rep)
    office_desk = bureau.desk(Role.BACK_OFFICE)
    for unit in others[:2]:
        deal = bureau.sold(unit, buyer=buyer)
        bureau.paid(deal, 1_800_000_00)
        if unit == others[0]:
            steps.do_step(office_desk, deal, Step.CONTRACT, ticked=True)
    bureau.sold(others[2], buyer=buyer)
    holds.place_hold(rep, others[3], buyer)
    agree_on(rep, buyer, on_the_wall(31, 15))
    _ask(rep, others[4], buyer)
    discounts.refuse_discount(bureau.desk(Role.MANAGER), _ask(rep, others[4], buyer, PlanKind.ONE_SUM), "not today")


def _ask(desk: Desk, unit: str, buyer: str, plan: PlanKind = PlanKind.MORTGAGE, off_minor: int = 60_000_00) -> int:
    return discounts.request_discount(desk, unit, buyer, plan, "a friend", None, off_minor).request_id


def test_each_role_sees_the_kinds_of_its_work_counted_as_listed(here: "Bureau") -> None:
    _full_day(here)
    there = {"visit": 1, "to_sign": 1, "to_collect": 1, "hold_expires": 1, "approval_waits": 1, "answered": 1}
    there |= {"mortgage_due": 1, "filing_due": 1}
    for role in [each for each in Role if each is not Role.WALL]:
        answer = read_today(here.desk(role))
        expected = {str(kind): there.get(kind, 0) for kind in KINDS[role]}
        expected |= {"answered": 0} if role is not Role.REP and "answered" in expected else {}
        expected |= {"approval_waits": 0} if role is Role.AUDITOR else {}
        assert (answer.date, answer.role, answer.counts) == (date(2026, 8, 31), role, expected)
        assert sum(answer.counts.values()) == len(answer.tasks)
        assert {each.kind for each in answer.tasks} <= set(KINDS[role])


def test_the_wall_has_no_tasks(here: "Bureau") -> None:
    wall = here.desk(Role.WALL)
    with here.refuses(NotPermitted, match="may not see today's tasks"):
        read_today(wall)


def test_a_rep_sees_only_their_own_lines(here: "Bureau") -> None:
    _full_day(here)
    other = here.desk(Role.REP, "Chen Jie")
    assert read_today(other).tasks == []
    second = here.customer(other, "李明", "199-0000-0002")
    agree_on(other, second, on_the_wall(31, 16))
    assert [each.customer for each in lines_of(other, TaskKind.VISIT)] == ["李明"]
    assert [each.customer for each in lines_of(here.desk(Role.REP), TaskKind.VISIT)] == ["王小明"]
    for role in (Role.MANAGER, Role.RECEPTION):
        assert [each.customer for each in lines_of(here.desk(role), TaskKind.VISIT)] == ["王小明", "李明"]


def test_the_panel_of_another_role_is_shown_to_those_who_see_everybody(here: "Bureau") -> None:
    _full_day(here)
    manager, rep = here.desk(Role.MANAGER), here.desk(Role.REP)
    answer = read_today(manager, role=Role.CASHIER)
    assert (answer.role, list(answer.counts)) == ("cashier", ["to_collect", "to_pay_back", "mortgage_due"])
    assert read_today(rep, role=Role.REP) == read_today(rep)
    with here.refuses(NotPermitted, match="see other reps' customers"):
        read_today(rep, role=Role.MANAGER)


@pytest.mark.parametrize("ahead", [-1, 7])
def test_the_panel_shows_today_and_six_days_more(here: "Bureau", ahead: int) -> None:
    assert read_today(here.admin, 6).date == date(2026, 9, 6)
    with here.refuses(BadValue, match="today and 6 days more"):
        read_today(here.admin, ahead)


def test_a_visit_is_told_with_its_hour_customer_and_flat(here: "Bureau") -> None:
    rep, unit = here.desk(Role.REP), here.units(1)[0]
    buyer = customers.add_customer(rep, "王小明", ["199-0000-0001"], needs="three rooms")
    number = agree_on(rep, "王小明", on_the_wall(31, 15), unit, "comes  with her parents")
    (line,) = lines_of(rep, TaskKind.VISIT)
    assert (line.title, line.note, line.unit) == ("comes with her parents", "three rooms", unit)
    assert (line.at, line.due, line.overdue, line.leftover) == (on_the_wall(31, 15), date(2026, 8, 31), False, False)
    assert (line.ref, line.customer, line.customer_id) == (f"visit:{number}", "王小明", buyer.customer_id)
    assert line.staff == "rep one"


def test_a_visit_without_a_word_is_called_by_what_is_wanted(here: "Bureau") -> None:
    rep = here.desk(Role.REP)
    customers.add_customer(rep, "王小明", ["199-0000-0001"], needs="three rooms")
    customers.add_customer(rep, "李明", ["199-0000-0002"])
    agree_on(rep, "王小明", on_the_wall(31, 15))
    agree_on(rep, "李明", on_the_wall(31, 16))
    assert [each.title for each in lines_of(rep, TaskKind.VISIT)] == ["three rooms", "visit"]


def test_a_day_ends_at_midnight_on_the_wall(here: "Bureau") -> None:
    rep = here.desk(Role.REP)
    buyer = here.customer(rep)
    late, early = on_the_wall(31, 23), on_the_wall(1, 0, 9)
    for at in (early, late):
        agree_on(rep, buyer, at)
    assert [each.at for each in lines_of(rep, TaskKind.VISIT)] == [late]
    assert [each.at for each in lines_of(rep, TaskKind.VISIT, 1)] == [late, early]
    here.clock.now = early
    assert read_today(rep).date == date(2026, 9, 1)
    assert [(each.at, each.leftover) for each in lines_of(rep, TaskKind.VISIT)] == [(late, True), (early, False)]


def test_a_visit_left_over_is_marked_until_its_outcome_is_written(here: "Bureau") -> None:
    rep = here.desk(Role.REP)
    number = agree_on(rep, here.customer(rep), on_the_wall(31, 15))
    here.clock.on(days=2)
    (line,) = lines_of(rep, TaskKind.VISIT)
    assert (line.overdue, line.leftover, line.late_days) == (True, True, 2)
    customers.close_visit(rep, number, "did not come")
    assert lines_of(rep, TaskKind.VISIT) == []


def test_a_signing_turns_red_after_its_deadline_whatever_stands_in_its_way(here: "Bureau") -> None:
    back_office, deal = here.desk(Role.BACK_OFFICE), here.sold(here.units(1)[0])
    assert lines_of(back_office, TaskKind.TO_SIGN, 6) == []
    here.clock.on(days=7)
    (line,) = lines_of(back_office, TaskKind.TO_SIGN)
    assert (line.ref, line.due, line.overdue) == (deal, date(2026, 9, 7), False)
    assert "deposit" in line.note
    here.clock.on(days=1)
    (line,) = lines_of(back_office, TaskKind.TO_SIGN)
    assert (line.overdue, line.late_days, line.leftover) == (True, 1, True)


def test_a_contract_that_can_be_signed_is_there_at_once_and_gone_once_signed(here: "Bureau") -> None:
    back_office, mortgage_desk = here.desk(Role.BACK_OFFICE), here.desk(Role.MORTGAGE_DESK)
    deal = here.sold(here.units(1)[0])
    here.paid(deal, 1_800_000_00)
    (line,) = lines_of(back_office, TaskKind.TO_SIGN)
    assert (line.ref, line.note, line.due) == (deal, "cautions not yet ticked", date(2026, 9, 7))
    steps.do_step(back_office, deal, Step.CONTRACT, ticked=True)
    (line,) = read_today(back_office).tasks
    assert (line.kind, line.due) == (TaskKind.FILING_DUE, date(2026, 9, 30))
    (line,) = read_today(mortgage_desk).tasks
    assert (line.kind, line.due) == (TaskKind.MORTGAGE_DUE, date(2026, 9, 7))
    steps.file_contract(back_office, deal, "F-1")
    steps.do_step(mortgage_desk, deal, Step.MORTGAGE)
    assert read_today(back_office).tasks == read_today(mortgage_desk).tasks == []


def test_an_order_of_31_august_is_on_the_panel_on_5_september_and_on_30_october(here: "Bureau") -> None:
    deal, cashier = here.sold(here.units(1)[0]), here.desk(Role.CASHIER)
    here.paid(deal, 10_000_00)
    assert lines_of(cashier, TaskKind.TO_COLLECT, 4) == []
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT, 5)
    assert (line.title, line.due, line.amount_minor) == ("first payment", date(2026, 9, 5), 1_790_000_00)
    here.paid(deal, 1_790_000_00)
    here.clock.now = on_the_wall(29, 10, 10)
    assert lines_of(cashier, TaskKind.TO_COLLECT) == []
    here.clock.on(days=1)
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT)
    assert (line.title, line.due, line.amount_minor) == ("loan payout", date(2026, 10, 30), 4_200_000_00)


def test_arrears_grow_with_the_late_fee_day_by_day(here: "Bureau") -> None:
    deal, cashier = here.sold(here.units(1)[0]), here.desk(Role.CASHIER)
    here.paid(deal, 10_000_00)
    here.paid(deal, 1_490_000_00)
    here.clock.now = on_the_wall(5, 10, 9)
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT)
    assert (line.amount_minor, line.overdue, line.late_fee_minor) == (300_000_00, False, 0)
    here.clock.now = on_the_wall(14, 10, 9)
    assert [each.late_fee_minor for each in lines_of(cashier, TaskKind.TO_COLLECT, 6)] == [900_00]
    here.clock.now = on_the_wall(10, 10, 9)
    here.paid(deal, 100_000_00)
    here.clock.now = on_the_wall(20, 10, 9)
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT)
    assert (line.amount_minor, line.late_fee_minor, line.late_days) == (200_000_00, 700_00, 15)
    assert (line.overdue, line.leftover) == (True, True)
    assert [(each.open_minor, each.late_fee_minor) for each in arrears.list_arrears(cashier)] == [(200_000_00, 700_00)]
    here.paid(deal, 200_000_00)
    assert lines_of(cashier, TaskKind.TO_COLLECT) == []


def test_the_rest_of_a_deposit_is_asked_for_as_the_top_up(here: "Bureau") -> None:
    deal, cashier = here.sold(here.units(1)[0]), here.desk(Role.CASHIER)
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT)
    assert (line.title, line.amount_minor, line.due) == ("deposit", 10_000_00, date(2026, 8, 31))
    here.paid(deal, 3_000_00)
    assert lines_of(cashier, TaskKind.TO_COLLECT) == []
    (line,) = lines_of(cashier, TaskKind.TO_COLLECT, 3)
    assert (line.title, line.amount_minor, line.due) == ("top-up", 7_000_00, date(2026, 9, 3))


def test_the_longest_overdue_payment_comes_first(here: "Bureau") -> None:
    first, second = here.units(2)
    old = here.sold(first)
    here.clock.on(days=1)
    new = here.sold(second, buyer="1")
    here.clock.on(days=6)
    lines = lines_of(here.desk(Role.CASHIER), TaskKind.TO_COLLECT)
    assert [(each.ref, each.late_days) for each in lines] == [(old, 7), (new, 6), (old, 2), (new, 1)]


def test_a_hold_is_on_the_panel_on_the_day_it_expires_and_no_longer(here: "Bureau") -> None:
    rep, (soon, later) = here.desk(Role.REP), here.units(2)
    buyer = here.customer(rep)
    holds.place_hold(rep, later, buyer, 24 * 60)
    holds.place_hold(rep, soon, buyer, 30)
    (line,) = lines_of(rep, TaskKind.HOLD_EXPIRES)
    assert (line.unit, line.ref, line.at) == (soon, f"unit:{soon}", here.clock.now + timedelta(minutes=30))
    assert [each.unit for each in lines_of(rep, TaskKind.HOLD_EXPIRES, 1)] == [soon, later]
    here.clock.on(minutes=30)
    assert lines_of(rep, TaskKind.HOLD_EXPIRES) == []


def test_a_request_waits_with_those_high_enough_to_decide_and_with_nobody_for_themselves(here: "Bureau") -> None:
    rep, unit = here.desk(Role.REP), here.units(1)[0]
    buyer = here.customer(rep)
    small = _ask(rep, unit, buyer)
    large = _ask(rep, unit, buyer, PlanKind.ONE_SUM, 300_000_00)
    own = _ask(here.desk(Role.DIRECTOR), unit, buyer, PlanKind.INSTALMENTS)
    waits = {
        role: [each.ref for each in lines_of(here.desk(role), TaskKind.APPROVAL_WAITS)]
        for role in (Role.REP, Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER)
    }
    refs = [f"request:{each}" for each in (small, large, own)]
    assert waits[Role.REP] == []
    assert sorted(waits[Role.MANAGER]) == [refs[0], refs[2]]
    assert sorted(waits[Role.DIRECTOR]) == refs[:2]
    assert sorted(waits[Role.GENERAL_MANAGER]) == refs
    line = next(each for each in lines_of(here.desk(Role.DIRECTOR), TaskKind.APPROVAL_WAITS) if each.ref == refs[1])
    assert (line.title, line.unit, line.customer, line.staff) == ("a friend", unit, "王小明", "rep one")
    assert line.amount_minor == 5_700_000_00


def test_an_answer_comes_back_to_whoever_asked_for_three_days(here: "Bureau") -> None:
    rep, manager, unit = here.desk(Role.REP), here.desk(Role.MANAGER), here.units(1)[0]
    buyer = here.customer(rep)
    first, second = _ask(rep, unit, buyer), _ask(rep, unit, buyer, PlanKind.ONE_SUM)
    discounts.approve_discount(manager, first, "for a friend of the house")
    discounts.refuse_discount(manager, second, "too soon")
    assert lines_of(manager, TaskKind.APPROVAL_WAITS) == lines_of(manager, TaskKind.ANSWERED) == []
    said = {each.ref: (each.title, each.note) for each in lines_of(rep, TaskKind.ANSWERED)}
    assert said == {
        f"request:{first}": ("approved", "for a friend of the house"),
        f"request:{second}": ("refused", "too soon"),
    }
    here.clock.on(days=3)
    assert lines_of(rep, TaskKind.ANSWERED) == []


def test_a_request_that_nobody_decided_in_time_waits_no_more(here: "Bureau") -> None:
    rep, unit = here.desk(Role.REP), here.units(1)[0]
    _ask(rep, unit, here.customer(rep))
    here.clock.on(hours=72)
    assert lines_of(here.desk(Role.MANAGER), TaskKind.APPROVAL_WAITS) == []


def test_whoever_was_given_another_role_since_the_sign_in_sees_its_panel(here: "Bureau") -> None:
    rep = here.desk(Role.REP)
    assert read_today(rep).role == "rep"
    staff.set_role(here.admin, "rep one", Role.CASHIER)
    answer = read_today(rep)
    assert (answer.role, list(answer.counts)) == ("cashier", ["to_collect", "to_pay_back", "mortgage_due"])


def test_what_was_dealt_with_today_is_counted_for_whom_it_concerns(here: "Bureau") -> None:
    rep, other = here.desk(Role.REP), here.desk(Role.REP, "rep two")
    deal = here.sold(here.units(2)[0])
    assert read_today(rep).done == 0
    here.paid(deal, 10_000_00)
    visit = agree_on(rep, "1", on_the_wall(31, 15))
    customers.close_visit(rep, visit)
    assert [read_today(desk).done for desk in (rep, other, here.desk(Role.MANAGER))] == [2, 0, 2]
    assert read_today(rep, 1).done == 0


def test_yesterday_is_behind_everybody(here: "Bureau") -> None:
    here.paid(here.sold(here.units(1)[0]), 10_000_00)
    here.clock.on(days=1)
    found = read_today(here.desk(Role.MANAGER))
    assert (found.done, found.left_over) == (0, sum(each.leftover for each in found.tasks))


def test_a_change_waits_on_the_panel_of_who_decides_and_its_answer_on_that_of_who_asked(bureau: "Bureau") -> None:
    rep, manager, director = (bureau.desk(each) for each in (Role.REP, Role.MANAGER, Role.DIRECTOR))
    deal = bureau.sold(bureau.units(2)[0], PlanKind.ONE_SUM)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a higher floor")

    def lines(desk: Desk, kind: TaskKind) -> list[tuple[str, str]]:
        return [(each.ref, each.title) for each in lines_of(desk, kind)]

    assert lines(manager, TaskKind.APPROVAL_WAITS) == lines(director, TaskKind.APPROVAL_WAITS)
    assert lines(manager, TaskKind.APPROVAL_WAITS) == [("change:1", "a higher floor")]
    assert waiting_for(manager) == 1
    assert lines(rep, TaskKind.ANSWERED) == []
    bureau.paid(deal, 6_000_000_00)
    steps.do_step(bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    assert (lines(manager, TaskKind.APPROVAL_WAITS), waiting_for(manager)) == ([], 0), "it would do something else now"
    steps.undo_step(bureau.desk(Role.BACK_OFFICE), deal, "a slip")
    changes.approve_change(manager, asked.change_id)
    assert lines(manager, TaskKind.APPROVAL_WAITS) == []
    assert lines(rep, TaskKind.ANSWERED) == [(deal, "approved")]
    changes.do_change(rep, asked.change_id)
    assert lines(rep, TaskKind.ANSWERED) == []
