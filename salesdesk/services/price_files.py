"""Importing a price list: read and checked first, then filed and floor prices written, and list prices put in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db import imports, prices, units
from db.events import NewEvent
from db.unit_columns import write_columns
from db.units import UnitRow
from salesdesk.domain.errors import BadValue
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.importing.price_lists import PriceRecord
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.tables import Source
from salesdesk.importing.unit_prices import column_of
from salesdesk.language import tr
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_answers import ImportAnswer, note_import
from salesdesk.services.import_effects import Effects
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.import_run import Applied, CheckedFile, Ready, checked_file, try_file, write_file
from salesdesk.services.price_checks import LIMITS, Found, sort_prices
from salesdesk.services.prices import PriceListExists
from salesdesk.services.repricing import InHand, end_expired_holds, put_due_in_force, reprice

LONGEST_NAME = 60
FORECAST_EACH = 0.2
"""How long a unit's new prices take to be written, as a multiple of the time that a row takes to be checked."""


@dataclass(frozen=True, slots=True)
class PricesAnswer(ImportAnswer):
    """What came of a price list: beside the counts, the version that its list prices became, and from which day."""

    price_list: str | None = None
    valid_from: date | None = None


@dataclass(slots=True)
class _Applied(Applied):
    """What was, or would be, done, also beside the rows; the name of the list that the list prices became."""

    price_list: str | None = None
    effects: Effects = field(default_factory=Effects)


@dataclass(frozen=True, slots=True)
class _Order:
    """What the list is to be called, if somebody named it, and from which day it counts."""

    name: str | None
    begins: date


def import_prices(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    name: str | None = None,
    valid_from: date | None = None,
    rejects: Path | None = None,
    dry_run: bool = True,
    progress: TellProgress | None = None,
) -> PricesAnswer:
    """Import list, filed and floor prices of units that are there; claimed units keep theirs and are named.

    List prices become a version of the price list, in force now or from a day; filed and floor prices change at once.
    The good rows go in together, the others come back with their reasons. A second import of a file changes nothing.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
        PriceListExists: there is a price list of this name.
        BadValue: the day lies in the past.
    """
    terms = reading_terms(desk, ImportKind.PRICES)
    begins = valid_from or terms.today
    if begins < terms.today:
        raise BadValue(what=tr("date"), value=begins.isoformat(), why=tr("it lies in the past"))
    told = ProgressTeller(progress)
    order = _Order(name, begins)
    with checked_file(
        ImportKind.PRICES, PriceRecord, source, terms, by_hand=by_hand, sheet=sheet, told=told, field_of=column_of
    ) as file:
        if dry_run:
            done, said = try_file(file, lambda: _preview(desk, file.records, order), rejects)
        else:
            done, said = _import(desk, file, order, rejects)
        kept = (each.list_price_minor or 0 for each in file.records if each.line not in done.refused)
        dated = begins if done.price_list else None
        said |= {"list_total_minor": sum(kept), "notes": [*said["notes"], *done.effects.notes()]}
        return PricesAnswer(**said, price_list=done.price_list, valid_from=dated)


def _import(
    desk: Desk, file: CheckedFile[PriceRecord], order: _Order, rejects: Path | None
) -> tuple[_Applied, dict[str, Any]]:
    ready, table = Ready(file, _compare(desk, file.records, order)), file.table
    return write_file(
        desk,
        file,
        ahead=ready.found,
        forecast=FORECAST_EACH * file.seconds_each * (ready.found.new + ready.found.changed),
        write=lambda: _write(desk, table.name, table.sha256, ready, order),
        rejects=rejects,
    )


@sees(Right.SET_PRICES)
def _compare(look: Look, records: Sequence[PriceRecord], order: _Order) -> Found:
    return sort_prices(look, records, order.begins)


@sees(Right.SET_PRICES)
def _preview(look: Look, records: Sequence[PriceRecord], order: _Order) -> _Applied:
    found = sort_prices(look, records, order.begins)
    if order.name is not None and found.repriced:
        _free_name(look, order.name)
    return _applied(found)


def _applied(found: Found, import_id: int | None = None, price_list: str | None = None) -> _Applied:
    counts = found.new, found.changed, found.same
    return _Applied(found.seq, import_id, *counts, found.refused, price_list, found.effects)


@changes("import.prices", Right.SET_PRICES)
def _write(change: Change, file: str, sha256: str, ready: Ready[PriceRecord, Found], order: _Order) -> _Applied:
    units.hold_units(change.tx, change.project_id)
    end_expired_holds(change)
    put_due_in_force(change)
    stands = ready.stands(change) and ready.found.day == change.today
    found = ready.found if stands else sort_prices(change, ready.file.records, order.begins)
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = len(ready.file.refused) + len(found.refused)
    number = note_import(change, ImportKind.PRICES, file, sha256, counted, rejected)
    _write_limits(change, found)
    listed = None
    if found.repriced:
        listed = _next_name(change, Path(file).stem) if order.name is None else _free_name(change, order.name)
        _write_list(change, found, listed, order.begins, number, file)
    told: dict[str, object] = {"file": file, "sha256": sha256, "import": number, **counted, "rejected": rejected}
    change.tell("import.prices", list=listed, limits=len(found.limits), **told)  # type: ignore[arg-type]
    return _applied(found, number, listed)


def _free_name(look: Look, name: str) -> str:
    kept = tidy(name)
    if not kept or len(kept) > LONGEST_NAME:
        raise BadValue(what=tr("price list"), value=name, why=tr("a name has 1 to 60 characters"))
    if prices.list_by_name(look.tx, look.project_id, kept):
        raise PriceListExists(name=kept)
    return kept


def _next_name(look: Look, stem: str) -> str:
    """Name a list after its file, with a number behind it where that name is taken."""
    plain = tidy(stem)[: LONGEST_NAME - 6].strip() or "prices"
    taken = {row.name for row in prices.lists(look.tx, look.project_id)}
    number, name = 1, plain
    while name in taken:
        number += 1
        name = f"{plain} ({number})"
    return name


def _write_limits(change: Change, found: Found) -> None:
    """Write filed and floor prices, and make the requests void that were made under others."""
    numbers = [row.id for row, _ in found.limits]
    after = {name: [values.get(name, getattr(row, name)) for row, values in found.limits] for name in LIMITS}
    write_columns(change.tx, numbers, after)
    change.tell_all(_limit_told(row, values) for row, values in found.limits)
    imports.void_requests_on(change.tx, numbers)


def _limit_told(row: UnitRow, after: Mapping[str, int | None]) -> NewEvent:
    before = {name: getattr(row, name) for name in after}
    return NewEvent("unit.changed", {"unit": row.code, "fields_before": before, "fields_after": after}, row.id)


def _write_list(change: Change, found: Found, name: str, begins: date, import_id: int, file: str) -> None:
    values = {"project_id": change.project_id, "name": name, "source": "import", "rule": file}
    who = change.actor.staff_id
    number = prices.add_list(change.tx, {**values, "made_by": who}, found.entries)
    change.tell("price.made", list=number, name=name, units=len(found.entries), **{"import": import_id})
    prices.approve_list(change.tx, number, who, begins)
    if begins > change.today:
        change.tell("price.planned", list=number, name=name, valid_from=begins.isoformat())
    else:
        reprice(change, InHand(number, name, who, import_id), found.repricing)
