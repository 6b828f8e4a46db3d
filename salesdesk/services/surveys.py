"""Importing a survey: the measured areas of many units, read and checked first, then written in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import events, settlements, units
from db.events import NewEvent
from db.unit_columns import write_columns
from db.units import UnitRow
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Right
from salesdesk.importing.known_units import UNKNOWN
from salesdesk.importing.progress import ProgressTeller, TellProgress
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.surveys import SurveyRecord
from salesdesk.importing.tables import Source
from salesdesk.importing.units import place_field
from salesdesk.language import N_
from salesdesk.services.desk import Change, Desk, Look, changes, sees
from salesdesk.services.import_answers import ImportAnswer, note_import
from salesdesk.services.import_reading import reading_terms
from salesdesk.services.import_run import Applied, Ready, checked_file, try_file, write_file

PLACE = "room"
SETTLED = Reason("settled", N_("{column}: the unit was settled by another area"), N_("the area it was settled by"))
FORECAST_EACH = 0.5
"""How long a measured unit takes to be written, as a multiple of the time that a row takes to be checked."""


@dataclass(slots=True)
class _Measured:
    """The units that get other measures: their numbers and areas in 0.01 m², and what the log shall say."""

    unit_ids: list[int] = field(default_factory=list)
    built: list[int | None] = field(default_factory=list)
    inner: list[int | None] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def add(self, was: UnitRow, record: SurveyRecord) -> None:
        """Add a unit."""
        self.unit_ids.append(was.id)
        self.built.append(record.built_area)
        self.inner.append(record.inner_area)
        before = {"built": was.measured_built_area, "inner": was.measured_inner_area}
        after = {"built": record.built_area, "inner": record.inner_area}
        said = {"unit": was.code, "areas_before": before, "areas_after": after}
        self.said.append(events.data_in_words(said))


@dataclass(slots=True)
class _Found(Applied):
    """The rows of a survey beside the units: also the units that are to be measured."""

    measured: _Measured = field(default_factory=_Measured)


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
        ready = Ready(file, _compare(desk, file.records))
        said = write_file(
            desk,
            file,
            ahead=ready.found,
            forecast=FORECAST_EACH * file.seconds_each * (ready.found.new + ready.found.changed),
            write=lambda: _write(desk, file.table.name, file.table.sha256, ready),
            rejects=rejects,
        )[1]
        return ImportAnswer(**said)


@sees(Right.SIGN_CONTRACT)
def _compare(look: Look, records: Sequence[SurveyRecord]) -> _Found:
    return _sort(look, records)


@changes("import.survey", Right.SIGN_CONTRACT)
def _write(change: Change, name: str, sha256: str, ready: Ready[SurveyRecord, _Found]) -> Applied:
    units.hold_units(change.tx, change.project_id)
    found = ready.found if ready.stands(change) else _sort(change, ready.file.records)
    measured = found.measured
    areas = {"measured_built_area": measured.built, "measured_inner_area": measured.inner}
    write_columns(change.tx, measured.unit_ids, areas)
    change.tell_all(_told(measured))
    counted = {"new": found.new, "changed": found.changed, "same": found.same}
    rejected = len(ready.file.refused) + len(found.refused)
    number = note_import(change, ImportKind.SURVEY, name, sha256, counted, rejected)
    change.tell("import.survey", file=name, sha256=sha256, **{"import": number}, **counted, rejected=rejected)
    return Applied(found.seq, number, found.new, found.changed, found.same, found.refused)


def _told(measured: _Measured) -> Iterator[NewEvent]:
    return (NewEvent("unit.measured", *each) for each in zip(measured.said, measured.unit_ids, strict=True))


def _field_of(reading: RowReading, name: str) -> str:
    return place_field(reading.columns) if name == PLACE else name


def _is_known(row: UnitRow, record: SurveyRecord) -> bool:
    """Tell whether a row says what was measured before; of the same built area a blank takes no inner one away."""
    inner = record.inner_area in {row.measured_inner_area, None}
    return inner and row.measured_built_area == record.built_area


def _sort(look: Look, records: Sequence[SurveyRecord]) -> _Found:
    found = _Found(events.last_seq(look.tx, look.project_id))
    there = units.unit_ids(look.tx, look.project_id)
    fixed = settlements.settled_units(look.tx, look.project_id)
    for record in records:
        row = there.get(record.code)
        if row is None:
            found.refused[record.line] = (PLACE, UNKNOWN)
        elif _is_known(row, record):
            found.same += 1
        elif row.id in fixed:
            found.refused[record.line] = ("built_area", SETTLED)
        else:
            found.new += row.measured_built_area is None
            found.changed += row.measured_built_area is not None
            found.measured.add(row, record)
    return found
