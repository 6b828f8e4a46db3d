"""Workbooks (xls, xlsx, xlsm, xlsb, ods, XML, web pages): read in a child process: a bad one can only end the child."""

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from salesdesk.domain.errors import NotFound
from salesdesk.importing.blocks import Block, blocks_of, has_blank_row
from salesdesk.importing.child_output import ChildEnd, ChildOutput
from salesdesk.importing.hidden_rows import NONE, Hidden
from salesdesk.importing.private_file import Content, PartOfContent
from salesdesk.importing.reader_endings import NEXT_SHEET, Ending
from salesdesk.importing.refusals import FileDamaged, FileEmpty, FileTooLarge, FileUnreadable, PasswordProtected
from salesdesk.importing.rows import Row, padded, short
from salesdesk.importing.sheet_blocks import SheetBlock, sheets_in, unpacked
from salesdesk.importing.sheet_days import FROM_1904
from salesdesk.importing.snapshot import Snapshot, why_unreadable
from salesdesk.language import N_, tr

SECONDS = 180
MEMORY = 1152 << 20
"""What a small file may take: a sheet of `MOST_CELLS` that are nearly all blank takes as much."""
MEMORY_EACH, MOST_MEMORY = 3, 2 << 30
"""What each byte of an unpacked file may take beyond that, and all of them together."""
OUTPUT = 2 << 30
"""So many bytes of text are read of a sheet."""

UNREADABLE = N_("its content does not fit together")
UNSAFE = N_("reading it takes more memory or time than is safe")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sheet:
    """One sheet as text: its name, the names of all visible sheets, its rows, and about how many lines they take.

    `below` are the last lines of text that stand below it and belong to nothing else, `more_below` is how many more.
    `hidden` are the lines that the sheet hides.
    """

    name: str
    names: tuple[str, ...]
    content: Content
    lines: int
    from_1904: bool = False
    below: tuple[str, ...] = ()
    more_below: int = 0
    hidden: Hidden = NONE

    def rows(self, skip: int = 0) -> Iterator[Row]:
        """Give the rows that are not blank, after the first few; the lines are those of the sheet."""
        for lines, block in self._blocks(skip):
            for line, cells in zip(lines, zip(*block.columns, strict=True), strict=True):
                if _says_something(cells):
                    yield Row(line, cells)

    def blocks(self, skip: int, width: int) -> Iterator[Block | Row]:
        """Give the same rows cut or filled up to a width, in blocks."""
        for lines, block in self._blocks(skip):
            if has_blank_row(block.columns):
                cells = zip(lines, zip(*block.columns, strict=True), strict=True)
                yield from blocks_of(padded(Row(line, row), width) for line, row in cells if _says_something(row))
            else:
                missing = width - len(block.columns)
                columns = block.columns[:width] + ([""] * block.size,) * missing
                yield Block(lines, columns, block.text)

    def _blocks(self, skip: int) -> Iterator[tuple[range, SheetBlock]]:
        """Give what is behind the first few lines, and the lines where it stands."""
        with self.content.open() as source:
            blocks, line = unpacked(source), 1
            next(blocks)
            for block in blocks:
                first = max(skip + 1 - line, 0)
                if first < block.size:
                    columns = tuple(column[first:] for column in block.columns) if first else block.columns
                    lines = range(line + first, line + block.size)
                    yield lines, SheetBlock(len(lines), columns, block.text)
                line += block.size


def read_workbook(snapshot: Snapshot, kind: str, sheet: str | None, encoding: str = "") -> Sheet:
    """Read one sheet: the named one, or the first visible one that has anything in it; text is in an encoding.

    It is given as soon as its first rows can be read; a fault that is found later is raised in place of the row.

    Raises:
        NotFound: there is no such sheet.
        FileEmpty: no visible sheet has anything in it.
        PasswordProtected: it wants a password.
        FileDamaged: it cannot be opened.
        FileTooLarge: reading it takes more memory or time than is safe.
    """
    output = _reader(snapshot, kind, sheet or "", encoding)
    try:
        found = _begun(output)
        if sheet and not found.name:
            raise no_such_sheet(sheet, found.names)
    except BaseException:
        output.close()
        raise
    return found


