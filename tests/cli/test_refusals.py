"""Refusals: one line that says what and why, an exit code, nothing changed, and never a traceback."""

import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

RECEIPT = "receipt add D-0001 {} --method cash"
SEVERAL = [
    ("rep", "hold 3-1-9901 --customer 1", 2, "not_found"),
    ("rep", "hold 3-1-0101 --customer 99", 2, "not_found"),
    ("rep", "hold 3-1-0101 --customer Nobody", 2, "not_found"),
    ("rep", "hold 3-1-0101", 2, "usage_error"),
    ("rep", "hold 3-1-0101 --customer 1 --minutes 1e3", 2, "bad_value"),
    ("rep", "hold 3-1-0101 --customer 1 --minutes 99999", 3, "hold_too_long"),
    ("rep", "hold 3-1-0101 --custmer 1", 2, "usage_error"),
    ("rep", "hold extend 3-1-0401", 3, "not_held"),
    ("rep", "order 3-1-0101 --customer 1 --plan gold", 2, "bad_value"),
    ("rep", "deal show 9", 2, "not_found"),
    ("rep", "deal show x", 2, "bad_value"),
    ("rep", "deal step 1 dance", 2, "bad_value"),
    ("rep", "batch release x", 4, "not_permitted"),
    ("rep", "customer add Wang --phone 199-0000-0001", 3, "phone_taken"),
    ("rep", "customer add '' --phone 199-0000-0009", 2, "bad_value"),
    ("rep", 'visit add 1 --at "2026-02-31 10:00"', 2, "bad_value"),
    ("rep", 'visit add 1 --at "31.8.2026"', 2, "bad_value"),
    ("rep", 'visit add 1 --at "2026-08-31 25:00"', 2, "bad_value"),
    ("rep", "today --ahead 7", 2, "bad_value"),
    ("rep", "board 99", 2, "not_found"),
    ("rep", "bord", 2, "usage_error"),
    ("rep", "deal", 2, "usage_error"),
    ("rep", "deal dance", 2, "usage_error"),
    ("rep", "import units nowhere.csv", 4, "not_permitted"),
    ("rep", "board --project nowhere", 2, "not_found"),
    ("rep", "board --project", 2, "usage_error"),
    ("rep", "board extra words --wall", 2, "usage_error"),
    ("Ada Min", "import units nowhere.csv", 2, "file_unreadable"),
    ("Ada Min", "import units .", 2, "file_unreadable"),
    ("Ada Min", "import units empty.csv", 2, "file_empty"),
    ("Ada Min", "import units other.png", 2, "not_a_table"),
    ("Ada Min", "import units empty.csv --dry-run --apply", 2, "usage_error"),
    ("Ada Min", "import undo x", 2, "usage_error"),
    ("Ada Min", "import units ''", 2, "usage_error"),
    ("Ada Min", "project set hold_minutes soon", 2, "bad_value"),
    ("Ada Min", "project set nothing 1", 2, "not_found"),
    ("Ada Min", "project set hold_minutes", 2, "usage_error"),
    ("Ada Min", "lock 3-1-0101 --kind rope --reason x", 2, "bad_value"),
    ("Ada Min", "withhold 3-1-0101 --reason x --until 2026-2-3", 2, "bad_value"),
    ("Ada Min", "audit verify --head 12", 2, "bad_value"),
    ("Ada Min", "staff add rep --role rep", 4, "pin_wanted"),
    ("Ada Min", "staff role rep king", 2, "usage_error"),
    ("Ada Min", "staff role nobody --role rep", 2, "not_found"),
    ("cashier", RECEIPT.format("abc"), 2, "bad_value"),
    ("cashier", RECEIPT.format("-5"), 2, "bad_value"),
    ("cashier", RECEIPT.format("1e9"), 2, "bad_value"),
    ("cashier", RECEIPT.format("3,000.001"), 2, "bad_value"),
    ("cashier", RECEIPT.format("１２"), 2, "bad_value"),
    ("cashier", RECEIPT.format("0"), 2, "bad_value"),
    ("cashier", RECEIPT.format("5") + " --value-date 2026-02-31", 2, "bad_value"),
    ("cashier", RECEIPT.format("5") + " --step first_payment", 3, "step_closed"),
    ("cashier", "receipt reverse R-9 --reason x", 2, "not_found"),
    ("cashier", "chase 1 --outcome promised", 2, "bad_value"),
    ("cashier", "hold 3-1-0301 --customer 1", 4, "not_permitted"),
    ("wall", "today", 4, "not_permitted"),
]


