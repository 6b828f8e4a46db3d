"""The rows of a table that are records: totals, headers that stand there again and footers are skipped with a note."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.footers import Footing, may_be_footer
from salesdesk.importing.notes import FOOTER, HEADER_AGAIN, SHOWN, TOTAL, note
from salesdesk.importing.problems import Problem
from salesdesk.importing.rows import Flaw, Row, short
from salesdesk.importing.totals import is_total, may_be_total

UNREAD = frozenset({Flaw.UNCLOSED_QUOTE, Flaw.CELL_TOO_LONG, Flaw.NO_OBJECT, Flaw.NO_LIST})
"""Lines of which nobody can tell what stands in which cell."""


class Records:
    """Rows below a header, those left out that are no records.

    `source` are all rows, `source_blocks` the same in blocks, `headers` the header's lines as they are in the file.
    """

    def __init__(
        self, rows: Iterable[Row], blocks: Callable[[], Iterator[Block | Row]], headers: Sequence[tuple[str, ...]]
    ) -> None:
        self.source, self.source_blocks, self.headers = rows, blocks, headers
        self._headers = frozenset(map(_stripped, headers))
        self._starts = frozenset(cells[0] for cells in headers)
        self._edge = next((at for at, cell in enumerate(headers[0]) if cell.strip()), 0) if headers else 0
        self._skipped: list[Problem] = []
        self._count = self._last = 0

    def __iter__(self) -> Iterator[Row]:
        footing = Footing()
        for row in self.source:
            if not self._may_skip_one(row, footing) or not self._is_skipped(row, footing):
                yield row

    @property
    def skipped(self) -> list[Problem]:
        """The notes of the first rows that were met and are no records."""
        return self._skipped

    @property
    def count(self) -> int:
        """How many rows were met that are no records."""
        return self._count

    def mended(self, mend: Callable[[Row], Row]) -> "Records":
        """Give the same records with each row mended."""
        return MendedRecords(self, mend)

    def without(self, columns: Collection[int]) -> "Records":
        """Give the records of the other columns alone, as if nothing stood in these."""
        rows = _Without(self.source, frozenset(columns))
        headers = tuple(_without(columns, cells) for cells in self.headers)
        return Records(rows, partial(blocks_of, rows), headers)

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        footing = Footing()
        for each in self.source_blocks():
            if isinstance(each, Block):
                kept = self._kept(each, footing) if self._may_skip(each, footing) else each
                if kept.size:
                    yield kept
            elif not self._may_skip_one(each, footing) or not self._is_skipped(each, footing):
                yield each

    def is_header(self, row: Row) -> bool:
        """Tell whether a row is a line of the header again."""
        return row.cells[0] in self._starts and _stripped(row.cells) in self._headers

    def _may_skip_one(self, row: Row, footing: Footing) -> bool:
        """Tell cheaply whether a row may be no record."""
        cells = row.cells
        return (
            footing.below
            or cells[0] in self._starts
            or may_be_total("".join(cells))
            or may_be_footer((self._start(cells),))
        )

    def _start(self, cells: Sequence[str]) -> str:
        """Give the cell with which a row begins: the table may have a blank column before its first."""
        return cells[0] if cells[0].strip() or len(cells) <= self._edge else cells[self._edge]

    def _is_skipped(self, row: Row, footing: Footing) -> bool:
        if row.flaw in UNREAD:
            return False
        if self.is_header(row):
            self._note(row, "header_again", HEADER_AGAIN)
            return True
        if is_total(row.cells):
            self._note(row, "total_row", TOTAL)
            return True
        if footing.is_footer(row.cells, self._start(row.cells)):
            self._note(row, "footer", FOOTER)
            return True
        return False

    def _note(self, row: Row, code: str, sentence: str) -> None:
        """Note a row the first time that it is met: a table is gone through more than once."""
        if row.line <= self._last:
            return
        self._last = row.line
        self._count += 1
        if len(self._skipped) < SHOWN:
            said = short(" ".join(cell for cell in row.cells if cell.strip()))
            self._skipped.append(note(code, sentence, row.line, text=said))

    def _may_skip(self, block: Block, footing: Footing) -> bool:
        """Tell cheaply whether one of many rows may be no record."""
        starts = block.columns[0]
        return (
            footing.below
            or may_be_total(block.text)
            or not self._starts.isdisjoint(starts)
            or may_be_footer(starts)
            or (self._edge > 0 and may_be_footer(block.columns[self._edge]))
        )

    def _kept(self, block: Block, footing: Footing) -> Block:
        kept = [at for at in range(block.size) if not self._is_skipped(block.row(at), footing)]
        if len(kept) == block.size:
            return block
        columns = tuple([column[at] for at in kept] for column in block.columns)
        return Block([block.lines[at] for at in kept], columns, block.text)


class MendedRecords(Records):
    """Records of which each row is mended once it is known to be one."""

    def __init__(self, records: Records, mend: Callable[[Row], Row]) -> None:
        super().__init__(records.source, records.source_blocks, records.headers)
        self._records, self._mend = records, mend

    def __iter__(self) -> Iterator[Row]:
        return map(self._mend, self._records)

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        return blocks_of(self)

    @property
    def skipped(self) -> list[Problem]:
        """The notes of the first rows that were met and are no records."""
        return self._records.skipped

    @property
    def count(self) -> int:
        """How many rows were met that are no records."""
        return self._records.count

    def without(self, columns: Collection[int]) -> Records:
        """Give the records of the other columns alone."""
        return MendedRecords(self._records.without(columns), self._mend)


@dataclass(frozen=True)
class _Without:
    """Rows of which some columns are not read; a row that has nothing in the others is none."""

    rows: Iterable[Row]
    columns: frozenset[int]

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            cells = _without(self.columns, row.cells)
            if row.flaw or any(map(str.strip, cells)):
                yield row._replace(cells=row.cells if row.flaw else cells)


def _without(columns: Collection[int], cells: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if place in columns else cell for place, cell in enumerate(cells))


def _stripped(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells)
