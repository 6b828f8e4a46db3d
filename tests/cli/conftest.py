"""A user's machine for every test: a home and a database of its own, and the real program run on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

import pytest

from salesdesk.domain.roles import Role
from tests.forking import Program, clean_environment

if TYPE_CHECKING:
    from tests.conftest import Bureau

ADMIN, ADMIN_PIN = "Ada Min", "246813"
PIN = "135792"
PEPPER = b"a pepper for tests" * 2
"""The one with which the office of all tests is founded."""


@dataclass(frozen=True)
class Ran:
    """What a run of the program came to."""

    exit: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error as programs read it: the last line of standard error."""
        return json.loads(self.err.splitlines()[-1])["error"]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The answers of a run of many commands."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Machine:
    """A machine with the program on it; every call is a process of its own, forked with the code read already."""

    folder: Path
    program: Program
    env: dict[str, str] = field(default_factory=dict)
    seats: "dict[str, Seat]" = field(default_factory=dict)

    @property
    def db(self) -> Path:
        """The database that is used unless another is named."""
        return self.folder / "office.db"

    def __call__(self, *words: str, given: str | None = None, **env: str) -> Ran:
        """Run one command to its end; `given` is its standard input, which is never a terminal."""
        with TemporaryFile("r+", encoding="utf-8") as out, TemporaryFile("r+", encoding="utf-8") as err:
            entrance, exit_ = os.pipe()
            pid = self.program.start(words, {**self.env, **env}, self.folder, (entrance, out.fileno(), err.fileno()))
            os.close(entrance)
            with open(exit_, "w", encoding="utf-8") as typed:
                typed.write(given or "")
            code = self.program.wait(pid)
            for each in (out, err):
                each.seek(0)
            return Ran(code, out.read(), err.read())

    def started(self, *words: str, given: str | None = None, **env: str) -> Ran:
        """Run one command in a Python that starts for it, as on a user's machine."""
        done = subprocess.run(
            [sys.executable, "-m", "salesdesk", *words],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env={**self.env, **env},
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def by(self, who: str, *words: str, **env: str) -> Ran:
        """Run one command as somebody."""
        return self(*words, SALESDESK_STAFF=who, SALESDESK_PIN=ADMIN_PIN if who == ADMIN else PIN, **env)

    def run(self, who: str, *lines: str) -> list[dict[str, Any]]:
        """Do many commands in the one process that somebody has for this test, and give the answers."""
        if who not in self.seats:
            self.seats[who] = Seat(self, who)
        return self.seats[who].do(lines)

    def close(self) -> None:
        """Let everybody get up."""
        while self.seats:
            self.seats.popitem()[1].close()


class Seat:
    """Somebody's `salesdesk run -`, kept open."""

    def __init__(self, machine: Machine, who: str) -> None:
        """Start the process."""
        pin = ADMIN_PIN if who == ADMIN else PIN
        env = {**machine.env, "SALESDESK_STAFF": who, "SALESDESK_PIN": pin}
        ways = [os.pipe() for _ in range(3)]
        theirs = [ways[0][0], ways[1][1], ways[2][1]]
        self.program = machine.program
        self.pid = self.program.start(("run", "-"), env, machine.folder, theirs)
        for each in theirs:
            os.close(each)
        self.typed = open(ways[0][1], "w", encoding="utf-8")  # noqa: SIM115 - until it is closed
        self.out, self.err = (open(way[0], encoding="utf-8") for way in ways[1:])  # noqa: SIM115

    def do(self, lines: Sequence[str]) -> list[dict[str, Any]]:
        """Write commands and read an answer to each; empty lines and comments have none."""
        self.typed.write("".join(f"{line}\n" for line in lines))
        self.typed.flush()
        asked = [line for line in lines if line and not line.startswith("#")]
        answers = [self.out.readline() for _ in asked]
        assert all(answers), self.err.read()
        return [json.loads(answer) for answer in answers]

    def close(self) -> None:
        """End the stream; nothing but answers was ever written."""
        self.typed.close()
        with self.out, self.err:
            said = self.out.read(), self.err.read()
        assert (self.program.wait(self.pid), *said) == (0, "", "")


@pytest.fixture
def empty_machine(tmp_path: Path, program: Program) -> Iterator[Machine]:
    """A machine on which nobody has set anything up."""
    machine = Machine(tmp_path, program, clean_environment(tmp_path))
    yield machine
    machine.close()


@pytest.fixture
def machine(empty_machine: Machine, sqlite_bureau: "Bureau") -> Machine:
    """A machine with an office: an administrator, one person of each role, six flats on sale, a customer."""
    sqlite_bureau.clock.now = datetime.now(UTC) - timedelta(hours=1)
    pepper = empty_machine.folder / "office.db.pepper"
    pepper.write_bytes(PEPPER)
    pepper.chmod(0o600)
    for role in (Role.CASHIER, Role.BACK_OFFICE, Role.MANAGER, Role.DIRECTOR, Role.WALL):
        sqlite_bureau.desk(role, str(role))
    sqlite_bureau.units(6)
    sqlite_bureau.customer(sqlite_bureau.desk(Role.REP, "rep"))
    sqlite_bureau.desk(Role.REP, "rival")
    sqlite_bureau.database.close()
    return empty_machine
