"""Importing customers and leads: whoever is known gets what they lack, the others are added, in one transaction."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from db import new_customers
from db.begun import Forestalled
from db.engine import Database
from db.given_numbers import GivenNumbers
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.day_counts import with_days_from_1900
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.services.customer_intake import CustomerList, WrittenAhead, take_in_customers, take_in_new
from salesdesk.services.customer_merges import MergedRow, merge_notes, merged_rows
from salesdesk.services.customer_placing import Placed, place, refused_in_order
from salesdesk.services.customer_writing import placed_now, write_customers
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced, announced_in_time
from salesdesk.services.import_answers import ImportAnswer, answer_values, note_import, pending_rejects
from salesdesk.services.import_reading import Terms, reading_terms
from salesdesk.services.intake import undisturbed

FORECAST_NEW, FORECAST_CHANGED = 0.9, 0.4
"""How long a new and a changed customer take to be written, as parts of the time for a row to be checked and placed."""


@dataclass(frozen=True, slots=True)
class CustomersAnswer(ImportAnswer):
    """What came of a list of customers: also how many rows were put together with one who was there or came before.

    `merges` names the first thousand of them, the first few stand in `notes`.
    """

    merged: int = 0
    merges: list[MergedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A list that is ready to be written, and what it came to when it was placed."""

    customers: CustomerList
    placed: Placed
    spare: GivenNumbers
    ahead: WrittenAhead | None = None
    """The customers, if they are written already and wait to be kept."""

    def __str__(self) -> str:
        """Say what makes it another command than that for the same file: how its columns are read, and the rule."""
        return f"{self.customers.named} {self.customers.namesakes}"


@dataclass(frozen=True, slots=True)
class _Applied:
    """What a list came to, at a number of the log."""

    import_id: int | None
    seq: int
    new: int
    changed: int
    same: int
    merged: int
    merges: list[MergedRow]


def import_customers(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    namesakes: bool = False,
    rejects: Path | None = None,
    dry_run: bool = False,
    progress: TellProgress | None = None,
) -> CustomersAnswer:
    """Import customers with phones and visits: the good rows go in together, the others come back with their reasons.

    A row with a known phone or id number is that customer: what they lack is filled, what differs is kept in the
    note, nothing is overwritten. One of the same name and employer with another phone comes back unless `namesakes`.
    A second import of the same file changes nothing.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
    """
    terms = reading_terms(desk, ImportKind.CUSTOMERS)
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with undisturbed(), open_table(source, sheet=sheet) as opened, desk.database.alone() as database:
        columns = map_columns(opened.header, "customers", by_hand, opened.first)
        table = with_days_from_1900(opened, columns)
        file = _File(desk, replace(desk, database=database), table, columns, terms, told, namesakes, rejects)
        if dry_run:
            return _tried(file)
        if database.path is None:
            with suppress(Forestalled):
                return _written_ahead(file)
        return _written(file)


@dataclass(frozen=True)
class _File:
    """A file that is open, and how it is to be imported; `own` is a desk whose connection is the import's alone."""

    desk: Desk
    own: Desk
    table: Table
    columns: ColumnMap
    terms: Terms
    told: ProgressTeller
    namesakes: bool
    rejects: Path | None
    spare: GivenNumbers = field(default_factory=GivenNumbers)
    """The numbers of customers that were given for it, before it was begun anew."""

    def begin_checking(self) -> CustomerList:
        """Say that the rows are now checked, and give an empty list for them."""
        self.told.begin(Stage.CHECKING, self.table.rows_about)
        importer = self.desk.actor.staff_id if self.desk.actor else 0
        refused = RefusedRows(self.table, self.columns)
        return CustomerList(self.table, self.columns, refused, self.terms.settings, importer, self.namesakes)


def _tried(file: _File) -> CustomersAnswer:
    """See what a file would do."""
    customers, placed = _staged(file)
    with pending_rejects(file.table, file.rejects) as pending:
        if file.rejects is not None and len(customers.refused):
            pending.write(customers.refused)
        pending.keep()
    return _answer(customers, _applied(placed, None), file.rejects)


def _written(file: _File) -> CustomersAnswer:
    """Check a file, put it beside the customers who are there, and write it."""
    customers, placed = _staged(file)
    return _kept(file, file.own, _Ready(customers, placed, file.spare), _forecast(file.told, customers, placed))


