"""A placed list of customers written: whom it makes, what it adds to those who are there, and what the log says."""

from collections.abc import Iterator

from db import placed_customers
from db.events import NewEvent
from db.given_numbers import GivenNumbers
from salesdesk.services.customer_intake import CustomerList
from salesdesk.services.customer_placing import Placed, place
from salesdesk.services.desk import Change

UNNUMBERED = '"import":null'
"""How the log's words, which are there before the import has its number, leave that open."""


def placed_now(change: Change, customers: CustomerList, before: Placed) -> Placed:
    """Take what was found before anything was locked if nothing has happened since, else look again."""
    placed_customers.keep_one_by_one(change.tx, change.project_id)
    placed_customers.hold_completed(change.tx)
    if change.is_still_at(before.seq):
        return before
    return place(change, customers)


def write_customers(change: Change, placed: Placed, import_id: int, spare: GivenNumbers) -> list[list[int]]:
    """Write what a list makes and adds; gives the numbers of the new customers as ranges, first and last.

    They get those first that are spare.
    """
    numbers = placed_customers.give_numbers(change.tx, spare)
    if placed.new:
        placed_customers.add_new(change.tx, change.project_id, numbers)
    if placed.completed:
        placed_customers.complete(change.tx, change.project_id)
        change.tell_all(_told(change, import_id))
    made = [each.person for each in placed.merges if each.person.key is None]
    found = placed_customers.numbers_of(change.tx, numbers, {each.line for each in made}) if made else {}
    for person in made:
        person.key = found[person.line]
    return numbers.ranges


def _told(change: Change, import_id: int) -> Iterator[NewEvent]:
    number = f'"import":{import_id}'
    for said in placed_customers.said_of_completed(change.tx):
        yield NewEvent("customer.completed", said.replace(UNNUMBERED, number, 1))
