"""References that PostgreSQL looks up once for all rows of a statement: a foreign key would do so for each row.

They lead to rows that are never deleted and keep their number (`db.guards`), so that only what comes in has to be
asked. SQLite, where a foreign key costs little, has the foreign keys.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import ForeignKeyConstraint, Table

REFERENCES: Mapping[str, Mapping[str, str]] = {
    "unit": {"project_id": "project", "batch_id": "batch"},
    "customer": {"project_id": "project", "staff_id": "staff"},
    "customer_phone": {"project_id": "project"},
}
"""The tables of which many rows come in at once: to which table a column leads."""

REFERRED_TO = ("project", "batch", "staff")
"""The tables to which they lead."""


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
    return [_name(table, on) for table in REFERENCES for on in ("insert", "update")]


def reference_ddl() -> Iterator[str]:
    """Write the triggers and their functions for PostgreSQL."""
    for table, columns in REFERENCES.items():
        yield _function(table, "insert", "added", columns)
        yield (
            f"CREATE TRIGGER {_name(table, 'insert')} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(table, 'insert')}()"
        )
        yield _function(table, "update", "(SELECT NEW.*) AS changed", columns)
        yield (
            f"CREATE TRIGGER {_name(table, 'update')} BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {_name(table, 'update')}()"
        )


def _name(table: str, on: str) -> str:
    return f"refer_{table}_{on}"


def _function(table: str, on: str, rows: str, columns: Mapping[str, str]) -> str:
    asked = " ".join(
        f"IF EXISTS (SELECT {column} FROM {rows} WHERE {column} IS NOT NULL EXCEPT SELECT id FROM {to}) THEN "
        f"RAISE EXCEPTION '{table}.{column} leads to no {to}' USING ERRCODE = 'foreign_key_violation'; END IF;"
        for column, to in columns.items()
    )
    kept = "NULL" if on == "insert" else "NEW"
    head = f"CREATE FUNCTION {_name(table, on)}() RETURNS trigger LANGUAGE plpgsql"
    return f"{head} AS $$ BEGIN {asked} RETURN {kept}; END $$"