def _staged(file: _File) -> tuple[CustomerList, Placed]:
    customers = file.begin_checking()
    take_in_customers(file.own.database, customers, file.terms, file.told)
    placed = _place(file.own, customers)
    _keep_back(file.own.database, customers)
    return customers, placed


def _written_ahead(file: _File) -> CustomersAnswer:
    """Write a list of new customers while it is checked, in the transaction that keeps it at the end (PostgreSQL).

    Raises:
        Forestalled: a row may be somebody who is known, or another row, or it met another list; nothing is written.
    """
    announcing = announced_in_time(file.desk, file.table.name, file.told)
    with announcing as meanwhile, file.own.database.begun() as (database, tx, begun):
        with_visits = "visits" in file.columns.columns
        new = new_customers.open_list(tx, begun, file.own.project.id, file.spare, with_visits)
        customers = file.begin_checking()
        ahead = take_in_new(new, customers, file.terms, file.told, meanwhile)
        ready = _Ready(customers, Placed(0, new=new.rows), file.spare, ahead)
        return _kept(file, replace(file.own, database=database), ready, None)


def _kept(file: _File, desk: Desk, ready: "_Ready", forecast: float | None) -> CustomersAnswer:
    """Write a file that is checked, with the rows that come back beside it; nobody waits, or about so many seconds."""
    customers = ready.customers
    with pending_rejects(file.table, file.rejects) as pending:
        if len(customers.refused):  # a file that cannot be written is told before anything is imported
            pending.write(customers.refused)
        file.told.begin(Stage.WRITING, customers.read, forecast)
        with nullcontext() if forecast is None else announced(desk, file.table.name, forecast):
            done = _write(desk, file.table.name, file.table.sha256, ready)
        if done.seq != ready.placed.seq:
            _keep_back(desk.database, customers)
            pending.write(customers.refused)
        pending.keep()
        return _answer(customers, done, pending.path)


def _keep_back(database: Database, customers: CustomerList) -> None:
    """Put by the rows that were well written and yet are refused, as they were placed last."""
    with database.aside() as tx:
        customers.refused.keep_back(refused_in_order(tx))


def _forecast(told: ProgressTeller, customers: CustomerList, placed: Placed) -> float:
    """Say about how many seconds the writing takes, by how long this machine has taken for the checking."""
    each = told.seconds / max(customers.read, 1)
    return each * (FORECAST_NEW * placed.new + FORECAST_CHANGED * placed.changed)


@sees(Right.IMPORT)
def _place(look: Look, customers: CustomerList) -> Placed:
    return place(look, customers)


@changes("import.customers", Right.IMPORT)
def _write(change: Change, name: str, sha256: str, ready: _Ready) -> _Applied:
    customers, ahead = ready.customers, ready.ahead
    placed = ready.placed if ahead else placed_now(change, customers, ready.placed)
    counted = {"new": placed.new, "changed": placed.changed, "same": placed.same}
    rejected = customers.read - sum(counted.values())
    import_id = note_import(change, ImportKind.CUSTOMERS, name, sha256, counted, rejected)
    made = ahead.take_up() if ahead else write_customers(change, placed, import_id, ready.spare)
    told: dict[str, object] = {"file": name, "sha256": sha256, "made": made, "completed": placed.completed, **counted}
    told["merged"] = placed.merged
    change.tell("import.customers", rejected=rejected, **{"import": import_id}, **told)  # type: ignore[arg-type]
    return _applied(placed, import_id)


def _applied(placed: Placed, import_id: int | None) -> _Applied:
    counts = placed.new, placed.changed, placed.same, placed.merged
    return _Applied(import_id, placed.seq, *counts, merged_rows(placed.merges))


def _answer(customers: CustomerList, done: _Applied, path: Path | None) -> CustomersAnswer:
    said = answer_values(
        customers.table,
        customers.columns,
        customers.refused,
        read=customers.read,
        counted={"new": done.new, "changed": done.changed, "same": done.same},
        import_id=done.import_id,
        path=path,
    )
    notes = [*said["notes"], *merge_notes(done.merges)]
    return CustomersAnswer(**{**said, "notes": notes}, merged=done.merged, merges=done.merges)
