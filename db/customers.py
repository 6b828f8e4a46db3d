"""Customers, their phones and their appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, update

from db.engine import Tx
from db.prepared import Prepared
from db.statements import add, many, one, run
from db.tables.customers import Appointment, CustomerPhone
from db.tables.schema import table_of
from db.units import customer, staff, unit

phone = table_of(CustomerPhone)
appointment = table_of(Appointment)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's record; phones are kept apart."""

    id: int
    name: str
    source: str
    needs: str
    note: str
    employer: str
    id_number: str
    staff_id: int
    staff: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """A visit that was agreed on."""

    id: int
    customer_id: int
    customer: str
    needs: str
    staff_id: int
    staff: str
    unit_id: int | None
    unit: str | None
    at: datetime
    note: str
    done_at: datetime | None
    outcome: str


_PLAIN = ("id", "name", "source", "needs", "note", "employer", "id_number", "staff_id", "created_at")


def _customers() -> Select[Any]:
    plain = (customer.c[name] for name in _PLAIN)
    return select(*plain, staff.c.name.label("staff")).join(staff, staff.c.id == customer.c.staff_id)


_BY_ID = Prepared(
    _customers().where(customer.c.project_id == bindparam("project"), customer.c.id == bindparam("customer"))
)


def add_customer(tx: Tx, project_id: int, **values: object) -> int:
    """Add a customer and give the number."""
    return add(tx, customer, project_id=project_id, created_at=tx.now, **values)


def add_phone(tx: Tx, project_id: int, customer_id: int, number: str, place: int) -> None:
    """Give a customer a phone; the caller has made sure that nobody in the project has it."""
    add(tx, phone, project_id=project_id, phone=number, customer_id=customer_id, place=place)


def change_customer(tx: Tx, customer_id: int, **values: object) -> None:
    """Write some columns of a customer."""
    run(tx, update(customer).where(customer.c.id == customer_id).values(**values))


def customer_by_id(tx: Tx, project_id: int, customer_id: int) -> CustomerRow | None:
    """Find a customer by number."""
    return _BY_ID.one(tx, CustomerRow, project=project_id, customer=customer_id)


def customer_with_phone(tx: Tx, project_id: int, number: str) -> CustomerRow | None:
    """Find whose phone it is."""
    query = _customers().join(phone, phone.c.customer_id == customer.c.id)
    return one(tx, query.where(phone.c.project_id == project_id, phone.c.phone == number), CustomerRow)


def customers_named(tx: Tx, project_id: int, name_key: str) -> list[CustomerRow]:
    """Find the customers of exactly this name (in its search form)."""
    here = and_(customer.c.project_id == project_id, customer.c.name_key == name_key)
    return many(tx, _customers().where(here).order_by(customer.c.id), CustomerRow)


def find_customers(
    tx: Tx, project_id: int, typed: str, digits: str, *, owner: int | None, limit: int
) -> list[CustomerRow]:
    """Find by part of the name, its pinyin, or the digits of a phone; nothing typed gives the latest."""
    query = _customers().where(customer.c.project_id == project_id)
    if owner is not None:
        query = query.where(customer.c.staff_id == owner)
    if typed:
        by_phone = select(phone.c.customer_id).where(
            phone.c.project_id == project_id, phone.c.phone.contains(digits, autoescape=True)
        )
        named = or_(
            customer.c.name_key.contains(typed, autoescape=True),
            customer.c.pinyin.contains(typed, autoescape=True),
        )
        query = query.where(or_(named, customer.c.id.in_(by_phone)) if digits else named)
    return many(tx, query.order_by(customer.c.id.desc()).limit(limit), CustomerRow)


def phones_of(tx: Tx, customer_ids: Sequence[int]) -> dict[int, list[str]]:
    """Give the phones of some customers, each one's in the order they were given."""
    query = (
        select(phone.c.customer_id, phone.c.phone)
        .where(phone.c.customer_id.in_(customer_ids))
        .order_by(phone.c.customer_id, phone.c.place)
    )
    found: dict[int, list[str]] = {each: [] for each in customer_ids}
    for owner, number in tx.conn.execute(query):
        found[owner].append(number)
    return found


def _appointments() -> Select[Any]:
    plain = (
        appointment.c[name] for name in ("id", "customer_id", "staff_id", "unit_id", "at", "note", "done_at", "outcome")
    )
    return (
        select(
            *plain,
            customer.c.name.label("customer"),
            customer.c.needs,
            staff.c.name.label("staff"),
            unit.c.code.label("unit"),
        )
        .join(customer, customer.c.id == appointment.c.customer_id)
        .join(staff, staff.c.id == appointment.c.staff_id)
        .outerjoin(unit, unit.c.id == appointment.c.unit_id)
    )


def add_appointment(tx: Tx, project_id: int, **values: object) -> int:
    """Note a visit that was agreed on."""
    return add(tx, appointment, project_id=project_id, **values)


def appointment_by_id(tx: Tx, project_id: int, appointment_id: int) -> AppointmentRow | None:
    """Find an appointment."""
    here = and_(appointment.c.project_id == project_id, appointment.c.id == appointment_id)
    return one(tx, _appointments().where(here), AppointmentRow)


def appointments_of(tx: Tx, customer_id: int) -> list[AppointmentRow]:
    """List a customer's appointments, latest first."""
    here = appointment.c.customer_id == customer_id
    return many(tx, _appointments().where(here).order_by(appointment.c.at.desc()), AppointmentRow)


def open_appointments(tx: Tx, project_id: int, until: datetime) -> list[AppointmentRow]:
    """List the appointments before a moment that have no outcome yet."""
    here = and_(appointment.c.project_id == project_id, appointment.c.done_at.is_(None), appointment.c.at < until)
    return many(tx, _appointments().where(here).order_by(appointment.c.at), AppointmentRow)


def close_appointment(tx: Tx, appointment_id: int, outcome: str) -> bool:
    """Write what became of a visit; tells whether it was still open."""
    here = and_(appointment.c.id == appointment_id, appointment.c.done_at.is_(None))
    return run(tx, update(appointment).where(here).values(done_at=tx.now, outcome=outcome)) == 1
