"""Many customers at once: those whom a file may speak of read in blocks, and what it says of them written in bulk."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, select, update

from db.customers import appointment, phone
from db.engine import Tx
from db.prepared import add_many
from db.statements import add_all, many, scalar
from db.types import to_millis
from db.units import customer

T = TypeVar("T")
BLOCK = 500
AT_ONCE = 100
_NAMES = ("id", "name", "id_number", "employer", "source", "needs", "note", "staff_id")


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer with everything that a file could add to."""

    id: int
    name: str
    id_number: str
    employer: str
    source: str
    needs: str
    note: str
    staff_id: int


def ids_of(
    tx: Tx, project_id: int, phones: Iterable[str], id_numbers: Collection[str], employed: Iterable[str]
) -> list[int]:
    """Find the customers who have one of these phones or id numbers, or one of these names and an employer."""
    found: set[int] = set()
    for block in _blocks(phones):
        query = select(phone.c.customer_id).where(phone.c.project_id == project_id, phone.c.phone.in_(block))
        found.update(tx.conn.execute(query).scalars())
    if id_numbers:  # there is no index on them: one walk through all is faster than one for each block
        query = select(customer.c.id, customer.c.id_number).where(
            customer.c.project_id == project_id, customer.c.id_number != ""
        )
        found.update(number for number, paper in tx.conn.execute(query) if paper in id_numbers)
    for block in _blocks(employed):
        query = select(customer.c.id).where(
            customer.c.project_id == project_id, customer.c.name_key.in_(block), customer.c.employer != ""
        )
        found.update(tx.conn.execute(query).scalars())
    return sorted(found)


def customers_in(tx: Tx, ids: Iterable[int]) -> Iterator[KnownCustomer]:
    """Give customers by their numbers."""
    for block in _blocks(ids):
        yield from many(
            tx, select(*(customer.c[name] for name in _NAMES)).where(customer.c.id.in_(block)), KnownCustomer
        )


def phones_in(tx: Tx, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give customers' phones, each one's in order."""
    for block in _blocks(ids):
        query = select(phone.c.customer_id, phone.c.phone).where(phone.c.customer_id.in_(block))
        rows = tx.conn.execute(query.order_by(phone.c.customer_id, phone.c.place))
        yield from ((int(owner), str(number)) for owner, number in rows)


def visits_in(tx: Tx, ids: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    """Give customers' visits, to come and past."""
    for block in _blocks(ids):
        query = select(appointment.c.customer_id, appointment.c.at).where(appointment.c.customer_id.in_(block))
        yield from ((int(owner), at) for owner, at in tx.conn.execute(query))


def add_customers(tx: Tx, project_id: int, rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Add customers and give their numbers, in the order of the rows."""
    if not rows:
        return []
    fixed = {"project_id": project_id, "created_at": tx.now}
    if tx.is_postgres:
        statement = insert(customer).returning(customer.c.id, sort_by_parameter_order=True)
        return list(tx.conn.execute(statement, [{**row, **fixed} for row in rows]).scalars())
    # whoever writes there is alone, so that the numbers can be told beforehand
    first = int(scalar(tx, select(func.max(customer.c.id))) or 0) + 1
    fixed["created_at"] = to_millis(tx.now)
    names = ("id", *rows[0], *fixed)
    for at, block in _numbered(rows, first):
        add_many(tx, customer.name, names, [{"id": at + place, **row, **fixed} for place, row in enumerate(block)])
    return list(range(first, first + len(rows)))


def add_phones(tx: Tx, project_id: int, rows: Sequence[tuple[int, str, int]]) -> None:
    """Give customers phones: whose, the number, and its place among theirs."""
    names = ("project_id", "customer_id", "phone", "place")
    for _, block in _numbered(rows, 0):
        add_many(tx, phone.name, names, [dict(zip(names, (project_id, *row), strict=True)) for row in block])


def add_visits(tx: Tx, project_id: int, rows: Sequence[Mapping[str, object]]) -> None:
    """Note visits; one that is not in the future has been."""
    add_all(tx, appointment, [{"project_id": project_id, "unit_id": None, **row} for row in rows])


def change_customers(tx: Tx, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the fields that files fill; every row has all of them, and `id`."""
    if rows:
        names = [name for name in _NAMES if name not in {"id", "name", "staff_id"}]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        given = [{"number": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        tx.conn.execute(update(customer).where(customer.c.id == bindparam("number")).values(values), given)


def _numbered(rows: Sequence[T], first: int) -> Iterator[tuple[int, Sequence[T]]]:
    """Give rows in blocks that one statement writes, each with the number of its first row."""
    yield from ((first + at, rows[at : at + AT_ONCE]) for at in range(0, len(rows), AT_ONCE))


def hold_customers(tx: Tx, ids: Iterable[int]) -> None:
    """Keep customers' rows until the transaction ends (PostgreSQL)."""
    if tx.is_postgres:
        for block in _blocks(sorted(ids)):
            tx.conn.execute(
                select(customer.c.id).where(customer.c.id.in_(block)).order_by(customer.c.id).with_for_update()
            )


def _blocks(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while block := list(islice(rest, BLOCK)):
        yield block
