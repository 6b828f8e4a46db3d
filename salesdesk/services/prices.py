"""Price lists as versions: made by a rule, looked at before they count, put in force from a day, never lost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from db import batches, events, prices, units
from db.prices import EntryRow, PriceChangeRow, PriceListRow
from db.units import UnitRow
from salesdesk.domain.area_prices import AreaPrice, area_price
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.phrases import known_hint
from salesdesk.domain.pricelists import ListState, Priced, PriceRule, Spread, difference_percent, price_by_rule, spread
from salesdesk.domain.pricing import Basis
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.importing.places import floor_label
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import unit_called
from salesdesk.services.new_day import begin_day
from salesdesk.services.repricing import Compared, InHand, Kept, compared, put_due_in_force, put_in_force


class PriceListExists(DeskError):
    """There is a price list {name} already. Give this one another name."""


class PriceListInForce(DeskError):
    """The price list {name} was put in force before; make a new one."""


@dataclass(frozen=True, slots=True)
class PriceListAnswer:
    """A version of the price list; `state` is draft, planned (from a day to come), in_force or taken_back."""

    name: str
    state: str
    source: str
    rule: str
    units: int
    valid_from: date | None
    made_by: str
    made_at: datetime
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A unit's price in a list beside today's; minor units."""

    unit: str
    unit_price_minor: int
    list_price_minor: int
    today_minor: int | None
    difference_minor: int


@dataclass(frozen=True, slots=True)
class PricePreview:
    """What a list would do now: the prices that would change hands, today and after, and who keeps theirs."""

    name: str
    state: str
    rule: str
    changed: int
    same: int
    today: Spread
    after: Spread
    difference_minor: int
    difference_percent: Decimal
    kept: list[Kept]
    rows: list[PriceRow]


@dataclass(frozen=True, slots=True)
class AppliedAnswer:
    """A list that was put in force, or is to be from a day on; the units that keep their price are named."""

    name: str
    state: str
    valid_from: date
    changed: int
    kept: list[Kept]


@changes("price.make", Right.SET_PRICES)
def make_list(
    change: Change, name: str, rule: PriceRule, buildings: Sequence[str] = (), batch: str | None = None
) -> PriceListAnswer:
    """Make a price list from today's prices by a rule: for all units that have a price, some buildings, or a batch.

    Nothing is in force by it yet.

    Raises:
        BadValue: the list has no name, or no unit of it has a price.
        PriceListExists: the name is in use.
        NotFound: there is no such batch, or no unit in a building.
    """
    kept = _free_name(change, name)
    chosen = _chosen(change, buildings, batch)
    if not chosen:
        raise BadValue(what="price list", value=name, why="no unit of it has a price to start from")
    entries = [_entry(change, rule, each) for each in chosen]
    values = {"project_id": change.project_id, "name": kept, "source": "rule", "rule": rule.text()}
    number = prices.add_list(change.tx, {**values, "made_by": change.actor.staff_id}, entries)
    change.tell("price.made", list=number, name=kept, rule=rule.text(), units=len(entries))
    return _answer(change, list_called(change, kept))


def _free_name(look: Look, name: str) -> str:
    kept = tidy(name)
    if not kept:
        raise BadValue(what="price list", value=name, why="a price list has a name")
    if prices.list_by_name(look.tx, look.project_id, kept):
        raise PriceListExists(name=kept)
    return kept


def _chosen(look: Look, buildings: Sequence[str], batch: str | None) -> list[UnitRow]:
    known = units.buildings(look.tx, look.project_id)
    for each in buildings:
        if each not in known:
            raise NotFound(what="building", value=each, hint=known_hint(known))
    released = _batch(look, batch) if batch is not None else None
    return [
        row
        for row in units.unit_ids(look.tx, look.project_id).values()
        if row.list_price_minor is not None
        and (not buildings or row.building in buildings)
        and released in (None, row.batch_id)
    ]


def _batch(look: Look, name: str) -> int:
    row = batches.batch_by_name(look.tx, look.project_id, tidy(name))
    if row is None:
        raise NotFound(what="batch", value=name, hint="See `salesdesk batch list`.")
    return row.id


def _entry(look: Look, rule: PriceRule, row: UnitRow) -> EntryRow:
    new = price_by_rule(rule, priced_unit(look, row), look.settings.rounding)
    return EntryRow(row.id, new.unit_price_minor, new.list_price_minor)


def priced_unit(look: Look, row: UnitRow) -> Priced:
    """Give a unit with today's prices, as a rule needs it; without the area it is priced by, it is taken as a whole."""
    listed = row.list_price_minor or 0
    whole = AreaPrice(Basis.PER_UNIT, row.built_area, listed)
    made_of = area_price(row, look.settings.basis_for(row.kind)) or whole
    traits = (row.code, _floor(row), row.orientation, row.layout)
    return Priced(*traits, made_of.area, made_of.unit_price_minor, listed, made_of.basis)


def _floor(row: UnitRow) -> int:
    """Give the number in a floor's label: 12A is the twelfth, B1 one below the ground."""
    return floor_label(row.floor)[1] // 100


