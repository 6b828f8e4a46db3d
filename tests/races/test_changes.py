"""Changes of a deal at the same moment, and processes killed in the middle of one: all of it happened, or nothing."""

from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db.deals import deal as deal_table
from db.units import claim, unit
from salesdesk.domain.changes import ChangeDecided, ChangeOpen, ChangeVoid
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.errors import Lost
from salesdesk.domain.roles import Role
from salesdesk.services import audit, change_answers, changes, deals, orders, steps
from tests.services.accounts_at import cash

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start

POINTS = (
    "claims.end_claim",
    "claims.add_claim",
    "units.move",
    "deals.add_quote",
    "deals.add_deal",
    "deals.add_schedule",
    "changes.end_deal",
    "accounts.move",
    "changes.finish",
    "events.append",
)
PLAN_POINTS = (
    "deals.add_quote",
    "plans.add_deal_plan",
    "mortgages.next_version",
    "accounts.move",
    "plans.set_plan",
    "changes.finish",
    "events.append",
)
# The process dies, as by a power cut, just before or just after it has done what is named.
KILLED = """
import os
from db import {room}
real = {room}.{name}
def deadly(*args, **more):
    {before}
    real(*args, **more)
    os._exit(9)
if True:
    {room}.{name} = deadly
"""


# The session reads the test's clock, on which the approval has not expired.
CLOCK = """
from datetime import UTC, datetime
from db import engine
real_at = engine.Database.at.__func__
def at(cls, *args, **more):
    found = real_at(cls, *args, **more)
    found.clock = lambda: datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
    return found
engine.Database.at = classmethod(at)
"""


def _sold(bureau: "Bureau", at: str, phone: str, name: str) -> str:
    rep = bureau.desk(Role.REP)
    deal = bureau.sold(at, PlanKind.ONE_SUM, bureau.customer(rep, name, phone))
    bureau.paid(deal, 20_000_00)
    return deal


def _ready(bureau: "Bureau", deal: str, target: str) -> int:
    """Ask for a unit change and have it approved."""
    asked = changes.ask_unit_change(bureau.desk(Role.REP), deal, target, "a view")
    return changes.approve_change(bureau.desk(Role.MANAGER), asked.change_id).change_id


@pytest.fixture
def office(bureau: "Bureau") -> "Bureau":
    """An office with five units and everybody hired."""
    bureau.units(5)
    for role in (Role.REP, Role.MANAGER, Role.BACK_OFFICE, Role.CASHIER):
        bureau.desk(role)
    return bureau


def _whole(bureau: "Bureau") -> bool:
    """Tell whether every sold unit has one live claim and one live deal, no other has any, and log and money agree."""
    with bureau.database.reading() as tx:
        sold = set(tx.conn.execute(select(unit.c.id).where(unit.c.state == "subscribed")).scalars())
        claimed = list(tx.conn.execute(select(claim.c.unit_id).where(claim.c.live)).scalars())
        live = list(tx.conn.execute(select(deal_table.c.unit_id).where(deal_table.c.live)).scalars())
    sums, found = cash(bureau.database), audit.verify(bureau.admin)
    assert found.contradictions == []
    return sorted(claimed) == sorted(live) == sorted(sold) and sums[0] == sums[1] and found.ok


def test_two_deals_that_want_one_unit_do_not_both_get_it(office: "Bureau") -> None:
    first = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    second = _ready(office, _sold(office, "3-1-0201", "199-0000-0002", "李明"), "3-1-0301")
    rep = office.desk(Role.REP)
    answers = office.collide("unit", *(partial(changes.do_change, rep, each) for each in (first, second)))
    assert [isinstance(each, Lost) for each in answers if isinstance(each, Exception)] == [True]
    assert _whole(office)


def test_a_unit_change_and_an_order_do_not_both_get_the_unit(office: "Bureau") -> None:
    change = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    rep = office.desk(Role.REP)
    other = office.customer(rep, "李明", "199-0000-0002")
    order = partial(orders.place_order, rep, "3-1-0301", other, PlanKind.ONE_SUM)
    answers = office.collide("unit", partial(changes.do_change, rep, change), order)
    assert len([each for each in answers if isinstance(each, Lost)]) == 1
    assert _whole(office)


