"""Text with delimiters many lines at a time: whole columns where nothing is odd, single rows everywhere else."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress
from typing import Any, NamedTuple, TextIO

from salesdesk.domain.formulas import may_be_kept_as_text, plain_cell
from salesdesk.importing.delimited import read_steps
from salesdesk.importing.rows import LONGEST_CELL, Row

SIZE = 1 << 16
"""Characters that are cut at once, and those to the end of the line."""

ROWS = 500
FEW = 20
"""Up to so many rows are taken out of a column one by one."""

ODD = ('"', "'", "`", "\r")
"""Signs that need a reader's judgement: quotes, the mark before what could be a formula, an odd end of a line."""


class Block(NamedTuple):
    """Rows without anything odd, all as wide as the header: their lines, their cells by column, and as one text."""

    lines: Sequence[int]
    columns: tuple[Sequence[str], ...]
    text: str

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.lines)

    def row(self, at: int) -> Row:
        """Give one of the rows, counted from 0."""
        return Row(self.lines[at], tuple(column[at] for column in self.columns))

    def rows(self) -> list[Row]:
        """Give all of the rows."""
        return [Row(line, cells) for line, cells in zip(self.lines, zip(*self.columns, strict=True), strict=True)]


def joined(parts: Iterable[Sequence[Sequence[Any]]]) -> list[list[Any]]:
    """Put parts of the same columns one below the other."""
    return [list(chain.from_iterable(columns)) for columns in zip(*parts, strict=True)]


def without_rows(columns: Iterable[Sequence[Any]], places: Sequence[int]) -> list[Sequence[Any]]:
    """Give columns without some rows, whose places are told in their order."""
    if not places:
        return list(columns)
    if len(places) > FEW:
        size = places[-1] + 1
        kept = [True] * size
        for at in places:
            kept[at] = False
        return [[*compress(column, kept), *column[size:]] for column in columns]
    return [_without(list(column), places) for column in columns]


def _without(column: list[Any], places: Sequence[int]) -> list[Any]:
    for at in reversed(places):
        del column[at]
    return column


def read_blocks(text: TextIO, delimiter: str, first_line: int, width: int, size: int = SIZE) -> Iterator[Block | Row]:
    """Give all rows that `read_rows` would give, in order and alike, most of them in blocks."""
    line = first_line
    for chunk in chunks_of(text, size):
        block = plain_block(chunk, delimiter, line, width) or quoted_block(chunk, delimiter, line, width)
        if block is not None:
            yield block
            line += block.size
            continue
        lines = LinesFrom(chunk, text)
        yield from blocks_of(_rows(lines, delimiter, line, width))
        line += lines.taken


def _rows(lines: "LinesFrom", delimiter: str, line: int, width: int) -> Iterator[Row]:
    for rows in read_steps(lines, delimiter, line, width):
        yield from rows
        if lines.are_beyond:
            return


def chunks_of(text: TextIO, size: int = SIZE) -> Iterator[str]:
    """Give so many characters at a time, and those to the end of the line; the text may be read on in between."""
    while chunk := text.read(size) + text.readline():
        yield chunk


class LinesFrom:
    """The lines of a piece of text and, for a row that goes beyond it, those that follow."""

    def __init__(self, chunk: str, rest: TextIO) -> None:
        lines = list(io.StringIO(chunk, newline=""))
        self._lines, self._count = chain(lines, rest), len(lines)
        self.taken = 0

    @property
    def are_beyond(self) -> bool:
        """Whether all lines of the piece were taken."""
        return self.taken >= self._count

    def __iter__(self) -> "LinesFrom":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken += 1
        return line


def plain_block(chunk: str, delimiter: str, line: int, width: int) -> Block | None:
    """Cut whole lines into columns, if each of them is surely a row of the table's width; else give `None`."""
    text = chunk.replace("\r\n", "\n") if "\r" in chunk else chunk
    if len(text) > LONGEST_CELL or any(sign in text for sign in ODD):
        return None
    text = text if text.endswith("\n") else text + "\n"
    count = text.count("\n")
    cells = text.replace("\n", f"{delimiter}\n{delimiter}").split(delimiter)
    if len(cells) != count * (width + 1) + 1 or cells[width :: width + 1].count("\n") != count:
        return None
    columns = tuple(cells[place : -1 : width + 1] for place in range(width))
    return None if has_blank_row(columns) else Block(range(line, line + count), columns, text)


def quoted_block(chunk: str, delimiter: str, line: int, width: int) -> Block | None:
    """Cut whole lines with quotes into columns, if each of them is surely a row of the table's width."""
    lines = list(io.StringIO(chunk, newline=""))
    try:
        rows = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != len(lines) or set(map(len, rows)) != {width}:
        return None
    columns = tuple(map(_plain_cells, zip(*rows, strict=True)))
    return None if has_blank_row(columns) else Block(range(line, line + len(rows)), columns, _text_of(columns))


def _plain_cells(cells: Sequence[str]) -> Sequence[str]:
    return tuple(map(plain_cell, cells)) if may_be_kept_as_text("".join(cells)) else cells


def has_blank_row(columns: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row may be blank: it is left out, and looking for it cell by cell is seldom worth it."""
    return all("" in column or any(map(str.isspace, set(column))) for column in columns)


def blocks_of(rows: Iterable[Row], size: int = ROWS) -> Iterator[Block | Row]:
    """Put rows of one width into blocks, in order; a row with a flaw stays by itself."""
    waiting: list[Row] = []
    for row in rows:
        if row.flaw or len(waiting) == size:
            yield from _block(waiting)
            waiting = []
        if row.flaw:
            yield row
        else:
            waiting.append(row)
    yield from _block(waiting)


def _block(rows: Sequence[Row]) -> Iterator[Block]:
    if rows:
        columns = tuple(zip(*(row.cells for row in rows), strict=True))
        yield Block([row.line for row in rows], columns, _text_of(columns))


def _text_of(columns: Sequence[Sequence[str]]) -> str:
    return "".join(map("".join, columns))
