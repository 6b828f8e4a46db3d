"""The child process that reads sheets of a workbook: file on stdin, blocks of their rows on stdout, in limits.

A legal file of two kilobytes can end the process that reads it, so nothing else lives in this one. A sheet's first
block says from when days are counted and how many lines there are, then names the sheet and all visible ones, and
beside that which lines stand below it and which are hidden; the exit code says how it ended. It loads little, for the
office waits until it has begun.
"""

import errno
import gc
import io
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from salesdesk.importing.reader_endings import NEXT_SHEET, Ending
from salesdesk.importing.rows import LONGEST_CELL, MOST_CELLS, MOST_ROWS
from salesdesk.importing.sheet_blocks import END, packed, packed_cells
from salesdesk.importing.sheet_cells import cell_text, column_text
from salesdesk.importing.sheet_names import sheet_called

if TYPE_CHECKING:
    from salesdesk.importing.kept_sheets import KeptSheet

CPU_SECONDS = 120
ROWS = 1_000
"""So many rows are put into text at once."""

LARGEST = 1 << 20
"""So many characters are handed over at once, unless a single row has more."""

Rows = Sequence[Sequence[Any]]
Unread = dict[int, list[tuple[int, str]]]


class Looked(NamedTuple):
    """What is to know of a sheet beside its rows: from when days are counted, what is not read, what is hidden."""

    days: str
    unread: Unread
    hidden: Sequence[tuple[int, int]]


NOTHING = Looked("", Unread(), ())


class Beside(threading.Thread):
    """Work that is done while the library reads, which lets others run meanwhile."""

    def __init__(self, work: Callable[..., Looked], *told: Any) -> None:
        super().__init__(daemon=True)
        self._work, self._told = work, told
        self._found: Looked | BaseException = NOTHING
        self.start()

    def run(self) -> None:
        """Do the work."""
        try:
            self._found = self._work(*self._told)
        except BaseException as failure:  # it is raised where the work is waited for
            self._found = failure

    def result(self) -> Looked:
        """Wait for what was found, or raise what went wrong."""
        self.join()
        if isinstance(self._found, BaseException):
            raise self._found
        return self._found


