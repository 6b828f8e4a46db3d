"""What a bank statement is held against: who buys on which deal, and the receipts that were booked before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.deals import deal
from db.engine import Tx
from db.money import receipt
from db.statements import many
from db.tables.changes import DealBuyer
from db.tables.schema import table_of
from db.units import customer

_buyer = table_of(DealBuyer)


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A number of the register with what was noted on it; minor units."""

    number: int
    amount_minor: int
    value_date: date
    note: str


def booked(tx: Tx, project_id: int) -> list[BookedRow]:
    """List the whole register."""
    names = ("number", "amount_minor", "value_date", "note")
    return many(tx, select(*(receipt.c[name] for name in names)).where(receipt.c.project_id == project_id), BookedRow)


def buyers_by_deal(tx: Tx, project_id: int) -> dict[int, list[str]]:
    """Give the names of those who buy, for each live deal, in the form in which names are compared."""
    query = (
        select(_buyer.c.deal_id, customer.c.name_key)
        .join(deal, deal.c.id == _buyer.c.deal_id)
        .join(customer, customer.c.id == _buyer.c.customer_id)
        .where(deal.c.project_id == project_id, deal.c.live, _buyer.c.ended_at.is_(None))
    )
    found: dict[int, list[str]] = {}
    for number, name in tx.conn.execute(query):
        found.setdefault(number, []).append(name)
    return found
