"""A list of customers taken in: checked many rows at a time, while those before are put into temporary tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from db import customer_meetings, placed_customers, staged_customers
from db.engine import Database, Tx
from db.types import to_millis
from salesdesk.domain.project import ProjectSettings
from salesdesk.importing.customer_blocks import CustomerTerms, GoodCustomers
from salesdesk.importing.customer_lists import checked_customers
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Table
from salesdesk.services.import_reading import Terms
from salesdesk.services.intake import take_in
from salesdesk.services.name_keys import pinyin_key

MORNING = time(9)
"""When a visit was of which a file tells the day alone."""


@dataclass
class CustomerList:
    """A list of customers in the temporary tables of a database's one connection, and the rows that come back.

    `namesakes` says that people of one name and employer are several; `importer` has those of whom no rep is told.
    """

    table: Table
    columns: ColumnMap
    refused: RefusedRows
    settings: ProjectSettings
    importer: int
    namesakes: bool
    read: int = 0

    def moment(self, day: date, at: time | None) -> datetime:
        """Say when a visit was."""
        return datetime.combine(day, at or MORNING, self.settings.zone()).astimezone()

    @property
    def named(self) -> dict[str, str]:
        """How the file calls its fields."""
        return {field: self.columns.name_of(field) for field in self.columns.columns}


def take_in_customers(database: Database, customers: CustomerList, terms: Terms, told: ProgressTeller) -> None:
    """Check a list of customers and stage what is good; whether two rows are one person is not asked here."""
    by = CustomerTerms(
        region=terms.settings.profile,
        staff=terms.staff,
        letters=pinyin_key,
        moment=lambda day, at: to_millis(customers.moment(day, at)),
        importer=customers.importer,
        by_work=not customers.namesakes,
    )
    with database.aside() as tx:

        def stage(blocks: Sequence[GoodCustomers]) -> Callable[[], None]:
            bring = partial(_bring, tx, GoodCustomers.of(blocks))
            if tx.is_postgres:
                return bring
            bring()  # on SQLite most of it is work for Python, which two threads do no sooner
            return _nothing

        staged_customers.open_list(tx)
        customer_meetings.open_meetings(tx)
        placed_customers.open_places(tx)
        checked = checked_customers(customers.table, customers.columns, by)
        customers.read = take_in(checked, stage, lambda _: None, customers.refused, told)
        staged_customers.end_of_list(tx)


def _nothing() -> None:
    """Do nothing more."""


def _bring(tx: Tx, some: GoodCustomers) -> None:
    staged_customers.stage(tx, some.rows, some.phones, some.visits)
