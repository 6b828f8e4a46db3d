"""A change that is begun before it is asked for: its rows are brought in while others are still being checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.failures import is_locked, is_lost, is_retryable, is_unique_conflict


class Forestalled(Exception):
    """Somebody else was in the way, and what was written ahead is lost: the change has to be begun anew."""


@dataclass
class Begun:
    """A transaction that has begun on a connection of its own, and whether the change has taken up what is in it."""

    conn: Connection
    taken_up: bool = False

    @contextmanager
    def going_on(self) -> Iterator[Connection]:
        """Go on in the transaction, once; it is kept by whoever ends it so, and lost if the block fails.

        Raises:
            Forestalled: it was lost before.
        """
        if not self.conn.in_transaction():
            raise Forestalled
        try:
            with unless_forestalled():
                yield self.conn
        finally:
            self.give_up()

    def give_up(self) -> None:
        """Leave nothing of what was not kept."""
        if not self.conn.invalidated and self.conn.connection.driver_connection.closed:  # type: ignore[union-attr]
            self.conn.invalidate()
        if self.conn.in_transaction() or self.conn.invalidated:
            self.conn.rollback()


@contextmanager
def unless_forestalled() -> Iterator[None]:
    """Tell a meeting with somebody else, or a connection that is gone, from what is wrong in itself.

    Raises:
        Forestalled: it was one of these.
    """
    try:
        yield
    except DBAPIError as failure:
        if any(is_so(failure) for is_so in (is_retryable, is_unique_conflict, is_locked, is_lost)):
            raise Forestalled from None
        raise
