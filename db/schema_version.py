"""Which version of the schema this program works on, cheap to ask at every start."""

from sqlalchemy import text

from db.engine import Database
from salesdesk.domain.errors import DatabaseUnusable

KNOWN = tuple(f"{number:04}" for number in range(1, 23))
HEAD = KNOWN[-1]


def check_version(database: Database) -> None:
    """Refuse a database that is not set up, older or newer than this program.

    Raises:
        DatabaseUnusable: saying what to do.
    """
    with database.reading() as tx:
        found = tx.conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == HEAD:
        return
    if found in KNOWN or found is None:
        raise DatabaseUnusable(problem="it is of an older form", hint="Run `salesdesk init` to upgrade it.")
    raise DatabaseUnusable(problem="it is newer than this program", hint="Install the newer salesdesk.")


def is_current(database: Database) -> bool:
    """Tell whether this program works on the form that a database has."""
    try:
        check_version(database)
    except DatabaseUnusable:
        return False
    return True
