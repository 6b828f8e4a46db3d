"""The word that a long import is being written, kept where whoever waits for it can read it."""

from datetime import timedelta

from sqlalchemy import delete

from db.engine import Tx
from db.statements import add, run
from db.tables.imports import ImportWriting
from db.tables.schema import table_of

_writing = table_of(ImportWriting)
LEASE_SECONDS, LEASE_TIMES = 60, 10
"""For how long the word counts if nobody takes it back: so much, and so many times what the writing should take."""


def announce(tx: Tx, project_id: int, staff_id: int, file_name: str, seconds: float) -> int:
    """Say that an import is going to be written, for about so many seconds; gives the number of what was said.

    What was said by imports that died is forgotten.
    """
    run(tx, delete(_writing).where(_writing.c.until <= tx.now))
    ready, until = (tx.now + timedelta(seconds=each) for each in (seconds, LEASE_SECONDS + LEASE_TIMES * seconds))
    said = {"project_id": project_id, "staff_id": staff_id, "file_name": file_name}
    return add(tx, _writing, **said, since=tx.now, ready=ready, until=until)


def withdraw(tx: Tx, number: int) -> None:
    """Say no more that an import is being written."""
    run(tx, delete(_writing).where(_writing.c.id == number))
