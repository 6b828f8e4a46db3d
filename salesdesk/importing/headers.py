"""The header of a table: below its titles, over one line or two, with the units that a title tells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from salesdesk.importing.measures import ONE, Measure, Sort, parse_measure
from salesdesk.importing.notes import MORE_LINES, TITLE, TWO_LINES, UNIT, note
from salesdesk.importing.problems import Problem
from salesdesk.importing.rows import Row, short
from salesdesk.importing.synonyms import (
    AMOUNTS,
    fields_of,
    heads_other_things,
    is_known,
    names_columns,
    read_title,
    sort_of_column,
)
from salesdesk.importing.words import simplified

SAMPLE = 40
MOST_LINES, SEVERAL = 3, 2
FOLLOWING = 10
"""So many lines may stand between what is told of a whole list and its header."""

ENDINGS = ("面积", "价格", "价", "信息", "情况")
"""What a heading may say once more that the names below it say, too."""

_UNIT = re.compile(r"(?:单位|units?|amounts? in|areas? in)\s*[:：]?\s*([^()（）]{1,40})", re.IGNORECASE)
_BETWEEN = re.compile(r"[,，、;；]|\s+|和|及|\band\b")
_FIGURE = re.compile(r"\d")
_TITLE = re.compile(
    r"[:：]|(?a:\d{4})|(?:[表单书]|清单|明细|一览|公示|方案|目录|list|table|schedule|report)\s*$", re.IGNORECASE
)
"""What stands in titles and in no heading."""

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
    """Find the header among the first rows: the first with two known names, else the first that is as full as others.

    A line that has a value behind each name (户名：, somebody, 币种：, CNY) is a title.

    Up to two lines below it belong to it where they name columns that it has only a heading for (价格 over 单价 and
    总价), and the line right above it is one of headings if it has several: what columns are called below one that says
    they are other things (优惠价, 预测) is called so. Amounts and areas without a unit of their own are in that which a
    title tells (单位：万元).
    """
    places = (place for place, row in enumerate(rows[:SAMPLE]) if _names_columns(row.cells, rows[place + 1 : SAMPLE]))
    place = next(places, _likely_place(rows))
    if place is None:
        return None
    if place + 1 < len(rows) and _are_headings(rows[place].cells, rows[place + 1].cells):
        place += 1
    lines, found = [rows[place]], rows[place].cells
    for below in rows[place + 1 : place + MOST_LINES]:
        joined = _joined(found, below.cells)
        if joined is None:
            break
        lines, found = [*lines, below], joined
    titles = [row for row in rows[:place] if not _is_separator(row)]
    if titles and titles[-1].line == lines[0].line - 1:
        found = _headed(titles[-1].cells, found)
    cells, units = _with_units(_without_blank_end(found), titles)
    notes = [
        note("title", TITLE, row.line, text=short(" ".join(filter(None, map(str.strip, row.cells))))) for row in titles
    ]
    if len(lines) > 1:
        notes.append(note("two_line_header", TWO_LINES if len(lines) == 2 else MORE_LINES, lines[0].line))
    raw = tuple(row.cells[: len(cells)] for row in lines)
    told = tuple(" ".join(filter(None, map(str.strip, row.cells))) for row in titles)
    return Header(cells, lines[0].line, lines[-1].line, raw, (*notes, *units), told)


def _names_columns(cells: Sequence[str], below: Sequence[Row]) -> bool:
    """Tell whether a row is a header, and does not say what each of its names is: by a colon, or a header follows."""
    if not names_columns(cells):
        return False
    filled = [cell for cell in map(str.strip, cells) if cell]
    valued = [name for name, value in pairwise([*filled, ""]) if is_known(name) and value and not is_known(value)]
    names, marked = sum(map(is_known, filled)), sum(map(_ends_with_colon, valued))
    if marked >= SEVERAL and names - marked < SEVERAL:
        return False
    return len(valued) < names or not any(sum(map(is_known, row.cells)) > names for row in below[:FOLLOWING])


def _ends_with_colon(name: str) -> bool:
    return name.endswith((":", "："))


def _are_headings(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether known names are those of groups of columns: the row below names more, and leaves none to them."""
    names, more = (sum(map(is_known, each)) for each in (cells, below))
    filled = sum(map(bool, map(str.strip, below)))
    return more > names and 2 * more > filled and _joined(cells, below) is None


