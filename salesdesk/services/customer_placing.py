"""A staged list of customers put beside those who are there: whom it makes, whom it completes, and who comes back.

Rows that share nothing with anybody make customers as they are; rows that say of somebody what is known are settled.
The others are placed one after the other, those that may be one person together, in pieces that fit into memory.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time

from db import customer_files, customer_meetings, events, placed_customers, staged_customers
from db.engine import Tx
from db.placed_customers import PlacedRows
from db.staged_customers import StagedCustomer
from db.types import to_millis
from salesdesk.importing.customer_blocks import work_number
from salesdesk.importing.customers import CustomerRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.synonyms import VISITS
from salesdesk.services.customer_intake import CustomerList
from salesdesk.services.customer_matching import FILLED, REASONS, Fate, Merge, People, Person
from salesdesk.services.desk import Look

PIECE = 2_000
"""So many rows, or a few more, are placed at once."""

MOST_MERGES = 1_000
"""So many rows are named that were put together with somebody; the others are counted."""

MOST_TURNS = 4
"""How often rows are placed anew because others turned out to belong to them; then all are placed together."""


@dataclass(slots=True)
class Placed:
    """What a list comes to beside the customers who are there, as they are at a number of the log.

    `refused` counts the rows that were well written and yet are refused, `completed` those who were there and get
    something; of the rows that were put together with somebody the first are named in `merges`.
    """

    seq: int
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    completed: int = 0
    merged: int = 0
    merges: list[Merge] = field(default_factory=list)

    def note(self, merge: Merge) -> None:
        """Count a row that was put together with somebody, and keep it if it is one of the first."""
        self.merged += 1
        self.merges.append(merge)
        if len(self.merges) >= 2 * MOST_MERGES:
            self.cut()

    def cut(self) -> None:
        """Keep the first of the rows that were put together with somebody."""
        self.merges = sorted(self.merges, key=lambda each: each.line)[:MOST_MERGES]


def refused_in_order(tx: Tx) -> Iterator[tuple[int, str, Reason]]:
    """Give the rows that were well written and yet are refused: line, field, and why."""
    return ((line, name, REASONS[code]) for line, name, code in placed_customers.refused_rows(tx))


def place(look: Look, customers: CustomerList) -> Placed:
    """Put each row of a staged list where it belongs as things stand now; it is noted in the temporary tables, too."""
    seq = events.last_seq(look.tx, look.project_id)
    customer_meetings.find_meetings(look.tx, look.project_id, work_number, customers.unlike, customers.gone)
    same = customer_meetings.settle_same(look.tx, look.project_id, customers.importer)
    together = _Together(look.tx)
    together.join(customer_meetings.shared_lines(look.tx))
    for _ in range(MOST_TURNS):
        placed = _place_pieces(look, customers, seq, same)
        tied = customer_meetings.tied_lines(look.tx)
        if not tied:
            break
        customer_meetings.meet_all(look.tx, {line for _, line in tied})
        together.join(tied)
    else:
        customer_meetings.meet_everybody(look.tx)
        placed = _place_pieces(look, customers, seq, same)
    placed.cut()
    return placed


class _Together:
    """Which lines belong together: each leads to the first line of its part, by way of others."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._before = array("q")

    def join(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Put lines together, and say so of all that are not alone."""
        joined = False
        for line, other in pairs:
            if not joined:
                self._begin()
            joined = True
            first, second = sorted((self._first(line), self._first(other)))
            self._before[second] = first
        if joined:
            parts = ((line, self._first(line)) for line in range(len(self._before)))
            customer_meetings.put_together(self._tx, (each for each in parts if each[0] != each[1]))

    def _begin(self) -> None:
        self._before = self._before or array("q", range(staged_customers.last_line(self._tx) + 1))

    def _first(self, line: int) -> int:
        before = self._before
        while before[line] != line:
            before[line] = before[before[line]]
            line = before[line]
        return line


def _place_pieces(look: Look, customers: CustomerList, seq: int, same: int) -> Placed:
    placed_customers.forget_places(look.tx)
    customer_meetings.forget_ties(look.tx)
    unmet = staged_customers.count(look.tx) - customer_meetings.count_met(look.tx)
    placed = Placed(seq, new=unmet, same=same)
    for first, last in customer_meetings.pieces(look.tx, PIECE):
        _Piece(look.tx, customers, placed).place(first, last)
    return placed


class _Piece:
    """Some rows that may be somebody, with everybody whom they may be."""

    def __init__(self, tx: Tx, customers: CustomerList, placed: Placed) -> None:
        self._tx, self._customers, self._placed = tx, customers, placed
        self._refused: list[tuple[int, str, str]] = []

    def place(self, first: int, last: int) -> None:
        """Place the rows of some parts and note what comes of them."""
        people = People(
            self._known(first, last),
            columns=self._customers.named,
            importer=self._customers.importer,
            moment=self._customers.moment,
            namesakes=self._customers.namesakes,
            gone=self._customers.gone,
            note=self._placed.note,
        )
        rows = staged_customers.rows_of(self._tx, customer_meetings.met, first, last)
        for line, fate in people.place_all(map(_record, rows)):
            self._count(line, fate)
        touched = [each for each in people.known if each.touched]
        self._placed.completed += len(touched)
        self._placed.refused += len(self._refused)
        everybody = [*people.made, *touched]
        placed_customers.note_places(
            self._tx,
            PlacedRows(
                made=[(each.line, *_filled(each)) for each in people.made],
                completed=[(each.key, *_filled(each), _said(each)) for each in touched],
                phones=[row for each in everybody for row in _phones(each)],
                visits=[row for each in everybody for row in _visits(each)],
                refused=self._refused,
            ),
        )
        ties = [(work_number(name, employer), line) for name, employer, line in people.ties]
        customer_meetings.note_ties(self._tx, ties)

    def _count(self, line: int, fate: Fate | tuple[str, Reason]) -> None:
        if fate is Fate.NEW:
            self._placed.new += 1
        elif fate is Fate.CHANGED:
            self._placed.changed += 1
        elif fate is Fate.SAME:
            self._placed.same += 1
        else:
            self._refused.append((line, fate[0], fate[1].code))

    def _known(self, first: int, last: int) -> list[Person]:
        chosen = customer_meetings.met_customers(first, last)
        people = {
            row.id: Person(
                row.id, row.staff_id, row.name, row.id_number, row.employer, row.source, row.needs, row.note
            )
            for row in customer_files.customers_in(self._tx, chosen)
        }  # fmt: skip
        for owner, number in customer_files.phones_in(self._tx, chosen):
            people[owner].phones.append(number)
        if not self._customers.columns.columns.keys().isdisjoint(VISITS):
            for owner, at in customer_files.visits_in(self._tx, chosen):
                people[owner].visits[at] = ""
        return list(people.values())


def _record(row: StagedCustomer) -> CustomerRecord:
    return CustomerRecord(
        line=row.line,
        name=row.name,
        phones=tuple(f"+{figures}" for figures in row.phones),
        id_number=row.id_number,
        employer=row.employer,
        source=row.source,
        needs=row.needs,
        note=row.note,
        staff_id=row.staff_id,
        visits=tuple((date.fromordinal(day), _time(minute)) for day, minute in row.visits),
        visit_note=row.visit_note,
    )


def _time(minute: int | None) -> time | None:
    return None if minute is None else time(*divmod(minute, 60))


def _filled(person: Person) -> tuple[str, ...]:
    return (*(getattr(person, name) for name in FILLED), person.note)


def _said(person: Person) -> str:
    """Say what somebody who was there gets, without what it is: the log is read by many."""
    told: dict[str, object] = {"customer": person.key, "fields": sorted(person.before), "import": None}
    if "note" in person.before:
        told["note_kept"] = len(person.before["note"])
    return events.data_in_words({**told, "phones": len(person.new_phones), "visits": len(person.new_visits)})


def _whose(person: Person) -> tuple[int | None, int | None]:
    return (person.line, None) if person.key is None else (None, person.key)


def _phones(person: Person) -> Iterator[tuple[int | None, int | None, int, int]]:
    first = len(person.phones) - len(person.new_phones)
    return ((*_whose(person), first + at, int(number[1:])) for at, number in enumerate(person.new_phones))


def _visits(person: Person) -> Iterator[tuple[int | None, int | None, int, int, str]]:
    return ((*_whose(person), person.staff_id, to_millis(at), person.visits[at]) for at in person.new_visits)
