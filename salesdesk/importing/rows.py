"""Rows of a file as text: where each stands, its cells, and what is wrong with the row as such."""

from enum import StrEnum
from typing import NamedTuple

LONGEST_CELL = 131_072
MOST_ROWS = 1_048_576
WIDEST = 16_384
MOST_CELLS = 32_000_000
"""So much of a sheet is read; a spreadsheet has no more rows and columns."""


class Flaw(StrEnum):
    """Why a line of a file is no proper row; the empty text when it is one."""

    NONE = ""
    UNCLOSED_QUOTE = "unclosed_quote"
    CELL_TOO_LONG = "cell_too_long"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    NO_OBJECT = "no_object"
    NO_LIST = "no_list"


class Row(NamedTuple):
    """One row: its first line in the file (1-based), its cells, and its flaw if it has one.

    A line whose quotes do not close has the whole line as its only cell.
    """

    line: int
    cells: tuple[str, ...]
    flaw: Flaw = Flaw.NONE


def fitted(row: Row, width: int) -> Row:
    """Give a row the width of the header: blank cells beyond it go, anything else that differs is a flaw."""
    count = len(row.cells)
    if count == width or row.flaw:
        return row
    if count < width:
        return row._replace(flaw=Flaw.TOO_FEW_CELLS)
    if any(cell.strip() for cell in row.cells[width:]):
        return row._replace(flaw=Flaw.TOO_MANY_CELLS)
    return row._replace(cells=row.cells[:width])


def padded(row: Row, width: int) -> Row:
    """Give a sheet's row the width of the header; what stands beside the table is not part of it."""
    missing = width - len(row.cells)
    return row._replace(cells=row.cells[:width] + ("",) * missing)


def short(cell: str, length: int = 60) -> str:
    """Give a cell's text on one line and not too long, for a sentence about it."""
    plain = " ".join(cell[: 4 * length].split())
    return plain if len(plain) <= length else plain[: length - 1] + "…"
