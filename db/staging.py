"""Rows brought into a temporary table as fast as the engine takes them: many in a statement, or by COPY."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import Any

from sqlalchemy import CheckConstraint, Select, Table, and_, func, literal, not_, select

from db.engine import Tx
from db.prepared import marks

BLOCK = 500
"""Rows in one statement on SQLite: its work for a statement is then shared by many."""

CACHE_KIB = 8_192
"""How much of its file SQLite keeps in memory, for the database and for temporary tables each."""

_ARRIVING = "arriving"


@contextmanager
def checked_at_once(tx: Tx, table: Table, rows: Select[Any]) -> Iterator[None]:
    """Let rows go into a table of SQLite whose CHECKs were asked of all of them in one query, so not of each again.

    SQLite makes the list of words of a CHECK anew for each row, which takes longer than writing the row. Rows of
    which one does not keep a CHECK are written as ever, and refused.
    """
    checks = [each.sqltext for each in table.constraints if isinstance(each, CheckConstraint)]
    broken = select(literal(1)).select_from(rows.subquery(table.name)).where(not_(and_(*checks))).limit(1)
    sound = tx.conn.execute(broken).first() is None
    tx.conn.exec_driver_sql(f"PRAGMA ignore_check_constraints = {int(sound)}")
    try:
        yield
    finally:
        tx.conn.exec_driver_sql("PRAGMA ignore_check_constraints = 0")


def work_in_files(tx: Tx) -> None:
    """Let temporary tables lie in nameless files, and keep little of them in memory."""
    if not tx.is_postgres:
        for pragma in ("temp_store = FILE", f"cache_size = -{CACHE_KIB}", f"temp.cache_size = -{CACHE_KIB}"):
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
    """The way into a temporary table; if it has a key, of rows of one key the first stays."""

    def __init__(self, table: Table, names: Sequence[str], key: str = "") -> None:
        self._table, self._key = table.name, key
        self._columns = ", ".join(f'"{name}"' for name in names)
        self._width = len(names)

    def bring(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> int:
        """Bring rows in and tell how many were taken: those whose key was not there yet."""
        if not rows:
            return 0
        return self._copy(tx, rows) if tx.is_postgres else self._insert(tx, rows)

    def finish(self, tx: Tx) -> None:
        """Let the server know how many there are."""
        if tx.is_postgres:
            tx.conn.exec_driver_sql(f"ANALYZE {self._table}")

    def _insert(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> int:
        taken = 0
        for at in range(0, len(rows), BLOCK):
            block = rows[at : at + BLOCK]
            with tx.driven():
                tx.cursor.execute(self._statement(len(block)), tuple(chain.from_iterable(block)))
            taken += tx.cursor.rowcount
        return taken

    @cached_property
    def _statements(self) -> dict[int, str]:
        return {}

    def _statement(self, count: int) -> str:
        if count not in self._statements:
            rows = marks(self._width, count)
            unless_there = " OR IGNORE" if self._key else ""
            self._statements[count] = f"INSERT{unless_there} INTO {self._table} ({self._columns}) VALUES {rows}"
        return self._statements[count]

    def _copy(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> int:
        with tx.driven():
            return self._copied(tx.cursor, rows)

    def _copied(self, cursor: Any, rows: Sequence[tuple[Any, ...]]) -> int:
        if not self._key:
            self._stream(cursor, self._table, rows)
            return len(rows)
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {_ARRIVING} (LIKE {self._table} EXCLUDING ALL)")
        self._stream(cursor, _ARRIVING, rows)
        into = f"INSERT INTO {self._table} ({self._columns}) SELECT {self._columns} FROM {_ARRIVING}"
        cursor.execute(f"{into} ORDER BY line ON CONFLICT ({self._key}) DO NOTHING")
        taken = cursor.rowcount
        cursor.execute(f"TRUNCATE {_ARRIVING}")
        return int(taken)

    def _stream(self, cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY {table} ({self._columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
