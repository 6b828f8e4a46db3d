"""Whether a row of a file is somebody who is known: by either phone, by id number; and what it adds to them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain

from salesdesk.domain.text import search_key
from salesdesk.importing.customers import NO_PHONE, CustomerRecord
from salesdesk.importing.row_reading import Reason
from salesdesk.language import N_

FILLED = ("id_number", "employer", "source", "needs")
TWO_PEOPLE = Reason(
    "two_people",
    N_("{column}: the phones or the id number of this row belong to different customers"),
    N_("the phones and the id number of one customer in each row"),
)
OTHER_ID = Reason(
    "other_id_number",
    N_("{column}: {value!r} is not the id number of the customer who has this phone"),
    N_("the id number that is known, or a phone of their own"),
)
NAMESAKE = Reason(
    "namesake",
    N_("{column}: {value!r} of the same employer is known already, with another phone"),
    N_("a phone or id number that is known; --namesakes when they are two people"),
)
REP_GONE = Reason("rep_gone", N_("{column}: {value!r} works here no more"), N_("the name of somebody who works here"))
REASONS = {each.code: each for each in (TWO_PEOPLE, OTHER_ID, NAMESAKE, NO_PHONE, REP_GONE)}


class Fate(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(slots=True, eq=False)
class Person:
    """A customer as they are and as the file leaves them; `key` is none for one who is not yet there.

    `line` is the first row of the file that is them, 0 before there is one.
    """

    key: int | None
    staff_id: int
    name: str
    id_number: str = ""
    employer: str = ""
    source: str = ""
    needs: str = ""
    note: str = ""
    phones: list[str] = field(default_factory=list)
    visits: dict[datetime, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    new_phones: list[str] = field(default_factory=list)
    new_visits: list[datetime] = field(default_factory=list)
    line: int = 0

    @property
    def touched(self) -> bool:
        """Tell whether the file adds anything to somebody who was there."""
        return self.key is not None and bool(self.before or self.new_phones or self.new_visits)

    def write(self, name: str, value: str) -> bool:
        """Give a field another value, and remember the one it had at first."""
        self.before.setdefault(name, getattr(self, name))
        setattr(self, name, value)
        return True


@dataclass(frozen=True, slots=True)
class Merge:
    """A row that was put together with somebody: by which field, and with which row of the file before, if any.

    `keeps_rep` says that the row names another rep than the one who has them, and not whoever brings the file, who is
    the rep where none is named.
    """

    line: int
    by: str
    person: Person
    with_line: int
    keeps_rep: bool = False


class People:
    """Everybody whom the rows of a file may be: those of the database, and those of the rows before."""

    def __init__(
        self,
        known: Iterable[Person],
        *,
        columns: Mapping[str, str],
        importer: int,
        moment: Callable[..., datetime],
        namesakes: bool,
        gone: frozenset[int],
        note: Callable[[Merge], None],
    ) -> None:
        """Begin with those who are there; `columns` are the file's names of fields, `moment` makes a visit's time.

        `note` is told of rows that are put together with somebody; reps who are `gone` get nobody new. `ties` are names
        and employers to which somebody came by a row that does not tell both, with its line.
        """
        self.made: list[Person] = []
        self.ties: list[tuple[str, str, int]] = []
        self._note = note
        self._columns, self._importer, self._moment = columns, importer, moment
        self._namesakes, self._gone = namesakes, gone
        self._by_phone: dict[str, Person] = {}
        self._by_id: dict[str, list[Person]] = {}
        self._by_work: dict[tuple[str, str], Person] = {}
        self.known = list(known)
        for each in self.known:
            self._enter(each)

    def place_all(self, records: Iterable[CustomerRecord]) -> Iterator[tuple[int, Fate | tuple[str, Reason]]]:
        """Put rows where they belong, in order; gives each line's fate, or else the field and the reason.

        Those that cannot be placed are tried again when all others are, and once more when somebody with one of their
        phones or with their id number comes: otherwise the same file would find places for them when it comes again.
        """
        left: dict[int, tuple[CustomerRecord, tuple[str, Reason]]] = {}
        for record in records:
            fate = self._place(record)
            if isinstance(fate, Fate):
                yield record.line, fate
            else:
                left[record.line] = record, fate
        waiting: dict[str, list[int]] = {}
        for line, (record, _) in left.items():
            for key in _keys(record):
                waiting.setdefault(key, []).append(line)
        tried = deque(left)
        while tried:
            line = tried.popleft()
            if line not in left:
                continue
            record, fate = left[line][0], self._place(left[line][0])
            if isinstance(fate, Fate):
                del left[line]
                yield line, fate
                tried += chain.from_iterable(waiting.pop(key, ()) for key in _keys(record))
            else:
                left[line] = record, fate
        yield from ((line, why) for line, (_, why) in left.items())

    def _place(self, record: CustomerRecord) -> Fate | tuple[str, Reason]:
        found = self._found(record)
        if len(found) > 1:
            return ("phone" if record.phones else "id_number", TWO_PEOPLE)
        if not found:
            return self._new(record)
        person = found[0]
        if record.id_number and person.id_number not in {"", record.id_number}:
            return ("id_number", OTHER_ID)
        by = "phone" if any(self._by_phone.get(each) is person for each in record.phones) else "id_number"
        employed = person.employer
        changed = self._merge(person, record)
        keeps_rep = "staff" in self._columns and record.staff_id not in {None, self._importer, person.staff_id}
        if person.employer != employed:
            self.ties.append((search_key(person.name), person.employer, record.line))
        if changed or person.line or keeps_rep:
            self._note(Merge(record.line, by, person, person.line, keeps_rep))
        person.line = person.line or record.line
        self._enter(person)
        return Fate.CHANGED if changed else Fate.SAME

    def _found(self, record: CustomerRecord) -> list[Person]:
        by_phone = [self._by_phone[each] for each in record.phones if each in self._by_phone]
        by_id = self._by_id.get(record.id_number, []) if record.id_number else []
        people = {id(each): each for each in by_phone}
        if not people or not any(id(each) in people for each in by_id):
            people.update({id(each): each for each in by_id})
        return list(people.values())

    def _new(self, record: CustomerRecord) -> Fate | tuple[str, Reason]:
        if not record.phones:
            return ("phone", NO_PHONE)
        if record.staff_id in self._gone:
            return ("staff", REP_GONE)
        other = self._by_work.get(_work(record.name, record.employer)) if record.employer else None
        if other and not self._namesakes and not (other.id_number and record.id_number):
            return ("name", NAMESAKE)
        person = Person(None, record.staff_id or self._importer, record.name, note=record.note, line=record.line)
        for name in FILLED:
            setattr(person, name, getattr(record, name))
        self._add_phones(person, record)
        self._add_visits(person, record)
        self.made.append(person)
        self._enter(person)
        return Fate.NEW

    def _merge(self, person: Person, record: CustomerRecord) -> bool:
        """Fill what is missing; what differs is kept beside, as a line of the note."""
        changed = False
        beside = [line for line in [record.note] if line]
        for name in ("name", *FILLED):
            said, there = getattr(record, name), getattr(person, name)
            if said and not there:
                changed = person.write(name, said)
            elif said and search_key(said) != search_key(there):
                beside.append(f"{self._columns.get(name, name)}: {said}")
        for line in beside:
            if not _has(person.note, line):
                changed = person.write("note", f"{person.note}\n{line}" if person.note else line)
        phones, visits = self._add_phones(person, record), self._add_visits(person, record)
        return changed or phones or visits

    def _add_phones(self, person: Person, record: CustomerRecord) -> bool:
        fresh = [each for each in record.phones if each not in person.phones]
        person.phones += fresh
        person.new_phones += fresh
        return bool(fresh)

    def _add_visits(self, person: Person, record: CustomerRecord) -> bool:
        fresh = list(dict.fromkeys(self._moment(*each) for each in record.visits if not self._was_there(person, *each)))
        person.visits.update((at, record.visit_note) for at in fresh)
        person.new_visits += fresh
        return bool(fresh)

    def _was_there(self, person: Person, day: date, at: time | None) -> bool:
        """Tell whether a visit is known: of that minute, or of that day when the file tells no time."""
        begin = self._moment(day, at or time())
        end = begin + timedelta(minutes=1) if at else self._moment(day + timedelta(days=1), time())
        return any(begin <= each < end for each in person.visits)

    def _enter(self, person: Person) -> None:
        for number in person.phones:
            self._by_phone[number] = person
        if person.id_number:
            same = self._by_id.setdefault(person.id_number, [])
            if person not in same:
                same.append(person)
        if person.employer:
            self._by_work.setdefault(_work(person.name, person.employer), person)


def _keys(record: CustomerRecord) -> tuple[str, ...]:
    """Give by what a row may be known."""
    return (*record.phones, record.id_number) if record.id_number else record.phones


def _work(name: str, employer: str) -> tuple[str, str]:
    return search_key(name), search_key(employer)


def _has(note: str, line: str) -> bool:
    there = "\n".join(each.rstrip() for each in note.splitlines())
    return f"\n{line}\n" in f"\n{there}\n"
