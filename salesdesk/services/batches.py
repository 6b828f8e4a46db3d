"""Releasing units in batches: a permit, an opening time, and a price for each unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db import batches, units
from db.batches import BatchRow
from db.units import UnitRow
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.phrases import known_hint
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.domain.units import Lock, UnitState
from salesdesk.language import in_a_row, tr, word
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import unit_called
from salesdesk.services.price_faults import BELOW_FLOOR, price_faults
from salesdesk.services.prices import begin

OVERLOOKED = (BELOW_FLOOR,)
"""Faults with which a unit is released: what the company sells at is its own business."""


class BatchExists(DeskError):
    """There is a batch {name} already."""


class BatchOpen(DeskError):
    """The sales of batch {batch} opened at {opened_at}: their opening stays. Keep single units back, or lock them."""


class NoPermit(DeskError):
    """A batch needs the number of its pre-sale permit; without one nothing may be sold."""


@dataclass(frozen=True, slots=True)
class Unreleased:
    """A unit that was not released, and why."""

    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleaseAnswer:
    """What was (or, in a dry run, would be) released."""

    batch: str
    released: int
    units: list[str]
    refused: list[Unreleased]
    dry_run: bool


@changes("batch.add", Right.RELEASE_BATCH)
def add_batch(
    change: Change,
    name: str,
    permit: str,
    opens: datetime,
    buildings: Sequence[str] = (),
    members: Sequence[str] = (),
) -> BatchRow:
    """Make a batch of the named units, of whole buildings, or of every unit that is in none yet.

    Raises:
        NoPermit: the permit number is empty.
        BatchExists: the name is in use.
        NotFound: a building or unit is not there.
        BadValue: a unit that was named is in a batch already.
    """
    kept = tidy(name)
    if not kept:
        raise BadValue(what="batch", value=name, why="a batch has a name")
    if not tidy(permit):
        raise NoPermit
    if batches.batch_by_name(change.tx, change.project_id, kept):
        raise BatchExists(name=kept)
    _check_buildings(change, buildings)
    ids = [_fit_for_a_batch(unit_called(change, each)).id for each in members]
    number = batches.add_batch(change.tx, change.project_id, kept, tidy(permit), opens)
    size = batches.put_in_batch(change.tx, change.project_id, number, buildings, ids)
    change.tell("batch.added", batch=number, name=kept, permit=tidy(permit), opens=opens.isoformat(), units=size)
    return BatchRow(number, kept, tidy(permit), opens, None, size)


def _fit_for_a_batch(unit: UnitRow) -> UnitRow:
    if unit.batch_id is not None:
        raise BadValue(what="unit", value=unit.code, why="it is in a batch already")
    return unit


def _check_buildings(look: Look, buildings: Sequence[str]) -> None:
    known = units.buildings(look.tx, look.project_id)
    for each in buildings:
        if each not in known:
            raise NotFound(what="building", value=each, hint=known_hint(known))


@changes("batch.set", Right.RELEASE_BATCH)
def change_batch(change: Change, name: str, permit: str | None = None, opens: datetime | None = None) -> BatchRow:
    """Give a batch another permit number, or another opening as long as it has not opened; `None` leaves it.

    Raises:
        NotFound: there is no such batch.
        NoPermit: the permit number is empty.
        BatchOpen: its sales have opened, so that its opening stays.
    """
    before = _batch(change, name)
    if permit is not None and not tidy(permit):
        raise NoPermit
    number = before.permit_no if permit is None else tidy(permit)
    begins = before.opens_at if opens is None else opens
    if begins != before.opens_at and before.released_at is not None and before.opens_at <= change.now:
        raise BatchOpen(batch=before.name, opened_at=before.opens_at)
    if (number, begins) != (before.permit_no, before.opens_at):
        batches.change_batch(change.tx, before.id, number, begins)
        now: dict[str, object] = {"permit": number, "opens": begins.isoformat()}
        was = {"permit_before": before.permit_no, "opens_before": before.opens_at.isoformat()}
        change.tell("batch.changed", unit_id=None, deal_id=None, batch=before.id, name=before.name, **now, **was)
    return _batch(change, name)


@sees(Right.SEE_BOARD)
def list_batches(look: Look) -> list[BatchRow]:
    """List the batches in the order in which they open."""
    return batches.batches(look.tx, look.project_id)


@sees(Right.RELEASE_BATCH)
def preview_release(look: Look, name: str) -> ReleaseAnswer:
    """Show what releasing a batch would do, without doing it."""
    return _sorted_out(look, _batch(look, name), dry_run=True)


@changes("batch.release", Right.RELEASE_BATCH)
def release_batch(change: Change, name: str, price_list: str | None = None) -> ReleaseAnswer:
    """Put the units of a batch on sale; those without a price, or locked, stay and are named with the reason.

    With a price list, that is put in force first, and both happen or neither.

    Raises:
        NotFound: there is no such batch or price list.
        PriceListInForce: the list was put in force before.
        NotPermitted: a list is named by somebody who sets no prices.
    """
    batch = _batch(change, name)
    if price_list is not None:
        change.demand(Right.SET_PRICES)
        begin(change, price_list)
    answer = _sorted_out(change, batch, dry_run=False)
    ids = {row.code: row.id for row in batches.units_of_batch(change.tx, batch.id)}
    batches.release_units(change.tx, batch.id, [ids[code] for code in answer.units])
    change.tell("batch.released", batch=batch.id, name=batch.name, units=answer.released, codes=answer.units)
    return answer


def _batch(look: Look, name: str) -> BatchRow:
    row = batches.batch_by_name(look.tx, look.project_id, tidy(name))
    if row is None:
        known = [each.name for each in batches.batches(look.tx, look.project_id)]
        raise NotFound(what="batch", value=name, hint=known_hint(known))
    return row


def _sorted_out(look: Look, batch: BatchRow, *, dry_run: bool) -> ReleaseAnswer:
    ready: list[str] = []
    refused: list[Unreleased] = []
    locks = units.locks_in_batch(look.tx, batch.id)
    for row in batches.units_of_batch(look.tx, batch.id):
        reasons = list(_why_not(look, row, locks.get(row.id)))
        if reasons:
            refused.append(Unreleased(row.code, in_a_row(reasons)))
        else:
            ready.append(row.code)
    return ReleaseAnswer(batch.name, len(ready), ready, refused, dry_run)


def _why_not(look: Look, row: UnitRow, lock: str | None) -> Iterator[str]:
    """Say everything that keeps a unit from being released; one that was released before has nothing else to say."""
    if row.state != UnitState.NOT_RELEASED:
        yield tr("it is {state} already").format(state=word(UnitState(row.state)))
        return
    if lock is not None:
        yield tr("it is locked ({lock})").format(lock=word(Lock(lock)))
    for each in price_faults(look, row):
        if each not in OVERLOOKED:
            yield tr(each.said)
