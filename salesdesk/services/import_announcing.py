"""Saying beforehand that a long import is going to be written, and what that means for whoever waits."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from db import import_writing
from db.waiting import ImportUnderWay
from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.text import safe
from salesdesk.language import show_time, tr
from salesdesk.services.desk import Desk

SHORT_SECONDS = 0.5
"""A writing that takes no longer needs no word: nobody sees that they wait."""


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


def waiting_said(under_way: ImportUnderWay, now: datetime) -> str:
    """Say what a change waits for, by the clock of `now`, and that it is not lost."""
    left = (under_way.ready - now).total_seconds()
    since = show_time(under_way.since.astimezone(now.tzinfo))
    if left >= 1:
        said = tr("An import of {file} is being written since {since}; this waits for it, about {seconds:.0f} s more.")
    else:
        said = tr("An import of {file} is being written since {since}; this waits for it and is not lost.")
    return said.format(file=safe(under_way.file), since=since, seconds=left)
