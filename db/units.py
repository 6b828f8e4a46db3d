"""Units as the office reads and changes them: the board, one unit's card, states, locks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, case, cast, exists, false, func, insert, or_, select, update

from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, many, one, run, scalar
from db.tables.customers import Customer
from db.tables.money import Allotment
from db.tables.office import Staff
from db.tables.schema import table_of
from db.tables.units import Batch, Claim, Unit, UnitLock
from salesdesk.domain.claims import ClaimKind
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.units import Lock, UnitState

unit = table_of(Unit)
claim = table_of(Claim)
lock = table_of(UnitLock)
batch = table_of(Batch)
allotment = table_of(Allotment)
customer = table_of(Customer)
staff = table_of(Staff)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as it is kept; the state is what the table says, expiry not yet considered."""

    id: int
    project_id: int
    code: str
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    kind: str
    state: str
    built_area: int
    inner_area: int | None
    unit_price_minor: int | None
    list_price_minor: int | None
    filed_price_minor: int | None
    floor_price_minor: int | None
    layout: str
    orientation: str
    batch_id: int | None
    measured_built_area: int | None
    measured_inner_area: int | None
    withheld_reason: str
    withheld_until: date | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A unit as the board shows it: its state at this moment, and who has it."""

    id: int
    code: str
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    state: str
    built_area: int
    layout: str
    list_price_minor: int | None
    claim_kind: str | None
    expires_at: datetime | None
    staff_id: int | None
    staff: str | None
    customer: str | None
    locked: bool
    undecided: bool


@dataclass(frozen=True, slots=True)
class LockRow:
    """An open lock over a unit."""

    kind: str
    reason: str
    at: datetime
    staff: str


_BY_CODE = Prepared(select(unit).where(unit.c.project_id == bindparam("project"), unit.c.code == bindparam("code")))
_LOCK_UNIT = Prepared(select(unit).where(unit.c.id == bindparam("unit")).with_for_update())
_MOVE = Prepared(
    update(unit)
    .where(unit.c.id == bindparam("unit"), unit.c.state == bindparam("source"))
    .values(state=bindparam("target"))
)
_OPEN_LOCKS = Prepared(
    select(lock.c.kind, lock.c.reason, lock.c.at, staff.c.name.label("staff"))
    .join(staff, staff.c.id == lock.c.staff_id)
    .where(lock.c.unit_id == bindparam("unit"), lock.c.lifted_at.is_(None))
    .order_by(lock.c.at)
)


def is_seized(unit_id: Any) -> Any:
    """The condition that a unit is seized: nothing moves, no clock runs."""
    return exists().where(lock.c.unit_id == unit_id, lock.c.kind == Lock.SEIZED, lock.c.lifted_at.is_(None))


def money_on(claim_id: Any) -> Any:
    """The sum of the money that lies on a hold, in minor units."""
    total = func.coalesce(func.sum(allotment.c.amount_minor), 0)
    return cast(select(total).where(allotment.c.claim_id == claim_id).scalar_subquery(), BigInteger)


def expired_at(now: Any) -> Any:
    """The condition that a live claim is a hold whose time is over; one with money on it does not expire."""
    return _over_at(now, money_on(claim.c.id) == 0)


def undecided_at(now: Any) -> Any:
    """The condition that a live claim is a hold whose time is over and on which money lies: somebody has to decide."""
    return _over_at(now, money_on(claim.c.id) != 0)


def _over_at(now: Any, which: Any) -> Any:
    """The condition that a hold's clock has run out, with one more; a CASE asks for the dear parts only when it has."""
    is_late = and_(claim.c.kind == ClaimKind.HOLD, claim.c.expires_at <= now)
    return case((is_late, and_(~is_seized(claim.c.unit_id), which)), else_=false())