def limit_resources(memory: int) -> None:
    """Limit memory and processor time where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def end_with_reader() -> None:
    """End this process as soon as nobody is there any more to read what it writes, where the system tells that."""
    try:
        writing = select.poll()
    except AttributeError:
        return
    writing.register(1, 0)  # that the other end is gone is told in any case
    writing.poll()
    os._exit(Ending.DAMAGED)


class Book(NamedTuple):
    """A workbook that is open: its sheets by name with whether they are visible, one of them, what is to know of it.

    `below` gives the last lines of text that stand below a sheet, the number of those before them first.
    """

    sheets: Sequence[tuple[str, bool]]
    sheet: Callable[[str], "CalamineSheet | KeptSheet"]
    looked: Callable[[str], Looked]
    below: Callable[[str], Sequence[str]] = lambda _: ("0",)


def read_sheets(kind: str, wanted: str, encoding: str, *, every: bool) -> Ending:
    """Write the wanted sheet, or the first visible one that has anything in it, or every one that has."""
    book = _with_marks(kind, encoding) if encoding else _of_library(kind)
    visible = [name for name, is_visible in book.sheets if is_visible]
    with open(1, "wb", closefd=False) as output:
        return _write_every(book, visible, output) if every else _write_one(book, wanted, visible, output)


def _write_one(book: Book, wanted: str, visible: list[str], output: BinaryIO) -> Ending:
    there = [name for name, _ in book.sheets]
    wanted = sheet_called(wanted, there)
    if wanted and wanted not in there:
        output.write(packed_cells(1, [["", "0", "", *visible], ["0"], ["0"]]))
        return Ending.NO_SUCH_SHEET
    names = [wanted] if wanted else visible
    beside = Beside(book.looked, names[0] if names else "")
    sheet = _chosen(book, names)
    if sheet is None:
        return Ending.NO_SHEET
    looked = beside.result if sheet.name == names[0] else partial(book.looked, sheet.name)
    return _write(sheet, looked, visible, book.below(sheet.name), output)


def _write_every(book: Book, visible: Sequence[str], output: BinaryIO) -> Ending:
    """Write sheet after sheet, with a sign behind each; stderr tells which it is, for the case that it is the last."""
    if len(set(visible)) < len(visible):
        return Ending.DAMAGED  # of sheets with one name only the first could be had
    others = visible
    for name in visible:
        os.write(2, f"{NEXT_SHEET}{name}\n".encode("utf-8", "replace"))
        sheet = _chosen(book, [name])
        if sheet is None:
            continue
        ending = _write(sheet, partial(book.looked, name), others, book.below(name), output)
        if ending is not Ending.DONE:
            return ending
        output.write(END)
        others = ()  # which there are is said once
        del sheet  # before the next is read
    return Ending.NO_SHEET if others or not visible else Ending.DONE


def _write(
    sheet: "CalamineSheet | KeptSheet",
    looked: Callable[[], Looked],
    names: Sequence[str],
    below: Sequence[str],
    output: BinaryIO,
) -> Ending:
    """Write what is to be known of a sheet with anything in it, and its rows."""
    assert sheet.end is not None
    if sheet.end[0] >= MOST_ROWS or sheet.height * sheet.width > MOST_CELLS:
        return Ending.TOO_LARGE
    days, unread, hidden = looked()
    about = [days, str(sheet.end[0] + 1), sheet.name, *names]
    output.write(packed_cells(1, [about, below, _hidden(hidden, sheet.end[0] + 1)]))
    try:
        for rows in _patched(_blocks(sheet), unread, _merged(sheet)):
            output.writelines(blocks_of(rows))
    except OverflowError:
        return Ending.CELL_TOO_LONG
    return Ending.DONE


def _of_library(kind: str) -> Book:
    """Open a workbook that a library reads."""
    with open(0, "rb", closefd=False) as file:
        content = io.BytesIO(file.read())
    book = _opened(content, kind)
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    named = [(each.name, each.visible == SheetVisibleEnum.Visible) for each in sheets]
    return Book(named, book.get_sheet_by_name, partial(_looked, content, kind))


def _with_marks(kind: str, encoding: str) -> Book:
    """Read a file that is text with marks, whole."""
    from salesdesk.importing.kept_sheets import KeptBook
    from salesdesk.importing.page_tables import read_tables
    from salesdesk.importing.sheet_days import FROM_1904
    from salesdesk.importing.xml_sheets import read_worksheets

    book = KeptBook()
    with open(0, encoding=encoding, closefd=False) as text:
        (read_tables if kind == "html" else read_worksheets)(text, book)
    days = FROM_1904 if book.from_1904 else ""
    names = [(each.name, each.is_visible) for each in book.sheets]
    return Book(
        names, book.sheet, lambda name: Looked(days, {}, book.sheet(name).hidden), lambda name: _below(book.sheet(name))
    )


def _below(sheet: "KeptSheet") -> list[str]:
    return [str(sheet.more_below), *sheet.below]


def _opened(content: io.BytesIO, kind: str) -> CalamineWorkbook:
    """Open a workbook; only a file with the right ending gives the true reason when that fails (a password)."""
    try:
        return CalamineWorkbook.from_filelike(content)
    except CalamineError:
        from tempfile import NamedTemporaryFile

        with NamedTemporaryFile(prefix="salesdesk-", suffix=f".{kind}") as file:
            file.write(content.getvalue())
            file.flush()
            return CalamineWorkbook.from_path(file.name)


def _chosen(book: Book, names: list[str]) -> "CalamineSheet | KeptSheet | None":
    sheets = map(book.sheet, names)
    return next((sheet for sheet in sheets if sheet.end is not None), None)


def _looked(content: io.BytesIO, kind: str, name: str) -> Looked:
    """Tell from when days are counted, what the library reads as blank though it is not, and which rows are hidden."""
    from salesdesk.importing.hidden_rows import hidden_in_ods
    from salesdesk.importing.sheet_days import FROM_1904, counts_from_1904
    from salesdesk.importing.sheet_errors import what_is_beside

    by_row, hidden = Unread(), list[tuple[int, int]]()
    own = io.BytesIO(content.getvalue())  # with a place of its own in the same bytes
    if kind in {"xlsx", "xlsm"}:
        unread, hidden = what_is_beside(own, name)
        for (row, column), text in unread.items():
            by_row.setdefault(row, []).append((column, text))
    elif kind == "ods":
        hidden = hidden_in_ods(own, name)
    return Looked(FROM_1904 if counts_from_1904(own, kind) else "", by_row, hidden)


def _hidden(runs: Sequence[tuple[int, int]], last: int) -> list[str]:
    """Say how many lines are hidden, and which are the first of them."""
    if not runs:
        return ["0"]
    from salesdesk.importing.hidden_rows import counted

    found = counted(runs, last)
    return [str(found.lines), *map(str, found.first)]


def _blocks(sheet: "CalamineSheet | KeptSheet") -> Iterator[Rows]:
    """Give the sheet's rows from its first, each from column A, many at a time."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows: Iterator[Sequence[Any]] = iter(sheet.iter_rows())
    while some := list(islice(rows, ROWS)):
        yield [[*before, *row] for row in some] if before else some


