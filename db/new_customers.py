"""A list of new customers: they go to where they belong while others are still being checked.

What is not kept yet nobody sees or waits for, save who gives somebody a phone of the list. A phone that comes twice, or
is somebody's, is refused by the table's own key, and the list is then begun anew in the usual way. Whether they may be
somebody who is there by name and employer or by id number is asked when they are kept.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from operator import le
from typing import Any

from sqlalchemy import text

from db import placed_customers
from db.begun import Begun, Forestalled
from db.columns import Columns, Copied, copied, copy_rows
from db.customers import phone
from db.engine import Tx
from db.given_numbers import GivenNumbers, last_number
from db.staged_customers import VALUES
from db.types import to_millis
from db.units import customer

GATE = 0x5A1E1158
"""A number by which PostgreSQL knows the one list of customers that can be written ahead in a project at a time."""

_KEPT = ("name", "name_key", "pinyin", *placed_customers.FILLED, "staff_id")
_OPEN = text("SELECT pg_try_advisory_xact_lock(:gate, :project)")
_OTHERS = "SELECT {told} FROM customer WHERE project_id = :project AND id NOT BETWEEN :first AND :last"
_ALIKE = " AND {by} <> '' AND {same} IN (SELECT {same} FROM customer WHERE id BETWEEN :first AND :last AND {by} <> '')"


def open_list(tx: Tx, begun: Begun, project_id: int, spare: GivenNumbers, with_visits: bool) -> "NewCustomers":
    """Open a list of new customers of a project; the numbers it is given are spare if it is begun anew.

    Raises:
        Forestalled: somebody else is bringing in a list.
    """
    if not tx.conn.execute(_OPEN, {"project": project_id, "gate": GATE}).scalar_one():
        raise Forestalled
    if with_visits:
        placed_customers.open_places(tx)
    spare.after = last_number(tx, customer)
    return NewCustomers(tx, begun, project_id, spare, with_visits)


@dataclass
class NewCustomers:
    """Customers who are brought into the tables in a change that was begun for them.

    Their numbers follow each other without a gap, in the list's order; `given` are those that they have got so far.
    `with_visits` says that there are visits, which are put where they belong when the customers are kept.
    """

    tx: Tx
    begun: Begun
    project_id: int
    given: GivenNumbers
    with_visits: bool
    rows: int = 0

    def bring(self, rows: Columns, phones: Columns, visits: Columns) -> Callable[[], None]:
        """Write some customers as they are brought in, given as they would be staged (`db.staged_customers.stage`).

        Gives the work that brings them in, which raises `Forestalled` if others were given numbers in between.
        """
        told = dict(zip(VALUES, _in_order(rows), strict=True))
        first = self.given.after + self.rows + 1
        self.rows += len(told["line"])
        numbers = dict(zip(told["line"], range(first, first + len(told["line"])), strict=True))
        customers, theirs = self._customers(told), self._phones(numbers, phones)
        met = _visits(told, numbers, visits) if visits[0] else None
        return partial(self._bring, customers, theirs, met, first + len(numbers) - 1)

    def _customers(self, told: dict[str, Sequence[Any]]) -> Copied:
        told["name_key"] = [key or name for key, name in zip(told["name_key"], told["name"], strict=True)]
        count = len(told["line"])
        same = {"project_id": self.project_id, "created_at": to_millis(self.tx.now)}
        given = [*([value] * count for value in same.values()), *(_without_none(told[name]) for name in _KEPT)]
        return copied((*same, *_KEPT), given)

    def _phones(self, numbers: dict[int, int], phones: Columns) -> Copied:
        lines, places, figures = phones
        whose, written = list(map(numbers.__getitem__, lines)), list(map("+%d".__mod__, figures))
        names = ("project_id", "customer_id", "place", "phone")
        return copied(names, [[self.project_id] * len(whose), whose, places, written])

    def _bring(self, customers: Copied, phones: Copied, visits: Columns | None, last: int) -> None:
        copy_rows(self.tx, customer.name, customers)
        if last_number(self.tx, customer) != last:
            raise Forestalled
        self.given.last = last
        copy_rows(self.tx, phone.name, phones)
        if visits is not None:
            placed_customers.note_visits(self.tx, visits)

    def keep_one_by_one(self) -> None:
        """Wait for another list that is being kept, and let others wait for this one."""
        placed_customers.keep_one_by_one(self.tx, self.project_id)

    def works_of_others(self) -> Iterator[tuple[str, str]]:
        """Give name (in its search form) and employer of others who have a name that is on the list, too."""
        return self._others("name_key, employer", by="employer", same="name_key")

    def papers_of_others(self) -> Iterator[tuple[str]]:
        """Give the id numbers of others that are on the list, too."""
        return self._others("id_number", by="id_number", same="id_number")

    def _others(self, told: str, **alike: str) -> Iterator[Any]:
        among = {"project": self.project_id, "first": self.given.after + 1, "last": self.given.last}
        if self.tx.conn.execute(text(_OTHERS.format(told="1") + " LIMIT 1"), among).first() is None:
            return
        # what is known of the table does not count those who have just come: row by row it would take for ever
        self.tx.conn.exec_driver_sql("SET LOCAL enable_nestloop = off")
        asked = text((_OTHERS + _ALIKE).format(told=told, **alike))
        yield from self.tx.conn.execute(asked, among, execution_options={"stream_results": True})
        self.tx.conn.exec_driver_sql("SET LOCAL enable_nestloop = on")

    def take_up(self) -> list[list[int]]:
        """Let the change keep the customers; gives their numbers as ranges, first and last."""
        if self.with_visits:
            placed_customers.add_visits(self.tx, self.project_id)
        self.begun.taken_up = True
        return self.given.ranges


def _in_order(rows: Columns) -> Columns:
    """Put rows in the order of their lines, in which they are but for those that were read by themselves."""
    lines = rows[0]
    if all(map(le, lines, lines[1:])):
        return rows
    order = sorted(range(len(lines)), key=lines.__getitem__)
    return [[column[at] for at in order] for column in rows]


def _without_none(column: Sequence[Any]) -> Sequence[Any]:
    return ["" if each is None else each for each in column] if None in column else column


def _visits(told: dict[str, Sequence[Any]], numbers: dict[int, int], visits: Columns) -> Columns:
    """Give the visits as they are placed: no line, whose, the rep, when, the note."""
    lines, at, *_ = visits
    beside = zip(told["staff_id"], _without_none(told["visit_note"]), strict=True)
    known = dict(zip(told["line"], beside, strict=True))
    reps, notes = zip(*map(known.__getitem__, lines), strict=True)
    return [list(repeat(None, len(lines))), list(map(numbers.__getitem__, lines)), reps, at, notes]
