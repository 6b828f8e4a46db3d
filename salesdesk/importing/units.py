"""A row of a list of units: it becomes a unit, or its reading has what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from salesdesk.domain.area import parse_area
from salesdesk.domain.inventory import CODE_TEMPLATE, UnitRecord, unit_code
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.text import tidy
from salesdesk.domain.units import UnitKind, kind_or_flat
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.measures import ONE, Sort, Told, parse_in
from salesdesk.importing.places import (
    Place,
    RoomElsewhere,
    block_label,
    building_label,
    floor_label,
    floor_of_room,
    room_label,
    whole_place,
)
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.synonyms import values_of, whole_key
from salesdesk.importing.unit_prices import UnitAreas, read_prices

LARGEST_AREA = 10_000_000
_COULD_BE_DECIMALS = re.compile(r"[0-9]{2,3},[0-9]{3}")
"""An area such as 89,504 that is either of a whole street or, where decimals stand behind a comma, of a flat."""

LONGEST_TEXT = 60
SOURCES = {
    "building": ("building", "code"),
    "block": ("block", "code"),
    "floor": ("floor", "room", "code"),
    "floor_sort": ("floor", "room", "code"),
    "room": ("room", "code"),
    "column": ("room", "code"),
    "kind": ("kind", "layout"),
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


def by_built_area(kind: UnitKind) -> Basis:
    """Price every kind of unit by its built area."""
    return Basis.BUILT


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """By what a list of units is read: the code's template, the rounding of totals, what each kind is priced by.

    The currency is that of the project.
    """

    template: str = CODE_TEMPLATE
    rounding: Rounding = Rounding.FEN
    basis: Callable[[UnitKind], Basis] = by_built_area
    currency: str = "CNY"


def fields_told(columns: ColumnMap) -> frozenset[str]:
    """Name the fields of a unit that a list says something of; of the others it must change nothing.

    A list of filed prices alone says nothing of list prices: only a new unit starts with the filed one.
    """
    mapped = columns.columns.keys() | ({"kind"} if columns.kind_of_all else set())
    return frozenset(field for field, sources in SOURCES.items() if mapped & set(sources))


def read_unit(reading: RowReading, terms: UnitTerms) -> UnitRecord | None:
    """Read a row as a unit; `None` when it is none, which is then among its problems.

    Totals are unit price times the area that a kind of unit is priced by, rounded once by the project's rule.
    """
    place = read_place(reading)
    kind = _kind(reading)
    built, inner = read_areas(reading)
    prices = read_prices(reading, UnitAreas(built, inner), terms.rounding, terms.basis(kind))
    layout, orientation = _text(reading, "layout"), _text(reading, "orientation")
    if place is None or built is None or reading.problems:
        return None
    building, block, (floor, floor_sort), (room, column) = place
    return UnitRecord(
        line=reading.row.line,
        code=unit_code(building, block, room, terms.template),
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
    """Read where a unit is; `None` when it does not say, which is then among the problems.

    It says so in one column, such as `3-1-3101`, or in several.
    """
    if place_field(reading.columns) == "code":
        reading.required("code")
        return reading.parsed("code", whole_place, reasons.WHOLE)
    reading.required("building")
    building = reading.parsed("building", building_label, reasons.BUILDING)
    block = reading.parsed("block", block_label, reasons.BLOCK) or ""
    if not reading.required("room"):
        return None
    floor = _floor(reading)
    room = _room(reading, floor[0]) if floor else None
    return None if building is None or floor is None or room is None else Place(building, block, floor, room)


def place_field(columns: ColumnMap) -> str:
    """Name the field by which rows say which unit it is: the room beside its building, else the whole place."""
    return "room" if {"building", "room"} <= columns.columns.keys() else "code"


def _floor(reading: RowReading) -> tuple[str, int] | None:
    """Read the floor, from the whole room number where the list has no column for it."""
    if "floor" not in reading.columns.columns:
        return reading.parsed("room", floor_of_room, reasons.ROOM)
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
    kind = reading.parsed("kind", parse_kind, reasons.KIND)
    return kind or kind_or_flat(kind_of_list(reading.columns, reading.text("layout")))


def kind_of_list(columns: ColumnMap, layout: str) -> str:
    """Say the kind of a unit whose row has no column for it: that of the whole list, or what stands for its layout."""
    if columns.kind_of_all or "kind" in columns.columns:
        return columns.kind_of_all
    kind = values_of("kind").get(whole_key(layout), "")
    return kind if kind != UnitKind.FLAT else ""


def parse_kind(text: str) -> UnitKind:
    """Read what kind of unit it is, in the words of offices.

    Raises:
        ValueError: there is no such kind.
    """
    return UnitKind(values_of("kind").get(whole_key(text), text))


def read_areas(reading: RowReading) -> tuple[int | None, int | None]:
    """Read the built and the inner area in 0.01 m²; a missing inner area follows from the shared one."""
    reading.required("built_area")
    built, inner, shared = (_area(reading, name) for name in ("built_area", "inner_area", "shared_area"))
    if built is None:
        return None, inner
    for field, reason in area_faults(built, inner, shared):
        reading.refuse(field, reason)
    if not 0 < built <= LARGEST_AREA:
        return None, inner
    return built, built - shared if inner is None and shared is not None else inner


def area_faults(built: int, inner: int | None, shared: int | None) -> tuple[tuple[str, Reason], ...]:
    """Name the areas of a unit that cannot be, with the reasons; 0.01 m²."""
    if not 0 < built <= LARGEST_AREA:
        return (("built_area", reasons.AREA_RANGE),)
    inner_fault = (("inner_area", reasons.INNER_ABOVE_BUILT),) if inner is not None and inner > built else ()
    if shared is None or (shared <= built and (inner is None or abs(built - inner - shared) <= 1)):
        return inner_fault
    return (*inner_fault, ("shared_area", reasons.AREA_IDENTITY))


def _area(reading: RowReading, field: str) -> int | None:
    found = told_area(reading, field)
    return None if found is None else found.value


def told_area(reading: RowReading, field: str) -> Told | None:
    """Read an area in the unit of its column, or in one that stands in the cell; a fault is noted."""
    factor = reading.columns.factors.get(field, ONE)
    return reading.parsed(field, partial(_told_area, factor=factor), reasons.AREA)


def _told_area(text: str, factor: Decimal) -> Told:
    try:
        return Told(parse_area_text(text)) if factor == ONE else parse_in(text, Sort.AREA, factor)
    except ValueError:
        if factor == ONE and _COULD_BE_DECIMALS.fullmatch(text):
            raise
        return parse_in(text, Sort.AREA, factor)


def parse_area_text(text: str) -> int:
    """Read an area with or without its unit as 0.01 m².

    Raises:
        ValueError: it is no area.
    """
    for sign in ("㎡", "m²", "m2", "平方米", "平米"):
        text = text.removesuffix(sign)
    return parse_area(text)


def _text(reading: RowReading, field: str) -> str:
    return reading.parsed(field, parse_label, reasons.TEXT) or ""


def parse_label(text: str) -> str:
    """Read a layout or an orientation.

    Raises:
        ValueError: it is too long, or has signs that are not text.
    """
    plain = tidy(text)
    if len(plain) > LONGEST_TEXT or any(ord(sign) < 32 or 0xD7FF < ord(sign) < 0xE000 for sign in plain):
        raise ValueError("no text")
    return plain
