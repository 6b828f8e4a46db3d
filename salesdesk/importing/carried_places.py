"""Buildings and blocks that a text file says only once: of merged cells, text keeps what stands in the first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.records import Records
from salesdesk.importing.rows import Row
from salesdesk.importing.synonyms import fields_of, header_key

MOST_BUILDINGS = 1_000


class Carried(NamedTuple):
    """Which columns are said once for several rows, from 0 (`None`: there is none such), and for how many rows."""

    building: int
    block: int | None
    rows: int


class CarriedRecords(Records):
    """Records of which a row without a building, and then without a block, is in those of the row above."""

    def carry(self, carried: Carried) -> "CarriedRecords":
        """Say which columns these are."""
        self._carried = carried
        return self

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


def carried_columns(header: Sequence[str], first: Sequence[Row], records: Records) -> Carried | None:
    """Tell whether a file says each building once, in the first of its rows, and which columns that goes for.

    It is so when no building comes up twice, more than half of the rows have none, and none is broken: then it is
    meant so. Blocks are said once, or in each row. All rows are looked at, but only if the first ones look like it.
    """
    building, block = (_column(header, name) for name in ("building", "block"))
    if building is None or not _looks_like_it(building, first):
        return None
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


def _column(header: Sequence[str], field: str) -> int | None:
    """Give the only column of a field, whatever the kind of the file."""
    names = fields_of("units")[field].names
    found = [place for place, name in enumerate(header) if header_key(name) in names]
    return found[0] if len(found) == 1 else None


def _looks_like_it(building: int, first: Sequence[Row]) -> bool:
    """Tell whether a row with a building has one without it right below, among the first."""
    said = [row.cells[building].strip() if building < len(row.cells) else "" for row in first]
    return any(above and not below for above, below in pairwise(said))
