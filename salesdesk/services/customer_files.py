"""Importing customers and leads: whoever is known gets what they lack, the others are added, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from db import customer_files, events, imports
from db.staff import all_staff
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key
from salesdesk.importing.customers import CustomerRecord, check_customers
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.problems import RejectedRow, by_column
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.rejects import PendingRejects
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.services.customer_matching import Fate, People
from salesdesk.services.customer_merges import MergedRow, merge_notes, merged_rows
from salesdesk.services.customer_writing import PinyinKeys, read_known, write_people
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced
from salesdesk.services.importing import ImportAnswer, shown_problems, where_rejects_go
from salesdesk.services.sent_back import rows_back

FORECAST_NEW, FORECAST_CHANGED = 0.6, 4.0
"""How long a new and a changed customer take to be written, as parts of the time that a row takes to be checked."""

MORNING = time(9)
"""When a visit was of which a file tells the day alone."""


@dataclass(frozen=True, slots=True)
class CustomersAnswer(ImportAnswer):
    """What came of a list of customers: also how many rows were put together with one who was there or came before.

    `merges` names the first thousand of them, the first few stand in `notes`.
    """

    merged: int = 0
    merges: list[MergedRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Terms:
    settings: ProjectSettings
    staff: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Applied:
    import_id: int | None
    new: int
    changed: int
    same: int
    refused: dict[int, tuple[str, Reason]]
    merged: int = 0
    merges: list[MergedRow] = field(default_factory=list)


@dataclass(slots=True)
class _Placed:
    """The rows of a file where they belong, as things stood at a number of the log."""

    seq: int
    people: People
    done: _Applied


@dataclass
class _Order:
    """What is to be imported: the good rows, how many are not, how the file names its fields, and the rule."""

    records: Sequence[CustomerRecord]
    refused: int
    named: Mapping[str, str]
    namesakes: bool
    placed: _Placed | None = None
    keys: PinyinKeys = field(default_factory=lambda: PinyinKeys(()))

    def __str__(self) -> str:
        """Say what makes it another command than that for the same file: how its columns are read, and the rule."""
        return f"{dict(self.named)} {self.namesakes}"


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
    terms = _terms(desk)
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with open_table(source, sheet=sheet) as table:
        columns = map_columns(table.header, "customers", by_hand)
        records: list[CustomerRecord] = []
        refused: list[RejectedRow] = []
        told.begin(Stage.CHECKING, table.rows_about)
        found = check_customers(table, columns, region=terms.settings.profile, staff=terms.staff)
        for each in told.counting(found):
            records.append(each) if isinstance(each, CustomerRecord) else refused.append(each)
        named = {field: columns.name_of(field) for field in columns.columns}
        order = _Order(records, len(refused), named, namesakes)
        placed = _place_ahead(desk, order)
        everyone = _all_refused(table, columns, refused, placed.done)
        with PendingRejects(where_rejects_go(table, rejects), table) as pending:
            if everyone and not (dry_run and rejects is None):
                pending.write(everyone)  # a file that cannot be written is told before anything is imported
            if dry_run:
                pending.keep()
                return _answer(table, everyone, placed.done, rejects, dry_run=True)
            order.placed, order.keys = placed, PinyinKeys(each.name for each in placed.people.made)
            forecast = _forecast(told, len(records), placed.done)
            told.begin(Stage.WRITING, len(records), forecast)
            with announced(desk, table.name, forecast):
                done = _write(desk, table.name, table.sha256, order)
            if done.refused != placed.done.refused:
                everyone = _all_refused(table, columns, refused, done)
                pending.write(everyone)
            pending.keep()
            return _answer(table, everyone, done, pending.path, dry_run=False)


def _all_refused(
    table: Table, columns: ColumnMap, refused: Sequence[RejectedRow], done: _Applied
) -> Sequence[RejectedRow]:
    return sorted([*refused, *rows_back(table, columns, done.refused)], key=lambda each: each.line)


def _forecast(told: ProgressTeller, rows: int, done: _Applied) -> float:
    """Say about how many seconds the writing takes, by how long this machine has taken for the checking."""
    return told.seconds / max(rows, 1) * (FORECAST_NEW * done.new + FORECAST_CHANGED * done.changed)


@sees(Right.IMPORT)
def _terms(look: Look) -> _Terms:
    return _Terms(look.settings, {search_key(each.name): each.id for each in all_staff(look.tx)})


@sees(Right.IMPORT)
def _place_ahead(look: Look, order: _Order) -> _Placed:
    return _placed(look, order)


def _placed(look: Look, order: _Order) -> _Placed:
    """Put each row where it belongs as things stand now."""
    seq = events.last_seq(look.tx, look.project_id)
    people = _people(look, order.records, order.named, order.namesakes)
    return _Placed(seq, people, _merged(_place(people, order.records), people))


def _placed_now(change: Change, order: _Order) -> _Placed:
    """Take what was found before anything was locked if nothing has happened since, else look again."""
    ahead, order.placed = order.placed, None
    if ahead is not None:
        customer_files.hold_customers(change.tx, (each.key for each in ahead.people.known if each.touched and each.key))
        if events.last_seq(change.tx, change.project_id) == ahead.seq:
            return ahead
    return _placed(change, order)


@changes("import.customers", Right.IMPORT)
def _write(change: Change, name: str, sha256: str, order: _Order) -> _Applied:
    placed = _placed_now(change, order)
    people, found = placed.people, placed.done
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = order.refused + len(found.refused)
    values = {
        "project_id": change.project_id,
        "kind": "customers",
        "file_name": name,
        "sha256": sha256,
        "read": len(order.records) + order.refused,
        **counted,
        "rejected": rejected,
        "staff_id": change.actor.staff_id,
    }
    import_id = imports.add_run(change.tx, values)
    made = write_people(change, people, order.keys, import_id)
    completed = sum(each.touched for each in people.known)
    told: dict[str, object] = {"file": name, "sha256": sha256, "made": made, "completed": completed, **counted}
    told["merged"] = people.merged
    change.tell("import.customers", rejected=rejected, **{"import": import_id}, **told)  # type: ignore[arg-type]
    return _merged(replace(found, import_id=import_id), people)


def _merged(found: _Applied, people: People) -> _Applied:
    return replace(found, merged=people.merged, merges=merged_rows(people.merges))


def _people(look: Look, records: Sequence[CustomerRecord], named: Mapping[str, str], namesakes: bool) -> People:
    moment: Callable[[date, time | None], datetime] = partial(_moment, look.settings)
    known = read_known(look, records)
    return People(known, columns=named, importer=look.actor.staff_id, moment=moment, namesakes=namesakes)


def _moment(settings: ProjectSettings, day: date, at: time | None) -> datetime:
    return datetime.combine(day, at or MORNING, settings.zone()).astimezone()


def _place(people: People, records: Sequence[CustomerRecord]) -> _Applied:
    counted = dict.fromkeys(Fate, 0)
    refused: dict[int, tuple[str, Reason]] = {}
    for record in records:
        fate = people.place(record)
        if isinstance(fate, Fate):
            counted[fate] += 1
        else:
            refused[record.line] = fate
    return _Applied(None, counted[Fate.NEW], counted[Fate.CHANGED], counted[Fate.SAME], refused)


def _answer(
    table: Table, refused: Sequence[RejectedRow], done: _Applied, path: Path | None, *, dry_run: bool
) -> CustomersAnswer:
    return CustomersAnswer(
        import_id=done.import_id,
        file=table.name,
        format=table.format,
        read=done.new + done.changed + done.same + len(refused),
        new=done.new,
        changed=done.changed,
        same=done.same,
        rejected=len(refused),
        rejects_file=str(path) if refused and path is not None else None,
        list_total_minor=0,
        dry_run=dry_run,
        problems=shown_problems(refused),
        by_column=by_column(refused),
        notes=[*table.notes, *merge_notes(done.merges)],
        merged=done.merged,
        merges=done.merges,
    )
