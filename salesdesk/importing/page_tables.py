"""The tables of a web page as sheets: systems write such pages and call them .xls, for a spreadsheet opens them."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count, filterfalse
from typing import NamedTuple, TextIO

from salesdesk.importing.kept_sheets import Cells, KeptBook, KeptSheet
from salesdesk.importing.page_marks import Mark, read_marks
from salesdesk.importing.page_rows import PlainRow, one_line
from salesdesk.importing.rows import LONGEST_CELL, MOST_CELLS, MOST_ROWS, WIDEST
from salesdesk.importing.synonyms import names_columns

BREAK = "\0"
"""Stands for the end of a line within a text; no text has it."""

MOST_TITLES = 12
DEEPEST = 100
_LOST = re.compile(r"#+|[-+]?\d+(?:\.\d+)?[Ee][-+]?\d+")
_TOLD = re.compile("span|x:num", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d{1,20}(?:\.\d{1,20})?")
_LINES = frozenset({"br", "p", "div", "li", "hr", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption"})
_PARTS = frozenset({"thead", "tbody", "tfoot"})

TextRow = tuple[Cells, tuple[tuple[int, int, int], ...]]
"""A row's cells, and which of them go on: the column, how many rows down, how many columns across."""


def read_tables(page: TextIO, book: KeptBook) -> None:
    """Make a sheet of each table, called by its number: `1`, `2`.

    A table with fewer than two rows or columns is text. Text, and such tables, stand as lines above the table that
    follows, or below the last one; in the cell of another table they are part of what it says. A table that begins with
    the same row of several cells as the one before goes on with it. One of a header alone is that of the table that
    follows, if that has no header and as many columns.

    Raises:
        MemoryError: there are more rows, columns or tables in each other than can be read.
    """
    page_tables = _Page(book)
    for each in read_marks(page):
        if isinstance(each, str):
            page_tables.say(each)
        elif isinstance(each, PlainRow):
            page_tables.plain_row(each)
        else:
            page_tables.mark(each)
    page_tables.end()


