"""Maps of columns that were saved under a name."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from db.engine import Tx
from db.statements import run, upsert
from db.tables.imports import SavedMap
from db.tables.schema import table_of
from db.units import staff

saved_map = table_of(SavedMap)


@dataclass(frozen=True, slots=True)
class SavedMapRow:
    """A saved map: the header it was made for, and the column of each field as it can be said by hand."""

    id: int
    kind: str
    name: str
    header_print: str
    header: tuple[str, ...]
    columns: dict[str, str]
    staff: str
    at: datetime


def keep_map(tx: Tx, values: dict[str, object], header: tuple[str, ...], columns: dict[str, str]) -> None:
    """Save a map under its name, in place of an older one of that name and kind."""
    said = {name: json.dumps(each, ensure_ascii=False) for name, each in (("header", header), ("columns", columns))}
    kept = {**values, **said, "at": tx.now}
    upsert(tx, saved_map, ["project_id", "kind", "name"], kept)


def maps(tx: Tx, project_id: int) -> list[SavedMapRow]:
    """List the saved maps of a project by kind, the first saved first."""
    query = (
        select(saved_map, staff.c.name.label("staff"))
        .join(staff, staff.c.id == saved_map.c.staff_id)
        .where(saved_map.c.project_id == project_id)
        .order_by(saved_map.c.kind, saved_map.c.id)
    )
    return [
        SavedMapRow(
            row.id, row.kind, row.name, row.header_print, tuple(json.loads(row.header)), json.loads(row.columns),
            row.staff, row.at,
        )
        for row in tx.conn.execute(query)
    ]  # fmt: skip


def remove_map(tx: Tx, map_id: int) -> None:
    """Remove a saved map."""
    run(tx, delete(saved_map).where(saved_map.c.id == map_id))
