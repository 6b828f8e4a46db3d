"""Taking an import back: what the log says of it, what was built on its rows since, and the rows themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, select, update

from db.customers import appointment, phone
from db.engine import Tx
from db.events import EventRow
from db.imports import ImportRow, runs
from db.statements import many, run
from db.tables.office import Event
from db.tables.schema import METADATA, table_of
from db.units import customer, unit

_event = table_of(Event)
BLOCK = 500
OWN = {"unit": frozenset[str](), "customer": frozenset({"customer_phone", "appointment"})}
"""Tables whose rows belong to a customer and go with them; what was written there since stands in the log."""


def import_by_id(tx: Tx, project_id: int, import_id: int) -> ImportRow | None:
    """Find an import by its number."""
    return next((each for each in runs(tx, project_id) if each.id == import_id), None)


def told_of(tx: Tx, project_id: int, kind: str, import_id: int) -> EventRow | None:
    """Find the event of a kind (`import.units`, `import.undone`) that tells of an import."""
    query = select(_event).where(_event.c.project_id == project_id, _event.c.kind == kind)
    return next((each for each in many(tx, query, EventRow) if each.facts.get("import") == import_id), None)


def told_before(tx: Tx, project_id: int, seq: int, kind: str, count: int) -> list[EventRow]:
    """Give so many events of a kind that stand right before a number of the log, the oldest first."""
    here = (_event.c.project_id == project_id) & (_event.c.seq < seq) & (_event.c.kind == kind)
    return many(tx, select(_event).where(here).order_by(_event.c.seq.desc()).limit(count), EventRow)[::-1]


def told_since(tx: Tx, project_id: int, seq: int) -> Iterator[EventRow]:
    """Give the events after a number of the log."""
    query = select(_event).where(_event.c.project_id == project_id, _event.c.seq > seq).order_by(_event.c.seq)
    yield from many(tx, query, EventRow)


def built_on(tx: Tx, which: str, ids: Collection[int]) -> dict[str, int]:
    """Count, by table, the rows that stand on units or customers, those that are part of a customer left out."""
    found: dict[str, int] = {}
    for table in METADATA.sorted_tables:
        if table.name in OWN[which]:
            continue
        for column in table.columns:
            if any(key.column.table.name == which for key in column.foreign_keys):
                count = sum(_count(tx, table, column.name, block) for block in _blocks(ids))
                if count:
                    found[table.name] = found.get(table.name, 0) + count
    return found


def _count(tx: Tx, table: Table, column: str, ids: Sequence[int]) -> int:
    return int(tx.conn.execute(select(func.count()).select_from(table).where(table.c[column].in_(ids))).scalar_one())


def hold_units(tx: Tx, ids: Iterable[int]) -> list[tuple[str, str]]:
    """Keep units' rows until the transaction ends (PostgreSQL), and give the code and state of each, in their order."""
    rows: list[tuple[str, str]] = []
    for block in _blocks(sorted(ids)):
        query = select(unit.c.code, unit.c.state).where(unit.c.id.in_(block)).order_by(unit.c.id)
        rows += (tuple(each) for each in tx.conn.execute(query.with_for_update()))
    return rows


def delete_units(tx: Tx, ids: Iterable[int]) -> None:
    """Delete units on which nothing stands."""
    for block in _blocks(ids):
        run(tx, delete(unit).where(unit.c.id.in_(block)))


def delete_customers(tx: Tx, ids: Iterable[int]) -> None:
    """Delete customers on whom nothing stands, with their phones and visits."""
    for block in _blocks(ids):
        for table in (appointment, phone):
            run(tx, delete(table).where(table.c.customer_id.in_(block)))
        run(tx, delete(customer).where(customer.c.id.in_(block)))


@dataclass(frozen=True, slots=True)
class Added:
    """What a file gave to a customer who was there: fields that were empty, and how many phones and visits.

    `note_kept` is how many characters of the note were there before, none if it got no line.
    """

    customer_id: int
    fields: Sequence[str]
    note_kept: int | None
    phones: int
    visits: int


def hold_customers(tx: Tx, ids: Iterable[int]) -> None:
    """Keep customers' rows until the transaction ends (PostgreSQL)."""
    for block in _blocks(sorted(ids)) if tx.is_postgres else ():
        theirs = select(customer.c.id).where(customer.c.id.in_(block)).order_by(customer.c.id)
        tx.conn.execute(theirs.with_for_update())


def take_from_customer(tx: Tx, added: Added) -> None:
    """Take from a customer what a file gave them last: nothing was written of them since."""
    values: dict[str, Any] = {name: "" for name in added.fields if name != "note"}
    if added.note_kept is not None:
        values["note"] = func.substr(customer.c.note, 1, added.note_kept)
    if values:
        run(tx, update(customer).where(customer.c.id == added.customer_id).values(**values))
    for table, key, order, count in (
        (phone, phone.c.phone, phone.c.place, added.phones),
        (appointment, appointment.c.id, appointment.c.id, added.visits),
    ):
        if count:
            theirs = table.c.customer_id == added.customer_id
            last = select(key).where(theirs).order_by(order.desc()).limit(count)
            run(tx, delete(table).where(theirs, key.in_(last)))


def write_units(tx: Tx, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
    """Write some columns of units, of each unit its own, in the order given."""
    for names, alike in groupby(rows, key=lambda row: tuple(row[1])):
        columns: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        statement = update(unit).where(unit.c.id == bindparam("unit_number")).values(columns)
        told = ({"unit_number": number, **{f"new_{name}": values[name] for name in names}} for number, values in alike)
        tx.conn.execute(statement, list(told))


def _blocks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = list(ids)
    yield from (rest[at : at + BLOCK] for at in range(0, len(rest), BLOCK))