class _Text:
    """A text that is put together piece by piece, no longer than can be read."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0

    def add(self, piece: str) -> None:
        """Put a piece behind the others; what is too long stays so, and is told by whoever reads it."""
        if self._size > 2 * LONGEST_CELL:
            self._pieces = [self.lines()]
            self._size = len(self._pieces[0])
            if self._size > LONGEST_CELL:
                return
        self._pieces.append(piece)
        self._size += len(piece)

    def lines(self) -> str:
        """Give the text as it stands on the page: white space is one blank, a line ends where the page says so."""
        whole = self._pieces[0] if len(self._pieces) == 1 else "".join(self._pieces)
        text = one_line(whole).strip(" ")
        if BREAK not in text:
            return text
        return "\n".join(filter(None, (line.strip(" ") for line in text.split(BREAK))))


class _OpenTable:
    """A table that is being read: its open row and cell, and the rows that wait until it is known to be a table."""

    def __init__(self) -> None:
        self.sheet: KeptSheet | None = None
        self.waiting: list[TextRow] = []
        self.cells: list[tuple[int, str]] | None = None
        self.text: _Text | None = None
        self.beside = _Text()
        self.column = self.width = 0
        self.last: Cells = ()
        self._longer: list[tuple[int, int, int]] = []
        self._taken: dict[int, int] = {}
        self._exact, self._across = "", 1

    def begin_row(self) -> None:
        self.cells, self.column, self._longer = [], 0, []

    def begin_cell(self, mark: Mark) -> None:
        """Begin a cell at the next place that no cell from above takes."""
        if self.cells is None:
            self.begin_row()
        while self.column in self._taken:
            self.column += 1
        self.text, self._exact, self._across = _Text(), "", 1
        if _TOLD.search(mark.said):
            said = mark.attributes()
            self._exact, self._across = said.get("x:num", ""), _count(said.get("colspan", ""), WIDEST) or 1
            down = _count(said.get("rowspan", ""), MOST_ROWS) or MOST_ROWS
            if self._across * down > MOST_CELLS:
                raise MemoryError
            if down > 1:
                self._longer.append((self.column, down - 1, self._across - 1))

    def end_cell(self) -> None:
        if self.text is None or self.cells is None:
            return
        text = self.text.lines()
        if text:
            self.cells.append((self.column, _whole_number(text, self._exact) if self._exact else text))
        self.column += self._across
        self.text = None

    def end_row(self) -> Iterator[TextRow]:
        """Give the row that was open, and what stood in the table but in no cell."""
        if self.cells is not None:
            self.end_cell()
            self.last, self.width = self.cells, max(self.width, self.column)
            yield self.cells, tuple(self._longer)
            if self._taken:
                self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}
            for column, down, across in self._longer:
                self._taken |= dict.fromkeys(range(column, column + across + 1), down)
            self.cells = None
        beside, self.beside = self.beside.lines(), _Text()
        if beside:
            yield [(0, beside)], ()

    def begin_plain_row(self, row: PlainRow) -> None:
        """Begin a row, and put all of its cells there."""
        self.begin_row()
        free = filterfalse(self._taken.__contains__, count()) if self._taken else count()
        texts = (text.strip(" ") for text in row.texts)
        self.cells = [(column, text) for text, column in zip(texts, free, strict=False) if text]
        self.column = next(free)

    def end_part(self) -> None:
        """Let no cell go on beyond a part of the table."""
        self._taken = {}
        if self.sheet is not None:
            self.sheet.end_merged()
        last = len(self.waiting) - 1
        self.waiting = [
            (cells, tuple((column, min(down, last - at), across) for column, down, across in longer))
            for at, (cells, longer) in enumerate(self.waiting)
        ]

    @property
    def first(self) -> Cells:
        """The first of the rows that wait which says several things."""
        return next((cells for cells, _ in self.waiting if len(cells) > 1), ())

    @property
    def is_table(self) -> bool:
        """Whether the rows that wait are two at least, and one of them says two things."""
        said = [cells for cells, _ in self.waiting if cells]
        return len(said) > 1 and any(len(cells) > 1 for cells in said)


class _Line(NamedTuple):
    """A line above a table; where it is the header of a table that has nothing else, the number of its columns."""

    cells: Cells
    columns: int = 0

    def is_header_of(self, table: _OpenTable) -> bool:
        """Tell whether it is the header of a table that has none; some systems give that a table of its own."""
        return self.columns >= table.width > self.cells[-1][0] and not _is_header(table.first)


class _Page:
    """A page that is being read: the tables that are open in each other, and the lines above the next one."""

    def __init__(self, book: KeptBook) -> None:
        self._book = book
        self._open: list[_OpenTable] = []
        self._above: deque[_Line] = deque(maxlen=MOST_TITLES)
        self._passed = 0
        self._loose = _Text()
        self._first: Cells = ()
        self._before = _Line((), 0)
        self._marks: dict[str, Callable[[Mark], None]] = {"table": self._table, "tr": self._row, "td": self._cell}
        self._marks |= {"th": self._cell, **dict.fromkeys(_LINES, self._line), **dict.fromkeys(_PARTS, self._part)}

    def say(self, text: str) -> None:
        """Read a text where it stands."""
        self._here.add(text)

    def plain_row(self, row: PlainRow) -> None:
        """Read a whole row, where a table is open."""
        if self._open:
            self._open[-1].begin_plain_row(row)
            self._end_row()
        else:
            self.say("".join(row.texts))

    @property
    def _here(self) -> _Text:
        if not self._open:
            return self._loose
        table = self._open[-1]
        return table.beside if table.text is None else table.text

    def mark(self, mark: Mark) -> None:
        """Read a mark, if it has to do with tables or lines."""
        if handle := self._marks.get(mark.name):
            handle(mark)

    def end(self) -> None:
        """Close what is still open; where there was no table, let the text be one, for there is nothing else."""
        while self._open:
            self._end_table()
        self._end_line()
        if self._book.sheets:
            self._book.sheets[-1].below = [_said(line.cells) for line in self._above]
            self._book.sheets[-1].more_below = self._passed - len(self._above)
        elif self._above:
            sheet = self._book.new_sheet("1")
            for line in self._above:
                sheet.add([(0, _said(line.cells))])

    def _line(self, mark: Mark) -> None:
        if self._open:
            self._here.add(BREAK)
        else:
            self._end_line()

    def _end_line(self) -> None:
        if text := self._loose.lines():
            self._put_above(_Line([(0, text)]))
        self._loose = _Text()

    def _put_above(self, line: _Line) -> None:
        self._above.append(line)
        self._passed += 1

    def _table(self, mark: Mark) -> None:
        if mark.is_end:
            self._end_table()
            return
        if self._open and self._open[-1].text is None:
            self._end_table()  # one that was never closed
        if len(self._open) == DEEPEST:
            raise MemoryError
        self._end_line()
        self._open.append(_OpenTable())

    def _row(self, mark: Mark) -> None:
        if self._open:
            self._end_row()
            if not mark.is_end:
                self._open[-1].begin_row()

    def _cell(self, mark: Mark) -> None:
        if self._open:
            self._open[-1].end_cell()
            if not mark.is_end:
                self._open[-1].begin_cell(mark)

    def _part(self, mark: Mark) -> None:
        if self._open:
            self._end_row()
            self._open[-1].end_part()

    def _end_row(self) -> None:
        table = self._open[-1]
        for row in table.end_row():
            if table.sheet is not None:
                _put(table.sheet, row)
                continue
            table.waiting.append(row)
            if row[0] and table.is_table:
                self._keep(table)

    def _keep(self, table: _OpenTable) -> None:
        """Give a table its sheet, and put there what waits."""
        titles = self._titles(table)
        goes_on = len(self._open) == 1 and self._goes_on(table, titles)
        table.sheet = self._book.sheets[-1] if goes_on else self._book.new_sheet(str(len(self._book.sheets) + 1))
        self._first = table.first
        for cells in titles:
            table.sheet.add(cells)
        for row in table.waiting:
            _put(table.sheet, row)
        table.waiting = []

    def _goes_on(self, table: _OpenTable, titles: Sequence[Cells]) -> bool:
        """Tell whether a table goes on with the last sheet: it begins alike, or has the header there right above."""
        if not self._book.sheets:
            return False
        return table.first == self._first or (not titles and self._before.is_header_of(table))

    def _titles(self, table: _OpenTable) -> list[Cells]:
        """Give the last lines above a table, also those of a table that does no more than lay out the page."""
        around = [each for each in self._open[:-1] if each.sheet is None]
        beside = chain(
            (_said(cells) for each in around for cells, _ in each.waiting),
            (each.text.lines() for each in around if each.text is not None),
        )
        lines: list[Cells] = [
            [(0, line)] for line in chain((_said(line.cells) for line in self._above), beside) if line
        ]
        if self._above and len(lines) == len(self._above) and self._above[-1].is_header_of(table):
            lines[-1] = self._above[-1].cells
        self._above.clear()
        self._passed = 0
        return lines[-MOST_TITLES:]

    def _end_table(self) -> None:
        if not self._open:
            return
        self._end_row()
        table = self._open.pop()
        table.end_part()
        rows = [cells for cells, _ in table.waiting if cells]
        if self._open:
            for cells in rows:
                self._here.add(f"{BREAK}{_said(cells)}{BREAK}")
            return
        for cells in rows:
            self._put_above(_Line(cells, table.width if _is_header(cells) else 0))
        self._before = _Line(table.last, table.width if table.sheet and _is_header(table.last) else 0)


def _put(sheet: KeptSheet, row: TextRow) -> None:
    cells, longer = row
    at = sheet.add(cells)
    for column, down, across in longer:
        sheet.merge(at, column, down, across)


def _is_header(cells: Cells) -> bool:
    return names_columns(text for _, text in cells)


def _said(cells: Cells) -> str:
    return " ".join(text for _, text in cells)


def _count(said: str, most: int) -> int:
    """Read over how many rows or columns a cell goes; 0 says to the end.

    Raises:
        MemoryError: that is more than there are.
    """
    found = re.match(r"\s*(\d+)", said, re.ASCII)
    if not found:
        return 1
    if len(found[1]) > 9 or int(found[1]) > most:
        raise MemoryError
    return int(found[1])


def _whole_number(shown: str, exact: str) -> str:
    """Give what a cell shows, or the number that it holds where the digits are not shown (1.39E+10, ####)."""
    return exact.strip() if _LOST.fullmatch(shown) and _NUMBER.fullmatch(exact.strip()) else shown
