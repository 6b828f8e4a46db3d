"""Quotes and requests for a discount are found by their customer.

Revision: 0018, after 0017. An import of 20,000 customers took 50 s to be taken back where 20,000 quotes were: for each
customer who was to go all of them were looked through.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    for table in ("quote", "discount_request"):
        op.create_index(f"ix_{table}_customer_id", table, ["customer_id"])
