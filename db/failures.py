"""What a database driver's failure means for the office: a sentence, a lost race, or a retry."""

from sqlalchemy.exc import DBAPIError, IntegrityError

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
_POSTGRES = {
    "42P01": ("it has not been set up", "Run `salesdesk init` first."),
    "3D000": ("there is no such database", "Create it first, or correct --db."),
    "28P01": ("the password was refused", "Correct the address in --db or SALESDESK_DB."),
    "28000": ("the user was refused", "Correct the address in --db or SALESDESK_DB."),
    "53100": ("the server's disk is full", "Make room on the server; nothing was changed."),
    "55P03": ("another program keeps it locked", "Try again in a moment."),
    "25006": ("it is read-only", "Connect to the primary server."),
}


def sqlstate(failure: DBAPIError) -> str:
    """Give PostgreSQL's five-letter state, or nothing."""
    return str(getattr(failure.orig, "sqlstate", None) or "")


def is_retryable(failure: DBAPIError) -> bool:
    """Tell whether PostgreSQL gave up one of two transactions that met (serialization, deadlock)."""
    return sqlstate(failure) in _RETRY_STATES


def is_taken(failure: DBAPIError, constraint: str) -> bool:
    """Tell whether a unique index refused the row: `constraint` is its name, or on SQLite its first column."""
    said = str(failure.orig)
    return isinstance(failure, IntegrityError) and (constraint in said)


def unusable(failure: DBAPIError, address: str) -> DatabaseUnusable | None:
    """Say in a sentence why the database cannot be used; `None` when the failure is about data, not the database."""
    if sqlstate(failure):
        found = _POSTGRES.get(sqlstate(failure))
        return DatabaseUnusable(problem=found[0], hint=found[1], address=address) if found else None
    said = str(failure.orig).lower()
    for sign, problem, hint in _SQLITE:
        if sign in said:
            return DatabaseUnusable(problem=problem, hint=hint, address=address)
    if failure.connection_invalidated or "connection" in said:
        return DatabaseUnusable(
            problem="the server cannot be reached", hint="Check the network and the address.", address=address
        )
    return None
