"""What a database driver's failure means for the office: a sentence, a lost race, or a retry."""

from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from salesdesk.domain.errors import DatabaseUnusable

_RETRY_STATES = {"40001", "40P01"}
_SQLITE = (
    ("database is locked", "another program keeps it locked", "Try again in a moment."),
    ("database table is locked", "another program keeps it locked", "Try again in a moment."),
    ("readonly database", "it is read-only", "Check the rights on the file and its folder."),
    ("disk is full", "the disk is full", "Make room on the disk; nothing was changed."),
    (
        "disk i/o error",
        "the disk reports an error",
        "Check the disk and its free space; nothing was changed.",
    ),
    ("malformed", "it is damaged", "Restore a backup with `salesdesk restore FILE`."),
    ("not a database", "the file is not a database", "Name another file with --db, or restore a backup."),
    ("unable to open", "it cannot be opened", "Check the path and the rights on it."),
    ("no such table", "it has not been set up", "Run `salesdesk init` first."),
    ("no such column", "it is of an older form", "Run `salesdesk init` to upgrade it."),
)
_UNREACHABLE = ("the server cannot be reached", "Check the network and the address.")
_CONNECTING = (
    ("does not exist", "the server knows no such database or user", "Create it first, or correct --db."),
    ("password", "the password was refused", "Correct the address in --db or SALESDESK_DB."),
    ("authentication failed", "the user was refused", "Correct the address in --db or SALESDESK_DB."),
    ("pg_hba.conf", "the server does not let this user in from here", "Ask whoever keeps the server."),
    ("too many", "the server takes no more connections now", "Try again in a moment."),
    ("starting up", "the server is starting up", "Try again in a moment."),
)
"""What a server says before there is a connection, when the driver gives no state."""

_POSTGRES = {
    "42P01": ("it has not been set up", "Run `salesdesk init` first."),
    "42703": ("it is of an older form", "Run `salesdesk init` to upgrade it."),
    "3D000": ("there is no such database", "Create it first, or correct --db."),
    "28P01": ("the password was refused", "Correct the address in --db or SALESDESK_DB."),
    "28000": ("the user was refused", "Correct the address in --db or SALESDESK_DB."),
    "42501": ("this user has no rights on it", "Ask whoever keeps the server."),
    "53100": ("the server's disk is full", "Make room on the server; nothing was changed."),
    "53300": ("the server takes no more connections now", "Try again in a moment."),
    "55P03": ("another program keeps it locked", "Try again in a moment."),
    "25006": ("it is read-only", "Connect to the primary server."),
    "25P03": ("the server gave up waiting for this program", "Try again; nothing was changed."),
    "XX001": ("it is damaged", "Ask whoever keeps the server to restore a backup."),
    "XX002": ("it is damaged", "Ask whoever keeps the server to restore a backup."),
}
_LOST = ("08", "57P")
"""How the states begin that speak of a connection that is gone or never came about."""


def sqlstate(failure: DBAPIError) -> str:
    """Give PostgreSQL's five-letter state, or nothing."""
    return str(getattr(failure.orig, "sqlstate", None) or "")


def is_retryable(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up one of two transactions that met (serialization, deadlock)."""
    return sqlstate(failure) in _RETRY_STATES


def is_locked(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up waiting for what another transaction holds."""
    return sqlstate(failure) == "55P03"


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
        return _POSTGRES.get(state) or (_UNREACHABLE if state.startswith(_LOST) else None)
    if not isinstance(failure, OperationalError):
        return None
    return _signed(_CONNECTING, failure) or _UNREACHABLE


def _of_sqlite(failure: DBAPIError) -> tuple[str, str] | None:
    return _signed(_SQLITE, failure)


def _signed(signs: Sequence[tuple[str, str, str]], failure: DBAPIError) -> tuple[str, str] | None:
    said = str(failure.orig).lower()
    return next(((problem, hint) for sign, problem, hint in signs if sign in said), None)
