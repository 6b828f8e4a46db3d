"""Lists of units in blocks of plain rows: what surely is good is settled by columns, the rest is read row by row.

It knows no rule of its own: what is not plainly right in the eyes of the rules that `units` and `unit_prices` read by
is given back as a row, for those to accept or to refuse with a reason.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import fields
from decimal import Decimal
from functools import partial
from operator import add, ne
from typing import Any, Final, NamedTuple

from salesdesk.domain.area_prices import far_from_totals, leads_to, per_square_metre
from salesdesk.domain.inventory import UnitRecord, unit_codes
from salesdesk.domain.money import round_total
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UNSAID, kind_or_flat
from salesdesk.importing.blocks import Block
from salesdesk.importing.currencies import is_in_other_money, is_other_money
from salesdesk.importing.known_cells import ODD, KnownCells
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.plain_numbers import read_mostly_plain, shift_of, with_point_moved
from salesdesk.importing.price_columns import HIGHEST_PER_M2, SELDOM_PER_M2
from salesdesk.importing.unit_places import Places, PlainPlaces
from salesdesk.importing.unit_prices import LIST_PRICES, LOWEST_PER_M2, is_too_little, parse_price
from salesdesk.importing.units import (
    LARGEST_AREA,
    UnitTerms,
    area_faults,
    kind_of_list,
    parse_area_text,
    parse_kind,
    parse_label,
)
from salesdesk.importing.unlike_lines import with_others

UnitColumns = Sequence[Sequence[Any]]
"""The values of `UnitRecord`s, a column for each of their fields: a million records as such cost three seconds."""

FIELDS = tuple(each.name for each in fields(UnitRecord))
Number = int | None
Price = tuple[Number, Number]
Prices = tuple[Sequence[Number], Sequence[Number]]
BY_INNER_AREA = frozenset({"list_inner_unit_price", "filed_inner_unit_price", "floor_inner_unit_price"})
SILENT: Final[Price] = (None, None)


class Settled(NamedTuple):
    """The units of a block; in the odd rows, which have to be read by themselves, stands nothing that counts."""

    columns: UnitColumns
    odd: Set[int]


class PlainUnits:
    """Settle blocks of a list of units under one map of columns."""

    def __init__(self, columns: ColumnMap, terms: UnitTerms) -> None:
        self._places, self._unsaid = columns.columns, columns.unsaid
        self._rounding, self._basis = terms.rounding, terms.basis
        self._where = PlainPlaces(columns)
        self._kind, self._unsaid_kind = KnownCells(_kind, UNSAID), columns.kind_of_all or UNSAID
        self._label, self._layout = KnownCells(parse_label, ""), KnownCells(partial(_layout, columns), "")
        self._area, self._money = KnownCells(parse_area_text, None), KnownCells(partial(_price, columns.currency), None)
        self._lists = bool(LIST_PRICES & self._places.keys())
        priced = {by_inner.replace("_inner_", "_") for by_inner in BY_INNER_AREA & self._places.keys()}
        elsewhere = any(is_in_other_money(name, columns.currency) for name in columns.header)
        self._shifts = {name: shift_of(factor) for name, factor in columns.factors.items() if name.endswith("_total")}
        in_other_units = columns.factors.keys() - {name for name, places in self._shifts.items() if places}
        self._plain = not in_other_units and not elsewhere and priced <= self._places.keys()
        self._template = terms.template

    def settle(self, block: Block) -> Settled:
        """Give the values of each unit that surely is good, and name the rows that are not settled."""
        if not self._plain:
            return Settled([block.lines, *([None] * block.size for _ in FIELDS[1:])], set(range(block.size)))
        labels, odd = self._labels(block)
        sums = self._sums(block, labels.kinds, odd)
        where, kinds, *others = labels
        codes = unit_codes(where.buildings, where.blocks, where.rooms, self._template)
        return Settled((block.lines, codes, *where, kinds, *sums, *others), odd)

    def _labels(self, block: Block) -> tuple["_Labels", set[int]]:
        odd: set[int] = set()
        return _Labels(
            where=self._where.read(block, odd),
            kinds=self._read(block, "kind", self._kind, odd, self._unsaid_kind),
            layouts=self._read(block, "layout", self._layout, odd, ""),
            orientations=self._read(block, "orientation", self._label, odd, ""),
        ), odd

    def _sums(self, block: Block, kinds: Sequence[str], odd: set[int]) -> Sequence[Sequence[Number]]:
        """Give areas and prices by column; where they are not plainly right the row is noted as odd."""
        built, inner, shared = (
            self._amounts(block, field, self._area, odd) for field in ("built_area", "inner_area", "shared_area")
        )
        inner = self._added_up(built, inner, shared, odd)
        by_built = {kind: self._basis(kind_or_flat(kind)) is Basis.BUILT for kind in set(kinds)}
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

    def _added_up(
        self, built: Sequence[Number], inner: Sequence[Number], shared: Sequence[Number], odd: set[int]
    ) -> Sequence[Number]:
        """Look whether areas add up, row by row; gives the inner ones, by the shared ones where only those are told."""
        apart = _silent(built, inner, shared)
        apart |= _not_adding_up(*_as_others((built, inner, shared), apart | odd))
        if not apart:
            return inner
        found = list(inner)
        for at in apart - odd:
            if area_faults(built[at] or 0, inner[at], shared[at]):
                odd.add(at)
            found[at] = _inner(built[at], inner[at], shared[at])
        return found

    def _is_told(self, which: str) -> bool:
        return bool({f"{which}_unit_price", f"{which}_total"} & self._places.keys())

    def _price(self, block: Block, which: str, areas: Sequence[Number], odd: set[int]) -> Prices:
        """Give a price of one m² and of the whole, by column."""
        units, totals = (self._amounts(block, f"{which}_{what}", self._money, odd) for what in ("unit_price", "total"))
        if not self._is_told(which):
            return units, totals
        if f"{which}_inner_unit_price" in self._places:  # it tells the price where the plain column does not
            odd.update(_silent(units))
        apart = _silent(areas, units, totals)
        apart |= _not_priced_so(*_as_others((areas, units, totals), apart | odd))
        if not apart:
            return units, totals
        highest = SELDOM_PER_M2 if f"{which}_unit_price" in self._unsaid else HIGHEST_PER_M2
        return self._by_row(highest, (areas, units, totals), apart - odd, odd)

    def _by_row(self, highest: int, amounts: Sequence[Sequence[Number]], rows: Iterable[int], odd: set[int]) -> Prices:
        """Give both prices of some rows by what is told of each; the others' are right."""
        areas, given, whole = amounts
        units, totals = list(given), list(whole)
        for at in rows:
            price = self._price_of(highest, areas[at], given[at], whole[at])
            if isinstance(price, int):
                odd.add(at)
            else:
                units[at], totals[at] = price
        return units, totals

    def _price_of(self, highest: int, area: Number, unit: Number, total: Number) -> "Price | int":
        if not area or total == 0:
            return ODD
        if unit is None:
            return SILENT if total is None else self._by_total(area, total)
        if not LOWEST_PER_M2 <= unit <= highest:
            return ODD
        if total is None:
            return unit, round_total(Decimal(unit * area) / 100, self._rounding)
        return (unit, total) if leads_to(unit, area, total) else ODD

    def _by_total(self, area: int, total: int) -> "Price | int":
        return ODD if is_too_little(total, area) else (per_square_metre(total, area), total)

    def _cells(self, block: Block, field: str) -> Sequence[str]:
        return block.columns[self._places[field]]

    def _read(self, block: Block, field: str, known: KnownCells, odd: set[int], absent: Any) -> Sequence[Any]:
        """Read a column; the rows where it cannot be read are noted, and have what the absent have."""
        if field not in self._places:
            return [absent] * block.size
        return known.settle(self._cells(block, field), odd, absent)

    def _amounts(self, block: Block, field: str, known: KnownCells, odd: set[int]) -> Sequence[Any]:
        """Read a column of areas or amounts; plain ones all at once: to look each up would take as long."""
        if field not in self._places:
            return [None] * block.size
        cells = self._in_yuan(field, self._cells(block, field))
        mostly = read_mostly_plain(cells)
        if mostly is None:
            return known.settle(cells, odd, None)
        plain, others = mostly
        if not others:
            return plain
        found = list[Number](plain)
        for at in others:
            meaning = known[cells[at]]
            found[at] = None if meaning == ODD else meaning
            if meaning == ODD:
                odd.add(at)
        return found

    def _in_yuan(self, field: str, cells: Sequence[str]) -> Sequence[str]:
        """Give the cells of a column as if it were in yuan.

        Beside a price of one m² a total is read by itself that was rounded coarser than to the yuan: it gives way to
        the product that it was made of.
        """
        places = self._shifts.get(field)
        if not places:
            return cells
        is_priced = field.replace("_total", "_unit_price") in self._places
        return with_point_moved(cells, places, places if is_priced else 0)


