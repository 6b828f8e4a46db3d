"""Many real processes at work on one office, each a long-lived session that answers line by line."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from salesdesk.domain.roles import Role
from tests.conftest import ADMIN_PIN
from tests.forking import Program

if TYPE_CHECKING:
    from db.engine import Database
    from tests.conftest import Bureau


DONE = 0


@dataclass
class Session:
    """A process that does one command a line and answers each with a line of JSON, once it is durable."""

    program: Program
    pid: int
    typed: IO[str]
    out: IO[str]
    err: IO[str]

    def send(self, *lines: str) -> None:
        """Hand over commands without waiting."""
        self.typed.write("".join(f"{line}\n" for line in lines))
        self.typed.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        line = self.out.readline()
        assert line, self.err.read() or "it ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def ended_within(self, seconds: float) -> bool:
        """Wait so long for the end, and tell whether it came."""
        with suppress(TimeoutError):
            self.program.wait(self.pid, seconds)
            return True
        return False

    def close(self) -> None:
        """End the input and wait for the end."""
        self.typed.close()
        self.program.wait(self.pid)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> int:
        """End it as a power cut would, or by another signal, and give its exit code."""
        self.program.kill(self.pid, how)
        return self.program.wait(self.pid)


Start = Callable[..., Session]


def at_once(start: Start, lines: list[list[str]], *prefixes: str) -> list[list[dict[str, Any]]]:
    """Start a session for each list of commands, wait until all are ready, and let them go at the same moment.

    Each session begins with a prefix of its own, or all with the same.
    """
    given = prefixes if len(prefixes) == len(lines) else prefixes[:1] * len(lines) or ("",) * len(lines)
    sessions = [start(prefix) for prefix in given]
    for session in sessions:
        session.send("whoami")
    for session in sessions:
        assert session.answer()["exit"] == DONE
    for session, commands in zip(sessions, lines, strict=True):
        session.send(*commands)
    return [[session.answer() for _ in commands] for session, commands in zip(sessions, lines, strict=True)]


@pytest.fixture
def start(database: "Database", tmp_path: Path, program: Program) -> Iterator[Start]:
    """Start sessions of the administrator on the test's database, and stop every one of them at the end.

    Code to begin with may be given, and other words than those of a session.
    """
    running: list[Session] = []
    address = database.url.render_as_string(hide_password=False)
    env = os.environ | {
        "SALESDESK_DB": address.replace("sqlite+pysqlite", "sqlite").replace("postgresql+psycopg", "postgresql"),
        "SALESDESK_STAFF": "Ada Min",
        "SALESDESK_PIN": ADMIN_PIN,
        "SALESDESK_PEPPER": ("a pepper for tests" * 2),
        "HOME": str(tmp_path),
    }

    def begin(prefix: str = "", *words: str) -> Session:
        ways = [os.pipe() for _ in range(3)]
        theirs = [ways[0][0], ways[1][1], ways[2][1]]
        pid = program.start(words or ("run", "-"), env, Path.cwd(), theirs, prefix)
        for each in theirs:
            os.close(each)
        running.append(Session(program, pid, *_streams(ways)))
        return running[-1]

    yield begin
    for session in running:
        session.kill()
        for pipe in (session.typed, session.out, session.err):
            with suppress(BrokenPipeError):  # what was typed and never read
                pipe.close()


def _streams(ways: list[tuple[int, int]]) -> Iterator[IO[str]]:
    typed, *said = ways
    yield os.fdopen(typed[1], "w", encoding="utf-8")
    yield from (os.fdopen(way[0], encoding="utf-8") for way in said)


@pytest.fixture
def stocked(bureau: "Bureau") -> "Bureau":
    """An office with five units on sale and twenty customers, on its own clock."""
    bureau.units(5)
    desk = bureau.desk(Role.ADMINISTRATOR, "Ada Min")
    for number in range(20):
        bureau.customer(desk, f"Customer {number}", f"199-0000-{number:04d}")
    bureau.database.clock = None
    return bureau
