"""Imports that are killed, stopped, or started twice: the database holds the whole file or none of it."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.roles import Role
from salesdesk.services.audit import verify
from salesdesk.services.past_imports import past_imports
from tests.conftest import PIN

if TYPE_CHECKING:
    from tests.conftest import Bureau
    from tests.races.conftest import Session, Start

ROWS = 12_000
FEW = 20
MOMENTS = 400
SOON, LATER = 0.02, 1.07
"""When an import is killed for the first time, in seconds, and by how much later each time after."""

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KINDS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "units": (
        "building,block,floor,room,built area,unit price\n",
        lambda at: f"{at // 1000 + 1},1,{at % 1000 // 20 + 1},{at % 20 + 1:02d},100.00,60000.00\n",
        "bad,,,,,\n",
    ),
    "customers": ("name,phone,employer,visit\n", lambda at: f"王伟,199{at:08d},Bank {at},2026-03-05\n", "bad,12,,\n"),
    "receipts": (
        "date,amount,payer,reference\n",
        lambda at: f"2026-03-05,{at + 1}.05,王伟,R{at}\n",
        "2026-03-05,much,,\n",
    ),
}
"""What files of a kind are: header, a row by its number, and a bad row."""

TABLES = {"units": ("unit",), "customers": ("customer", "customer_phone", "appointment"), "receipts": ("receipt",)}
WHO = {"receipts": Role.CASHIER}
"""Who brings a kind of file in, where it is not the administrator."""


KILLED = """
import os, signal
from sqlalchemy import Engine, event

met = []

def begins(statement):
    if met or statement.startswith("INSERT INTO {table} "):
        met.append(statement)
        if len(met) > {after}:
            os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "connect", lambda connection, _: connection.set_trace_callback(begins))