class _Labels(NamedTuple):
    """What is written about units and is no number, by column."""

    where: Places
    kinds: Sequence[str]
    layouts: Sequence[str]
    orientations: Sequence[str]


def _not_adding_up(built: Sequence[Number], inner: Sequence[Number], shared: Sequence[Number]) -> set[int]:
    """Name the rows whose built area may not be inner and shared to the last figure, or may be out of range."""
    try:
        whole = list(map(add, inner, shared))
        if min(built) > 0 and max(built) <= LARGEST_AREA:  # type: ignore[type-var, operator]
            return set() if whole == built else {at for at, each in enumerate(map(ne, whole, built)) if each}
    except TypeError:  # where nothing is given there is `None`
        pass
    return set(range(len(built)))


def _not_priced_so(areas: Sequence[Number], units: Sequence[Number], totals: Sequence[Number]) -> set[int]:
    """Name the rows whose total may not be price times area, or of which one may be out of range."""
    try:
        least = min(min(areas), min(totals))  # type: ignore[type-var]
        if least > 0 and min(units) >= LOWEST_PER_M2 and max(units) <= HIGHEST_PER_M2:  # type: ignore[operator, type-var]
            return set(far_from_totals(units, areas, totals))  # type: ignore[arg-type]
    except TypeError:
        pass
    return set(range(len(areas)))


