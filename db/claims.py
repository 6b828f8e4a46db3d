"""Claims on units: the row that makes a unit somebody's, and the index that lets there be only one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.engine import Tx
from db.failures import is_taken
from db.guards import REPLACED
from db.prepared import Prepared
from db.statements import many, one, run, scalar
from db.types import Moment
from db.units import claim, customer, expired_at, money_on, staff, undecided_at, unit
from salesdesk.domain.claims import ClaimEnd, ClaimKind
from salesdesk.domain.units import UnitState


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim on a unit, with the names of whom it is for and who made it."""

    id: int
    unit_id: int
    customer_id: int
    staff_id: int
    kind: str
    live: bool
    created_at: datetime
    expires_at: datetime | None
    extensions: int
    customer: str
    staff: str


class Taken(Exception):
    """The unique index refused a second live claim."""


_TAKEN = ("uq_claim_live", "claim.unit_id", f"claim {REPLACED}")
"""How PostgreSQL's index, SQLite's and SQLite's guard against replacing say so."""


_CLAIM = (
    select(
        claim.c.id,
        claim.c.unit_id,
        claim.c.customer_id,
        claim.c.staff_id,
        claim.c.kind,
        claim.c.live,
        claim.c.created_at,
        claim.c.expires_at,
        claim.c.extensions,
        customer.c.name.label("customer"),
        staff.c.name.label("staff"),
    )
    .join(customer, customer.c.id == claim.c.customer_id)
    .join(staff, staff.c.id == claim.c.staff_id)
)


def _running_holds(now: Any) -> Any:
    return and_(claim.c.live, claim.c.kind == ClaimKind.HOLD, ~expired_at(now))


_NOW = bindparam("now", type_=Moment())
_ADD = Prepared(insert(claim))
_EXPIRED = Prepared(select(claim.c.id).where(claim.c.unit_id == bindparam("unit"), claim.c.live, expired_at(_NOW)))
_LIVE = Prepared(_CLAIM.where(claim.c.unit_id == bindparam("unit"), claim.c.live, ~expired_at(_NOW)))
_COUNT = select(func.count()).select_from(claim).where(_running_holds(_NOW))
_OF_STAFF = Prepared(_COUNT.where(claim.c.staff_id == bindparam("staff")))
_QUEUE_STAFF = Prepared(select(staff.c.id).where(staff.c.id == bindparam("staff")).with_for_update(key_share=True))
_QUEUE_CUSTOMER = Prepared(
    select(customer.c.id).where(customer.c.id == bindparam("customer")).with_for_update(key_share=True)
)
_OF_CUSTOMER = Prepared(_COUNT.where(claim.c.customer_id == bindparam("customer")))


def add_claim(
    tx: Tx,
    project_id: int,
    unit_id: int,
    *,
    customer_id: int,
    staff_id: int,
    kind: ClaimKind,
    expires_at: datetime | None,
) -> int:
    """Make a live claim and give its number.

    Raises:
        Taken: the unit has one already.
    """
    try:
        return _ADD.insert(
            tx,
            project_id=project_id,
            unit_id=unit_id,
            customer_id=customer_id,
            staff_id=staff_id,
            kind=kind.value,
            live=True,
            created_at=tx.now,
            expires_at=expires_at,
            extensions=0,
        )
    except IntegrityError as failure:
        if any(is_taken(failure, sign) for sign in _TAKEN):
            raise Taken from None
        raise


def live_claim(tx: Tx, unit_id: int) -> ClaimRow | None:
    """Give the live claim on a unit; a hold whose time is over does not count."""
    return _LIVE.one(tx, ClaimRow, unit=unit_id, now=tx.now)


def claim_by_id(tx: Tx, claim_id: int) -> ClaimRow | None:
    """Give a claim."""
    return one(tx, _CLAIM.where(claim.c.id == claim_id), ClaimRow)


