"""Importing customers and leads: whoever is known gets what they lack, the others are added, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from db.engine import Database
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.day_counts import with_days_from_1900
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Source, open_table
from salesdesk.services.customer_intake import CustomerList, take_in_customers
from salesdesk.services.customer_merges import MergedRow, merge_notes, merged_rows
from salesdesk.services.customer_placing import Placed, place, refused_in_order
from salesdesk.services.customer_writing import placed_now, write_customers
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced
from salesdesk.services.import_answers import ImportAnswer, answer_values, note_import, pending_rejects
from salesdesk.services.import_reading import reading_terms
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
    with undisturbed(), open_table(source, sheet=sheet) as file, desk.database.alone() as database:
        columns = map_columns(file.header, "customers", by_hand, file.first)
        table = with_days_from_1900(file, columns)
        told.begin(Stage.CHECKING, table.rows_about)
        importer = desk.actor.staff_id if desk.actor else 0
        refused = RefusedRows(table, columns)
        customers = CustomerList(table, columns, refused, terms.settings, importer, namesakes)
        take_in_customers(database, customers, terms, told)
        own = replace(desk, database=database)
        placed = _place(own, customers)
        _keep_back(database, customers)
        with pending_rejects(table, rejects) as pending:
            if len(refused) and not (dry_run and rejects is None):
                pending.write(refused)  # a file that cannot be written is told before anything is imported
            if dry_run:
                pending.keep()
                return _answer(customers, _applied(placed, None), rejects)
            forecast = _forecast(told, customers, placed)
            told.begin(Stage.WRITING, customers.read, forecast)
            with announced(own, table.name, forecast):
                done = _write(own, table.name, table.sha256, _Ready(customers, placed))
            if done.seq != placed.seq:
                _keep_back(database, customers)
                pending.write(refused)
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
    customers = ready.customers
    placed = placed_now(change, customers, ready.placed)
    counted = {"new": placed.new, "changed": placed.changed, "same": placed.same}
    rejected = customers.read - sum(counted.values())
    import_id = note_import(change, ImportKind.CUSTOMERS, name, sha256, counted, rejected)
    made = write_customers(change, placed, import_id)
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
