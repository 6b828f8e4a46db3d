"""Text with delimiters: a stray quote spoils its own line but never swallows the lines after it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from salesdesk.domain.formulas import may_be_kept_as_text, plain_cell
from salesdesk.importing.private_file import Content
from salesdesk.importing.rows import Flaw, Row, fitted

DELIMITERS = (",", ";", "\t", "|")
_END = "\r\n"


def read_lines(content: Content, encoding: str, skip: int = 0) -> Iterator[str]:
    """Give the lines of a file with their ends, of whatever kind and also mixed, without the first few."""
    with open_text(content, encoding, skip) as lines:
        yield from lines


def open_text(content: Content, encoding: str, skip: int = 0) -> io.TextIOWrapper:
    """Open a file as text with the ends of its lines as they are, behind the first few lines."""
    text = io.TextIOWrapper(content.open(), encoding, newline="")
    for _ in range(skip):
        text.readline()
    return text


def read_rows(lines: Iterable[str], delimiter: str, first_line: int = 1, width: int = 0) -> Iterator[Row]:
    """Give the rows that are not blank; with a width, rows of another width have a flaw.

    Every line goes into exactly one row. A quoted cell may go over several lines unless these could be rows
    by themselves: then, or when its quote is never closed, each line is read as a row of its own.
    """
    return chain.from_iterable(read_steps(lines, delimiter, first_line, width))


def read_steps(lines: Iterable[str], delimiter: str, first_line: int, width: int) -> Iterator[list[Row]]:
    """Give the rows as they become known, those of lines that were read together in one list."""
    waiting: list[str] = []
    reader = csv.reader(_noted(lines, waiting), delimiter=delimiter, strict=True)
    line = first_line
    while True:
        try:
            rows = _rows(next(reader), waiting, delimiter, line, width)
        except StopIteration:
            return
        except csv.Error:
            rows = _each_line(waiting, delimiter, line)
        yield [_finished(row, text, width) for row in rows if (text := "".join(row.cells)) and not text.isspace()]
        line += len(waiting)
        waiting.clear()


def find_delimiter(lines: list[str], recognised: Callable[[str], bool]) -> str:
    """Choose the delimiter that shows the most known headers in a line, then the most lines of one width."""
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].rstrip(_END)) == 5:
        return lines[0][4]
    return max(DELIMITERS, key=lambda each: _fit(lines, each, recognised))


def _fit(lines: list[str], delimiter: str, recognised: Callable[[str], bool]) -> tuple[int, int, int]:
    rows = [row.cells for row in read_rows(lines, delimiter)]
    widths = [len(cells) for cells in rows if len(cells) > 1]
    usual = max(widths, key=lambda width: (widths.count(width), width), default=1)
    known = max((sum(map(recognised, cells)) for cells in rows), default=0)
    return known, widths.count(usual), usual


def _noted(lines: Iterable[str], waiting: list[str]) -> Iterator[str]:
    for line in lines:
        waiting.append(line)
        yield line


def _rows(cells: list[str], lines: list[str], delimiter: str, line: int, width: int) -> Iterable[Row]:
    if len(lines) > 1 and width and _swallowed(cells, lines, delimiter, width):
        return _each_line(lines, delimiter, line)
    return (Row(line, tuple(cells)),)


def _swallowed(cells: list[str], lines: list[str], delimiter: str, width: int) -> bool:
    """Tell whether a row over several lines looks like several rows that a stray quote has joined."""
    return len(cells) != width or sum(line.count(delimiter) >= width - 1 for line in lines) > 1


def _each_line(lines: list[str], delimiter: str, line: int) -> list[Row]:
    return [_one_line(text, delimiter, number) for number, text in enumerate(lines, line)]


def _one_line(text: str, delimiter: str, line: int) -> Row:
    try:
        return Row(line, tuple(next(csv.reader([text], delimiter=delimiter, strict=True), [])))
    except csv.Error:
        long = len(text) > csv.field_size_limit()
        return Row(line, (text.rstrip(_END),), Flaw.CELL_TOO_LONG if long else Flaw.UNCLOSED_QUOTE)


def _finished(row: Row, text: str, width: int) -> Row:
    if may_be_kept_as_text(text):
        row = row._replace(cells=tuple(map(plain_cell, row.cells)))
    return fitted(row, width) if width else row
