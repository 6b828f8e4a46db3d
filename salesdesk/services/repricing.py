"""Putting a price list in force: every free unit of it gets its price, and what changed is kept for good."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from operator import attrgetter

from db import events, imports, prices, units
from db.events import NewEvent
from db.prices import EntryRow
from db.unit_columns import write_columns
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


@dataclass(frozen=True, slots=True)
class Present:
    """The units of a project by their numbers, as they are, and those that somebody has."""

    units: Mapping[int, UnitRow]
    claimed: Set[int]


def present_units(look: Look) -> Present:
    """Give the units of the project as they are at this moment."""
    rows = units.unit_ids(look.tx, look.project_id).values()
    return Present({row.id: row for row in rows}, units.claimed_units(look.tx, look.project_id))


def compared(look: Look, list_id: int) -> tuple[list[Compared], list[Kept]]:
    """Put the prices of a list beside today's: the units that it prices, and those that keep what they have."""
    return side_by_side(look, prices.entries_of(look.tx, list_id), present_units(look))


def side_by_side(look: Look, entries: Iterable[EntryRow], there: Present) -> tuple[list[Compared], list[Kept]]:
    """Put prices beside those of known units: the units that get theirs, and those that keep what they have."""
    priced: list[Compared] = []
    kept: list[Kept] = []
    for entry in entries:
        unit = there.units[entry.unit_id]
        reason = CLAIMED if unit.id in there.claimed else _why_kept(look, unit, entry)
        if reason:
            kept.append(Kept(unit.code, reason))
        else:
            priced.append(Compared(unit, entry))
    return priced, kept


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


@dataclass(frozen=True, slots=True)
class Repricing:
    """What a list changes, by column: units, their prices before and after, what the log says; and who keeps theirs."""

    unit_ids: Sequence[int]
    before: Mapping[str, Sequence[int | None]]
    after: Mapping[str, Sequence[int | None]]
    said: Sequence[str]
    kept: Sequence[str]

    @classmethod
    def of(cls, priced: Iterable[Compared], kept: Iterable[Kept]) -> "Repricing":
        """Put together what changes of units that get their prices."""
        changed = [each for each in priced if each.changes]
        was, now = [each.unit for each in changed], [each.entry for each in changed]
        return cls(
            [row.id for row in was],
            {name: list(map(attrgetter(name), was)) for name in prices.PRICES},
            {name: list(map(attrgetter(name), now)) for name in prices.PRICES},
            list(map(_said, changed)),
            [each.unit for each in kept],
        )


def _said(each: Compared) -> str:
    before, after = ({name: getattr(row, name) for name in prices.PRICES} for row in (each.unit, each.entry))
    return events.data_in_words({"unit": each.unit.code, "fields_before": before, "fields_after": after})


@dataclass(frozen=True, slots=True)
class InHand:
    """A list that is put in force: its number and name, who approved it, and the import that it came by."""

    id: int
    name: str
    approved_by: int
    import_id: int | None = None

    @property
    def cause(self) -> dict[str, int | None]:
        """What prices change by."""
        return {"price_list_id": self.id, "staff_id": self.approved_by, "import_id": self.import_id}


def end_expired_holds(change: Change) -> None:
    """End the holds of the project whose time is over, and tell of them."""
    for unit_id, code, claim in imports.end_expired_holds(change.tx, change.project_id):
        change.tell("hold.expired", unit_id=unit_id, unit=code, claim=claim)


def put_in_force(change: Change, which: InHand) -> tuple[int, list[Kept]]:
    """Give every free unit of a list in hand its price; gives how many changed, and the units that keep theirs."""
    units.hold_units(change.tx, change.project_id)
    end_expired_holds(change)
    priced, kept = compared(change, which.id)
    found = Repricing.of(priced, kept)
    reprice(change, which, found)
    return len(found.unit_ids), kept


def reprice(change: Change, which: InHand, found: Repricing) -> None:
    """Give units that are held the prices of a list, which is in force from then on."""
    is_new = prices.mark_applied(change.tx, which.id)
    assert is_new, "it is not in force, and its row is held"
    write_columns(change.tx, found.unit_ids, found.after)
    imports.void_requests_on(change.tx, found.unit_ids)
    prices.add_changes(change.tx, found.unit_ids, found.before, found.after, which.cause)
    told = zip(found.said, found.unit_ids, strict=True)
    change.tell_all(NewEvent("unit.changed", *each) for each in told)
    change.tell("price.applied", list=which.id, name=which.name, changed=len(found.unit_ids), kept=list(found.kept))


def put_due_in_force(change: Change, but: int | None = None) -> None:
    """Put the lists in force whose day has come, but for one; every change that needs a price asks for it first."""
    for list_id in prices.due_lists(change.tx, change.project_id, change.today):
        if list_id == but:
            continue
        row = prices.locked_list(change.tx, change.project_id, list_id)
        if row is not None and row.applied_at is None and row.approved_by is not None:
            put_in_force(change, InHand(list_id, row.name, row.approved_by))
