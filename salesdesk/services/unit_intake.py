"""A list of units taken in: checked many rows at a time, while those before are put into temporary tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from db import staged_units
from db.engine import Database
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_lists import GoodUnits, checked_units
from salesdesk.importing.units import UnitTerms, fields_told
from salesdesk.services.intake import take_in

Repeats = Iterable[tuple[int, str, int]]


@dataclass
class UnitList:
    """A list of units in the temporary tables of a database's one connection, and the rows that come back."""

    table: Table
    columns: ColumnMap
    refused: RefusedRows
    read: int = 0
    told: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.told = fields_told(self.columns)


def take_in_units(
    database: Database, table: Table, columns: ColumnMap, terms: UnitTerms, told: ProgressTeller
) -> UnitList:
    """Check a list of units and stage what is good; of rows with one code the first stays."""
    taken = UnitList(table, columns, RefusedRows(table, columns))

    def hear(repeats: Repeats) -> None:
        for line, code, first in repeats:
            taken.refused.repeat(line, "room", reasons.DUPLICATE, {"code": code, "line": first})

    with database.aside() as tx:

        def stage(blocks: Sequence[GoodUnits]) -> Repeats:
            return staged_units.stage(tx, GoodUnits.of(blocks).columns)

        staged_units.open_list(tx)
        taken.read = take_in(checked_units(table, columns, terms), stage, hear, taken.refused, told)
        hear(staged_units.end_of_list(tx))
    return taken
