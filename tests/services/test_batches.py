"""Batches: a permit and an opening time first, then the units that have a price and no lock go on sale."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from db import units
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock, NotForSale
from salesdesk.services import audit, batches, board, holds, office, orders, prices
from salesdesk.services.batches import BatchExists, BatchOpen, NoPermit, Unreleased
from tests.conftest import record

if TYPE_CHECKING:
    from tests.conftest import Bureau

PERMIT = "2026-001"


def _states(bureau: "Bureau") -> dict[str, str]:
    return {row.code: row.state for row in board.read_board(bureau.admin).units}


def _silent(bureau: "Bureau") -> str:
    """Put a unit without any price into building 3."""
    unpriced = {"unit_price_minor": None, "list_price_minor": None, "filed_price_minor": None}
    with bureau.database.writing() as tx:
        row = {**units.record_values(record(9)), **unpriced, "project_id": 1, "state": "not_released"}
        units.add_units(tx, [row])
    return record(9).code


def test_units_are_not_for_sale_before_their_batch_is_released(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    first, second = bureau.units(2, released=False)
    buyer = bureau.customer(rep)
    made = batches.add_batch(manager, "Spring", PERMIT, bureau.clock.now)
    assert (made.name, made.permit_no, made.units, made.released_at) == ("Spring", PERMIT, 2, None)
    assert _states(bureau) == {first: "not_released", second: "not_released"}
    with bureau.refuses(NotForSale):
        holds.place_hold(rep, first, buyer)
    with bureau.refuses(NotForSale):
        orders.place_order(rep, first, buyer, PlanKind.ONE_SUM)
    answer = batches.release_batch(manager, "Spring")
    assert (answer.batch, answer.released, answer.units, answer.refused) == ("Spring", 2, [first, second], [])
    assert _states(bureau) == {first: "available", second: "available"}
    assert batches.list_batches(rep)[0].released_at == bureau.clock.now
    assert holds.place_hold(rep, first, buyer).unit == first


def test_no_claim_is_taken_before_the_batch_opens(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1, released=False)[0]
    buyer = bureau.customer(rep)
    batches.add_batch(bureau.admin, "Spring", PERMIT, bureau.clock.now + timedelta(hours=2))
    batches.release_batch(bureau.admin, "Spring")
    with bureau.refuses(NotForSale, match="opens"):
        holds.place_hold(rep, unit, buyer)
    with bureau.refuses(NotForSale, match="opens"):
        orders.place_order(rep, unit, buyer, PlanKind.ONE_SUM)
    bureau.clock.on(hours=2)
    assert holds.place_hold(rep, unit, buyer).unit == unit


@pytest.mark.parametrize("permit", ["", " \t"])
def test_a_batch_needs_a_permit(sqlite_bureau: "Bureau", permit: str) -> None:
    with sqlite_bureau.refuses(NoPermit):
        batches.add_batch(sqlite_bureau.admin, "Spring", permit, sqlite_bureau.clock.now)


def test_a_batch_has_a_name_of_its_own(bureau: "Bureau") -> None:
    add = partial(batches.add_batch, bureau.admin, permit=PERMIT, opens=bureau.clock.now)
    with bureau.refuses(BadValue, match="a batch has a name"):
        add(" ")
    add("Spring  2026")
    with bureau.refuses(BatchExists, match="a batch Spring 2026 already"):
        add(" Spring 2026 ")


def test_a_batch_is_of_all_free_units_of_buildings_or_of_those_named(bureau: "Bureau") -> None:
    (one, *_), (two, *_), (three, four, *_) = (bureau.units(2, building, released=False) for building in "123")
    add = partial(batches.add_batch, bureau.admin, permit=PERMIT, opens=bureau.clock.now)
    assert add("named", members=[one, three]).units == 2
    assert add("building", buildings=["3", "1"]).units == 2
    with bureau.refuses(BadValue, match=f"{four!r} is not understood: it is in a batch already"):
        add("again", members=[two, four])
    assert add("rest").units == 2
    assert add("nothing left").units == 0
    assert [(each.name, each.units) for each in batches.list_batches(bureau.admin)] == [
        ("named", 2),
        ("building", 2),
        ("rest", 2),
        ("nothing left", 0),
    ]


def test_what_is_not_there_is_in_no_batch(bureau: "Bureau") -> None:
    bureau.units(1, released=False)
    add = partial(batches.add_batch, bureau.admin, "Spring", PERMIT, bureau.clock.now)
    with bureau.refuses(NotFound, match="There is no building '9'. Known are: 3"):
        add(buildings=["3", "9"])
    with bureau.refuses(NotFound, match="There is no unit '9-9-9999'"):
        add(members=["9-9-9999"])
    with bureau.refuses(NotFound, match="There is none yet"):
        batches.release_batch(bureau.admin, "Spring")


def test_units_without_a_price_or_under_a_lock_stay_and_are_named_with_the_reason(bureau: "Bureau") -> None:
    manager = bureau.desk(Role.MANAGER)
    good, locked = bureau.units(2, released=False)
    silent = _silent(bureau)
    holds.lock_unit(manager, locked, Lock.SEIZED, "the court")
    batches.add_batch(manager, "Spring", PERMIT, bureau.clock.now)
    holds.lock_unit(manager, silent, Lock.OWN_USE, "the office")
    both = "it is locked (own use); it has no list price"
    stays = [Unreleased(locked, "it is locked (seized)"), Unreleased(silent, both)]
    before = bureau.written()
    preview = batches.preview_release(manager, "Spring")
    assert bureau.written() == before
    answer = batches.release_batch(manager, "Spring")
    assert (preview.units, preview.refused, preview.dry_run) == ([good], stays, True)
    assert (answer.units, answer.refused, answer.dry_run) == ([good], stays, False)
    assert _states(bureau) == {good: "available", locked: "not_released", silent: "not_released"}


def test_a_second_release_releases_what_is_ready_by_then_and_moves_nothing_else(bureau: "Bureau") -> None:
    manager, rep = bureau.desk(Role.MANAGER), bureau.desk(Role.REP)
    held, locked = bureau.units(2, released=False)
    holds.lock_unit(manager, locked, Lock.MORTGAGED, "the bank")
    batches.add_batch(manager, "Spring", PERMIT, bureau.clock.now)
    batches.release_batch(manager, "Spring")
    holds.place_hold(rep, held, bureau.customer(rep))
    holds.unlock_unit(manager, locked, Lock.MORTGAGED)
    answer = batches.release_batch(manager, " Spring ")
    assert (answer.units, answer.refused) == ([locked], [Unreleased(held, "it is held already")])
    assert _states(bureau) == {held: "held", locked: "available"}


def test_batches_are_listed_as_they_open(bureau: "Bureau") -> None:
    for name, hours in (("late", 48), ("early", 1)):
        batches.add_batch(bureau.admin, name, PERMIT, bureau.clock.now + timedelta(hours=hours))
    assert [each.name for each in batches.list_batches(bureau.desk(Role.WALL))] == ["early", "late"]


def test_a_release_is_told_with_the_codes_of_its_units(bureau: "Bureau") -> None:
    code = bureau.units(1)[0]
    last = audit.show_events(bureau.admin)[-1]
    assert (last.kind, last.facts["codes"], last.facts["units"]) == ("batch.released", [code], 1)


def test_one_name_is_one_batch_even_if_two_make_it_at_once(bureau: "Bureau") -> None:
    bureau.units(1, released=False)
    add = partial(batches.add_batch, bureau.admin, "Spring", PERMIT, bureau.clock.now)
    answers = bureau.collide("project", add, add)
    assert sorted(type(each).__name__ for each in answers) == ["BatchExists", "BatchRow"]
    assert [(each.name, each.units) for each in batches.list_batches(bureau.admin)] == [("Spring", 1)]


def test_a_unit_whose_price_is_not_lawful_is_not_released(sqlite_bureau: "Bureau") -> None:
    high, low, good = sqlite_bureau.units(3, released=False)
    for code, minor in ((high, 6_000_000_01), (low, 4_000_000_00), (good, 5_400_000_00)):
        with sqlite_bureau.database.writing() as tx:
            units.change_unit(tx, units.units_called(tx, 1, code)[0].id, {"list_price_minor": minor})
    office.set_project(sqlite_bureau.admin, "price_band_low_percent", "90")
    batches.add_batch(sqlite_bureau.admin, "Spring", PERMIT, sqlite_bureau.clock.now)
    answer = batches.preview_release(sqlite_bureau.desk(Role.MANAGER), "Spring")
    assert answer.units == [good]
    assert [(each.unit, each.reason) for each in answer.refused] == [
        (high, "its list price is above its filed price"),
        (low, "its list price is below the lowest price that the authority allows"),
    ]


def test_a_batch_is_released_with_its_price_list_or_not_at_all(bureau: "Bureau") -> None:
    bureau.units(2, released=False)
    manager = bureau.desk(Role.MANAGER)
    batches.add_batch(manager, "First", PERMIT, bureau.clock.now)
    prices.make_list(manager, "opening", PriceRule(percent=Decimal(99)))
    with bureau.refuses(NotFound):
        batches.release_batch(manager, "First", "closing")
    assert batches.release_batch(manager, "First", "opening").released == 2
    assert board.unit_card(manager, "3-1-0101").unit.list_price_minor == 5_940_000_00
    with bureau.refuses(prices.PriceListInForce):
        batches.release_batch(manager, "First", "opening")


def test_a_batch_gets_another_permit_and_until_it_has_opened_another_opening(bureau: "Bureau") -> None:
    manager, now = bureau.desk(Role.MANAGER), bureau.clock.now
    batches.add_batch(manager, "Spring", PERMIT, now + timedelta(days=9))
    batches.release_batch(manager, "Spring")
    sooner = batches.change_batch(manager, "Spring", opens=now + timedelta(days=1))
    assert (sooner.permit_no, sooner.opens_at) == (PERMIT, now + timedelta(days=1))
    assert batches.change_batch(manager, "Spring", permit=" 2026-002 ").permit_no == "2026-002"
    with bureau.refuses(NoPermit):
        batches.change_batch(manager, "Spring", permit=" ")
    bureau.clock.on(days=2)
    with bureau.refuses(BatchOpen, match="their opening stays"):
        batches.change_batch(manager, "Spring", opens=now + timedelta(days=30))
    assert batches.change_batch(manager, "Spring", permit=PERMIT).permit_no == PERMIT
    assert audit.verify(bureau.admin).ok


def test_a_batch_that_is_left_as_it_is_is_not_told_of(sqlite_bureau: "Bureau") -> None:
    now = sqlite_bureau.clock.now
    made = batches.add_batch(sqlite_bureau.admin, "Spring", PERMIT, now)
    told = audit.audit_head(sqlite_bureau.admin)
    assert batches.change_batch(sqlite_bureau.admin, "Spring", f" {PERMIT} ", now) == made
    assert audit.audit_head(sqlite_bureau.admin) == told
