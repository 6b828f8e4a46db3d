"""The schema: what migrations make is what the tables say, whole, on each engine."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from db.engine import Database
from db.guards import create_guards
from db.migrate import SCRIPTS, upgrade
from db.schema_version import HEAD, KNOWN
from db.tables.schema import METADATA

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

LINE = "project_id, seq, at, terminal, kind, data, prev_hash, hash"
Schema = dict[str, set[tuple[Any, ...]]]
SQLITE_PARTS = {
    f"{kind}s": f"SELECT tbl_name, name, sql FROM sqlite_master WHERE type = '{kind}'"
    for kind in ("table", "index", "trigger", "view")
}
POSTGRES_PARTS = {
    "columns": "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger"
    " WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "others": "SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace",
}


def test_a_migrated_database_is_what_the_tables_say(raw: "RawDatabase", bare: "RawDatabase") -> None:
    with bare.database.writing() as tx:
        METADATA.create_all(tx.conn)
        create_guards(tx.conn)
    made, migrated = _schema(bare), _schema(raw)
    for part in made | migrated:
        assert made[part] ^ migrated[part] == set()


def test_the_comparison_sees_a_trigger_a_check_and_the_condition_of_an_index(raw: "RawDatabase") -> None:
    before = _schema(raw)
    index = "CREATE UNIQUE INDEX uq_claim_live ON claim (unit_id) WHERE live AND kind = 'hold'"
    trigger = "DROP TRIGGER guard_receipt_update" + ("" if raw.database.path else " ON receipt")
    raw.run("DROP INDEX uq_claim_live")
    raw.run(index)
    one = _schema(raw)
    raw.run(trigger)
    two = _schema(raw)
    assert before != one
    assert one != two


def test_alembic_finds_nothing_to_migrate(database: Database) -> None:
    with database.writing() as tx:
        command.check(_config(tx.conn))


def test_the_program_knows_the_last_migration_and_every_one_before() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_heads() == [HEAD]
    assert [each.revision for each in scripts.walk_revisions()][::-1] == list(KNOWN)


def test_upgrading_twice_changes_nothing(raw: "RawDatabase", bare: "RawDatabase") -> None:
    assert upgrade(bare.database) is True
    before = _schema(bare)
    assert upgrade(bare.database) is False
    assert _schema(bare) == before == _schema(raw)


@pytest.mark.parametrize("known", KNOWN[:-1])
def test_an_older_database_is_upgraded_and_keeps_what_is_in_it(
    raw: "RawDatabase", bare: "RawDatabase", known: str
) -> None:
    with bare.database.writing() as tx:
        command.upgrade(_config(tx.conn), known)
    bare.run("INSERT INTO project (id, code, name, created_at) VALUES (1, 'k', 'kept', 0)")
    bare.run(f"INSERT INTO event ({LINE}) VALUES (1, 1, 5, 'desk', 'told', '{{}}', 'before', 'after')")
    assert upgrade(bare.database) is True
    assert bare.rows("SELECT name FROM project") == [("kept",)]
    assert bare.rows(f"SELECT {LINE} FROM event") == [(1, 1, 5, "desk", "told", "{}", "before", "after")]
    assert _schema(bare) == _schema(raw)


def test_a_migration_that_fails_leaves_nothing_behind(bare: "RawDatabase") -> None:
    bare.run("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    bare.run("CREATE TABLE staff_session (id INTEGER)")
    before = _schema(bare)
    with pytest.raises(Exception, match="staff_session"):
        upgrade(bare.database)
    assert _schema(bare) == before


@pytest.fixture
def bare(
    request: pytest.FixtureRequest, database: Database, bare_database: Callable[[str], AbstractContextManager[Database]]
) -> Iterator["RawDatabase"]:
    """An empty database on the engine of the test's other one."""
    make = request.getfixturevalue("raw_database")
    with bare_database("sqlite" if database.path else "postgres") as found:
        yield make(found)


@pytest.fixture
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], AbstractContextManager[Database]]:
    """Make a database in which nothing is."""

    @contextmanager
    def make(engine: str) -> Iterator[Database]:
        address = str(tmp_path / "bare.db") if engine == "sqlite" else request.getfixturevalue("bare_postgres")
        database = Database.at(address)
        database.make_file()
        with closing(database):
            yield database

    return make


@pytest.fixture
def bare_postgres(postgres_address: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database."""
    with psycopg.connect(postgres_address, autocommit=True) as conn:
        conn.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        conn.execute("CREATE DATABASE bare TEMPLATE template0")
        yield postgres_address.replace("/postgres?", "/bare?", 1)
        conn.execute("DROP DATABASE bare WITH (FORCE)")


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def _schema(raw: "RawDatabase") -> Schema:
    parts = POSTGRES_PARTS if raw.database.path is None else SQLITE_PARTS
    found = {name: raw.rows(query) for name, query in parts.items()}
    schema = {name: {_settled(row) for row in rows if not _is_alembics(row)} for name, rows in found.items()}
    return {name: part for name, part in schema.items() if part}


def _is_alembics(row: Sequence[Any]) -> bool:
    """Tell whether it is of Alembic's own table, which is in no registry."""
    return str(row[0]).startswith("alembic_version")


def _settled(row: Sequence[Any]) -> tuple[Any, ...]:
    """Let neither white space nor the order of a table's constraints make a difference."""
    text = " ".join(str(row[-1]).split())
    form = " WITHOUT ROWID" if text.endswith(" WITHOUT ROWID") else ""
    parts = text.removesuffix(form).removesuffix(" )").split(", CONSTRAINT ")
    return (*row[:-1], parts[0], *sorted(parts[1:]), form)
