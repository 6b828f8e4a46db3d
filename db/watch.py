"""Noticing that somebody else committed: SQLite's data version, or PostgreSQL's notifications."""

import time
from typing import Any

from sqlalchemy.exc import DBAPIError

from db.engine import Database, translated
from db.events import CHANNEL
from salesdesk.domain.errors import DatabaseUnusable

POLL_SECONDS = 0.25


class Watch:
    """A look-out on a database, with a connection of its own; use it from one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Any = None
        self._version = -1

    def changed(self) -> bool:
        """Wait up to a quarter of a second and tell whether anything was committed since the last time.

        Raises:
            DatabaseUnusable: the database cannot be reached; asking again connects anew.
        """
        try:
            with translated(self._database.shown):
                return self._poll() if self._database.path else self._listen()
        except (DBAPIError, self._database.engine.dialect.loaded_dbapi.Error):
            # The driver's own connection is asked, whose errors nobody wraps.
            self.close()
            raise DatabaseUnusable(problem="the connection was lost", hint="It is tried again.") from None
        except DatabaseUnusable:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None

    def _poll(self) -> bool:
        time.sleep(POLL_SECONDS)
        if self._connection is None:
            self._connection = self._database.engine.raw_connection()
        found = int(self._connection.driver_connection.execute("PRAGMA data_version").fetchone()[0])
        is_new = found != self._version
        self._version = found
        return is_new

    def _listen(self) -> bool:
        first = self._connection is None
        if first:
            self._connection = self._database.engine.raw_connection()
            self._connection.driver_connection.autocommit = True
            self._connection.driver_connection.execute(f"LISTEN {CHANNEL}")
        heard = list(self._connection.driver_connection.notifies(timeout=POLL_SECONDS, stop_after=1))
        return first or bool(heard)
