"""PINs asked for on a terminal: never shown, asked twice when they are new, and no harm done by Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine


def _hears_interrupts() -> None:
    """Undo what a shell does to what it runs in the background: an interrupt would be ignored there."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Typist:
    """Somebody at a real terminal, on which one command runs."""

    def __init__(self, machine: "Machine", *words: str) -> None:
        """Start the command on a terminal of its own."""
        self.master, slave = os.openpty()
        self.seen = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "salesdesk", *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=machine.folder,
            env=machine.env,
            start_new_session=True,
            preexec_fn=_hears_interrupts,
        )
        os.close(slave)

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt and type an answer to it."""
        while prompt.encode() not in self.seen:
            self.seen += os.read(self.master, 1024)
        os.write(self.master, f"{text}\n".encode())

    def end(self) -> int:
        """Wait for the end and give the exit code."""
        try:
            while more := os.read(self.master, 1024):
                self.seen += more
        except OSError:  # the terminal is closed when the program has ended
            pass
        os.close(self.master)
        return self.process.wait(60)


@pytest.mark.parametrize(("again", "code"), [("246813", 0), ("246814", 2)])
def test_a_new_pin_is_asked_twice_and_never_shown(empty_machine: "Machine", again: str, code: int) -> None:
    typist = Typist(empty_machine, "init", "--admin", "Ada Min")
    typist.answer("PIN of Ada Min:", "246813")
    typist.answer("again:", again)
    assert typist.end() == code
    assert b"24681" not in typist.seen
    assert empty_machine.db.exists() == (code == 0)


@pytest.fixture
def waiting(machine: "Machine") -> Iterator[Typist]:
    """Somebody of whom a PIN is being asked."""
    typist = Typist(machine, "login", "rep")
    while b"PIN:" not in typist.seen:
        typist.seen += os.read(typist.master, 1024)
    yield typist
    typist.process.kill()


def test_an_interrupt_while_asking_is_exit_130_and_no_traceback(waiting: Typist) -> None:
    waiting.process.send_signal(signal.SIGINT)
    assert waiting.end() == 130
    assert b"Traceback" not in waiting.seen


def test_an_interrupt_while_a_file_is_read_is_told_and_changes_nothing(machine: "Machine") -> None:
    admin = {"SALESDESK_STAFF": "Ada Min", "SALESDESK_PIN": "246813"}
    with subprocess.Popen(
        [sys.executable, "-m", "salesdesk", "import", "units", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=machine.folder,
        env={**machine.env, **admin},
        preexec_fn=_hears_interrupts,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"building,room,built_area\n" + b"9,101,80\n" * 100_000)  # more than waits in a pipe
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        said = process.stderr.read().decode()
    assert said.strip() == "Interrupted. Unless `salesdesk import list` shows this import, nothing was changed."
    assert machine.by("Ada Min", "unit", "9-0-101").exit == 2
