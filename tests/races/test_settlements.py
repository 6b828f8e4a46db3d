"""Areas settled by several processes at once, deal by deal and a whole building: each is settled once."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from db.deals import deal, line, settlement
from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.roles import Role
from salesdesk.services import audit, orders, settlements, steps
from tests.races.conftest import DONE, at_once

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start

DEALS, BUG, REFUSED = 5, 1, 3
# What the look is for: without it the same race would settle twice, and only the index keeps it from that.
UNDEFENDED = """
from db import settlements
settlements.settlement_of = lambda tx, deal_id: None
"""


@pytest.fixture
def measured(stocked: "Bureau") -> list[str]:
    """Five signed deals whose units were measured 2.50 m² larger."""
    stocked.desk(Role.CASHIER)
    return [_signed(stocked, unit, number) for number, unit in enumerate(stocked.units(DEALS, "7"), 1)]


def _signed(office: "Bureau", unit: str, buyer: int) -> str:
    order = orders.place_order(office.admin, unit, str(buyer), PlanKind.ONE_SUM)
    office.paid(order.deal_id, order.total_minor)
    steps.do_step(office.admin, order.deal_id, Step.CONTRACT, ticked=True)
    settlements.measure_unit(office.admin, unit, 102_50)
    return order.deal_id


def _race(start: "Start", measured: list[str], prefix: str = "") -> list[list[int]]:
    """Let two settle deal by deal, from both ends, and one the building; gives the exits of the first two by deal."""
    alone = [f"settle {each} --apply" for each in measured]
    first, second, building = at_once(start, [alone, alone[::-1], ["settle --building 7 --apply"] * 2], prefix)
    allowed = {DONE, REFUSED, BUG} if prefix else {DONE, REFUSED}
    assert {each["exit"] for each in (*first, *second, *building)} <= allowed, building
    return [[one["exit"], other["exit"]] for one, other in zip(first, second[::-1], strict=True)]


def _settled(office: "Bureau") -> list[tuple[int, int]]:
    """Give for each deal how many settlements stand, and how many payments they made."""
    with office.database.reading() as tx:
        stand = select(func.count()).where(settlement.c.deal_id == deal.c.id, settlement.c.undone_at.is_(None))
        rows = select(func.count()).where(line.c.deal_id == deal.c.id, line.c.kind == "settlement")
        query = select(stand.scalar_subquery(), rows.scalar_subquery()).select_from(deal).order_by(deal.c.id)
        return [(int(one), int(other)) for one, other in tx.conn.execute(query)]


def test_an_area_is_settled_once_by_however_many(stocked: "Bureau", start: "Start", measured: list[str]) -> None:
    for exits in _race(start, measured):
        assert exits.count(DONE) <= 1
    assert _settled(stocked) == [(1, 1)] * DEALS
    assert audit.verify(stocked.admin).ok


@pytest.mark.slow
def test_without_a_look_at_what_was_settled_the_same_race_runs_into_the_index(
    stocked: "Bureau", start: "Start", measured: list[str]
) -> None:
    exits = [each for both in _race(start, measured, UNDEFENDED) for each in both]
    assert BUG in exits, "a race that cannot be lost proves nothing"
    assert _settled(stocked) == [(1, 1)] * DEALS, "the database refuses what the look lets pass"
