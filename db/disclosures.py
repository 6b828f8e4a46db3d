"""Facts near a project that buyers acknowledge before they order; one that holds no more is kept as retired."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from db.engine import Tx
from db.statements import add, many, run
from db.tables.changes import DisclosureFact
from db.tables.schema import table_of
from db.units import staff

fact = table_of(DisclosureFact)


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact to be acknowledged, who wrote it down, and when."""

    id: int
    fact: str
    staff: str
    at: datetime


def facts(tx: Tx, project_id: int) -> list[FactRow]:
    """Give the facts that hold, in the order in which they were written down."""
    query = (
        select(fact.c.id, fact.c.fact, staff.c.name.label("staff"), fact.c.at)
        .join(staff, staff.c.id == fact.c.staff_id)
        .where(fact.c.project_id == project_id, fact.c.retired_at.is_(None))
    )
    return many(tx, query.order_by(fact.c.id), FactRow)


def add_fact(tx: Tx, project_id: int, text: str, staff_id: int) -> int:
    """Write a fact down."""
    return add(tx, fact, project_id=project_id, fact=text, staff_id=staff_id, at=tx.now)


def retire_fact(tx: Tx, fact_id: int) -> None:
    """Let a fact hold no more."""
    run(tx, update(fact).where(fact.c.id == fact_id).values(retired_at=tx.now))
