"""The rows that were refused, given back as they came with the reason beside each, to be mended and sent again."""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Self

from salesdesk.domain.formulas import guard
from salesdesk.domain.system_words import trouble
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.refusals import FileUnwritable
from salesdesk.importing.reject_sheets import write_lists, write_objects, write_sheet
from salesdesk.importing.rows import short
from salesdesk.importing.tables import Table
from salesdesk.importing.text_encoding import WIDE
from salesdesk.importing.unfinished_files import UnfinishedFile, remove_abandoned
from salesdesk.language import N_, tr

KEPT_ENCODINGS = {"gb18030": "gb18030"} | dict.fromkeys(WIDE, "utf-16")
COLUMNS = (N_("line"), N_("column"), N_("value"), N_("reason"))
BETWEEN = " | "
ENDINGS = {"csv": ".csv", "tsv": ".tsv", "jsonl": ".jsonl", "json": ".json"}
SHEET = ".xlsx"
"""What every kind of workbook comes back as: other kinds are read, not written."""

READ_ONLY = frozenset({"xls", "xlsb", "ods", "xml", "html"})
NEVER_WRITTEN = frozenset({*(f".{each}" for each in READ_ONLY), ".xlsm", ".htm", ".pdf"})
"""A name that ends so is of a kind that the rejected rows would not be."""


def rejects_name(table: Table) -> str:
    """Name the file of rejected rows after the file they came in, in its format."""
    return f"{Path(table.name).stem or 'stdin'}.rejects{ENDINGS.get(table.format, SHEET)}"


def free_place(path: Path) -> Path:
    """Give a place where nothing is: this one, or with the first number behind its name that is free."""
    return next(each for each in _places(path) if not os.path.lexists(each))


def _places(path: Path) -> Iterator[Path]:
    yield path
    name = path.name.removesuffix(path.suffix)
    yield from (path.with_name(f"{name}-{number}{path.suffix}") for number in count(2))


class PendingRejects:
    """A file of rejected rows that is not there yet: written beside its place, put there once the rest is done.

    Somebody may be mending the rows of an earlier import: unless the place was asked for, what is there stays, and a
    number is put behind the name; the same rows in the same place are one file.
    """

    def __init__(self, path: Path, table: Table, *, asked: bool = True) -> None:
        self.path, self._table, self._asked = path, table, asked
        self._unfinished: UnfinishedFile | None = None

    def write(self, rows: Iterable[RejectedRow]) -> int:
        """Write rejected rows with line, column, value and reason, in place of those before; tells how many.

        They come back in the format they came in, text in its own encoding and delimiter (UTF-8 with the mark that
        spreadsheets want), unless the file's name ends in that of another. Only its owner can read the file.

        Raises:
            FileUnwritable: there is no room, no permission, a folder of that name, or a name of another kind of file.
        """
        with _told_as_unwritable(self.path):
            if self._asked:
                self._refuse_place()
            self.drop()
            self._unfinished = UnfinishedFile(self.path.parent)
            return _writer(self.path, self._table)(self._unfinished.path, self._table, rows)

    def keep(self) -> None:
        """Put the file, if one was written, in its place."""
        if self._unfinished is not None:
            with _told_as_unwritable(self.path):
                if self._asked:
                    self._unfinished.finish(self.path)
                else:
                    self.path = next(each for each in _places(self.path) if self._unfinished.settle(each))
            self._unfinished = None

    def drop(self) -> None:
        """Leave nothing behind of a file that was not put in its place."""
        if self._unfinished is not None:
            self._unfinished.drop()
            self._unfinished = None

    def _refuse_place(self) -> None:
        if "\0" in str(self.path) or (self.path.exists() and not self.path.is_file()):
            raise FileUnwritable(file=str(self.path), why=tr("it is not an ordinary file"))
        if self.path.suffix.lower() in NEVER_WRITTEN:
            raise FileUnwritable(file=str(self.path), why=tr("its name may end in .csv, .tsv, .xlsx, .json or .jsonl"))
        if _is_same(self.path, self._table.source):
            raise FileUnwritable(file=str(self.path), why=tr("it is the file that is imported"))

    def __enter__(self) -> Self:
        remove_abandoned(self.path.parent)
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()


def _is_same(path: Path, source: Path | None) -> bool:
    return source is not None and path.exists() and source.exists() and path.samefile(source)


@contextmanager
def _told_as_unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise FileUnwritable(file=str(path), why=trouble(failure)) from None


def write_rejects(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    """Write rejected rows to a file, which is complete or not there; tells how many there were.

    Raises:
        FileUnwritable: there is no room, no permission, or a folder of that name.
    """
    with PendingRejects(path, table) as pending:
        written = pending.write(rows)
        pending.keep()
    return written


def _writer(path: Path, table: Table) -> Callable[[Path, Table, Iterable[RejectedRow]], int]:
    named = path.suffix.lower()
    ending = named if named in {*ENDINGS.values(), SHEET} else ENDINGS.get(table.format, SHEET)
    return {SHEET: _sheet, ".jsonl": _objects, ".json": _document}.get(ending, _text)


def _text(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    encoding = KEPT_ENCODINGS.get(table.encoding, "utf-8-sig")
    written = 0
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        output = csv.writer(file, delimiter=table.delimiter or ",")
        output.writerow([guard(cell) for cell in _header(table)])
        for row in rows:
            written += 1
            output.writerow([guard(cell) for cell in _cells(row, table)])
    return written


def _sheet(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    cells = (_cells(row, table) for row in rows)
    return write_sheet(path, table.sheet, _header(table), cells, kept=_width(table))


def _objects(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    return write_objects(path, _header(table), (_cells(row, table) for row in rows))


def _document(path: Path, table: Table, rows: Iterable[RejectedRow]) -> int:
    """Write a list of objects, or of lists where the file was one."""
    if table.format == "json" and table.header_line:
        return write_lists(path, _header(table), (_cells(row, table) for row in rows))
    return write_objects(path, _header(table), (_cells(row, table) for row in rows), as_list=True)


def own_columns(header: tuple[str, ...]) -> tuple[str, ...]:
    """Give the columns of the office's own: what a mended file says of its last time is left out."""
    told = len(COLUMNS)
    return header[:-told] if header[-told:] in {COLUMNS, tuple(map(tr, COLUMNS))} else header


def _header(table: Table) -> tuple[str, ...]:
    return (*own_columns(table.header), *map(tr, COLUMNS))


def _width(table: Table) -> int:
    return len(own_columns(table.header))


def _cells(row: RejectedRow, table: Table) -> tuple[str, ...]:
    """Give a row's own cells, then why it came back; cells for which there is no column stand behind that."""
    width, whole = _width(table), len(table.header)
    own = row.cells[:width]
    blanks = ("",) * (width - len(own))
    columns, values = (BETWEEN.join(each) for each in zip(*map(_where, row.problems), strict=True))
    reason, (sheet, line) = BETWEEN.join(map(_reason, row.problems)), table.lines.at(row.line)
    if table.lines.are_several:
        reason = tr("sheet {name}: {why}").format(name=short(sheet), why=reason)
    return (*own, *blanks, str(line), columns, values, reason, *row.cells[whole:])


def _where(problem: Problem) -> tuple[str, str]:
    return problem.column, problem.value


def _reason(problem: Problem) -> str:
    return tr("{sentence}; accepted: {accepted}").format(sentence=problem.sentence, accepted=problem.accepted)
