"""What an approval was given for in full, and the facts to disclose.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


SQLITE_GUARDS: tuple[str, ...] = (
    "CREATE TRIGGER guard_request_plan_update BEFORE UPDATE ON request_plan BEGIN SELECT RAISE(ABORT, 'request_plan rows are never changed'); END",
    "CREATE TRIGGER guard_request_item_update BEFORE UPDATE ON request_item BEGIN SELECT RAISE(ABORT, 'request_item rows are never changed'); END",
    "CREATE TRIGGER guard_request_plan_delete BEFORE DELETE ON request_plan BEGIN SELECT RAISE(ABORT, 'request_plan rows are never deleted'); END",
    "CREATE TRIGGER guard_request_item_delete BEFORE DELETE ON request_item BEGIN SELECT RAISE(ABORT, 'request_item rows are never deleted'); END",
    "CREATE TRIGGER guard_disclosure_fact_delete BEFORE DELETE ON disclosure_fact BEGIN SELECT RAISE(ABORT, 'disclosure_fact rows are never deleted'); END",
    'CREATE TRIGGER guard_disclosure_fact_update_project_id BEFORE UPDATE ON disclosure_fact WHEN (OLD."project_id" IS NOT NEW."project_id" OR OLD."fact" IS NOT NEW."fact" OR OLD."staff_id" IS NOT NEW."staff_id" OR OLD."at" IS NOT NEW."at") BEGIN SELECT RAISE(ABORT, \'what was disclosed is frozen\'); END',
    "CREATE TRIGGER guard_disclosure_fact_update BEFORE UPDATE ON disclosure_fact WHEN (OLD.retired_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a fact that was retired is frozen'); END",
    "CREATE TRIGGER guard_request_plan_insert BEFORE INSERT ON request_plan WHEN (EXISTS (SELECT 1 FROM request_plan WHERE request_id = NEW.request_id)) BEGIN SELECT RAISE(ABORT, 'request_plan rows are never replaced'); END",
    "CREATE TRIGGER guard_request_item_insert BEFORE INSERT ON request_item WHEN (EXISTS (SELECT 1 FROM request_item WHERE request_id = NEW.request_id AND place = NEW.place)) BEGIN SELECT RAISE(ABORT, 'request_item rows are never replaced'); END",
    "CREATE TRIGGER guard_disclosure_fact_insert BEFORE INSERT ON disclosure_fact WHEN (EXISTS (SELECT 1 FROM disclosure_fact WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'disclosure_fact rows are never replaced'); END",
)
POSTGRES_GUARDS: tuple[str, ...] = (
    "CREATE FUNCTION guard_request_plan_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_plan rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_request_plan_update BEFORE UPDATE ON request_plan FOR EACH ROW EXECUTE FUNCTION guard_request_plan_update()",
    "CREATE FUNCTION guard_request_item_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_item rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_request_item_update BEFORE UPDATE ON request_item FOR EACH ROW EXECUTE FUNCTION guard_request_item_update()",
    "CREATE FUNCTION guard_request_plan_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_plan rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_request_plan_delete BEFORE DELETE ON request_plan FOR EACH ROW EXECUTE FUNCTION guard_request_plan_delete()",
    "CREATE FUNCTION guard_request_item_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_item rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_request_item_delete BEFORE DELETE ON request_item FOR EACH ROW EXECUTE FUNCTION guard_request_item_delete()",
    "CREATE FUNCTION guard_disclosure_fact_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'disclosure_fact rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_disclosure_fact_delete BEFORE DELETE ON disclosure_fact FOR EACH ROW EXECUTE FUNCTION guard_disclosure_fact_delete()",
    'CREATE FUNCTION guard_disclosure_fact_update_project_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."fact" IS DISTINCT FROM NEW."fact" OR OLD."staff_id" IS DISTINCT FROM NEW."staff_id" OR OLD."at" IS DISTINCT FROM NEW."at") THEN RAISE EXCEPTION \'what was disclosed is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_disclosure_fact_update_project_id BEFORE UPDATE ON disclosure_fact FOR EACH ROW EXECUTE FUNCTION guard_disclosure_fact_update_project_id()",
    "CREATE FUNCTION guard_disclosure_fact_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.retired_at IS NOT NULL) THEN RAISE EXCEPTION 'a fact that was retired is frozen' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_disclosure_fact_update BEFORE UPDATE ON disclosure_fact FOR EACH ROW EXECUTE FUNCTION guard_disclosure_fact_update()",
    "CREATE FUNCTION guard_request_plan_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_plan rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_request_plan_truncate BEFORE TRUNCATE ON request_plan FOR EACH STATEMENT EXECUTE FUNCTION guard_request_plan_truncate()",
    "CREATE FUNCTION guard_request_item_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'request_item rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_request_item_truncate BEFORE TRUNCATE ON request_item FOR EACH STATEMENT EXECUTE FUNCTION guard_request_item_truncate()",
    "CREATE FUNCTION guard_disclosure_fact_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'disclosure_fact rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_disclosure_fact_truncate BEFORE TRUNCATE ON disclosure_fact FOR EACH STATEMENT EXECUTE FUNCTION guard_disclosure_fact_truncate()",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "disclosure_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_disclosure_fact_project_id"), "disclosure_fact", ["project_id"], unique=False)
    op.create_table(
        "request_item",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('extra', 'rebate')", name=op.f("ck_request_item_kind_word")),
        sa.ForeignKeyConstraint(["request_id"], ["discount_request.id"]),
        sa.PrimaryKeyConstraint("request_id", "place"),
    )
    op.create_table(
        "request_plan",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["discount_request.id"]),
        sa.PrimaryKeyConstraint("request_id"),
    )
    guards = POSTGRES_GUARDS if op.get_context().dialect.name == "postgresql" else SQLITE_GUARDS
    for statement in guards:
        op.execute(sa.text(statement.replace(":", r"\:")))
