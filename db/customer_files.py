"""Those whom a list of customers may speak of, with everything that it could add to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from db.customers import appointment, phone
from db.engine import Tx
from db.statements import many
from db.units import customer

_NAMES = ("id", "staff_id", "name", "id_number", "employer", "source", "needs", "note")


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer with everything that a file could add to."""

    id: int
    staff_id: int
    name: str
    id_number: str
    employer: str
    source: str
    needs: str
    note: str


def customers_in(tx: Tx, chosen: Select[Any]) -> list[KnownCustomer]:
    """Give customers by their numbers, in order."""
    query = select(*(customer.c[name] for name in _NAMES)).where(customer.c.id.in_(chosen))
    return many(tx, query.order_by(customer.c.id), KnownCustomer)


def phones_in(tx: Tx, chosen: Select[Any]) -> Iterator[tuple[int, str]]:
    """Give customers' phones, each one's in order."""
    query = select(phone.c.customer_id, phone.c.phone).where(phone.c.customer_id.in_(chosen))
    rows = tx.conn.execute(query.order_by(phone.c.customer_id, phone.c.place))
    return ((int(owner), str(number)) for owner, number in rows)


def visits_in(tx: Tx, chosen: Select[Any]) -> Iterator[tuple[int, datetime]]:
    """Give customers' visits, to come and past."""
    query = select(appointment.c.customer_id, appointment.c.at).where(appointment.c.customer_id.in_(chosen))
    return ((int(owner), at) for owner, at in tx.conn.execute(query))
