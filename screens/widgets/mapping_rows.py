"""The fields of a file as lines of a list: the column of each, and what the first rows say in it as they are read."""

from collections.abc import Iterator, Sequence

from salesdesk.domain.text import safe
from salesdesk.importing.field_words import field_word
from salesdesk.importing.rejects import own_columns
from salesdesk.importing.rows import short
from salesdesk.language import tr
from salesdesk.services.import_preview import Preview, PreviewColumn, PreviewField, PreviewRow
from screens.widgets.row_columns import Cell, Column, Row

SAMPLES = 12
"""How many rows stand side by side at most."""
LONGEST, SHEET = 40, 8
READ_AS = {
    "date": "day",
    "list_unit_price": "unit_price",
    "list_total": "list_price",
    "filed_total": "filed_price",
    "floor_total": "floor_price",
}
"""What a field is called when it is read, where that is not its own name."""


def mapping_columns(found: Preview | None = None, first: int = 0) -> tuple[Column, ...]:
    """Give the columns of the list: the field, its column, and a row of the file in each of the others."""
    rows = found.rows[first : first + SAMPLES] if found else ()
    by_sheet = found is not None and found.by_sheet
    names = [_place(row, by_sheet=by_sheet) + (" !" if row.problems else "") for row in rows]
    more = [Column(name, most=18, rank=at) for at, name in enumerate(names)]
    unused = [Column() for _ in range(SAMPLES - len(more))]
    return (Column(tr("field"), least=16, most=26), Column(tr("column"), least=18, most=24), *more, *unused)


def _place(row: PreviewRow, *, by_sheet: bool) -> str:
    line = tr("line {number}").format(number=row.line)
    return f"{safe(short(row.sheet, SHEET))} {line}" if by_sheet else line


def mapping_rows(found: Preview, first: int = 0) -> tuple[Row, ...]:
    """Write the fields that are read, what follows from them, the columns nobody reads, the fields that are absent."""
    rows = found.rows[first : first + SAMPLES]
    here = [each for each in found.fields if each.place is not None or each.required]
    absent = [each for each in found.fields if each not in here]
    return (
        *(_field_row(found, each, rows) for each in here),
        *_following(found, rows),
        *_unread(found, rows),
        *(_line(f"field:{each.name}", tr("absent"), Cell(each.label, "dim"), Cell("–", "dim"), ()) for each in absent),
    )


def _field_row(found: Preview, field: PreviewField, rows: Sequence[PreviewRow]) -> Row:
    label = f"{field.label} *" if field.required else field.label
    key, group = f"field:{field.name}", tr("read")
    if field.place is None:
        return _line(key, group, Cell(label, "overdue"), Cell(tr("needed"), "overdue"), ())
    column = found.columns[field.place]
    cells = [_as_read(row, field, column) for row in rows]
    return _line(
        key, group, Cell(label, "strong"), Cell(_named(column) + (f":{field.unit}" if field.unit else "")), cells
    )


def _as_read(row: PreviewRow, field: PreviewField, column: PreviewColumn) -> Cell:
    """Write what a row says in a field: its value, or the cell as it is where something is wrong with it."""
    assert field.place is not None
    raw = safe(short(row.cells[field.place], LONGEST)) if field.place < len(row.cells) else ""
    if any(each.column == short(column.title) for each in row.problems):
        return Cell(f"! {raw}", "overdue")
    value = row.values.get(READ_AS.get(field.name, field.name))
    return Cell(safe(short(value, LONGEST))) if value is not None else Cell(raw, "dim")


def _following(found: Preview, rows: Sequence[PreviewRow]) -> Iterator[Row]:
    """Write what is made of several fields, such as a unit's code and its total."""
    read = {READ_AS.get(each.name, each.name) for each in found.fields if each.place is not None}
    names = dict.fromkeys(name for row in found.rows for name in row.values if name not in read)
    for name in names:
        cells = [Cell(safe(short(row.values.get(name, ""), LONGEST))) for row in rows]
        yield _line(f"made:{name}", tr("gives"), Cell(field_word(name)), Cell(), cells)


def _unread(found: Preview, rows: Sequence[PreviewRow]) -> Iterator[Row]:
    for place, column in enumerate(own_columns_of(found)):
        if column.field is None and column.title.strip():
            cells = [Cell(safe(short(row.cells[place], LONGEST)), "dim") for row in rows if place < len(row.cells)]
            yield _line(f"column:{place}", tr("not read"), Cell("–", "dim"), Cell(_named(column), "dim"), cells)


def own_columns_of(found: Preview) -> Sequence[PreviewColumn]:
    """Give the columns of the office's own, without those in which rejected rows tell their reasons."""
    return found.columns[: len(own_columns(tuple(each.title for each in found.columns)))]


def _named(column: PreviewColumn) -> str:
    return f"{column.letter} {safe(short(column.title, LONGEST))}"


def _line(key: str, group: str, field: Cell, column: Cell, samples: Sequence[Cell]) -> Row:
    blanks = (Cell(),) * (SAMPLES - len(samples))
    return Row(key, (field, column, *samples, *blanks), group)
