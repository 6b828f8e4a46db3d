"""Phones are kept beside the others of their customer, and what belongs to the one project has no index of it.

Revision: 0012, after 0011. SQLite changes the key of no table, and an older one
takes a table whose key does not come first for damaged: so the phones are put into a new one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = "customer_id, place, project_id, phone"
IN_ORDER = "customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY place, phone) - 1, project_id, phone"


def upgrade() -> None:
    """Bring the schema forward."""
    op.drop_index("ix_customer_project_id", "customer")
    op.drop_index("ix_appointment_project_id", "appointment")
    op.execute("CREATE TEMPORARY TABLE kept_phone AS SELECT * FROM customer_phone")
    op.drop_table("customer_phone")
    op.create_table(
        "customer_phone",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_customer_phone_customer_id_customer")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_customer_phone_project_id_project")),
        sa.PrimaryKeyConstraint("customer_id", "place", name=op.f("pk_customer_phone")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO customer_phone ({COLUMNS}) SELECT {IN_ORDER} FROM kept_phone ORDER BY customer_id, place")
    op.execute("DROP TABLE kept_phone")
    op.create_index("uq_customer_phone_project_id_phone", "customer_phone", ["project_id", "phone"], unique=True)
