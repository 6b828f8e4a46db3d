"""Prices of a file against what is there: what is new, changed, the same, and what may not be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from db import events, imports, prices
from db.prices import EntryRow
from db.units import UnitRow
from salesdesk.domain.pricing import lowest_of_band
from salesdesk.importing.price_lists import PriceRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.unit_prices import ABOVE_FILED, FLOOR_ABOVE_LIST
from salesdesk.language import N_
from salesdesk.services.desk import Look
from salesdesk.services.import_effects import Effects
from salesdesk.services.import_run import Applied
from salesdesk.services.repricing import Present, Repricing, present_units, side_by_side

CLAIMED = Reason(
    "claimed", N_("the unit is claimed, so its prices are frozen"), N_("the prices it has, or the end of the claim")
)
FILED_BELOW_LIST = Reason(
    "filed_below_list",
    N_("{column}: {value!r} is below the list price of this unit"),
    N_("at least the list price that is in force; lower that with it, from today"),
)
BELOW_BAND = Reason(
    "below_band",
    N_("{column}: {value!r} is below the lowest price that the authority allows"),
    N_("at least the project's share of the filed price (price_band_low_percent)"),
)
BELOW_FLOOR = Reason(
    "below_floor", N_("{column}: {value!r} is below the floor price of this unit"), N_("at least the floor price")
)
LIMITS = ("filed_price_minor", "floor_price_minor")
Prices = tuple[int | None, int | None]
"""What a unit costs: of one m² and of the whole, in minor units."""


@dataclass(slots=True)
class Found(Applied):
    """The rows of a price list against what is there; `refused` gives the kind of price and the reason by line.

    They were compared on a day; `limits` are the units with another filed or floor price, and `repricing` is what
    changes if the list prices are in force at once.
    """

    day: date | None = None
    limits: list[tuple[UnitRow, dict[str, int | None]]] = field(default_factory=list)
    entries: list[EntryRow] = field(default_factory=list)
    repriced: bool = False
    """Whether any list price differs from that of the day."""
    repricing: Repricing = field(default_factory=lambda: Repricing.of((), ()))
    effects: Effects = field(default_factory=Effects)


def sort_prices(look: Look, records: Sequence[PriceRecord], begins: date) -> Found:
    """Put the prices of a file beside those of the units: list prices beside those of the day they are to begin."""
    seq, present, planned = events.last_seq(look.tx, look.project_id), present_units(look), _planned(look, begins)
    there = {row.code: row for row in present.units.values()}
    found = Found(seq, day=look.today)
    after = dict(present.units)
    for record in records:
        row = there[record.code]
        listed = planned.get(row.id, (row.unit_price_minor, row.list_price_minor))
        reprices = record.list_price_minor is not None and listed != _asked(record)
        limits = _limits(record, row)
        changes = reprices or bool(limits)
        refusal = _refusal(look, record, row, row.id in present.claimed, begins) if changes else None
        if refusal:
            found.refused[record.line] = refusal
            continue
        _count(found, record, row, changes=changes)
        found.repriced |= reprices
        if record.list_price_minor is not None:
            found.entries.append(_entry(record, row))
        if limits:
            found.limits.append((row, limits))
            after[row.id] = replace(row, **limits)  # type: ignore[arg-type]
    if found.repriced and begins <= look.today:
        found.entries.sort(key=attrgetter("unit_id"))
        found.repricing = Repricing.of(*side_by_side(look, found.entries, Present(after, present.claimed)))
    priced = (*found.repricing.unit_ids, *(row.id for row, _ in found.limits))
    found.effects.void = imports.open_requests_on(look.tx, priced)
    return found


def _planned(look: Look, begins: date) -> dict[int, Prices]:
    """Give the prices that lists which are to be in force by a day will have given to units."""
    coming: dict[int, Prices] = {}
    for list_id in prices.due_lists(look.tx, look.project_id, begins):
        for entry in prices.entries_of(look.tx, list_id):
            coming[entry.unit_id] = (entry.unit_price_minor, entry.list_price_minor)
    return coming


def _asked(record: PriceRecord) -> Prices:
    whole = record.list_price_minor
    return (whole if record.unit_price_minor is None else record.unit_price_minor, whole)


def _entry(record: PriceRecord, row: UnitRow) -> EntryRow:
    each, whole = _asked(record)
    assert each is not None, "it has a list price"
    assert whole is not None, "it has a list price"
    return EntryRow(row.id, each, whole)


def _limits(record: PriceRecord, row: UnitRow) -> dict[str, int | None]:
    told = {name: getattr(record, name) for name in LIMITS}
    return {name: value for name, value in told.items() if value is not None and value != getattr(row, name)}


def _count(found: Found, record: PriceRecord, row: UnitRow, *, changes: bool) -> None:
    """Count a row as new where the unit had none of the prices that it gives."""
    told = [name for name in ("list_price_minor", *LIMITS) if getattr(record, name) is not None]
    if not changes:
        found.same += 1
    elif all(getattr(row, name) is None for name in told):
        found.new += 1
    else:
        found.changed += 1


def _refusal(look: Look, record: PriceRecord, row: UnitRow, claimed: bool, begins: date) -> tuple[str, Reason] | None:
    return (_first_told(record), CLAIMED) if claimed else price_refusal(look, record, row, now=begins <= look.today)


def price_refusal(look: Look, record: PriceRecord, row: UnitRow, *, now: bool = True) -> tuple[str, Reason] | None:
    """Say which price of a unit may not be, and why, beside those that are silent in a file and stay.

    A list price that begins later leaves today's in force until then.
    """
    filed, today = record.filed_price_minor, record.list_price_minor if now else None
    in_force = _or(today, row.list_price_minor)
    if filed is not None and in_force is not None and in_force > filed:
        return ("filed" if today is None else "list", FILED_BELOW_LIST if today is None else ABOVE_FILED)
    return _by_filed(look, record, row) or _by_floor(record, row)


def _by_filed(look: Look, record: PriceRecord, row: UnitRow) -> tuple[str, Reason] | None:
    listed, filed = record.list_price_minor, _or(record.filed_price_minor, row.filed_price_minor)
    if listed is None or filed is None:
        return None
    if listed > filed:
        return ("list", ABOVE_FILED)
    return ("list", BELOW_BAND) if listed < lowest_of_band(filed, look.settings.price_band_low_percent) else None


def _by_floor(record: PriceRecord, row: UnitRow) -> tuple[str, Reason] | None:
    listed = _or(record.list_price_minor, row.list_price_minor)
    floor = _or(record.floor_price_minor, row.floor_price_minor)
    if listed is None or floor is None or floor <= listed:
        return None
    return ("list", BELOW_FLOOR) if record.floor_price_minor is None else ("floor", FLOOR_ABOVE_LIST)


def _first_told(record: PriceRecord) -> str:
    told = {"list": record.list_price_minor, "filed": record.filed_price_minor, "floor": record.floor_price_minor}
    return next(which for which, minor in told.items() if minor is not None)


def _or(told: int | None, kept: int | None) -> int | None:
    return kept if told is None else told
