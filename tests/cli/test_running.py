"""`run`: many commands in one process, each answered by one line of JSON."""

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def test_each_line_is_answered_by_its_number_and_a_bad_one_does_not_stop_the_others(machine: "Machine") -> None:
    answers = machine.run(
        "rep",
        "# a comment",
        "",
        "hold 3-1-0101 --customer 王小明",
        "hold 3-1-9999 --customer 王小明",
        "nonsense",
        'hold "3-1-0201',
        "run -",
        "login rep",
        "import units -",
        "hold 3-1-0201 --customer 1 --minutes 10",
    )
    assert [(each["line"], each["exit"]) for each in answers] == [
        (3, 0),
        (4, 2),
        (5, 2),
        (6, 2),
        (7, 2),
        (8, 2),
        (9, 2),
        (10, 0),
    ]
    assert answers[0]["result"]["customer"] == "王小明"
    assert answers[1]["error"]["code"] == "not_found"
    assert all(set(each) <= {"line", "exit", "result", "error"} for each in answers)


def test_the_loser_is_told_who_has_it_and_what_is_like_it(machine: "Machine") -> None:
    machine.run("rep", "hold 3-1-0301 --customer 1")
    (added, lost) = machine.run("rival", "customer add Chen --phone 199-0000-0002", "hold 3-1-0301 --customer 2")
    assert added["exit"] == 0
    assert lost["exit"] == 5
    details = lost["error"]["details"]
    assert (details["holder"], details["similar"]) == ("rep", ["3-1-0201", "3-1-0401", "3-1-0101"])
    assert datetime.fromisoformat(details["until"]).utcoffset() is not None


def test_the_same_key_gives_the_same_answer_and_changes_nothing(machine: "Machine") -> None:
    hold = "hold 3-1-0101 --customer 1 --key k1"
    first, again, other, refused, refused_again = machine.run(
        "rep",
        hold,
        hold,
        "hold 3-1-0201 --customer 1 --key k1",
        "release 3-1-0401 --key k2",
        "release 3-1-0401 --key k2",
    )
    assert again["result"] == first["result"]
    assert (other["exit"], other["error"]["code"]) == (3, "key_reused")
    assert refused["exit"] == 3
    assert {**refused_again, "line": 0} == {**refused, "line": 0}
    assert machine.by("rep", "board", "--json").json["counts"]["held"] == 1


def test_an_answer_comes_as_soon_as_its_command_is_done(machine: "Machine") -> None:
    env = {**machine.env, "SALESDESK_STAFF": "rep", "SALESDESK_PIN": "135792"}
    words = [sys.executable, "-m", "salesdesk", "run", "-"]
    with subprocess.Popen(
        words, env=env, cwd=machine.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, room in enumerate(("0101", "0201"), 1):
            process.stdin.write(f"hold 3-1-{room} --customer 1\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            assert (answer["line"], answer["exit"]) == (number, 0)
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_run_needs_somebody_signed_in_before_its_first_line(machine: "Machine") -> None:
    ran = machine("run", "-", given="whoami\n")
    assert (ran.exit, ran.out) == (4, "")
    assert len(ran.err.splitlines()) == 1


def test_a_file_that_is_not_there_or_not_utf8_is_refused_in_a_sentence(machine: "Machine") -> None:
    assert machine.by("rep", "run", "nowhere.txt").exit == 2
    (machine.folder / "commands.txt").write_bytes(b"whoami\n\xff\xfe\n" + "\ufeffwhoami\n".encode())
    answers = machine.by("rep", "run", "commands.txt").lines
    assert [each["exit"] for each in answers] == [0, 2, 2]
    assert "UTF-8" in answers[1]["error"]["message"]


def test_help_in_a_line_is_a_result_like_any_other(machine: "Machine") -> None:
    (answer,) = machine.run("rep", "hold --help")
    assert answer["exit"] == 0
    assert "--minutes" in answer["result"]["text"]


def test_nobody_reading_is_no_bug(machine: "Machine") -> None:
    read, write = os.pipe()
    os.close(read)
    env = {**machine.env, "SALESDESK_STAFF": "rep", "SALESDESK_PIN": "135792"}
    done = subprocess.run(
        [sys.executable, "-m", "salesdesk", "board"], env=env, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")
