"""Rows of a file that were well written and yet refused: read once more and given back with the reason."""

from collections.abc import Callable, Mapping

from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Table

FieldOf = Callable[[RowReading, str], str]
"""Names the field of a row in which something stands that has several."""


def itself(_: RowReading, name: str) -> str:
    """Give the field as it is named."""
    return name


def rows_back(
    table: Table, columns: ColumnMap, refused: Mapping[int, tuple[str, Reason]], field_of: FieldOf = itself
) -> list[RejectedRow]:
    """Give back the rows of these lines, each with the field that is refused and why."""
    back = []
    for row in table.rows if refused else ():
        if row.line in refused:
            reading = RowReading(row, columns, table.lines)
            name, reason = refused[row.line]
            reading.refuse(field_of(reading, name), reason)
            back.append(reading.rejected())
        if len(back) == len(refused):
            break
    return back
