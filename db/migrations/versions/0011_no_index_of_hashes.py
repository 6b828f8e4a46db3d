"""The log has no index of its hashes: the number, which each hash covers, is there once in a project as it is.

Revision: 0011, after 0010. SQLite takes no constraint from a table: there the table is made anew from its rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = "project_id, seq, at, staff_id, terminal, kind, unit_id, deal_id, data, prev_hash, hash"
SQLITE_GUARDS: tuple[str, ...] = (
    "CREATE TRIGGER guard_event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event rows are never changed'); END",
    "CREATE TRIGGER guard_event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event rows are never deleted'); END",
    "CREATE TRIGGER guard_event_insert BEFORE INSERT ON event WHEN (EXISTS (SELECT 1 FROM event WHERE project_id = NEW.project_id AND seq = NEW.seq)) BEGIN SELECT RAISE(ABORT, 'event rows are never replaced'); END",
)


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("uq_event_project_id_hash", "event")
        return
    op.execute("CREATE TEMPORARY TABLE kept_event AS SELECT * FROM event")
    op.drop_table("event")
    op.create_table(
        "event",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("terminal", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_event_deal_id_deal")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_event_project_id_project")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_event_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_event_unit_id_unit")),
        sa.PrimaryKeyConstraint("project_id", "seq", name=op.f("pk_event")),
    )
    op.execute(f"INSERT INTO event ({COLUMNS}) SELECT {COLUMNS} FROM kept_event ORDER BY project_id, seq")
    op.execute("DROP TABLE kept_event")
    op.create_index(op.f("ix_event_deal_id"), "event", ["deal_id"], unique=False)
    op.create_index(op.f("ix_event_unit_id"), "event", ["unit_id"], unique=False)
    for statement in SQLITE_GUARDS:
        op.execute(sa.text(statement))
