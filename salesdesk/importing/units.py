"""Lists of units, checked row by row: each row becomes a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Iterator

from salesdesk.domain.area import parse_area
from salesdesk.domain.inventory import CODE_TEMPLATE, UnitRecord, unit_code
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.text import tidy
from salesdesk.domain.units import UnitKind
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.places import (
    RoomElsewhere,
    block_label,
    building_label,
    floor_label,
    floor_of_room,
    room_label,
)
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.synonyms import header_key, values_of
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_prices import UnitAreas, read_prices

LARGEST_AREA = 10_000_000
LONGEST_TEXT = 60
SOURCES = {
    "building": ("building",),
    "block": ("block",),
    "floor": ("floor", "room"),
    "floor_sort": ("floor", "room"),
    "room": ("room",),
    "column": ("room",),
    "kind": ("kind",),
    "built_area": ("built_area",),
    "inner_area": ("inner_area", "shared_area"),
    "unit_price_minor": ("list_unit_price", "list_inner_unit_price", "list_total"),
    "list_price_minor": ("list_unit_price", "list_inner_unit_price", "list_total"),
    "filed_price_minor": ("filed_unit_price", "filed_inner_unit_price", "filed_total"),
    "floor_price_minor": ("floor_unit_price", "floor_total"),
    "layout": ("layout",),
    "orientation": ("orientation",),
}
"""The columns from which each field of a unit comes."""

Place = tuple[str, str, tuple[str, int], tuple[str, str]]
"""Building, block, floor with its order, room with its column."""


def by_built_area(kind: UnitKind) -> Basis:
    """Price every kind of unit by its built area."""
    return Basis.BUILT


def check_units(
    table: Table,
    columns: ColumnMap,
    *,
    template: str = CODE_TEMPLATE,
    rounding: Rounding = Rounding.FEN,
    basis: Callable[[UnitKind], Basis] = by_built_area,
) -> Iterator[UnitRecord | RejectedRow]:
    """Check a list of units: every row of the table gives exactly one record or one rejected row, in order.

    Totals are unit price times the area that a kind of unit is priced by, rounded once by the project's rule. Of two
    rows with one code the first counts.
    """
    lines: dict[str, int] = {}
    for row in table.rows:
        reading = RowReading(row, columns, table.sheet)
        record = None if row.flaw else _unit(reading, template, rounding, basis)
        if record is not None and lines.setdefault(record.code, row.line) != row.line:
            reading.refuse("room", reasons.DUPLICATE, code=record.code, line=lines[record.code])
        if record is None or reading.problems:
            yield reading.rejected()
        else:
            yield record


def fields_told(columns: ColumnMap) -> frozenset[str]:
    """Name the fields of a unit that a list says something of; of the others it must change nothing.

    A list of filed prices alone says nothing of list prices: only a new unit starts with the filed one.
    """
    mapped = columns.columns.keys()
    return frozenset(field for field, sources in SOURCES.items() if mapped & set(sources))


def _unit(
    reading: RowReading, template: str, rounding: Rounding, basis: Callable[[UnitKind], Basis]
) -> UnitRecord | None:
    place = read_place(reading)
    kind = _kind(reading)
    built, inner = read_areas(reading)
    prices = read_prices(reading, UnitAreas(built, inner), rounding, basis(kind))
    layout, orientation = _text(reading, "layout"), _text(reading, "orientation")
    if place is None or built is None or reading.problems:
        return None
    building, block, (floor, floor_sort), (room, column) = place
    return UnitRecord(
        line=reading.row.line,
        code=unit_code(building, block, room, template),
        building=building,
        block=block,
        floor=floor,
        floor_sort=floor_sort,
        room=room,
        column=column,
        kind=kind,
        built_area=built,
        inner_area=inner,
        unit_price_minor=prices.listed.unit_minor,
        list_price_minor=prices.listed.total_minor,
        filed_price_minor=prices.filed.total_minor,
        floor_price_minor=prices.floor.total_minor,
        layout=layout,
        orientation=orientation,
    )


def read_place(reading: RowReading) -> Place | None:
    """Read where a unit is; `None` when it does not say, which is then among the problems."""
    reading.required("building")
    building = reading.parsed("building", building_label, reasons.BUILDING)
    block = reading.parsed("block", block_label, reasons.BLOCK) or ""
    if not reading.required("room"):
        return None
    floor = _floor(reading)
    room = _room(reading, floor[0]) if floor else None
    return None if building is None or floor is None or room is None else (building, block, floor, room)


def _floor(reading: RowReading) -> tuple[str, int] | None:
    """Read the floor, from the whole room number where the list has no column for it."""
    if "floor" not in reading.columns.columns:
        floor = reading.parsed("room", floor_of_room, reasons.ROOM)
        return floor_label(floor) if floor else None
    reading.required("floor")
    return reading.parsed("floor", floor_label, reasons.FLOOR)


def _room(reading: RowReading, floor: str) -> tuple[str, str] | None:
    try:
        return room_label(reading.text("room"), floor)
    except RoomElsewhere:
        reading.refuse("room", reasons.ELSEWHERE, floor=floor)
    except ValueError:
        reading.refuse("room", reasons.ROOM)
    return None


def _kind(reading: RowReading) -> UnitKind:
    kind = reading.parsed("kind", _parse_kind, reasons.KIND)
    return UnitKind.FLAT if kind is None else kind


def _parse_kind(text: str) -> UnitKind:
    return UnitKind(values_of("kind").get(header_key(text), text))


def read_areas(reading: RowReading) -> tuple[int | None, int | None]:
    """Read the built and the inner area in 0.01 m²; a missing inner area follows from the shared one."""
    reading.required("built_area")
    built, inner, shared = (_area(reading, name) for name in ("built_area", "inner_area", "shared_area"))
    if built is None:
        return None, inner
    if not 0 < built <= LARGEST_AREA:
        reading.refuse("built_area", reasons.AREA_RANGE)
        return None, inner
    if inner is not None and inner > built:
        reading.refuse("inner_area", reasons.INNER_ABOVE_BUILT)
    if shared is None:
        return built, inner
    if shared > built or (inner is not None and abs(built - inner - shared) > 1):
        reading.refuse("shared_area", reasons.AREA_IDENTITY)
    return built, built - shared if inner is None else inner


def _area(reading: RowReading, field: str) -> int | None:
    return reading.parsed(field, _parse_area, reasons.AREA)


def _parse_area(text: str) -> int:
    for sign in ("㎡", "m²", "m2", "平方米", "平米"):
        text = text.removesuffix(sign)
    return parse_area(text)


def _text(reading: RowReading, field: str) -> str:
    return reading.parsed(field, _parse_text, reasons.TEXT) or ""


def _parse_text(text: str) -> str:
    plain = tidy(text)
    if len(plain) > LONGEST_TEXT or any(ord(sign) < 32 or 0xD7FF < ord(sign) < 0xE000 for sign in plain):
        raise ValueError("no text")
    return plain
