"""Whole tables read row by row for a file, without holding them in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from db.engine import Tx
from db.statements import many
from db.tables.customers import Appointment, CustomerPhone
from db.tables.deals import Deal
from db.tables.money import Receipt
from db.tables.schema import table_of
from db.units import batch, customer, staff, unit

_deal = table_of(Deal)
_receipt = table_of(Receipt)
_reversed = table_of(Receipt).alias("reversed")
_phone = table_of(CustomerPhone)
_visit = table_of(Appointment)
PAGE = 1000


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as a file has it; areas in 0.01 m², prices in minor units."""

    building: str
    block: str
    floor: str
    room: str
    kind: str
    layout: str
    orientation: str
    built_area: int
    inner_area: int | None
    unit_price_minor: int | None
    list_price_minor: int | None
    filed_price_minor: int | None
    floor_price_minor: int | None
    measured_built_area: int | None
    measured_inner_area: int | None
    code: str
    state: str
    batch: str | None


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer as a file has them, without their phones and visits."""

    id: int
    name: str
    id_number: str
    employer: str
    source: str
    needs: str
    note: str
    staff: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit of a customer, past or agreed on."""

    customer_id: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt as a file has it; minor units, money out negative."""

    number: int
    kind: str
    deal: int | None
    unit: str | None
    customer: str | None
    amount_minor: int
    method: str
    value_date: date
    reverses: int | None
    cashier: str
    note: str
    payer: str
    reference: str


def unit_lines(tx: Tx, project_id: int, *, measured: bool = False) -> Iterator[UnitLine]:
    """Read the units of a project from the ground up; or those alone that a survey has measured."""
    names = (each for each in UnitLine.__dataclass_fields__ if each != "batch")
    query = (
        select(*(unit.c[name] for name in names), batch.c.name.label("batch"))
        .outerjoin(batch, batch.c.id == unit.c.batch_id)
        .where(unit.c.project_id == project_id)
        .order_by(unit.c.building, unit.c.block, unit.c.floor_sort, unit.c.room, unit.c.id)
    )
    here = query.where(unit.c.measured_built_area.is_not(None)) if measured else query
    return (UnitLine(**row) for row in _paged(tx, here))


def customer_lines(tx: Tx, project_id: int) -> Iterator[tuple[CustomerLine, list[str], list[VisitLine]]]:
    """Read the customers of a project with their phones and visits, the oldest record first."""
    own = ("id", "name", "id_number", "employer", "source", "needs", "note", "created_at")
    plain = (customer.c[name] for name in own)
    query = (
        select(*plain, staff.c.name.label("staff"))
        .join(staff, staff.c.id == customer.c.staff_id)
        .where(customer.c.project_id == project_id)
    )
    last = 0
    while lines := many(tx, query.where(customer.c.id > last).order_by(customer.c.id).limit(PAGE), CustomerLine):
        last = lines[-1].id
        phones = _phones_between(tx, lines[0].id, last)
        visits = _visits_between(tx, lines[0].id, last)
        yield from ((line, phones.get(line.id, []), visits.get(line.id, [])) for line in lines)


def _phones_between(tx: Tx, first: int, last: int) -> dict[int, list[str]]:
    query = select(_phone.c.customer_id, _phone.c.phone).where(_phone.c.customer_id.between(first, last))
    found: dict[int, list[str]] = {}
    for owner, number in tx.conn.execute(query.order_by(_phone.c.customer_id, _phone.c.place)):
        found.setdefault(owner, []).append(number)
    return found


def _visits_between(tx: Tx, first: int, last: int) -> dict[int, list[VisitLine]]:
    names = ("customer_id", "at", "note")
    query = select(*(_visit.c[name] for name in names)).where(_visit.c.customer_id.between(first, last))
    found: dict[int, list[VisitLine]] = {}
    for each in many(tx, query.order_by(_visit.c.customer_id, _visit.c.at), VisitLine):
        found.setdefault(each.customer_id, []).append(each)
    return found


def receipt_lines(tx: Tx, project_id: int) -> Iterator[ReceiptLine]:
    """Read the register of receipts in the order of its numbers."""
    names = ("number", "kind", "amount_minor", "method", "value_date", "note", "payer", "reference")
    query = (
        select(
            *(_receipt.c[name] for name in names),
            _deal.c.number.label("deal"),
            unit.c.code.label("unit"),
            customer.c.name.label("customer"),
            _reversed.c.number.label("reverses"),
            staff.c.name.label("cashier"),
        )
        .outerjoin(_deal, _deal.c.id == _receipt.c.deal_id)
        .outerjoin(unit, unit.c.id == _deal.c.unit_id)
        .outerjoin(customer, customer.c.id == _deal.c.customer_id)
        .join(staff, staff.c.id == _receipt.c.staff_id)
        .outerjoin(_reversed, _reversed.c.id == _receipt.c.reverses_id)
        .where(_receipt.c.project_id == project_id)
        .order_by(_receipt.c.number)
    )
    return (ReceiptLine(**row) for row in _paged(tx, query))


def _paged(tx: Tx, query: Select[Any]) -> Iterator[Any]:
    yield from tx.conn.execute(query, execution_options={"yield_per": PAGE}).mappings()
