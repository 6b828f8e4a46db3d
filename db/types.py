"""Column types: moments as whole milliseconds, words with a CHECK, amounts and areas as whole numbers."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Index, String, text
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An instant, stored as milliseconds since 1970 UTC: exact, and compared alike on every engine."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Store an aware moment."""
        return None if value is None else to_millis(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        return None if value is None else from_millis(int(value))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Code = String().with_variant(String(collation="C"), "postgresql")
"""Text that PostgreSQL compares sign by sign, as SQLite does, and not as a language sorts it, which takes longer."""

PAGES_TOGETHER = 16
"""How many pages of 8 KiB have one entry in an index by blocks."""


def to_millis(moment: datetime) -> int:
    """Count whole milliseconds since 1970 UTC."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def from_millis(millis: int) -> datetime:
    """Give the moment, in UTC, that lies so many milliseconds after 1970."""
    seconds, rest = divmod(millis, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """Let the database itself refuse a word that is not in the list."""
    allowed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_word")


def not_negative(column: str) -> CheckConstraint:
    """Let the database itself refuse a negative amount or area."""
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def index_where(name: str, *columns: str, where: str) -> Index:
    """Make a partial index, the same on SQLite and PostgreSQL: rows that nobody looks for by it cost it nothing."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def sqlite_index(name: str, *columns: str) -> Index:
    """Make an index on SQLite alone: PostgreSQL goes through the table sooner than it keeps one when many rows come."""
    return Index(name, *columns, info={"alone": "sqlite"}).ddl_if(dialect="sqlite")


def blockwise_index(name: str, *columns: str) -> Index:
    """Make an index by which rows are found that came in together; on PostgreSQL it costs next to nothing to keep.

    There it has the least and the greatest value of every few pages, and not each row by itself.
    """
    return Index(
        name,
        *columns,
        postgresql_using="brin",
        postgresql_with={"pages_per_range": PAGES_TOGETHER, "autosummarize": "on"},
    )


def unique_where(name: str, *columns: str, where: str) -> Index:
    """Make a partial unique index, the same on SQLite and PostgreSQL."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
