"""Many real processes at work on one office, each a long-lived session that answers line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from salesdesk.domain.roles import Role
from tests.conftest import ADMIN_PIN

if TYPE_CHECKING:
    from db.engine import Database
    from tests.conftest import Bureau


DONE = 0


@dataclass
class Session:
    """A process that does one command a line and answers each with a line of JSON, once it is durable."""

    process: "subprocess.Popen[str]"

    def send(self, *lines: str) -> None:
        """Hand over commands without waiting."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read() if self.process.stderr else "it ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        """End the input and wait for the end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=60)


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
def start(database: "Database", tmp_path: Path) -> Iterator[Start]:
    """Start sessions of the administrator on the test's database, and stop every one of them at the end."""
    running: list[Session] = []
    address = database.url.render_as_string(hide_password=False)
    env = os.environ | {
        "SALESDESK_DB": address.replace("sqlite+pysqlite", "sqlite").replace("postgresql+psycopg", "postgresql"),
        "SALESDESK_STAFF": "Ada Min",
        "SALESDESK_PIN": ADMIN_PIN,
        "SALESDESK_PEPPER": ("a pepper for tests" * 2),
        "HOME": str(tmp_path),
    }

    def begin(prefix: str = "") -> Session:
        command = [sys.executable, "-c", f"{prefix}\nfrom salesdesk.cli.app import main; main()", "run", "-"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )
        running.append(Session(process))
        return running[-1]

    yield begin
    for session in running:
        session.kill()
        for pipe in (session.process.stdin, session.process.stdout, session.process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def stocked(bureau: "Bureau") -> "Bureau":
    """An office with five units on sale and twelve customers, on its own clock."""
    bureau.units(5)
    desk = bureau.desk(Role.ADMINISTRATOR, "Ada Min")
    for number in range(12):
        bureau.customer(desk, f"Customer {number}", f"199-0000-{number:04d}")
    bureau.database.clock = None
    return bureau
