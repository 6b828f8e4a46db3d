"""Customers and visits: adding, finding while typing, appointments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db import customers
from db.customers import AppointmentRow, CustomerRow
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.identity import mask_id_number
from salesdesk.domain.phones import mask_phone
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key, tidy
from salesdesk.importing.phones import normalise_phone
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import customer_called, may_see, unit_called
from salesdesk.services.name_keys import pinyin_key


class PhoneTaken(DeskError):
    """The phone {phone} belongs to {customer} already, who is {rep}'s customer. Open that record instead."""


class VisitDone(DeskError):
    """This visit has its outcome already: {what}."""


@dataclass(frozen=True, slots=True)
class CustomerAnswer:
    """A customer; phones and the id number are masked unless the right is there."""

    customer_id: int
    name: str
    phones: list[str]
    source: str
    needs: str
    note: str
    staff_id: int
    staff: str
    employer: str
    id_number: str


@dataclass(frozen=True, slots=True)
class VisitAnswer:
    """An appointment."""

    visit_id: int
    customer_id: int
    customer: str
    at: datetime
    unit: str | None
    note: str
    outcome: str


@changes("customer.add", Right.KEEP_CUSTOMERS)
def add_customer(
    change: Change, name: str, phones: Sequence[str], source: str = "", needs: str = "", note: str = ""
) -> CustomerAnswer:
    """Add a customer with at least one phone.

    Raises:
        BadValue: the name or a phone is none.
        PhoneTaken: somebody in the project has the phone already.
    """
    kept = _clean(name)
    numbers = list(dict.fromkeys(normalise_phone(each, change.settings.profile) for each in phones))
    if not numbers:
        raise BadValue(what="phone", value="", why="a customer is known by at least one phone")
    for number in numbers:
        _check_free(change, number)
    customer_id = customers.add_customer(
        change.tx,
        change.project_id,
        name=kept,
        name_key=search_key(kept),
        pinyin=pinyin_key(kept),
        source=tidy(source),
        needs=tidy(needs),
        note=note.strip(),
        staff_id=change.actor.staff_id,
    )
    for place, each in enumerate(numbers):
        customers.add_phone(change.tx, change.project_id, customer_id, each, place)
    change.tell("customer.added", customer=customer_id)
    row = customers.customer_by_id(change.tx, change.project_id, customer_id)
    assert row is not None
    return customer_answer(change, row, numbers)


@changes("customer.edit", Right.KEEP_CUSTOMERS)
def edit_customer(
    change: Change,
    customer: str,
    needs: str | None = None,
    note: str | None = None,
    source: str | None = None,
) -> CustomerAnswer:
    """Write what was learned about a customer; what is not given stays."""
    row = customer_called(change, customer)
    given = {"needs": needs, "note": note, "source": source}
    values = {name: tidy(text) for name, text in given.items() if text is not None}
    if values:
        customers.change_customer(change.tx, row.id, **values)
        change.tell("customer.edited", customer=row.id, fields=sorted(values))
    return _shown(change, str(row.id))


@sees(Right.SEE_TODAY)
def show_customer(look: Look, customer: str) -> CustomerAnswer:
    """Show a customer's record."""
    return _shown(look, customer)


@sees(Right.SEE_TODAY)
def find_customers(look: Look, typed: str = "", limit: int = 50) -> list[CustomerAnswer]:
    """Find customers by part of the name, its pinyin or a phone, while it is being typed."""
    digits = "".join(each for each in typed if each.isascii() and each.isdigit())
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    searched = digits if len(digits) >= 3 and look.may(Right.SEE_PHONES) else ""
    rows = customers.find_customers(look.tx, look.project_id, search_key(typed), searched, owner=owner, limit=limit)
    phones = customers.phones_of(look.tx, [row.id for row in rows])
    return [customer_answer(look, row, phones[row.id]) for row in rows]


@changes("visit.add", Right.KEEP_CUSTOMERS)
def add_visit(change: Change, customer: str, at: datetime, unit: str | None = None, note: str = "") -> VisitAnswer:
    """Agree on a visit.

    Raises:
        BadValue: the customer has a visit at that very time already.
    """
    row = customer_called(change, customer)
    found = unit_called(change, unit) if unit else None
    if any(each.at == at for each in customers.appointments_of(change.tx, row.id)):
        raise BadValue(
            what="time",
            value=at.isoformat(),
            why=Phrase("{customer} has an appointment then already", customer=row.name),
        )
    number = customers.add_appointment(
        change.tx,
        change.project_id,
        customer_id=row.id,
        staff_id=change.actor.staff_id,
        unit_id=found.id if found else None,
        at=at,
        note=tidy(note),
    )
    change.tell("visit.agreed", visit=number, customer=row.id, at=at.isoformat(), unit_id=found.id if found else None)
    return VisitAnswer(number, row.id, row.name, at, found.code if found else None, tidy(note), "")


@changes("visit.done", Right.KEEP_CUSTOMERS)
def close_visit(change: Change, visit_id: int, outcome: str = "came") -> VisitAnswer:
    """Write what became of a visit.

    Raises:
        NotFound: there is none, or it is another rep's.
        VisitDone: it has been written before.
    """
    row = customers.appointment_by_id(change.tx, change.project_id, visit_id)
    mine = row is not None and (row.staff_id == change.actor.staff_id or change.may(Right.SEE_ALL_CUSTOMERS))
    if row is None or not mine:
        raise NotFound(what="visit", value=str(visit_id), hint="`salesdesk today` lists the visits.")
    said = tidy(outcome) or "came"
    if not customers.close_appointment(change.tx, visit_id, said):
        raise VisitDone(what=row.outcome)
    change.tell("visit.done", visit=visit_id, customer=row.customer_id, outcome=said)
    return VisitAnswer(visit_id, row.customer_id, row.customer, row.at, row.unit, row.note, said)


@sees(Right.SEE_TODAY)
def list_visits(look: Look, customer: str) -> list[AppointmentRow]:
    """List a customer's appointments, latest first."""
    return customers.appointments_of(look.tx, customer_called(look, customer).id)


def _clean(name: str) -> str:
    kept = tidy(name)
    if not kept or len(kept) > 80:
        raise BadValue(what="name", value=name[:80], why="a name has 1 to 80 characters")
    return kept


def _check_free(change: Change, number: str) -> None:
    owner = customers.customer_with_phone(change.tx, change.project_id, number)
    if owner is not None:
        seen = owner.name if may_see(change, owner) else Phrase("another customer")
        raise PhoneTaken(phone=mask_phone(number), customer=seen, rep=owner.staff)


def _shown(look: Look, customer: str) -> CustomerAnswer:
    row = customer_called(look, customer)
    return customer_answer(look, row, customers.phones_of(look.tx, [row.id])[row.id])


def customer_answer(look: Look, row: CustomerRow, phones: Sequence[str]) -> CustomerAnswer:
    """Show a customer by right: phones and the id number are masked for those who may not see phones."""
    whole = look.may(Right.SEE_PHONES)
    return CustomerAnswer(
        customer_id=row.id,
        name=row.name,
        phones=list(phones) if whole else [mask_phone(each) for each in phones],
        source=row.source,
        needs=row.needs,
        note=row.note,
        staff_id=row.staff_id,
        staff=row.staff,
        employer=row.employer,
        id_number=row.id_number if whole else mask_id_number(row.id_number),
    )
