"""What the buyer of a deal acknowledged, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.deals import deal
from db.engine import Tx
from db.statements import add_all, many
from db.tables.changes import DealTick
from db.tables.schema import table_of
from db.units import staff

tick = table_of(DealTick)


@dataclass(frozen=True, slots=True)
class TickRow:
    """An item that was acknowledged, when, and who wrote it down."""

    item: str
    ticked_on: date
    staff: str


def ticks_of(tx: Tx, deal_id: int) -> list[TickRow]:
    """Give what was acknowledged, in the order of acknowledging."""
    query = select(tick.c.item, tick.c.ticked_on, staff.c.name.label("staff")).join(
        staff, staff.c.id == tick.c.staff_id
    )
    return many(tx, query.where(tick.c.deal_id == deal_id).order_by(tick.c.at, tick.c.item), TickRow)


def ticked_by_deal(tx: Tx, project_id: int) -> dict[int, set[str]]:
    """Give what was acknowledged on each live deal of a project."""
    query = select(tick.c.deal_id, tick.c.item).join(deal, deal.c.id == tick.c.deal_id)
    found: dict[int, set[str]] = {}
    for deal_id, item in tx.conn.execute(query.where(deal.c.project_id == project_id, deal.c.live)):
        found.setdefault(deal_id, set()).add(item)
    return found


def add_ticks(tx: Tx, deal_id: int, items: Sequence[str], ticked_on: date, staff_id: int) -> None:
    """Note that items were acknowledged; the database never lets go of it."""
    rows = [
        {"deal_id": deal_id, "item": item, "ticked_on": ticked_on, "staff_id": staff_id, "at": tx.now} for item in items
    ]
    add_all(tx, tick, rows)
