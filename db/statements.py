"""The few shapes of statement that every repository uses, on Core: rows come back as frozen values."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from db.engine import Tx

Row = TypeVar("Row")


def one(tx: Tx, query: Executable, kind: type[Row]) -> Row | None:
    """Give the only row as a value, or `None`."""
    found = tx.conn.execute(query).mappings().one_or_none()
    return None if found is None else kind(**found)


def many(tx: Tx, query: Executable, kind: type[Row]) -> list[Row]:
    """Give all rows as values."""
    return [kind(**found) for found in tx.conn.execute(query).mappings()]


def scalar(tx: Tx, query: Executable) -> Any:
    """Give the first column of the first row, or `None`."""
    return tx.conn.execute(query).scalar()


def add(tx: Tx, table: Table, **values: object) -> int:
    """Insert a row and give its number (for tables whose key is one)."""
    done = tx.conn.execute(insert(table), values)
    key = done.inserted_primary_key
    return int(key[0]) if key and isinstance(key[0], int) else 0


def add_all(tx: Tx, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many rows at once."""
    if rows:
        tx.conn.execute(insert(table), [dict(row) for row in rows])


def run(tx: Tx, statement: Executable) -> int:
    """Execute an UPDATE or DELETE and count the rows it touched."""
    return int(tx.conn.execute(statement).rowcount)


def add_if_absent(tx: Tx, table: Table, keys: Sequence[str], values: Mapping[str, object]) -> None:
    """Insert a row unless its key is there already, written by somebody else a moment ago."""
    dialect = postgresql if tx.is_postgres else sqlite
    tx.conn.execute(dialect.insert(table).values(**values).on_conflict_do_nothing(index_elements=list(keys)))


def upsert(tx: Tx, table: Table, keys: Sequence[str], values: Mapping[str, object]) -> None:
    """Insert a row, or write its other columns when the key is there already."""
    dialect = postgresql if tx.is_postgres else sqlite
    statement = dialect.insert(table).values(**values)
    rest = {name: statement.excluded[name] for name in values if name not in keys}
    tx.conn.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=rest))
