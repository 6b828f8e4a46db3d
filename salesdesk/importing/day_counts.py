"""Numbers of days that a workbook counts from 1904, brought to the count from 1900 that all others have."""

import re
from dataclasses import replace

from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.rows import Row
from salesdesk.importing.synonyms import DAYS
from salesdesk.importing.tables import Table

DAYS_BETWEEN = 1462
_NUMBER = re.compile(r"(?a:\s*(\d{5})(\.\d+)?\s*)")


def with_days_from_1900(table: Table, columns: ColumnMap) -> Table:
    """Give a table whose numbers in columns of days are counted from 1900."""
    places = [columns.columns[name] for name in DAYS if name in columns.columns]
    if not table.from_1904 or not places:
        return table

    def mended(row: Row) -> Row:
        cells = list(row.cells)
        for place in places:
            if not row.flaw and (number := _NUMBER.fullmatch(cells[place])):
                cells[place] = f"{int(number[1]) + DAYS_BETWEEN}{number[2] or ''}"
        return row._replace(cells=tuple(cells))

    return replace(table, rows=table.rows.mended(mended), from_1904=False)
