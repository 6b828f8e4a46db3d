"""Trying a whole transaction again when PostgreSQL gave it up in favour of another."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from db.failures import is_retryable, is_taken
from salesdesk.domain.errors import DatabaseUnusable

T = TypeVar("T")
TRIES = 6


def again_on_conflict(transaction: Callable[[], T]) -> T:
    """Run a whole transaction, again if it met another one (serialization, deadlock, the same key at once).

    Raises:
        DatabaseUnusable: it met another each time.
    """
    for attempt in range(TRIES):
        try:
            return transaction()
        except DBAPIError as failure:
            if not (is_retryable(failure) or is_taken(failure, "given_answer")):
                raise
            time.sleep(random.uniform(0, 0.02 * 2**attempt))
    raise DatabaseUnusable(problem="too many others write at once", hint="Try again.")
