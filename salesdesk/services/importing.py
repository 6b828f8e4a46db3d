"""Importing a list of units: read and checked without holding anything, then written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from db import batches, imports, undoing, units
from db.imports import ImportRow
from db.units import UnitRow
from salesdesk.domain.errors import NotFound
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right
from salesdesk.domain.units import UnitState
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.price_lists import PriceRecord
from salesdesk.importing.problems import Problem, RejectedRow
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.rejects import rejects_name, write_rejects
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.importing.unit_lists import check_units
from salesdesk.importing.units import SOURCES, fields_told
from salesdesk.language import N_
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.number_ranges import ranges_of
from salesdesk.services.price_checks import price_refusal

SHOWN_PROBLEMS = 20
FROZEN_BY_CLAIM = (
    "built_area",
    "inner_area",
    "unit_price_minor",
    "list_price_minor",
    "filed_price_minor",
    "floor_price_minor",
)
PRICE_FIELDS = {"list": "list_price_minor", "filed": "filed_price_minor", "floor": "floor_price_minor"}
CLAIMED = Reason(
    "claimed",
    N_("the unit is claimed, so its price and area are frozen"),
    N_("the values it has, or the end of the claim"),
)


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What came of a file: read = new + changed + same + rejected. The total is of list prices, in minor units.

    `problems` tell why rows came back; `notes` tell what else is worth a word of rows that did not.
    """

    import_id: int | None
    file: str
    format: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    rejects_file: str | None
    list_total_minor: int
    dry_run: bool
    problems: list[Problem]
    notes: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a file against what is there: to insert, to change (with what changes), the same.

    Kept back are lines of the file that were well written and yet refused: the field, and why.
    """

    new: list[UnitRecord]
    changed: list[tuple[UnitRow, dict[str, object]]]
    same: int
    kept_back: dict[int, tuple[str, Reason]]


def import_units(
    desk: Desk,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None = None,
    sheet: str | None = None,
    batch: str | None = None,
    rejects: Path | None = None,
    dry_run: bool = False,
    progress: TellProgress | None = None,
) -> ImportAnswer:
    """Import a list of units: the good rows go in together, the others come back in a file with their reasons.

    Reading and checking hold no lock; only the final write does. A second import of the same file changes nothing.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
    """
    settings = import_terms(desk, Right.IMPORT)
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with open_table(source, sheet=sheet) as table:
        columns = map_columns(table.header, "units", by_hand)
        found = check_units(
            table, columns, template=settings.code_template, rounding=settings.rounding, basis=settings.basis_for
        )
        told.begin(Stage.CHECKING, table.rows_about)
        checked = list(told.counting(found))
        records = [each for each in checked if isinstance(each, UnitRecord)]
        refused = [each for each in checked if isinstance(each, RejectedRow)]
        if dry_run:
            return _answer(
                table, records, refused, _preview(desk, records, columns), None, rejects, columns, dry_run=True
            )
        if refused:  # a file that cannot be written is told before anything is imported
            write_rejects(where_rejects_go(table, rejects), table, refused)
        told.begin(Stage.WRITING, len(records))
        done = _write(desk, table.name, table.sha256, records, len(refused), columns, batch)
        return _answer(table, records, refused, done, done.import_id, rejects, columns, dry_run=False)


@sees(Right.SEE_BOARD)
def import_terms(look: Look, right: Right) -> ProjectSettings:
    """Give the project's settings, by which a file is read, to who has the right to import it.

    Raises:
        NotPermitted: naming the roles that may.
    """
    look.demand(right)
    return look.settings


@sees(Right.IMPORT)
def _preview(look: Look, records: Sequence[UnitRecord], columns: ColumnMap) -> Sorted:
    there = units.unit_ids(look.tx, look.project_id)
    claimed = {each.id for each in units.board(look.tx, look.project_id) if each.claim_kind is not None}
    return _sort(look, records, there, claimed, columns)


@sees(Right.IMPORT)
def list_imports(look: Look) -> list[ImportRow]:
    """List the files that were imported, latest first."""
    return imports.runs(look.tx, look.project_id)


@dataclass(frozen=True, slots=True)
class _Applied:
    import_id: int
    new: int
    changed: int
    same: int
    kept_back: dict[int, tuple[str, Reason]]


@changes("import.units", Right.IMPORT)
def _write(
    change: Change,
    name: str,
    sha256: str,
    records: Sequence[UnitRecord],
    refused: int,
    columns: ColumnMap,
    batch: str | None,
) -> _Applied:
    there = units.unit_ids(change.tx, change.project_id, hold=True)
    for unit_id, code, claim in imports.end_expired_holds(change.tx, change.project_id):
        change.tell("hold.expired", unit_id=unit_id, unit=code, claim=claim)
    claimed = imports.claimed_units(change.tx, change.project_id)
    found = _sort(change, records, there, claimed, columns)
    fresh = {"project_id": change.project_id, "state": UnitState.NOT_RELEASED, "batch_id": _batch(change, batch)}
    units.add_units(change.tx, [{**units.record_values(each), **fresh} for each in found.new])
    _write_changes(change, found)
    counted = {"new": len(found.new), "changed": len(found.changed), "same": found.same}
    rejected = refused + len(found.kept_back)
    import_id = imports.add_run(
        change.tx,
        {
            "project_id": change.project_id,
            "kind": "units",
            "file_name": name,
            "sha256": sha256,
            "read": len(records) + refused,
            **counted,
            "rejected": rejected,
            "staff_id": change.actor.staff_id,
        },
    )
    made = ranges_of(undoing.ids_of_codes(change.tx, change.project_id, (each.code for each in found.new)))
    told: dict[str, object] = {"file": name, "sha256": sha256, "import": import_id, "made": made, **counted}
    change.tell("import.units", rejected=rejected, **told)  # type: ignore[arg-type]
    return _Applied(import_id, **counted, kept_back=found.kept_back)


def _batch(change: Change, name: str | None) -> int | None:
    if name is None:
        return None
    row = batches.batch_by_name(change.tx, change.project_id, name)
    if row is None:
        raise NotFound(what="batch", value=name, hint="Make it first: `salesdesk batch add`.")
    return row.id


def _write_changes(change: Change, found: Sorted) -> None:
    imports.change_units(change.tx, [(row.id, {**_current(row), **values}) for row, values in found.changed])
    repriced = [row.id for row, values in found.changed if set(values) & set(FROZEN_BY_CLAIM)]
    imports.void_requests_on(change.tx, repriced)
    for row, values in found.changed:
        before = {name: getattr(row, name) for name in values}
        change.tell("unit.changed", unit_id=row.id, unit=row.code, fields_before=before, fields_after=values)


def _current(row: UnitRow) -> dict[str, object]:
    names = units.RECORD_COLUMNS
    return {name: getattr(row, name) for name in names}


def _sort(
    look: Look, records: Sequence[UnitRecord], there: Mapping[str, UnitRow], claimed: set[int], columns: ColumnMap
) -> Sorted:
    found = Sorted([], [], 0, {})
    same = 0
    told = fields_told(columns)
    for record in records:
        row = there.get(record.code)
        values = _differences(record, row, told) if row else {}
        refusal = _refusal(look, record, row, values, row.id in claimed) if row and values else None
        if row is None:
            found.new.append(record)
        elif refusal:
            found.kept_back[record.line] = refusal
        elif values:
            found.changed.append((row, values))
        else:
            same += 1
    return replace(found, same=same)


def _refusal(
    look: Look, record: UnitRecord, row: UnitRow, values: Mapping[str, object], claimed: bool
) -> tuple[str, Reason] | None:
    """Say which change may not be: one of a claimed unit, or a price that does not go with what was filed before."""
    frozen = [name for name in FROZEN_BY_CLAIM if name in values]
    if frozen and claimed:
        return (frozen[0], CLAIMED)
    told = {name: getattr(record, name) if name in values else None for name in PRICE_FIELDS.values()}
    if not any(told.values()):
        return None
    found = price_refusal(look, PriceRecord(record.line, record.code, None, **told), row)
    return (PRICE_FIELDS[found[0]], found[1]) if found else None


def _differences(record: UnitRecord, row: UnitRow, told: frozenset[str]) -> dict[str, object]:
    values = units.record_values(record)
    return {
        name: value
        for name, value in values.items()
        if name in told and value is not None and value != getattr(row, name)
    }


def _answer(
    table: Table,
    records: Sequence[UnitRecord],
    refused: Sequence[RejectedRow],
    found: "Sorted | _Applied",
    import_id: int | None,
    rejects: Path | None,
    columns: ColumnMap,
    *,
    dry_run: bool,
) -> ImportAnswer:
    all_refused = sorted([*refused, *_rows_back(table, columns, found.kept_back)], key=lambda each: each.line)
    new, changed = (found.new, found.changed) if isinstance(found, _Applied) else (len(found.new), len(found.changed))
    path = rejects if dry_run else where_rejects_go(table, rejects)
    if all_refused and path is not None:
        write_rejects(path, table, all_refused)
    kept = [each for each in records if each.line not in found.kept_back]
    return ImportAnswer(
        import_id=import_id,
        file=table.name,
        format=table.format,
        read=len(records) + len(refused),
        new=new,
        changed=changed,
        same=found.same,
        rejected=len(all_refused),
        rejects_file=str(path) if all_refused and path is not None else None,
        list_total_minor=sum(each.list_price_minor or 0 for each in kept),
        dry_run=dry_run,
        problems=shown_problems(all_refused),
    )


def shown_problems(refused: Sequence[RejectedRow]) -> list[Problem]:
    """Give the first problems of the rows that came back; the others stand in their file."""
    return [problem for row in refused for problem in row.problems][:SHOWN_PROBLEMS]


def where_rejects_go(table: Table, asked: Path | None) -> Path:
    """Name the file of rejected rows: the one asked for, else one beside where the program was started."""
    return asked or Path(rejects_name(table))


def _rows_back(table: Table, columns: ColumnMap, lines: Mapping[int, tuple[str, Reason]]) -> list[RejectedRow]:
    """Give back the rows that would have changed what may not be changed."""
    if not lines:
        return []
    found = []
    for row in table.rows:
        if row.line in lines:
            reading = RowReading(row, columns, table.sheet)
            field, reason = lines[row.line]
            reading.refuse(next((each for each in SOURCES[field] if each in columns.columns), field), reason)
            found.append(reading.rejected())
    return found
