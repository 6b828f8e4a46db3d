"""Money that lies on a hold, which therefore does not end by itself.

Revision: 0010, after 0009. SQLite adds no constraint to a table: there the table is made anew from its rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQLITE_GUARDS: tuple[str, ...] = (
    "CREATE TRIGGER guard_allotment_update BEFORE UPDATE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never changed'); END",
    "CREATE TRIGGER guard_allotment_delete BEFORE DELETE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never deleted'); END",
    "CREATE TRIGGER guard_allotment_insert BEFORE INSERT ON allotment WHEN (EXISTS (SELECT 1 FROM allotment WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'allotment rows are never replaced'); END",
    "CREATE TRIGGER guard_claim_update_live BEFORE UPDATE ON claim WHEN (OLD.\"live\" IS NOT NEW.\"live\") AND (NOT NEW.live AND NEW.end_reason IN ('expired', 'released') AND (SELECT COALESCE(SUM(allotment.amount_minor), 0) FROM allotment WHERE allotment.claim_id = OLD.id) <> 0) BEGIN SELECT RAISE(ABORT, 'a hold with money on it does not end by itself'); END",
)
POSTGRES_GUARDS: tuple[str, ...] = (
    "CREATE FUNCTION guard_claim_update_live() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.\"live\" IS DISTINCT FROM NEW.\"live\") AND (NOT NEW.live AND NEW.end_reason IN ('expired', 'released') AND (SELECT COALESCE(SUM(allotment.amount_minor), 0) FROM allotment WHERE allotment.claim_id = OLD.id) <> 0) THEN RAISE EXCEPTION 'a hold with money on it does not end by itself' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_claim_update_live BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION guard_claim_update_live()",
)
HOLD = "claim_id IS NULL OR deal_id IS NULL"


def upgrade() -> None:
    """Bring the schema forward."""
    on_postgres = op.get_context().dialect.name == "postgresql"
    if on_postgres:
        op.add_column("allotment", sa.Column("claim_id", sa.Integer(), sa.ForeignKey("claim.id"), nullable=True))
        op.create_check_constraint("hold", "allotment", HOLD)
    else:
        _make_anew()
    there = sa.text("claim_id IS NOT NULL")
    op.create_index("ix_allotment_claim_id", "allotment", ["claim_id"], sqlite_where=there, postgresql_where=there)
    for statement in POSTGRES_GUARDS if on_postgres else SQLITE_GUARDS:
        op.execute(sa.text(statement))


def _make_anew() -> None:
    """Make the table anew with its rows, their numbers and the order in which they were written."""
    op.execute("CREATE TEMPORARY TABLE kept_allotment AS SELECT * FROM allotment")
    op.drop_table("allotment")
    op.create_table(
        "allotment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(line_id IS NULL) = (use <> 'line')", name="line"),
        sa.CheckConstraint(
            "use IN ('line', 'unallocated', 'forfeited', 'compensation', 'fee', 'settlement')", name="use_word"
        ),
        sa.CheckConstraint("deal_id IS NOT NULL OR use = 'unallocated'", name="deal"),
        sa.CheckConstraint(HOLD, name="hold"),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"]),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"]),
        sa.ForeignKeyConstraint(["line_id"], ["schedule_line.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    names = 'id, receipt_id, deal_id, "use", line_id, amount_minor, staff_id, "at"'
    op.execute(f"INSERT INTO allotment ({names}) SELECT {names} FROM kept_allotment ORDER BY id")
    op.execute("DROP TABLE kept_allotment")
    op.create_index("ix_allotment_deal_use", "allotment", ["deal_id", "use"], unique=False)
    op.create_index(op.f("ix_allotment_line_id"), "allotment", ["line_id"], unique=False)
    op.create_index(op.f("ix_allotment_receipt_id"), "allotment", ["receipt_id"], unique=False)
