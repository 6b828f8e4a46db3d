"""What a new day brings: price lists begin, and units are kept back no longer, for whoever looks first."""

from contextlib import suppress
from datetime import datetime

from db import office, prices, units
from salesdesk.domain.errors import DatabaseUnusable
from salesdesk.domain.roles import Right
from salesdesk.services.claiming import keep_back_no_longer
from salesdesk.services.desk import Change, Desk, changes
from salesdesk.services.profiles import settings_of
from salesdesk.services.repricing import put_due_in_force


def begin_day(desk: Desk) -> None:
    """Let what is due happen before somebody looks; where nothing can be written, all stays as it is."""
    with desk.database.reading() as tx:
        today = settings_of(office.settings(tx, desk.project.id)).local(tx.now).date()
        due = prices.due_lists(tx, desk.project.id, today) or units.kept_back_before(tx, desk.project.id, today)
    if due:
        with suppress(DatabaseUnusable):
            _begin(desk.keyed(None))


@changes("day.begin", Right.SEE_BOARD)
def _begin(change: Change) -> datetime:
    put_due_in_force(change)
    over = units.kept_back_before(change.tx, change.project_id, change.today)
    for unit in filter(None, (units.locked_unit(change.tx, number) for number in over)):
        keep_back_no_longer(change, unit)
    return change.now
