"""Lists of units, checked: each row becomes a unit or comes back with what is wrong with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from operator import attrgetter
from typing import Any, NamedTuple

from salesdesk.domain.inventory import CODE_TEMPLATE, UnitRecord
from salesdesk.domain.money import Rounding
from salesdesk.domain.pricing import Basis
from salesdesk.domain.units import UNSAID, UnitKind, kind_or_flat
from salesdesk.importing import unit_reasons as reasons
from salesdesk.importing.blocks import Block, joined, without_rows
from salesdesk.importing.currencies import check_titles
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.rows import Row
from salesdesk.importing.tables import Table
from salesdesk.importing.unit_blocks import FIELDS, PlainUnits, Settled, UnitColumns
from salesdesk.importing.units import UnitTerms, by_built_area, kind_of_list, place_field, read_unit

_KIND = FIELDS.index("kind")
_VALUES = attrgetter(*FIELDS)


@dataclass(frozen=True, slots=True)
class GoodUnits:
    """Some units of a list, by column, in the order of their lines."""

    columns: UnitColumns

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns[0])

    @classmethod
    def of(cls, parts: Sequence["GoodUnits"]) -> "GoodUnits":
        """Put parts together."""
        return parts[0] if len(parts) == 1 else cls(joined([each.columns for each in parts]))


NONE = GoodUnits(((),) * len(FIELDS))


class CheckedUnits(NamedTuple):
    """Some rows of a list of units: those that are good, and those that come back; each in order."""

    good: GoodUnits
    refused: Sequence[RejectedRow]


def checked_units(table: Table, columns: ColumnMap, terms: UnitTerms) -> Iterator[CheckedUnits]:
    """Check a list of units, many rows at a time; that no two have one code is not asked here.

    Raises:
        OtherCurrency: a title says that all of its prices are in another currency.
    """
    check_titles(table.titles, terms.currency)
    checking = _Checking(table, replace(columns, currency=terms.currency), terms)
    for each in table.blocks():
        yield checking.block(each) if isinstance(each, Block) else checking.row(each)


def check_units(
    table: Table,
    columns: ColumnMap,
    *,
    template: str = CODE_TEMPLATE,
    rounding: Rounding = Rounding.FEN,
    basis: Callable[[UnitKind], Basis] = by_built_area,
    currency: str = "CNY",
) -> Iterator[UnitRecord | RejectedRow]:
    """Check a list of units: every row of the table gives exactly one record or one rejected row, in order.

    Of two rows with one code the first counts.
    """
    lines: dict[str, int] = {}
    rows = iter(table.rows)
    for good, refused in checked_units(table, columns, UnitTerms(template, rounding, basis, currency)):
        found: Iterator[UnitRecord | RejectedRow] = merge(map(_record, *good.columns), refused, key=attrgetter("line"))
        for each in found:
            if isinstance(each, UnitRecord) and lines.setdefault(each.code, each.line) != each.line:
                reading = RowReading(next(row for row in rows if row.line == each.line), columns, table.lines)
                reason, told = reasons.repeated(each.code, lines[each.code], table.lines)
                reading.refuse(place_field(columns), reason, **told)
                yield reading.rejected()
            else:
                yield each


def _values(record: UnitRecord) -> tuple[Any, ...]:
    values = _VALUES(record)
    return (*values[:_KIND], record.kind.value, *values[_KIND + 1 :])


def _record(*values: Any) -> UnitRecord:
    return UnitRecord(*(*values[:_KIND], kind_or_flat(values[_KIND]), *values[_KIND + 1 :]))


class _Checking:
    """A list of units on its way: by what it is read."""

    def __init__(self, table: Table, columns: ColumnMap, terms: UnitTerms) -> None:
        self._columns, self._lines, self._terms = columns, table.lines, terms
        self._plain = PlainUnits(columns, terms)

    def block(self, block: Block) -> CheckedUnits:
        """Check many rows; those that are odd by themselves."""
        settled = self._plain.settle(block)
        return self._with_odd(block, settled) if settled.odd else CheckedUnits(GoodUnits(settled.columns), ())

    def row(self, row: Row) -> CheckedUnits:
        """Check a row by itself."""
        values = self._row(row)
        if isinstance(values, RejectedRow):
            return CheckedUnits(NONE, (values,))
        return CheckedUnits(GoodUnits([(value,) for value in values]), ())

    def _with_odd(self, block: Block, settled: Settled) -> CheckedUnits:
        """Put the odd rows that are good among the others, and leave those out that come back."""
        columns, refused, back = list(map(list, settled.columns)), list[RejectedRow](), list[int]()
        for at in sorted(settled.odd):
            values = self._row(block.row(at))
            if isinstance(values, RejectedRow):
                refused.append(values)
                back.append(at)
            else:
                for column, value in zip(columns, values, strict=True):
                    column[at] = value
        return CheckedUnits(GoodUnits(without_rows(columns, back)), refused)

    def _row(self, row: Row) -> tuple[Any, ...] | RejectedRow:
        reading = RowReading(row, self._columns, self._lines)
        record = None if row.flaw else read_unit(reading, self._terms)
        if record is None:
            return reading.rejected()
        values = _values(record)
        return (
            values
            if reading.text("kind") or kind_of_list(self._columns, reading.text("layout"))
            else (*values[:_KIND], UNSAID, *values[_KIND + 1 :])
        )