@sees(Right.SET_PRICES, first=begin_day)
def preview_list(look: Look, name: str) -> PricePreview:
    """Show what putting a list in force would do now: count, lowest, average and highest price, against today's.

    Units that have no price today count for what comes after, and not for the difference.
    """
    row = list_called(look, name)
    priced, kept = compared(look, row.id)
    before = [(each.unit.list_price_minor, each.entry.list_price_minor) for each in priced]
    both = [(today_minor, minor) for today_minor, minor in before if today_minor is not None]
    today = spread([today_minor for today_minor, _ in both])
    then_minor = sum(minor for _, minor in both)
    after = spread([each.entry.list_price_minor for each in priced])
    changed = sum(each.changes for each in priced)
    return PricePreview(
        name=row.name,
        state=_state(look, row),
        rule=row.rule,
        changed=changed,
        same=len(priced) - changed,
        today=today,
        after=after,
        difference_minor=then_minor - today.total_minor,
        difference_percent=difference_percent(today.total_minor, then_minor),
        kept=kept,
        rows=sorted(map(_row, priced), key=lambda each: each.unit),
    )


def _row(each: Compared) -> PriceRow:
    today, entry = each.unit.list_price_minor, each.entry
    difference = entry.list_price_minor - (today or 0)
    return PriceRow(each.unit.code, entry.unit_price_minor, entry.list_price_minor, today, difference)


@changes("price.apply", Right.SET_PRICES)
def apply_list(change: Change, name: str, valid_from: date | None = None) -> AppliedAnswer:
    """Put a price list in force now, or from a day to come; claimed units keep their price and are named.

    A list of a day to come counts from the first change on or after that day that needs a price.

    Raises:
        PriceListInForce: it was put in force before.
        BadValue: the day lies in the past.
    """
    return begin(change, name, valid_from)


def begin(change: Change, name: str, valid_from: date | None = None) -> AppliedAnswer:
    """Put a price list in force as a part of something larger, as `apply_list` does on its own.

    Raises:
        PriceListInForce: it was put in force before.
        BadValue: the day lies in the past.
    """
    begins = valid_from or change.today
    if begins < change.today:
        raise BadValue(what="date", value=begins.isoformat(), why="it lies in the past")
    row = prices.locked_list(change.tx, change.project_id, list_called(change, name).id)
    assert row is not None
    if row.applied_at is not None:
        raise PriceListInForce(name=row.name)
    put_due_in_force(change, but=row.id)
    prices.approve_list(change.tx, row.id, change.actor.staff_id, begins)
    if begins > change.today:
        _, kept = compared(change, row.id)
        change.tell("price.planned", list=row.id, name=row.name, valid_from=begins.isoformat())
        return AppliedAnswer(row.name, ListState.PLANNED, begins, 0, kept)
    changed, kept = put_in_force(change, InHand(row.id, row.name, change.actor.staff_id))
    return AppliedAnswer(row.name, ListState.IN_FORCE, begins, changed, kept)


@sees(Right.SEE_PRICES, first=begin_day)
def list_prices(look: Look) -> list[PriceListAnswer]:
    """List the versions of the price list, the latest first; who sets no prices sees those that are in force."""
    rows = prices.lists(look.tx, look.project_id)
    everything = look.may(Right.SET_PRICES)
    return [_answer(look, row) for row in rows if everything or row.applied_at is not None]


@sees(Right.SEE_PRICES, first=begin_day)
def price_history(look: Look, unit: str) -> list[PriceChangeRow]:
    """Give the changes of a unit's price, the latest first; those by no price list came with a list of units."""
    found = unit_called(look, unit)
    by_lists = prices.changes_of(look.tx, found.id)
    seen = {(each.at, each.list_price_minor) for each in by_lists}
    others = [each for each in _told_changes(look, found.id) if (each.at, each.list_price_minor) not in seen]
    return sorted([*by_lists, *others], key=lambda each: each.at, reverse=True)


def _told_changes(look: Look, unit_id: int) -> Iterator[PriceChangeRow]:
    """Give the changes of a unit's list price that the log tells of."""
    for event in events.unit_events(look.tx, unit_id, "unit.changed"):
        facts: dict[str, Any] = dict(event.facts)
        before, after = facts["fields_before"], facts["fields_after"]
        if "list_price_minor" in after and before["list_price_minor"] != after["list_price_minor"]:
            yield PriceChangeRow(
                price_list=None,
                unit_price_before_minor=before.get("unit_price_minor"),
                list_price_before_minor=before["list_price_minor"],
                unit_price_minor=after.get("unit_price_minor"),
                list_price_minor=after["list_price_minor"],
                staff=event.staff or "",
                at=event.at,
            )


def list_called(look: Look, name: str) -> PriceListRow:
    """Find a price list by its name.

    Raises:
        NotFound: there is none; the latest are named.
    """
    row = prices.list_by_name(look.tx, look.project_id, tidy(name))
    if row is None:
        known = [each.name for each in prices.lists(look.tx, look.project_id)[:5]]
        raise NotFound(what="price list", value=name, hint=known_hint(known))
    return row


def _state(look: Look, row: PriceListRow) -> str:
    if row.applied_at is not None:
        is_back = row.source == "import" and prices.is_taken_back(look.tx, row.id)
        return ListState.TAKEN_BACK if is_back else ListState.IN_FORCE
    return ListState.PLANNED if row.approved_at is not None else ListState.DRAFT


def _answer(look: Look, row: PriceListRow) -> PriceListAnswer:
    return PriceListAnswer(
        name=row.name,
        state=_state(look, row),
        source=row.source,
        rule=row.rule,
        units=row.units,
        valid_from=row.valid_from,
        made_by=row.made_by,
        made_at=row.made_at,
        applied_at=row.applied_at,
    )
