"""Imports: what came in, written in bulk, and the record of each file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, desc, or_, select, update

from db.claims import end_expired
from db.engine import Tx
from db.events import EventRow
from db.statements import add, many
from db.tables.deals import DiscountRequest
from db.tables.office import Event
from db.tables.schema import table_of
from db.tables.units import ImportRun
from db.units import claim, expired_at, staff, unit
from salesdesk.domain.discounts import RequestState

run_table = table_of(ImportRun)
request = table_of(DiscountRequest)
_event = table_of(Event)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One file that was imported."""

    id: int
    kind: str
    file_name: str
    sha256: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    staff: str
    at: datetime


def add_run(tx: Tx, values: Mapping[str, object]) -> int:
    """Record an import."""
    return add(tx, run_table, **values, at=tx.now)


def runs(tx: Tx, project_id: int) -> list[ImportRow]:
    """List the imports of a project, latest first."""
    names = ("id", "kind", "file_name", "sha256", "read", "new", "changed", "same", "rejected", "at")
    query = (
        select(*(run_table.c[name] for name in names), staff.c.name.label("staff"))
        .join(staff, staff.c.id == run_table.c.staff_id)
        .where(run_table.c.project_id == project_id)
        .order_by(desc(run_table.c.id))
    )
    return many(tx, query, ImportRow)


def undone(tx: Tx, project_id: int) -> set[int]:
    """Give the numbers of the imports that were taken back."""
    query = select(_event).where(_event.c.project_id == project_id, _event.c.kind == "import.undone")
    numbers = (each.facts.get("import") for each in many(tx, query, EventRow))
    return {number for number in numbers if isinstance(number, int)}


def end_expired_holds(tx: Tx, project_id: int) -> list[tuple[int, str, int]]:
    """End the project's holds whose time is over; gives the number and code of each unit, and the claim's number."""
    over = (
        select(unit.c.id, unit.c.code, claim.c.id)
        .join(claim, claim.c.unit_id == unit.c.id)
        .where(claim.c.project_id == project_id, claim.c.live, expired_at(tx.now))
    )
    found = [(int(number), str(code), int(held)) for number, code, held in tx.conn.execute(over).all()]
    for number, _, _ in found:
        end_expired(tx, number)
    return found


def is_open(tx: Tx) -> ColumnElement[bool]:
    """Say which requests for a discount are open: those that wait or are approved, and have not expired."""
    waiting, approved = (request.c.state == each.value for each in (RequestState.WAITING, RequestState.APPROVED))
    return and_(or_(waiting, approved), request.c.expires_at > tx.now)  # of many rows at once no list can be asked


def open_requests_on(tx: Tx, unit_ids: Iterable[int]) -> list[int]:
    """Give the numbers of the discount requests on units that are open."""
    changed = set(unit_ids)
    waiting = tx.conn.execute(select(request.c.id, request.c.unit_id).where(is_open(tx)).order_by(request.c.id)).all()
    return [number for number, unit_id in waiting if unit_id in changed]


def void_requests_on(tx: Tx, unit_ids: Iterable[int]) -> None:
    """Make open discount requests void on units whose price has changed."""
    here = [{"request_number": number} for number in open_requests_on(tx, unit_ids)]
    if here:
        void = update(request).where(request.c.id == bindparam("request_number"), is_open(tx))
        tx.conn.execute(void.values(state=RequestState.VOID.value), here)
