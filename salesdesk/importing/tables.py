"""A file of any kind as one table of text: its header, its rows, and what is known of the file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from salesdesk.domain.errors import DeskError, NotFound
from salesdesk.importing.blocks import Block, blocks_of
from salesdesk.importing.delimited import find_delimiter, open_text, read_lines, read_rows
from salesdesk.importing.file_kind import ARCHIVE, MARKED, PAGE, TEXT, find_kind
from salesdesk.importing.headers import SAMPLE, Header, find_header
from salesdesk.importing.joined_sheets import joined_table
from salesdesk.importing.json_document import JsonBroken, ObjectList, ObjectTooLong, begins_like_json, find_lists
from salesdesk.importing.json_lines import is_json, is_json_lines, members_of, names_in
from salesdesk.importing.notes import FOOTER, NO_LINES, NO_SHEETS, SHEETS, first_notes, hidden_notes, note
from salesdesk.importing.private_file import Content
from salesdesk.importing.problems import Problem
from salesdesk.importing.records import Records
from salesdesk.importing.refusals import FileEmpty, FileTooLarge, JsonUnreadable, NotATable
from salesdesk.importing.row_sources import ArrayRows, ListRows, ObjectRows, SheetRows, TextRows
from salesdesk.importing.rows import Row, short
from salesdesk.importing.sheet_lines import ONE_SHEET, SheetLines
from salesdesk.importing.short_rows import ends_whole, least_cells
from salesdesk.importing.snapshot import CHUNK, Snapshot, take_snapshot
from salesdesk.importing.synonyms import is_known, names_columns
from salesdesk.importing.text_encoding import check_lines, find_encoding, find_marked_encoding
from salesdesk.importing.titled_places import titled_records
from salesdesk.importing.web_archives import pages_of
from salesdesk.importing.workbooks import Sheet, in_sheet, read_all_sheets, read_workbook
from salesdesk.language import N_, tr

T = TypeVar("T")
MOST_COLUMNS = 1000
FIRST = 100
MOST_TRIED = 6
"""So many sheets behind the first are looked at where that is only a cover."""

NO_ROWS = N_("there is no row below its header")


@dataclass(frozen=True)
class Table:
    """A table of text read from a file; `sheets` are all visible sheets of its workbook, `source` where the file is.

    `rows` can be gone through any number of times; a fault that is found far down in a workbook is raised where they
    would go on. With `from_1904` their numbers of days are counted from 1904; `height` is the number of lines of
    its sheets, `untold` how many beside its rows no word is said of, `titled` how many of the last columns titles tell;
    `titles` are the lines above its header, sheet by sheet.
    A table holds a temporary file: close it, or use `with`.
    """

    name: str
    format: str
    sha256: str
    header: tuple[str, ...]
    header_line: int
    rows: Records
    content: Content
    told: tuple[Problem, ...] = ()
    lines: SheetLines = ONE_SHEET
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    lent: bool = False
    source: Path | None = None
    from_1904: bool = False
    height: int | None = None
    untold: int = 0
    titled: int = 0
    titles: tuple[tuple[str, ...], ...] = ()

    @property
    def sheet(self) -> str:
        """The sheet that was read; empty where there is none, or several were read as one."""
        return "" if self.lines.are_several else self.lines.sheets[0]

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks of plain ones."""
        return self.rows.blocks()

    @property
    def notes(self) -> list[Problem]:
        """The first things to be known of the file: of rows that were skipped, those that have been met so far."""
        beyond = self.rows.count - len(self.rows.skipped) + self.untold
        return first_notes([*self.told, *self.rows.skipped], beyond)

    @cached_property
    def first(self) -> tuple[tuple[str, ...], ...]:
        """The cells of the first rows."""
        return tuple(row.cells for row in islice(self.rows, FIRST) if not row.flaw)

    @cached_property
    def rows_about(self) -> int:
        """About how many rows there are: its lines without those up to the header."""
        return max((self.height or self._ends()) - self.header_line, 1)

    def _ends(self) -> int:
        with self.content.open() as lines:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: lines.read(CHUNK), b""))

    def whole(self) -> Self:
        """Wait until the file is read to its end, as its first rows may be there before the last.

        Raises:
            DeskError: it cannot be read to its end.
        """
        try:
            self.content.size()
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Let go of the temporary file, unless it is lent by somebody who does so later."""
        if not self.lent:
            self.content.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


Source = Path | BinaryIO | Table
"""Where a table comes from: a file, a stream such as standard input, or a table that somebody else has opened."""


def open_table(source: Source, *, sheet: str | None = None, all_sheets: bool = False) -> Table:
    """Open a file, or a stream such as standard input, as a table of text; an open table is lent.

    The kind of file is decided by its content. Every cell is text as the office would read it. With `all_sheets` the
    visible sheets that carry the same list (that of `sheet`, if it is named) are one table.

    Raises:
        DeskError: the file cannot be read, is no table, or has no rows; nothing else is ever raised.
    """
    if isinstance(source, Table):
        return replace(source, lent=True)
    snapshot = take_snapshot(source)
    kind = find_kind(snapshot)
    if kind == ARCHIVE:
        snapshot, kind = pages_of(snapshot), PAGE
        if find_kind(snapshot) != PAGE:
            raise NotATable(file=snapshot.name, kind=tr("a web archive without a table"))
    read = _text_alone if kind == TEXT else partial(_sheet_table, kind=kind)
    table = read(snapshot, wanted=sheet, all_sheets=all_sheets)
    try:
        if next(iter(table.rows), None) is None:
            raise FileEmpty(file=snapshot.name, why=tr(NO_ROWS))
    except BaseException:
        table.close()
        raise
    return replace(table, source=source) if isinstance(source, Path) else table


def _text_alone(snapshot: Snapshot, *, wanted: str | None, all_sheets: bool) -> Table:
    """Read a file of text, which has no sheets: a wanted one is not there, and all of them are the file."""
    if wanted:
        none = tr("{file} is text and has none.").format(file=snapshot.name)
        raise NotFound(what=tr("sheet"), value=wanted, hint=none)
    table = _text_table(snapshot)
    told = (note("no_sheets", NO_SHEETS, file=snapshot.name),) if all_sheets else ()
    return replace(table, told=(*told, *table.told))


def _text_table(snapshot: Snapshot) -> Table:
    may_be_json = begins_like_json(snapshot.head())
    encoding = find_encoding(snapshot, long_lines=may_be_json)
    if may_be_json and not _begins_with_object(snapshot, encoding):
        try:
            return _document_table(snapshot, encoding)
        except JsonBroken as failure:
            broken_at = failure.line
    if may_be_json:
        check_lines(snapshot)
    sample = list(islice(read_lines(snapshot.content, encoding), SAMPLE))
    if is_json_lines(sample):
        return _object_table(snapshot, encoding)
    if may_be_json and is_json(sample):
        raise JsonUnreadable(file=snapshot.name, line=broken_at)
    delimiter = find_delimiter(sample, is_known)
    first = list(islice(read_rows(read_lines(snapshot.content, encoding), delimiter), SAMPLE + 2))
    header = _header(snapshot, first)
    after = next((row.line for row in first if row.line > header.last_line), None)
    if after is None:
        raise FileEmpty(file=snapshot.name, why=tr(NO_ROWS))
    least, end = least_cells(header.cells), ends_whole(snapshot.content)
    rows = TextRows(snapshot.content, encoding, delimiter, len(header.cells), after, least, end)
    table = Table(
        name=snapshot.name,
        format="tsv" if delimiter == "\t" else "csv",
        sha256=snapshot.sha256,
        header=header.cells,
        header_line=header.line,
        rows=Records(rows, rows.blocks, header.raw),
        content=snapshot.content,
        told=header.notes,
        encoding=encoding,
        delimiter=delimiter,
        titles=(header.titles,),
    )
    return _with_places(table)


def _begins_with_object(snapshot: Snapshot, encoding: str) -> bool:
    """Tell whether the first line is an object by itself, as in a file of JSON lines."""
    with open_text(snapshot.content, encoding) as text:
        lines = iter(lambda: text.readline(CHUNK), "")
        return members_of(next((line for line in lines if line.strip()), "")) is not None


def _document_table(snapshot: Snapshot, encoding: str) -> Table:
    with open_text(snapshot.content, encoding) as text:
        try:
            lists = find_lists(text)
        except ObjectTooLong:
            why = tr("it has an object of more than a million characters")
            raise FileTooLarge(file=snapshot.name, why=why) from None
    if len(lists) != 1:
        names = ", ".join(short(".".join(path)) for path in lists)
        several = tr("JSON with several lists of objects or lists ({names})").format(names=names)
        raise NotATable(file=snapshot.name, kind=several if lists else tr("JSON without a list of objects or lists"))
    ((path, found),) = lists.items()
    if found.of_lists:
        return _array_table(snapshot, encoding, path, found)
    header = tuple(found.names)
    _check_width(snapshot, header)
    rows = ListRows(snapshot.content, encoding, header, path, found.have_lines)
    told = () if found.have_lines else (note("no_lines", NO_LINES),)
    return replace(_table_of_objects(snapshot, "json", rows), told=told, height=found.count)


def _array_table(snapshot: Snapshot, encoding: str, path: tuple[str, ...], found: ObjectList) -> Table:
    rows = ArrayRows(snapshot.content, encoding, path, found.have_lines)
    header = _header(snapshot, list(islice(rows, SAMPLE + 2)))
    width, least = len(header.cells), least_cells(header.cells)
    rows = replace(rows, width=width, least=least, last_line=header.last_line)
    return Table(
        name=snapshot.name,
        format="json",
        sha256=snapshot.sha256,
        header=header.cells,
        header_line=header.line,
        rows=Records(rows, partial(blocks_of, rows), header.raw),
        content=snapshot.content,
        told=(*(() if found.have_lines else (note("no_lines", NO_LINES),)), *header.notes),
        encoding=encoding,
        height=found.count,
        titles=(header.titles,),
    )


def _object_table(snapshot: Snapshot, encoding: str) -> Table:
    header = tuple(names_in(read_lines(snapshot.content, encoding)))
    _check_width(snapshot, header)
    return _table_of_objects(snapshot, "jsonl", ObjectRows(snapshot.content, encoding, header))


def _table_of_objects(snapshot: Snapshot, kind: str, rows: ObjectRows | ListRows) -> Table:
    if not rows.header:
        raise FileEmpty(file=snapshot.name, why=tr(NO_ROWS))
    return Table(
        name=snapshot.name,
        format=kind,
        sha256=snapshot.sha256,
        header=rows.header,
        header_line=0,
        rows=Records(rows, partial(blocks_of, rows), ()),
        content=snapshot.content,
        encoding=rows.encoding,
    )


def _sheet_table(snapshot: Snapshot, *, kind: str, wanted: str | None, all_sheets: bool) -> Table:
    """Read a workbook's sheet: the wanted one, else the first with a header that is known, else the first at all."""
    try:
        encoding = find_marked_encoding(snapshot) if kind in MARKED else ""
        if all_sheets:
            return _all_sheets(snapshot, kind, wanted, encoding)
        table = _one_sheet(snapshot, kind, wanted, encoding)
        if wanted or names_columns(table.header):
            return table
        return _first_recognised(snapshot, kind, table, encoding) or table
    finally:
        snapshot.content.close()


