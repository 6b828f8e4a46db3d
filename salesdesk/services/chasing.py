"""Chasing: what came of asking somebody for a payment, written on the line that was asked for."""

from dataclasses import dataclass
from datetime import date

from db import deals, money
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.tasks import ChaseOutcome
from salesdesk.domain.text import tidy
from salesdesk.services.desk import Change, changes
from salesdesk.services.steps import live_deal


@dataclass(frozen=True, slots=True)
class ChaseAnswer:
    """What was written down of a chase."""

    deal_id: str
    label: str
    outcome: str
    promised_on: date | None


@changes("chase.write", Right.CHASE)
def write_chase(
    change: Change,
    deal: str,
    outcome: ChaseOutcome,
    promised_on: date | None = None,
    note: str = "",
    line_id: int | None = None,
) -> ChaseAnswer:
    """Write down what came of asking for the oldest open payment of a deal, or for the one named.

    Raises:
        BadValue: a promise without a date, or nothing is open.
    """
    row = live_deal(change, deal)
    lines = [each for each in deals.schedule_of(change.tx, row.id) if each.open_minor > 0]
    chosen = [each for each in lines if line_id in (None, each.id)]
    if not chosen:
        raise BadValue(what="deal", value=deal, why="nothing is open on it")
    if (outcome is ChaseOutcome.PROMISED) != (promised_on is not None):
        raise BadValue(what="promise", value=str(promised_on or ""), why="a promise, and only that, has a date")
    if promised_on is not None and promised_on < change.today:
        raise BadValue(what="promise", value=promised_on.isoformat(), why="it lies in the past")
    line = min(chosen, key=lambda each: (each.due, each.place))
    values = {"deal_id": row.id, "line_id": line.id, "staff_id": change.actor.staff_id, "outcome": outcome}
    money.add_chase(change.tx, {**values, "promised_on": promised_on, "note": tidy(note)})
    change.tell(
        "receipt.chased",
        unit_id=row.unit_id,
        deal_id=row.id,
        deal=row.number,
        label=line.label,
        outcome=str(outcome),
        promised_on=promised_on.isoformat() if promised_on else None,
    )
    return ChaseAnswer(deal_number(row.number), line.label, str(outcome), promised_on)
