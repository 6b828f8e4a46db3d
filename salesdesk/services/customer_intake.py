"""A list of customers taken in: checked many rows at a time, while those before are put into temporary tables."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from db import customer_meetings, placed_customers, staged_customers
from db.begun import Forestalled, unless_forestalled
from db.engine import Database, Tx
from db.new_customers import NewCustomers
from db.types import to_millis
from salesdesk.domain.project import ProjectSettings
from salesdesk.importing.customer_blocks import PAPER, PLACE, REP, WORK, CustomerTerms, GoodCustomers, work_number
from salesdesk.importing.customer_lists import CheckedCustomers, checked_customers
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.seen_numbers import SeenNumbers
from salesdesk.importing.tables import Table
from salesdesk.services.import_reading import Terms
from salesdesk.services.intake import BLOCK, NEW_AT_ONCE, take_in
from salesdesk.services.name_keys import pinyin_keys
from salesdesk.services.shared_numbers import SharedNumbers

MORNING = time(9)
"""When a visit was of which a file tells the day alone."""


@dataclass
class CustomerList:
    """A list of customers in the temporary tables of a database's one connection, and the rows that come back.

    `namesakes` says that people of one name and employer are several; `importer` has those of whom no rep is told;
    `gone` are reps who work here no more and get nobody new.
    """

    table: Table
    columns: ColumnMap
    refused: RefusedRows
    settings: ProjectSettings
    importer: int
    namesakes: bool
    gone: frozenset[int] = frozenset()
    read: int = 0
    unlike: frozenset[str] = frozenset()
    """In what all rows surely differ: `phone`, or `work` for name and employer."""

    def moment(self, day: date, at: time | None) -> datetime:
        """Say when a visit was."""
        return datetime.combine(day, at or MORNING, self.settings.zone()).astimezone()

    @property
    def named(self) -> dict[str, str]:
        """How the file calls its fields."""
        return {field: self.columns.name_of(field) for field in self.columns.columns}


def take_in_customers(database: Database, customers: CustomerList, terms: Terms, told: ProgressTeller) -> None:
    """Check a list of customers and stage what is good; whether two rows are one person is not asked here."""
    shared = SharedNumbers()
    with database.aside() as tx:

        def stage(blocks: Sequence[GoodCustomers]) -> Callable[[], None]:
            good = GoodCustomers.of(blocks)
            shared.note(good)
            bring = partial(_bring, tx, good)
            if tx.is_postgres:
                return bring
            bring()  # on SQLite most of it is work for Python, which two threads do no sooner
            return _nothing

        staged_customers.open_list(tx)
        customer_meetings.open_meetings(tx)
        placed_customers.open_places(tx)
        customers.read = take_in(_checked(customers, terms), stage, _hear_nothing, customers.refused, told)
        staged_customers.end_of_list(tx)
    customers.unlike = shared.unlike


@dataclass
class WrittenAhead:
    """Customers who are written already and wait to be kept, and by what they may be somebody else, but for phones.

    That is a number for each name with its employer and one for each id number; others may have it, too, if seldom.
    """

    new: NewCustomers
    gone: frozenset[int] = frozenset()
    works: SeenNumbers = field(default_factory=SeenNumbers)
    papers: SeenNumbers = field(default_factory=SeenNumbers)

    def bring(self, good: GoodCustomers) -> Callable[[], None]:
        """Write some customers down; gives the work that brings them in.

        The first are looked at when they have come, for most lists that know somebody do so early.

        Raises:
            Forestalled: one has no phone, so that it takes the others to say whose it is, or a rep who is gone.
        """
        if good.phones[PLACE].count(0) < len(good) or not self.gone.isdisjoint(good.rows[REP]):
            raise Forestalled
        self.works.add(each for each in good.rows[WORK] if each is not None)
        self.papers.add(hash(each) for each in good.rows[PAPER] if each)
        are_first, work = not self.new.rows, self.new.bring(good.rows, good.phones, good.visits)
        return partial(self._try, work) if are_first else work

    def _try(self, work: Callable[[], None]) -> None:
        work()
        self._look()

    def take_up(self) -> list[list[int]]:
        """Let the change keep the customers; gives their numbers as ranges, first and last.

        Raises:
            Forestalled: two may be one person, or one may be somebody who is there by now.
        """
        self.new.keep_one_by_one()
        self._look()
        return self.new.take_up()

    def _look(self) -> None:
        _compare(self.works, (work_number(*each) for each in self.new.works_of_others()))
        _compare(self.papers, (hash(each) for (each,) in self.new.papers_of_others()))


def _compare(numbers: SeenNumbers, others: Iterable[int]) -> None:
    """Look whether a number is there twice or among others.

    Raises:
        Forestalled: one is.
    """
    if not numbers:
        return
    theirs = SeenNumbers()
    theirs.add(others)
    if not numbers.differ or numbers.meet(theirs):
        raise Forestalled


def take_in_new(
    new: NewCustomers,
    customers: CustomerList,
    terms: Terms,
    told: ProgressTeller,
    meanwhile: Callable[[], None],
) -> WrittenAhead:
    """Check a list of new customers and put them where they belong; now and then `meanwhile` is called.

    Raises:
        Forestalled: a phone is there twice or is somebody's, a row has none, or its rep works here no more.
    """
    ahead = WrittenAhead(new, customers.gone)

    def put(blocks: Sequence[GoodCustomers]) -> Callable[[], None]:
        return ahead.bring(GoodCustomers.of(blocks))

    def hear(_: None) -> None:
        meanwhile()

    with unless_forestalled():
        customers.read = take_in(_checked(customers, terms), put, hear, customers.refused, told, NEW_AT_ONCE, BLOCK)
    return ahead


def _checked(customers: CustomerList, terms: Terms) -> Iterator[CheckedCustomers]:
    by = CustomerTerms(
        region=terms.settings.profile,
        staff=terms.staff,
        letters=pinyin_keys,
        moment=lambda day, at: to_millis(customers.moment(day, at)),
        importer=customers.importer,
        by_work=not customers.namesakes,
    )
    return checked_customers(customers.table, customers.columns, by)


def _nothing() -> None:
    """Do nothing more."""


def _hear_nothing(_: None) -> None:
    """Take no notice."""


def _bring(tx: Tx, some: GoodCustomers) -> None:
    staged_customers.stage(tx, some.rows, some.phones, some.visits)
