"""A list of units taken in: checked many rows at a time, while those before are put into temporary tables."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from db import staged_units
from db.engine import Database, Tx
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_lists import checked_units
from salesdesk.importing.units import UnitTerms, fields_told

BLOCK = 1_000
SHORT_TURN = 0.000_5
"""Seconds."""
Repeats = list[tuple[int, str, int]]


@dataclass
class UnitList:
    """A list of units in the temporary tables of a database's one connection, and the rows that come back."""

    table: Table
    columns: ColumnMap
    refused: RefusedRows
    read: int = 0
    told: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.told = fields_told(self.columns)


def take_in(database: Database, table: Table, columns: ColumnMap, terms: UnitTerms, told: ProgressTeller) -> UnitList:
    """Check a list of units and stage what is good; of rows with one code the first stays.

    While the database takes some rows, the next ones are checked: it needs no Python for most of its work.
    """
    taken = UnitList(table, columns, RefusedRows(table, columns))
    with database.aside() as tx:
        staged_units.open_list(tx)
        with ThreadPoolExecutor(1, "staging") as staging, _turns_in_short():
            _Intake(taken, tx, staging).take(terms, told)
        staged_units.end_of_list(tx)
    return taken


@contextmanager
def _turns_in_short() -> Iterator[None]:
    """Let a thread that comes back from the database wait but shortly for its turn: it has little Python to run."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, SHORT_TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


class _Intake:
    """The rows on their way: one block is being staged while another fills."""

    def __init__(self, taken: UnitList, tx: Tx, staging: ThreadPoolExecutor) -> None:
        self._taken, self._tx, self._staging = taken, tx, staging
        self._block: list[tuple[Any, ...]] = []
        self._ahead: Future[Repeats] | None = None

    def take(self, terms: UnitTerms, told: ProgressTeller) -> None:
        for good, refused in checked_units(self._taken.table, self._taken.columns, terms):
            self._block += good
            for row in refused:
                self._taken.refused.add(row)
            self._taken.read += len(good) + len(refused)
            told.add(len(good) + len(refused))
            if len(self._block) >= BLOCK:
                self._stage()
        self._stage()
        self._await()

    def _stage(self) -> None:
        self._await()
        if self._block:
            self._ahead = self._staging.submit(staged_units.stage, self._tx, self._block)
            self._block = []

    def _await(self) -> None:
        if self._ahead is not None:
            self._note(self._ahead.result())
            self._ahead = None

    def _note(self, repeats: Sequence[tuple[int, str, int]]) -> None:
        for line, code, first in repeats:
            self._taken.refused.repeat(line, "room", reasons.DUPLICATE, {"code": code, "line": first})
