"""Workbooks (xls, xlsx, xlsm, xlsb, ods): read in a child process: a bad one can only end the child."""

import csv
import errno
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from salesdesk.domain.errors import NotFound
from salesdesk.importing.blocks import SIZE, Block, LinesFrom, blocks_of, chunks_of, plain_block
from salesdesk.importing.delimited import open_text
from salesdesk.importing.private_file import PrivateFile
from salesdesk.importing.refusals import FileDamaged, FileEmpty, FileTooLarge, FileUnreadable, PasswordProtected
from salesdesk.importing.rows import Row, padded
from salesdesk.importing.sheet_days import FROM_1904
from salesdesk.importing.snapshot import WHY, Snapshot
from salesdesk.importing.workbook_reader import Ending
from salesdesk.language import N_, tr

SECONDS = 180
UNREADABLE = N_("its content does not fit together")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sheet:
    """One sheet as text: its name, the names of all visible sheets, and its rows in a private file."""

    name: str
    names: tuple[str, ...]
    content: PrivateFile
    from_1904: bool = False

    def rows(self, skip: int = 0) -> Iterator[Row]:
        """Give the rows that are not blank, after the first few; the lines are those of the sheet."""
        with open_text(self.content, "utf-8") as lines:
            records = islice(csv.reader(lines), 1 + skip, None)
            for line, cells in enumerate(records, 1 + skip):
                if _says_something(cells):
                    yield Row(line, tuple(cells))

    def blocks(self, skip: int, width: int, size: int = SIZE) -> Iterator[Block | Row]:
        """Give the same rows cut or filled up to a width, most of them in blocks."""
        with open_text(self.content, "utf-8") as text:
            header = list(islice(csv.reader(text), 1 + skip))
            line, whole = 1 + skip, len(header[-1])
            for chunk in chunks_of(text, size):
                block = plain_block(chunk, ",", line, whole)
                if block is not None and whole >= width:
                    yield block._replace(columns=block.columns[:width])
                    line += block.size
                    continue
                lines, rows = LinesFrom(chunk, text), []
                for cells in csv.reader(lines):
                    if _says_something(cells):
                        rows.append(padded(Row(line, tuple(cells)), width))
                    line += 1
                    if lines.are_beyond:
                        break
                yield from blocks_of(rows)


def read_workbook(snapshot: Snapshot, kind: str, sheet: str | None) -> Sheet:
    """Read one sheet: the named one, or the first visible one that has anything in it.

    Raises:
        NotFound: there is no such sheet.
        FileEmpty: no visible sheet has anything in it.
        PasswordProtected: it wants a password.
        FileDamaged: it cannot be opened.
        FileTooLarge: reading it takes more memory or time than is safe.
    """
    output = PrivateFile()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "salesdesk.importing.workbook_reader", kind, sheet or ""],
            stdin=snapshot.content.fileno(),
            stdout=output.fileno(),
            stderr=subprocess.PIPE,
            env=_environment(),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileTooLarge(file=snapshot.name, why=tr("reading it takes too long")) from None
    if done.returncode != Ending.DONE:
        raise _refusal(snapshot.name, sheet, done, output)
    days, name, *names = _first_row(output)
    return Sheet(name, tuple(names), output, days == FROM_1904)


def _says_something(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return bool(text) and not text.isspace()


def _environment() -> dict[str, str]:
    """Give the child what it needs to start, and no secret of the desk."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALESDESK_")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return kept | {"PYTHONPATH": path, "RUST_BACKTRACE": "0"}


def _first_row(output: PrivateFile) -> list[str]:
    with io.TextIOWrapper(output.open(), "utf-8", newline="") as lines:
        return next(csv.reader(lines), ["", ""])


def _refusal(file: str, sheet: str | None, done: subprocess.CompletedProcess[bytes], output: PrivateFile) -> Exception:
    match done.returncode:
        case Ending.PASSWORD:
            return PasswordProtected(file=file)
        case Ending.NO_SUCH_SHEET:
            hint = tr("The sheets are: {names}.").format(names=", ".join(_first_row(output)[2:]))
            return NotFound(what=tr("sheet"), value=sheet, hint=hint)
        case Ending.NO_SHEET:
            return FileEmpty(file=file, why=tr("its sheets are empty"))
        case Ending.NO_ROOM:
            return FileUnreadable(file=file, why=tr(WHY[errno.ENOSPC]))
        case Ending.CELL_TOO_LONG:
            return FileTooLarge(file=file, why=tr("it has a cell of more than 131,072 characters"))
        case Ending.DAMAGED:
            return FileDamaged(file=file, why=tr(UNREADABLE), found=done.stderr.decode("utf-8", "replace"))
    return FileTooLarge(file=file, why=tr("reading it takes more memory or time than is safe"))
