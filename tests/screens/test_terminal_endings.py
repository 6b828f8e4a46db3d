"""Every way the console can end leaves the terminal as it was: a real process on a real terminal."""

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database

PATIENCE = 30
LEAVES_SCREEN, SHOWS_CURSOR = b"\x1b[?1049l", b"\x1b[?25h"
SECRET = "王小明 199-0000-0001"
PROGRAM = """
import sys
import threading
import screens.endings
from db.engine import Database
from salesdesk.journal import open_journal
from salesdesk.services.pins import PinVault
from types import SimpleNamespace

from screens.app import open_console
from screens.sign_in import SignInScreen

def fail(screen):
    customer = sys.argv[2]
    raise ValueError(customer)

def fail_in_a_thread(screen):
    screen.run_worker(lambda: fail(screen), thread=True)

def wait_for_ever(screen):
    screen.run_worker(threading.Event().wait, thread=True)
    screen.query_one("#said").update("waiting")

screens.endings.PATIENCE_SECONDS = 0.5
SignInScreen.key_f10 = wait_for_ever
SignInScreen.key_f11 = fail_in_a_thread
SignInScreen.key_f12 = fail
open_journal()
database = Database.at(sys.argv[1])
sys.exit(open_console(SimpleNamespace(database=database, vault=PinVault(b"pepper" * 6, cheap=True), idle_minutes=10)))
"""


class Terminal:
    """A terminal with the console on it, and everything that was written to it."""

    def __init__(self, path: str, environ: dict[str, str]) -> None:
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, b"\x18\0\x50\0\0\0\0\0")
        self.before = self.modes()
        self.written = b""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, path, SECRET],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            env=environ,
            start_new_session=True,
        )

    def modes(self) -> list[Any]:
        return termios.tcgetattr(self.slave)

    def read_until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline, self.written[-500:]
            if select.select([self.master], [], [], 0.05)[0]:
                self.written += os.read(self.master, 65536)

    def shows(self, text: str) -> None:
        self.read_until(lambda: text.encode() in self.written)

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def ends(self) -> int:
        """Give the exit code, with everything read that was written until then."""
        self.read_until(lambda: self.process.poll() is not None)
        self.read_until(lambda: not select.select([self.master], [], [], 0)[0])
        return self.process.returncode

    def is_sane(self) -> bool:
        """Tell whether the modes are back, and the screen was left and the cursor shown after all that was drawn."""
        left, drawn = self.written.rfind(LEAVES_SCREEN), self.written.rfind(b"\x1b[?1049h")
        return self.modes() == self.before and left > drawn >= 0 and self.written.rfind(SHOWS_CURSOR) > drawn

    def close(self) -> None:
        for end in (self.master, self.slave):
            try:
                os.close(end)
            except OSError:
                continue
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)


@pytest.fixture
def terminal(sqlite_database: Database) -> Iterator[Terminal]:
    """A terminal on which the console has drawn its door and reads keys."""
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    assert sqlite_database.path is not None
    opened = Terminal(str(sqlite_database.path), environ)
    opened.shows("Harbour Gardens")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)], ids=["int", "term", "hup"]
)
def test_a_signal_ends_it_with_the_terminal_as_it_was(terminal: Terminal, name: str, code: int) -> None:
    assert terminal.modes() != terminal.before
    terminal.process.send_signal(getattr(signal, name))
    assert terminal.ends() == code
    assert terminal.is_sane()


def test_the_quit_key_ends_it_with_the_terminal_as_it_was(terminal: Terminal) -> None:
    terminal.type(b"\x11")
    assert terminal.ends() == 0
    assert terminal.is_sane()


@pytest.mark.parametrize("key", [b"\x1b[24~", b"\x1b[23~"], ids=["on the screen", "in a thread"])
def test_a_bug_ends_it_with_a_note_that_holds_no_data(terminal: Terminal, key: bytes, tmp_path: Path) -> None:
    terminal.type(key)
    assert terminal.ends() == 1
    assert terminal.is_sane()
    told = terminal.written[terminal.written.rfind(LEAVES_SCREEN) :].decode()
    journal = next((tmp_path / "home").rglob("*.log"))
    assert "met a bug" in told
    assert journal.name in told.replace("\r\n", "")
    for place in (told, journal.read_text()):
        assert "199-0000" not in place
        assert "王小明" not in place
    assert "ValueError" in journal.read_text()
    assert "Traceback" not in told


def test_a_thread_that_waits_for_ever_does_not_keep_it_from_ending(terminal: Terminal) -> None:
    terminal.type(b"\x1b[21~")
    terminal.shows("waiting")
    terminal.process.terminate()
    assert terminal.ends() == 143
    assert terminal.is_sane()


def test_it_ends_when_the_terminal_is_gone_without_a_signal(terminal: Terminal) -> None:
    for end in (terminal.master, terminal.slave):
        os.close(end)
    assert terminal.process.wait(PATIENCE) == 129


def test_bytes_that_are_no_text_do_not_end_it(terminal: Terminal) -> None:
    terminal.type(b"\xd5\xc5\xc8\xfdZ")
    terminal.shows("Z")
    terminal.type(b"\x11")
    assert terminal.ends() == 0
