"""Backing up and restoring: whole copies that are checked before they count, and nothing overwritten unasked."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.copies import CopyRow, inspect_copy, put_back, set_aside, settle, write_copy
from db.engine import Database, utc_now
from db.schema_version import check_version
from salesdesk.domain.errors import DatabaseUnusable, DeskError, UsageError
from salesdesk.domain.roles import Right
from salesdesk.language import tr
from salesdesk.private_files import FileThere, private_file, unwritable
from salesdesk.services.desk import Actor, Change, Desk, Look, changes, check_right, sees
from salesdesk.services.office import open_desk

CHUNK = 1 << 20


class ServersOwnBackup(DeskError):
    """A PostgreSQL database is backed up by its server: use pg_dump and pg_restore."""


@dataclass(frozen=True, slots=True)
class BackupAnswer:
    """A backup that was made and checked."""

    file: str
    bytes: int
    events: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RestoreAnswer:
    """A backup that is the database now; `kept` is the file with what was there before."""

    database: str
    file: str
    projects: int
    events: int
    kept: str | None


def back_up(desk: Desk, target: Path, *, force: bool = False) -> BackupAnswer:
    """Write the whole database, as it is at this moment, to a new private file, and check that it is whole.

    Raises:
        FileThere: the file exists.
        ServersOwnBackup: it is a PostgreSQL database.
        DatabaseUnusable: the disk is full, or the copy is not whole.
    """
    _may_back_up(desk)
    path = _file_of(desk.database)
    _check_target(target, path, force=force)
    with _fresh(target) as fresh:
        write_copy(path, fresh)
        row = inspect_copy(fresh)
        digest = _sha256(fresh)
        _place(fresh, target, force=force)
    answer = BackupAnswer(str(target), row.bytes, row.events, digest, utc_now())
    _note_backup(desk, target.name, digest, row.bytes)
    return answer


@sees(Right.BACK_UP)
def _may_back_up(look: Look) -> None:
    """Ask before anything is written."""


@changes("backup.make", Right.BACK_UP)
def _note_backup(change: Change, file: str, sha256: str, size: int) -> None:
    change.tell("backup.made", file=file, sha256=sha256, bytes=size)


def _file_of(database: Database) -> Path:
    if database.path is None:
        raise ServersOwnBackup
    return database.path


def _check_target(target: Path, path: Path, *, force: bool) -> None:
    if target.is_dir():
        raise UsageError(problem=tr("{file} is a folder; name a file.").format(file=target))
    if target.exists() and (not force or target.samefile(path)):
        raise FileThere(file=str(target))


@contextmanager
def _fresh(beside: Path) -> Iterator[Path]:
    """Make a private file to work on, in the folder of another; whatever is left of it at the end goes."""
    fresh = private_file(beside.with_name(f".{beside.name}.{os.getpid()}.part"))
    try:
        yield fresh
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + end).unlink(missing_ok=True)


def _place(fresh: Path, target: Path, *, force: bool) -> None:
    """Give a finished file its name; unless forced, never in place of another that came meanwhile."""
    try:
        fresh.replace(target) if force else _link(fresh, target)
        settle(target)
    except FileExistsError:
        raise FileThere(file=str(target)) from None
    except OSError as failure:
        raise UsageError(problem=unwritable(target, failure)) from None


def _link(fresh: Path, target: Path) -> None:
    try:
        os.link(fresh, target)
    except FileExistsError:
        raise
    except OSError:  # a drive without hard links
        if target.exists():
            raise FileExistsError from None
        fresh.rename(target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(database: Database, source: Path, who: Callable[[Database], Actor]) -> RestoreAnswer:
    """Put a backup in the place of the database, which is kept beside it.

    `who` finds out who asks, as a given database knows them: the one that is there or, where that cannot be used,
    the backup itself.

    Raises:
        DatabaseUnusable: the backup is not whole or not of a known version, or others work on the database.
        NotPermitted: whoever asks may not.
        ServersOwnBackup: it is a PostgreSQL database.
    """
    path = _file_of(database)
    row = inspect_copy(_readable(source))
    kept = path.with_name(f"{path.name}.before-restore-{utc_now():%Y%m%d-%H%M%S}")
    with _fresh(path) as fresh:
        write_copy(source, fresh)
        is_usable = _is_usable(database)
        actor = _asking(database if is_usable else Database.at(str(fresh)), who)
        kept_now = _swap(database, path, fresh, kept, is_usable=is_usable)
    _note_restore(database, actor, source, row)
    return RestoreAnswer(database.shown, str(source), row.projects, row.events, str(kept) if kept_now else None)


def _readable(source: Path) -> Path:
    if not source.is_file():
        raise UsageError(problem=tr("{file} is not a file.").format(file=source))
    return source


def _is_usable(database: Database) -> bool:
    if database.path is None or not database.path.exists():
        return False
    try:
        check_version(database)
    except DatabaseUnusable:
        return False
    return True


def _asking(database: Database, who: Callable[[Database], Actor]) -> Actor:
    try:
        actor = who(database)
        check_right(actor, Right.BACK_UP)
    finally:
        database.close()
    return actor


def _swap(database: Database, path: Path, fresh: Path, kept: Path, *, is_usable: bool) -> bool:
    """Put the copy in place; tells whether there was something to keep."""
    database.close()
    if is_usable:
        put_back(fresh, path, private_file(kept))
        return True
    there = path.exists()
    if there:
        set_aside(path, kept)
    _place(fresh, path, force=False)
    return there


def _note_restore(database: Database, actor: Actor, source: Path, row: CopyRow) -> None:
    """Write into the restored log that it was restored, if whoever did it is known there."""
    with suppress(DeskError):
        _tell_restored(open_desk(database).signed_in(actor), source.name, row.events)


@changes("backup.restore", Right.BACK_UP)
def _tell_restored(change: Change, file: str, count: int) -> None:
    change.tell("backup.restored", file=file, events=count)
