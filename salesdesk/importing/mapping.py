"""Which column of a file is which field: by the usual names, or as somebody says by hand."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from salesdesk.domain.errors import BadValue, DeskError, NotFound, UsageError
from salesdesk.domain.units import UnitKind
from salesdesk.importing.column_cells import cells_allow, kind_of_room, settle_place
from salesdesk.importing.grids import is_grid
from salesdesk.importing.measures import ONE, Measure, Per, parse_measure, unit_names
from salesdesk.importing.moments import order_of, parse_day_order
from salesdesk.importing.notes import AS_TOTAL, KIND_OF_ALL, OTHER_UNIT, note
from salesdesk.importing.price_columns import settle_prices, unsaid_prices
from salesdesk.importing.problems import Problem
from salesdesk.importing.refusals import (
    ColumnAmbiguous,
    ColumnInOtherUnit,
    ColumnMissing,
    ColumnTakenTwice,
    GridNotRead,
    ListsSideBySide,
)
from salesdesk.importing.rows import short
from salesdesk.importing.side_lists import columns_of_others, lists_in
from salesdesk.importing.synonyms import DAYS, Field, Title, fields_of, read_title, sort_of, whole_key
from salesdesk.language import tr, word

NO_COLUMN = "-"
ORDERS = ("D/M/Y", "M/D/Y", "Y/M/D")
SHOWN = 40
_COLON = re.compile(r"(.+)[:：]([^:：]*)", re.DOTALL)
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each field stands in a row (from 0), the file's headers, and those headers that nothing reads.

    `factors` says what one of a column's numbers comes to in yuan or m², for columns that are in another unit. Those
    of `by_other_area` are prices of a square foot or the like: that of one m² comes out rounded. `units` are those
    that somebody told by hand, `day_orders` in which order a column's days are written (`dmy`), where that is known.
    `unsaid` are prices of one m² whose columns do not say so, `as_totals` those that were taken for totals. `currency`
    is that of the project, in which amounts are unless they say otherwise. `kind_of_all` is the kind of units that a
    list without a column of it tells by what it calls their rooms.
    """

    kind: str
    header: tuple[str, ...]
    columns: Mapping[str, int]
    unused: tuple[str, ...]
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    by_other_area: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    day_orders: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    as_totals: frozenset[str] = frozenset()
    currency: str = "CNY"
    kind_of_all: str = ""

    def name_of(self, name: str) -> str:
        """Give the header of a field's column, or the field's own name when the file has none for it."""
        return short(self.header[self.columns[name]]).rstrip(":： ") if name in self.columns else name


def parse_map(options: Iterable[str]) -> dict[str, str]:
    """Read `FIELD=COLUMN` options; a column is a header, a spreadsheet's letter, a number from 1, or `-`.

    Its unit, where the file does not say it, stands behind a colon: `list_total=F:万元`, `date=B:D/M/Y`.

    Raises:
        UsageError: an option is not of this form, or names a field twice.
    """
    by_hand: dict[str, str] = {}
    for option in options:
        field, equals, column = (part.strip() for part in option.partition("="))
        if not (field and equals and column):
            form = tr("{option!r} is not FIELD=COLUMN, such as room=房号, room=D or list_total=F:万元.")
            problem = form.format(option=option)
            raise UsageError(problem=problem)
        if field in by_hand:
            raise UsageError(problem=tr("{field} is mapped twice.").format(field=field))
        by_hand[field] = column
    return by_hand


@dataclass(frozen=True, slots=True)
class Recognised:
    """What could be made of a header: the columns of fields that are certain, and what stands against the others."""

    map: ColumnMap
    faults: tuple[DeskError, ...]


