"""Statements of the hot path: SQLAlchemy compiles each once, and the driver's cursor runs it for one row as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

from db.engine import Tx

Row = TypeVar("Row")
Convert = Callable[[Any], Any]
Statement = Select[Any] | Insert | Update | Delete


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement as one engine's driver takes it: its text, how values go in, and how they come out."""

    sql: str
    order: tuple[str, ...] | None
    binds: Mapping[str, Convert]
    fixed: Mapping[str, Any]
    names: tuple[str, ...]
    results: tuple[tuple[int, Convert], ...]

    def values(self, given: Mapping[str, object]) -> Any:
        """Give the values in the driver's form and order."""
        merged = {**self.fixed, **given} if self.fixed else given
        ready = {
            name: self.binds[name](value) if name in self.binds and value is not None else value
            for name, value in merged.items()
        }
        return ready if self.order is None else [ready[name] for name in self.order]

    def row(self, found: Any) -> list[Any]:
        """Give a row as Python values."""
        row = list(found)
        for place, convert in self.results:
            if row[place] is not None:
                row[place] = convert(row[place])
        return row


class Prepared:
    """A statement with `bindparam`s whose text never changes; values are given by name at each run.

    A large one is given as what makes it, at first use: a program that starts has no time for it.
    """

    def __init__(self, statement: Statement | Callable[[], Statement]) -> None:
        self._statement = statement
        self._plans: dict[str, _Plan] = {}

    def run(self, tx: Tx, **values: object) -> int:
        """Run it and count the rows it touched."""
        return int(self._execute(tx, values)[1].rowcount)

    def insert(self, tx: Tx, **values: object) -> int:
        """Run an INSERT into a table whose key is a number, and give that number."""
        _, cursor = self._execute(tx, values)
        return int(cursor.fetchone()[0] if tx.is_postgres else cursor.lastrowid)

    def one(self, tx: Tx, kind: type[Row], **values: object) -> Row | None:
        """Give the first row as a value, or `None`."""
        plan, cursor = self._execute(tx, values)
        found = cursor.fetchone()
        return None if found is None else kind(**dict(zip(plan.names, plan.row(found), strict=True)))

    def many(self, tx: Tx, kind: type[Row], **values: object) -> list[Row]:
        """Give all rows as values."""
        plan, cursor = self._execute(tx, values)
        return [kind(**dict(zip(plan.names, plan.row(found), strict=True))) for found in cursor.fetchall()]

    def rows(self, tx: Tx, **values: object) -> list[list[Any]]:
        """Give all rows as lists."""
        plan, cursor = self._execute(tx, values)
        return [plan.row(found) for found in cursor.fetchall()]

    def scalar(self, tx: Tx, **values: object) -> Any:
        """Give the first column of the first row, or `None`."""
        plan, cursor = self._execute(tx, values)
        found = cursor.fetchone()
        return None if found is None else plan.row(found)[0]

    def _execute(self, tx: Tx, values: Mapping[str, object]) -> tuple[_Plan, Any]:
        plan = self._plans.get(tx.conn.dialect.name) or self._planned(tx.conn.dialect)
        cursor = tx.cursor
        try:
            cursor.execute(plan.sql, plan.values(values))
        except tx.driver_error as failure:
            raise DBAPIError.instance(plan.sql, None, failure, tx.driver_error, hide_parameters=True) from failure
        return plan, cursor

    def _planned(self, dialect: Dialect) -> _Plan:
        statement = self._statement() if callable(self._statement) else self._statement
        if isinstance(statement, Insert) and dialect.name == "postgresql" and "id" in statement.table.c:
            statement = statement.returning(statement.table.c.id)
        self._plans[dialect.name] = plan = _compile(statement, dialect)
        return plan


def _compile(statement: Any, dialect: Dialect) -> _Plan:
    table = statement.table.c if isinstance(statement, Insert) else ()
    keys = [column.name for column in table if column.name != "id"] or None
    compiled = statement.compile(dialect=dialect, column_keys=keys, compile_kwargs={"render_postcompile": True})
    binds = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    outs = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    return _Plan(
        sql=str(compiled),
        order=tuple(compiled.positiontup) if compiled.positional else None,
        binds={name: convert for name, convert in binds.items() if convert is not None},
        fixed={
            **{column.name: None for column in table if column.nullable},
            **{name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        },
        names=tuple(str(column.key) for column in columns),
        results=tuple((place, convert) for place, convert in enumerate(outs) if convert is not None),
    )
