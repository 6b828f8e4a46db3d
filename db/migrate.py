"""Making a database or bringing an older one up to date, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from db.engine import Database, translated
from db.schema_version import HEAD, KNOWN
from salesdesk.domain.errors import DatabaseUnusable

SCRIPTS = Path(__file__).parent / "migrations"
UPGRADING = 0x5A1E5DE5C
"""A number by which PostgreSQL knows this program's upgrades from other locks."""


def upgrade(database: Database) -> bool:
    """Make or upgrade the schema; tells whether anything had to be done. Running it again changes nothing.

    Raises:
        DatabaseUnusable: it cannot be written, or is newer than the program.
    """
    database.make_file()
    before = version(database)
    if before == HEAD:
        return False
    with translated(database.shown), database.engine.connect() as conn:
        writing = conn.execution_options(salesdesk_writing=True)
        with writing.begin():
            _one_at_a_time(writing)
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
            config.attributes["connection"] = writing
            command.upgrade(config, "head")
    return True


def _one_at_a_time(conn: Connection) -> None:
    """Let whoever upgrades at the same time wait, and find it done (SQLite's write lock does so by itself)."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADING})


def version(database: Database) -> str | None:
    """Give the schema's version, or `None` for an empty database.

    Raises:
        DatabaseUnusable: it is of a version this program does not know, or holds somebody else's tables.
    """
    with database.reading() as tx:
        names = inspect(tx.conn).get_table_names()
        if "alembic_version" not in names:
            if names:
                raise DatabaseUnusable(problem="it belongs to another program", hint="Name another file with --db.")
            return None
        found = tx.conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found not in KNOWN:
        raise DatabaseUnusable(problem="it is newer than this program", hint="Install the newer salesdesk.")
    return None if found is None else str(found)