def _first_recognised(snapshot: Snapshot, kind: str, cover: Table, encoding: str) -> Table | None:
    """Find the first sheet behind a cover whose header is known; the cover is let go of then."""
    for name in cover.sheets[cover.sheets.index(cover.sheet) + 1 :][:MOST_TRIED]:
        with suppress(DeskError):
            table = _one_sheet(snapshot, kind, name, encoding)
            if names_columns(table.header):
                cover.close()
                return table
            table.close()
    return None


def _all_sheets(snapshot: Snapshot, kind: str, wanted: str | None, encoding: str) -> Table:
    """Read all visible sheets that carry the same list; those with nothing in them go without a word."""
    sheets = read_all_sheets(snapshot, kind, encoding)
    try:
        tables = [_one_of_all(snapshot, kind, each) for each in sheets if next(each.rows(), None) is not None]
        if not tables:
            raise FileEmpty(file=snapshot.name, why=tr("there is no header"))
        return joined_table(tables, wanted)
    except BaseException:
        sheets[0].content.close()
        raise


def _one_of_all(snapshot: Snapshot, kind: str, sheet: Sheet) -> Table:
    """Give the table of a sheet; where it is too wide, the refusal says which sheet that is."""
    try:
        return _table_of(snapshot, kind, sheet)
    except FileTooLarge as refusal:
        refusal.details["why"] = in_sheet(sheet.name, str(refusal.details["why"]))
        raise


