"""Price lists whose day has come: who looks at a price of that day sees the new one, before anything is changed."""

from contextlib import suppress
from datetime import datetime

from db import office, prices
from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Change, Desk, changes
from salesdesk.services.profiles import settings_of
from salesdesk.services.repricing import put_due_in_force


def begin_due(desk: Desk) -> None:
    """Put the lists in force whose day has come; where nothing can be written, the prices stay as they are."""
    with desk.database.reading() as tx:
        settings = settings_of(office.settings(tx, desk.project.id))
        is_due = bool(prices.due_lists(tx, desk.project.id, settings.local(tx.now).date()))
    if is_due:
        with suppress(DatabaseUnusable):
            _begin(desk.keyed(None))


@changes("price.begin", Right.SEE_BOARD)
def _begin(change: Change) -> datetime:
    put_due_in_force(change)
    return change.now
