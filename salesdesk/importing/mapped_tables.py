"""A table as it is read once it is known which column is which."""

from salesdesk.importing.carried_places import with_carried_places
from salesdesk.importing.day_counts import with_days_from_1900
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.side_lists import with_one_list
from salesdesk.importing.tables import Table


def mapped_table(table: Table, columns: ColumnMap) -> Table:
    """Give a table of one list, days counted from 1900, and in each row the building that is said once for several."""
    table = with_one_list(table, columns)
    return with_carried_places(with_days_from_1900(table, columns), columns)
