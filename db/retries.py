"""Trying a whole transaction again when PostgreSQL gave it up in favour of another, or another was faster."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from db.failures import is_retryable, is_unique_conflict
from salesdesk.domain.errors import DatabaseUnusable, ImportInTheWay

T = TypeVar("T")
TRIES, WAITS_GROW = 10, 5
"""How often a transaction is tried in all, and how many of the waits between are longer than those before."""


def _after_imports(transaction: Callable[[], T]) -> T:
    """Run a whole transaction, again for as long as an import is being written that holds what it needs."""
    while True:
        try:
            return transaction()
        except ImportInTheWay:
            continue


def again_on_conflict(transaction: Callable[[], T]) -> T:
    """Run a whole transaction, again if it met another one (serialization, deadlock, the same row written at once).

    What another one wrote meanwhile is there at the next try, which finds it where it looks and says so in words.

    Raises:
        DatabaseUnusable: it met another each time.
    """
    for attempt in range(TRIES):
        try:
            return _after_imports(transaction)
        except DBAPIError as failure:
            if not (is_retryable(failure) or is_unique_conflict(failure)):
                raise
            last = failure
            time.sleep(random.uniform(0, 0.02 * 2 ** min(attempt, WAITS_GROW)))
    if is_unique_conflict(last):
        raise last
    raise DatabaseUnusable(problem="too many others write at once", hint="Try again.")
