"""Importing a survey: the measured areas of many units, read and checked first, then written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from db import imports, settlements, units
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.problems import RejectedRow, by_column
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.surveys import SurveyRecord
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.language import N_
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_reading import check_rows, reading_terms
from salesdesk.services.importing import ImportAnswer, shown_problems, where_rejects_go

UNKNOWN = Reason("unknown_unit", N_("{column}: there is no such unit"), N_("a unit that is in the project"))
SETTLED = Reason("settled", N_("{column}: the unit was settled by another area"), N_("the area it was settled by"))


@dataclass(frozen=True, slots=True)
class _Found:
    """The rows of a survey against what is there: the first measures, changed ones, the same, and those refused."""

    new: list[tuple[int, SurveyRecord]]
    changed: list[tuple[int, SurveyRecord]]
    same: int
    unknown: list[int]
    settled: list[int]


@dataclass(frozen=True, slots=True)
class _Applied:
    import_id: int | None
    new: int
    changed: int
    same: int
    unknown: list[int]
    settled: list[int]


def import_survey(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    progress: TellProgress | None = None,
) -> ImportAnswer:
    """Import the measured areas of units: the good rows go in together, the others come back with their reasons.

    A unit whose deal was settled keeps its areas. A second import of the same file changes nothing.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
    """
    terms = reading_terms(desk, ImportKind.SURVEY)
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with open_table(source, sheet=sheet) as table:
        columns = map_columns(table.header, ImportKind.SURVEY, by_hand)
        told.begin(Stage.CHECKING, table.rows_about)
        checked = list(told.counting(check_rows(ImportKind.SURVEY, table, columns, terms)))
        records = [each for each in checked if isinstance(each, SurveyRecord)]
        refused = [each for each in checked if isinstance(each, RejectedRow)]
        if not dry_run and refused:  # a file that cannot be written is told before anything is imported
            write_rejects(where_rejects_go(table, rejects), table, refused)
        told.begin(Stage.WRITING, len(records))
        done = _preview(desk, records) if dry_run else _write(desk, table.name, table.sha256, records, len(refused))
        refused += _rows(table, columns, done.unknown, UNKNOWN, "room") + _rows(
            table, columns, done.settled, SETTLED, "built_area"
        )
        return _answer(table, records, sorted(refused, key=lambda each: each.line), done, rejects, dry_run=dry_run)


@sees(Right.SIGN_CONTRACT)
def _preview(look: Look, records: Sequence[SurveyRecord]) -> _Applied:
    found = _sort(look, records)
    return _Applied(None, len(found.new), len(found.changed), found.same, found.unknown, found.settled)


@changes("import.survey", Right.SIGN_CONTRACT)
def _write(change: Change, name: str, sha256: str, records: Sequence[SurveyRecord], refused: int) -> _Applied:
    found = _sort(change, records, hold=True)
    before = units.unit_ids(change.tx, change.project_id)
    for unit_id, record in (*found.new, *found.changed):
        settlements.note_measured(change.tx, unit_id, record.built_area, record.inner_area)
        was = before[record.code]
        areas = {"built": was.measured_built_area, "inner": was.measured_inner_area}
        after = {"built": record.built_area, "inner": record.inner_area}
        change.tell("unit.measured", unit_id=unit_id, unit=record.code, areas_before=areas, areas_after=after)
    counted = {"new": len(found.new), "changed": len(found.changed), "same": found.same}
    rejected = refused + len(found.unknown) + len(found.settled)
    import_id = imports.add_run(
        change.tx,
        {
            "project_id": change.project_id,
            "kind": "survey",
            "file_name": name,
            "sha256": sha256,
            "read": len(records) + refused,
            **counted,
            "rejected": rejected,
            "staff_id": change.actor.staff_id,
        },
    )
    change.tell("import.survey", file=name, sha256=sha256, **{"import": import_id}, **counted, rejected=rejected)
    return _Applied(import_id, **counted, unknown=found.unknown, settled=found.settled)


def _sort(look: Look, records: Sequence[SurveyRecord], *, hold: bool = False) -> _Found:
    there = units.unit_ids(look.tx, look.project_id, hold=hold)
    fixed = settlements.settled_units(look.tx, look.project_id)
    found, same = _Found([], [], 0, [], []), 0
    for record in records:
        row = there.get(record.code)
        if row is None:
            found.unknown.append(record.line)
        elif (row.measured_built_area, row.measured_inner_area) == (record.built_area, record.inner_area):
            same += 1
        elif row.id in fixed:
            found.settled.append(record.line)
        elif row.measured_built_area is None:
            found.new.append((row.id, record))
        else:
            found.changed.append((row.id, record))
    return replace(found, same=same)


def _rows(table: Table, columns: ColumnMap, lines: Sequence[int], reason: Reason, field: str) -> list[RejectedRow]:
    """Give rows back that were well written and yet refused."""
    wanted, found = set(lines), []
    for row in table.rows if wanted else ():
        if row.line in wanted:
            reading = RowReading(row, columns, table.sheet)
            reading.refuse(field, reason)
            found.append(reading.rejected())
    return found


def _answer(
    table: Table,
    records: Sequence[SurveyRecord],
    refused: Sequence[RejectedRow],
    done: _Applied,
    rejects: Path | None,
    *,
    dry_run: bool,
) -> ImportAnswer:
    path = rejects if dry_run else where_rejects_go(table, rejects)
    if refused and path is not None:
        write_rejects(path, table, refused)
    return ImportAnswer(
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
        notes=table.notes,
    )