def test_two_deals_never_change_places_because_each_others_unit_is_taken(office: "Bureau") -> None:
    rep = office.desk(Role.REP)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    up, away = _ready(office, deal, "3-1-0301"), _sold(office, "3-1-0201", "199-0000-0002", "李明")
    down = _ready(office, away, "3-1-0401")
    answers = office.collide("unit", *(partial(changes.do_change, rep, each) for each in (up, down)))
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert _whole(office)


def test_a_change_is_carried_out_once_by_two_at_the_same_moment(office: "Bureau") -> None:
    change = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0301")
    rep = office.desk(Role.REP)
    answers = office.collide("deal", *[partial(changes.do_change, rep, change)] * 3)
    assert len([each for each in answers if isinstance(each, change_answers.ChangeAnswer)]) == 1
    assert _whole(office)


def test_of_an_approval_and_another_request_at_once_one_is_refused(office: "Bureau") -> None:
    rep, manager = office.desk(Role.REP), office.desk(Role.MANAGER)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a view").change_id
    approve = partial(changes.approve_change, manager, asked)
    edit = partial(changes.ask_unit_change, rep, deal, "3-1-0301", "a better one")
    refusals = [each for each in office.collide("deal", approve, edit) if isinstance(each, Exception)]
    assert [type(each) for each in refusals] in ([ChangeDecided], [ChangeOpen])
    assert _whole(office)


def test_an_approval_at_the_moment_of_an_edit_never_serves_the_edited_deal(office: "Bureau") -> None:
    rep, manager, desk = office.desk(Role.REP), office.desk(Role.MANAGER), office.desk(Role.BACK_OFFICE)
    deal = _sold(office, "3-1-0101", "199-0000-0001", "王小明")
    office.paid(deal, deals.show_deal(rep, deal).price.total_minor - 20_000_00)
    asked = changes.ask_unit_change(rep, deal, "3-1-0201", "a view").change_id
    office.collide(
        "deal",
        partial(changes.approve_change, manager, asked),
        partial(steps.do_step, desk, deal, Step.CONTRACT, ticked=True),
    )
    with pytest.raises(ChangeVoid):
        changes.do_change(rep, asked)
    assert deals.show_deal(rep, deal).unit_state == "signed"


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_any_point_of_a_move_leaves_nothing_moved(
    office: "Bureau", start: "Start", point: str, moment: str
) -> None:
    change = _ready(office, _sold(office, "3-1-0101", "199-0000-0001", "王小明"), "3-1-0201")
    room, name = point.split(".")
    before = "os._exit(9)" if moment == "before" else "pass"
    untouched = office.written()
    session = start(CLOCK + KILLED.format(room=room, name=name, before=before))
    session.send(f"change do {change}")
    assert session.process.wait(timeout=60) == 9
    assert office.written() == untouched
    assert _whole(office)
    assert changes.do_change(office.desk(Role.REP), change).state == "done"
    assert _whole(office)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("point", PLAN_POINTS)
def test_a_process_killed_at_any_point_of_a_new_plan_leaves_the_old_one(
    office: "Bureau", start: "Start", point: str, moment: str
) -> None:
    deal = office.sold("3-1-0101", PlanKind.ONE_SUM)
    office.paid(deal, 10_000_00)
    asked = changes.ask_plan_change(office.desk(Role.REP), deal, "mortgage", "a loan is cheap")
    change = changes.approve_change(office.desk(Role.MANAGER), asked.change_id).change_id
    room, name = point.split(".")
    before = "os._exit(9)" if moment == "before" else "pass"
    untouched = office.written()
    session = start(CLOCK + KILLED.format(room=room, name=name, before=before))
    session.send(f"change do {change}")
    assert session.process.wait(timeout=60) == 9
    assert office.written() == untouched
    assert _whole(office)
    assert changes.do_change(office.desk(Role.REP), change).state == "done"
    assert deals.show_deal(office.admin, deal).plan_name == "mortgage"
    assert _whole(office)
