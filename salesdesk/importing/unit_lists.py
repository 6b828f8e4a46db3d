"""Lists of units, checked: each row becomes a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Iterator

from salesdesk.domain.inventory import CODE_TEMPLATE, UnitRecord
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UnitKind
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.blocks import Block
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.rows import Row
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_blocks import PlainUnits
from salesdesk.importing.units import UnitTerms, by_built_area, read_unit


def check_units(
    table: Table,
    columns: ColumnMap,
    *,
    template: str = CODE_TEMPLATE,
    rounding: Rounding = Rounding.FEN,
    basis: Callable[[UnitKind], Basis] = by_built_area,
) -> Iterator[UnitRecord | RejectedRow]:
    """Check a list of units: every row of the table gives exactly one record or one rejected row, in order.

    Of two rows with one code the first counts.
    """
    checking = _Checking(table, columns, UnitTerms(template, rounding, basis))
    for each in table.blocks():
        yield from checking.block(each) if isinstance(each, Block) else (checking.row(each),)


class _Checking:
    """A list of units on its way: by what it is read, and which line was the first for each code."""

    def __init__(self, table: Table, columns: ColumnMap, terms: UnitTerms) -> None:
        self._columns, self._sheet, self._terms = columns, table.sheet, terms
        self._plain = PlainUnits(columns, terms)
        self._lines: dict[str, int] = {}

    def block(self, block: Block) -> Iterator[UnitRecord | RejectedRow]:
        """Check the rows of a block."""
        for at, found in enumerate(self._plain.settle(block)):
            if isinstance(found, Row):
                yield self.row(found)
            else:
                record = UnitRecord(*found)
                yield record if self._is_first(record) else self._repeated(self._reading(block.row(at)), record)

    def row(self, row: Row) -> UnitRecord | RejectedRow:
        """Check a single row."""
        reading = self._reading(row)
        record = None if row.flaw else read_unit(reading, self._terms)
        if record is None:
            return reading.rejected()
        return record if self._is_first(record) else self._repeated(reading, record)

    def _reading(self, row: Row) -> RowReading:
        return RowReading(row, self._columns, self._sheet)

    def _is_first(self, record: UnitRecord) -> bool:
        return self._lines.setdefault(record.code, record.line) == record.line

    def _repeated(self, reading: RowReading, record: UnitRecord) -> RejectedRow:
        reading.refuse("room", reasons.DUPLICATE, code=record.code, line=self._lines[record.code])
        return reading.rejected()