def map_columns(
    header: Sequence[str], kind: str, by_hand: Mapping[str, str] | None = None, first: Sequence[Sequence[str]] = ()
) -> ColumnMap:
    """Find the column of each field of a kind of record (`units`), with a look at the cells of the first rows.

    Raises:
        ColumnMissing: a required field has no column; the columns that were seen are named.
        GridNotRead: it is no list of units but a grid of floors and rooms.
        ColumnAmbiguous: several columns could be the field.
        ColumnTakenTwice: one column is mapped to two fields.
        ColumnInOtherUnit: a mapped column is in a unit that is not read.
        BadValue: a field mapped by hand is not one of the kind's.
        NotFound: a column mapped by hand is not in the file.
    """
    found = recognise_columns(header, kind, by_hand, first)
    if found.faults:
        raise found.faults[0]
    return found.map


def recognise_columns(
    header: Sequence[str], kind: str, by_hand: Mapping[str, str] | None = None, first: Sequence[Sequence[str]] = ()
) -> Recognised:
    """Find the columns of as many fields as can be, and all that stands against importing by them; raises nothing."""
    fields, faults = fields_of(kind), list[DeskError]()
    titles = [read_title(name) for name in header]
    columns, units = _by_hand(header, fields, by_hand or {}, faults)
    for name, unit in units.items():
        told = {"days": parse_day_order(unit)} if name in DAYS else {"measure": parse_measure(unit)}
        titles[columns[name]] = titles[columns[name]]._replace(**told)
    others = columns_of_others(header, columns.values())
    free = [place for place in range(len(header)) if place not in {*columns.values(), *others}]
    for each in fields.values():
        if each.name not in (by_hand or {}) and (by_hand or {}).get(each.further) != NO_COLUMN:
            taken = columns.values()
            fit = [place for place in free if _is_of(titles[place], each, fields)]
            fit = [place for place in fit if place not in taken or titles[place].key in each.tiers[0]]
            fit = [place for place in fit if cells_allow(each, titles[place], place, first)]
            asked = any(title.key in each.asked_beside for title in titles)
            places = fit if asked else _first_tier(each, fit, titles)
            if len(places) == 1:
                columns[each.name] = places[0]
            elif places:
                faults.append(_ambiguous(header, places, each.name))
    settle_place(fields, columns, titles, by_hand or {}, first)
    as_totals = settle_prices(fields, columns, titles, by_hand or {}, first)
    unsaid = unsaid_prices(columns, titles, by_hand or {})
    faults += _faults(header, titles, fields, columns, first)
    left = [place for place in range(len(header)) if place in free or place in others]
    unused = tuple(header[place] for place in left if place not in columns.values() and header[place].strip())
    factors = {name: factor for name, place in columns.items() if (factor := _factor(name, titles[place])) != ONE}
    by_other_area = frozenset(name for name, place in columns.items() if _is_by_other_area(titles[place]))
    orders = {name: order for name in DAYS if name in columns and (order := _day_order(columns[name], titles, first))}
    of_all = "" if "kind" in columns else kind_of_room(columns, titles)
    found = ColumnMap(kind, tuple(header), columns, unused, factors, by_other_area, units, orders, unsaid, as_totals)
    found = replace(found, kind_of_all=of_all)
    return Recognised(found, tuple(faults))


def _ambiguous(header: Sequence[str], places: Sequence[int], name: str) -> DeskError:
    """Say that several columns could be a field, or that there are several lists and each has one."""
    lists = lists_in(header)
    if [sum(place in each for place in places) for each in lists] != [1] * len(places):
        return ColumnAmbiguous(candidates=_all_shown(header, places), field=name)
    shown = ", ".join(f"{letters_of(each[0])}-{letters_of(each[-1])}" for each in lists)
    return ListsSideBySide(lists=shown, field=name, first=letters_of(places[0]))


def _day_order(place: int, titles: Sequence[Title], first: Sequence[Sequence[str]]) -> str:
    """Give the order of a column's days: as its title or somebody says, else as one of the first rows does."""
    return titles[place].days or order_of(row[place] for row in first)


def _is_by_other_area(title: Title) -> bool:
    return title.measure is not None and title.measure.per is Per.OTHER_AREA