def blocks_of(rows: Rows) -> Iterator[bytes]:
    """Write rows of one width as text, in blocks that can be read without taking much memory.

    Raises:
        OverflowError: a cell is longer than any that is read.
    """
    columns = list(zip(*rows, strict=True))
    texts = list(map(column_text, columns))
    if sum(map(len, texts)) > LARGEST and len(rows) > 1:
        half = len(rows) // 2
        yield from blocks_of(rows[:half])
        yield from blocks_of(rows[half:])
        return
    if any(len(text) > LONGEST_CELL < max(map(len, map(cell_text, columns[at]))) for at, text in enumerate(texts)):
        raise OverflowError
    yield packed(len(rows), texts) or packed_cells(len(rows), [list(map(cell_text, each)) for each in columns])


def _patched(blocks: Iterable[Rows], unread: Unread, merged: dict[int, list[tuple[int, int]]]) -> Iterator[Rows]:
    """Put in what was read as blank, and say a cell that is merged downwards in each of its rows."""
    if not unread and not merged:
        yield from blocks
        return
    said = dict[int, tuple[int, Any]]()
    first = 0
    for block in blocks:
        rows = list(map(list, block))
        for number, cells in enumerate(rows, first):
            _patch(number, cells, unread.get(number, ()), said)
            said |= {column: (last, cells[column]) for column, last in merged.get(number, ()) if column < len(cells)}
        width = max(map(len, rows))
        yield [cells + [""] * (width - len(cells)) for cells in rows]
        first += len(rows)


def _patch(number: int, cells: list[Any], unread: Iterable[tuple[int, str]], said: dict[int, tuple[int, Any]]) -> None:
    """Fill blank cells of a row: by what was not read of it, then by what is said from above down to a row."""
    for column, text in unread:
        cells += [""] * (column + 1 - len(cells))
        if cells[column] == "":
            cells[column] = text
    for column, (last, value) in said.items():
        if number <= last and column < len(cells) and cells[column] == "":
            cells[column] = value


def _merged(sheet: "CalamineSheet | KeptSheet") -> dict[int, list[tuple[int, int]]]:
    """Give the cells that go over several rows of one column: by the first row, the column and the last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (row, column), (last, last_column) in sheet.merged_cell_ranges or ():
        if column == last_column and row < last:
            found.setdefault(row, []).append((column, last))
    return found


def main(kind: str, wanted: str, memory: str, encoding: str = "", every: str = "") -> int:
    """Read the workbook on stdin and say by the exit code how it went; a fault's reason goes to stderr."""
    gc.disable()  # rows are nothing that holds itself, and there is nothing else here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted at the terminal ends this process, too
    limit_resources(int(memory))
    threading.Thread(target=end_with_reader, daemon=True).start()
    try:
        return read_sheets(kind, wanted, encoding, every=bool(every))
    except PasswordError:
        return Ending.PASSWORD
    except BaseException as failure:  # a panic in the library is no Exception
        if isinstance(failure, OSError) and failure.errno == errno.ENOSPC:
            return Ending.NO_ROOM
        if isinstance(failure, MemoryError) or getattr(failure, "errno", None) == errno.EFBIG:
            return Ending.TOO_LARGE
        if "limit exceeded" in str(failure):
            return Ending.TOO_LARGE
        os.write(2, f"{type(failure).__name__}: {failure}".encode("utf-8", "replace")[:300])
        return Ending.DAMAGED


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))  # what was read is let go of with the process