"""
"""Kills the process before a statement of its writing: so many after the first that brings rows into a table."""


@pytest.fixture(params=KINDS)
def listed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of so many rows with one bad one, in a folder of its own in which the processes work."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / f"{request.param}.csv"
    _write(path, ROWS)
    return path


@pytest.fixture
def start(bureau: "Bureau", start: "Start", listed: Path) -> "Start":
    """Start sessions of somebody who brings such a file in."""
    role = WHO.get(listed.stem)
    if role is None:
        return start
    actor = bureau.desk(role).actor
    assert actor
    them = f"import os; os.environ.update(SALESDESK_STAFF={actor.name!r}, SALESDESK_PIN={PIN!r}); "
    return lambda first="", *words: start(them + first, *words)


def _write(path: Path, rows: int) -> None:
    header, row, bad = KINDS[path.stem]
    path.write_text(header + "".join(row(at) for at in range(rows)) + bad, "utf-8")


def _whole_or_nothing(bureau: "Bureau", rows: int = ROWS) -> bool:
    """Tell whether the file is there; it is whole or not at all, and the log knows which."""
    written = bureau.written()
    found = past_imports(bureau.admin)
    runs = [(each.read, each.new, each.rejected) for each in found if each.new]
    tables = [name for kind in {each.kind for each in found} or TABLES for name in TABLES[kind]]
    counts = {len(written[name]) for name in tables}
    assert (counts, runs) in (({0}, []), ({rows}, [(rows + 1, rows, 1)]))
    assert verify(bureau.admin).ok
    return bool(runs)


def _until_written(bureau: "Bureau", session: "Session", size: int) -> None:
    """Wait until an import has written so many bytes that are not yet kept, or is done."""
    path = bureau.database.path
    assert path is not None
    log = path.with_name(path.name + "-wal")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not session.ended_within(0):
        if log.exists() and log.stat().st_size > size:
            return


@ON_SQLITE
def test_an_import_that_is_killed_while_it_writes_has_written_nothing(
    bureau: "Bureau", start: "Start", listed: Path
) -> None:
    bureau.database.clock = None
    session = start()
    session.send(f"import {listed.stem} {listed}")
    _until_written(bureau, session, 200_000)
    session.kill()
    there = _whole_or_nothing(bureau)
    session = start()
    session.send(f"import {listed.stem} {listed}")
    result = session.answer()["result"]
    assert (result["new"], result["same"], result["rejected"]) == ((0, ROWS, 1) if there else (ROWS, 0, 1))


@ON_SQLITE
@pytest.mark.slow
def test_before_whichever_statement_of_its_writing_an_import_is_killed_nothing_is_there(
    bureau: "Bureau", start: "Start", listed: Path
) -> None:
    bureau.database.clock = None
    _write(listed, FEW)
    for after in range(MOMENTS):
        session = start(KILLED.format(table=TABLES[listed.stem][0], after=after))
        session.send(f"import {listed.stem} {listed}")
        session.close()
        if _whole_or_nothing(bureau, FEW):
            break
    assert 3 < after < MOMENTS - 1, "it was written before it could be killed in several places, or never"


@pytest.mark.slow
def test_whenever_an_import_is_killed_the_file_is_there_whole_or_not_at_all(
    bureau: "Bureau", start: "Start", listed: Path
) -> None:
    bureau.database.clock = None
    for moment in range(1, MOMENTS):
        session = start()
        session.send(f"import {listed.stem} {listed}")
        session.ended_within(SOON * LATER**moment)
        session.kill()
        if _whole_or_nothing(bureau):
            break
    assert moment > 5, "it was done before it could be killed in several places"
    session = start()
    session.send(f"import {listed.stem} {listed}")
    assert session.answer()["result"]["new"] == 0
    assert _whole_or_nothing(bureau)


def test_one_file_imported_twice_at_the_same_time_is_there_once(bureau: "Bureau", start: "Start", listed: Path) -> None:
    bureau.database.clock = None
    sessions = [start(), start()]
    for session in sessions:
        session.send("whoami")
    for session in sessions:
        session.answer()
    for number, session in enumerate(sessions):
        session.send(f"import {listed.stem} {listed} --rejects {number}.csv")
    results = [session.answer()["result"] for session in sessions]
    assert sorted((each["new"], each["same"], each["rejected"]) for each in results) == [(0, ROWS, 1), (ROWS, 0, 1)]
    assert _whole_or_nothing(bureau)
    assert sorted(each.name for each in listed.parent.iterdir()) == ["0.csv", "1.csv", listed.name]


@ON_SQLITE
@pytest.mark.parametrize("room", [50_000, 300_000])
def test_a_disk_that_fills_up_stops_an_import_and_leaves_nothing(
    bureau: "Bureau", start: Callable[..., "Session"], listed: Path, room: int
) -> None:
    bureau.database.clock = None
    path = bureau.database.path
    assert path is not None
    most = path.stat().st_size + room
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    session = start(f"{limit}resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))")
    session.send(f"import {listed.stem} {listed}")
    answer = session.answer()
    assert answer["exit"] == 8, answer
    session.close()
    assert not _whole_or_nothing(bureau)
    assert [each.name for each in listed.parent.iterdir()] == [listed.name]


@ON_SQLITE
def test_an_import_that_is_interrupted_leaves_nothing_behind(
    bureau: "Bureau", start: "Start", listed: Path, tmp_path: Path
) -> None:
    bureau.database.clock = None
    (tmp_path / "tmp").mkdir()
    # who runs tests may ignore an interrupt
    heeding = "import signal, tempfile; signal.signal(signal.SIGINT, signal.default_int_handler); "
    session = start(f"{heeding}tempfile.tempdir = {str(tmp_path / 'tmp')!r}", "import", listed.stem, "-")
    session.send(listed.read_text("utf-8").rstrip("\n"))  # it waits for more
    assert session.kill(signal.SIGINT) == 130
    assert not _whole_or_nothing(bureau)
    assert [each.name for each in listed.parent.iterdir()] == [listed.name]
    assert list((tmp_path / "tmp").iterdir()) == []
