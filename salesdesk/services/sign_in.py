"""Signing in: a name and a PIN become somebody at the desk; wrong tries are counted before the PIN is looked at."""

import hashlib
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from db import staff as people
from db.engine import Database, Tx
from db.retries import again_on_conflict
from db.staff import GuardRow, StaffRow
from salesdesk.domain.errors import NotSignedIn, SignInLocked, SignInRefused
from salesdesk.domain.pins import TERMINAL_TRIES, TRIES, Tries
from salesdesk.domain.roles import Role
from salesdesk.domain.text import search_key
from salesdesk.services.desk import Actor
from salesdesk.services.keepable import check_text
from salesdesk.services.pins import MEMORY_KIB, TIMES, PinVault

_LOOK_AGAIN = 0.05  # seconds
_NOBODY = f"$argon2id$v=19$m={MEMORY_KIB},t={TIMES},p=1$c2FsdHNhbHRzYWx0c2FsdA${'A' * 43}"
"""A hash that no PIN has, as dear to try as any."""


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that lasts; the token is given once and only its hash is kept."""

    token: str
    actor: Actor
    expires_at: datetime


def sign_in(database: Database, vault: PinVault, name: str, pin: str, terminal: str) -> Actor:
    """Check a name and a PIN.

    The try is counted and committed before the PIN is verified, so that ending the program after a wrong PIN
    gives nobody another guess. An unknown name costs the same time and is answered alike.

    Raises:
        SignInLocked: five wrong tries closed the door for this name, or more of them for this terminal.
        SignInRefused: they do not match; says how many tries are left.
    """
    check_text([name, pin, terminal])
    key = search_key(name)
    row, tries = _counted_try(database, key, terminal)
    with database.reading() as tx:
        kept = people.pin_hash(tx, row.id) if row else _NOBODY
    if vault.verify(kept, pin) and row is not None:
        again_on_conflict(lambda: _forget_tries(database, key, terminal))
        return Actor(row.id, row.name, Role(row.role))
    again_on_conflict(lambda: _end_check(database, key, terminal))
    if tries.locked_until is not None:
        raise SignInLocked(until=tries.locked_until)
    raise SignInRefused(left=tries.left)


class _MayClear(Exception):
    """The door is closed, perhaps only because many sign in at once: a PIN is still being checked."""


def _counted_try(database: Database, key: str, terminal: str) -> tuple[StaffRow | None, Tries]:
    """Count the try; jobs that sign in at the same moment wait for each other instead of closing the door."""
    while True:
        try:
            return again_on_conflict(lambda: _count_the_try(database, key, terminal))
        except _MayClear:
            time.sleep(_LOOK_AGAIN)


def _count_the_try(database: Database, key: str, terminal: str) -> tuple[StaffRow | None, Tries]:
    with database.writing() as tx:
        _refuse_closed(tx, _subjects(key, terminal))
        by_name = _counted(tx, f"name:{key}", TRIES)
        by_terminal = [_counted(tx, each, TERMINAL_TRIES) for each in _subjects(key, terminal)[1:]]
        row = people.staff_by_name(tx, key)
    shut = [each for each in by_terminal if each.locked_until is not None]
    return (row if row and row.disabled_at is None else None), (shut or [by_name])[0]


def _refuse_closed(tx: Tx, subjects: list[str]) -> None:
    for tries in (_tries(tx, subject) for subject in subjects):
        if tries.is_locked(tx.now) and tries.may_clear(tx.now):
            raise _MayClear
        if tries.is_locked(tx.now):
            raise SignInLocked(until=tries.locked_until)


def _counted(tx: Tx, subject: str, allowed: int) -> Tries:
    tries = _tries(tx, subject).counted(tx.now, allowed)
    people.keep_guard(tx, GuardRow(subject, **asdict(tries)))
    return tries


def _end_check(database: Database, key: str, terminal: str) -> None:
    with database.writing() as tx:
        for subject in _subjects(key, terminal):
            people.keep_guard(tx, GuardRow(subject, **asdict(_tries(tx, subject).found_wrong())))


def _tries(tx: Tx, subject: str) -> Tries:
    guard = people.sign_in_guard(tx, subject)
    return Tries(guard.failed, guard.rounds, guard.locked_until, guard.checking, guard.counted_at)


def _subjects(key: str, terminal: str) -> list[str]:
    return [f"name:{key}"] + ([f"terminal:{terminal}"] if terminal else [])


def _forget_tries(database: Database, key: str, terminal: str) -> None:
    with database.writing() as tx:
        for subject in _subjects(key, terminal):
            people.clear_guard(tx, subject)


def begin_session(database: Database, actor: Actor, lasts: timedelta) -> Session:
    """Begin a session that outlives this process."""
    token = secrets.token_urlsafe(32)
    with database.writing() as tx:
        expires = tx.now + lasts
        people.add_session(tx, _token_hash(token), actor.staff_id, expires)
    return Session(token, actor, expires)


def session_actor(database: Database, token: str) -> Actor:
    """Find who is signed in with a token.

    Raises:
        NotSignedIn: the session has ended, expired, or never was.
    """
    with database.reading() as tx:
        row = people.session_staff(tx, _token_hash(token))
    if row is None:
        raise NotSignedIn
    return Actor(row.id, row.name, Role(row.role))


def end_session(database: Database, token: str) -> None:
    """Sign out."""
    with database.writing() as tx:
        people.end_session(tx, _token_hash(token))


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
