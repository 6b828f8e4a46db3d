"""Transactions: durable, whole or not at all, one writer at a time on SQLite, on the database's own clock."""

import sqlite3
import stat
import threading
import traceback
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from db import engine, office
from db.engine import Database, utc_now
from db.migrate import upgrade
from db.retries import TRIES, again_on_conflict
from db.types import from_millis, to_millis
from db.waiting import SLICE_MILLIS
from salesdesk.domain.errors import DatabaseUnusable, Unconfirmed

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

SECRET = "王小明"


def test_every_connection_to_sqlite_is_durable(sqlite_database: Database) -> None:
    for way in (sqlite_database.reading, sqlite_database.writing):
        with way() as tx:
            ask = [tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
            assert ask == ["wal", 2]
            assert tx.conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert tx.conn.exec_driver_sql("PRAGMA busy_timeout").scalar() == SLICE_MILLIS


def test_a_connection_that_cannot_be_made_durable_is_refused() -> None:
    with closing(sqlite3.connect(":memory:")) as conn, pytest.raises(DatabaseUnusable, match="journal memory"):
        engine._prepare_sqlite(conn, None)


def test_on_postgresql_a_write_is_on_disk_when_it_is_answered(postgres_database: Database) -> None:
    with postgres_database.writing() as tx:
        assert tx.conn.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert tx.conn.exec_driver_sql("SHOW lock_timeout").scalar() == "8s"
        assert tx.conn.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "made" / "here" / "office.db"
    with closing(Database.at(str(path))) as database:
        upgrade(database)
        with database.writing() as tx:
            tx.conn.exec_driver_sql("UPDATE register SET last = 0")
            beside = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert beside == dict.fromkeys(("office.db", "office.db-wal", "office.db-shm"), 384)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path.parent.parent)] == [0o700, 0o755]


def test_what_fails_in_the_middle_is_lost_whole(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        _rename(database, tx.conn.exec_driver_sql("UPDATE project SET name = 'half'").rowcount // 0)
    assert _name(database) == "Harbour Gardens"


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.reading() as tx:
        before = tx.conn.exec_driver_sql("SELECT name FROM project").scalar()
        _rename(database)
        assert tx.conn.exec_driver_sql("SELECT name FROM project").scalar() == before
    assert _name(database) == "renamed 1"


def test_a_reader_cannot_write(postgres_database: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="read-only"), postgres_database.reading() as tx:
        tx.conn.exec_driver_sql("UPDATE project SET name = 'x'")


def test_a_second_writer_waits_for_the_first_and_builds_on_what_it_wrote(database: Database) -> None:
    begun, done = threading.Event(), []

    def second() -> None:
        begun.set()
        with database.writing() as tx:
            done.append(office.next_number(tx, 1, "receipt"))

    waiting = threading.Thread(target=second)
    with database.writing() as tx:
        first = office.next_number(tx, 1, "receipt")
        waiting.start()
        begun.wait()
        waiting.join(0.2)
        assert done == []
    waiting.join()
    assert (first, done) == (1, [2])


def test_the_time_is_the_databases_and_stands_still_in_a_transaction(database: Database) -> None:
    with database.writing() as tx:
        first = tx.now
        assert tx.now is first
        assert first.tzinfo is UTC
    assert abs(first - utc_now()) < timedelta(minutes=1)
    with database.reading() as tx:
        assert tx.now >= first


def test_a_clock_may_stand_in_for_the_databases(database: Database) -> None:
    moment = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
    database.clock = lambda: moment
    with database.reading() as tx:
        assert tx.now == moment


def test_a_commit_whose_answer_is_lost_is_unconfirmed(
    postgres_database: Database, raw_database: "type[RawDatabase]"
) -> None:
    raw = raw_database(postgres_database)
    with pytest.raises(Unconfirmed, match="Look, or send it again"):
        _write_and_lose_the_server(raw)
    assert _name(postgres_database) == "Harbour Gardens"


def test_a_closed_database_opens_again(database: Database) -> None:
    database.close()
    database.close()
    assert _name(database) == "Harbour Gardens"


def test_a_transaction_that_met_another_is_tried_again(postgres_database: Database) -> None:
    tries = []

    def work() -> int:
        tries.append(1)
        with postgres_database.writing() as tx:
            if len(tries) < 3:
                tx.conn.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40001'; END $$")
            return office.next_number(tx, 1, "deal")

    assert again_on_conflict(work) == 1
    assert len(tries) == 3


@pytest.mark.parametrize(
    ("state", "raised", "tries"), [("40P01", DatabaseUnusable, TRIES), ("23505", IntegrityError, TRIES)]
)
def test_it_is_not_tried_for_ever(postgres_database: Database, state: str, raised: type[Exception], tries: int) -> None:
    done = []

    def work() -> None:
        done.append(1)
        with postgres_database.writing() as tx:
            tx.conn.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '{state}'; END $$")

    with pytest.raises(raised):
        again_on_conflict(work)
    assert len(done) == tries


def test_what_no_retry_can_cure_is_not_tried_again(database: Database) -> None:
    done = []

    def work() -> None:
        done.append(1)
        with database.writing() as tx:
            tx.conn.exec_driver_sql("INSERT INTO project (code) VALUES (NULL)")

    with pytest.raises(IntegrityError):
        again_on_conflict(work)
    assert len(done) == 1


def test_a_failure_tells_no_parameters(database: Database) -> None:
    with pytest.raises(IntegrityError) as failure:
        _add_project(database, None)
    assert SECRET not in "".join(traceback.format_exception(failure.value))


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))
def test_a_moment_is_kept_to_the_millisecond(moment: datetime) -> None:
    kept = from_millis(to_millis(moment))
    assert timedelta(0) <= moment - kept < timedelta(milliseconds=1)
    assert to_millis(kept) == to_millis(moment)


def _rename(database: Database, count: int = 1) -> None:
    with database.writing() as tx:
        office.rename_project(tx, 1, f"renamed {count}")


def _add_project(database: Database, code: str | None) -> None:
    with database.writing() as tx:
        office.add_project(tx, code, SECRET)  # type: ignore[arg-type]


def _name(database: Database) -> str:
    with database.reading() as tx:
        return office.projects(tx)[0].name


def _write_and_lose_the_server(raw: "RawDatabase") -> None:
    with raw.database.writing() as tx:
        number = tx.conn.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        office.rename_project(tx, 1, "perhaps")
        raw.rows(f"SELECT pg_terminate_backend({number}, 1000)")


def test_temporary_tables_wait_for_rows_as_long_as_it_takes_and_a_change_does_not(postgres_database: Database) -> None:
    patience = "SHOW idle_in_transaction_session_timeout"
    with postgres_database.alone() as alone:
        with alone.aside() as tx:
            assert tx.conn.exec_driver_sql(patience).scalar() == "0"
        with alone.writing() as tx:
            assert tx.conn.exec_driver_sql(patience).scalar() == "15s"
