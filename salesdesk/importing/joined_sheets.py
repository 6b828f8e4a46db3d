"""Sheets of a workbook that carry the same list, such as one for each building, read as one table."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from salesdesk.importing.blocks import Block
from salesdesk.importing.notes import ALL_SHEETS, NO_BUILDING, OTHER_HEADER, note
from salesdesk.importing.problems import Problem
from salesdesk.importing.records import Records
from salesdesk.importing.rows import Row, short
from salesdesk.importing.sheet_lines import SheetLines
from salesdesk.importing.sheet_names import sheet_called
from salesdesk.importing.synonyms import names_columns, whole_key
from salesdesk.importing.workbooks import no_such_sheet

if TYPE_CHECKING:
    from salesdesk.importing.tables import Table

LONGEST_LIST = 400
Places = tuple[int | None, ...]
"""Where in a sheet each column of the whole table is, from 0; `None` where the sheet has none such."""


@dataclass(frozen=True)
class SheetPart:
    """The records of one of several sheets, where in it the columns are, and how many lines are counted before it.

    `told` is what is to be known of the sheet beside its rows.
    """

    sheet: str
    records: Records
    places: Places
    before: int
    told: tuple[Problem, ...]

    def rows(self) -> Iterator[Row]:
        """Give its rows as those of the whole table."""
        return map(self._row, self.records)

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        for each in self.records.blocks():
            yield self._block(each) if isinstance(each, Block) else self._row(each)

    def without(self, columns: Collection[int]) -> "SheetPart":
        """Give the part without some columns of the whole table."""
        own = {place for place in (self.places[column] for column in columns) if place is not None}
        return replace(self, records=self.records.without(own))

    @property
    def notes(self) -> list[Problem]:
        """What is to be known of the sheet, and of the first rows in it that are no records."""
        return [replace(each, sheet=self.sheet) for each in (*self.told, *self.records.skipped)]

    def _row(self, row: Row) -> Row:
        cells = tuple("" if place is None else row.cells[place] for place in self.places)
        return Row(row.line + self.before, cells, row.flaw)

    def _block(self, block: Block) -> Block:
        lines, blank = block.lines, ("",) * block.size
        moved = (
            range(lines.start + self.before, lines.stop + self.before)
            if isinstance(lines, range)
            else [line + self.before for line in lines]
        )
        columns = tuple(blank if place is None else block.columns[place] for place in self.places)
        return Block(moved, columns, block.text)


@dataclass(frozen=True)
class _Rows:
    """The rows of all parts."""

    parts: Sequence[SheetPart]

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(part.rows() for part in self.parts)


class JoinedRecords(Records):
    """The records of several sheets, one sheet behind the other: what is none is known by its own sheet."""

    def __init__(self, parts: Sequence[SheetPart]) -> None:
        super().__init__(_Rows(parts), self.blocks, ())
        self._parts = parts

    def __iter__(self) -> Iterator[Row]:
        return iter(self.source)

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        return chain.from_iterable(part.blocks() for part in self._parts)

    @property
    def skipped(self) -> list[Problem]:
        """The notes of each sheet, those of its first rows that are no records among them."""
        return [each for part in self._parts for each in part.notes]

    @property
    def count(self) -> int:
        """How many notes there are, those that were not kept among them."""
        return sum(len(part.told) + part.records.count for part in self._parts)

    def without(self, columns: Collection[int]) -> Records:
        """Give the records of the other columns alone."""
        return JoinedRecords([part.without(columns) for part in self._parts])


def joined_table(tables: Sequence["Table"], wanted: str | None) -> "Table":
    """Put the sheets of a workbook that carry the same list into one table, and tell of the others.

    It is the list of the wanted sheet, else that which most sheets have whose header is known, and of these the first.
    Columns with the same names may stand in another order.

    Raises:
        NotFound: there is no such sheet.
    """
    lead = _lead(tables, wanted)
    places = _told_places(tables, lead)
    header, surely = (*_own(lead), *places), len(_own(lead)) + bool(places)
    found = [(each, _places(each, header, surely)) for each in tables]
    told = tuple(_left_out([each for each, columns in found if columns is None], lead))
    alike = [(each, columns) for each, columns in found if columns is not None]
    if len(alike) == 1:
        return replace(lead, told=(*told, *lead.told))
    titles = tuple(dict.fromkeys(of_sheet for each, _ in alike for of_sheet in each.titles))
    whole = replace(lead, header=header, titles=titles, untold=sum(each.untold for each, _ in alike))
    return _put_together(whole, alike, told)


def _put_together(whole: "Table", alike: Sequence[tuple["Table", Places]], told: tuple[Problem, ...]) -> "Table":
    """Put sheets one behind the other."""
    parts, lines = list[SheetPart](), 0
    for table, places in alike:
        parts.append(SheetPart(table.sheet, table.rows, places, lines, table.told))
        lines += table.height or 0
    names = tuple(part.sheet for part in parts)
    said = note("sheets_joined", ALL_SHEETS, count=len(names), sheets=_listed(names))
    before = tuple(part.before for part in parts)
    rows = JoinedRecords(parts)
    return replace(whole, rows=rows, told=(said, *told), lines=SheetLines(names, before), height=lines)


def _lead(tables: Sequence["Table"], wanted: str | None) -> "Table":
    if wanted:
        name = sheet_called(wanted, [each.sheet for each in tables])
        lead = next((each for each in tables if each.sheet == name), None)
        if lead is None:
            raise no_such_sheet(wanted, [each.sheet for each in tables])
        return lead
    known = [each for each in tables if names_columns(each.header)] or tables
    (most, _), *_ = Counter(map(_names, known)).most_common(1)  # of equals the first
    return next(each for each in known if _names(each) == most)


def _own(table: "Table") -> tuple[str, ...]:
    """Give the columns that the sheet has itself, without the place that its titles tell."""
    return table.header[: len(table.header) - table.titled]


def _names(table: "Table") -> tuple[str, ...]:
    """Give the names of the columns that the sheet has itself, in an order that is the same whatever theirs is."""
    return tuple(sorted(filter(None, _keys(_own(table)))))


def _told_places(tables: Sequence["Table"], lead: "Table") -> tuple[str, ...]:
    """Give the columns of places that titles tell: that of the block, too, if a title of any sheet tells one."""
    alike = (each for each in tables if each.titled and _names(each) == _names(lead))
    widest = max(alike, key=lambda each: each.titled, default=lead)
    return widest.header[len(widest.header) - widest.titled :] if lead.titled else ()


def _places(table: "Table", header: Sequence[str], surely: int) -> Places | None:
    """Find each column of the whole table in a sheet; `None` where it has another, or lacks a named one of the first.

    The block that some titles tell stands behind those that each sheet must have.
    """
    keys = _keys(table.header)
    free = list(range(len(keys)))
    places: list[int | None] = []
    for at, key in enumerate(_keys(header)):
        place = next((each for each in free if keys[each] == key), None)
        if place is None and key and at < surely:
            return None
        if place is not None:
            free.remove(place)
        places.append(place)
    return None if any(keys[place] for place in free) else tuple(places)


def _left_out(tables: Sequence["Table"], lead: "Table") -> Iterator[Problem]:
    """Tell of the sheets that were not read: of those that lack but the building, that this is so."""
    placeless = [each.sheet for each in tables if lead.titled and _names(each) == _names(lead)]
    others = [each.sheet for each in tables if not lead.titled or _names(each) != _names(lead)]
    if others:
        yield note("sheets_not_read", OTHER_HEADER, sheets=_listed(others))
    if placeless:
        yield note("sheets_without_building", NO_BUILDING, sheets=_listed(placeless))


def _keys(header: Sequence[str]) -> list[str]:
    return [whole_key(name) for name in header]


def _listed(sheets: Sequence[str]) -> str:
    return short(", ".join(map(short, sheets)), LONGEST_LIST)
