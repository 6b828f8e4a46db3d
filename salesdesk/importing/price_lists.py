"""Price lists, checked row by row: each row becomes the prices of a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass

from salesdesk.domain.inventory import CODE_TEMPLATE, unit_code
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.places import whole_place
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import ColumnMissing
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_prices import UnitAreas, read_prices, told_amount
from salesdesk.importing.units import by_built_area, place_field, read_place, told_area
from salesdesk.language import N_

PRICED = ("_price", "_total")
"""How the names of the fields end that are prices."""
AREAS = ("built_area", "inner_area")
UNKNOWN = Reason("unknown_unit", N_("{column}: there is no such unit"), N_("a unit that is in the project"))
NO_PRICE = Reason("no_price", N_("there is no price on this line"), N_("a list, filed or floor price"))
AREA_DIFFERS = Reason(
    "area_differs",
    N_("{column}: {value!r} is not the area of this unit"),
    N_("the area that the unit has in the project"),
)


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """What a project knows of a unit before a price list is read: its kind, and its areas in 0.01 m²."""

    kind: UnitKind
    built_area: int
    inner_area: int | None


@dataclass(frozen=True, slots=True)
class PriceRecord:
    """What a price list says of one unit: the line of the file (from 1), the code, prices in minor units.

    `None` stands where the list is silent.
    """

    line: int
    code: str
    unit_price_minor: int | None
    list_price_minor: int | None
    filed_price_minor: int | None
    floor_price_minor: int | None


def check_prices(
    table: Table,
    columns: ColumnMap,
    known: Mapping[str, KnownUnit],
    *,
    template: str = CODE_TEMPLATE,
    rounding: Rounding = Rounding.FEN,
    basis: Callable[[UnitKind], Basis] = by_built_area,
) -> Iterator[PriceRecord | RejectedRow]:
    """Check a price list: every row of the table gives exactly one record or one rejected row, in order.

    A unit is found by its code where the file has one, else by its place. Totals are unit price times the area that
    the project knows, by which a kind of unit is priced, rounded once. Of two rows for one unit the first counts.

    Raises:
        ColumnMissing: the file has no column of prices, or does not say of which units.
    """
    _check_columns(columns)
    lines: dict[str, int] = {}
    for row in table.rows:
        reading = RowReading(row, columns, table.sheet)
        record = None if row.flaw else _prices(reading, known, template, rounding, basis)
        if record is not None and lines.setdefault(record.code, row.line) != row.line:
            reading.refuse(_named_by(reading), reasons.DUPLICATE, code=record.code, line=lines[record.code])
        if record is None or reading.problems:
            yield reading.rejected()
        else:
            yield record


def _check_columns(columns: ColumnMap) -> None:
    there = columns.columns.keys()
    wanted = [] if "code" in there else [name for name in ("building", "room") if name not in there]
    if not any(name.endswith(PRICED) for name in there):
        wanted.append("list_total")
    if wanted:
        how = " ".join(f"--map {name}=COLUMN" for name in wanted)
        raise ColumnMissing(missing=wanted, seen=[name for name in columns.header if name.strip()], how=how)


def _prices(
    reading: RowReading,
    known: Mapping[str, KnownUnit],
    template: str,
    rounding: Rounding,
    basis: Callable[[UnitKind], Basis],
) -> PriceRecord | None:
    code = _code(reading, known, template)
    unit = known.get(code)
    if unit is None:
        if code:
            reading.refuse(_named_by(reading), UNKNOWN)
        _check_amounts(reading)
        return None
    _check_areas(reading, unit)
    areas = UnitAreas(unit.built_area, unit.inner_area)
    found = read_prices(reading, areas, rounding, basis(unit.kind), lists=False)
    totals = (found.listed.total_minor, found.filed.total_minor, found.floor.total_minor)
    if totals == (None, None, None) and not reading.problems:
        reading.refuse("", NO_PRICE)
    return PriceRecord(reading.row.line, code, found.listed.unit_minor, *totals)


def _named_by(reading: RowReading) -> str:
    return "code" if reading.text("code") else "room"


def _code(reading: RowReading, known: Container[str], template: str) -> str:
    """Read which unit it is; empty when the row does not say, which is then among the problems."""
    told = reading.text("code")
    if told:
        return told if told in known else _code_at(told, template) or told
    if place_field(reading.columns) == "code":
        return reading.required("code")
    place = read_place(reading)
    return "" if place is None else unit_code(place.building, place.block, place.room[0], template)


def _code_at(text: str, template: str) -> str:
    """Give the code of a unit whose place is told in another form than its code has; empty where it is none."""
    try:
        place = whole_place(text)
    except ValueError:
        return ""
    return unit_code(place.building, place.block, place.room[0], template)


def _check_amounts(reading: RowReading) -> None:
    """Tell what is wrong with the prices of a unit that nobody knows, too."""
    for field in reading.columns.columns:
        if field.endswith(PRICED):
            told_amount(reading, field)


def _check_areas(reading: RowReading, unit: KnownUnit) -> None:
    for field, own in zip(AREAS, (unit.built_area, unit.inner_area), strict=True):
        area = told_area(reading, field)
        if area is not None and own is not None and abs(area.value - own) > area.within:
            reading.refuse(field, AREA_DIFFERS)
