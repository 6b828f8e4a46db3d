"""Until when a signed contract can be rescinded, by the terms of the day on which it was signed."""

from datetime import date

from sqlalchemy import delete, insert

from db.deals import rescission
from db.engine import Tx
from db.statements import run


def keep(tx: Tx, deal_id: int, days: int, business_days: bool, last_day: date | None, staff_id: int) -> None:
    """Write down the terms of a contract that is signed now, in the place of those of an earlier signing."""
    forget(tx, deal_id)
    values = {"days": days, "business_days": business_days, "last_day": last_day, "staff_id": staff_id, "at": tx.now}
    run(tx, insert(rescission).values(deal_id=deal_id, **values))


def forget(tx: Tx, deal_id: int) -> None:
    """Take away the terms of a contract whose signing is undone."""
    run(tx, delete(rescission).where(rescission.c.deal_id == deal_id))
