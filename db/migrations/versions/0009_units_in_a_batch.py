"""The index of units by batch has only those that are in one: a long list comes in without a batch.

Revision: 0009, after 0008.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.execute("DROP INDEX ix_unit_batch_id")
    op.execute("CREATE INDEX ix_unit_batch_id ON unit (batch_id) WHERE batch_id IS NOT NULL")