def _silent(*columns: Sequence[Number]) -> set[int]:
    """Name the rows of which a column says nothing."""
    return {at for column in columns if None in column for at, each in enumerate(column) if each is None}


def _as_others(columns: Sequence[Sequence[Number]], rows: set[int]) -> Sequence[Sequence[Number]]:
    """Give columns in which some rows say what the first of the others says, if there is one."""
    first = next((at for at in range(len(columns[0])) if at not in rows), None) if rows else None
    if first is None:
        return columns
    return [with_others(column, rows, column[first]) for column in columns]


def _note(faults: Iterable[object], odd: set[int]) -> None:
    odd.update(at for at, fault in enumerate(faults) if fault)


def _inner(built: Number, inner: Number, shared: Number) -> Number:
    return inner if inner is not None or shared is None or built is None else built - shared


def _above(total: Number, limit: Number) -> bool:
    return total is not None and limit is not None and total > limit


def _price(currency: str, text: str) -> int:
    if is_other_money(text, currency):
        raise ValueError("no amount: another currency")
    return parse_price(text)


def _layout(columns: ColumnMap, text: str) -> str:
    """Read a layout; where it tells a kind the row is read by itself."""
    if not columns.kind_of_all and kind_of_list(columns, text):
        raise ValueError("a kind, and no layout")
    return parse_label(text)


def _kind(text: str) -> str:
    return parse_kind(text).value
