"""Surveys, checked row by row: each row becomes the measured areas of a unit or comes back with what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.known_units import KnownUnits
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.tables import Table
from salesdesk.importing.units import place_field, read_areas


@dataclass(frozen=True, slots=True)
class SurveyRecord:
    """What a survey says of one unit: the line of the file (from 1), the code, the areas in 0.01 m²."""

    line: int
    code: str
    built_area: int
    inner_area: int | None


def check_survey(table: Table, columns: ColumnMap, known: KnownUnits) -> Iterator[SurveyRecord | RejectedRow]:
    """Check a survey: every row of the table gives exactly one record or one rejected row, in order.

    A unit is found as a price list's is (`KnownUnits.find`). Of two rows for one unit the first counts.
    """
    lines: dict[str, int] = {}
    for row in table.rows:
        reading = RowReading(row, columns, table.lines)
        record = None if row.flaw else _measured(reading, known)
        if record is not None and lines.setdefault(record.code, row.line) != row.line:
            reason, told = reasons.repeated(record.code, lines[record.code], table.lines)
            reading.refuse(place_field(columns), reason, **told)
        if record is None or reading.problems:
            yield reading.rejected()
        else:
            yield record


def _measured(reading: RowReading, known: KnownUnits) -> SurveyRecord | None:
    found = known.find(reading)
    built, inner = read_areas(reading)
    if found is None or built is None or reading.problems:
        return None
    return SurveyRecord(reading.row.line, found[0], built, inner)
