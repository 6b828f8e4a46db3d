"""The worksheets of an XML Spreadsheet 2003, as older programs save them under the names .xml and .xls."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time
from typing import TextIO
from xml.parsers import expat

from salesdesk.importing.kept_sheets import KeptBook, KeptSheet
from salesdesk.importing.rows import LONGEST_CELL, MOST_ROWS, WIDEST
from salesdesk.importing.sheet_cells import cell_text

SIZE = 1 << 18
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"
_LONG_NUMBER = re.compile(r"-?[0-9]{16,40}")
_WITHIN: dict[str, tuple[str, ...]] = {
    "Worksheet": (),
    "Row": ("Worksheet",),
    "Cell": ("Worksheet", "Row"),
    "Data": ("Worksheet", "Row", "Cell"),
}
"""Where the parts of a sheet stand, of those that are read."""

_FIRST_DAY = datetime(1900, 1, 1)


def read_worksheets(text: TextIO, book: KeptBook) -> None:
    """Make a sheet of each worksheet; nothing outside of the file is ever looked at.

    Raises:
        ValueError: it is no such file, is cut short, or declares a type of document (with which a small file could
            say that it is a large one).
        MemoryError: there are more rows or columns than can be read.
    """
    reader = _Reader(book)
    while piece := text.read(SIZE):
        reader.read(piece)
    reader.read("", is_last=True)


class _Reader:
    """The parts of a workbook as they come by."""

    def __init__(self, book: KeptBook) -> None:
        self._book = book
        self._sheet: KeptSheet | None = None
        self._cells: list[tuple[int, str]] = []
        self._row = self._column = self._rows_more = 0
        self._cell: dict[str, str] = {}
        self._text: list[str] | None = None
        self._size = 0
        self._kind = self._value = ""
        self._aside = 0
        self._within: tuple[str, ...] = ()
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._say
        self._begins: dict[str, Callable[[dict[str, str]], None]] = {
            "Worksheet": self._begin_sheet,
            "Data": self._begin_data,
        }
        self._begins |= {"Row": self._begin_row, "Cell": self._begin_cell}
        self._begins |= {"Visible": self._begin_word, "Date1904": self._count_from_1904}
        self._ends = {"Worksheet": self._end_sheet, "Row": self._end_row, "Cell": self._end_cell}
        self._ends |= {"Data": self._end_data, "Visible": self._end_visible}

    def read(self, piece: str, *, is_last: bool = False) -> None:
        """Read the next piece of the file."""
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as failure:
            raise ValueError(str(failure)) from None

    def _begin(self, element: str, told: dict[str, str]) -> None:
        name = _own_name(element)
        self._aside += name == "Comment"
        if not self._aside and name in self._begins:
            _check_place(name, self._within)
            self._within += (name,)
            self._begins[name]({_own_name(key): value for key, value in told.items()})

    def _end(self, element: str) -> None:
        name = _own_name(element)
        if not self._aside and name in self._begins:
            self._within = self._within[:-1]
            self._ends.get(name, _done)()
        self._aside -= name == "Comment"

    def _say(self, text: str) -> None:
        if self._text is not None and self._size <= LONGEST_CELL:
            self._text.append(text)
            self._size += len(text)

    def _begin_sheet(self, told: dict[str, str]) -> None:
        self._sheet = self._book.new_sheet(told.get("Name", str(len(self._book.sheets) + 1)))
        self._row = -1
        self._rows_more = 0

    def _end_sheet(self) -> None:
        self._sheet = None

    def _begin_row(self, told: dict[str, str]) -> None:
        self._row = _place(told, self._row + 1 + self._rows_more, MOST_ROWS)
        self._rows_more = _count(told.get("Span", "0"), MOST_ROWS)
        self._cells, self._column = [], 0
        if told.get("Hidden") == "1" and self._sheet is not None:
            self._sheet.hide(self._row, self._rows_more)

    def _end_row(self) -> None:
        if self._sheet is not None:
            self._sheet.add(self._cells, self._row)

    def _begin_cell(self, told: dict[str, str]) -> None:
        self._cell, self._value = told, ""
        self._column = _place(told, self._column, WIDEST)

    def _end_cell(self) -> None:
        value = self._value or self._cell.get("Formula", "")
        if value:
            self._cells.append((self._column, value))
        down = _count(self._cell.get("MergeDown", "0"), MOST_ROWS)
        across = _count(self._cell.get("MergeAcross", "0"), WIDEST)
        if self._sheet is not None and (down or across):
            self._sheet.merge(self._row, self._column, down, across)
        self._column += 1 + across

    def _begin_data(self, told: dict[str, str]) -> None:
        self._kind = told.get("Type", "String")
        self._begin_word(told)

    def _begin_word(self, _: dict[str, str]) -> None:
        self._text, self._size = [], 0

    def _end_data(self) -> None:
        self._value = _value(self._kind, self._taken())

    def _end_visible(self) -> None:
        if self._sheet is not None and self._taken() in {"SheetHidden", "SheetVeryHidden"}:
            self._sheet.is_visible = False

    def _taken(self) -> str:
        text = "".join(self._text or ())
        self._text = None
        return text

    def _count_from_1904(self, _: dict[str, str]) -> None:
        self._book.from_1904 = True


def _own_name(name: str) -> str:
    """Give the name of an element or attribute of the spreadsheet's; nothing for those of others."""
    space, _, own = name.rpartition(" ")
    return own if space in {SPREADSHEET, EXCEL, ""} else ""


def _check_place(name: str, within: tuple[str, ...]) -> None:
    """Look whether a part of a sheet stands where it may.

    Raises:
        ValueError: it stands elsewhere, or within its like.
    """
    if name in _WITHIN and within != _WITHIN[name]:
        raise ValueError(f"{name} in {'/'.join(within)}")


def _done() -> None:
    """Do nothing: what is of interest stood at the beginning."""


def _refuse(*_: object) -> None:
    raise ValueError("it declares a type of document")


def _place(told: dict[str, str], following: int, most: int) -> int:
    """Give where a row or cell stands, from 0: where it says so, else behind the one before.

    Raises:
        ValueError: there is something already.
        MemoryError: there is no such place.
    """
    place = _count(told["Index"], most + 1) - 1 if "Index" in told else following
    if place < following:
        raise ValueError(f"Index {place + 1}")
    if place >= most:
        raise MemoryError
    return place


def _count(text: str, most: int) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit():
        raise ValueError(f"{plain[:20]!r} is no number")
    if len(plain) > 9 or int(plain) > most:
        raise MemoryError
    return int(plain)


def _value(kind: str, text: str) -> str:
    """Give a cell's text as the office reads it; a number of more digits than a spreadsheet keeps has them all."""
    if kind == "Number" and not _LONG_NUMBER.fullmatch(text.strip()):
        with suppress(ValueError):
            return cell_text(float(text))
    if kind == "DateTime":
        with suppress(ValueError):
            return _moment(datetime.fromisoformat(text.strip()))
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)
    return text


def _moment(moment: datetime) -> str:
    if moment < _FIRST_DAY:  # a time of no day
        return cell_text(moment.time())
    return cell_text(moment.date() if moment.time() == time() else moment)
