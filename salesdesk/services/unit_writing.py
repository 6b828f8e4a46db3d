"""A staged list of units against those that are there: what it adds, what it changes, and what may not be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from db import events, staged_units
from db.events import NewEvent
from db.staged_units import Difference
from db.units import RECORD_COLUMNS, UnitRow
from salesdesk.domain.area_prices import per_square_metre
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import FROZEN_BY_CLAIM, UNSAID, UnitKind, UnitState, kind_or_flat
from salesdesk.importing.price_lists import PriceRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.spool import Spool
from salesdesk.importing.units import SOURCES, place_field
from salesdesk.language import N_
from salesdesk.services.desk import Change, Look
from salesdesk.services.import_effects import Effects
from salesdesk.services.price_checks import price_refusal
from salesdesk.services.repricing import end_expired_holds
from salesdesk.services.unit_intake import UnitList

PRICE_FIELDS = {"list": "list_price_minor", "filed": "filed_price_minor", "floor": "floor_price_minor"}
CLAIMED = Reason(
    "claimed",
    N_("the unit is claimed, so its price and area are frozen"),
    N_("the values it has, or the end of the claim"),
)
KIND_UNSAID = Reason(
    "kind_not_told",
    N_("{column}: {value!r} cannot be compared: the unit is not priced as a flat is, and its kind is not told"),
    N_("the kind that the unit has, in a column of its own"),
)
BLOCK_LEFT_OUT = Reason(
    "block_left_out",
    N_("{column}: {value!r} of this building is in the project with a block, which is not told here"),
    N_("the block that it has there; or both units in one list, if they are two"),
)
BLOCK_ADDED = Reason(
    "block_added",
    N_("{column}: {value!r} of this building is in the project without a block"),
    N_("no block, as it is there; or both units in one list, if they are two"),
)
_KIND = RECORD_COLUMNS.index("kind")
NOTED_AT_ONCE = 500


@dataclass(slots=True)
class Compared:
    """What a list comes to beside the units that are there, as they are at a number of the log.

    Kept back are lines that were well written and yet are refused: the column, and why; of these are set apart those
    that tell a unit otherwise than the project does. `fields` are those that change in any unit.
    """

    seq: int
    new: int
    there: int
    same: int
    changed: int = 0
    list_total_minor: int = 0
    set_apart: int = 0
    kept_back: dict[int, tuple[str, Reason]] = field(default_factory=dict)
    changes: Spool = field(default_factory=Spool)
    unit_prices: Spool = field(default_factory=Spool)
    """Of units that get another area and cost what they did: the code, and what one m² of it costs now."""

    fields: set[str] = field(default_factory=set)
    effects: Effects = field(default_factory=Effects)


def compare(look: Look, units: UnitList) -> Compared:
    """Put a staged list beside the units of the project; what it changes is noted in the temporary tables, too."""
    seq = events.last_seq(look.tx, look.project_id)
    met = staged_units.meeting(look.tx, look.project_id)
    found = Compared(seq, met.rows - met.there, met.there, met.there, list_total_minor=met.list_total_minor)
    staged_units.forget_changes(look.tx)
    if not met.is_first:
        _set_apart(look, units, found)
        found.effects.new_buildings = staged_units.new_buildings(look.tx, look.project_id) if found.new else []
    if not met.there:
        return found
    waiting: list[tuple[int, str, bool]] = []
    for each in staged_units.differences(look.tx, look.project_id, units.told):
        found.same -= 1
        change = _judge(look, units, found, each)
        if change is not None:
            waiting.append(change)
        if len(waiting) == NOTED_AT_ONCE:
            staged_units.note_changes(look.tx, waiting)
            waiting = []
    staged_units.note_changes(look.tx, waiting)
    staged_units.set_unit_prices(look.tx, found.unit_prices)
    found.effects.void = staged_units.open_requests(look.tx)
    return found


def _set_apart(look: Look, units: UnitList, found: Compared) -> None:
    """Keep rows back that would make a second unit of one that is there."""
    column = place_field(units.columns)
    for line, tells_block, price in staged_units.set_apart(look.tx, look.project_id):
        found.kept_back[line] = (column, BLOCK_ADDED if tells_block else BLOCK_LEFT_OUT)
        found.set_apart += 1
        found.new -= 1
        found.list_total_minor -= price


def _judge(look: Look, units: UnitList, found: Compared, row: Difference) -> tuple[int, str, bool] | None:
    """Say whether a row may change its unit, and put by what it changes."""
    said = dict(zip(RECORD_COLUMNS, row.told, strict=True))
    there = row.unit
    values = {
        name: value
        for name, value in said.items()
        if name in units.told and value is not None and value != getattr(there, name)
    }
    refusal = _refusal(look, row, values)
    if refusal is not None:
        field, reason = refusal
        column = next((each for each in SOURCES[field] if each in units.columns.columns), field)
        found.kept_back[row.line] = (column, reason)
        found.list_total_minor -= said["list_price_minor"] or 0
        return None
    found.changed += 1
    if _keeps_its_price(look, there, values):
        values |= _price_of_one(look, there, values)
        found.unit_prices.add((there.code, values.get("unit_price_minor", there.unit_price_minor)))
        found.effects.priced_before += 1
    found.fields |= values.keys()
    before = {name: getattr(there, name) for name in values}
    said = {"unit": there.code, "fields_before": before, "fields_after": values}
    found.changes.add((there.id, events.data_in_words(said)))
    return there.id, there.code, any(name in values for name in FROZEN_BY_CLAIM)


def _refusal(look: Look, row: Difference, values: dict[str, object]) -> tuple[str, Reason] | None:
    """Say which change may not be: one of a claimed unit, or a price that does not go with what was filed before."""
    frozen = [name for name in FROZEN_BY_CLAIM if name in values]
    if frozen and row.claimed:
        return (frozen[0], CLAIMED)
    prices = [name for name in ("unit_price_minor", *PRICE_FIELDS.values()) if name in values]
    if prices and row.told[_KIND] is None and _is_priced_otherwise(look, row.unit):
        return (prices[-1], KIND_UNSAID)
    told = {name: values.get(name) for name in PRICE_FIELDS.values()}
    if not any(told.values()):
        return None
    record = PriceRecord(row.line, row.unit.code, None, **told)  # type: ignore[arg-type]
    found = price_refusal(look, record, row.unit)
    return (PRICE_FIELDS[found[0]], found[1]) if found else None


def _keeps_its_price(look: Look, there: UnitRow, values: Mapping[str, object]) -> bool:
    """Tell whether a unit gets another area by which it is priced, and the whole costs what it did."""
    basis = look.settings.basis_for(UnitKind(there.kind))
    is_resized = basis is not Basis.PER_UNIT and f"{basis}_area" in values
    return is_resized and there.list_price_minor is not None and "list_price_minor" not in values


def _price_of_one(look: Look, there: UnitRow, values: Mapping[str, object]) -> dict[str, object]:
    """Give what one m² of another area costs, if that differs: the whole is what it was."""
    area = values[f"{look.settings.basis_for(UnitKind(there.kind))}_area"]
    assert isinstance(area, int)
    price = per_square_metre(there.list_price_minor or 0, area)
    return {} if price == there.unit_price_minor else {"unit_price_minor": price}


def _is_priced_otherwise(look: Look, there: UnitRow) -> bool:
    return look.settings.basis_for(UnitKind(there.kind)) is not look.settings.basis_for(kind_or_flat(UNSAID))


def write_units(
    change: Change, units: UnitList, before: Compared, batch_id: int | None
) -> tuple[Compared, list[list[int]]]:
    """Write a list; what was compared before counts if nothing has happened since, else it is compared anew.

    Gives what the list came to, and the numbers of the new units as ranges, first and last.
    """
    staged_units.hold_changed(change.tx)
    end_expired_holds(change)
    found = before if change.is_still_at(before.seq) else _compare_anew(change, units)
    made = []
    if found.new:
        all_new = not found.there and not found.set_apart
        first = UnitState.NOT_RELEASED.value
        made = staged_units.add_new(change.tx, change.project_id, first, batch_id, all_new=all_new)
    if found.changed:
        staged_units.write_changes(change.tx, found.fields)
        staged_units.void_requests(change.tx)
        change.tell_all(_told(found))
    return found, made


def _compare_anew(change: Change, units: UnitList) -> Compared:
    staged_units.hold_listed(change.tx, change.project_id)
    return compare(change, units)


def _told(found: Compared) -> Iterator[NewEvent]:
    return (NewEvent("unit.changed", said, unit_id) for unit_id, said in found.changes)
