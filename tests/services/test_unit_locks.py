"""Units that nobody may claim: kept back for a time, locked, seized."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotPermitted
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock, MoveRefused, NotForSale, UnitLocked, UnitSeized
from salesdesk.language import human
from salesdesk.services import audit, board, holds, orders, why
from salesdesk.services.desk import Desk
from salesdesk.services.holds import NotLocked
from tests.services.unit_states import state_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


def test_a_manager_keeps_a_unit_back_and_puts_it_on_sale_again(bureau: "Bureau") -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    assert holds.withhold(manager, unit, " for the  owner ", date(2026, 9, 30)).state == "withheld"
    with bureau.refuses(NotForSale, match="keeps it back: for the owner"):
        holds.place_hold(rep, unit, buyer)
    with bureau.refuses(NotPermitted, match="may not withhold or lock"):
        holds.release_hold(rep, unit)
    with bureau.refuses(MoveRefused, match="may go to: available"):
        holds.withhold(manager, unit, "again", date(2026, 9, 30))
    assert holds.release_hold(manager, unit).state == "available"
    card = board.unit_card(manager, unit).unit
    assert (card.withheld_reason, card.withheld_until) == ("", None)


def test_a_unit_is_kept_back_until_its_last_day_and_on_sale_after_it(bureau: "Bureau") -> None:
    rep, manager, (one, two, seized) = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(3)
    buyer = bureau.customer(rep)
    for each in (one, two, seized):
        holds.withhold(manager, each, "the owner", date(2026, 9, 2))
    holds.lock_unit(manager, seized, Lock.SEIZED, "the court")
    bureau.clock.on(days=2)
    with bureau.refuses(NotForSale, match="kept back|keeps it back"):
        holds.place_hold(rep, one, buyer)
    bureau.clock.on(days=1)
    assert holds.place_hold(rep, one, buyer).unit == one, "without a look before"
    assert [each.state for each in board.read_board(bureau.desk(Role.WALL)).units] == ["withheld", "available", "held"]
    holds.unlock_unit(manager, seized, Lock.SEIZED)
    assert board.read_board(rep).counts["available"] == 2
    assert audit.verify(bureau.admin).contradictions == []


@pytest.mark.parametrize(("reason", "until"), [("  ", date(2026, 9, 30)), ("the owner", date(2026, 8, 30))])
def test_keeping_back_needs_a_reason_and_an_end(bureau: "Bureau", reason: str, until: date) -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    with bureau.refuses(BadValue):
        holds.withhold(manager, unit, reason, until)


def test_a_held_unit_is_not_kept_back(bureau: "Bureau") -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    with bureau.refuses(MoveRefused, match="from held it may go to: available, subscribed"):
        holds.withhold(manager, unit, "the owner", date(2026, 9, 30))


@pytest.mark.parametrize("kind", Lock)
def test_no_lock_lets_anybody_claim_the_manager_included(bureau: "Bureau", kind: Lock) -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    holds.lock_unit(manager, unit, kind, "by letter")
    for desk in (rep, manager):
        with bureau.refuses(UnitLocked, match=rf"locked \({human(kind)}\): by letter"):
            holds.place_hold(desk, unit, buyer)
        with bureau.refuses(UnitLocked):
            orders.place_order(desk, unit, buyer, PlanKind.ONE_SUM)
    holds.unlock_unit(manager, unit, kind)
    assert holds.place_hold(rep, unit, buyer).unit == unit


def test_a_lock_lies_once_and_is_lifted_once(bureau: "Bureau") -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    holds.lock_unit(manager, unit, Lock.MORTGAGED, "the bank")
    before = bureau.written()
    holds.lock_unit(manager, unit, Lock.MORTGAGED, "the bank")
    assert bureau.written() == before
    holds.lock_unit(manager, unit, Lock.SHOW_FLAT, "shown")
    holds.unlock_unit(manager, unit, Lock.MORTGAGED)
    assert board.unit_card(manager, unit).locks == ["show_flat"]
    with bureau.refuses(NotLocked, match=r"\(mortgaged\).* over it: show flat\."):
        holds.unlock_unit(manager, unit, Lock.MORTGAGED)


def test_the_same_lock_with_another_reason_goes_on_with_that_one(bureau: "Bureau") -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    holds.lock_unit(manager, unit, Lock.SEIZED, "the court in town")
    bureau.clock.on(minutes=10)
    holds.lock_unit(manager, unit, Lock.SEIZED, "the court of the county")
    with bureau.refuses(UnitSeized, match="the county"):
        holds.release_hold(rep, unit)
    told = board.unit_card(manager, unit).history[0]
    assert (told.kind, told.facts["reason_before"]) == ("unit.lock_reworded", "the court in town")
    bureau.clock.on(minutes=10)
    holds.unlock_unit(manager, unit, Lock.SEIZED)
    assert holds.list_holds(rep)[0].expires_at == bureau.clock.now + timedelta(hours=1)
    assert audit.verify(bureau.admin).ok


def test_a_lock_laid_over_a_hold_keeps_it_from_becoming_an_order(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    holds.place_hold(rep, unit, buyer)
    holds.lock_unit(bureau.desk(Role.MANAGER), unit, Lock.MORTGAGED, "the bank")
    with bureau.refuses(UnitLocked):
        orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM)
    bureau.clock.on(hours=1)
    assert state_of(bureau, unit) == "available"


def test_a_seizure_stops_the_clock_of_a_hold_and_every_move(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    unit, kept = bureau.units(2)
    holds.place_hold(rep, unit, bureau.customer(rep))
    holds.withhold(manager, kept, "the owner", date(2026, 9, 30))
    for each in (unit, kept):
        holds.lock_unit(manager, each, Lock.SEIZED, "the court")
    bureau.clock.on(hours=5)
    assert state_of(bureau, unit) == "held"
    assert [each.unit for each in holds.list_holds(rep)] == [unit]
    for desk, seized in ((rep, unit), (manager, unit), (manager, kept)):
        with bureau.refuses(UnitSeized, match="the court"):
            holds.release_hold(desk, seized)
    for desk in (rep, manager):
        with bureau.refuses(UnitSeized, match="its clocks stand still"):
            holds.extend_hold(desk, unit)
    holds.unlock_unit(manager, unit, Lock.SEIZED)
    assert state_of(bureau, unit) == "held"
    bureau.clock.on(minutes=60)
    assert state_of(bureau, unit) == "available"
    assert holds.list_holds(rep) == []


def _minutes_left(desk: Desk) -> int | None:
    return board.read_tiles(desk).tiles[0].minutes_left


def test_a_hold_goes_on_with_the_time_that_was_left_when_a_seizure_is_lifted(bureau: "Bureau") -> None:
    rep, manager, unit = bureau.desk(Role.REP), bureau.desk(Role.MANAGER), bureau.units(1)[0]
    placed = holds.place_hold(rep, unit, bureau.customer(rep), 60)
    bureau.clock.on(minutes=20)
    for kind in (Lock.SEIZED, Lock.SHOW_FLAT):
        holds.lock_unit(manager, unit, kind, "the court")
    assert _minutes_left(rep) == 40
    bureau.clock.on(days=3)
    assert _minutes_left(rep) == 0
    assert "its time stands still" in why.why_not(rep, unit).reasons[-1].message
    holds.unlock_unit(manager, unit, Lock.SEIZED)
    holds.unlock_unit(manager, unit, Lock.SHOW_FLAT)
    (running,) = holds.list_holds(rep)
    assert running.expires_at == placed.expires_at + timedelta(days=3)
    assert audit.verify(bureau.admin).contradictions == []
    assert holds.extend_hold(rep, unit).extensions_left == 1


def test_a_seized_unit_is_not_kept_back(bureau: "Bureau") -> None:
    manager, unit = bureau.desk(Role.MANAGER), bureau.units(1)[0]
    holds.lock_unit(manager, unit, Lock.SEIZED, "the court")
    with bureau.refuses(UnitLocked):
        holds.withhold(manager, unit, "the owner", date(2026, 9, 30))
