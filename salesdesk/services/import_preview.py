"""A file that is about to be imported: opened once, then looked at under any map of columns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Self

from salesdesk.domain.area import format_area
from salesdesk.domain.errors import DeskError
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.money import format_minor
from salesdesk.importing.field_words import field_word
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import ColumnMap, letters_of, needed_fields, recognise_columns
from salesdesk.importing.problems import ColumnProblem, Problem, ProblemTally, RejectedRow
from salesdesk.importing.rows import Row
from salesdesk.importing.synonyms import fields_of
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.language import word
from salesdesk.services.desk import Desk
from salesdesk.services.import_maps import MapAnswer, maps_for
from salesdesk.services.import_reading import Terms, check_rows, reading_terms

SHOWN_ROWS = 20
SEEN_EVERY = 1000
"""How many rows are checked between two words about how far it is."""
UNTOLD = frozenset({"line", "floor_sort", "column", "staff_id"})
"""What a record has beside that which its file says."""


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column of a file: its letter, its header, and the field that it is read as, if any."""

    letter: str
    title: str
    field: str | None


@dataclass(frozen=True, slots=True)
class PreviewField:
    """A field that files of a kind may have: its name, whether it must be there, its column (from 0), a told unit."""

    name: str
    label: str
    required: bool
    place: int | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it is read: its cells as they are, what they mean, or the problems with them; its line in its sheet."""

    sheet: str
    line: int
    cells: tuple[str, ...]
    values: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file comes to under a map; with `refusals` it cannot be imported so, and no row is shown as read.

    `read` are the sheets that are read, one or several.
    """

    file: str
    format: str
    read: tuple[str, ...]
    sheets: tuple[str, ...]
    header_line: int
    columns: tuple[PreviewColumn, ...]
    fields: tuple[PreviewField, ...]
    unused: tuple[str, ...]
    refusals: tuple[DeskError, ...]
    rows: tuple[PreviewRow, ...]
    notes: tuple[Problem, ...] = ()

    @property
    def by_sheet(self) -> bool:
        """Whether a line alone does not say where a row stands."""
        return len(self.read) > 1


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of all rows of a file by themselves, before they are compared with what is there."""

    read: int
    rejected: int
    problems: tuple[ColumnProblem, ...]


class ImportFile:
    """An open file of a kind; close it, or use `with`. Give its `table` to the import and it is not read again."""

    def __init__(self, desk: Desk, kind: ImportKind, table: Table, terms: Terms) -> None:
        self.desk, self.kind, self.table, self.terms = desk, kind, table, terms
        self._read: tuple[ColumnMap | None, Table] = None, table

    @cached_property
    def maps(self) -> list[MapAnswer]:
        """The maps that were saved for files with this header."""
        return maps_for(self.desk, self.kind, self.table.header)

    def look(self, by_hand: Mapping[str, str] | None = None, rows: int = SHOWN_ROWS) -> Preview:
        """Show the first rows as they are read under a map; it takes no longer for a large file."""
        found = recognise_columns(self.table.header, self.kind, by_hand, self.table.first)
        refusals = list(found.faults)
        shown: tuple[PreviewRow, ...] = ()
        try:
            shown = self._rows(None if refusals else found.map, rows)
        except DeskError as refusal:
            refusals.append(refusal)
            shown = self._rows(None, rows)
        return Preview(
            file=self.table.name,
            format=self.table.format,
            read=self.table.lines.sheets,
            sheets=self.table.sheets,
            header_line=self.table.header_line,
            columns=_columns(found.map),
            fields=_fields(found.map),
            unused=found.map.unused,
            refusals=tuple(refusals),
            rows=shown,
            notes=tuple(self.notes),
        )

    @property
    def notes(self) -> list[Problem]:
        """What is worth a word about the file, as it was looked at last."""
        return self._read[1].notes

    def check(
        self, by_hand: Mapping[str, str] | None = None, told: Callable[[int], bool | None] | None = None
    ) -> Checked:
        """Check all rows under a map, and count the problems by column.

        `told` is called now and then with the number of rows read; when it gives `False`, no more are read.

        Raises:
            DeskError: the file cannot be imported under this map.
        """
        found = recognise_columns(self.table.header, self.kind, by_hand, self.table.first)
        if found.faults:
            raise found.faults[0]
        read, rejected, tally = 0, 0, ProblemTally()
        for read, each in enumerate(self._checked(found.map), 1):
            if isinstance(each, RejectedRow):
                rejected += 1
                tally.add(each)
            if told is not None and read % SEEN_EVERY == 0 and told(read) is False:
                break
        return Checked(read, rejected, tuple(tally.counted()))

    def close(self) -> None:
        """Let go of the file."""
        self.table.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _rows(self, columns: ColumnMap | None, count: int) -> tuple[PreviewRow, ...]:
        rows = list(islice(self._read_by(columns).rows, count))
        if columns is None:
            return tuple(self._row(row, None) for row in rows)
        return tuple(self._row(row, each) for row, each in zip(rows, self._checked(columns), strict=False))

    def _row(self, row: Row, checked: object) -> PreviewRow:
        place = self.table.lines.at(row.line)
        if isinstance(checked, RejectedRow):
            return PreviewRow(*place, row.cells, {}, checked.problems)
        return PreviewRow(*place, row.cells, {} if checked is None else values_of_record(checked), ())

    def _checked(self, columns: ColumnMap) -> Iterator[object]:
        return check_rows(self.kind, self._read_by(columns), columns, self.terms)

    def _read_by(self, columns: ColumnMap | None) -> Table:
        """Give the table as it is read under a map; all of its rows may have to be looked at for that, once."""
        by, table = self._read
        if by != columns:
            table = self.table if columns is None else mapped_table(self.table, columns)
            self._read = columns, table
        return table


def open_import(
    desk: Desk, kind: ImportKind, source: Source, *, sheet: str | None = None, all_sheets: bool = False
) -> ImportFile:
    """Open a file to be imported as a kind of record: one sheet of it, or all that carry the same list.

    Raises:
        NotPermitted: naming the roles that may import such a file.
        DeskError: the file cannot be read, or has no table in it.
    """
    terms = reading_terms(desk, kind)
    return ImportFile(desk, kind, open_table(source, sheet=sheet, all_sheets=all_sheets).whole(), terms)


def _columns(found: ColumnMap) -> tuple[PreviewColumn, ...]:
    named = {place: name for name, place in found.columns.items()}
    return tuple(PreviewColumn(letters_of(place), title, named.get(place)) for place, title in enumerate(found.header))


def _fields(found: ColumnMap) -> tuple[PreviewField, ...]:
    """Give the fields of a kind; of those that are further columns of another no more than one that has none yet."""
    fields = fields_of(found.kind)
    needed = needed_fields(fields, found.columns)
    return tuple(
        PreviewField(name, field_word(name), name in needed, found.columns.get(name), found.units.get(name, ""))
        for name, each in fields.items()
        if name in found.columns or not each.further or name == _next_further(each.further, found)
    )


def _next_further(field: str, found: ColumnMap) -> str | None:
    """Name the next further field for a column of one that has columns already."""
    if field not in found.columns:
        return None
    several = (name for name, each in fields_of(found.kind).items() if each.further == field)
    return next((name for name in several if name not in found.columns), None)


def values_of_record(record: object) -> dict[str, str]:
    """Give what a checked row says, by field, as people read it; fields of which it says nothing are left out."""
    names = [each.name for each in fields(record)] if is_dataclass(record) else getattr(record, "_fields", ())
    told = {name: getattr(record, name) for name in names if name not in UNTOLD}
    return {
        name.removesuffix("_minor"): _shown(name, value) for name, value in told.items() if value not in (None, "", ())
    }


def _shown(name: str, value: object) -> str:
    if isinstance(value, int) and name.endswith("_minor"):
        return format_minor(value)
    if isinstance(value, int) and name.endswith("_area"):
        return format_area(value)
    if isinstance(value, StrEnum):
        return word(value)
    if isinstance(value, tuple):
        return ", ".join(_visit(*each) if isinstance(each, tuple) else str(each) for each in value)
    return str(value)


def _visit(day: date, at: time | None) -> str:
    return f"{day} {at:%H:%M}" if at else str(day)