def _first_tier(wanted: Field, places: list[int], titles: Sequence[Title]) -> list[int]:
    """Of columns that could be a field, keep those whose names are looked for first."""
    for names in wanted.tiers if len(places) > 1 else ():
        if first := [place for place in places if titles[place].key in names]:
            return first
    return places


def _is_of(title: Title, wanted: Field, fields: Mapping[str, Field]) -> bool:
    """Tell whether a column is of a field: by its name, or by the unit where that says what a price is of."""
    sort = sort_of(wanted.name)
    if title.measure is None or sort is None:
        return title.key in wanted.names
    if not _suits(title.measure, wanted.name):
        return False
    other = fields.get(_other_price(wanted.name)) if title.measure.per else None
    return title.key in wanted.names or (other is not None and title.key in other.names)


def _suits(measure: Measure, name: str) -> bool:
    """Tell whether a field's numbers can be in a unit."""
    per = Per.SQUARE_METRE if measure.per is Per.OTHER_AREA else measure.per
    return measure.sort is sort_of(name) and per in {None, per_of(name)}


def per_of(name: str) -> Per | None:
    """Say what a field of prices is of; `None` for any other."""
    if name.endswith("_total"):
        return Per.WHOLE
    return Per.SQUARE_METRE if name.endswith("_price") else None


def _other_price(name: str) -> str:
    """Name the field of whole prices for that of prices by area, and the other way round."""
    if name.endswith("_total"):
        return name.removesuffix("_total") + "_unit_price"
    return name.removesuffix("_unit_price") + "_total"


def _factor(name: str, title: Title) -> Decimal:
    """Give what one of a column's numbers comes to in yuan or m²; 0 where it cannot be told."""
    measure, sort = title.measure, sort_of(name)
    if measure is None or sort is None:
        return ONE
    plain = measure.factor == ONE and not measure.per
    return ONE if plain else (measure.factor if measure.sort is sort else None) or Decimal(0)


def _by_hand(
    header: Sequence[str], fields: Mapping[str, Field], chosen: Mapping[str, str], faults: list[DeskError]
) -> tuple[dict[str, int], dict[str, str]]:
    """Find the columns that somebody named, and the units that they told."""
    columns, units = dict[str, int](), dict[str, str]()
    for name, text in chosen.items():
        try:
            if name not in fields:
                known = tr("known are: {names}").format(names=", ".join(fields))
                raise BadValue(what=tr("field"), value=name, why=known)
            if text != NO_COLUMN:
                column, unit = _divided(header, text)
                columns[name] = _place(header, column)
                if unit is not None:
                    units[name] = _unit_of(name, unit)
        except DeskError as fault:
            faults.append(fault)
    return columns, units


def _divided(header: Sequence[str], text: str) -> tuple[str, str | None]:
    """Tell a column's name from the unit behind its colon, unless a column is called so as a whole."""
    found = _COLON.fullmatch(text)
    if found is None or any(whole_key(name) == whole_key(text) for name in header):
        return text, None
    return found[1].strip(), found[2].strip()


def _unit_of(name: str, unit: str) -> str:
    """Give the unit of a field's numbers as it was told, or the order of its days.

    Raises:
        BadValue: the field's numbers cannot be in it.
    """
    if name in DAYS and parse_day_order(unit):
        return unit
    measure, sort = parse_measure(unit), sort_of(name)
    if measure is None or sort is None or not _suits(measure, name):
        units = units_for(name)
        known = tr("known are: {names}").format(names=", ".join(units)) if units else tr("it has no unit")
        raise BadValue(what=tr("unit of {field}").format(field=name), value=unit, why=known)
    return unit


def units_for(name: str) -> tuple[str, ...]:
    """Name what can be told of a field's column: the units of its numbers, the orders of its days, or nothing."""
    sort = sort_of(name)
    return ORDERS if name in DAYS else unit_names(sort) if sort else ()


def needed_fields(fields: Mapping[str, Field], columns: Container[str]) -> set[str]:
    """Name the fields for which a file must have a column: without those that another column tells with its own."""
    told = {each for field in fields.values() if field.name in columns for each in field.instead_of}
    return {field.name for field in fields.values() if field.required} - told


