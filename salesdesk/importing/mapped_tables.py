"""A table as it is read once it is known which column is which."""

from salesdesk.importing.carried_places import with_carried_places
from salesdesk.importing.day_counts import with_days_from_1900
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.tables import Table


def mapped_table(table: Table, columns: ColumnMap) -> Table:
    """Give a table whose days are counted from 1900, and whose rows have buildings that are said once for several."""
    return with_carried_places(with_days_from_1900(table, columns), columns)
