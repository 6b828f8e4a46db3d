"""The header of a table: below its titles, over one line or two, with the units that a title tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.importing.measures import ONE, Measure, Sort, parse_measure
from salesdesk.importing.notes import TITLE, TWO_LINES, UNIT, note
from salesdesk.importing.problems import Problem
from salesdesk.importing.rows import Row, short
from salesdesk.importing.synonyms import is_known, names_columns, read_title, sort_of_column
from salesdesk.importing.words import simplified

SAMPLE = 40
_UNIT = re.compile(r"(?:单位|units?|amounts? in|areas? in)\s*[:：]?\s*([^()（）]{1,40})", re.IGNORECASE)
_BETWEEN = re.compile(r"[,，、;；]|\s+|和|及|\band\b")
_BRACKET = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]\s*$")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table; the line of its header, the last one it takes, what it is in the file, and the titles."""

    cells: tuple[str, ...]
    line: int
    last_line: int
    raw: tuple[tuple[str, ...], ...]
    notes: tuple[Problem, ...]
    titles: tuple[str, ...] = ()


def find_header(rows: Sequence[Row]) -> Header | None:
    """Find the header among the first rows: the first with two known names, else the first row at all.

    A second line below it belongs to it when it names columns that the first has only a heading for (价格 over 单价 and
    总价). Amounts and areas without a unit of their own are in that which a title tells (单位：万元).
    """
    places = (place for place, row in enumerate(rows[:SAMPLE]) if names_columns(row.cells))
    place = next(places, next((at for at, row in enumerate(rows) if not _is_separator(row)), None))
    if place is None:
        return None
    top = rows[place]
    below = rows[place + 1] if place + 1 < len(rows) else None
    joined = _joined(top, below) if below is not None else None
    titles = [row for row in rows[:place] if not _is_separator(row)]
    cells, units = _with_units(_without_blank_end(joined or top.cells), titles)
    notes = [
        note("title", TITLE, row.line, text=short(" ".join(filter(None, map(str.strip, row.cells))))) for row in titles
    ]
    if joined is not None:
        notes.append(note("two_line_header", TWO_LINES, top.line))
    last = below if joined is not None and below is not None else top
    raw = (top.cells,) if last is top else (top.cells, last.cells)
    told = tuple(" ".join(filter(None, map(str.strip, row.cells))) for row in titles)
    return Header(cells, top.line, last.line, tuple(each[: len(cells)] for each in raw), (*notes, *units), told)


def _is_separator(row: Row) -> bool:
    """Tell whether a row is the note `sep=;` that spreadsheets put first."""
    return row.cells[0].lower().startswith("sep=")


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def _joined(top: Row, below: Row) -> tuple[str, ...] | None:
    """Join two lines of a header; `None` when the lower one is no part of it."""
    width = max(len(top.cells), len(below.cells))
    upper, lower = (
        tuple(cell.strip() for cell in row.cells) + ("",) * (width - len(row.cells)) for row in (top, below)
    )
    pairs = list(zip(upper, lower, strict=True))
    if not any(above and name in {"", above} for above, name in pairs):
        return None
    named = [name for above, name in pairs if name not in {"", above}]
    if not named or not all(map(is_known, named)):
        return None
    heading, found = "", []
    for above, name in pairs:
        heading = above or (heading if name else "")
        found.append(_under(heading, name) if name and name != above else above)
    return tuple(found)


def _under(heading: str, name: str) -> str:
    """Name a column below a heading: 备案 over 单价 is 备案单价; a unit of the heading is that of its columns."""
    unit = _BRACKET.search(heading)
    bare = heading[: unit.start()] if unit else heading
    whole = bare + name if is_known(bare + name) else name
    measure = parse_measure(unit.group().strip("()（）[]【】 ")) if unit else None
    return f"{whole}{unit.group()}" if unit and measure and read_title(whole).measure is None else whole


def _with_units(cells: tuple[str, ...], titles: Sequence[Row]) -> tuple[tuple[str, ...], list[Problem]]:
    """Write the units that titles tell behind the names of columns that have none, and note it."""
    found, notes = list(cells), []
    for row in titles:
        for text, measure in _told_units(row):
            places = [place for place, cell in enumerate(found) if _lacks(cell, measure.sort)]
            if places:
                columns = ", ".join(short(found[place].strip()) for place in places)
                notes.append(note("unit", UNIT, row.line, columns=columns, unit=text))
            for place in places:
                found[place] = f"{found[place].strip()}({text})"
    return tuple(found), notes


def _told_units(row: Row) -> list[tuple[str, Measure]]:
    """Give the units that a title names and that change a number."""
    said = [
        part.strip()
        for cell in row.cells
        for found in _UNIT.finditer(simplified(cell[:200]))
        for each in [cell[found.start(1) : found.end(1)]]
        for part in (each, *_BETWEEN.split(each))
    ]
    found = {part: measure for part in said if (measure := parse_measure(part)) is not None}
    return [(part, each) for part, each in found.items() if each.factor != ONE and each.per is None]


def _lacks(cell: str, sort: Sort) -> bool:
    title = read_title(cell)
    return title.measure is None and sort_of_column(title.key) is sort
