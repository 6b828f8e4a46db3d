"""Lists of units, checked: each row becomes a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

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
from salesdesk.importing.unit_blocks import PlainUnits, UnitValues
from salesdesk.importing.units import UnitTerms, by_built_area, read_unit

_KIND = [each.name for each in fields(UnitRecord)].index("kind")
_VALUES = attrgetter(*(each.name for each in fields(UnitRecord)))


class CheckedUnits(NamedTuple):
    """Some rows of a list of units: the values of those that are good, and those that come back; each in order."""

    good: Sequence[UnitValues]
    refused: Sequence[RejectedRow]


def checked_units(table: Table, columns: ColumnMap, terms: UnitTerms) -> Iterator[CheckedUnits]:
    """Check a list of units, many rows at a time; that no two have one code is not asked here."""
    checking = _Checking(table, columns, terms)
    for each in table.blocks():
        yield checking.rows(checking.plain.settle(each) if isinstance(each, Block) else (each,))


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
    lines: dict[str, int] = {}
    rows = iter(table.rows)
    for good, refused in checked_units(table, columns, UnitTerms(template, rounding, basis)):
        found: Iterator[UnitRecord | RejectedRow] = merge(map(_record, good), refused, key=attrgetter("line"))
        for each in found:
            if isinstance(each, UnitRecord) and lines.setdefault(each.code, each.line) != each.line:
                reading = RowReading(next(row for row in rows if row.line == each.line), columns, table.sheet)
                reading.refuse("room", reasons.DUPLICATE, code=each.code, line=lines[each.code])
                yield reading.rejected()
            else:
                yield each


def _values(record: UnitRecord) -> UnitValues:
    values = _VALUES(record)
    return (*values[:_KIND], record.kind.value, *values[_KIND + 1 :])


def _record(values: UnitValues) -> UnitRecord:
    return UnitRecord(*(*values[:_KIND], UnitKind(values[_KIND]), *values[_KIND + 1 :]))


class _Checking:
    """A list of units on its way: by what it is read."""

    def __init__(self, table: Table, columns: ColumnMap, terms: UnitTerms) -> None:
        self._columns, self._sheet, self._terms = columns, table.sheet, terms
        self.plain = PlainUnits(columns, terms)

    def rows(self, found: Sequence[UnitValues | Row]) -> CheckedUnits:
        """Read the rows among units that are settled."""
        odd = [each for each in found if type(each) is Row]
        if not odd:
            return CheckedUnits(found, ())
        good, refused = list[UnitValues](), list[RejectedRow]()
        for each in found:
            values = self._row(each) if isinstance(each, Row) else each
            if isinstance(values, RejectedRow):
                refused.append(values)
            else:
                good.append(values)
        return CheckedUnits(good, refused)

    def _row(self, row: Row) -> UnitValues | RejectedRow:
        reading = RowReading(row, self._columns, self._sheet)
        record = None if row.flaw else read_unit(reading, self._terms)
        if record is None:
            return reading.rejected()
        return _values(record)
