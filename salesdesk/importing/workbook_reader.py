"""The child process that reads one sheet of a workbook: file on stdin, rows as csv on stdout, in limits.

A legal file of two kilobytes can end the process that reads it, so nothing else lives in this one. The first
row written says from when days are counted, then names the chosen sheet and all visible sheets; the exit code says how
it ended.
"""

import csv
import errno
import gc
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from enum import IntEnum
from itertools import chain, islice, repeat
from tempfile import NamedTemporaryFile
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from salesdesk.importing.delimited import LONGEST_CELL
from salesdesk.importing.sheet_cells import cell_texts
from salesdesk.importing.sheet_days import FROM_1904, counts_from_1904
from salesdesk.importing.sheet_errors import unread_cells

MEMORY = 1152 << 20
"""What a small file may take: a sheet of `MOST_CELLS` that are nearly all blank takes as much."""
MEMORY_EACH, MOST_MEMORY = 3, 2 << 30
"""What each byte of an unpacked file may take beyond that, and all of them together."""
CPU_SECONDS = 120
OUTPUT = 2 << 30
ROWS = 1_000
"""So many rows are put into text at once."""

MOST_ROWS = 1_048_576
MOST_CELLS = 32_000_000


Rows = Sequence[Sequence[str]]


class Ending(IntEnum):
    """Exit codes of the child; any other, or a signal, means that it was ended by a limit or a fault."""

    DONE = 0
    PASSWORD = 10
    DAMAGED = 11
    NO_SUCH_SHEET = 12
    TOO_LARGE = 13
    NO_SHEET = 14
    CELL_TOO_LONG = 15
    NO_ROOM = 16


def memory_for(file: BinaryIO) -> int:
    """Give the bytes of memory that may be taken to read a workbook: the more it has in it, the more."""
    try:
        with ZipFile(file) as archive:
            size = sum(each.file_size for each in archive.infolist())
    except (BadZipFile, ValueError, OSError):  # an old workbook, or a damaged one
        size = file.seek(0, os.SEEK_END)
    return min(MEMORY + MEMORY_EACH * size, MOST_MEMORY)


def limit_resources(memory: int) -> None:
    """Limit memory, processor time and output where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))


def read_sheet(kind: str, wanted: str) -> Ending:
    """Write the wanted sheet, or the first visible one that has anything in it."""
    with open(0, "rb", closefd=False) as file:
        content = io.BytesIO(file.read())
    book = _opened(content, kind)
    sheets = [each for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    visible = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
    with open(1, "w", encoding="utf-8", newline="", closefd=False) as output:
        write = csv.writer(output)
        if wanted and wanted not in [each.name for each in sheets]:
            write.writerow(["", "", *visible])
            return Ending.NO_SUCH_SHEET
        names = [wanted] if wanted else visible
        with ThreadPoolExecutor(1) as beside:  # the library lets others run while it reads
            looked = beside.submit(_unread, content, kind, names[0] if names else "")
            sheet = _chosen(book, names)
        if sheet is None or sheet.end is None:
            return Ending.NO_SHEET
        if sheet.end[0] >= MOST_ROWS or sheet.height * sheet.width > MOST_CELLS:
            return Ending.TOO_LARGE
        write.writerow([FROM_1904 if counts_from_1904(content, kind) else "", sheet.name, *visible])
        unread = looked.result() if sheet.name == names[0] else _unread(content, kind, sheet.name)
        merged = _merged(sheet)
        try:
            blocks = _blocks(sheet)
            for rows in _patched(blocks, unread, merged) if unread or merged else blocks:
                text = plain_text(rows)
                if text is None:
                    write.writerows(rows)
                else:
                    output.write(text)
        except OverflowError:
            return Ending.CELL_TOO_LONG
    return Ending.DONE


def _opened(content: io.BytesIO, kind: str) -> CalamineWorkbook:
    """Open a workbook; only a file with the right ending gives the true reason when that fails (a password)."""
    try:
        return CalamineWorkbook.from_filelike(content)
    except CalamineError:
        with NamedTemporaryFile(prefix="salesdesk-", suffix=f".{kind}") as file:
            file.write(content.getvalue())
            file.flush()
            return CalamineWorkbook.from_path(file.name)


def _chosen(book: CalamineWorkbook, names: list[str]) -> CalamineSheet | None:
    sheets = map(book.get_sheet_by_name, names)
    return next((sheet for sheet in sheets if sheet.end is not None), None)


def _unread(content: io.BytesIO, kind: str, name: str) -> dict[int, list[tuple[int, str]]]:
    by_row: dict[int, list[tuple[int, str]]] = {}
    if kind in {"xlsx", "xlsm"}:
        own = io.BytesIO(content.getvalue())  # with a place of its own in the same bytes
        for (row, column), text in unread_cells(own, name).items():
            by_row.setdefault(row, []).append((column, text))
    return by_row


def _blocks(sheet: CalamineSheet) -> Iterator[Rows]:
    """Give the sheet's rows from its first, each from column A, many at a time.

    Raises:
        OverflowError: a cell is longer than any that is read.
    """
    before = [repeat("")] * (sheet.start[1] if sheet.start else 0)
    rows = iter(sheet.iter_rows())
    while some := list(islice(rows, ROWS)):
        columns = [cell_texts(column) for column in zip(*some, strict=True)]
        if any(len("".join(column)) > LONGEST_CELL < max(map(len, column)) for column in columns):
            raise OverflowError
        yield list(zip(*before, *columns))  # noqa: B905 - the blank ones have no end


def plain_text(rows: Rows) -> str | None:
    """Write rows of one width as csv, if no sign in them needs quotes: in a third of the time."""
    text = "\n".join(map(",".join, rows)) + "\n"
    needs_none = text.count(",") == len(rows) * (len(rows[0]) - 1) and text.count("\n") == len(rows)
    return text if needs_none and '"' not in text and "\r" not in text else None


def _patched(
    blocks: Iterable[Rows], unread: dict[int, list[tuple[int, str]]], merged: dict[int, list[tuple[int, int]]]
) -> Iterator[Rows]:
    """Put in what was read as blank, and say a cell that is merged downwards in each of its rows."""
    said = dict[int, tuple[int, str]]()
    for number, row in enumerate(chain.from_iterable(blocks)):
        cells = list(row)
        for column, text in unread.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = cells[column] or text
        for column, (last, text) in said.items():
            if number <= last and column < len(cells):
                cells[column] = cells[column] or text
        said |= {column: (last, cells[column]) for column, last in merged.get(number, ()) if column < len(cells)}
        yield [cells]


def _merged(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Give the cells that go over several rows of one column: by the first row, the column and the last row."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (row, column), (last, last_column) in sheet.merged_cell_ranges or ():
        if column == last_column and row < last:
            found.setdefault(row, []).append((column, last))
    return found


def main(kind: str, wanted: str) -> int:
    """Read the workbook on stdin and say by the exit code how it went; a fault's reason goes to stderr."""
    gc.disable()  # rows are nothing that holds itself, and there is nothing else here
    with open(0, "rb", closefd=False) as file:
        limit_resources(memory_for(file))
        file.seek(0)
    try:
        return read_sheet(kind, wanted)
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
    sys.exit(main(sys.argv[1], sys.argv[2]))
