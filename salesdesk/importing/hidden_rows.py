"""Rows that a spreadsheet hides: filtered away, folded, or by hand; they are read like the others, with a word."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import IO, BinaryIO, NamedTuple
from zipfile import ZipFile

CHUNK, LONGEST = 1 << 22, 1 << 23
FIRST = 50
"""So many are told by their lines: more than a header and the titles above it take."""

MOST = 100_000
"""So many runs of hidden lines are counted."""

Run = tuple[int, int]
"""Lines (from 1) that are hidden one below the other: the first and the last."""

_ROW = re.compile(rb'<row ([^>]*\bhidden="(?:1|true)"[^>]*)>')
_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
_OF_TABLES = re.compile(rb"<table:table ([^>]*)>|</table:(table)>|<table:table-row\b([^>]*)>")
_REPEATED = re.compile(rb'table:number-rows-repeated="([0-9]{1,7})"')
_NAME = re.compile(rb'table:name="([^"]*)"')
_HIDES = re.compile(rb'table:visibility="(?:filter|collapse)"')


class Hidden(NamedTuple):
    """How many lines of a sheet are hidden, and which are the first of them (from 1)."""

    lines: int = 0
    first: tuple[int, ...] = ()

    def below(self, line: int) -> "Hidden":
        """Give those below a line, which is one of the first of the sheet."""
        left = tuple(each for each in self.first if each > line)
        return Hidden(self.lines - len(self.first) + len(left), left)


NONE = Hidden()


def counted(runs: Iterable[Run], last: int) -> Hidden:
    """Count the lines of runs up to the last that says something."""
    within = [range(begin, min(end, last) + 1) for begin, end in runs if begin <= last]
    return Hidden(sum(map(len, within)), tuple(islice((line for each in within for line in each), FIRST)))


def add_runs(found: list[Run], more: Iterable[Run]) -> None:
    """Put runs behind those that are found; one that goes on where the last ends is one with that."""
    for begin, end in more:
        if found and found[-1][1] == begin - 1:
            found[-1] = found[-1][0], end
        elif len(found) < MOST:
            found.append((begin, end))


def hidden_in_piece(piece: bytes) -> Iterator[Run]:
    """Give the lines that a piece of an xlsx's sheet hides; it takes next to no time where there are none."""
    if b"hidden=" in piece:
        numbers = map(_NUMBER.search, _ROW.findall(piece))
        yield from ((int(number[1]), int(number[1])) for number in numbers if number)


def hidden_in_ods(book: BinaryIO, sheet: str) -> list[Run]:
    """Give the lines that a sheet of an ods hides."""
    found: list[Run] = []
    with ZipFile(book) as archive, archive.open("content.xml") as xml:
        add_runs(found, _of_ods(xml, sheet))
    return found


def _of_ods(xml: IO[bytes], sheet: str) -> Iterator[Run]:
    within, line = False, 0
    for table, end, row in _tags(xml):
        if table or end:
            within, line = bool(table) and _is_called(table, sheet), 0
        elif within:
            repeated = _REPEATED.search(row)
            begin, line = line + 1, line + (int(repeated[1]) if repeated else 1)
            if _HIDES.search(row):
                yield begin, line


def _is_called(attributes: bytes, sheet: str) -> bool:
    found = _NAME.search(attributes)
    return found is not None and unescape(found[1].decode("utf-8", "replace")) == sheet


def _tags(xml: IO[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Give the beginnings and ends of tables and the beginnings of rows, in pieces that end between two marks."""
    rest = b""
    while chunk := xml.read(CHUNK):
        rest += chunk
        cut = rest.rfind(b"<")
        if cut > 0:
            yield from _OF_TABLES.findall(rest[:cut])
            rest = rest[cut:]
        elif len(rest) > LONGEST:
            rest = b""  # a text that is longer than any that is read
    yield from _OF_TABLES.findall(rest)
