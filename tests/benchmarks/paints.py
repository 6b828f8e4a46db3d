"""How long until a console shows itself and follows a key, against the barest Textual app in the same run."""

import os
import pty
import select
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks import offices

SIGN_IN_LIMIT = 1.25
BOARD_LIMIT = 1.6
CURSOR_LIMIT = 1.1
ROUNDS = 7
KEYS = 60
COLUMNS, LINES = 100, 30
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    BINDINGS = [("down,up", "move", "Move")]
    place = 0
    def compose(self):
        yield Static("ready 0")
    def action_move(self):
        self.place += 1
        self.query_one(Static).update(f"ready {self.place}")
Bare().run()
"""


class Terminal:
    """A program on a terminal of its own; ended by its process id."""

    def __init__(self, command: Sequence[str], home: Path) -> None:
        self.begun = time.perf_counter()
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.environ.update(HOME=str(home), TERM="xterm-256color", COLUMNS=str(COLUMNS), LINES=str(LINES))
            os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="en")
            os.execv(command[0], list(command))

    def until(self, sign: bytes, start: float | None = None) -> float:
        """Read until something is drawn, and give the seconds since the start."""
        seen = b""
        while sign not in seen:
            ready, _, _ = select.select([self._master], [], [], 30)
            if not ready:
                raise TimeoutError(seen[-300:])
            seen += os.read(self._master, 65536)
        return time.perf_counter() - (self.begun if start is None else start)

    def quiet(self, seconds: float = 0.4) -> None:
        """Read until nothing more comes."""
        while select.select([self._master], [], [], seconds)[0]:
            os.read(self._master, 65536)

    def type(self, text: bytes) -> None:
        """Type."""
        os.write(self._master, text)

    def end(self) -> None:
        """Stop the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._master)


def sign_in_ratio() -> tuple[float, str]:
    """Give the first paint of the sign-in against that of the barest app, each from the start of its process."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        address = offices.make_office(home / "desk.db", 4)
        ours = [sys.executable, "-m", "salesdesk", "--db", address]
        ratios = []
        for _ in range(ROUNDS + 1):
            bare = _first_paint([sys.executable, "-c", BARE], home, b"ready")
            ratios.append(_first_paint(ours, home, b"PIN") / bare)
    return median(ratios[1:]), f"median of {ROUNDS} pairs of processes on a terminal"


def _first_paint(command: Sequence[str], home: Path, sign: bytes) -> float:
    terminal = Terminal(command, home)
    try:
        return terminal.until(sign)
    finally:
        terminal.end()


def board_ratio() -> tuple[float, str]:
    """Give the board of 2,000 units, from the last key of the sign-in, against the barest app's start."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        address = offices.make_office(home / "desk.db", 2_000, role="wall")
        ratios = []
        for _ in range(ROUNDS + 1):
            bare = _first_paint([sys.executable, "-c", BARE], home, b"ready")
            ratios.append(_board(address, home) / bare)
    return median(ratios[1:]), f"median of {ROUNDS} pairs, sign-in to board of 2,000 units / start of a bare app"


def _board(address: str, home: Path) -> float:
    terminal = _signed_in(address, home)
    try:
        start = time.perf_counter()
        terminal.type(b"\r")
        return terminal.until(b"available", start)
    finally:
        terminal.end()


def _signed_in(address: str, home: Path) -> Terminal:
    terminal = Terminal([sys.executable, "-m", "salesdesk", "--db", address], home)
    terminal.until(b"PIN")
    terminal.quiet()
    terminal.type(offices.NAME.encode() + b"\r")
    terminal.quiet()
    terminal.type(offices.PIN.encode())
    terminal.quiet()
    return terminal


def cursor_ratio() -> tuple[float, str]:
    """Give the time from a cursor key to its drawing on a board of 100,000 units against the barest app's."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ends:
        home = Path(folder)
        board = _signed_in(offices.make_office(home / "desk.db", 100_000, role="wall"), home)
        ends.callback(board.end)
        board.type(b"\r")
        board.until(b"available")
        board.quiet(3)
        bare = Terminal([sys.executable, "-c", BARE], home)
        ends.callback(bare.end)
        bare.until(b"ready")
        rounds = [_keys(board, bare) for _ in range(ROUNDS)]
    ours, peer = (median(each) * 1000 for each in zip(*rounds, strict=True))
    how = f"median of {ROUNDS} rounds, the lower quartile of {KEYS} keys each ({ours:.1f} and {peer:.1f} ms)"
    return median(ours / peer for ours, peer in rounds), how


def _keys(*terminals: Terminal) -> list[float]:
    """Press the key on each in turn, so that what slows the machine slows both; noise only ever adds."""
    times: list[list[float]] = [[] for _ in terminals]
    for number in range(KEYS):
        for terminal, taken in zip(terminals, times, strict=True):
            terminal.quiet(0.03)
            start = time.perf_counter()
            terminal.type(b"\x1b[B" if number % 2 else b"\x1b[A")
            taken.append(terminal.until(b"\x1b[", start))
    return [quantiles(each)[0] for each in times]
