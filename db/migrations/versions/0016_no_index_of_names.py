"""PostgreSQL has no index of customers' names: it took two fifths of the time in which a list of them comes in.

Revision: 0016, after 0015. Whoever names somebody has all customers looked through, as who searches for one always had.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_index("ix_customer_name_key", "customer")
