"""Copies of a SQLite database: made while others work, checked before they count, and put in its place again."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.failures import sqlite_says
from db.schema_version import KNOWN
from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.system_words import reported, trouble

PATIENCE = 2.0
_BUSY = ("locked", "busy")


@dataclass(frozen=True, slots=True)
class CopyRow:
    """What a copy holds."""

    version: str
    projects: int
    events: int
    bytes: int


def write_copy(source: Path, target: Path) -> None:
    """Write a database as it is at this moment to a file that is there and empty; nobody is kept waiting.

    Raises:
        DatabaseUnusable: the one cannot be read or the other not written.
    """
    with _explained(source), closing(_opened(source)) as conn:
        conn.execute("VACUUM INTO ?", (str(target),))
    _settle_copy(target)


def inspect_copy(path: Path) -> CopyRow:
    """Check that a file is a whole salesdesk database of a version that this program knows; nothing is written.

    Raises:
        DatabaseUnusable: it is not.
    """
    with _explained(path), closing(_opened(path)) as conn:
        problems = [str(row[0]) for row in conn.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        if problems:
            raise DatabaseUnusable(
                problem=Phrase("{path} is damaged: {why}", path=str(path), why=reported(problems[0])),
                hint="Use another backup.",
            )
        version = conn.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
        if version not in KNOWN:
            raise DatabaseUnusable(
                problem=Phrase("{path} is newer than this program", path=str(path)), hint="Install the newer salesdesk."
            )
        projects = conn.execute("SELECT count(*) FROM project").fetchone()[0]
        events = conn.execute("SELECT coalesce(sum(seq), 0) FROM event_head").fetchone()[0]
    return CopyRow(str(version), int(projects), int(events), path.stat().st_size)


def put_back(source: Path, path: Path, kept: Path) -> None:
    """Put a checked copy in the place of a database that nobody else has open; what was there is kept in a file.

    The old content is copied and the new written under one exclusive lock, the new in one transaction: whoever
    opens the database afterwards finds the new content, and after a crash the old is there.

    Raises:
        DatabaseUnusable: somebody else has it open, or it cannot be written.
    """
    with _explained(path), closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as conn:
        _take(conn)
        conn.execute("VACUUM INTO ?", (str(kept),))
        _settle_copy(kept)
        with closing(_opened(source)) as copy:
            copy.backup(conn)


def set_aside(path: Path, kept: Path) -> None:
    """Move a database that cannot be used out of the way, with what SQLite keeps beside it.

    Raises:
        DatabaseUnusable: it cannot be moved.
    """
    try:
        for end in ("", "-wal", "-shm"):
            part = path.with_name(path.name + end)
            if part.exists():
                part.rename(kept.with_name(kept.name + end))
    except OSError as failure:
        raise DatabaseUnusable(
            problem=Phrase("{path}: {why}", path=str(path), why=trouble(failure)), hint="Check the rights on it."
        ) from None


def settle(path: Path) -> None:
    """Let a new file survive a power cut: its content, then its name.

    Raises:
        OSError: the disk does not take it.
    """
    for each in (path, path.parent):
        opened = os.open(each, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _settle_copy(path: Path) -> None:
    try:
        settle(path)
    except OSError as failure:
        raise DatabaseUnusable(
            problem=Phrase("{path}: {why}", path=str(path), why=trouble(failure)),
            hint="Check the disk and its free space; nothing was changed.",
        ) from None


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)


def _take(conn: sqlite3.Connection) -> None:
    """Lock a database for this connection alone, until it is closed."""
    conn.execute("PRAGMA locking_mode = EXCLUSIVE")
    conn.execute("BEGIN EXCLUSIVE")
    conn.execute("COMMIT")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in a sentence what is wrong with a file that SQLite cannot use."""
    try:
        yield
    except sqlite3.Error as failure:
        if any(sign in str(failure) for sign in _BUSY):
            raise DatabaseUnusable(
                problem="others work on it now", hint="Close every console and job first; nothing was changed."
            ) from None
        raise DatabaseUnusable(
            problem=Phrase("{path} is no whole database: {why}", path=str(path), why=sqlite_says(failure)),
            hint="Name another file.",
        ) from None
