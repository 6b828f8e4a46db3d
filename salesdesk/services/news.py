"""What has happened since a screen last looked: the topics of the events, and whether anybody still sits here."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db import events
from db.engine import Database
from db.watch import Watch
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Look, sees


@dataclass(frozen=True, slots=True)
class News:
    """The number of the last event, and the topics since the last look (`hold`, `deal`, `receipt`, …)."""

    seq: int
    topics: frozenset[str]


@sees(Right.SEE_BOARD)
def news_since(look: Look, seq: int | None) -> News:
    """Tell what has happened since an event; without one, only where the log stands now."""
    if seq is None:
        return News(events.last_seq(look.tx, look.project_id), frozenset())
    topics: set[str] = set()
    while rows := events.since(look.tx, look.project_id, seq):
        topics.update(row.kind.split(".")[0] for row in rows)
        seq = rows[-1].seq
    return News(seq, frozenset(topics))


@contextmanager
def look_out(database: Database) -> Iterator[Watch]:
    """Keep a look-out on a database, from one thread; `changed()` waits a quarter of a second."""
    watch = Watch(database)
    try:
        yield watch
    finally:
        watch.close()
