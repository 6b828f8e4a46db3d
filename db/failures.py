"""What a database driver's failure means for the office: a sentence, a lost race, or a retry."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.explain import N_
from salesdesk.domain.system_words import reported

_RETRY_STATES = {"40001", "40P01"}
_SQLITE = (
    ("database is locked", N_("another program keeps it locked"), N_("Try again in a moment.")),
    ("database table is locked", N_("another program keeps it locked"), N_("Try again in a moment.")),
    (
        "readonly database",
        N_("it is read-only"),
        N_("Check the rights on the file, its folder, and -wal and -shm beside it."),
    ),
    ("disk is full", N_("the disk is full"), N_("Make room on the disk; nothing was changed.")),
    (
        "disk i/o error",
        N_("the disk reports an error"),
        N_("Check the disk and its free space; nothing was changed."),
    ),
    ("malformed", N_("it is damaged"), N_("Restore a backup with `salesdesk restore FILE`.")),
    ("not a database", N_("the file is not a database"), N_("Name another file with --db, or restore a backup.")),
    ("unable to open", N_("it cannot be opened"), N_("Check the path and the rights on it.")),
    ("no such table", N_("it has not been set up"), N_("Run `salesdesk init` first.")),
    ("no such column", N_("it is of an older form"), N_("Run `salesdesk init` to upgrade it.")),
)
_UNREACHABLE = (N_("the server cannot be reached"), N_("Check the network and the address."))
_CONNECTING = (
    ("does not exist", N_("the server knows no such database or user"), N_("Create it first, or correct --db.")),
    ("password", N_("the password was refused"), N_("Correct the address in --db or SALESDESK_DB.")),
    ("authentication failed", N_("the user was refused"), N_("Correct the address in --db or SALESDESK_DB.")),
    ("pg_hba.conf", N_("the server does not let this user in from here"), N_("Ask whoever keeps the server.")),
    ("too many", N_("the server takes no more connections now"), N_("Try again in a moment.")),
    ("starting up", N_("the server is starting up"), N_("Try again in a moment.")),
)
"""What a server says before there is a connection, when the driver gives no state."""

_POSTGRES = {
    "42P01": (N_("it has not been set up"), N_("Run `salesdesk init` first.")),
    "42703": (N_("it is of an older form"), N_("Run `salesdesk init` to upgrade it.")),
    "3D000": (N_("there is no such database"), N_("Create it first, or correct --db.")),
    "28P01": (N_("the password was refused"), N_("Correct the address in --db or SALESDESK_DB.")),
    "28000": (N_("the user was refused"), N_("Correct the address in --db or SALESDESK_DB.")),
    "42501": (N_("this user has no rights on it"), N_("Ask whoever keeps the server.")),
    "53100": (N_("the server's disk is full"), N_("Make room on the server; nothing was changed.")),
    "53300": (N_("the server takes no more connections now"), N_("Try again in a moment.")),
    "55P03": (N_("another program keeps it locked"), N_("Try again in a moment.")),
    "25006": (N_("it is read-only"), N_("Connect to the primary server.")),
    "25P03": (N_("the server gave up waiting for this program"), N_("Try again; nothing was changed.")),
    "XX001": (N_("it is damaged"), N_("Ask whoever keeps the server to restore a backup.")),
    "XX002": (N_("it is damaged"), N_("Ask whoever keeps the server to restore a backup.")),
}
_LOST = ("08", "57P")
"""How the states begin that speak of a connection that is gone or never came about."""
_OF_THE_SERVER = ("53", "55", "57", "58", "F0", "XX")
"""How the states begin that speak of the server and its machine, and not of what it was asked."""
_LOOK = N_("Run `salesdesk doctor`; nothing was changed.")


def sqlstate(failure: DBAPIError) -> str:
    """Give PostgreSQL's five-letter state, or nothing."""
    return str(getattr(failure.orig, "sqlstate", None) or "")


def is_retryable(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up one of two transactions that met (serialization, deadlock)."""
    return sqlstate(failure) in _RETRY_STATES


def is_locked(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up waiting for what another transaction holds."""
    return sqlstate(failure) == "55P03"


def is_lost(failure: DBAPIError) -> bool:
    """Tell whether the connection to PostgreSQL is gone, be it that the server was tired of waiting."""
    state = sqlstate(failure)
    return state.startswith((*_LOST, "25P03")) or (not state and isinstance(failure, OperationalError))


def is_taken(failure: DBAPIError, constraint: str) -> bool:
    """Tell whether a unique index refused the row: `constraint` is its name, or on SQLite its first column."""
    said = str(failure.orig)
    return isinstance(failure, IntegrityError) and (constraint in said)


def is_unique_conflict(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL refused a row because another transaction was faster with the same key."""
    return sqlstate(failure) == "23505"


def leave_data_out(failure: DBAPIError) -> None:
    """Cut a failure's message down to its first sentence: in the rest PostgreSQL shows the row, names and phones."""
    said = getattr(getattr(failure.orig, "diag", None), "message_primary", None)
    if said and failure.orig:
        failure.orig.args = (said,)
        failure.args = (f"({type(failure.orig).__name__}) {said}",)


def unusable(failure: DBAPIError, address: str) -> DatabaseUnusable | None:
    """Say in a sentence why the database cannot be used; `None` when the failure is about data, not the database."""
    found = _of_postgres(failure) if _is_postgres(failure) else _of_sqlite(failure)
    if found is None and failure.connection_invalidated:
        found = _UNREACHABLE
    return DatabaseUnusable(problem=found[0], hint=found[1], address=address) if found else None


def _is_postgres(failure: DBAPIError) -> bool:
    return type(failure.orig).__module__.startswith("psycopg")


def _of_postgres(failure: DBAPIError) -> tuple[str, str] | None:
    state = sqlstate(failure)
    if state:
        known = _POSTGRES.get(state) or (_UNREACHABLE if state.startswith(_LOST) else None)
        return known or ((reported(str(failure.orig)), _LOOK) if state.startswith(_OF_THE_SERVER) else None)
    if not isinstance(failure, OperationalError):
        return None
    return _signed(_CONNECTING, failure) or _UNREACHABLE


def _of_sqlite(failure: DBAPIError) -> tuple[str, str] | None:
    found = _signed(_SQLITE, failure)
    code = getattr(failure.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if found is None and isinstance(failure, OperationalError) and code != sqlite3.SQLITE_ERROR:
        return reported(str(failure.orig)), _LOOK
    return found


def sqlite_says(failure: sqlite3.Error) -> str:
    """Say what is wrong with a database file in our own words, or that SQLite reports an error and which."""
    said = str(failure).lower()
    return next((problem for sign, problem, _ in _SQLITE if sign in said), reported(str(failure)))


def _signed(signs: Sequence[tuple[str, str, str]], failure: DBAPIError) -> tuple[str, str] | None:
    said = str(failure.orig).lower()
    return next(((problem, hint) for sign, problem, hint in signs if sign in said), None)
