"""What a bank statement is held against: who buys on which deal, and the receipts that were booked before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from db.deals import deal
from db.engine import Tx
from db.money import receipt, reversal
from db.statements import many, scalar
from db.tables.changes import DealBuyer
from db.tables.office import Project
from db.tables.schema import table_of
from db.units import customer
from salesdesk.domain.receipts import UNDONE

_buyer = table_of(DealBuyer)
_project = table_of(Project)


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A number of the register, with the bank's reference if it has one; minor units.

    `undone` tells that its import was taken back: the money is not booked by it any more.
    """

    number: int
    kind: str
    deal_id: int | None
    amount_minor: int
    method: str
    value_date: date
    reference: str
    reversed_by: int | None
    undone: bool


def booked(tx: Tx, project_id: int, *, after: int = 0, deal_ids: Collection[int] | None = None) -> list[BookedRow]:
    """List the register, from behind a number or of some deals."""
    undone = func.coalesce(reversal.c.reference, "").startswith(UNDONE)
    names = ("number", "kind", "deal_id", "amount_minor", "method", "value_date", "reference")
    query = (
        select(*(receipt.c[name] for name in names), reversal.c.number.label("reversed_by"), undone.label("undone"))
        .outerjoin(reversal, reversal.c.reverses_id == receipt.c.id)
        .where(receipt.c.project_id == project_id, receipt.c.number > after)
        .order_by(receipt.c.number)
    )
    if deal_ids is not None:
        query = query.where(receipt.c.deal_id.in_(deal_ids))
    return many(tx, query, BookedRow)


def one_statement_at_a_time(tx: Tx, project_id: int) -> None:
    """Let a statement that comes in at the same time wait, and find what this one has booked."""
    here = select(_project.c.id).where(_project.c.id == project_id)
    scalar(tx, here.with_for_update(key_share=True))


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
