"""What tests of money share: a change at a desk, and where the money of a deal stands."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import deals
from db.deals import DealRow, allotment, deal, line
from db.engine import Database
from db.money import receipt
from salesdesk.domain.receipts import parse_number
from salesdesk.domain.roles import Right
from salesdesk.services import audit, doctor
from salesdesk.services.desk import Change, changes

if TYPE_CHECKING:
    from tests.conftest import Bureau

IN_SETTINGS = doctor.Machine(None, (), "utf-8")


def inside(bureau: "Bureau", work: Callable[[Change], int | str | None]) -> int | str | None:
    """Do something inside a change of the administrator's, as a service of another file would."""

    @changes("test.change", Right.BOOK_MONEY)
    def service(change: Change) -> int | str | None:
        return work(change)

    return service(bureau.admin)


def row_of(change: Change, number: str) -> DealRow:
    """Read a deal."""
    found = deals.deal_by_number(change.tx, change.project_id, parse_number("deal", number))
    assert found is not None
    return found


def standing(database: Database, number: str) -> dict[str, int]:
    """Give where the money of a deal stands: by the labels of its lines, or by another use; minor units."""
    with database.reading() as tx:
        query = (
            select(func.coalesce(line.c.label, allotment.c.use), allotment.c.amount_minor)
            .join(deal, deal.c.id == allotment.c.deal_id)
            .outerjoin(line, line.c.id == allotment.c.line_id)
            .where(deal.c.number == parse_number("deal", number))
        )
        found: Counter[str] = Counter()
        for label, amount in tx.conn.execute(query):
            found[label] += amount
        return {label: amount for label, amount in found.items() if amount}


def cash(database: Database) -> tuple[int, int]:
    """Give the sum of all receipts and the sum of all their parts, in minor units."""
    with database.reading() as tx:
        sums = (func.coalesce(func.sum(each.c.amount_minor), 0) for each in (receipt, allotment))
        first, second = (int(tx.conn.execute(select(each)).scalar() or 0) for each in sums)
        return first, second


def sound(bureau: "Bureau") -> None:
    """Expect the books to agree with each other and with the log; a server of the tests waits for no disk."""
    failed = {each.name: each.detail for each in doctor.examine(bureau.database, IN_SETTINGS).checks if not each.ok}
    for of_the_machine in ("disk", "durability"):
        failed.pop(of_the_machine, None)
    assert failed == {}
    assert audit.verify(bureau.admin).ok
