"""Run migrations on the connection that the program hands over, or on the database named on Alembic's command line."""

from alembic import context
from sqlalchemy import Connection, ForeignKeyConstraint, Index

import db.tables.changes
import db.tables.customers
import db.tables.deals
import db.tables.imports
import db.tables.money
import db.tables.mortgages
import db.tables.office
import db.tables.prices
import db.tables.settlements
import db.tables.units  # noqa: F401 - the imports fill the registry of tables
from db.engine import Database
from db.references import is_reference
from db.tables.schema import METADATA


def migrate() -> None:
    """Migrate inside one transaction, so that a migration is done whole or not at all."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    address = context.get_x_argument(as_dictionary=True)["db"]
    with Database.at(address).writing() as tx:
        _run(tx.conn)


def _run(connection: Connection) -> None:
    on_postgres = connection.dialect.name == "postgresql"

    def is_wanted(part: object, *_: object) -> bool:
        """Leave out what PostgreSQL has triggers for, and what SQLite alone has."""
        of_sqlite = isinstance(part, Index) and "alone" in part.info
        is_triggered = isinstance(part, ForeignKeyConstraint) and is_reference(part)
        return not (on_postgres and (of_sqlite or is_triggered))

    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True, include_object=is_wanted)
    with context.begin_transaction():
        context.run_migrations()


migrate()