def test_what_a_user_gets_wrong_is_one_sentence_and_changes_nothing(machine: "Machine") -> None:
    (machine.folder / "empty.csv").write_bytes(b"")
    (machine.folder / "other.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    machine.run("rep", "order 3-1-0501 --customer 1 --plan mortgage")
    before = _content(machine)
    for who in {each[0] for each in SEVERAL}:
        asked = [each for each in SEVERAL if each[0] == who]
        answers = machine.run(who, *(each[1] for each in asked))
        for (_, line, code, name), answer in zip(asked, answers, strict=True):
            assert (answer["exit"], answer.get("error", {}).get("code")) == (code, name), (line, answer)
            assert answer["error"]["message"].strip()
            assert "\n" not in answer["error"]["message"]
            assert "Traceback" not in answer["error"]["message"]
    assert _content(machine) == before


def _content(machine: "Machine") -> list[str]:
    """Everything in the database but the counting of sign-ins."""
    with sqlite3.connect(machine.db) as conn:
        lines = [line for line in conn.iterdump() if "sign_in_guard" not in line]
    conn.close()
    return lines


def test_an_error_is_a_line_for_people_and_with_json_a_line_for_programs(machine: "Machine") -> None:
    plain = machine.by("rep", "hold", "3-1-9901", "--customer", "1")
    assert (plain.exit, plain.out, len(plain.err.splitlines())) == (2, "", 1)
    told = machine.by("rep", "hold", "3-1-9901", "--customer", "1", "--json")
    assert (told.exit, told.out) == (2, "")
    sentence, document = told.err.splitlines()
    assert sentence == plain.err.strip() == told.error["message"]
    assert set(told.error) == {"code", "message", "details"}
    assert document.startswith('{"error": ')
    assert told.error["details"]["value"] == "3-1-9901"


def test_options_of_every_command_may_stand_before_or_after_it(machine: "Machine") -> None:
    before = machine.by("rep", "--json", "--db", f"sqlite:///{machine.db}", "board", "3", SALESDESK_DB="/no/such.db")
    after = machine.by("rep", "board", "3", "--db", str(machine.db), "--json", SALESDESK_DB="/no/such.db")
    assert before.json["units"] == after.json["units"]
    lines = ("--project harbour-gardens board 3", "board --project=harbour-gardens 3", "board 3 --json --project x")
    assert [each["exit"] for each in machine.run("rep", *lines)] == [0, 0, 2]


def test_the_value_of_another_option_is_never_taken_for_one(machine: "Machine") -> None:
    ran = machine.by("Ada Min", "lock", "3-1-0101", "--kind", "show_flat", "--reason", "--json")
    assert (ran.exit, ran.out) == (0, "3-1-0101 is locked.\n")
    assert "--json" in machine.by("Ada Min", "why", "3-1-0101").out


def test_names_that_would_drive_a_terminal_are_shown_harmlessly(machine: "Machine") -> None:
    name = "Eve\x1b]0;x\x07\u202e[red]\u200b🏠"
    machine.by("rep", "customer", "add", name, "--phone", "199-0000-0003")
    as_text, as_json = (machine.by("rep", "customer", "find", "eve", *more) for more in ((), ("--json",)))
    for shown in (as_text, as_json):
        assert not set(shown.out) & set("\x1b\x07\u202e\u200b")
        assert "🏠" in shown.out
        assert "[red]" in shown.out
    assert as_json.json["customers"][0]["name"] == name.replace("\u200b", "")


@pytest.mark.parametrize("harm", ["missing", "garbage", "newer", "folder", "locked", "not set up"])
def test_a_database_that_cannot_be_used_is_exit_8_and_a_sentence(machine: "Machine", harm: str) -> None:
    path, other = machine.folder / "bad.db", None
    if harm == "garbage":
        path.write_text("this is not a database, whatever its name says " * 40)
    elif harm == "folder":
        path.mkdir()
    elif harm == "not set up":
        path.touch()
    elif harm in {"newer", "locked"}:
        path.write_bytes(machine.db.read_bytes())
        path.with_name("bad.db.pepper").write_bytes(machine.db.with_name("office.db.pepper").read_bytes())
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("UPDATE alembic_version SET version_num = '9999'" if harm == "newer" else "BEGIN IMMEDIATE")
    ran = machine.by("Ada Min", "--db", str(path), "project", "set", "hold_minutes", "5")
    if other is not None:
        other.close()
    assert ran.exit == 8
    assert len(ran.err.splitlines()) == 1
    assert path.exists() == (harm != "missing")


def test_a_bug_says_where_its_log_is_and_shows_no_data(machine: "Machine") -> None:
    with sqlite3.connect(machine.db) as conn:
        conn.execute("DROP TRIGGER guard_event_update")
        conn.execute("UPDATE event SET data = 'no json' WHERE kind = 'customer.added'")
    conn.close()
    ran = machine.by("Ada Min", "audit", "show", "--since", "0", "--limit", "1000")
    assert (ran.exit, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert "Traceback" not in ran.err
    log = machine.folder / "home" / ".local" / "state" / "salesdesk" / "salesdesk.log"
    assert str(log) in ran.err
    assert "JSONDecodeError" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
