"""Taking a bank statement back: all of its receipts reversed together, if nothing was built on any of them."""

from db import dayend, money, undoing
from db.events import EventRow
from db.imports import ImportRow
from db.money import ReceiptRow
from salesdesk.domain.receipts import UNDONE, receipt_number
from salesdesk.language import tr
from salesdesk.services.desk import Change
from salesdesk.services.reversals import take_back
from salesdesk.services.undo_refusals import built, few


def undo_statement(change: Change, row: ImportRow, told: EventRow) -> tuple[int, int]:
    """Reverse the receipts of a statement that still stand, the latest first; gives how many, and none restored.

    Its rows can be imported again. Receipts that were reversed one by one since stay as they are.

    Raises:
        ImportBuiltOn: money of it was moved or given back, or the cash book of its day is closed.
        MoneyBuiltOn: a step that was done by hand stands on some of the money.
        DayClosed: today's cash book is closed.
    """
    events = undoing.told_before(change.tx, change.project_id, told.seq, "receipt.booked", row.new)
    numbers = [int(str(each.facts["receipt"])) for each in events]
    rows = [each for each in money.receipts_numbered(change.tx, change.project_id, numbers) if not each.reversed_by]
    _refuse_closed(change, row)
    moved = money.moved_since_booked(change.tx, [each.id for each in rows])
    if moved:
        raise built(row, tr("money was moved: {receipts}").format(receipts=few([receipt_number(n) for n in moved])))
    reason = tr("import {number} was taken back").format(number=row.id)
    for each in sorted(rows, key=lambda one: one.number, reverse=True):
        take_back(change, each, reason, reference=_mark(row, each))
    return len(rows), 0


def _mark(row: ImportRow, receipt: ReceiptRow) -> str:
    """Mark a reversal as one of an import that was taken back: its row of the statement is free again."""
    return f"{UNDONE}{row.id}-{receipt.number}"


def _refuse_closed(change: Change, row: ImportRow) -> None:
    closing = dayend.closed(change.tx, change.project_id, change.settings.local(row.at).date())
    if closing is not None:
        raise built(row, tr("the cash book of {day} is closed").format(day=closing.day.isoformat()))
