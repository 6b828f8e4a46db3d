"""Rows of a file that were well written and yet refused: read once more and given back with the reason."""

from collections.abc import Mapping

from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import Reason, RowReading
from salesdesk.importing.tables import Table


def rows_back(table: Table, columns: ColumnMap, refused: Mapping[int, tuple[str, Reason]]) -> list[RejectedRow]:
    """Give back the rows of these lines, each with the field that is refused and why."""
    back = []
    for row in table.rows if refused else ():
        if row.line in refused:
            reading = RowReading(row, columns, table.sheet)
            reading.refuse(*refused[row.line])
            back.append(reading.rejected())
    return back
