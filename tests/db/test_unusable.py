"""A database that cannot be used: one sentence that says what is wrong and what would help, and nothing changed."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from db import engine
from db.engine import Database
from db.failures import unusable
from db.migrate import upgrade
from db.network_drives import network_drive
from db.schema_version import check_version, is_current
from salesdesk.domain.errors import DatabaseUnusable, UsageError
from salesdesk.language import explain, use_language

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

NOBODY = 65534


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this program. Install the newer salesdesk"),
        ("DELETE FROM alembic_version", "older form. Run `salesdesk init` to upgrade"),
        ("DROP TABLE alembic_version", "has not been set up. Run `salesdesk init` first"),
    ],
)
def test_a_schema_of_another_version_is_refused(raw: "RawDatabase", statement: str, says: str) -> None:
    assert is_current(raw.database)
    raw.run(statement)
    assert not is_current(raw.database)
    with pytest.raises(DatabaseUnusable, match=says):
        check_version(raw.database)


def test_a_newer_schema_is_not_upgraded(raw: "RawDatabase") -> None:
    raw.run("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnusable, match="newer"):
        upgrade(raw.database)
    assert raw.rows("SELECT version_num FROM alembic_version") == [("9999",)]


def test_another_programs_tables_are_left_alone(raw: "RawDatabase") -> None:
    raw.run("DROP TABLE alembic_version")
    before = raw.rows("SELECT * FROM project")
    with pytest.raises(DatabaseUnusable, match="belongs to another program"):
        upgrade(raw.database)
    assert raw.rows("SELECT * FROM project") == before


def test_a_table_that_is_gone_is_told_as_such(raw: "RawDatabase") -> None:
    raw.run("ALTER TABLE alembic_version RENAME COLUMN version_num TO version")
    with pytest.raises(DatabaseUnusable, match="older form"):
        check_version(raw.database)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=r"there is none at .*Run `salesdesk init` first"):
        check_version(Database.at(str(tmp_path / "none.db")))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_has_not_been_set_up(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with closing(Database.at(str(path))) as database, pytest.raises(DatabaseUnusable, match="not been set up"):
        check_version(database)


@pytest.mark.parametrize("content", [b"a letter to the editor\n" * 100, b"PK\x03\x04" + bytes(5000)])
def test_a_file_of_another_kind_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with closing(Database.at(str(path))) as database:
        for use in (check_version, upgrade):
            with pytest.raises(DatabaseUnusable, match="is not a database"):
                use(database)
    assert path.read_bytes() == content


def test_a_damaged_file_is_told_as_damaged(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    content = bytearray(sqlite_template.read_bytes())
    content[4096 : 4096 * 6] = b"\xa5" * (4096 * 5)
    path.write_bytes(content)
    with closing(Database.at(str(path))) as database, pytest.raises(DatabaseUnusable, match="it is damaged"):
        upgrade(database)
    assert path.read_bytes() == bytes(content)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    for use in (check_version, upgrade):
        with pytest.raises(DatabaseUnusable, match="is a folder"):
            use(Database.at(str(tmp_path)))


def test_a_place_where_no_file_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable, match=r"cannot be made .*Choose another place"):
        upgrade(Database.at(str(tmp_path / "file" / "office.db")))


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o755), (0o444, 0o777), (0o000, 0o755), (0o644, 0o000)])
def test_without_rights_on_the_file_it_is_read_only_or_does_not_open(
    sqlite_template: Path, file: int, folder: int
) -> None:
    with _foreign_folder() as place:
        path = place / "office.db"
        shutil.copy(sqlite_template, path)
        path.chmod(file)
        place.chmod(folder)
        with _as_somebody_else(), closing(Database.at(str(path))) as database, _unusable(r"read-only|cannot be opened"):
            _write(database)
        place.chmod(0o755)


def test_whether_a_file_is_there_cannot_be_said_of_a_closed_folder() -> None:
    with _foreign_folder() as place:
        place.chmod(0o000)
        with _as_somebody_else(), _unusable(r"office\.db cannot be opened .*Check the path and the rights on it"):
            assert Database.at(str(place / "office.db")).is_there
        place.chmod(0o755)


def test_a_read_only_server_is_told_as_such(on_postgres: "RawDatabase") -> None:
    name = on_postgres.database.url.database
    on_postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with closing(Database.at(on_postgres.address)) as later, _unusable(r"read-only\. Connect to the primary"):
        _write(later)


def test_a_locked_database_is_told_after_a_while(raw: "RawDatabase", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLIS", 50)
    monkeypatch.setitem(engine._TIMEOUTS, "options", "-c lock_timeout=50")
    address = str(raw.database.path) if raw.database.path else raw.address
    with closing(raw.connect()) as other, closing(Database.at(address)) as database:
        other.execute("UPDATE project SET name = 'mine'")
        with _unusable(r"keeps it locked\. Try again in a moment"):
            _write(database)
        other.rollback()
    assert raw.rows("SELECT name FROM project") == [("Harbour Gardens",)]


def test_readers_are_not_kept_waiting_by_a_writer(raw: "RawDatabase") -> None:
    with closing(raw.connect()) as other:
        other.execute("UPDATE project SET name = 'half done'")
        with raw.database.reading() as tx:
            assert tx.conn.exec_driver_sql("SELECT name FROM project").scalar() == "Harbour Gardens"
        other.rollback()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("/postgres?", "/nowhere?"), "knows no such database or user"),
        (("//postgres:", "//stranger:"), "knows no such database or user"),
        (("host=/", "host=/nowhere/"), "cannot be reached"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_told(postgres_address: str, change: tuple[str, str], says: str) -> None:
    with closing(Database.at(postgres_address.replace(*change, 1))) as database, _unusable(says):
        check_version(database)


@pytest.mark.parametrize("address", ["postgresql://u@127.0.0.1:1/x", "postgresql://u@no-such-host.invalid/x"])
def test_a_server_that_is_not_there_cannot_be_reached(address: str) -> None:
    with closing(Database.at(address)) as database, pytest.raises(DatabaseUnusable, match="cannot be reached"):
        check_version(database)


def test_a_connection_that_the_server_ends_is_told(on_postgres: "RawDatabase") -> None:
    with _unusable("cannot be reached"):
        _write(on_postgres.database, "SELECT pg_terminate_backend(pg_backend_pid())")
    check_version(on_postgres.database)


@pytest.mark.parametrize("address", ["mysql://u@h/x", "sqlite://", "postgresql://u@h:port/x", "://"])
def test_an_address_of_another_kind_is_not_understood(address: str) -> None:
    with pytest.raises(UsageError, match="address is not understood"):
        Database.at(address)


def test_an_address_is_shown_without_its_password() -> None:
    database = Database.at("postgresql://anna:very-secret@h/x")
    assert database.shown == "postgresql://anna:***@h/x"
    assert "secret" not in repr(database)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {tmp_path} {kind} rw 0 0\n")
    monkeypatch.setattr(engine, "network_drive", partial(network_drive, mounts=mounts))
    with pytest.raises(DatabaseUnusable, match=rf"network drive \({kind}\).*PostgreSQL for several machines"):
        upgrade(Database.at(str(tmp_path / "office.db")))
    assert [each.name for each in tmp_path.iterdir()] == ["mounts"]


def test_what_was_mounted_last_and_lies_deepest_counts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "map /home autofs rw 0 0\n"
        "server:/home /home nfs4 rw 0 0\n"
        "tmpfs /home/anna/fast tmpfs rw 0 0\n"
        "//server/share /mnt/sales\\040office cifs rw 0 0\n"
        "damaged\n"
    )
    assert network_drive(Path("/home/anna/office.db"), mounts) == "nfs4"
    assert network_drive(Path("/home/anna/fast/office.db"), mounts) is None
    assert network_drive(Path("/homestead/office.db"), mounts) is None
    assert network_drive(Path("/mnt/sales office/office.db"), mounts) == "cifs"
    assert network_drive(Path("/home/x.db"), tmp_path / "no such file") is None


def test_a_link_to_a_network_drive_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "share")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {tmp_path}/share nfs rw 0 0\n")
    assert network_drive(tmp_path / "link" / "office.db", mounts) == "nfs"


@pytest.fixture
def on_postgres(postgres_database: Database, raw_database: "type[RawDatabase]") -> "RawDatabase":
    """A PostgreSQL database of this test's own."""
    return raw_database(postgres_database)


