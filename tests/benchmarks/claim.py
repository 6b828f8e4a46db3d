"""A claim through the whole service against raw sqlite3 doing the same statements with the same durability."""

import hashlib
import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from db import units
from db.engine import Database
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.roles import Role
from salesdesk.domain.units import UnitKind
from salesdesk.services import batches, office
from salesdesk.services.customers import add_customer
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.holds import place_hold
from salesdesk.services.pins import PinVault

LIMIT = 2.5
CLAIMS = 60
ROUNDS = 7
NOW = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


def measure() -> tuple[float, str]:
    """Give the ratio of the medians, service to raw, and how it was measured."""
    ratios = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            served = _timed(_service(Path(folder) / "served.db"))
            raw = _timed(_raw(Path(folder) / "raw.db"))
        ratios.append(served / raw)
    return median(ratios), f"median of {ROUNDS} rounds of {CLAIMS} claims"


def _timed(claim: Callable[[int], None]) -> float:
    """Give the median time of a claim; the first few warm up."""
    times = []
    for number in range(1, CLAIMS + 1):
        start = time.perf_counter()
        claim(number)
        times.append(time.perf_counter() - start)
    return median(times[5:])


def _office(path: Path) -> Desk:
    database = Database.at(str(path))
    office.set_up(database, PinVault(b"bench", cheap=True), admin="Ada", pin="246813", project="Bench")
    desk = office.open_desk(database, terminal="bench").signed_in(Actor(1, "Ada", Role.ADMINISTRATOR))
    rows = [_unit(floor, desk.project.id) for floor in range(1, CLAIMS + 1)]
    with database.writing() as tx:
        units.add_units(tx, rows)
        now = tx.now
    for name in ("holds_per_rep", "holds_per_customer"):
        office.set_project(desk, name, "0")
    batches.add_batch(desk, "all", "permit", now)
    batches.release_batch(desk, "all")
    add_customer(desk, "王小明", ["199-0000-0001"])
    return desk


def _unit(floor: int, project_id: int) -> dict[str, object]:
    record = UnitRecord(
        floor, f"1-1-{floor}01", "1", "1", str(floor), floor, f"{floor}01", "01",
        UnitKind.FLAT, 10_000, 8_000, 6_000_000, 600_000_000, 600_000_000, None, "", "",
    )  # fmt: skip
    return {**units.record_values(record), "project_id": project_id, "state": "not_released"}


def _service(path: Path) -> Callable[[int], None]:
    desk = _office(path)

    def claim(number: int) -> None:
        place_hold(desk.keyed(f"key {number}"), f"1-1-{number}01", "1")

    return claim


def _raw(path: Path) -> Callable[[int], None]:
    desk = _office(path)
    desk.database.close()
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        conn.execute(f"PRAGMA {pragma}")

    def claim(number: int) -> None:
        _claim_by_hand(conn, number)

    return claim


def one(conn: sqlite3.Connection, sql: str, *values: object) -> tuple[int, ...]:
    """Run a query and give its first row."""
    found: tuple[int, ...] = conn.execute(sql, values).fetchone()
    return found


def _claim_by_hand(conn: sqlite3.Connection, number: int) -> None:
    """The statements of a hold, one after the other: rights, key, unit, limits, claim, event, chain."""
    conn.execute("BEGIN IMMEDIATE")
    one(conn, "SELECT id, name, role, disabled_at FROM staff WHERE id = ?", 1)
    one(conn, "SELECT * FROM given_answer WHERE project_id = 1 AND key = ?", f"key {number}")
    conn.execute("SELECT name, value FROM project_setting WHERE project_id = 1").fetchall()
    one(conn, "SELECT * FROM customer JOIN staff ON staff.id = customer.staff_id WHERE customer.id = ?", 1)
    unit = one(conn, "SELECT * FROM unit WHERE project_id = 1 AND code = ?", f"1-1-{number}01")[0]
    now = one(conn, NOW)[0]
    one(conn, "SELECT * FROM unit WHERE id = ?", unit)
    one(conn, "SELECT id FROM claim WHERE unit_id = ? AND live AND kind = 'hold' AND expires_at <= ?", unit, now)
    one(conn, "SELECT * FROM unit_lock WHERE unit_id = ? AND lifted_at IS NULL", unit)
    one(conn, "SELECT * FROM batch WHERE id = ?", 1)
    one(conn, "SELECT count(*) FROM claim WHERE staff_id = 1 AND live AND expires_at > ?", now)
    one(conn, "SELECT count(*) FROM claim WHERE customer_id = 1 AND live AND expires_at > ?", now)
    conn.execute(
        "INSERT INTO claim (project_id, unit_id, customer_id, staff_id, kind, live, created_at, expires_at, extensions)"
        " VALUES (1, ?, 1, 1, 'hold', 1, ?, ?, 0)",
        (unit, now, now + 3_600_000),
    )
    conn.execute("UPDATE unit SET state = 'held' WHERE id = ? AND state = 'available'", (unit,))
    answer = json.dumps({"unit": number, "claim": unit})
    conn.execute(
        "INSERT INTO given_answer (project_id, key, staff_id, command, asked_hash, answer, at)"
        " VALUES (1, ?, 1, ?, ?, ?, ?)",
        (f"key {number}", "hold.place", hashlib.sha256(answer.encode()).hexdigest(), answer, now),
    )
    _append_by_hand(conn, unit, now, answer)
    conn.execute("COMMIT")


def _append_by_hand(conn: sqlite3.Connection, unit: int, now: int, data: str) -> None:
    seq, last = conn.execute("SELECT seq, hash FROM event_head WHERE project_id = 1").fetchone()
    digest = hashlib.sha256(f"{last}\n{data}{seq}".encode()).hexdigest()
    conn.execute(
        "INSERT INTO event (project_id, seq, at, staff_id, terminal, kind, unit_id, data, prev_hash, hash)"
        " VALUES (1, ?, ?, 1, 'bench', 'hold.placed', ?, ?, ?, ?)",
        (seq + 1, now, unit, data, last, digest),
    )
    conn.execute("UPDATE event_head SET seq = ?, hash = ? WHERE project_id = 1", (seq + 1, digest))
