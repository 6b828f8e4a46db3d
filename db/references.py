"""References that PostgreSQL looks up once for all rows of a statement: a foreign key would do so for each row.

Most lead to rows that are never deleted and keep their number (`db.guards`), so that only what comes in has to be
asked. Customers and units may go: what comes to lead to one keeps it there until the transaction ends, unless that has
written it itself, and whoever deletes some is asked what leads to them. SQLite, where a foreign key costs little, has
those.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from sqlalchemy import ForeignKeyConstraint, Table

REFERENCES: Mapping[str, Mapping[str, str]] = {
    "unit": {"project_id": "project", "batch_id": "batch"},
    "customer": {"project_id": "project", "staff_id": "staff", "referred_by": "customer"},
    "customer_phone": {"customer_id": "customer", "project_id": "project"},
    "event": {"project_id": "project", "staff_id": "staff", "unit_id": "unit"},
}
"""The tables of which many rows come in at once: to which table a column leads."""

REFERRED_TO = ("project", "batch", "staff")
"""The tables to which they lead whose rows stay for ever."""

MAY_GO = {"customer": "who", "unit": "that"}
"""The tables to which they lead whose rows may be deleted."""

_OWN = "pg_current_xact_id()::xid"
_BY_INDEX = " SET enable_seqscan = off"
"""A plan is made once in a session: when a table is small, and it would go through all of it when it has grown."""


def without_foreign_keys(table: Table) -> None:
    """Let PostgreSQL make no foreign keys for the references of a table."""
    for key in table.foreign_key_constraints:
        if is_reference(key):
            key.ddl_if(dialect="sqlite")


def is_reference(key: ForeignKeyConstraint) -> bool:
    """Tell whether a foreign key stands for such a reference."""
    return key.table.name in REFERENCES and key.column_keys[0] in REFERENCES[key.table.name]


def trigger_names() -> list[str]:
    """Name the triggers that look references up."""
    coming = [_name(table, on) for table in REFERENCES for on in ("insert", "update")]
    return coming + [_name(table, on) for table in MAY_GO for on in ("delete", "number")]


def reference_ddl() -> Iterator[str]:
    """Write the triggers and their functions for PostgreSQL."""
    return chain(*map(_coming, REFERENCES), *map(_going, MAY_GO))


def _coming(table: str) -> Iterator[str]:
    """Ask what rows that come in lead to, and rows that come to lead elsewhere."""
    columns = REFERENCES[table]
    added = "".join(_unless_there("added", "added", table, column) for column in columns)
    yield _function(table, "insert", added, "NULL")
    yield (
        f"CREATE TRIGGER {_name(table, 'insert')} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(table, 'insert')}()"
    )
    changed = "".join(_unless_there("(SELECT NEW.*) AS changed", "changed", table, column) for column in columns)
    yield _function(table, "update", changed, "NEW")
    yield (
        f"CREATE TRIGGER {_name(table, 'update')} BEFORE UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {_name(table, 'update')}()"
    )


def _going(to: str) -> Iterator[str]:
    """Let rows go to which nothing leads, and keep the number of the others."""
    leading = [(table, column) for table, columns in REFERENCES.items() for column in columns if columns[column] == to]
    yield _function(to, "delete", "".join(_unless_left(to, *each) for each in leading), "NULL")
    yield (
        f"CREATE TRIGGER {_name(to, 'delete')} AFTER DELETE ON {to} REFERENCING OLD TABLE AS gone "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(to, 'delete')}()"
    )
    kept = _refused("OLD.id IS DISTINCT FROM NEW.id", f"{to} rows keep their number")
    yield _function(to, "number", kept, "NEW")
    yield (
        f"CREATE TRIGGER {_name(to, 'number')} BEFORE UPDATE OF id ON {to} "
        f"FOR EACH ROW EXECUTE FUNCTION {_name(to, 'number')}()"
    )


def _unless_there(rows: str, called: str, table: str, column: str) -> str:
    to = REFERENCES[table][column]
    if to not in MAY_GO:
        lost = f"SELECT {column} FROM {rows} WHERE {column} IS NOT NULL EXCEPT SELECT id FROM {to}"
    else:
        here = f"SELECT TRUE FROM {to} AS here WHERE here.id = {called}.{column}"
        there = f"COALESCE(({here} AND here.xmin = {_OWN}), ({here} FOR KEY SHARE))"
        lost = f"SELECT FROM {rows} WHERE {called}.{column} IS NOT NULL AND {there} IS NULL"
    return _refused(f"EXISTS ({lost})", f"{table}.{column} leads to no {to}")


def _unless_left(to: str, table: str, column: str) -> str:
    left = f"SELECT TRUE FROM {table} AS left_here WHERE left_here.{column} = gone.id LIMIT 1"
    says = f"{table}.{column} leads to a {to} {MAY_GO[to]} was to go"
    return _refused(f"EXISTS (SELECT FROM gone WHERE ({left}))", says)


def _refused(when: str, says: str) -> str:
    return f"IF {when} THEN RAISE EXCEPTION '{says}' USING ERRCODE = 'foreign_key_violation'; END IF; "


def _name(table: str, on: str) -> str:
    return f"refer_{table}_{on}"


def _function(table: str, on: str, asked: str, kept: str) -> str:
    head = f"CREATE FUNCTION {_name(table, on)}() RETURNS trigger LANGUAGE plpgsql"
    asked_for = {"insert": REFERENCES[table].values(), "delete": (table,)}.get(on, ())
    if not set(MAY_GO).isdisjoint(asked_for):
        head += _BY_INDEX
    return f"{head} AS $$ BEGIN {asked}RETURN {kept}; END $$"
