"""Price lists, checked row by row: each row becomes the prices of a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.currencies import check_titles
from salesdesk.importing.grids import is_grid
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import ColumnMissing, GridNotRead
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_prices import UnitAreas, read_prices, told_amount
from salesdesk.importing.units import by_built_area, place_field, told_area
from salesdesk.language import N_

PRICED = ("_price", "_total")
"""How the names of the fields end that are prices."""
AREAS = ("built_area", "inner_area")
NO_PRICE = Reason("no_price", N_("there is no price on this line"), N_("a list, filed or floor price"))
AREA_DIFFERS = Reason(
    "area_differs",
    N_("{column}: {value!r} is not the area of this unit"),
    N_("the area that the unit has in the project"),
)


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
    known: KnownUnits,
    *,
    rounding: Rounding = Rounding.FEN,
    basis: Callable[[UnitKind], Basis] = by_built_area,
    currency: str = "CNY",
) -> Iterator[PriceRecord | RejectedRow]:
    """Check a price list: every row of the table gives exactly one record or one rejected row, in order.

    A unit is found by its code where the file has one, else by its place (`KnownUnits.find`). Totals are unit price
    times the area that the project knows, by which a kind of unit is priced, rounded once. Of two rows for one unit
    the first counts.

    Raises:
        ColumnMissing: the file has no column of prices, or does not say of which units.
        GridNotRead: it is no list of units but a grid of floors and rooms.
        OtherCurrency: a title says that all of its prices are in another currency.
    """
    _check_columns(columns, table.first)
    check_titles(table.titles, currency)
    columns = replace(columns, currency=currency)
    lines: dict[str, int] = {}
    for row in table.rows:
        reading = RowReading(row, columns, table.lines)
        record = None if row.flaw else _prices(reading, known, rounding, basis)
        if record is not None and lines.setdefault(record.code, row.line) != row.line:
            reason, told = reasons.repeated(record.code, lines[record.code], table.lines)
            reading.refuse(place_field(columns), reason, **told)
        if record is None or reading.problems:
            yield reading.rejected()
        else:
            yield record


def _check_columns(columns: ColumnMap, first: Sequence[Sequence[str]]) -> None:
    there = columns.columns.keys()
    wanted = [] if "code" in there else [name for name in ("building", "room") if name not in there]
    if not any(name.endswith(PRICED) for name in there):
        wanted.append("list_total")
    if "room" in wanted and is_grid([columns.header, *first]):
        raise GridNotRead
    if wanted:
        how = " ".join(f"--map {name}=COLUMN" for name in wanted)
        raise ColumnMissing(missing=wanted, seen=[name for name in columns.header if name.strip()], how=how)


def _prices(
    reading: RowReading, known: KnownUnits, rounding: Rounding, basis: Callable[[UnitKind], Basis]
) -> PriceRecord | None:
    found = known.find(reading)
    if found is None:
        _check_amounts(reading)
        return None
    code, unit = found
    _check_areas(reading, unit)
    areas = UnitAreas(unit.built_area, unit.inner_area)
    read = read_prices(reading, areas, rounding, basis(unit.kind), lists=False)
    totals = (read.listed.total_minor, read.filed.total_minor, read.floor.total_minor)
    if totals == (None, None, None) and not reading.problems:
        reading.refuse("", NO_PRICE)
    return PriceRecord(reading.row.line, code, read.listed.unit_minor, *totals)


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