def end_claim(tx: Tx, claim_id: int, reason: ClaimEnd) -> bool:
    """End a live claim; tells whether it was live."""
    here = and_(claim.c.id == claim_id, claim.c.live)
    return run(tx, update(claim).where(here).values(live=False, ended_at=tx.now, end_reason=reason)) == 1


def extend_claim(tx: Tx, claim_id: int, expires_at: datetime) -> None:
    """Move the expiry of a hold and count the extension."""
    run(
        tx,
        update(claim)
        .where(claim.c.id == claim_id, claim.c.live)
        .values(expires_at=expires_at, extensions=claim.c.extensions + 1),
    )


def resume_claim(tx: Tx, claim_id: int, expires_at: datetime) -> None:
    """Move the expiry of a hold whose clock stood still; that is no extension."""
    run(tx, update(claim).where(claim.c.id == claim_id, claim.c.live).values(expires_at=expires_at))


def end_expired(tx: Tx, unit_id: int) -> int | None:
    """End the hold on a unit whose time is over and free the unit; gives the claim's number if there was one."""
    found = _EXPIRED.scalar(tx, unit=unit_id, now=tx.now)
    if found is None:
        return None
    end_claim(tx, found, ClaimEnd.EXPIRED)
    held = and_(unit.c.id == unit_id, unit.c.state == UnitState.HELD)
    run(tx, update(unit).where(held).values(state=UnitState.AVAILABLE))
    return int(found)


def one_by_one(tx: Tx, staff_id: int, customer_id: int) -> None:
    """Let holds by one rep or for one customer come one after the other, so that their limits count each of them.

    On SQLite every writing transaction does so anyway.
    """
    if tx.is_postgres:
        _QUEUE_STAFF.scalar(tx, staff=staff_id)
        _QUEUE_CUSTOMER.scalar(tx, customer=customer_id)


def holds_of_staff(tx: Tx, staff_id: int) -> int:
    """Count the holds of a rep that run."""
    return int(_OF_STAFF.scalar(tx, staff=staff_id, now=tx.now))


def holds_of_customer(tx: Tx, customer_id: int) -> int:
    """Count the holds for a customer that run."""
    return int(_OF_CUSTOMER.scalar(tx, customer=customer_id, now=tx.now))


def money_on_hold(tx: Tx, claim_id: int) -> int:
    """Sum the money that lies on a hold, in minor units."""
    return int(scalar(tx, select(money_on(claim_id))))


def tries_on_unit(tx: Tx, unit_id: int, staff_id: int, since: datetime) -> int:
    """Count the holds that a rep has made on a unit since a moment."""
    mine = and_(claim.c.unit_id == unit_id, claim.c.staff_id == staff_id, claim.c.created_at >= since)
    return int(scalar(tx, select(func.count()).select_from(claim).where(mine)))


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A running hold, as a list shows it; minor units. One whose time is over and that has money on it is undecided."""

    id: int
    unit_id: int
    unit: str
    customer_id: int
    customer: str
    staff_id: int
    staff: str
    expires_at: datetime
    money_minor: int | None
    undecided: bool


def running_holds(tx: Tx, project_id: int) -> list[HoldRow]:
    """List the holds that run, the next to expire first."""
    query = (
        select(
            claim.c.id,
            claim.c.unit_id,
            unit.c.code.label("unit"),
            claim.c.customer_id,
            customer.c.name.label("customer"),
            claim.c.staff_id,
            staff.c.name.label("staff"),
            claim.c.expires_at,
            money_on(claim.c.id).label("money_minor"),
            case((undecided_at(tx.now), True), else_=False).label("undecided"),
        )
        .join(unit, unit.c.id == claim.c.unit_id)
        .join(customer, customer.c.id == claim.c.customer_id)
        .join(staff, staff.c.id == claim.c.staff_id)
        .where(claim.c.project_id == project_id, _running_holds(tx.now))
        .order_by(claim.c.expires_at)
    )
    return many(tx, query, HoldRow)
