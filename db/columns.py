"""Rows given column by column, inserted as fast as the engine takes them: many in a statement, or by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from db.engine import Tx

MOST_ROWS, ROOM, FEW = 1_152, 64, 4
"""Rows in one statement on SQLite, whose work for it is then shared by many, and the steps in which statements grow.

Few are kept, and a thread waits for its turn at each: so there is one for a whole block of rows, with room to spare.
"""

WORTH_COPY = 20
"""So many rows are brought to PostgreSQL by COPY, which takes a round trip more than an INSERT."""

WRITTEN_AT_ONCE = 500
"""So many rows are written for COPY before they are put as bytes."""

_MARKS = "\\\t\n\r"
_MARKED = str.maketrans({sign: repr(sign)[1:-1] for sign in _MARKS})
"""Signs that mean something else to COPY, and how it wants them."""

Columns = Sequence[Sequence[Any]]
Copied = tuple[str, bytes]
"""The names of columns, and rows as they are written for COPY: as bytes they take half the room until they are sent."""


def add_columns(tx: Tx, table: str, names: Sequence[str], columns: Columns) -> None:
    """Insert rows given by column, their values in the driver's form already."""
    if not tx.is_postgres:
        insert_columns(tx, f"INTO {table}", names, columns)
    elif len(columns[0]) >= WORTH_COPY:
        copy_columns(tx, table, names, columns)
    else:
        values = f"({', '.join(['%s'] * len(names))})"
        with tx.driven():
            tx.cursor.executemany(f"INSERT INTO {table} ({_listed(names)}) VALUES {values}", zip(*columns, strict=True))


def copy_columns(tx: Tx, table: str, names: Sequence[str], columns: Columns) -> None:
    """Bring rows into a table of PostgreSQL by COPY."""
    copy_rows(tx, table, copied(names, columns))


def copied(names: Sequence[str], columns: Columns) -> Copied:
    """Write rows as COPY takes them; gives the names of their columns, and a text in which all begin with the same."""
    names, columns = _told(names, columns)
    same = [place for place, column in enumerate(columns) if _is_same(column)]
    each = [place for place in range(len(columns)) if place not in same] or [same.pop()]
    begun = "".join(f"{cell}\t" for place in same for cell in _copy_cells(columns[place][:1]))
    rows = zip(*(_copy_cells(columns[place]) for place in each), strict=True)
    lines, between = map("\t".join, rows), f"\n{begun}"
    some = iter(lambda: list(islice(lines, WRITTEN_AT_ONCE)), [])
    parts = (f"{begun}{between.join(each)}\n".encode() for each in some)
    return _listed(names[place] for place in (*same, *each)), b"".join(parts)


def copy_rows(tx: Tx, table: str, rows: Copied) -> None:
    """Bring rows in as they were written for COPY."""
    named, text = rows
    with tx.driven(), tx.cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        copy.write(text)


def insert_columns(tx: Tx, into: str, names: Sequence[str], columns: Columns) -> int:
    """Insert rows on SQLite; tells how many were taken, as `into` (`OR IGNORE INTO …`) may leave some out."""
    names, columns = _told(names, columns)
    with tx.driven():
        return sum(_insert(tx, into, names, part) for part in _parts(columns))


def _told(names: Sequence[str], columns: Columns) -> tuple[Sequence[str], Columns]:
    """Leave out what all are silent of: SQLite's driver takes ten times as long for `None` as for other values."""
    told = [place for place, column in enumerate(columns) if not _is_silent(column)]
    return [names[place] for place in told], [columns[place] for place in told]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _parts(columns: Columns) -> Iterator[Columns]:
    count = len(columns[0])
    if count <= MOST_ROWS:
        yield columns
        return
    for begun in range(0, count, MOST_ROWS):
        yield [column[begun : begun + MOST_ROWS] for column in columns]


def _insert(tx: Tx, into: str, names: Sequence[str], columns: Columns) -> int:
    """Insert as many rows as go into one statement."""
    order, rows, values = _selected(columns)
    tx.cursor.execute(f"INSERT {into} ({_listed(names[place] for place in order)}) {rows}", values)
    return int(tx.cursor.rowcount)


def any_with(tx: Tx, table: str, names: Sequence[str], columns: Columns, where: str) -> bool:
    """Tell whether any of some rows, given by column as if they were in a table of SQLite, is as `where` says."""
    with tx.driven():
        return any(_is_any(tx, table, names, part, where) for part in _parts(columns))


def _is_any(tx: Tx, table: str, names: Sequence[str], columns: Columns, where: str) -> bool:
    order, rows, values = _selected(columns)
    told = f"WITH {table} ({_listed(names[place] for place in order)}) AS ({rows})"
    tx.cursor.execute(f"{told} SELECT 1 FROM {table} WHERE {where} LIMIT 1", values)
    return tx.cursor.fetchone() is not None


def _selected(columns: Columns) -> tuple[Sequence[int], str, Sequence[Any]]:
    """Write what selects rows: the order of their columns, the statement, its values; what all have is there once."""
    count = len(columns[0])
    same = [place for place, column in enumerate(columns) if _is_same(column)] if count >= FEW else []
    each = [place for place in range(len(columns)) if place not in same] or [same.pop()]
    room = count if count < FEW else -(-count // ROOM) * ROOM
    values: list[Any] = [0] * (len(each) * room)
    for at, place in enumerate(each):
        values[at : len(each) * count : len(each)] = columns[place]
    once = [columns[place][0] for place in same]
    return [*same, *each], _rows(len(same), len(each), room), [*once, *values, count]


@lru_cache(maxsize=64)
def _rows(same: int, each: int, count: int) -> str:
    """Write the marks for at most so many rows: for the values that all have in common once, for the others in each."""
    chosen = ["?"] * same + [f"column{at + 1}" for at in range(each)]
    row = f"({', '.join('?' * each)})"
    return f"SELECT {', '.join(chosen)} FROM (VALUES {', '.join([row] * count)}) LIMIT ?"


def _is_silent(column: Sequence[Any]) -> bool:
    return column[0] is None and column.count(None) == len(column)


def _is_same(column: Sequence[Any]) -> bool:
    return bool(column[0] == column[-1]) and column.count(column[0]) == len(column)


def _copy_cells(column: Sequence[Any]) -> Iterable[str]:
    if None in column:
        return [r"\N" if each is None else str(each).translate(_MARKED) for each in column]
    if not isinstance(column[0], str):
        return map(str, column)
    text = "".join(column)
    return [cell.translate(_MARKED) for cell in column] if any(sign in text for sign in _MARKS) else column
