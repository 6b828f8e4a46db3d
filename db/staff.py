"""Staff and their sign-ins: who there is, wrong tries counted before a PIN is checked, sessions by token hash."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update

from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, add_if_absent, many, one, run, scalar, upsert
from db.tables.office import SignInGuard, Staff, StaffSession
from db.tables.schema import table_of

_staff = table_of(Staff)
_guard = table_of(SignInGuard)
_session = table_of(StaffSession)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who may sign in."""

    id: int
    name: str
    role: str
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class GuardRow:
    """Wrong tries of a person or a terminal so far, and how many are being checked."""

    subject: str
    failed: int = 0
    rounds: int = 0
    locked_until: datetime | None = None
    checking: int = 0
    counted_at: datetime | None = None


_STAFF = select(_staff.c.id, _staff.c.name, _staff.c.role, _staff.c.disabled_at)
_BY_ID = Prepared(_STAFF.where(_staff.c.id == bindparam("staff_id")))


def add_staff(tx: Tx, name: str, name_key: str, role: str, pin_hash: str) -> StaffRow:
    """Add somebody to the office."""
    number = add(tx, _staff, name=name, name_key=name_key, role=role, pin_hash=pin_hash, created_at=tx.now)
    return StaffRow(number, name, role, None)


def all_staff(tx: Tx, *, hold: bool = False) -> list[StaffRow]:
    """List everybody, by name; `hold` keeps the rows until the transaction ends (PostgreSQL)."""
    query = _STAFF.order_by(_staff.c.name_key)
    return many(tx, query.with_for_update() if hold else query, StaffRow)


def staff_count(tx: Tx) -> int:
    """Count the staff."""
    return int(scalar(tx, select(func.count()).select_from(_staff)))


def staff_by_id(tx: Tx, staff_id: int) -> StaffRow | None:
    """Find somebody by number."""
    return _BY_ID.one(tx, StaffRow, staff_id=staff_id)


def staff_by_name(tx: Tx, name_key: str) -> StaffRow | None:
    """Find somebody by the search form of the name."""
    return one(tx, _STAFF.where(_staff.c.name_key == name_key), StaffRow)


def pin_hash(tx: Tx, staff_id: int) -> str:
    """Give the hash of somebody's PIN."""
    return str(scalar(tx, select(_staff.c.pin_hash).where(_staff.c.id == staff_id)))


def change_staff(tx: Tx, staff_id: int, **values: object) -> None:
    """Change the role, the PIN's hash or the time of disabling."""
    run(tx, update(_staff).where(_staff.c.id == staff_id).values(**values))


def sign_in_guard(tx: Tx, subject: str) -> GuardRow:
    """Give the wrong tries of a person or a terminal; PostgreSQL holds the row until the transaction ends."""
    if tx.is_postgres:  # a row that is not there cannot be held, and tries at once would all count as the first
        add_if_absent(tx, _guard, ("subject",), asdict(GuardRow(subject)))
    query = select(_guard).where(_guard.c.subject == subject).with_for_update()
    return one(tx, query, GuardRow) or GuardRow(subject)


def keep_guard(tx: Tx, guard: GuardRow) -> None:
    """Write the count of wrong tries."""
    upsert(tx, _guard, ("subject",), asdict(guard))


def clear_guard(tx: Tx, subject: str) -> None:
    """Forget the wrong tries."""
    run(tx, delete(_guard).where(_guard.c.subject == subject))


def add_session(tx: Tx, token_hash: str, staff_id: int, expires_at: datetime) -> None:
    """Begin a session."""
    add(
        tx,
        _session,
        token_hash=token_hash,
        staff_id=staff_id,
        created_at=tx.now,
        expires_at=expires_at,
    )


def session_staff(tx: Tx, token_hash: str) -> StaffRow | None:
    """Find whose session it is, if it has neither ended nor expired and the person is not disabled."""
    query = _STAFF.join(_session, _session.c.staff_id == _staff.c.id).where(
        _session.c.token_hash == token_hash,
        _session.c.ended_at.is_(None),
        _session.c.expires_at > tx.now,
        _staff.c.disabled_at.is_(None),
    )
    return one(tx, query, StaffRow)


def end_session(tx: Tx, token_hash: str) -> None:
    """End a session."""
    run(tx, update(_session).where(_session.c.token_hash == token_hash).values(ended_at=tx.now))


def end_sessions_of(tx: Tx, staff_id: int) -> None:
    """End every session of somebody, as after a new PIN."""
    open_ones = (_session.c.staff_id == staff_id) & _session.c.ended_at.is_(None)
    run(tx, update(_session).where(open_ones).values(ended_at=tx.now))