def _faults(
    header: Sequence[str],
    titles: Sequence[Title],
    fields: Mapping[str, Field],
    columns: Mapping[str, int],
    first: Sequence[Sequence[str]],
) -> Iterator[DeskError]:
    missing = sorted(needed_fields(fields, columns) - columns.keys(), key=list(fields).index)
    if "room" in missing and is_grid([header, *first]):
        yield GridNotRead()
    elif missing:
        seen = _seen(header)
        yield ColumnMissing(missing=missing, seen=seen, how=" ".join(f"--map {name}=COLUMN" for name in missing))
    taken: dict[int, str] = {}
    for name, place in columns.items():
        if place in taken:
            yield ColumnTakenTwice(column=_shown(header, place), first=taken[place], second=name)
        if not _factor(name, titles[place]):
            yield ColumnInOtherUnit(column=_shown(header, place))
        taken[place] = name


def said_by_hand(columns: ColumnMap) -> dict[str, str]:
    """Say a whole map as it can be given by hand: each field's header, or its number where another is called so.

    A unit that was told stands behind it.

    A field that has no column is said to have none, so that the map stays what it is when more names are known.
    """
    keys = [whole_key(name) for name in columns.header]
    said = {name: columns.header[place].strip() for name, place in columns.columns.items()}
    for name, place in columns.columns.items():
        if not keys[place] or keys.count(keys[place]) > 1 or said[name] == NO_COLUMN:
            said[name] = str(place + 1)
    said |= {name: f"{said[name]}:{unit}" for name, unit in columns.units.items()}
    return {name: said.get(name, NO_COLUMN) for name in fields_of(columns.kind)}


def column_notes(columns: ColumnMap) -> list[Problem]:
    """Tell of columns that would be a field's if their unit were read, and of prices that were taken for totals."""
    names = frozenset().union(*(each.names for each in fields_of(columns.kind).values()))
    unread = [name for name in columns.unused if read_title(name).unread in names]
    totals = sorted(columns.as_totals, key=list(columns.columns).index)
    kind = (
        [note("kind_of_all", KIND_OF_ALL, kind=word(UnitKind(columns.kind_of_all)), column=columns.name_of("room"))]
        if columns.kind_of_all
        else []
    )
    return [
        *(kind if columns.kind == "units" else []),
        *(note("read_as_total", AS_TOTAL, column=columns.name_of(name)) for name in totals),
        *(note("column_in_other_unit", OTHER_UNIT, column=short(name)) for name in unread),
    ]


def _place(header: Sequence[str], text: str) -> int:
    """Find a column by its header, with its unit or without, else by its number, else by its letters."""
    key, title = whole_key(text), read_title(text)
    named = [place for place, name in enumerate(header) if key and whole_key(name) == key]
    if not named and title.measure is None:
        named = [place for place, name in enumerate(header) if key and read_title(name).key == key]
    if len(named) == 1:
        return named[0]
    place = _number(text) - 1
    if named or not 0 <= place < len(header):
        seen = ", ".join(_all_shown(header, named) if named else _seen(header))
        raise NotFound(what=tr("column"), value=text, hint=tr("The columns are: {names}.").format(names=seen))
    return place


def _number(text: str) -> int:
    """Read a column's number from 1, or its letters (A is 1, AA is 27); 0 for anything else."""
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    if not _LETTERS.fullmatch(text):
        return 0
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _seen(header: Sequence[str]) -> list[str]:
    places = [place for place, name in enumerate(header) if name.strip()]
    return [_shown(header, place) for place in places[:SHOWN]] + ["…"] * (len(places) > SHOWN)


def _all_shown(header: Sequence[str], places: Iterable[int]) -> list[str]:
    return [_shown(header, place) for place in places]


def _shown(header: Sequence[str], place: int) -> str:
    return f"{short(header[place])} ({letters_of(place)})"


def letters_of(place: int) -> str:
    """Give a column's letters as a spreadsheet does, from its place (from 0): A, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