def add_units(tx: Tx, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert many units."""
    if rows:
        tx.conn.execute(insert(unit), [dict(row) for row in rows])


def unit_by_id(tx: Tx, unit_id: int) -> UnitRow | None:
    """Find a unit by its number."""
    return one(tx, select(unit).where(unit.c.id == unit_id), UnitRow)


def locked_unit(tx: Tx, unit_id: int) -> UnitRow | None:
    """Find a unit and, on PostgreSQL, hold its row until the transaction ends."""
    return _LOCK_UNIT.one(tx, UnitRow, unit=unit_id)


def units_called(tx: Tx, project_id: int, name: str, limit: int = 6) -> list[UnitRow]:
    """Find units by code, or by room when no code is so called."""
    exact = _BY_CODE.one(tx, UnitRow, project=project_id, code=name)
    if exact is not None:
        return [exact]
    query = select(unit).where(unit.c.project_id == project_id).order_by(unit.c.code).limit(limit)
    by_code = many(tx, query.where(func.lower(unit.c.code) == name.lower()), UnitRow)
    return by_code or many(tx, query.where(func.lower(unit.c.room) == name.lower()), UnitRow)


def codes_like(tx: Tx, project_id: int, name: str, limit: int = 3) -> list[str]:
    """Name units whose code contains what was typed, for a hint."""
    query = select(unit.c.code).where(unit.c.project_id == project_id, unit.c.code.contains(name, autoescape=True))
    return list(tx.conn.execute(query.order_by(unit.c.code).limit(limit)).scalars())


def unit_ids(tx: Tx, project_id: int) -> dict[str, UnitRow]:
    """Give every unit of a project by its code."""
    query = select(unit).where(unit.c.project_id == project_id).order_by(unit.c.id)
    return {row.code: row for row in many(tx, query, UnitRow)}


def hold_units(tx: Tx, project_id: int) -> None:
    """Keep the rows of all units of a project until the transaction ends (PostgreSQL)."""
    if tx.is_postgres:
        rows = select(unit.c.id).where(unit.c.project_id == project_id).order_by(unit.c.id).with_for_update()
        tx.conn.execute(rows).close()


def claimed_units(tx: Tx, project_id: int) -> set[int]:
    """Give the units that somebody has at this moment."""
    query = select(claim.c.unit_id).where(claim.c.project_id == project_id, claim.c.live, ~expired_at(tx.now))
    return set(tx.conn.execute(query).scalars())


def unit_count(tx: Tx, project_id: int) -> int:
    """Count a project's units."""
    return int(scalar(tx, select(func.count()).select_from(unit).where(unit.c.project_id == project_id)))


def _board_query(now: datetime) -> Select[Any]:
    expired = expired_at(now)
    gone = and_(unit.c.state == UnitState.HELD, or_(claim.c.id.is_(None), expired))
    state = case((gone, UnitState.AVAILABLE.value), else_=unit.c.state).label("state")
    running = case((expired, None), else_=claim.c.id)
    any_lock = exists().where(lock.c.unit_id == unit.c.id, lock.c.lifted_at.is_(None)).label("locked")
    live = and_(claim.c.unit_id == unit.c.id, claim.c.live)
    plain = (unit.c[name] for name in ("id", "code", "building", "block", "floor", "floor_sort", "room", "column"))
    return (
        select(
            *plain,
            state,
            unit.c.built_area,
            unit.c.layout,
            unit.c.list_price_minor,
            case((running.is_(None), None), else_=claim.c.kind).label("claim_kind"),
            case((running.is_(None), None), else_=claim.c.expires_at).label("expires_at"),
            case((running.is_(None), None), else_=claim.c.staff_id).label("staff_id"),
            case((running.is_(None), None), else_=staff.c.name).label("staff"),
            case((running.is_(None), None), else_=customer.c.name).label("customer"),
            any_lock,
            case((undecided_at(now), True), else_=False).label("undecided"),
        )
        .outerjoin(claim, live)
        .outerjoin(staff, staff.c.id == claim.c.staff_id)
        .outerjoin(customer, customer.c.id == claim.c.customer_id)
    )


def board(tx: Tx, project_id: int, building: str | None = None, at: datetime | None = None) -> list[BoardRow]:
    """Give every unit as it stands now (or with the holds that would have expired by `at`)."""
    query = _board_query(at or tx.now).where(unit.c.project_id == project_id)
    if building is not None:
        query = query.where(unit.c.building == building)
    return many(tx, query.order_by(unit.c.building, unit.c.block, unit.c.floor_sort.desc(), unit.c.column), BoardRow)


def board_row(tx: Tx, unit_id: int) -> BoardRow | None:
    """Give one unit as it stands now."""
    return one(tx, _board_query(tx.now).where(unit.c.id == unit_id), BoardRow)


def buildings(tx: Tx, project_id: int) -> list[str]:
    """Name the buildings of a project."""
    query = select(unit.c.building).where(unit.c.project_id == project_id).distinct().order_by(unit.c.building)
    return list(tx.conn.execute(query).scalars())


def similar_free(tx: Tx, like: UnitRow, limit: int = 3) -> list[str]:
    """Name the free units most like one: same layout and kind first, then the nearest in area, price and floor."""
    expired = exists().where(claim.c.unit_id == unit.c.id, claim.c.live, expired_at(tx.now))
    free = or_(unit.c.state == UnitState.AVAILABLE, and_(unit.c.state == UnitState.HELD, expired))
    unlocked = ~exists().where(lock.c.unit_id == unit.c.id, lock.c.lifted_at.is_(None))
    query = (
        select(unit.c.code)
        .where(
            unit.c.project_id == like.project_id,
            unit.c.id != like.id,
            unit.c.kind == like.kind,
            free,
            unlocked,
        )
        .order_by(
            case((unit.c.layout == like.layout, 0), else_=1),
            func.abs(unit.c.built_area - like.built_area),
            case((unit.c.building == like.building, 0), else_=1),
            func.abs(unit.c.floor_sort - like.floor_sort),
            unit.c.code,
        )
        .limit(limit)
    )
    return list(tx.conn.execute(query).scalars())


def open_locks(tx: Tx, unit_id: int) -> list[LockRow]:
    """List the locks that lie over a unit."""
    return _OPEN_LOCKS.many(tx, LockRow, unit=unit_id)


def is_seized_now(tx: Tx, unit_id: int) -> bool:
    """Tell whether a unit is seized."""
    return any(each.kind == Lock.SEIZED for each in open_locks(tx, unit_id))


def kept_back_before(tx: Tx, project_id: int, day: date) -> list[int]:
    """Give the units that were kept back until a day before this one and are not seized, in the order of their ids."""
    here = and_(unit.c.project_id == project_id, unit.c.state == UnitState.WITHHELD, unit.c.withheld_until < day)
    return list(tx.conn.execute(select(unit.c.id).where(here, ~is_seized(unit.c.id)).order_by(unit.c.id)).scalars())


def locks_in_batch(tx: Tx, batch_id: int) -> dict[int, str]:
    """Give the kind of lock that lies over each locked unit of a batch."""
    query = select(lock.c.unit_id, lock.c.kind).join(unit, unit.c.id == lock.c.unit_id)
    rows = tx.conn.execute(query.where(unit.c.batch_id == batch_id, lock.c.lifted_at.is_(None)))
    return {int(number): str(kind) for number, kind in rows}


def add_lock(tx: Tx, unit_id: int, kind: str, reason: str, staff_id: int) -> None:
    """Lay a lock over a unit."""
    add(tx, lock, unit_id=unit_id, kind=kind, reason=reason, staff_id=staff_id, at=tx.now)


def reword_lock(tx: Tx, unit_id: int, kind: str, reason: str) -> None:
    """Give a lock that lies over a unit another reason."""
    here = and_(lock.c.unit_id == unit_id, lock.c.kind == kind, lock.c.lifted_at.is_(None))
    run(tx, update(lock).where(here).values(reason=reason))


def lift_lock(tx: Tx, unit_id: int, kind: str) -> bool:
    """Lift a lock; tells whether there was one."""
    here = and_(lock.c.unit_id == unit_id, lock.c.kind == kind, lock.c.lifted_at.is_(None))
    return run(tx, update(lock).where(here).values(lifted_at=tx.now)) > 0


def move(tx: Tx, unit_id: int, source: UnitState, target: UnitState, **values: object) -> bool:
    """Take a unit from one state to another, if it still is in the first; tells whether it was."""
    if not values:
        return _MOVE.run(tx, unit=unit_id, source=source.value, target=target.value) == 1
    here = and_(unit.c.id == unit_id, unit.c.state == source)
    return run(tx, update(unit).where(here).values(state=target, **values)) == 1


def change_unit(tx: Tx, unit_id: int, values: Mapping[str, object]) -> None:
    """Write some columns of a unit; the database refuses prices of a claimed one."""
    run(tx, update(unit).where(unit.c.id == unit_id).values(**values))


RECORD_COLUMNS = tuple(each.name for each in fields(UnitRecord) if each.name != "line")
"""The columns that a list of units fills."""


def record_values(record: UnitRecord) -> dict[str, object]:
    """Give the columns that a list of units fills."""
    return {name: getattr(record, name) for name in RECORD_COLUMNS}
