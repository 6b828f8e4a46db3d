"""Importing a list of units: read and checked without holding anything, then written in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from db import batches, new_units
from db.begun import Forestalled
from db.engine import Tx
from db.new_units import NewUnits
from salesdesk.domain.errors import NotFound
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.units import UnitState
from salesdesk.importing.progress import TellProgress
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source
from salesdesk.importing.units import UnitTerms
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_announcing import announced_in_time
from salesdesk.services.import_answers import ImportAnswer, answer_values, note_import, said_of
from salesdesk.services.import_effects import Effects
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.import_stream import StreamedFile, streamed_file
from salesdesk.services.unit_intake import UnitList, take_in_new, take_in_units
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
    terms = UnitTerms(settings.code_template, settings.rounding, settings.basis_for, settings.currency)
    with streamed_file(
        desk, ImportKind.UNITS, source, by_hand=by_hand, sheet=sheet, rejects=rejects, progress=progress
    ) as file:
        if dry_run:
            return _tried(file, terms)
        if file.own.database.path is None:
            with suppress(Forestalled):
                return _written_ahead(file, terms, batch)
        return _written(file, terms, batch)


def _tried(file: StreamedFile, terms: UnitTerms) -> ImportAnswer:
    """See what a file would do."""
    units, found, _ = _staged(file, terms)
    file.leave_rejects(units.refused)
    return _answer(units, found, None, file.rejects)


def _written(file: StreamedFile, terms: UnitTerms, batch: str | None) -> ImportAnswer:
    """Check a file, compare it with the units that are there, and write it."""
    units, found, each_row = _staged(file, terms)
    forecast = each_row * (FORECAST_NEW * found.new + FORECAST_CHANGED * found.changed)
    return _kept(file, file.own, _Ready(units, found), batch, forecast)


def _staged(file: StreamedFile, terms: UnitTerms) -> tuple[UnitList, Compared, float]:
    """Check a file beside the units that are there; gives what it comes to, and how long a row took to be checked."""
    units = UnitList(file.table, file.columns, file.begin_checking())
    take_in_units(file.own.database, units, terms, file.told)
    each_row = file.told.seconds / max(units.read, 1)
    found = _compare(file.own, units)
    units.refused.keep_back(_in_order(found.kept_back))
    return units, found, each_row


def _written_ahead(file: StreamedFile, terms: UnitTerms, batch: str | None) -> ImportAnswer:
    """Write a list of new units while it is checked, in the transaction that keeps it at the end (PostgreSQL).

    Raises:
        Forestalled: a unit is there already, whatever its code, or the list repeats one or met another list; nothing is
            written.
    """
    announcing = announced_in_time(file.desk, file.table.name, file.told)
    with announcing as meanwhile, file.own.database.begun() as (database, tx, begun):
        try:
            batch_id = _batch(tx, file.own.project.id, batch)
        except NotFound:  # it is told where a refusal is kept under its key
            raise Forestalled from None
        new = new_units.open_list(tx, begun, file.own.project.id, UnitState.NOT_RELEASED, batch_id)
        units = UnitList(file.table, file.columns, file.begin_checking())
        take_in_new(new, units, terms, file.told, meanwhile)
        if new.repeat_others():
            raise Forestalled
        found = Compared(0, new=new.rows, there=0, same=0, list_total_minor=units.list_total_minor)
        found.effects.new_buildings = new.new_buildings()
        return _kept(file, replace(file.own, database=database), _Ready(units, found, new), batch, None)


def _kept(file: StreamedFile, desk: Desk, ready: "_Ready", batch: str | None, forecast: float | None) -> ImportAnswer:
    units = ready.units

    def write() -> _Applied:
        return _write(desk, file.table.name, file.table.sha256, ready, batch)

    def are_others_back(done: _Applied) -> bool:
        if done.kept_back == ready.found.kept_back:
            return False
        units.refused.keep_back(_in_order(done.kept_back))
        return True

    done, path = file.keep(units.refused, units.read, forecast, write, are_others_back)
    return _answer(units, done, done.import_id, path)


def _in_order(kept_back: Mapping[int, tuple[str, Reason]]) -> Iterator[tuple[int, str, Reason]]:
    return ((line, *why) for line, why in sorted(kept_back.items()))


@sees(Right.IMPORT)
def _compare(look: Look, units: UnitList) -> Compared:
    return compare(look, units)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A list that is ready to be written, and what it came to when it was compared."""

    units: UnitList
    found: Compared
    written: NewUnits | None = None
    """The units, if they are written already and wait to be kept."""

    def __str__(self) -> str:
        """Say what makes it another command than that for the same file: its sheets, and how its columns are read."""
        return said_of(self.units.table, self.units.columns)


@dataclass(frozen=True, slots=True)
class _Applied:
    import_id: int
    new: int
    changed: int
    same: int
    list_total_minor: int
    kept_back: dict[int, tuple[str, Reason]]
    effects: Effects


@changes("import.units", Right.IMPORT)
def _write(change: Change, name: str, sha256: str, ready: _Ready, batch: str | None) -> _Applied:
    units = ready.units
    if ready.written is not None:
        found, made = ready.found, ready.written.take_up()
    else:
        batch_id = _batch(change.tx, change.project_id, batch)
        found, made = write_units(change, units, ready.found, batch_id)
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = units.read - sum(counted.values())
    import_id = note_import(change, ImportKind.UNITS, name, sha256, counted, rejected)
    told: dict[str, object] = {"file": name, "sha256": sha256, "import": import_id, "made": made, **counted}
    change.tell("import.units", rejected=rejected, **told)  # type: ignore[arg-type]
    total = found.list_total_minor
    return _Applied(import_id, **counted, list_total_minor=total, kept_back=found.kept_back, effects=found.effects)


def _batch(tx: Tx, project_id: int, name: str | None) -> int | None:
    if name is None:
        return None
    row = batches.batch_by_name(tx, project_id, name)
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
    return ImportAnswer(**{**said, "notes": [*said["notes"], *found.effects.notes()]})
