"""The board of units, and one unit's card."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from db import batches, claims, events, units
from db.events import EventRow
from db.units import BoardRow, UnitRow
from salesdesk.domain.area_prices import area_price
from salesdesk.domain.board import Tile
from salesdesk.domain.errors import NotFound
from salesdesk.domain.phrases import known_hint
from salesdesk.domain.pricing import Basis
from salesdesk.domain.roles import Right
from salesdesk.domain.units import UnitState
from salesdesk.services.desk import Look, sees
from salesdesk.services.finding import unit_called
from salesdesk.services.new_day import begin_day


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """The whole board at one moment; the counts add up to the number of units."""

    project: str
    at: datetime
    seq: int
    counts: dict[str, int]
    units: list[BoardRow]
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class TilesAnswer:
    """The picture of the whole board; `hold_minutes` is how long a hold that begins now would last."""

    counts: dict[str, int]
    tiles: list[Tile]
    hold_minutes: int


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, for a history."""

    at: datetime
    who: str
    kind: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a unit, and what money lies on the hold; minor units, `None` without the right to see it.

    A hold whose time is over and that has money on it is `undecided`.
    """

    kind: str
    claim_id: int
    customer: str | None
    staff: str
    expires_at: datetime | None
    mine: bool
    extensions: int
    undecided: bool
    money_minor: int | None


@dataclass(frozen=True, slots=True)
class LaidLock:
    """A lock over a unit; why, by whom and since when only for the office."""

    lock: str
    reason: str
    staff: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class UnitCard:
    """Everything about a unit that the viewer may see; prices without the right are `None`.

    The unit price is that of one m² of the area by which the unit is sold (`price_basis`).
    """

    unit: UnitRow
    state: str
    holder: Holder | None
    locks: list[str]
    batch: str | None
    permit: str | None
    opens_at: datetime | None
    similar: list[str]
    history: list[Happened]
    price_basis: str = Basis.BUILT
    laid: list[LaidLock] = field(default_factory=list)


@sees(Right.SEE_BOARD, first=begin_day)
def read_board(look: Look, building: str | None = None, at: datetime | None = None) -> BoardAnswer:
    """Read the board as it stands now, or with the holds that will have expired by `at`.

    Raises:
        NotFound: there is no such building.
    """
    rows = units.board(look.tx, look.project_id, building, at)
    if building is not None and not rows:
        known = units.buildings(look.tx, look.project_id)
        raise NotFound(what="building", value=building, hint=known_hint(known))
    moment = at or look.now
    tiles = _tiles(look, rows, moment)
    seen = _seen(look, rows)
    return BoardAnswer(
        look.desk.project.name, moment, events.last_seq(look.tx, look.project_id), _counted(rows), seen, tiles
    )


@sees(Right.SEE_BOARD, first=begin_day)
def read_tiles(look: Look) -> TilesAnswer:
    """Read only what a picture of the board shows, as it stands now."""
    rows = units.board(look.tx, look.project_id)
    return TilesAnswer(_counted(rows), _tiles(look, rows, look.now), look.settings.hold_minutes)


def _counted(rows: Iterable[BoardRow]) -> dict[str, int]:
    tallied = Counter(row.state for row in rows)
    return {str(state): tallied.get(state, 0) for state in UnitState}


def _seen(look: Look, rows: list[BoardRow]) -> list[BoardRow]:
    """Leave out of rows what the viewer has no right to see."""
    if not look.may(Right.SEE_PRICES):
        rows = [replace(row, list_price_minor=None) for row in rows]
    if not look.may(Right.SEE_TODAY):
        rows = [replace(row, undecided=False) for row in rows]
    if look.may(Right.SEE_ALL_CUSTOMERS):
        return rows
    me = look.actor.staff_id
    return [row if row.customer is None or row.staff_id == me else replace(row, customer=None) for row in rows]


def _tiles(look: Look, rows: Iterable[BoardRow], now: datetime) -> list[Tile]:
    me, sees_prices, tells = look.actor.staff_id, look.may(Right.SEE_PRICES), look.may(Right.SEE_TODAY)
    return [_tile(row, row.staff_id == me, sees_prices, tells and row.undecided, now) for row in rows]


def _tile(row: BoardRow, mine: bool, sees_prices: bool, undecided: bool, now: datetime) -> Tile:
    left = max(0, int((row.expires_at - now).total_seconds() // 60)) if row.expires_at else None
    return Tile(
        unit_id=row.id,
        code=row.code,
        building=row.building,
        block=row.block,
        floor=row.floor,
        floor_sort=row.floor_sort,
        room=row.room,
        column=row.column,
        state=UnitState(row.state),
        locked=row.locked,
        mine=mine,
        minutes_left=left,
        list_price_minor=row.list_price_minor if sees_prices else None,
        undecided=undecided,
    )


@sees(Right.SEE_BOARD, first=begin_day)
def unit_card(look: Look, unit: str) -> UnitCard:
    """Show one unit: areas, prices by right, state, holder, expiry, history."""
    found = unit_called(look, unit)
    row = units.board_row(look.tx, found.id)
    assert row is not None
    batch = batches.batch_by_id(look.tx, look.project_id, found.batch_id) if found.batch_id else None
    laid = _laid(look, found.id)
    return UnitCard(
        unit=_by_right(look, _on_basis(look, found)),
        state=row.state,
        holder=_holder(look, row),
        locks=[each.lock for each in laid],
        batch=batch.name if batch else None,
        permit=batch.permit_no if batch else None,
        opens_at=batch.opens_at if batch else None,
        similar=units.similar_free(look.tx, found),
        history=_by_right_told(look, happened(events.unit_history(look.tx, found.id))),
        price_basis=look.settings.basis_for(found.kind),
        laid=laid,
    )


def _laid(look: Look, unit_id: int) -> list[LaidLock]:
    rows = units.open_locks(look.tx, unit_id)
    if not look.may(Right.SEE_TODAY):
        return [LaidLock(each.kind, "", "", None) for each in rows]
    return [LaidLock(each.kind, each.reason, each.staff, each.at) for each in rows]


def happened(rows: Iterable[EventRow]) -> list[Happened]:
    """Turn events into lines of a history."""
    return [Happened(row.at, row.staff or "", row.kind, row.facts) for row in rows]


def _holder(look: Look, row: BoardRow) -> Holder | None:
    claim = claims.live_claim(look.tx, row.id)
    if claim is None:
        return None
    mine = claim.staff_id == look.actor.staff_id
    name = claim.customer if mine or look.may(Right.SEE_ALL_CUSTOMERS) else None
    sees_money = look.may(Right.SEE_MONEY) and (mine or look.may(Right.SEE_ALL_CUSTOMERS))
    undecided = row.undecided and look.may(Right.SEE_TODAY)
    money = claims.money_on_hold(look.tx, claim.id) if sees_money else None
    staff = claim.staff if look.may(Right.SEE_TODAY) else ""
    return Holder(claim.kind, claim.id, name, staff, claim.expires_at, mine, claim.extensions, undecided, money)


def _on_basis(look: Look, row: UnitRow) -> UnitRow:
    made_of = area_price(row, look.settings.basis_for(row.kind))
    return replace(row, unit_price_minor=made_of.unit_price_minor if made_of else None)


def _by_right(look: Look, row: UnitRow) -> UnitRow:
    if not look.may(Right.SEE_TODAY):
        row = replace(row, withheld_reason="")
    if not look.may(Right.SEE_PRICES):
        row = replace(row, unit_price_minor=None, list_price_minor=None, filed_price_minor=None)
    return row if look.may(Right.SEE_FLOOR_PRICE) else replace(row, floor_price_minor=None)


def _by_right_told(look: Look, history: Iterable[Happened]) -> list[Happened]:
    """Leave floor prices out of a history that the viewer has no right to see; on the wall there is none."""
    if not (look.may(Right.SEE_TODAY) and look.may(Right.SEE_PRICES)):
        return []
    hidden = () if look.may(Right.SEE_FLOOR_PRICE) else ("floor_price_minor",)
    return [replace(each, facts=_without(each.facts, hidden)) for each in history] if hidden else list(history)


def _without(facts: Mapping[str, object], endings: tuple[str, ...]) -> dict[str, object]:
    return {
        name: _without(value, endings) if isinstance(value, dict) else value
        for name, value in facts.items()
        if not name.endswith(endings)
    }