def _one_sheet(snapshot: Snapshot, kind: str, wanted: str | None, encoding: str) -> Table:
    sheet = read_workbook(snapshot, kind, wanted, encoding)
    try:
        table = _table_of(snapshot, kind, sheet)
    except BaseException:
        sheet.content.close()
        raise
    others = [name for name in sheet.names if name != sheet.name]
    return replace(table, told=(*_sheet_notes(sheet.name, others), *table.told))


def _table_of(snapshot: Snapshot, kind: str, sheet: Sheet) -> Table:
    header = _header(snapshot, list(islice(sheet.rows(), SAMPLE + 2)))
    rows = SheetRows(sheet, len(header.cells), header.last_line)
    table = Table(
        name=snapshot.name,
        format=kind,
        sha256=snapshot.sha256,
        header=header.cells,
        header_line=header.line,
        rows=Records(rows, rows.blocks, header.raw),
        content=sheet.content,
        told=(*header.notes, *hidden_notes(sheet.hidden.below(header.last_line)), *map(_below_note, sheet.below)),
        untold=sheet.more_below,
        lines=SheetLines((sheet.name,)),
        sheets=sheet.names,
        from_1904=sheet.from_1904,
        height=sheet.lines,
        titles=(header.titles,),
    )
    return _with_places(table)