def _write(database: Database, statement: str = "UPDATE project SET name = 'theirs'") -> None:
    with database.writing() as tx:
        tx.conn.exec_driver_sql(statement)


def _unusable(says: str) -> AbstractContextManager[object]:
    return pytest.raises(DatabaseUnusable, match=says)


@contextmanager
def _foreign_folder() -> Iterator[Path]:
    """Make a folder that others can reach, for tests that are run by root."""
    with tempfile.TemporaryDirectory(prefix="salesdesk-") as name:
        place = Path(name)
        place.chmod(0o755)
        yield place


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Give up root's rights for a while: root may write what is read-only."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _refused_by_sqlite(statement: str, stop: bool = False) -> DBAPIError:
    with closing(sqlite3.connect(":memory:")) as conn:
        if stop:
            conn.set_progress_handler(lambda: 1, 1)
        with pytest.raises(sqlite3.Error) as caught:
            conn.execute(statement).fetchall()
    return OperationalError(statement, {}, caught.value)


def test_what_sqlite_reports_and_nobody_foresaw_stands_behind_a_word_of_ours() -> None:
    use_language("zh_CN")
    found = unusable(_refused_by_sqlite("SELECT count(*) FROM sqlite_master", stop=True), "here.db")
    assert found is not None
    assert explain(found) == "数据库无法使用：系统报告错误（interrupted）。请运行 `salesdesk doctor`；未作任何改动。"


def test_a_statement_that_is_wrong_is_a_bug_and_not_the_database() -> None:
    assert unusable(_refused_by_sqlite("SELECT nonsense(1)"), "here.db") is None
