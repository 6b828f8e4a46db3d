"""Saying beforehand that a long import is going to be written, and what that means for whoever waits."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime

from db import import_writing
from db.waiting import ImportUnderWay
from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.text import safe
from salesdesk.importing.progress import ProgressTeller
from salesdesk.language import show_time, tr
from salesdesk.services.desk import Desk

SHORT_SECONDS = 0.5
"""A writing that takes no longer needs no word: nobody sees that they wait."""

SAID_AFTER = 1.0
"""After so many seconds one can say how long a list will take that is written while it is checked."""


@contextmanager
def announced(desk: Desk, file: str, seconds: float) -> Iterator[None]:
    """Let others know, while an import is written that takes about so many seconds, what they wait for."""
    if seconds <= SHORT_SECONDS or desk.actor is None:
        yield
        return
    with desk.database.writing() as tx:
        number = import_writing.announce(tx, desk.project.id, desk.actor.staff_id, file, seconds)
    try:
        yield
    finally:
        with suppress(DatabaseUnusable), desk.database.writing() as tx:
            import_writing.withdraw(tx, number)


@contextmanager
def announced_in_time(desk: Desk, file: str, told: ProgressTeller) -> Iterator[Callable[[], None]]:
    """Let it be known, once one can say how long a list takes, what somebody with the same rows waits for.

    Gives what has to be called now and then until it is said.
    """
    with ExitStack() as stack:
        said = False

        def look() -> None:
            nonlocal said
            if not said and told.seconds >= SAID_AFTER:
                said = True
                stack.enter_context(announced(desk, file, told.seconds_left or 0.0))

        yield look


def waiting_said(under_way: ImportUnderWay, now: datetime) -> str:
    """Say what a change waits for, by the clock of `now`, and that it is not lost."""
    left = (under_way.ready - now).total_seconds()
    since = show_time(under_way.since.astimezone(now.tzinfo))
    if left >= 1:
        said = tr(
            "An import of {file} is being written or taken back since {since}; this waits, about {seconds:.0f} s more."
        )
    else:
        said = tr("An import of {file} is being written or taken back since {since}; this waits and is not lost.")
    return said.format(file=safe(under_way.file), since=since, seconds=left)
