"""The buyers of a deal change while a change of it is approved and done: an approval never serves other buyers."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from db.tables.office import Event
from db.tables.schema import table_of
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.services import audit, changes, office, orders
from tests.races.conftest import DONE, at_once
from tests.races.test_approvals import MANAGER

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Start

DEALS = 5
NEEDS_APPROVAL, REFUSED = 6, 3
EDITED_FIRST = ["deal.buyers_changed", "deal.planned_anew"]
# What the defences are for: without making way for what is asked since, and a look at the deal as it is, the same race
# carries out what was approved for other buyers.
UNDEFENDED = """
from salesdesk.services import changes
changes._make_way = lambda *args, **more: None
changes.still_same = lambda *args: True
"""


@pytest.fixture
def asked(stocked: "Bureau") -> list[str]:
    """Five deals, for each of which another way of paying was asked for; a change of buyers needs nobody's approval."""
    stocked.desk(Role.MANAGER)
    stocked.desk(Role.CASHIER)
    office.set_project(stocked.admin, "buyer_change_rank", "none")
    units = stocked.units(DEALS, "7")
    deals = [
        orders.place_order(stocked.admin, unit, str(number), PlanKind.MORTGAGE).deal_id
        for number, unit in enumerate(units, 1)
    ]
    for number, each in enumerate(deals, 1):
        assert changes.ask_plan_change(stocked.admin, each, "one_sum", "no loan").change_id == number
    return deals


def _race(start: "Start", asked: list[str], prefix: str = "") -> list[list[dict[str, Any]]]:
    """Approve and carry out the change of each deal, and edit buyers at the same time, beginning at the other end."""
    numbers = range(1, DEALS + 1)
    decide = [line for number in numbers for line in (f"change approve {number}", f"change do {number}")]
    looks = ["change list"] * DEALS  # whoever decides looks at what there is first, so that each comes first somewhere
    edits = []
    for place, at in enumerate(reversed(range(DEALS)), 1):
        edits.append(f"change buyer {asked[at]} add {at + 6} --share 50 --reason married")
        # an edit that is refused takes no number, so that those after it have lower ones
        edits += [f"change do {DEALS + number}" for number in reversed(range(1, place + 1))]
    hurry = [f"change do {number}" for number in numbers]
    return at_once(start, [[*looks, *decide], [*looks, *hurry * 2], edits], MANAGER + prefix, prefix, prefix)


def _what_came_first(office: "Bureau") -> dict[int, list[str]]:
    """Give for each deal in which order its plan and its buyers were changed."""
    event = table_of(Event)
    told = select(event.c.deal_id, event.c.kind).where(event.c.kind.in_(EDITED_FIRST)).order_by(event.c.seq)
    found: dict[int, list[str]] = {}
    with office.database.reading() as tx:
        for deal_id, kind in tx.conn.execute(told):
            found.setdefault(deal_id, []).append(kind)
    return found


@pytest.mark.slow
def test_an_approval_never_serves_other_buyers(stocked: "Bureau", start: "Start", asked: list[str]) -> None:
    answers = _race(start, asked)
    assert {each["exit"] for session in answers for each in session} <= {DONE, 2, REFUSED, NEEDS_APPROVAL}, answers
    found = _what_came_first(stocked)
    assert len(found) == DEALS, "of each deal one of the two was changed"
    assert EDITED_FIRST not in found.values()
    assert audit.verify(stocked.admin).ok


@pytest.mark.slow
@pytest.mark.slow
def test_without_a_look_at_the_deal_the_same_race_serves_other_buyers(
    stocked: "Bureau", start: "Start", asked: list[str]
) -> None:
    with stocked.database.writing() as tx:
        tx.conn.exec_driver_sql("DROP INDEX uq_change_order_waiting")
    _race(start, asked, UNDEFENDED)
    found = [each[:2] for each in _what_came_first(stocked).values()]
    assert EDITED_FIRST in found, "the race proves nothing if it cannot be lost"
