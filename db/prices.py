"""Price lists: versions with what each unit costs in them, and what each unit's price was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, desc, func, select, update

from db.columns import add_columns
from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, many, one, run, scalar
from db.tables.prices import PriceChange, PriceList, PriceListEntry
from db.tables.schema import table_of
from db.types import to_millis
from db.units import staff

price_list = table_of(PriceList)
entry = table_of(PriceListEntry)
price_change = table_of(PriceChange)
PRICES = ("unit_price_minor", "list_price_minor")


@dataclass(frozen=True, slots=True)
class PriceListRow:
    """A version of the price list and how many units it has."""

    id: int
    name: str
    source: str
    rule: str
    valid_from: date | None
    made_by: str
    made_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    applied_at: datetime | None
    units: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What one unit costs in a list; minor units."""

    unit_id: int
    unit_price_minor: int
    list_price_minor: int


@dataclass(frozen=True, slots=True)
class PriceChangeRow:
    """A change of a unit's price; minor units."""

    price_list: str | None
    unit_price_before_minor: int | None
    list_price_before_minor: int | None
    unit_price_minor: int | None
    list_price_minor: int | None
    staff: str
    at: datetime


_DUE = Prepared(
    select(price_list.c.id)
    .where(
        price_list.c.project_id == bindparam("project"),
        price_list.c.applied_at.is_(None),
        price_list.c.approved_at.is_not(None),
        price_list.c.valid_from <= bindparam("day"),
    )
    .order_by(price_list.c.valid_from, price_list.c.approved_at, price_list.c.id)
)


@dataclass(frozen=True, slots=True)
class _Number:
    id: int


def _lists(project_id: int) -> Select[Any]:
    size = select(func.count()).where(entry.c.price_list_id == price_list.c.id).scalar_subquery()
    plain = "id name source rule valid_from made_at approved_by approved_at applied_at"
    return (
        select(*(price_list.c[name] for name in plain.split()), staff.c.name.label("made_by"), size.label("units"))
        .join(staff, staff.c.id == price_list.c.made_by)
        .where(price_list.c.project_id == project_id)
    )


def add_list(tx: Tx, values: Mapping[str, object], entries: Sequence[EntryRow]) -> int:
    """Keep a version of the price list with its prices; it is not in force yet."""
    number = add(tx, price_list, **values, made_at=tx.now)
    told = {name: list(map(attrgetter(name), entries)) for name in ("unit_id", *PRICES)}
    _add_alike(tx, entry, told, {"price_list_id": number})
    return number


def _add_alike(tx: Tx, into: Table, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> None:
    """Add rows given by column, with what all of them have in common."""
    count = len(next(iter(columns.values())))
    if count:
        whole = {**columns, **{name: [value] * count for name, value in same.items()}}
        add_columns(tx, into.name, list(whole), list(whole.values()))


def lists(tx: Tx, project_id: int) -> list[PriceListRow]:
    """List the versions, the latest first."""
    return many(tx, _lists(project_id).order_by(desc(price_list.c.id)), PriceListRow)


def list_by_name(tx: Tx, project_id: int, name: str) -> PriceListRow | None:
    """Find a version by its name."""
    return one(tx, _lists(project_id).where(price_list.c.name == name), PriceListRow)


def locked_list(tx: Tx, project_id: int, list_id: int) -> PriceListRow | None:
    """Find a version and, on PostgreSQL, hold its row until the transaction ends."""
    tx.conn.execute(select(price_list.c.id).where(price_list.c.id == list_id).with_for_update()).all()
    return one(tx, _lists(project_id).where(price_list.c.id == list_id), PriceListRow)


def entries_of(tx: Tx, list_id: int) -> list[EntryRow]:
    """Give what each unit costs in a version."""
    names = ("unit_id", "unit_price_minor", "list_price_minor")
    query = select(*(entry.c[name] for name in names)).where(entry.c.price_list_id == list_id)
    return many(tx, query.order_by(entry.c.unit_id), EntryRow)


def approve_list(tx: Tx, list_id: int, staff_id: int, valid_from: date) -> None:
    """Note who puts a version in force, and from which day."""
    values = {"valid_from": valid_from, "approved_by": staff_id, "approved_at": tx.now}
    run(tx, update(price_list).where(price_list.c.id == list_id).values(**values))


def withdraw_list(tx: Tx, list_id: int) -> None:
    """Plan a version that is not in force no more; it is a draft again."""
    nobody: dict[str, None] = dict.fromkeys(("valid_from", "approved_by", "approved_at"))
    here = and_(price_list.c.id == list_id, price_list.c.applied_at.is_(None))
    run(tx, update(price_list).where(here).values(**nobody))


def count_by_import(tx: Tx, import_id: int) -> int:
    """Count the list prices that a file changed."""
    query = select(func.count()).select_from(price_change).where(price_change.c.import_id == import_id)
    return int(scalar(tx, query))


def is_taken_back(tx: Tx, list_id: int) -> bool:
    """Tell whether a version came from a file that was taken back after it had been in force.

    The file's import then changed the prices that it had changed a second time, by no list.
    """
    first = (
        select(price_change.c.unit_id, price_change.c.import_id)
        .join(entry, entry.c.unit_id == price_change.c.unit_id)
        .where(entry.c.price_list_id == list_id, price_change.c.price_list_id == list_id)
        .where(price_change.c.import_id.is_not(None))
        .limit(1)
        .subquery()
    )
    again = (price_change.c.unit_id == first.c.unit_id, price_change.c.import_id == first.c.import_id)
    query = select(price_change.c.id).where(*again, price_change.c.price_list_id.is_(None)).limit(1)
    return tx.conn.execute(query).first() is not None


def due_lists(tx: Tx, project_id: int, day: date) -> list[int]:
    """Give the versions that are to be in force by a day and are not yet, in the order of their days."""
    return [each.id for each in _DUE.many(tx, _Number, project=project_id, day=day)]


def mark_applied(tx: Tx, list_id: int) -> bool:
    """Note that a version is in force now; tells whether it was not yet."""
    here = and_(price_list.c.id == list_id, price_list.c.applied_at.is_(None))
    return run(tx, update(price_list).where(here).values(applied_at=tx.now)) == 1


def add_changes(
    tx: Tx,
    unit_ids: Sequence[int],
    before: Mapping[str, Sequence[int | None]],
    after: Mapping[str, Sequence[int | None]],
    cause: Mapping[str, int | None],
) -> None:
    """Write down changes of prices by column (`PRICES`), and what they came by: list, import, and who did it."""
    was = {name.replace("_minor", "_before_minor"): column for name, column in before.items()}
    _add_alike(tx, price_change, {"unit_id": unit_ids, **was, **after}, {**cause, "at": to_millis(tx.now)})


def changes_of(tx: Tx, unit_id: int) -> list[PriceChangeRow]:
    """Give the changes of a unit's price, the latest first."""
    names = (
        "unit_price_before_minor",
        "list_price_before_minor",
        "unit_price_minor",
        "list_price_minor",
        "at",
    )
    query = (
        select(
            *(price_change.c[name] for name in names),
            price_list.c.name.label("price_list"),
            staff.c.name.label("staff"),
        )
        .join(staff, staff.c.id == price_change.c.staff_id)
        .outerjoin(price_list, price_list.c.id == price_change.c.price_list_id)
        .where(price_change.c.unit_id == unit_id)
    )
    return many(tx, query.order_by(desc(price_change.c.id)), PriceChangeRow)
