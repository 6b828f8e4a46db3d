"""Importing a survey: the measured areas of many units, read and checked first, then written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import settlements, units
from db.units import UnitRow
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.surveys import SurveyRecord
from salesdesk.importing.tables import Source
from salesdesk.importing.units import place_field
from salesdesk.language import N_
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_answers import ImportAnswer, note_import
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.import_run import Applied, checked_file, try_file, write_file

PLACE = "room"
UNKNOWN = Reason("unknown_unit", N_("{column}: there is no such unit"), N_("a unit that is in the project"))
SETTLED = Reason("settled", N_("{column}: the unit was settled by another area"), N_("the area it was settled by"))
FORECAST_EACH = 12.0
"""How long a measured unit takes to be written, as a multiple of the time that a row takes to be checked."""


@dataclass(slots=True)
class _Found(Applied):
    """The rows of a survey beside the units: also the units that are to be measured."""

    measured: list[tuple[UnitRow, SurveyRecord]] = field(default_factory=list)


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
    kind = ImportKind.SURVEY
    with checked_file(
        kind, SurveyRecord, source, terms, by_hand=by_hand, sheet=sheet, told=told, field_of=_field_of
    ) as file:
        if dry_run:
            return ImportAnswer(**try_file(file, lambda: _compare(desk, file.records), rejects)[1])
        ahead = _compare(desk, file.records)
        said = write_file(
            desk,
            file,
            ahead=ahead,
            forecast=FORECAST_EACH * file.seconds_each * (ahead.new + ahead.changed),
            write=lambda: _write(desk, file.table.name, file.table.sha256, file.records, len(file.refused)),
            rejects=rejects,
        )[1]
        return ImportAnswer(**said)


@sees(Right.SIGN_CONTRACT)
def _compare(look: Look, records: Sequence[SurveyRecord]) -> Applied:
    return _counted(_sort(look, records))


@changes("import.survey", Right.SIGN_CONTRACT)
def _write(change: Change, name: str, sha256: str, records: Sequence[SurveyRecord], refused: int) -> Applied:
    found = _sort(change, records, hold=True)
    for was, record in found.measured:
        settlements.note_measured(change.tx, was.id, record.built_area, record.inner_area)
        areas = {"built": was.measured_built_area, "inner": was.measured_inner_area}
        after = {"built": record.built_area, "inner": record.inner_area}
        change.tell("unit.measured", unit_id=was.id, unit=was.code, areas_before=areas, areas_after=after)
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = refused + len(found.refused)
    number = note_import(change, ImportKind.SURVEY, name, sha256, counted, rejected)
    change.tell("import.survey", file=name, sha256=sha256, **{"import": number}, **counted, rejected=rejected)
    return _counted(found, number)


def _field_of(reading: RowReading, name: str) -> str:
    return place_field(reading.columns) if name == PLACE else name


def _counted(found: _Found, import_id: int | None = None) -> Applied:
    return Applied(import_id, found.new, found.changed, found.same, found.refused)


def _sort(look: Look, records: Sequence[SurveyRecord], *, hold: bool = False) -> _Found:
    there = units.unit_ids(look.tx, look.project_id, hold=hold)
    fixed = settlements.settled_units(look.tx, look.project_id)
    found = _Found()
    for record in records:
        row = there.get(record.code)
        if row is None:
            found.refused[record.line] = (PLACE, UNKNOWN)
        elif (row.measured_built_area, row.measured_inner_area) == (record.built_area, record.inner_area):
            found.same += 1
        elif row.id in fixed:
            found.refused[record.line] = ("built_area", SETTLED)
        else:
            found.new += row.measured_built_area is None
            found.changed += row.measured_built_area is not None
            found.measured.append((row, record))
    return found
