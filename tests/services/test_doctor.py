"""The doctor: what is sound is said to be, what is not is named, and nothing makes it fall over."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.engine import Database
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services import doctor, holds, orders, payments

if TYPE_CHECKING:
    from tests.conftest import Bureau

IN_SETTINGS = doctor.Machine(None, (), "utf-8")


def _sell(bureau: "Bureau") -> None:
    rep = bureau.desk(Role.REP)
    bureau.units(3)
    buyer = bureau.customer(rep)
    order = orders.place_order(rep, "3-1-0101", buyer, PlanKind.MORTGAGE)
    payments.add_receipt(bureau.desk(Role.CASHIER), order.deal_id, 3_000_00, Method.CASH)
    holds.place_hold(rep, "3-1-0201", buyer)


def _failed(answer: doctor.DoctorAnswer) -> dict[str, str]:
    return {each.name: each.detail for each in answer.checks if not each.ok}


def test_a_sound_office_passes_every_check_on_both_engines(bureau: "Bureau") -> None:
    _sell(bureau)
    answer = doctor.examine(bureau.database, IN_SETTINGS)
    failed = _failed(answer)
    if bureau.database.path is None:
        # the server of the tests waits for no disk, and the doctor has to see that
        assert "fsync = off" in failed.pop("durability")
    assert failed == {}
    assert answer.usable
    assert answer.ok == (bureau.database.path is not None)
    assert len(answer.checks) >= 16


@pytest.mark.parametrize(
    ("tampering", "check", "named"),
    [
        ("DROP TRIGGER guard_event_update", "guards", "guard_event_update"),
        ("DROP INDEX uq_claim_live", "one_claim", "live claim"),
        ("UPDATE unit SET state = 'available' WHERE code = '3-1-0201'", "claims", "3-1-0201"),
        ("UPDATE register SET last = 9 WHERE name = 'receipt'", "registers", "last given 9"),
        ("INSERT INTO allotment (receipt_id, deal_id, use, amount_minor, staff_id, at)"
            " VALUES (1, 1, 'unallocated', 5, 1, 0)", "allotments", "1"),
        ("INSERT INTO allotment (receipt_id, deal_id, use, line_id, amount_minor, staff_id, at) VALUES"
            " (1, 1, 'line', 1, -300001, 1, 0), (1, 1, 'line', 2, 300001, 1, 0)", "payments", "1"),
        ("INSERT INTO allotment (receipt_id, deal_id, use, amount_minor, staff_id, at) VALUES"
            " (1, 1, 'unallocated', -5, 1, 0), (1, 1, 'forfeited', 5, 1, 0)", "accounts", "1"),
        (
            "INSERT INTO schedule_line (deal_id, version, place, kind, label, due, amount_minor)"
            " VALUES (1, 1, 9, 'loan', 'x', '2026-01-01', 5)",
            "schedules",
            "1",
        ),
        ("UPDATE event_head SET seq = seq + 1", "log", "harbour-gardens"),
        ("INSERT INTO claim (project_id, unit_id, customer_id, staff_id, kind, live, created_at, extensions)"
         " VALUES (1, 99, 1, 1, 'hold', 0, 0, 0)", "foreign_keys", "claim"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_named(sqlite_bureau: "Bureau", tampering: str, check: str, named: str) -> None:
    _sell(sqlite_bureau)
    _tamper(sqlite_bureau.database, tampering)
    answer = doctor.examine(sqlite_bureau.database, IN_SETTINGS)
    assert set(_failed(answer)) == {check}
    assert named in _failed(answer)[check]
    assert answer.usable


def _tamper(database: Database, statement: str) -> None:
    assert database.path is not None
    with sqlite3.connect(database.path) as conn:
        conn.execute(statement)
    conn.close()


def test_a_damaged_file_is_an_answer_and_no_error(sqlite_bureau: "Bureau") -> None:
    _sell(sqlite_bureau)
    path = sqlite_bureau.database.path
    assert path is not None
    sqlite_bureau.database.close()
    _tamper(sqlite_bureau.database, "VACUUM")  # in a page that nothing uses there is nothing to damage
    whole = path.read_bytes()
    for start in range(4096, len(whole) - 4096, 4096 * 7):
        path.write_bytes(whole[:start] + b"\xff" * 4096 + whole[start + 4096 :])
        database = Database.at(str(path))
        answer = doctor.examine(database, IN_SETTINGS)
        database.close()
        assert not answer.ok
    path.write_text("not a database at all")
    answer = doctor.examine(Database.at(str(path)), IN_SETTINGS)
    assert (answer.usable, "database" in _failed(answer)) == (False, True)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    answer = doctor.examine(Database.at(str(tmp_path / "no.db")), IN_SETTINGS)
    assert (answer.ok, answer.usable) == (False, False)
    assert not (tmp_path / "no.db").exists()


def test_a_database_that_is_newer_cannot_be_used(sqlite_database: Database) -> None:
    _tamper(sqlite_database, "UPDATE alembic_version SET version_num = '9999'")
    assert not doctor.examine(sqlite_database, IN_SETTINGS).usable


def test_open_files_a_lost_pepper_and_a_poor_terminal_are_named(sqlite_database: Database, tmp_path: Path) -> None:
    assert sqlite_database.path is not None
    sqlite_database.path.chmod(0o644)
    answer = doctor.examine(sqlite_database, doctor.Machine(tmp_path / "pepper", (), "ascii"))
    assert set(_failed(answer)) == {"files", "pepper", "terminal"}
    assert answer.usable


def test_a_log_that_cannot_be_read_is_named_and_all_else_is_examined(sqlite_bureau: "Bureau") -> None:
    _sell(sqlite_bureau)
    path = sqlite_bureau.database.path
    assert path is not None
    with sqlite3.connect(path) as conn:
        conn.execute("DROP TRIGGER guard_event_update")
        conn.execute("UPDATE event SET at = 'long ago' WHERE seq = 2")
    conn.close()
    failed = _failed(doctor.examine(sqlite_bureau.database, IN_SETTINGS))
    assert set(failed) == {"guards", "log"}
    assert failed["log"].startswith("it could not be checked (")


def test_a_folder_that_is_not_there_has_no_room(tmp_path: Path) -> None:
    failed = _failed(doctor.examine(Database.at(str(tmp_path / "gone" / "no.db")), IN_SETTINGS))
    assert failed["disk"] == "there is no such file or folder"
