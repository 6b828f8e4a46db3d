"""Putting a price list in force: every free unit of it gets its price, and what changed is kept for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db import imports, prices, units
from db.prices import EntryRow
from db.units import UnitRow
from salesdesk.domain.pricing import lowest_of_band
from salesdesk.language import N_
from salesdesk.services.desk import Change, Look

CLAIMED = N_("it is claimed, so its price is frozen")
ABOVE_FILED = N_("the price is above its filed price")
BELOW_BAND = N_("the price is below the lowest price that the authority allows")
BELOW_FLOOR = N_("the price is below its floor price")


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit that keeps its price, and why."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit of a list beside its price of today; minor units."""

    unit: UnitRow
    entry: EntryRow

    @property
    def changes(self) -> bool:
        """Tell whether the list asks for another price than today's."""
        today = (self.unit.unit_price_minor, self.unit.list_price_minor)
        return today != (self.entry.unit_price_minor, self.entry.list_price_minor)


def compared(look: Look, list_id: int, *, hold: bool = False) -> tuple[list[Compared], list[Kept]]:
    """Put the prices of a list beside today's: the units that it prices, and those that keep what they have."""
    there = {row.id: row for row in units.unit_ids(look.tx, look.project_id, hold=hold).values()}
    claimed = claimed_now(look)
    priced: list[Compared] = []
    kept: list[Kept] = []
    for entry in prices.entries_of(look.tx, list_id):
        unit = there[entry.unit_id]
        reason = CLAIMED if unit.id in claimed else _why_kept(look, unit, entry)
        if reason:
            kept.append(Kept(unit.code, reason))
        else:
            priced.append(Compared(unit, entry))
    return priced, kept


def claimed_now(look: Look) -> set[int]:
    """Give the units that somebody has at this moment."""
    return {each.id for each in units.board(look.tx, look.project_id) if each.claim_kind is not None}


def _why_kept(look: Look, unit: UnitRow, entry: EntryRow) -> str | None:
    """Say why a free unit may not have a price; one that it has already stays, whatever it is."""
    listed, filed = entry.list_price_minor, unit.filed_price_minor
    if listed == unit.list_price_minor:
        return None
    if filed is not None and listed > filed:
        return ABOVE_FILED
    if filed is not None and listed < lowest_of_band(filed, look.settings.price_band_low_percent):
        return BELOW_BAND
    return BELOW_FLOOR if listed < (unit.floor_price_minor or 0) else None


def put_in_force(
    change: Change, list_id: int, name: str, approved_by: int, import_id: int | None = None
) -> tuple[int, list[Kept]]:
    """Give every free unit of a list in hand its price; gives how many changed, and the units that keep theirs."""
    units.unit_ids(change.tx, change.project_id, hold=True)
    for unit_id, code, claim in imports.end_expired_holds(change.tx, change.project_id):
        change.tell("hold.expired", unit_id=unit_id, unit=code, claim=claim)
    is_new = prices.mark_applied(change.tx, list_id)
    assert is_new, "it is not in force, and its row is held"
    priced, kept = compared(change, list_id)
    changed = [each for each in priced if each.changes]
    _write(change, changed, {"price_list_id": list_id, "staff_id": approved_by, "import_id": import_id})
    change.tell("price.applied", list=list_id, name=name, changed=len(changed), kept=[each.unit for each in kept])
    return len(changed), kept


def _write(change: Change, changed: Sequence[Compared], cause: Mapping[str, object]) -> None:
    imports.change_units(change.tx, [(each.unit.id, _after(each)) for each in changed])
    imports.void_requests_on(change.tx, [each.unit.id for each in changed])
    prices.add_changes(change.tx, [{**_kept_change(each), **cause} for each in changed])
    for each in changed:
        before = {name: getattr(each.unit, name) for name in _after(each)}
        change.tell(
            "unit.changed", unit_id=each.unit.id, unit=each.unit.code, fields_before=before, fields_after=_after(each)
        )


def _after(each: Compared) -> dict[str, object]:
    return {"unit_price_minor": each.entry.unit_price_minor, "list_price_minor": each.entry.list_price_minor}


def _kept_change(each: Compared) -> dict[str, object]:
    return {
        "unit_id": each.unit.id,
        "unit_price_before_minor": each.unit.unit_price_minor,
        "list_price_before_minor": each.unit.list_price_minor,
        **_after(each),
    }


def put_due_in_force(change: Change, but: int | None = None) -> None:
    """Put the lists in force whose day has come, but for one; every change that needs a price asks for it first."""
    for list_id in prices.due_lists(change.tx, change.project_id, change.today):
        if list_id == but:
            continue
        row = prices.locked_list(change.tx, change.project_id, list_id)
        if row is not None and row.applied_at is None and row.approved_by is not None:
            put_in_force(change, list_id, row.name, row.approved_by)
