"""The program as processes that need not load it: one process has read all of its code and forks for each command.

A command is a process of its own as ever, with its own arguments, environment, folder, streams and exit code, and
ends as any other; only Python's start and the reading of the code are not done again.
"""

import atexit
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
STREAMS = 3
LONGEST = 1 << 20
PATIENCE = 120
LOADED = ("salesdesk", "screens", "db")
LOADED_FOR_SOME = (
    "alembic.command",
    "babel.dates",
    "psycopg",
    "readline",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "tzdata",
    "zoneinfo",
)
NOT_LOADED = ("salesdesk.__main__", "db.migrations")


class Program:
    """The process that has the program loaded, seen from a test."""

    def __init__(self, env: Mapping[str, str]) -> None:
        """Start it; `env` is what Python itself is to find at its start."""
        self._line, theirs = socket.socketpair()
        self._line.settimeout(PATIENCE)
        self._ended: dict[int, int] = {}
        self._heard = b""
        with theirs:
            words = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
            fds = (theirs.fileno(),)
            self._process = subprocess.Popen(words, cwd=ROOT, env=env, pass_fds=fds, start_new_session=True)

    def start(
        self, words: Sequence[str], env: Mapping[str, str], cwd: Path, streams: Sequence[int], first: str = ""
    ) -> int:
        """Start a command on the streams given (standard input, output and error) and give its process's number.

        What stands in `first` is code that the process runs before the program.
        """
        asked = json.dumps({"words": list(words), "env": dict(env), "cwd": str(cwd), "first": first}).encode()
        socket.send_fds(self._line, [asked + b"\n"], streams)
        pid = self._hear("started")
        self._ended.pop(pid, None)  # the number may have been another's
        return pid

    def wait(self, pid: int, seconds: float = PATIENCE) -> int:
        """Wait for the end of a command and give its exit code; that of a signal is negative.

        Raises:
            TimeoutError: it is still at work after so many seconds.
        """
        until = time.monotonic() + seconds
        while pid not in self._ended:
            left = max(0, until - time.monotonic())
            if b"\n" not in self._heard and not select.select([self._line], [], [], left)[0]:
                raise TimeoutError
            self._hear("ended")
        return self._ended[pid]

    def kill(self, pid: int, how: signal.Signals = signal.SIGKILL) -> None:
        """Send a command that is still at work a signal."""
        self._line.sendall(json.dumps({"kill": pid, "how": how}).encode() + b"\n")
        self._hear("told")

    def close(self) -> None:
        """End it."""
        self._line.close()
        self._process.wait(PATIENCE)

    def _hear(self, kind: str) -> int:
        """Read on to news of a kind and give the number of the process it is about."""
        while True:
            while b"\n" not in self._heard:
                more = self._line.recv(LONGEST)
                assert more, "the process that forks has ended"
                self._heard += more
            line, _, self._heard = self._heard.partition(b"\n")
            news = json.loads(line)
            if news["kind"] == "ended":
                self._ended[news["pid"]] = os.waitstatus_to_exitcode(news["status"])
            if news["kind"] == kind:
                return int(news["pid"])


def clean_environment(folder: Path) -> dict[str, str]:
    """Give the environment of a user who has set nothing, and has a home in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SALESDESK_", "XDG_", "LC_"))}
    home = folder / "home"
    home.mkdir()
    own = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LANGUAGE": "",
        "SALESDESK_DB": str(folder / "office.db"),
        "SALESDESK_PIN_COST": "cheapest",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
    }
    return {**kept, **own}


def _load() -> None:
    for package in LOADED:
        found = import_module(package)
        for each in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not each.name.startswith(NOT_LOADED):
                import_module(each.name)
    for name in LOADED_FOR_SOME:
        import_module(name)


def _serve(line: socket.socket) -> None:
    """Fork for every command that is asked for, and tell of every end; in a fork, become the command."""
    _load()
    gc.collect()
    gc.freeze()
    running: set[int] = set()
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    while True:
        ready, _, _ = select.select([line.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, LONGEST)
            running -= set(_tell_of_the_ended(line))
        if line.fileno() in ready:
            asked, streams = _read(line)
            if streams:
                running.add(_fork(asked, streams, line, woken, wake))
            else:
                _kill(asked["kill"], asked["how"], line, running)


def _fork(asked: dict[str, Any], streams: Sequence[int], line: socket.socket, *others: int) -> int:
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _close(line.detach(), *others)
        _become(asked, streams)
    _close(*streams)
    _tell(line, kind="started", pid=pid)
    return pid


def _kill(pid: int, how: int, line: socket.socket, running: Set[int]) -> None:
    if pid in running:  # it is no other's number as long as nobody has heard of its end
        os.kill(pid, how)
    _tell(line, kind="told", pid=pid)


def _read(line: socket.socket) -> tuple[dict[str, Any], list[int]]:
    text, streams, _, _ = socket.recv_fds(line, LONGEST, STREAMS)
    while not text.endswith(b"\n"):
        more = line.recv(LONGEST)
        if not more:
            sys.exit()
        text += more
    return json.loads(text), list(streams)


def _tell_of_the_ended(line: socket.socket) -> Iterator[int]:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        _tell(line, kind="ended", pid=pid, status=status)
        yield pid


def _tell(line: socket.socket, **news: object) -> None:
    line.sendall(json.dumps(news).encode() + b"\n")


def _close(*fds: int) -> None:
    for each in fds:
        os.close(each)


def _become(asked: dict[str, Any], streams: Sequence[int]) -> NoReturn:
    """Do what a new Python would: take over streams, folder, environment and words, and run the program to its end."""
    from salesdesk.cli.app import main

    for place, each in enumerate(streams):
        os.dup2(each, place)
    _close(*streams)
    _open_streams()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = ["salesdesk", *asked["words"]]
    try:
        exec(asked["first"], {"__name__": "__main__"})
        main()
    except SystemExit as end:
        _end(end.code)
    raise AssertionError("the program always ends by an exit")


def _end(code: object) -> NoReturn:
    """End without taking the loaded code apart, which would first have to be copied: that takes longest."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else 0)


def _open_streams() -> None:
    """Open the streams anew: Python's own have looked at once whether they can be sought in."""
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - for the whole process
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