def _with_places(table: Table) -> Table:
    """Give a table with the building that its titles tell, or else the name of its sheet, where no column does."""
    told_by = (*table.titles, [table.sheet])
    found = (titled_records(table.header, each, table.rows) for each in told_by)
    titled = next((each for each in found if each is not None), None)
    if titled is None:
        return table
    header = (*table.header, *titled.columns)
    told = (*table.told, titled.told)
    return replace(table, header=header, rows=titled.rows, told=told, titled=len(titled.columns))


def _header(snapshot: Snapshot, rows: Sequence[Row]) -> Header:
    header = find_header(rows)
    if header is None:
        raise FileEmpty(file=snapshot.name, why=tr("there is no header"))
    _check_width(snapshot, header.cells)
    return header


def _sheet_notes(sheet: str, others: Sequence[str]) -> list[Problem]:
    return [note("other_sheets", SHEETS, sheet=short(sheet), others=short(", ".join(others), 200))] if others else []


def _below_note(line: str) -> Problem:
    return note("footer", FOOTER, text=short(line))


def _check_width(snapshot: Snapshot, header: Sequence[str]) -> None:
    if len(header) > MOST_COLUMNS:
        why = tr("it has {count} columns, and {most} are read").format(count=len(header), most=MOST_COLUMNS)
        raise FileTooLarge(file=snapshot.name, why=why)
