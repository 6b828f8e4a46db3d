"""While a long import is being written, whoever wants to change something is told, waits, and then does it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from db import engine, import_writing
from db.engine import Database
from db.retries import again_on_conflict
from db.waiting import ImportUnderWay
from salesdesk.domain.errors import DatabaseUnusable

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be patient for longer than a moment."""
    monkeypatch.setattr(engine, "BUSY_MILLIS", 50)
    monkeypatch.setitem(engine._TIMEOUTS, "options", "-c lock_timeout=50")


@pytest.fixture
def told() -> list[ImportUnderWay]:
    """Give what was said to who waits."""
    return []


@contextmanager
def _listening(raw: "RawDatabase", told: list[ImportUnderWay], heard: threading.Event) -> Iterator[Database]:
    def tell(under_way: ImportUnderWay) -> None:
        told.append(under_way)
        heard.set()

    address = str(raw.database.path) if raw.database.path else raw.address
    with closing(Database.at(address)) as database:
        database.tell_waiting = tell
        yield database


def _rename(database: Database) -> None:
    with database.writing() as tx:
        tx.conn.exec_driver_sql("UPDATE project SET name = 'after it'")


def test_who_waits_for_an_announced_import_is_told_and_goes_on_after_it(
    raw: "RawDatabase", told: list[ImportUnderWay]
) -> None:
    heard = threading.Event()
    with _listening(raw, told, heard) as database:
        with database.writing() as tx:
            import_writing.announce(tx, 1, 1, "units.csv", 20)
        with closing(raw.connect()) as other:
            other.execute("UPDATE project SET name = 'being written'")
            waiter = threading.Thread(target=again_on_conflict, args=(lambda: _rename(database),))
            waiter.start()
            assert heard.wait(20)
            other.rollback()
            waiter.join(20)
    assert not waiter.is_alive()
    assert raw.rows("SELECT name FROM project") == [("after it",)]
    assert told[0].file == "units.csv"
    assert (told[0].ready - told[0].since).total_seconds() == 20


@pytest.mark.parametrize("ended", ["withdrawn", "died long ago"])
def test_an_import_that_is_over_lets_nobody_wait_longer(
    raw: "RawDatabase", told: list[ImportUnderWay], ended: str
) -> None:
    with _listening(raw, told, threading.Event()) as database:
        with database.writing() as tx:
            number = import_writing.announce(tx, 1, 1, "units.csv", 20 if ended == "withdrawn" else -1_000)
        if ended == "withdrawn":
            with database.writing() as tx:
                import_writing.withdraw(tx, number)
        with closing(raw.connect()) as other:
            other.execute("UPDATE project SET name = 'mine'")
            with pytest.raises(DatabaseUnusable, match="keeps it locked"):
                again_on_conflict(lambda: _rename(database))
            other.rollback()
    assert told == []


def test_what_dead_imports_said_is_forgotten_by_the_next(raw: "RawDatabase") -> None:
    for seconds in (-1_000, 5):
        with raw.database.writing() as tx:
            import_writing.announce(tx, 1, 1, f"{seconds}.csv", seconds)
    assert raw.rows("SELECT file_name FROM import_writing") == [("5.csv",)]
