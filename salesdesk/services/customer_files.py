"""Importing customers and leads: whoever is known gets what they lack, the others are added, in one transaction."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from db import new_customers
from db.begun import Forestalled
from db.engine import Database
from db.given_numbers import GivenNumbers
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.synonyms import VISITS
from salesdesk.importing.tables import Source
from salesdesk.services.customer_intake import CustomerList, WrittenAhead, take_in_customers, take_in_new
from salesdesk.services.customer_merges import MergedRow, merge_notes, merged_rows
from salesdesk.services.customer_placing import Placed, place, refused_in_order
from salesdesk.services.customer_writing import placed_now, write_customers
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced_in_time
from salesdesk.services.import_answers import ImportAnswer, answer_values, note_import, said_of
from salesdesk.services.import_reading import Terms, reading_terms
from salesdesk.services.import_stream import StreamedFile, streamed_file

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
        """Say what makes it another command than that for the same file: sheets, columns, and the rule."""
        return f"{said_of(self.customers.table, self.customers.named)} {self.customers.namesakes}"


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
    with streamed_file(
        desk, ImportKind.CUSTOMERS, source, by_hand=by_hand, sheet=sheet, rejects=rejects, progress=progress
    ) as opened:
        file = _Leads(opened, terms, namesakes)
        if dry_run:
            return _tried(file)
        if opened.own.database.path is None:
            with suppress(Forestalled):
                return _written_ahead(file)
        return _written(file)


@dataclass(frozen=True)
class _Leads:
    """A file of customers that is open, and by what its rows are read."""

    opened: StreamedFile
    terms: Terms
    namesakes: bool
    spare: GivenNumbers = field(default_factory=GivenNumbers)
    """The numbers of customers that were given for it, before it was begun anew."""

    def begin_checking(self) -> CustomerList:
        """Say that the rows are now checked, and give an empty list for them."""
        file, importer = self.opened, self.opened.desk.actor.staff_id if self.opened.desk.actor else 0
        refused = file.begin_checking()
        by = self.terms
        return CustomerList(file.table, file.columns, refused, by.settings, importer, self.namesakes, by.gone)


def _tried(file: _Leads) -> CustomersAnswer:
    """See what a file would do."""
    customers, placed = _staged(file)
    file.opened.leave_rejects(customers.refused)
    return _answer(customers, _applied(customers, placed, None), file.opened.rejects)


def _written(file: _Leads) -> CustomersAnswer:
    """Check a file, put it beside the customers who are there, and write it."""
    customers, placed = _staged(file)
    forecast = _forecast(file.opened.told, customers, placed)
    return _kept(file.opened, file.opened.own, _Ready(customers, placed, file.spare), forecast)


def _staged(file: _Leads) -> tuple[CustomerList, Placed]:
    own, customers = file.opened.own, file.begin_checking()
    take_in_customers(own.database, customers, file.terms, file.opened.told)
    placed = _place(own, customers)
    _keep_back(own.database, customers)
    return customers, placed


def _written_ahead(file: _Leads) -> CustomersAnswer:
    """Write a list of new customers while it is checked, in the transaction that keeps it at the end (PostgreSQL).

    Raises:
        Forestalled: a row may be somebody who is known, or another row, or it met another list; nothing is written.
    """
    opened = file.opened
    announcing = announced_in_time(opened.desk, opened.table.name, opened.told)
    with announcing as meanwhile, opened.own.database.begun() as (database, tx, begun):
        with_visits = not opened.columns.columns.keys().isdisjoint(VISITS)
        new = new_customers.open_list(tx, begun, opened.own.project.id, file.spare, with_visits)
        customers = file.begin_checking()
        ahead = take_in_new(new, customers, file.terms, opened.told, meanwhile)
        ready = _Ready(customers, Placed(0, new=new.rows), file.spare, ahead)
        return _kept(opened, replace(opened.own, database=database), ready, None)


def _kept(file: StreamedFile, desk: Desk, ready: "_Ready", forecast: float | None) -> CustomersAnswer:
    customers = ready.customers

    def write() -> _Applied:
        return _write(desk, file.table.name, file.table.sha256, ready)

    def are_others_back(done: _Applied) -> bool:
        if done.seq == ready.placed.seq:
            return False
        _keep_back(desk.database, customers)
        return True

    done, path = file.keep(customers.refused, customers.read, forecast, write, are_others_back)
    return _answer(customers, done, path)


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
    return _applied(customers, placed, import_id)


def _applied(customers: CustomerList, placed: Placed, import_id: int | None) -> _Applied:
    counts = placed.new, placed.changed, placed.same, placed.merged
    return _Applied(import_id, placed.seq, *counts, merged_rows(placed.merges, customers.table.lines))


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
    notes = [*said["notes"], *merge_notes(done.merges, customers.table.lines)]
    return CustomersAnswer(**{**said, "notes": notes}, merged=done.merged, merges=done.merges)
