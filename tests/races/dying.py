"""Processes that carry out a change and die, as by a power cut, just before one of its statements.

One process has loaded the program; for each number of a statement that it reads, it forks one that dies there.
"""

import os
import sys
from datetime import datetime
from itertools import count
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from db import engine
from db.engine import Database
from salesdesk.domain.roles import Role
from salesdesk.services import changes, office
from salesdesk.services.desk import Actor

DIED, DONE = 9, 0
IN_PIECES = "in_pieces"
"""Do the work without a transaction around it, to show that what it would leave is found."""


def _die_at(statement: int) -> None:
    """Let the process die before a statement of those that a driver is given from now on."""
    numbers = count(1)

    def deadly(*_: object) -> None:
        if next(numbers) == statement:
            os._exit(DIED)

    def traced(connection: Any, _: object) -> None:
        if hasattr(connection, "set_trace_callback"):
            connection.set_trace_callback(deadly)

    event.listen(Engine, "connect", traced)
    for name in ("execute", "executemany"):
        setattr(psycopg.Cursor, name, _after(deadly, getattr(psycopg.Cursor, name)))


def _after(deadly: Any, real: Any) -> Any:
    def execute(*args: Any, **more: Any) -> Any:
        deadly()
        return real(*args, **more)

    return execute


def _without_transactions() -> None:
    engine._begin_sqlite = lambda conn: None

    def alone(connection: Any, _: object) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.autocommit = True

    event.listen(Engine, "connect", alone)


def _work(address: str, staff_id: int, change: int, now: datetime, statement: int, how: str) -> None:
    if how == IN_PIECES:
        _without_transactions()
    database = Database.at(address, lambda: now)
    desk = office.open_desk(database).signed_in(Actor(staff_id, "rep one", Role.REP))
    database.close()
    _die_at(statement)
    changes.do_change(desk, change)
    os._exit(DONE)


def main(address: str, staff_id: str, change: str, now: str, how: str = "") -> None:
    """Fork for every number on standard input, and answer how the fork ended."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(address, int(staff_id), int(change), datetime.fromisoformat(now), int(line), how)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