def _likely_place(rows: Sequence[Row]) -> int | None:
    """Find the row that may be a header of which no name is known: titles above it fill fewer cells."""
    filled = [0 if _is_separator(row) else sum(map(bool, map(str.strip, row.cells))) for row in rows[:SAMPLE]]
    fullest = max(filled, default=0)
    return next((at for at, count in enumerate(filled) if 2 * count > fullest), None)


def _is_separator(row: Row) -> bool:
    """Tell whether a row is the note `sep=;` that spreadsheets put first."""
    return row.cells[0].lower().startswith("sep=")


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def _joined(top: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """Join two lines of a header; `None` when the lower one is no part of it."""
    pairs = _pairs(top, below)
    if _are_units(below):
        return tuple(f"{above}({unit})" if unit and not read_title(above).measure else above for above, unit in pairs)
    if not any(above and name in {"", above} for above, name in pairs):
        return None
    named = [(above, name) for above, name in pairs if name not in {"", above}]
    others = [(above, name) for above, name in named if not is_known(name)]
    if not named or (others and not _may_name(others, len(named) - len(others))):
        return None
    heading, found = "", []
    for above, name in pairs:
        heading = above or (heading if name else "")
        found.append(_under(heading, name) if name and name != above else above)
    return tuple(found)


def _are_units(cells: Sequence[str]) -> bool:
    """Tell whether a line has nothing but units below the names of columns: ㎡, 元/㎡, 万元."""
    said = [cell for cell in map(str.strip, cells) if cell]
    return len(said) >= SEVERAL and all(parse_measure(cell) is not None for cell in said)


def _may_name(others: Sequence[tuple[str, str]], known: int) -> bool:
    """Tell whether names that nobody knows may stand beside known ones in a lower line: few, and no values."""
    return known >= max(len(others), SEVERAL) and not any(_FIGURE.search(name) or is_known(top) for top, name in others)


def _headed(above: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
    """Name the columns below a line of headings, which stands above all of their names; one alone is a title.

    Most lines above a header are titles in several cells (价格备案表, 单位：元): a heading stands above a price or an
    area, and says nothing that only titles say.
    """
    if sum(map(bool, map(str.strip, above))) < SEVERAL:
        return tuple(cells)
    heading, found = "", []
    for top, name in _pairs(above, cells):
        if top:
            heading = top if _is_measured(name) and not _TITLE.search(top) else ""
        found.append(_under(heading, name) if heading and name != heading and _is_measured(name) else name)
    return tuple(found)


def _is_measured(name: str) -> bool:
    """Tell whether a column has prices or areas, by a name that is known; not what somebody paid."""
    key = read_title(name).key
    paid = any(key in fields_of("receipts")[each].names for each in AMOUNTS)
    return _sort(name) is not None and not paid


def _sort(name: str) -> Sort | None:
    return sort_of_column(read_title(name).key)


def _pairs(top: Sequence[str], below: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(top), len(below))
    upper, lower = (tuple(cell.strip() for cell in each) + ("",) * (width - len(each)) for each in (top, below))
    return list(zip(upper, lower, strict=True))


def _under(heading: str, name: str) -> str:
    """Name a column below a heading: 备案 over 单价 is 备案单价, 实测面积 over 建筑面积 is 实测建筑面积.

    A unit of the heading is that of its columns. Below one that says of other things, such as 优惠价, a name that is
    known by itself is none of those.
    """
    unit = _BRACKET.search(heading)
    bare = heading[: unit.start()] if unit else heading
    joined = (bare + name, *(bare.removesuffix(end) + name for end in ENDINGS if bare.endswith(end)))
    sort = _sort(name)
    others = sort is not None and heads_other_things(bare, sort) and not heads_other_things(name, sort)
    fit = (each for each in joined if is_known(each) and (_sort(each) is sort or not is_known(name)))
    whole = next(fit, joined[0] if others else name)
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
