"""Rows brought into a temporary table as fast as the engine takes them: many in a statement, or by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import CheckConstraint, Select, Table, and_, func, literal, not_, select

from db.engine import Tx
from db.prepared import marks

MOST_ROWS, ROOM = 1_152, 64
"""Rows in one statement on SQLite, whose work for it is then shared by many, and the steps in which statements grow.

Few are kept, and a thread waits for its turn at each: so there is one for a whole block of rows, with room to spare.
"""

CACHE_KIB = 8_192
"""How much of its file SQLite keeps in memory, for the database and for temporary tables each."""

_MARKS = "\\\t\n\r"
_MARKED = str.maketrans({sign: repr(sign)[1:-1] for sign in _MARKS})
"""Signs that mean something else to COPY, and how it wants them."""

Columns = Sequence[Sequence[Any]]


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

    def __init__(self, table: Table, names: Sequence[str], key: str = "") -> None:
        self._table = table.name
        self._unless_there = " OR IGNORE" if key else ""
        self._names = tuple(f'"{name}"' for name in names)

    def bring(self, tx: Tx, rows: Sequence[tuple[Any, ...]]) -> int:
        """Bring rows in and tell how many were taken: those whose key was not there yet."""
        return self.bring_columns(tx, list(zip(*rows, strict=True))) if rows else 0

    def bring_columns(self, tx: Tx, columns: Columns) -> int:
        """Bring rows in that are given column by column; tells as much."""
        return self._copy(tx, columns) if tx.is_postgres else self._insert(tx, columns)

    def finish(self, tx: Tx) -> None:
        """Let the server know how many there are."""
        if tx.is_postgres:
            tx.conn.exec_driver_sql(f"ANALYZE {self._table}")

    def _insert(self, tx: Tx, columns: Columns) -> int:
        count = len(columns[0])
        if count <= MOST_ROWS:
            return self._insert_some(tx, columns, count)
        cuts = range(0, count, MOST_ROWS)
        parts = ([column[begun : begun + MOST_ROWS] for column in columns] for begun in cuts)
        return sum(self._insert_some(tx, part, len(part[0])) for part in parts)

    def _insert_some(self, tx: Tx, columns: Columns, count: int) -> int:
        """Insert as many rows as go into one statement; what stands in all of them is handed over once.

        Columns in which all are silent are left out: the driver takes ten times as long for `None` as for other values.
        """
        told = self._told(columns)
        same = [place for place in told if _is_same(columns[place])] if count > 1 else []
        each = [place for place in told if place not in same]
        room = count if count < 4 else -(-count // ROOM) * ROOM
        values: list[Any] = [0] * (len(each) * room)
        for at, place in enumerate(each):
            values[at : len(each) * count : len(each)] = columns[place]
        once = [columns[place][0] for place in same]
        with tx.driven():
            tx.cursor.execute(
                f"INSERT{self._unless_there} INTO {self._table} ({self._named([*same, *each])}) "
                + _rows(len(same), len(each), room),
                [*once, *values, count],
            )
        return int(tx.cursor.rowcount)

    def _copy(self, tx: Tx, columns: Columns) -> int:
        told = self._told(columns)
        with tx.driven(), tx.cursor.copy(f"COPY {self._table} ({self._named(told)}) FROM STDIN") as copy:
            copy.write(_copy_text([columns[place] for place in told]))
        return len(columns[0])

    def _told(self, columns: Columns) -> list[int]:
        """Give the places of the columns in which anything is said."""
        return [place for place, column in enumerate(columns) if not _is_silent(column)]

    def _named(self, places: Iterable[int]) -> str:
        return ", ".join(self._names[place] for place in places)


@lru_cache(maxsize=64)
def _rows(same: int, each: int, count: int) -> str:
    """Write the marks for at most so many rows: for the values that all have in common once, for the others in each."""
    chosen = ["?"] * same + [f"column{at + 1}" for at in range(each)]
    return f"SELECT {', '.join(chosen)} FROM (VALUES {marks(each, count)}) LIMIT ?"


def _is_same(column: Sequence[Any]) -> bool:
    return bool(column[0] == column[-1]) and column.count(column[0]) == len(column)


def _is_silent(column: Sequence[Any]) -> bool:
    return column[0] is None and column.count(None) == len(column)


def _copy_text(columns: Columns) -> str:
    """Write rows as COPY takes them."""
    rows = zip(*map(_copy_cells, columns), strict=True)
    return "\n".join(map("\t".join, rows)) + "\n"


def _copy_cells(column: Sequence[Any]) -> Iterable[str]:
    if None in column:
        return [r"\N" if each is None else str(each).translate(_MARKED) for each in column]
    if not isinstance(column[0], str):
        return map(str, column)
    text = "".join(column)
    return [cell.translate(_MARKED) for cell in column] if any(sign in text for sign in _MARKS) else column
