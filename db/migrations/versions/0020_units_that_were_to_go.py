"""What PostgreSQL says of a unit that lines of the log lead to calls it a thing.

Revision: 0020, after 0019.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SAYING = "CREATE OR REPLACE FUNCTION refer_unit_delete() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN IF EXISTS (SELECT FROM gone WHERE (SELECT TRUE FROM event AS left_here WHERE left_here.unit_id = gone.id LIMIT 1)) THEN RAISE EXCEPTION 'event.unit_id leads to a unit that was to go' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$"


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(SAYING)
