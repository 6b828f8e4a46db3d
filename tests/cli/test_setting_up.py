"""Setting up, signing in and out, help, the demo and the console's door: what a new user types first."""

import re
import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

SESSION = "home/.local/state/salesdesk/session.json"


def test_a_new_office_is_set_up_once(empty_machine: "Machine") -> None:
    machine = empty_machine
    for words in (("init",), ("init", "--admin", "Ada Min")):
        refused = machine(*words)
        assert (refused.exit, len(refused.err.splitlines())) == (3 if len(words) == 1 else 4, 1)
        assert not machine.db.exists(), "nothing is made before everything is known"
    weak = machine("init", "--admin", "Ada Min", SALESDESK_PIN="111111")
    assert (weak.exit, machine.db.exists()) == (2, False)
    made = machine("init", "--admin", "Ada Min", "--project", "Harbour Gardens", "--json", SALESDESK_PIN="246813")
    assert (made.exit, made.json["administrator"], made.json["project"]) == (0, "Ada Min", "Harbour Gardens")
    assert [machine.db.with_name(name).stat().st_mode & 0o777 for name in ("office.db", "office.db.pepper")] == [
        0o600
    ] * 2
    again = machine("init", "--json")
    assert (again.exit, again.json["upgraded"], again.json["administrator"]) == (0, False, None)


def test_a_login_lasts_over_commands_until_the_logout(machine: "Machine") -> None:
    assert machine("login", "rep").exit == 4, "there is neither a PIN nor a terminal"
    machine("login", "rep", SALESDESK_PIN="135792")
    file = machine.folder / SESSION
    assert file.stat().st_mode & 0o777 == 0o600
    assert machine("whoami", "--json").json["name"] == "rep"
    assert machine.by("manager", "whoami", "--json").json["name"] == "manager", "the environment goes first"
    token = file.read_text()
    assert machine("logout").exit == 0
    file.write_text(token)
    assert machine("whoami").exit == 4, "the token is worth nothing after the logout"


def test_wrong_pins_are_counted_and_close_the_door_even_to_the_right_one(machine: "Machine") -> None:
    wrong = [machine("login", "rep", SALESDESK_PIN="999999") for _ in range(2)]
    assert ["4 tries left" in wrong[0].err, "3 tries left" in wrong[1].err] == [True, True]
    with sqlite3.connect(machine.db) as conn:
        conn.execute("UPDATE sign_in_guard SET failed = 4 WHERE subject = 'name:rep'")
    conn.close()
    assert machine("login", "rep", SALESDESK_PIN="999999").exit == 4
    closed = machine("login", "rep", "--json", SALESDESK_PIN="135792")
    assert (closed.exit, closed.error["code"]) == (4, "sign_in_locked")


def test_a_lost_pepper_is_said_and_no_new_one_made(machine: "Machine") -> None:
    pepper = machine.db.with_name("office.db.pepper")
    pepper.unlink()
    ran = machine.by("rep", "board")
    assert (ran.exit, str(pepper) in ran.err, pepper.exists()) == (8, True, False)


def test_staff_are_added_changed_and_shut_out(machine: "Machine") -> None:
    add = ("staff", "add", "Zhou Min", "--role", "cashier", "--json")
    assert machine.by("Ada Min", *add, SALESDESK_NEW_PIN="864213").json["role"] == "cashier"
    assert machine("whoami", SALESDESK_STAFF="zhou min", SALESDESK_PIN="864213").exit == 0
    assert machine.by("Ada Min", "staff", "disable", "Zhou Min").exit == 0
    assert machine("whoami", SALESDESK_STAFF="Zhou Min", SALESDESK_PIN="864213").exit == 4


def test_a_damaged_setting_is_a_usage_error_without_its_value(machine: "Machine") -> None:
    ran = machine.by("rep", "board", SALESDESK_IDLE_MINUTES="secret")
    assert (ran.exit, "secret" in ran.err, "idle_minutes" in ran.err) == (2, False, True)


def test_help_names_every_noun_and_every_verb(empty_machine: "Machine") -> None:
    text = empty_machine("--help").out
    nouns = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", text, re.MULTILINE)
    assert set(nouns) >= {"init", "board", "hold", "hold extend", "deal", "run", "doctor", "restore"}
    for noun in ("staff", "deal", "discount", "customer", "audit", "receipt", "import", "batch", "project", "visit"):
        said = empty_machine(noun, "--help")
        assert said.exit == 0
        about = next(line for line in text.splitlines() if line.startswith(f"  {noun} "))
        for verb in re.split("[,;:.] ?", about.partition(": ")[2]):
            assert re.search(rf"^  {verb} ", said.out, re.MULTILINE), (noun, verb)
    assert "--customer" in empty_machine("hold", "--help").out
    assert "Options of every command" in empty_machine("hold", "extend", "--help").out


def test_help_is_in_the_language_that_is_asked_for(empty_machine: "Machine") -> None:
    english = empty_machine("--help").out
    assert empty_machine("--help", LANG="C.UTF-8", SALESDESK_LANGUAGE="en").out == english
    ran = empty_machine("--language", "zh", "--help")
    assert (ran.exit, ran.err) == (0, "")
    assert "en 或 zh_CN" in ran.out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_poor_terminal_gets_escapes_and_no_error(machine: "Machine", encoding: str) -> None:
    rep = {"SALESDESK_STAFF": "rep", "SALESDESK_PIN": "135792", "PYTHONIOENCODING": encoding}
    shown = machine.started("customer", "show", "1", **rep)
    assert (shown.exit, r"\u738b" in shown.out) == (0, True)
    found = machine.started("customer", "show", "1", "--json", **rep)
    assert found.json["name"] == "王小明"


def test_the_version_is_told(empty_machine: "Machine") -> None:
    assert re.fullmatch(r"salesdesk \d+\.\d+\.\d+\n", empty_machine("--version").out)


def test_the_console_wants_a_terminal(empty_machine: "Machine") -> None:
    ran = empty_machine()
    assert (ran.exit, len(ran.err.splitlines())) == (2, 1)
    assert not empty_machine.db.exists()


def test_without_a_terminal_the_demo_is_a_tour(empty_machine: "Machine") -> None:
    ran = empty_machine("demo")
    assert (ran.exit, ran.err) == (0, "")
    for sign in ("import units", "Building ", "is held for", "is ordered for", "is sold", "things to do"):
        assert sign in ran.out
    assert not empty_machine.db.exists(), "it has an office of its own"
    assert empty_machine("demo", "--db", "x.db").exit == 2
