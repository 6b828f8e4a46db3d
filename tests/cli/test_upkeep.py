"""Upkeep from the command line: import with rejects, audit, doctor, backup and restore, with their exit codes."""

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

LIST = "楼栋,单元,房号,建筑面积,单价,总价\n4,1,101,100.00,50000,5000000\n4,1,102,abc,50000,5000000\n"


def test_rejected_rows_come_back_in_a_file_and_exit_7(machine: "Machine") -> None:
    (machine.folder / "units.csv").write_text(LIST, encoding="utf-8")
    dry = machine.by("Ada Min", "import", "units", "units.csv", "--dry-run", "--json")
    assert (dry.exit, dry.json["dry_run"], dry.json["new"]) == (7, True, 1)
    ran = machine.by("Ada Min", "import", "units", "units.csv", "--rejects", "back.csv", "--json")
    found = ran.json
    names = {"import_id", "read", "new", "changed", "same", "rejected", "rejects_file"}
    assert (ran.exit, set(found) >= names) == (7, True)
    assert (found["read"], found["new"], found["rejected"]) == (2, 1, 1)
    assert "abc" in (machine.folder / found["rejects_file"]).read_text(encoding="utf-8-sig")
    piped = machine("import", "units", "-", given=LIST, SALESDESK_STAFF="Ada Min", SALESDESK_PIN="246813")
    assert (piped.exit, "1 same" in piped.out) == (7, True)


def test_a_log_that_was_changed_is_exit_3_and_named(machine: "Machine") -> None:
    head = machine.by("Ada Min", "audit", "head").out.strip()
    assert machine.by("Ada Min", "audit", "verify", "--head", head).exit == 0
    with sqlite3.connect(machine.db) as conn:
        conn.execute("DROP TRIGGER guard_event_update")
        conn.execute("UPDATE event SET terminal = 'elsewhere' WHERE seq = 5")
    conn.close()
    ran = machine.by("Ada Min", "audit", "verify", "--json")
    assert (ran.exit, ran.json["ok"], ran.json["first_bad"]) == (3, False, 5)
    assert "event 5" in machine.by("Ada Min", "audit", "verify").out


def test_the_doctor_needs_nobody_signed_in(machine: "Machine") -> None:
    sound = machine("doctor", "--json")
    assert (sound.exit, sound.json["ok"]) == (0, True)
    assert all(set(each) == {"name", "ok", "detail"} for each in sound.json["checks"])
    machine.db.chmod(0o644)
    ill = machine("doctor")
    assert (ill.exit, "BAD   files" in ill.out) == (3, True)
    machine.db.write_text("no database " * 99)
    dead = machine("doctor", "--json")
    assert (dead.exit, dead.json["ok"], dead.err) == (8, False, "")


def test_a_backup_is_made_and_restored(machine: "Machine") -> None:
    made = machine.by("Ada Min", "backup", "safe.db", "--json")
    assert (made.exit, made.json["pepper"]) == (0, f"{machine.db}.pepper")
    assert machine.by("Ada Min", "backup", "safe.db").exit == 3
    assert machine.by("manager", "backup", "other.db").exit == 4
    machine.run("rep", "hold 3-1-0101 --customer 1")
    taken = machine.by("Ada Min", "restore", "safe.db")
    assert (taken.exit, "others work on it" in taken.err) == (8, True)
    machine.close()
    restored = machine.by("Ada Min", "restore", "safe.db", "--json")
    assert (restored.exit, restored.json["kept"].startswith(f"{machine.db}.before-restore-")) == (0, True)
    assert machine.by("rep", "board", "--json").json["counts"]["held"] == 0
    machine.db.unlink()
    assert machine.by("rep", "restore", "safe.db").exit == 4
    assert machine.by("Ada Min", "restore", "safe.db").exit == 0
    assert machine.by("rep", "board").exit == 0
