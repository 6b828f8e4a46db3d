"""Lists of customers, checked: each row says something of somebody, or comes back with what is wrong with it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from salesdesk.importing.blocks import Block
from salesdesk.importing.customer_blocks import CustomerTerms, GoodCustomers, PlainCustomers
from salesdesk.importing.customers import read_customer
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.row_reading import RowReading
from salesdesk.importing.tables import Table


class CheckedCustomers(NamedTuple):
    """Some rows of a list of customers: those that are good, and those that come back in the order of their lines."""

    good: GoodCustomers
    refused: Sequence[RejectedRow]


def checked_customers(table: Table, columns: ColumnMap, terms: CustomerTerms) -> Iterator[CheckedCustomers]:
    """Check a list of customers, many rows at a time; whether two rows are one person is not asked here."""
    plain = PlainCustomers(columns, terms)
    for each in table.blocks():
        if isinstance(each, Block):
            good, odd = plain.settle(each) if "name" in columns.columns else (GoodCustomers(), each.rows())
        else:
            good, odd = GoodCustomers(), (each,)
        if not odd:
            yield CheckedCustomers(good, ())
            continue
        parts, refused = [good], []
        for row in odd:
            record = read_customer(RowReading(row, columns, table.lines), terms.region, terms.staff)
            if isinstance(record, RejectedRow):
                refused.append(record)
            else:
                parts.append(plain.values(record))
        yield CheckedCustomers(GoodCustomers.of(parts), refused)
