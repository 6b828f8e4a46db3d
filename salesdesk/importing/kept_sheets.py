"""The sheets of a file that is text with marks: kept row by row outside of memory until one of them is chosen."""

from collections.abc import Iterator, Sequence

from salesdesk.importing.hidden_rows import Run, add_runs
from salesdesk.importing.rows import MOST_ROWS, WIDEST
from salesdesk.importing.spool import Spool

Cells = Sequence[tuple[int, str]]
"""What a row says: the column (from 0) and the text of each cell that is not blank."""

Merged = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last place (row and column from 0) of cells that are merged."""


class KeptSheet:
    """One sheet of a book, from its first row and column on; to be gone through any number of times.

    It is asked like a sheet of the library that reads workbooks. `below` are the last lines of text that stand below it
    and belong to nothing else, `more_below` is the number of those before them.
    """

    start = (0, 0)

    def __init__(self, name: str, rows: Spool, place: int) -> None:
        self.name, self._rows, self._place, self._first = name, rows, place, rows.end
        self.is_visible = True
        self.merged_cell_ranges: list[Merged] = []
        self.next_row = self._ended = 0
        self.height = self.width = 0
        self.below: list[str] = []
        self.hidden: list[Run] = []
        self.more_below = 0

    @property
    def end(self) -> tuple[int, int] | None:
        """The last row and column with anything in it, from 0; `None` where there is none."""
        return (self.height - 1, self.width - 1) if self.height else None

    def add(self, cells: Cells, row: int | None = None) -> int:
        """Put a row below the others, or further below; tells its place, from 0.

        Raises:
            MemoryError: a sheet has no such place.
        """
        at = self.next_row if row is None else row
        if at >= MOST_ROWS or (cells and cells[-1][0] >= WIDEST):
            raise MemoryError
        self.next_row = at + 1
        if cells:
            self._rows.add((self._place, at, cells))
            self.height, self.width = at + 1, max(self.width, cells[-1][0] + 1)
        return at

    def hide(self, row: int, down: int) -> None:
        """Note that a row is hidden, and so many below it."""
        add_runs(self.hidden, [(row + 1, row + 1 + down)])

    def merge(self, row: int, column: int, down: int, across: int) -> None:
        """Note that a cell goes on so many rows down, as far as there are any, and columns across.

        Raises:
            MemoryError: a sheet has no such place.
        """
        if column + across >= WIDEST:
            raise MemoryError
        if down:
            self.merged_cell_ranges.append(((row, column), (row + down, column + across)))

    def end_merged(self) -> None:
        """Let no cell go on beyond the last row that is there."""
        for at in range(self._ended, len(self.merged_cell_ranges)):
            first, (last, column) = self.merged_cell_ranges[at]
            self.merged_cell_ranges[at] = first, (min(last, self.next_row - 1), column)
        self._ended = len(self.merged_cell_ranges)

    def iter_rows(self) -> Iterator[list[str]]:
        """Give all rows, blank ones too, each as wide as the widest."""
        blank, line = [""] * self.width, 0
        for place, row, cells in self._rows.since(self._first):
            if place != self._place:
                continue
            while line < row:
                yield blank
                line += 1
            found = blank.copy()
            for column, text in cells:
                found[column] = text
            yield found
            line += 1
            if line == self.height:
                return  # what comes behind is of other sheets


class KeptBook:
    """All sheets of a file, in order; their rows may come in turn. With `from_1904` days are counted from 1904."""

    def __init__(self) -> None:
        self._rows = Spool()
        self.sheets: list[KeptSheet] = []
        self.from_1904 = False

    def new_sheet(self, name: str) -> KeptSheet:
        """Begin a sheet behind the others."""
        self.sheets.append(KeptSheet(name, self._rows, len(self.sheets)))
        return self.sheets[-1]

    def sheet(self, name: str) -> KeptSheet:
        """Give the first sheet of a name."""
        return next(each for each in self.sheets if each.name == name)
