"""Which column a field is read from, and in which unit, by hand: what there is to choose, and the map of it."""

from collections.abc import Mapping

from salesdesk.domain.text import safe
from salesdesk.importing.mapping import NO_COLUMN, units_for
from salesdesk.importing.rows import short
from salesdesk.importing.synonyms import header_key
from salesdesk.language import tr
from salesdesk.services.import_preview import Preview, PreviewField
from screens.choice_picker import Choice, ChoicePicker
from screens.widgets.mapping_rows import own_columns_of

NONE = "-"
LONGEST = 36
SEEN = 3


def column_picker(found: Preview, field: PreviewField) -> ChoicePicker:
    """Ask for the column of a field."""
    labels = {each.name: each.label for each in found.fields}
    choices = [
        Choice(str(place), f"{column.letter}  {safe(short(column.title, LONGEST))}", _note(found, place, labels))
        for place, column in enumerate(own_columns_of(found))
        if column.title.strip()
    ]
    none = [] if field.required else [Choice(NONE, tr("no column"))]
    title = tr("Which column is the {field}?").format(field=field.label)
    chosen = f"{field.place}:{field.unit}" if field.unit else str(field.place)
    return ChoicePicker(title, [*choices, *_in_units(found, field), *none], chosen)


def _in_units(found: Preview, field: PreviewField) -> list[Choice]:
    """Offer the column that is read in each of the units in which its numbers, or orders in which its days can be."""
    if field.place is None:
        return []
    column = found.columns[field.place]
    name = f"{column.letter}  {safe(short(column.title, LONGEST))}"
    return [Choice(f"{field.place}:{unit}", f"{name}:{unit}") for unit in units_for(field.name)]


def _note(found: Preview, place: int, labels: Mapping[str, str]) -> str:
    """Say what a column has in its first rows, and what it is now."""
    cells = [row.cells[place].strip() for row in found.rows if place < len(row.cells)]
    seen = ", ".join([safe(short(cell, 14)) for cell in cells if cell][:SEEN])
    field = found.columns[place].field
    now = tr("now the {field}").format(field=labels.get(field, field)) if field else ""
    return " · ".join(filter(None, (now, seen)))


def field_picker(found: Preview, place: int) -> ChoicePicker:
    """Ask what is in a column that nobody reads."""
    choices = [
        Choice(each.name, each.label, "" if each.place is None else found.columns[each.place].title)
        for each in sorted(found.fields, key=lambda each: each.place is not None)
    ]
    column = found.columns[place]
    title = tr("What is in column {column}?").format(column=f"{column.letter} {safe(short(column.title, LONGEST))}")
    return ChoicePicker(title, choices)


def with_column(
    by_hand: Mapping[str, str], found: Preview, field: str, place: int | None, unit: str = ""
) -> dict[str, str]:
    """Give the map in which a field is read from a column, or from none; another field that had it has none now."""
    now = dict(by_hand)
    if place is None:
        return {**now, field: NO_COLUMN}
    other = found.columns[place].field
    if other is not None and other != field:
        now[other] = NO_COLUMN
    said = _said(found, place)
    return {**now, field: f"{said}:{unit}" if unit else said}


def _said(found: Preview, place: int) -> str:
    """Name a column as the map understands it, by its header, number or letter: by what no other column is called."""
    keys = [header_key(each.title) for each in found.columns]
    column = found.columns[place]
    if keys.count(keys[place]) == 1 and column.title.strip() not in {"", NO_COLUMN}:
        return column.title
    return str(place + 1) if header_key(str(place + 1)) not in keys else column.letter
