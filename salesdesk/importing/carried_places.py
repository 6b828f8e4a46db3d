"""Buildings and blocks that a text file says only once: of merged cells, text keeps what stands in the first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.notes import CARRIED, note
from salesdesk.importing.records import Records
from salesdesk.importing.rows import Row
from salesdesk.importing.tables import Table

MOST_BUILDINGS = 1_000
DELIMITED = frozenset({"csv", "tsv"})
"""Formats that cannot say that cells were merged."""


class Carried(NamedTuple):
    """Which columns are said once for several rows, from 0 (`None`: there is none such), and for how many rows."""

    building: int
    block: int | None
    rows: int


def with_carried_places(table: Table, columns: ColumnMap) -> Table:
    """Give a table in which each row has its building, and its block, where a text says them once.

    It is so when no building comes up twice, more than half of the rows have none, and none is broken: then it is
    meant so. Blocks are said once, or in each row. All rows are looked at, but only if the first ones look like it.
    Payments stand by their days, not by places: one without a building may be for any.
    """
    building = columns.columns.get("building") if columns.kind != "receipts" else None
    if table.format not in DELIMITED or building is None or not _looks_like_it(building, table.first):
        return table
    carried = carried_columns(table.rows, building, columns.columns.get("block"))
    if carried is None:
        return table
    names = ", ".join(columns.name_of(name) for name in ("building", "block")[: 1 + (carried.block is not None)])
    told = note("carried", CARRIED, columns=names, count=carried.rows)
    return replace(table, rows=CarriedRecords(table.rows, carried), told=(*table.told, told))


class CarriedRecords(Records):
    """Records of which a row without a building, and then without a block, is in those of the row above."""

    def __init__(self, records: Records, carried: Carried) -> None:
        super().__init__(records.source, records.source_blocks, records.headers)
        self._carried = carried

    def __iter__(self) -> Iterator[Row]:
        place, block = self._carried.building, self._carried.block
        above: tuple[str, ...] = ()
        for row in super().__iter__():
            cells = list(row.cells)
            if above and not cells[place].strip():
                cells[place] = above[place]
                if block is not None and not cells[block].strip():
                    cells[block] = above[block]
            above = tuple(cells)
            yield row._replace(cells=above)

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        return blocks_of(self)


def carried_columns(records: Iterable[Row], building: int, block: int | None) -> Carried | None:
    """Tell for how many rows a file says its buildings, and its blocks, once; `None` where it does not."""
    told = _Told()
    for row in records:
        said = row.cells[building].strip() if not row.flaw else ""
        if row.flaw or not told.may_add(said, "" if block is None else row.cells[block].strip()):
            return None
    if 2 * told.without <= told.rows or (told.repeats and told.gaps):
        return None
    return Carried(building, block if told.gaps else None, told.without)


@dataclass
class _Told:
    """What was told so far: rows with and without a building, blocks that came up again, rows of blocks without one."""

    rows: int = 0
    without: int = 0
    repeats: bool = False
    gaps: bool = False
    _buildings: set[str] = field(default_factory=set)
    _blocks: set[str] = field(default_factory=set)
    _begins_blank: bool = False

    def may_add(self, building: str, block: str) -> bool:
        """Add a row; tells whether the file may still be one that says buildings and blocks once."""
        self.rows += 1
        if building:
            if building in self._buildings or len(self._buildings) == MOST_BUILDINGS:
                return False
            self._buildings.add(building)
            self._blocks, self._begins_blank = set(), not block
        self.without += not building
        self.repeats |= block in self._blocks
        self.gaps |= not block and bool(self._blocks)
        if block:
            self._blocks.add(block)
        return bool(self._buildings) and not (block and self._begins_blank)


def _looks_like_it(building: int, first: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row with a building has one without it right below, among the first."""
    return any(above and not below for above, below in pairwise(cells[building].strip() for cells in first))
