"""Money that is for no deal yet, and who paid it under which reference of the bank.

Revision: 0004, after 0003. SQLite changes no column of a table: there both tables are made anew from their rows.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MARK = "bank:"
"""Before this version the reference stood at the beginning of the note."""

NEW_CHECKS = {
    "receipt": {
        "refunds": "(refunds_id IS NULL) = (kind <> 'refund' OR deal_id IS NOT NULL)",
        "deal": "deal_id IS NOT NULL OR kind <> 'compensation'",
    },
    "allotment": {"deal": "deal_id IS NOT NULL OR use = 'unallocated'"},
}
NEW_VALUES = {"payer": "''", "reference": "''", "refunds_id": "NULL"}
SQLITE_GUARDS: tuple[str, ...] = (
    "CREATE TRIGGER guard_receipt_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt rows are never changed'); END",
    "CREATE TRIGGER guard_allotment_update BEFORE UPDATE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never changed'); END",
    "CREATE TRIGGER guard_receipt_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt rows are never deleted'); END",
    "CREATE TRIGGER guard_allotment_delete BEFORE DELETE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never deleted'); END",
    "CREATE TRIGGER guard_receipt_insert BEFORE INSERT ON receipt WHEN (EXISTS (SELECT 1 FROM receipt WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM receipt WHERE project_id = NEW.project_id AND number = NEW.number) OR EXISTS (SELECT 1 FROM receipt WHERE reverses_id = NEW.reverses_id) OR EXISTS (SELECT 1 FROM receipt WHERE project_id = NEW.project_id AND reference = NEW.reference AND NEW.reference <> '')) BEGIN SELECT RAISE(ABORT, 'receipt rows are never replaced'); END",
    "CREATE TRIGGER guard_allotment_insert BEFORE INSERT ON allotment WHEN (EXISTS (SELECT 1 FROM allotment WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'allotment rows are never replaced'); END",
)
POSTGRES_GUARD = (
    "CREATE TRIGGER guard_receipt_update BEFORE UPDATE ON receipt FOR EACH ROW EXECUTE FUNCTION guard_receipt_update()"
)


def upgrade() -> None:
    """Bring the schema forward."""
    on_postgres = op.get_context().dialect.name == "postgresql"
    if on_postgres:
        _alter()
    else:
        _make_anew()
    _take_references_out_of_notes()
    op.create_index(op.f("ix_receipt_refunds_id"), "receipt", ["refunds_id"], unique=False)
    there = sa.text("reference <> ''")
    op.create_index(
        "uq_receipt_reference",
        "receipt",
        ["project_id", "reference"],
        unique=True,
        sqlite_where=there,
        postgresql_where=there,
    )
    for statement in (POSTGRES_GUARD,) if on_postgres else SQLITE_GUARDS:
        op.execute(sa.text(statement))


def _alter() -> None:
    op.execute("DROP TRIGGER guard_receipt_update ON receipt")
    for table in ("receipt", "allotment"):
        op.alter_column(table, "deal_id", nullable=True)
    for name in ("payer", "reference"):
        op.add_column("receipt", sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.alter_column("receipt", name, server_default=None)
    op.add_column("receipt", sa.Column("refunds_id", sa.Integer(), sa.ForeignKey("receipt.id"), nullable=True))
    for table, checks in NEW_CHECKS.items():
        for name, said in checks.items():
            op.create_check_constraint(name, table, said)


def _make_anew() -> None:
    """Make both tables anew with their rows, their numbers and the order in which they were written."""
    for table in ("receipt", "allotment"):
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
    for table in ("allotment", "receipt"):
        op.drop_table(table)
    for table, parts in (("receipt", _receipt_parts()), ("allotment", _allotment_parts())):
        op.create_table(table, *parts)
        names = [each.name for each in parts if isinstance(each, sa.Column)]
        values = ", ".join(NEW_VALUES.get(name, f'"{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM kept_{table} ORDER BY id")
        op.execute(f"DROP TABLE kept_{table}")
    op.create_index(op.f("ix_receipt_deal_id"), "receipt", ["deal_id"], unique=False)
    op.create_index("ix_allotment_deal_use", "allotment", ["deal_id", "use"], unique=False)
    op.create_index(op.f("ix_allotment_line_id"), "allotment", ["line_id"], unique=False)
    op.create_index(op.f("ix_allotment_receipt_id"), "allotment", ["receipt_id"], unique=False)


def _receipt_parts() -> list[SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("refunds_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(amount_minor > 0) = (kind = 'receipt')", name="amount_sign"),
        sa.CheckConstraint("(reverses_id IS NULL) = (kind <> 'reversal')", name="reverses"),
        sa.CheckConstraint("kind IN ('receipt', 'reversal', 'refund', 'compensation')", name="kind_word"),
        sa.CheckConstraint(
            "method IN ('cash', 'transfer', 'card', 'wechat', 'alipay', 'cheque', 'bank_loan', 'fund_loan')",
            name="method_word",
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["reverses_id"], ["receipt.id"]),
        sa.ForeignKeyConstraint(["refunds_id"], ["receipt.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "number"),
        sa.UniqueConstraint("reverses_id"),
        *(sa.CheckConstraint(said, name=name) for name, said in NEW_CHECKS["receipt"].items()),
    ]


def _allotment_parts() -> list[SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(line_id IS NULL) = (use <> 'line')", name="line"),
        sa.CheckConstraint(
            "use IN ('line', 'unallocated', 'forfeited', 'compensation', 'fee', 'settlement')", name="use_word"
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"]),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"]),
        sa.ForeignKeyConstraint(["line_id"], ["schedule_line.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
        *(sa.CheckConstraint(said, name=name) for name, said in NEW_CHECKS["allotment"].items()),
    ]


def _take_references_out_of_notes() -> None:
    """Put the bank's reference, which stood in the note, where it belongs; the first receipt of each keeps it."""
    conn, seen = op.get_bind(), set[tuple[int, str]]()
    marked = sa.text(
        "SELECT id, project_id, note FROM receipt WHERE kind = 'receipt' AND note LIKE 'bank:_%' ORDER BY id"
    )
    write = sa.text("UPDATE receipt SET reference = :reference, note = :note WHERE id = :number")
    for number, project, note in conn.execute(marked).all():
        reference, _, rest = note.removeprefix(MARK).partition(" ")
        if reference and (project, reference) not in seen:
            seen.add((project, reference))
            conn.execute(write, {"reference": reference, "note": rest, "number": number})
