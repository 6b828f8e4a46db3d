"""A list of customers on its way in: kept in temporary tables of the import's own, read and written from there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.schema import CreateTable

from db.columns import Columns
from db.engine import Tx
from db.staging import Staging, work_in_files
from db.types import Moment

_TEMPORARY = MetaData()
KEPT_KIB = 2_048
"""How much of the temporary tables is kept in memory: they are gone through in order."""

VALUES = (
    "line", "name", "name_key", "pinyin", "id_number", "employer", "source", "needs", "note", "staff_id",
    "visit_note", "work",
)  # fmt: skip
staged = Table(
    "staged_customer",
    _TEMPORARY,
    Column("line", Integer, primary_key=True, autoincrement=False),
    *(Column(name, Text) for name in VALUES[1:9]),
    Column("staff_id", Integer),
    Column("visit_note", Text),
    Column("work", BigInteger),
    prefixes=["TEMPORARY"],
)
staged_phone = Table(
    "staged_phone",
    _TEMPORARY,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("phone", BigInteger),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
staged_visit = Table(
    "staged_visit",
    _TEMPORARY,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, primary_key=True),
    Column("day", Integer),
    Column("minute", Integer),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
staged_run = Table(
    "staged_run",
    _TEMPORARY,
    Column("first", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer),
    prefixes=["TEMPORARY"],
)
"""Lines in a row, as they were noted when they came (SQLite)."""

_ROWS = Staging(staged, VALUES)
_PHONES = Staging(staged_phone, ("line", "place", "phone"))
_VISITS = Staging(staged_visit, ("line", "at", "day", "minute"))
_RUNS = Staging(staged_run, ("first", "last"))


@dataclass(frozen=True, slots=True)
class StagedCustomer:
    """A row of the list: phones as figures in their international form, visits as day and minute (if one is told)."""

    line: int
    name: str
    id_number: str
    employer: str
    source: str
    needs: str
    note: str
    staff_id: int
    visit_note: str
    phones: tuple[int, ...]
    visits: tuple[tuple[int, int | None], ...]


def open_list(tx: Tx) -> None:
    """Make the temporary tables, in a connection that is the import's alone."""
    work_in_files(tx, KEPT_KIB)
    for table in _TEMPORARY.sorted_tables:
        tx.conn.execute(CreateTable(table))


def stage(tx: Tx, rows: Columns, phones: Columns, visits: Columns) -> None:
    """Add rows (`VALUES`), phones (line, place, figures) and visits (line, when in ms, day, minute), by column."""
    for staging, columns in ((_ROWS, rows), (_PHONES, phones), (_VISITS, visits)):
        if columns[0]:
            staging.bring_columns(tx, columns)
    if rows[0] and not tx.is_postgres:
        _RUNS.bring_columns(tx, _runs_of(rows[0]))


def _runs_of(lines: Sequence[int]) -> Columns:
    """Give the first and the last of lines in a row."""
    ordered = sorted(lines)
    ends = [each for each in pairwise(ordered) if each[1] - each[0] > 1]
    return [ordered[0], *(first for _, first in ends)], [*(last for last, _ in ends), ordered[-1]]


def lines_in_a_row(tx: Tx) -> list[tuple[int, int]]:
    """Give the lines of the list as ranges, each with its first and last, in their order (SQLite)."""
    query = select(staged_run.c.first, staged_run.c.last).order_by(staged_run.c.first)
    return [(int(first), int(last)) for first, last in tx.conn.execute(query)]


def end_of_list(tx: Tx) -> None:
    """Say that all rows are there: they are counted."""
    for staging in (_ROWS, _PHONES, _VISITS):
        staging.finish(tx)


def told(name: str) -> ColumnElement[Any]:
    """Give what rows say in a column: no text where they are silent, and of names the search form."""
    if not isinstance(staged.c[name].type, Text):
        return staged.c[name]
    return func.coalesce(staged.c[name], staged.c.name if name == "name_key" else "").label(name)


def as_phone(figures: ColumnElement[int]) -> ColumnElement[str]:
    """Write a phone as the table of phones has it."""
    return literal("+").concat(cast(figures, Text))


def count(tx: Tx) -> int:
    """Count the rows of the list."""
    return int(tx.conn.execute(select(func.count()).select_from(staged)).scalar_one())


def last_line(tx: Tx) -> int:
    """Give the line of the last row."""
    return int(tx.conn.execute(select(func.max(staged.c.line))).scalar() or 0)


def rows_of(tx: Tx, chosen: Table, first: int, last: int) -> Iterator[StagedCustomer]:
    """Give the rows whose part, as a table of lines and parts says, lies in a range; by part and line."""

    def ordered(table: Table, *columns: ColumnElement[Any]) -> Iterator[Any]:
        query = select(*columns).join(chosen, chosen.c.line == table.c.line).where(chosen.c.part.between(first, last))
        order = (chosen.c.part, table.c.line, *(table.c[name] for name in ("place", "at") if name in table.c))
        return iter(tx.conn.execute(query.order_by(*order), execution_options={"stream_results": True}))

    phones = _by_line(ordered(staged_phone, staged_phone.c.line, staged_phone.c.phone))
    visits = _by_line(ordered(staged_visit, staged_visit.c.line, staged_visit.c.day, staged_visit.c.minute))
    names = [name for name in VALUES if name not in {"line", "name_key", "pinyin", "work"}]
    for row in ordered(staged, staged.c.line, *(told(name) for name in names)):
        numbers = tuple(number for _, number in phones(row[0]))
        days = tuple((day, minute) for _, day, minute in visits(row[0]))
        yield StagedCustomer(*tuple(row), numbers, days)  # type: ignore[call-arg]


def _by_line(rows: Iterable[Any]) -> Callable[[int], Sequence[Any]]:
    """Give what stands beside a line, asked for line by line in the order of the rows."""
    groups = groupby(rows, key=itemgetter(0))
    ahead = [next(groups, None)]

    def of(line: int) -> Sequence[Any]:
        if ahead[0] is None or ahead[0][0] != line:
            return ()
        found = list(ahead[0][1])
        ahead[0] = next(groups, None)
        return found

    return of
