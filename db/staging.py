"""Temporary tables of an import's own: how rows come into them, and from there into the tables that count."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import CheckConstraint, Select, Table, column, func, literal, select, table, text

from db.columns import Columns, any_with, copy_columns, insert_columns
from db.engine import Tx

_schema = table("sqlite_master", column("type"), column("name"), column("sql"))
CACHE_KIB = 6_144
"""How much of its file SQLite keeps in memory, for the database and for temporary tables each."""

SORTED_KIB = 2_048
"""How much SQLite sorts in memory at once, beside as much of its file."""


@contextmanager
def checked_at_once(tx: Tx, into: Table, rows: Select[Any]) -> Iterator[None]:
    """Let rows go into a table of SQLite whose CHECKs were asked of all of them before, so not of each again.

    SQLite makes the list of words of a CHECK anew for each row, which takes longer than writing the row. Rows of
    which one does not keep a CHECK are written as ever, and refused.
    """
    checks = (each.sqltext for each in into.constraints if isinstance(each, CheckConstraint))
    asked = select(literal(1)).select_from(rows.subquery(into.name)).limit(1)
    # one by one: a CHECK of what all rows have in common is asked once
    sound = all(tx.conn.execute(asked.where(text(f"NOT ({each})"))).first() is None for each in checks)
    with unchecked(tx, sound):
        yield


def keep_checks(tx: Tx, into: Table, rows: Mapping[str, Sequence[Any]]) -> bool:
    """Tell whether rows given by column keep all CHECKs of a table of SQLite; columns that are not told are NULL."""
    if tx.is_postgres:
        return False
    checks = [str(each.sqltext) for each in into.constraints if isinstance(each, CheckConstraint)]
    silent = [None] * len(next(iter(rows.values())))
    columns = [rows.get(each.name, silent) for each in into.columns]
    broken = " OR ".join(f"NOT ({each})" for each in checks)
    return not any_with(tx, into.name, [each.name for each in into.columns], columns, broken)


@contextmanager
def unchecked(tx: Tx, sound: bool) -> Iterator[None]:
    """Let rows go into tables of SQLite without a look at CHECKs that they are known to keep (`keep_checks`)."""
    if not sound:
        yield
        return
    tx.conn.exec_driver_sql("PRAGMA ignore_check_constraints = 1")
    try:
        yield
    finally:
        tx.conn.exec_driver_sql("PRAGMA ignore_check_constraints = 0")


@contextmanager
def indexed_afterwards(tx: Tx, tables: Sequence[Table], coming: int) -> Iterator[None]:
    """Let so many rows go into the first of some tables of SQLite, and others with them; index them when all have come.

    An index that is made of many rows at once is made in their order; rows that come one by one go to all places of
    it, which takes many times as long once it is larger than the memory that SQLite keeps. It is worth it where more
    rows come than are there. What is to be unique is still so, or nothing is written. Others read on as things were.
    An index of chosen rows stays: those that come are mostly none of them.
    """
    if tx.is_postgres or coming <= int(tx.conn.execute(select(func.count()).select_from(tables[0])).scalar_one()):
        yield
        return
    names = [
        index.name for each in tables for index in each.indexes if index.dialect_options["sqlite"]["where"] is None
    ]
    told = select(_schema.c.name, _schema.c.sql).where(_schema.c.type == "index", _schema.c.name.in_(names))
    indexes = tx.conn.execute(told.order_by(_schema.c.name)).all()
    for name, _ in indexes:
        tx.conn.exec_driver_sql(f'DROP INDEX "{name}"')
    with sorted_in_files(tx):  # rows that come in their order need no more
        yield
        for _, statement in indexes:
            tx.conn.exec_driver_sql(statement)


@contextmanager
def sorted_in_files(tx: Tx) -> Iterator[None]:
    """Let SQLite keep little in memory while it sorts: as much as it keeps of its file, which is not read meanwhile."""
    if tx.is_postgres:
        yield
        return
    tx.conn.exec_driver_sql(f"PRAGMA cache_size = -{SORTED_KIB}")
    try:
        yield
    finally:
        tx.conn.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def work_in_files(tx: Tx, kept_kib: int = CACHE_KIB) -> None:
    """Let temporary tables lie in nameless files, and keep little of them in memory: so many KiB."""
    if not tx.is_postgres:
        for pragma in ("temp_store = FILE", f"cache_size = -{CACHE_KIB}", f"temp.cache_size = -{kept_kib}"):
            tx.conn.exec_driver_sql(f"PRAGMA {pragma}")


def number_ranges(tx: Tx, numbers: Select[Any]) -> list[list[int]]:
    """Give numbers as ranges, each with its first and last."""
    given = numbers.subquery()
    number = given.c[0].label("number")
    island = (number - func.row_number().over(order_by=number)).label("island")
    rows = select(number, island).subquery()
    ranges = select(func.min(rows.c.number), func.max(rows.c.number)).group_by(rows.c.island)
    return [[int(first), int(last)] for first, last in tx.conn.execute(ranges.order_by(func.min(rows.c.number)))]


class Staging:
    """The way into a temporary table; on SQLite, of rows of one key the first stays if there is one.

    On PostgreSQL a table is filled without a key: to look into an index for each row takes longer than the row.
    """

    def __init__(self, into: Table, names: Sequence[str], key: str = "") -> None:
        self._table, self._names = into.name, names
        self._into = f"{'OR IGNORE ' if key else ''}INTO {into.name}"

    def bring(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> int:
        """Bring rows in and tell how many were taken: those whose key was not there yet."""
        return self.bring_columns(tx, list(zip(*rows, strict=True))) if rows else 0

    def bring_columns(self, tx: Tx, columns: Columns) -> int:
        """Bring rows in that are given column by column; tells as much."""
        if not tx.is_postgres:
            return insert_columns(tx, self._into, self._names, columns)
        copy_columns(tx, self._table, self._names, columns)
        return len(columns[0])

    def finish(self, tx: Tx) -> None:
        """Let the server know how many there are."""
        if tx.is_postgres:
            tx.conn.exec_driver_sql(f"ANALYZE {self._table}")
