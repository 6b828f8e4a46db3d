"""Lists of units in blocks of plain rows: what surely is good is settled by columns, the rest is read row by row.

It knows no rule of its own: what is not plainly right in the eyes of the rules that `units` and `unit_prices` read by
is given back as a row, for those to accept or to refuse with a reason.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import not_, sub
from typing import Any, Final, NamedTuple

from salesdesk.domain.area_prices import all_lead_to, leads_to, per_square_metre
from salesdesk.domain.inventory import unit_codes
from salesdesk.domain.money import round_total
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing.blocks import Block
from salesdesk.importing.known_cells import MOST_KNOWN, ODD, KnownCells, without_odd
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.places import block_label, building_label, floor_label, room_label
from salesdesk.importing.row_reading import ABSENT
from salesdesk.importing.rows import Row
from salesdesk.importing.unit_prices import HIGHEST_PER_M2, LIST_PRICES, parse_price
from salesdesk.importing.units import LARGEST_AREA, UnitTerms, area_faults, parse_area_text, parse_kind, parse_label

UnitValues = tuple[Any, ...]
"""The values of a `UnitRecord` in the order of its fields: a million records as such cost three seconds."""

Number = int | None
Price = tuple[Number, Number]
Prices = tuple[Sequence[Number], Sequence[Number]]
_PLAIN_NUMBERS = re.compile(r"(?a:(?:[0-9]{1,11}\.[0-9]{2}\n)+)")
_SHORT_NUMBERS = re.compile(r"(?a:(?:[0-9]{1,11}(?:\.[0-9]{1,2})?\n)+)")
"""As a spreadsheet has them: without the zeros at the end."""
NEEDED = frozenset({"building", "floor", "room", "built_area"})
BY_INNER_AREA = frozenset({"list_inner_unit_price", "filed_inner_unit_price", "floor_inner_unit_price"})
KINDS = {each: each.value for each in UnitKind}
SILENT: Final[Price] = (None, None)
NOWHERE: Final = ("", 0)


class _RoomsKnown(dict[tuple[str, str], Any]):
    """What rooms mean on their floors, each read once."""

    def __missing__(self, asked: tuple[str, str]) -> Any:
        if len(self) > MOST_KNOWN:
            self.clear()
        found = self[asked] = _room(asked[0].strip(), asked[1])
        return found


class PlainUnits:
    """Settle blocks of a list of units under one map of columns."""

    def __init__(self, columns: ColumnMap, terms: UnitTerms) -> None:
        self._places = columns.columns
        self._rounding, self._basis = terms.rounding, terms.basis
        self._building, self._block = KnownCells(building_label), KnownCells(block_label, "")
        self._floor = KnownCells(floor_label)
        self._kind = KnownCells(parse_kind, UnitKind.FLAT)
        self._label = KnownCells(parse_label, "")
        self._area, self._money = KnownCells(parse_area_text, None), KnownCells(parse_price, None)
        self._rooms = _RoomsKnown()
        self._lists = bool(LIST_PRICES & self._places.keys())
        told_plainly = not BY_INNER_AREA & self._places.keys() and not columns.factors
        self._plain = told_plainly and self._places.keys() >= NEEDED
        self._template = terms.template

    def settle(self, block: Block) -> Sequence[UnitValues | Row]:
        """Give the values of each unit that surely is good, and every other row as it is; in order."""
        if not self._plain:
            return [block.row(at) for at in range(block.size)]
        labels, odd = self._labels(block)
        sums = self._sums(block, labels.kinds, odd)
        codes = unit_codes(labels.buildings, labels.blocks, labels.rooms, self._template)
        values: list[UnitValues | Row] = list(
            zip(block.lines, codes, *labels[:6], map(KINDS.__getitem__, labels.kinds), *sums, *labels[7:], strict=True)
        )
        for at in odd:
            values[at] = block.row(at)
        return values

    def _labels(self, block: Block) -> tuple["_Labels", set[int]]:
        odd: set[int] = set()
        floors = self._read(block, "floor", self._floor, odd, NOWHERE)
        names, sorts = zip(*floors, strict=True)
        asked = zip(self._cells(block, "room"), names, strict=True)
        rooms = without_odd(list(map(self._rooms.__getitem__, asked)), odd, NOWHERE)
        numbers, places = zip(*rooms, strict=True)
        return _Labels(
            buildings=self._read(block, "building", self._building, odd, ""),
            blocks=self._read(block, "block", self._block, odd, ""),
            floors=names,
            sorts=sorts,
            rooms=numbers,
            places=places,
            kinds=self._read(block, "kind", self._kind, odd, UnitKind.FLAT),
            layouts=self._read(block, "layout", self._label, odd, ""),
            orientations=self._read(block, "orientation", self._label, odd, ""),
        ), odd

    def _sums(self, block: Block, kinds: Sequence[UnitKind], odd: set[int]) -> Sequence[Sequence[Number]]:
        """Give areas and prices by column; where they are not plainly right the row is noted as odd."""
        built, inner, shared = (
            self._numbers(block, field, self._area, odd) for field in ("built_area", "inner_area", "shared_area")
        )
        if not _surely_add_up(built, inner, shared):
            _note(map(area_faults, (each or 0 for each in built), inner, shared), odd)
            inner = list(map(_inner, built, inner, shared))
        by_built = {kind: self._basis(kind) is Basis.BUILT for kind in set(kinds)}
        if not all(by_built.values()):
            odd.update(at for at, kind in enumerate(kinds) if not by_built[kind])
        filed, floor = self._price(block, "filed", built, odd), self._price(block, "floor", built, odd)
        listed = self._price(block, "list", built, odd) if self._lists else filed
        (units, totals), (_, limits), (_, floors) = listed, filed, floor
        if listed is not filed and self._is_told("filed"):
            _note(map(_above, totals, limits), odd)
        if self._is_told("floor"):
            _note(map(_above, floors, totals), odd)
        return built, inner, units, totals, limits, floors

    def _is_told(self, which: str) -> bool:
        return bool({f"{which}_unit_price", f"{which}_total"} & self._places.keys())

    def _price(self, block: Block, which: str, areas: Sequence[Number], odd: set[int]) -> Prices:
        """Give a price of one m² and of the whole, by column."""
        units, totals = (self._numbers(block, f"{which}_{what}", self._money, odd) for what in ("unit_price", "total"))
        if not self._is_told(which):
            return units, totals
        if _surely_prices(areas, units, totals):
            if not all_lead_to(units, areas, totals):  # type: ignore[arg-type]
                _note(map(not_, map(leads_to, units, areas, totals)), odd)  # type: ignore[arg-type]
            return units, totals
        settled = without_odd(list(map(self._price_of, areas, units, totals)), odd, SILENT)
        by_square_metre, whole = zip(*settled, strict=True)
        return by_square_metre, whole

    def _price_of(self, area: Number, unit: Number, total: Number) -> "Price | int":
        if not area or total == 0:
            return ODD
        if unit is None:
            return SILENT if total is None else (per_square_metre(total, area), total)
        if not 0 < unit <= HIGHEST_PER_M2:
            return ODD
        if total is None:
            return unit, round_total(Decimal(unit * area) / 100, self._rounding)
        return (unit, total) if leads_to(unit, area, total) else ODD

    def _cells(self, block: Block, field: str) -> Sequence[str]:
        return block.columns[self._places[field]]

    def _read(self, block: Block, field: str, known: KnownCells, odd: set[int], absent: Any) -> Sequence[Any]:
        """Read a column of labels; the rows where it cannot be read are noted, and have what the absent have."""
        if field not in self._places:
            return [absent] * block.size
        return known.settle(self._cells(block, field), odd, absent)

    def _numbers(self, block: Block, field: str, known: KnownCells, odd: set[int]) -> Sequence[Any]:
        """Read a column of areas or amounts in hundredths; plain ones all at once."""
        if field not in self._places:
            return [None] * block.size
        cells = self._cells(block, field)
        text = "\n".join(cells) + "\n"
        if _PLAIN_NUMBERS.fullmatch(text):
            return list(map(int, text[:-1].replace(".", "").split("\n")))
        if _SHORT_NUMBERS.fullmatch(text):
            return [int(whole + part.ljust(2, "0")) for whole, _, part in (cell.partition(".") for cell in cells)]
        return without_odd(known.all(cells), odd, None)


class _Labels(NamedTuple):
    """What is written about units and is no number, by column, in the order in which it is given."""

    buildings: Sequence[str]
    blocks: Sequence[str]
    floors: Sequence[str]
    sorts: Sequence[int]
    rooms: Sequence[str]
    places: Sequence[str]
    kinds: Sequence[UnitKind]
    layouts: Sequence[str]
    orientations: Sequence[str]


def _surely_add_up(built: Sequence[Number], inner: Sequence[Number], shared: Sequence[Number]) -> bool:
    """Tell whether all areas are given, built is inner and shared to the last figure, and none is out of range."""
    if None in built or None in inner or None in shared:
        return False
    rests = set(map(sub, map(sub, built, inner), shared))
    return rests == {0} and min(built) > 0 and max(built) <= LARGEST_AREA  # type: ignore[type-var, operator]


def _surely_prices(areas: Sequence[Number], units: Sequence[Number], totals: Sequence[Number]) -> bool:
    """Tell whether all prices and areas are given and none of them is out of range."""
    if None in areas or None in units or None in totals:
        return False
    least = min(min(areas), min(units), min(totals))  # type: ignore[type-var]
    return least > 0 and max(units) <= HIGHEST_PER_M2  # type: ignore[operator, type-var]


def _note(faults: Iterable[object], odd: set[int]) -> None:
    odd.update(at for at, fault in enumerate(faults) if fault)


def _inner(built: Number, inner: Number, shared: Number) -> Number:
    return inner if inner is not None or shared is None or built is None else built - shared


def _room(text: str, floor: str) -> Any:
    try:
        return ODD if text in ABSENT else room_label(text, floor)
    except ValueError:
        return ODD


def _above(total: Number, limit: Number) -> bool:
    return total is not None and limit is not None and total > limit
