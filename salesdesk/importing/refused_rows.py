"""Rows that come back, any number of them: put by as they are found, and given in the order of their lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from heapq import merge
from operator import attrgetter
from typing import Any, NamedTuple

from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.spool import Spool
from salesdesk.importing.tables import Table


class SentBack(NamedTuple):
    """A row that was well written and yet is refused: its line, the field, the reason, and what that speaks of."""

    line: int
    field: str
    reason: Reason
    details: Mapping[str, Any]


class RefusedRows:
    """The rows of a table that come back: those that are ill written, and those that were refused later."""

    def __init__(self, table: Table, columns: ColumnMap) -> None:
        self._table, self._columns = table, columns
        self._found, self._repeated, self._kept = Spool(), Spool(), Spool()

    def add(self, row: RejectedRow) -> None:
        """Put by a row that is ill written; rows come in the order of their lines."""
        self._found.add((row.line, row.cells, [astuple(each) for each in row.problems]))

    def repeat(self, line: int, field: str, reason: Reason, details: Mapping[str, object]) -> None:
        """Put by that a row repeats another one; rows come in the order of their lines."""
        self._repeated.add((line, field, tuple(reason), dict(details)))

    def keep_back(self, rows: Iterable[tuple[int, str, Reason]]) -> None:
        """Put by, in place of those before, lines that the database does not take, in order: the field and why."""
        self._kept.close()
        self._kept = Spool()
        for line, field, reason in rows:
            self._kept.add((line, field, tuple(reason), {}))

    def __len__(self) -> int:
        """How many rows come back."""
        return len(self._found) + len(self._repeated) + len(self._kept)

    def __iter__(self) -> Iterator[RejectedRow]:
        """Give them in the order of their lines."""
        return merge(map(_as_it_was, self._found), self._read_again(), key=attrgetter("line"))

    def _read_again(self) -> Iterator[RejectedRow]:
        """Read rows that were well written once more, to give them back with the reason."""
        rows = iter(self._table.rows)
        for back in merge(map(_sent, self._repeated), map(_sent, self._kept), key=attrgetter("line")):
            reading = RowReading(next(row for row in rows if row.line == back.line), self._columns, self._table.lines)
            reading.refuse(back.field, back.reason, **back.details)
            yield reading.rejected()

    def close(self) -> None:
        """Let go of the files."""
        self._found.close()
        self._repeated.close()
        self._kept.close()


def _sent(kept: tuple[int, str, Sequence[str], Mapping[str, Any]]) -> SentBack:
    line, field, reason, details = kept
    return SentBack(line, field, Reason(*reason), details)


def _as_it_was(kept: tuple[int, tuple[str, ...], Sequence[tuple[Any, ...]]]) -> RejectedRow:
    line, cells, problems = kept
    return RejectedRow(line, cells, tuple(Problem(*each) for each in problems))
