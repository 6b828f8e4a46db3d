"""The numbers that many new rows were given by the database, without asking for each of them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, func, literal_column, select, text

from db.engine import Tx
from db.staging import number_ranges
from db.statements import scalar


@dataclass
class GivenNumbers:
    """Numbers that the database has given for rows, all after one that others got, up to a last one."""

    after: int = 0
    last: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return max(self.last - self.after, 0)

    @property
    def ranges(self) -> list[list[int]]:
        """Give them as ranges, first and last."""
        return [[self.after + 1, self.last]] if self.count else []


_OWN = text("xmin = pg_current_xact_id()::xid")


def next_number(into: Table) -> ColumnElement[int]:
    """Take the next number that PostgreSQL has for a table, in each row of a query.

    The name is written out: to look up which sequence a table has, row by row, took longer than to write the row.
    """
    return literal_column(f"nextval('{_sequence(into)}')")


def last_number(tx: Tx, into: Table) -> int:
    """Give the last number that a row of a table was given; on PostgreSQL, whether it was kept or not."""
    if not tx.is_postgres:
        return int(scalar(tx, select(func.max(into.c.id))) or 0)
    given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {_sequence(into)}"
    return int(tx.conn.exec_driver_sql(given).scalar_one())


def numbers_given(tx: Tx, into: Table, before: int, count: int) -> list[list[int]]:
    """Give the numbers of the rows that this transaction has made since one was given, as ranges, first and last.

    No number is given twice: if as many were given as rows were made, nobody else got one in between.
    """
    if not count:
        return []
    if not tx.is_postgres or last_number(tx, into) - before == count:
        return [[before + 1, before + count]]
    return number_ranges(tx, select(into.c.id).where(into.c.id > before, _OWN))


def _sequence(into: Table) -> str:
    return f"{into.name}_id_seq"