def read_all_sheets(snapshot: Snapshot, kind: str, encoding: str = "") -> list[Sheet]:
    """Read all visible sheets that have anything in them, in order and to their end; one of them lets go of all.

    Raises:
        FileEmpty: no visible sheet has anything in it.
        PasswordProtected: it wants a password.
        FileDamaged: it cannot be opened, or one of the sheets cannot be read.
        FileTooLarge: reading it takes more memory or time than is safe.
    """
    output = _reader(snapshot, kind, "", encoding, every=True)
    try:
        output.size()
        with output.open() as source:
            found = [_begun(PartOfContent(output, *places)) for places in sheets_in(source)]
    except BaseException:
        output.close()
        raise
    return [replace(each, names=found[0].names) for each in found]


def no_such_sheet(wanted: str, names: Sequence[str]) -> NotFound:
    """Say that a workbook has no such sheet, and which it has."""
    return NotFound(what=tr("sheet"), value=wanted, hint=tr("The sheets are: {names}.").format(names=", ".join(names)))


def _reader(snapshot: Snapshot, kind: str, sheet: str, encoding: str, *, every: bool = False) -> ChildOutput:
    """Start the child that reads."""
    command = [sys.executable, "-P", "-m", "salesdesk.importing.workbook_reader", kind, sheet]
    with snapshot.content.open() as file:
        command += [str(memory_for(file)), encoding, "every" if every else ""]
    refuse = partial(_refusal, snapshot.name, sheet)
    source = snapshot.content.fileno()
    try:
        return ChildOutput(command, source, _environment(), seconds=SECONDS, most=OUTPUT, refuse=refuse)
    except OSError as failure:
        why = tr("the process that reads it does not start: {why}").format(why=why_unreadable(failure))
        raise FileUnreadable(file=snapshot.name, why=why) from None


def _begun(output: Content) -> Sheet:
    """Give a sheet of which the beginning is there."""
    with output.open() as source:
        (days, lines, name, *names), (more_below, *below), (count, *first) = next(unpacked(source)).columns
    hidden = Hidden(int(count), tuple(map(int, first)))
    return Sheet(name, tuple(names), output, int(lines), days == FROM_1904, tuple(below), int(more_below), hidden)


def _says_something(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return bool(text) and not text.isspace()


def memory_for(file: BinaryIO) -> int:
    """Give the bytes of memory that may be taken to read a workbook: the more it has in it, the more."""
    try:
        with ZipFile(file) as archive:
            size = sum(each.file_size for each in archive.infolist())
    except (BadZipFile, ValueError, OSError):  # an old workbook, or a damaged one
        size = file.seek(0, os.SEEK_END)
    return min(MEMORY + MEMORY_EACH * size, MOST_MEMORY)


def _environment() -> dict[str, str]:
    """Give the child what it needs to start, and no secret of the desk."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALESDESK_")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": path, "RUST_BACKTRACE": "0"}


def _refusal(file: str, sheet: str, end: ChildEnd) -> Exception | None:
    """Give what is to be said of an end that is not good; where all sheets are read, also of which of them."""
    _, _, behind = end.said.rpartition(NEXT_SHEET)
    last, _, said = behind.partition("\n") if NEXT_SHEET in end.said else ("", "", behind)
    if end.failure is not None:
        return _not_whole(file, last, end.failure)
    match end.code:
        case Ending.DONE:
            return None
        case Ending.PASSWORD:
            return PasswordProtected(file=file)
        case Ending.NO_SHEET:
            why = tr("its sheet {name} is empty").format(name=sheet) if sheet else tr("its sheets are empty")
            return FileEmpty(file=file, why=why)
        case Ending.NO_ROOM:
            return _not_whole(file, last, OSError(errno.ENOSPC, ""))
        case Ending.CELL_TOO_LONG:
            return FileTooLarge(file=file, why=in_sheet(last, tr("it has a cell of more than 131,072 characters")))
        case Ending.DAMAGED:
            return FileDamaged(file=file, why=in_sheet(last, tr(UNREADABLE)), found=said)
    return FileTooLarge(file=file, why=in_sheet(last, tr(UNSAFE)))


def in_sheet(sheet: str, why: str) -> str:
    """Say of which sheet something is to be said."""
    return tr("sheet {name}: {why}").format(name=short(sheet), why=why) if sheet else why


def _not_whole(file: str, sheet: str, failure: Exception) -> Exception:
    """Say why what the child has written could not be put by."""
    match failure:
        case TimeoutError():
            return FileTooLarge(file=file, why=in_sheet(sheet, tr("reading it takes too long")))
        case OSError(errno=errno.EFBIG):
            return FileTooLarge(file=file, why=in_sheet(sheet, tr(UNSAFE)))
        case OSError():
            return FileUnreadable(file=file, why=why_unreadable(failure))
    return failure
