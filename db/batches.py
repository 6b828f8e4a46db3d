"""Batches: units released together under a permit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, true, update

from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, many, one, run
from db.units import UnitRow, batch, unit
from salesdesk.domain.units import UnitState


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch and how many units it has."""

    id: int
    name: str
    permit_no: str
    opens_at: datetime
    released_at: datetime | None
    units: int


def _batches(project_id: Any) -> Select[Any]:
    size = select(func.count()).where(unit.c.batch_id == batch.c.id).scalar_subquery()
    return select(
        batch.c.id,
        batch.c.name,
        batch.c.permit_no,
        batch.c.opens_at,
        batch.c.released_at,
        size.label("units"),
    ).where(batch.c.project_id == project_id)


_BY_ID = Prepared(_batches(bindparam("project")).where(batch.c.id == bindparam("batch")))


def add_batch(tx: Tx, project_id: int, name: str, permit_no: str, opens_at: datetime) -> int:
    """Make a batch."""
    return add(tx, batch, project_id=project_id, name=name, permit_no=permit_no, opens_at=opens_at, created_at=tx.now)


def change_batch(tx: Tx, batch_id: int, permit_no: str, opens_at: datetime) -> None:
    """Give a batch another permit number and opening."""
    run(tx, update(batch).where(batch.c.id == batch_id).values(permit_no=permit_no, opens_at=opens_at))


def batches(tx: Tx, project_id: int) -> list[BatchRow]:
    """List the batches in the order in which they open."""
    return many(tx, _batches(project_id).order_by(batch.c.opens_at, batch.c.id), BatchRow)


def batch_by_name(tx: Tx, project_id: int, name: str) -> BatchRow | None:
    """Find a batch by its name."""
    return one(tx, _batches(project_id).where(batch.c.name == name), BatchRow)


def batch_by_id(tx: Tx, project_id: int, batch_id: int) -> BatchRow | None:
    """Find a batch by its number."""
    return _BY_ID.one(tx, BatchRow, project=project_id, batch=batch_id)


def put_in_batch(tx: Tx, project_id: int, batch_id: int, buildings: Sequence[str], units: Sequence[int]) -> int:
    """Put units that are not yet released and in no batch into one: those named, those of buildings, or all."""
    chosen = or_(unit.c.building.in_(buildings), unit.c.id.in_(units)) if buildings or units else true()
    free = and_(unit.c.project_id == project_id, unit.c.batch_id.is_(None), unit.c.state == UnitState.NOT_RELEASED)
    return run(tx, update(unit).where(free, chosen).values(batch_id=batch_id))


def units_of_batch(tx: Tx, batch_id: int) -> list[UnitRow]:
    """Give the units of a batch by code."""
    return many(tx, select(unit).where(unit.c.batch_id == batch_id).order_by(unit.c.code), UnitRow)


def release_units(tx: Tx, batch_id: int, unit_ids: Sequence[int]) -> None:
    """Put units of a batch on sale and note the time of the release."""
    for start in range(0, len(unit_ids), 500):
        some = and_(unit.c.id.in_(unit_ids[start : start + 500]), unit.c.state == UnitState.NOT_RELEASED)
        run(tx, update(unit).where(some).values(state=UnitState.AVAILABLE))
    run(tx, update(batch).where(batch.c.id == batch_id).values(released_at=tx.now))
