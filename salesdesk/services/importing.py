"""Importing a list of units: read and checked without holding anything, then written in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from db import batches, imports
from db.imports import ImportRow
from salesdesk.domain.errors import NotFound
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source, open_table
from salesdesk.importing.units import UnitTerms
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced
from salesdesk.services.import_answers import ImportAnswer, answer_values, note_import, pending_rejects
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.intake import undisturbed
from salesdesk.services.unit_intake import UnitList, take_in_units
from salesdesk.services.unit_writing import Compared, compare, write_units

FORECAST_NEW, FORECAST_CHANGED = 0.5, 3.0
"""How long a new and a changed row take to be written, as parts of the time that a row takes to be checked."""


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
    settings = reading_terms(desk, ImportKind.UNITS).settings
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with undisturbed(), open_table(source, sheet=sheet) as table, desk.database.alone() as database:
        columns = map_columns(table.header, "units", by_hand)
        told.begin(Stage.CHECKING, table.rows_about)
        terms = UnitTerms(settings.code_template, settings.rounding, settings.basis_for)
        units = take_in_units(database, table, columns, terms, told)
        each_row = told.seconds / max(units.read, 1)
        own = replace(desk, database=database)
        found = _compare(own, units)
        units.refused.keep_back(_in_order(found.kept_back))
        with pending_rejects(table, rejects) as pending:
            if dry_run:
                if rejects is not None and len(units.refused):
                    pending.write(units.refused)
                    pending.keep()
                return _answer(units, found, None, rejects)
            if len(units.refused):  # a file that cannot be written is told before anything is imported
                pending.write(units.refused)
            forecast = each_row * (FORECAST_NEW * found.new + FORECAST_CHANGED * found.changed)
            told.begin(Stage.WRITING, units.read, forecast)
            with announced(own, table.name, forecast):
                done = _write(own, table.name, table.sha256, _Ready(units, found), batch)
            if done.kept_back != found.kept_back:
                units.refused.keep_back(_in_order(done.kept_back))
                pending.write(units.refused)
            pending.keep()
            return _answer(units, done, done.import_id, pending.path)


def _in_order(kept_back: Mapping[int, tuple[str, Reason]]) -> Iterator[tuple[int, str, Reason]]:
    return ((line, *why) for line, why in sorted(kept_back.items()))


@sees(Right.IMPORT)
def _compare(look: Look, units: UnitList) -> Compared:
    return compare(look, units)


@sees(Right.IMPORT)
def list_imports(look: Look) -> list[ImportRow]:
    """List the files that were imported, latest first."""
    return imports.runs(look.tx, look.project_id)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A list that is ready to be written, and what it came to when it was compared."""

    units: UnitList
    found: Compared

    def __str__(self) -> str:
        """Say what makes it another command than that for the same file: how its columns are read."""
        return str(self.units.columns)


@dataclass(frozen=True, slots=True)
class _Applied:
    import_id: int
    new: int
    changed: int
    same: int
    list_total_minor: int
    kept_back: dict[int, tuple[str, Reason]]


@changes("import.units", Right.IMPORT)
def _write(change: Change, name: str, sha256: str, ready: _Ready, batch: str | None) -> _Applied:
    units = ready.units
    found, made = write_units(change, units, ready.found, _batch(change, batch))
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = units.read - sum(counted.values())
    import_id = note_import(change, ImportKind.UNITS, name, sha256, counted, rejected)
    told: dict[str, object] = {"file": name, "sha256": sha256, "import": import_id, "made": made, **counted}
    change.tell("import.units", rejected=rejected, **told)  # type: ignore[arg-type]
    return _Applied(import_id, **counted, list_total_minor=found.list_total_minor, kept_back=found.kept_back)


def _batch(change: Change, name: str | None) -> int | None:
    if name is None:
        return None
    row = batches.batch_by_name(change.tx, change.project_id, name)
    if row is None:
        raise NotFound(what="batch", value=name, hint="Make it first: `salesdesk batch add`.")
    return row.id


def _answer(units: UnitList, found: Compared | _Applied, import_id: int | None, path: Path | None) -> ImportAnswer:
    said = answer_values(
        units.table,
        units.columns,
        units.refused,
        read=units.read,
        counted={"new": found.new, "changed": found.changed, "same": found.same},
        import_id=import_id,
        path=path,
        list_total_minor=found.list_total_minor,
    )
    return ImportAnswer(**said)
