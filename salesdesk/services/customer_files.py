"""Importing customers and leads: whoever is known gets what they lack, the others are added, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from db import imports
from db.staff import all_staff
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right
from salesdesk.domain.text import search_key
from salesdesk.importing.customers import CustomerRecord, check_customers
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow, by_column
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.services.customer_matching import Fate, People
from salesdesk.services.customer_merges import MergedRow, merge_notes, merged_rows
from salesdesk.services.customer_writing import PinyinKeys, read_known, write_people
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.importing import ImportAnswer, shown_problems, where_rejects_go
from salesdesk.services.sent_back import rows_back

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
        if not dry_run and refused:  # a file that cannot be written is told before anything is imported
            write_rejects(where_rejects_go(table, rejects), table, refused)
        named = {field: columns.name_of(field) for field in columns.columns}
        told.begin(Stage.WRITING, len(records))
        if dry_run:
            done = _preview(desk, records, named, namesakes)
        else:
            keys = PinyinKeys(_newcomers(desk, records, named, namesakes))
            done = _write(desk, table.name, table.sha256, records, len(refused), named, namesakes, keys)
        refused = sorted([*refused, *rows_back(table, columns, done.refused)], key=lambda each: each.line)
        return _answer(table, refused, done, rejects, dry_run=dry_run)


@sees(Right.IMPORT)
def _terms(look: Look) -> _Terms:
    return _Terms(look.settings, {search_key(each.name): each.id for each in all_staff(look.tx)})


@sees(Right.IMPORT)
def _preview(look: Look, records: Sequence[CustomerRecord], named: Mapping[str, str], namesakes: bool) -> _Applied:
    people = _people(look, records, named, namesakes)
    return _merged(_place(people, records), people)


@sees(Right.IMPORT)
def _newcomers(look: Look, records: Sequence[CustomerRecord], named: Mapping[str, str], namesakes: bool) -> list[str]:
    """Name those who are probably new, before anything is locked."""
    people = _people(look, records, named, namesakes)
    _place(people, records)
    return [each.name for each in people.made]


@changes("import.customers", Right.IMPORT)
def _write(
    change: Change,
    name: str,
    sha256: str,
    records: Sequence[CustomerRecord],
    refused: int,
    named: Mapping[str, str],
    namesakes: bool,
    keys: PinyinKeys,
) -> _Applied:
    people = _people(change, records, named, namesakes)
    found = _place(people, records)
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = refused + len(found.refused)
    values = {
        "project_id": change.project_id,
        "kind": "customers",
        "file_name": name,
        "sha256": sha256,
        "read": len(records) + refused,
        **counted,
        "rejected": rejected,
        "staff_id": change.actor.staff_id,
    }
    import_id = imports.add_run(change.tx, values)
    made = write_people(change, people, keys, import_id)
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
    table: Table, refused: Sequence[RejectedRow], done: _Applied, rejects: Path | None, *, dry_run: bool
) -> CustomersAnswer:
    path = rejects if dry_run else where_rejects_go(table, rejects)
    if refused and path is not None:
        write_rejects(path, table, refused)
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
