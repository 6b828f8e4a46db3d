"""A list of units taken in: checked many rows at a time, while those before are put into temporary tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from db import staged_units
from db.begun import unless_forestalled
from db.engine import Database
from db.new_units import NewUnits
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.progress import ProgressTeller
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_blocks import FIELDS
from salesdesk.importing.unit_lists import GoodUnits, checked_units
from salesdesk.importing.units import UnitTerms, fields_told, place_field
from salesdesk.services.intake import BLOCK, NEW_AT_ONCE, take_in

_LIST_PRICE = FIELDS.index("list_price_minor")
Repeats = Iterable[tuple[int, str, int]]


@dataclass
class UnitList:
    """A list of units in the temporary tables of a database's one connection, and the rows that come back."""

    table: Table
    columns: ColumnMap
    refused: RefusedRows
    read: int = 0
    list_total_minor: int = 0
    told: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.told = fields_told(self.columns)


def take_in_units(database: Database, taken: UnitList, terms: UnitTerms, told: ProgressTeller) -> None:
    """Check a list of units and stage what is good; of rows with one code the first stays."""

    def hear(repeats: Repeats) -> None:
        for line, code, first in repeats:
            reason, about = reasons.repeated(code, first, taken.table.lines)
            taken.refused.repeat(line, place_field(taken.columns), reason, about)

    with database.aside() as tx:

        def stage(blocks: Sequence[GoodUnits]) -> Callable[[], Repeats]:
            return lambda: staged_units.stage(tx, GoodUnits.of(blocks).columns)

        staged_units.open_list(tx)
        taken.read = take_in(checked_units(taken.table, taken.columns, terms), stage, hear, taken.refused, told)
        hear(staged_units.end_of_list(tx))


def take_in_new(
    new: NewUnits, taken: UnitList, terms: UnitTerms, told: ProgressTeller, meanwhile: Callable[[], None]
) -> None:
    """Check a list of new units and put what is good where it belongs; now and then `meanwhile` is called.

    Raises:
        Forestalled: two rows have one code, or somebody else brings in the same units.
    """

    def put(blocks: Sequence[GoodUnits]) -> Callable[[], None]:
        good = GoodUnits.of(blocks).columns
        taken.list_total_minor += sum(filter(None, good[_LIST_PRICE]))
        return new.bring(good)

    def hear(_: None) -> None:
        meanwhile()

    with unless_forestalled():
        checked = checked_units(taken.table, taken.columns, terms)
        taken.read = take_in(checked, put, hear, taken.refused, told, NEW_AT_ONCE, BLOCK)
