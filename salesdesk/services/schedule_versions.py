"""Versions of a schedule: the next one is written whole, and money and loan cases go on to the rows that stayed."""

from collections.abc import Mapping, Sequence

from db import accounts, mortgages
from db.accounts import Moved, Spot
from db.deals import DealRow
from salesdesk.domain.receipts import Use
from salesdesk.domain.schedule import ScheduleRow
from salesdesk.services.desk import Change

NextRow = tuple[ScheduleRow, int | None]
"""A row of the next version, and the number of the line in whose place it stands, if it stood in the last one."""


def write_next(change: Change, deal: DealRow, rows: Sequence[NextRow]) -> None:
    """Write the next version of a deal's schedule, which holds from now on; the old one stays as it is.

    What was paid on a payment, and the case of its loan, stand on the same payment of the new version.
    """
    values = [
        {"kind": row.kind, "label": row.label, "due": row.due, "amount_minor": row.amount_minor} for row, _ in rows
    ]
    numbers = mortgages.next_version(change.tx, deal.id, deal.plan_version, values)
    _carry(change, deal, {old: new for (_, old), new in zip(rows, numbers, strict=True) if old is not None})


def _carry(change: Change, deal: DealRow, new_line: Mapping[int | None, int]) -> None:
    placed = accounts.placed_on_deal(change.tx, deal.id, Use.LINE)
    moves = [
        Moved(each.receipt_id, each.amount_minor, each.spot, Spot(deal.id, Use.LINE, new_line[each.line_id]))
        for each in placed
        if each.line_id is not None and each.line_id in new_line
    ]
    accounts.move(change.tx, change.actor.staff_id, moves)
    for each in mortgages.cases_of(change.tx, deal.id):
        if each.line_id is not None and each.line_id in new_line:
            mortgages.note_case(change.tx, each.id, {"line_id": new_line[each.line_id]})
