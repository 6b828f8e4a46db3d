"""Waiting while a long import is being written: whoever waits is told, and goes on waiting instead of failing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.types import from_millis

SLICE_MILLIS = 1_000
"""How long SQLite waits before it is asked what it waits for."""

AGAIN_SECONDS = 10.0
"""After how long whoever still waits is told so again."""

SQLITE_NOW = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
POSTGRES_NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
_UNDER_WAY = "SELECT file_name, since, ready FROM import_writing WHERE until > ({now}) ORDER BY ready DESC"


@dataclass(frozen=True, slots=True)
class ImportUnderWay:
    """An import that is being written: of which file, since when, and until about when."""

    file: str
    since: datetime
    ready: datetime


TellWaiting = Callable[[ImportUnderWay], None]
"""Takes what somebody waits for, in the thread that waits."""


def nobody_listens(_: ImportUnderWay) -> None:
    """Tell nobody."""


def import_under_way(cursor: Any, now: str) -> ImportUnderWay | None:
    """Say which import is being written, as it has announced itself; one that died is no longer spoken of."""
    cursor.execute(_UNDER_WAY.format(now=now))
    found = cursor.fetchone()
    return ImportUnderWay(str(found[0]), *map(from_millis, found[1:])) if found else None


def take_write_lock(dbapi: Any, tell: TellWaiting, patience_millis: int, failures: type[Exception]) -> bool:
    """Take SQLite's write lock: for so long as an import is being written, or else as long as one is patient.

    Tells whether it was taken; what else is wrong is for the caller to find out.
    """
    cursor = dbapi.cursor()
    begun, told = time.monotonic(), -AGAIN_SECONDS
    while True:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            return True
        except failures as failure:
            if "locked" not in str(failure):
                return False
        under_way = _announced(cursor, failures)
        now = time.monotonic()
        if under_way is None and now - begun >= patience_millis / 1000:
            return False
        if under_way is not None:
            begun = now
            if now - told >= AGAIN_SECONDS:
                told = now
                tell(under_way)


def _announced(cursor: Any, failures: type[Exception]) -> ImportUnderWay | None:
    try:
        return import_under_way(cursor, SQLITE_NOW)
    except failures:  # a database of an older form, which is told of elsewhere
        return None
