"""No unit that was put on sale is deleted any more, whether somebody claimed it or not.

Revision: 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WHEN = "(OLD.state <> 'not_released' OR EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id))"
SAYS = "a unit that was on sale is never deleted"


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION guard_unit_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {WHEN} THEN RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$"
        )
        return
    op.execute("DROP TRIGGER guard_unit_delete")
    op.execute(
        f"CREATE TRIGGER guard_unit_delete BEFORE DELETE ON unit WHEN {WHEN} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )
