"""Holding a unit: one winner, an end by the database's clock, limits, and who may let go of it."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from db import claims
from salesdesk.domain.claims import ClaimEnd
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import Ambiguous, Lost, NotPermitted
from salesdesk.domain.holds import ExtensionsUsedUp, HoldTooLong, NotHeld, TooManyHolds, TooManyTries
from salesdesk.domain.roles import Role
from salesdesk.domain.units import NotForSale
from salesdesk.services import batches, board, holds, office, orders
from salesdesk.services.desk import Desk
from salesdesk.services.holds import HoldAnswer
from salesdesk.services.unit_sums import explain_unit
from tests.services.unit_states import state_of

if TYPE_CHECKING:
    from tests.conftest import Bureau


HOUR = timedelta(hours=1)


def test_a_hold_lasts_as_long_as_the_project_says(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    hold = holds.place_hold(rep, unit, bureau.customer(rep))
    assert (hold.unit, hold.customer, hold.extensions_left) == (unit, "王小明", 2)
    assert hold.expires_at == bureau.clock.now + HOUR
    assert state_of(bureau, unit) == "held"


def test_a_hold_lasts_as_long_as_was_asked_for(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    assert holds.place_hold(rep, unit, bureau.customer(rep), 90).expires_at == bureau.clock.now + 1.5 * HOUR


@pytest.mark.parametrize("minutes", [0, -5, 2881])
def test_a_hold_is_neither_endless_nor_empty(bureau: "Bureau", minutes: int) -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    with bureau.refuses(HoldTooLong, match="from 1 to 2880 minutes"):
        holds.place_hold(rep, unit, buyer, minutes)


def test_the_loser_is_told_who_until_when_and_what_else_is_free(bureau: "Bureau") -> None:
    winner, loser = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    unit, *others = bureau.units(5)
    hold = holds.place_hold(winner, unit, bureau.customer(winner))
    other = bureau.customer(loser, "李明", "199-0000-0002")
    bureau.clock.on(minutes=59, seconds=59)
    with bureau.refuses(Lost, match="Wang Li has it until") as refused:
        holds.place_hold(loser, unit, other)
    assert refused.value.details["until"] == hold.expires_at
    assert refused.value.details["similar"] == others[:3]


def test_one_loses_to_oneself_too(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    buyer = bureau.customer(rep)
    holds.place_hold(rep, unit, buyer)
    with bureau.refuses(Lost):
        holds.place_hold(rep, unit, buyer)


def test_of_many_at_the_same_moment_one_gets_the_unit(bureau: "Bureau") -> None:
    unit = bureau.units(4)[0]
    desks = [bureau.desk(Role.REP, f"rep {number}") for number in range(4)]
    buyers = [bureau.customer(desk, f"buyer {n}", f"199-0000-100{n}") for n, desk in enumerate(desks)]
    works = [partial(holds.place_hold, desk, unit, buyer) for desk, buyer in zip(desks, buyers, strict=True)]
    answers = bureau.collide("unit", *works)
    won = [each for each in answers if isinstance(each, HoldAnswer)]
    lost = [each for each in answers if isinstance(each, Lost)]
    assert (len(won), len(lost)) == (1, 3)
    assert {each.details["holder"] for each in lost} == {holds.list_holds(bureau.admin)[0].staff}


def test_the_index_refuses_a_second_claim_even_where_the_state_is_wrong(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(2)[0]
    buyer, other = bureau.customer(rep), bureau.customer(rep, "李明", "199-0000-0002")
    holds.place_hold(rep, unit, buyer)
    with bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET state = 'available'")
    with bureau.refuses(Lost, match="taken"):
        holds.place_hold(rep, unit, buyer)
    with bureau.refuses(Lost, match="taken"):
        orders.place_order(rep, unit, other, PlanKind.ONE_SUM)


def test_a_hold_is_over_at_its_last_moment_and_the_next_gets_the_unit(bureau: "Bureau") -> None:
    first, second = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    unit = bureau.units(1)[0]
    holds.place_hold(first, unit, bureau.customer(first))
    other = bureau.customer(second, "李明", "199-0000-0002")
    bureau.clock.on(hours=1)
    assert holds.list_holds(second) == []
    holds.place_hold(second, unit, other)
    history = [each.kind for each in board.unit_card(bureau.admin, unit).history]
    assert history[:2] == ["hold.placed", "hold.expired"]
    assert [each.staff for each in holds.list_holds(second)] == ["Chen Jie"]


@pytest.mark.parametrize("late", ["extend", "release"])
def test_a_hold_that_is_over_is_neither_extended_nor_released(bureau: "Bureau", late: str) -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    bureau.clock.on(hours=1)
    with bureau.refuses(NotHeld, match="it is available"):
        (holds.extend_hold if late == "extend" else holds.release_hold)(rep, unit)


def test_a_failed_attempt_changes_nothing_about_the_hold(bureau: "Bureau") -> None:
    first, second = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    unit = bureau.units(1)[0]
    hold = holds.place_hold(first, unit, bureau.customer(first))
    other = bureau.customer(second, "李明", "199-0000-0002")
    for _ in range(3):
        bureau.clock.on(minutes=10)
        with bureau.refuses(Lost):
            holds.place_hold(second, unit, other)
        with bureau.refuses(NotPermitted):
            holds.extend_hold(second, unit)
    assert [each.expires_at for each in holds.list_holds(first)] == [hold.expires_at]


def test_an_extension_is_added_to_the_end_and_they_are_counted(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    hold = holds.place_hold(rep, unit, bureau.customer(rep))
    bureau.clock.on(minutes=50)
    first = holds.extend_hold(rep, unit)
    second = holds.extend_hold(rep, unit, 30)
    assert (first.expires_at, second.expires_at) == (hold.expires_at + HOUR, hold.expires_at + 1.5 * HOUR)
    assert (first.extensions_left, second.extensions_left) == (1, 0)
    with bureau.refuses(ExtensionsUsedUp, match="extended 2 times already, and 2 is the most"):
        holds.extend_hold(rep, unit)


def test_an_extension_is_no_longer_than_a_hold(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    holds.place_hold(rep, unit, bureau.customer(rep))
    with bureau.refuses(HoldTooLong):
        holds.extend_hold(rep, unit, 2881)


def test_a_free_unit_is_not_extended(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    with bureau.refuses(NotHeld, match="There is no hold"):
        holds.extend_hold(rep, unit)


def test_a_sold_unit_is_not_released(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    bureau.sold(unit)
    with bureau.refuses(NotHeld, match="it is subscribed"):
        holds.release_hold(rep, unit)


def test_a_release_frees_the_unit_at_once(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    unit = bureau.units(1)[0]
    buyer = bureau.customer(rep)
    holds.place_hold(rep, unit, buyer)
    with bureau.refuses(NotPermitted, match="may not change the hold of Wang Li"):
        holds.release_hold(other, unit)
    assert holds.release_hold(rep, unit).state == "available"
    holds.place_hold(rep, unit, buyer)
    assert holds.release_hold(bureau.desk(Role.MANAGER), unit).state == "available"
    assert state_of(bureau, unit) == "available"


def test_a_rep_holds_no_more_than_the_limit(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    office.set_project(bureau.admin, "holds_per_rep", "2")
    units, buyer = bureau.units(3), bureau.customer(rep)
    for unit in units[:2]:
        holds.place_hold(rep, unit, buyer)
    with bureau.refuses(TooManyHolds, match="this rep holds 2 units already, and 2 is the most"):
        holds.place_hold(rep, units[2], buyer)
    bureau.clock.on(hours=1)
    assert holds.place_hold(rep, units[2], buyer).unit == units[2]


def test_a_customer_holds_no_more_than_the_limit_through_whomever(bureau: "Bureau") -> None:
    rep, manager = bureau.desk(Role.REP), bureau.desk(Role.MANAGER)
    office.set_project(bureau.admin, "holds_per_customer", "1")
    units, buyer = bureau.units(2), bureau.customer(rep)
    holds.place_hold(rep, units[0], buyer)
    with bureau.refuses(TooManyHolds, match="this customer holds 1"):
        holds.place_hold(manager, units[1], buyer)


def test_a_limit_counts_holds_that_are_made_at_the_same_moment(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    office.set_project(bureau.admin, "holds_per_rep", "1")
    units, buyer = bureau.units(3), bureau.customer(rep)
    answers = bureau.collide("unit", *[partial(holds.place_hold, rep, unit, buyer) for unit in units])
    assert sorted(type(each).__name__ for each in answers) == ["HoldAnswer", "TooManyHolds", "TooManyHolds"]


def test_who_holds_one_unit_again_and_again_lets_others_try(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    office.set_project(bureau.admin, "hold_tries", "2")
    buyer = bureau.customer(rep)
    for _ in range(2):
        holds.place_hold(rep, unit, buyer)
        holds.release_hold(rep, unit)
    with bureau.refuses(TooManyTries, match="2 times lately"):
        holds.place_hold(rep, unit, buyer)
    bureau.clock.on(days=1, minutes=1)
    assert holds.place_hold(rep, unit, buyer).unit == unit


def test_a_unit_that_is_not_released_is_not_on_sale(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1, released=False)[0]
    buyer = bureau.customer(rep)
    with bureau.refuses(NotForSale, match="it is not released. A manager releases its batch"):
        holds.place_hold(rep, unit, buyer)


def test_a_unit_that_lost_its_price_is_not_on_sale(sqlite_bureau: "Bureau") -> None:
    rep, unit = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1)[0]
    buyer = sqlite_bureau.customer(rep)
    with sqlite_bureau.database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE unit SET list_price_minor = NULL, unit_price_minor = NULL")
    for ask in (holds.place_hold, partial(orders.preview_order, plan="one_sum")):
        with sqlite_bureau.refuses(NotForSale, match=r"without a price.*Import a price"):
            ask(rep, unit, buyer)
    assert explain_unit(rep, unit) == []


def test_a_room_of_two_buildings_is_named_with_its_building(sqlite_bureau: "Bureau") -> None:
    rep, third, sixth = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(1), sqlite_bureau.units(1, "6")
    buyer = sqlite_bureau.customer(rep)
    with sqlite_bureau.refuses(Ambiguous, match="0101' could be 3-1-0101, 6-1-0101"):
        holds.place_hold(rep, "0101", buyer)
    assert [holds.place_hold(rep, each, buyer).unit for each in (*third, *sixth)] == [*third, *sixth]


def test_before_the_batch_opens_nothing_is_held(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1, released=False)[0]
    buyer = bureau.customer(rep)
    batches.add_batch(bureau.admin, "early", "2026-002", bureau.clock.now + HOUR)
    batches.release_batch(bureau.admin, "early")
    with bureau.refuses(NotForSale, match="not open yet. Its batch early opens at"):
        holds.place_hold(rep, unit, buyer)
    bureau.clock.on(hours=1)
    assert holds.place_hold(rep, unit, buyer).unit == unit


def test_the_list_of_holds_names_customers_only_to_those_who_may_see_them(bureau: "Bureau") -> None:
    rep, other = bureau.desk(Role.REP, "Wang Li"), bureau.desk(Role.REP, "Chen Jie")
    first, second = bureau.units(2)
    holds.place_hold(rep, first, bureau.customer(rep), 30)
    holds.place_hold(other, second, bureau.customer(other, "李明", "199-0000-0002"))
    assert _names(rep) == [(first, "王小明"), (second, "")]
    assert _names(bureau.desk(Role.CASHIER)) == [(first, "王小明"), (second, "李明")]
    assert _names(bureau.desk(Role.WALL)) == [(first, ""), (second, "")]


def test_an_ended_claim_is_ended_once(bureau: "Bureau") -> None:
    rep, unit = bureau.desk(Role.REP), bureau.units(1)[0]
    hold = holds.place_hold(rep, unit, bureau.customer(rep))
    holds.release_hold(rep, unit)
    with bureau.database.writing() as tx:
        assert claims.end_claim(tx, hold.claim_id, ClaimEnd.CANCELLED) is False
        found = claims.claim_by_id(tx, hold.claim_id)
    assert found is not None
    assert (found.live, found.customer) == (False, "王小明")


def _names(desk: Desk) -> list[tuple[str, str]]:
    return [(each.unit, each.customer) for each in holds.list_holds(desk)]
