"""PostgreSQL looks up whose phones and recommendations come in once for a statement, and who goes for all who go.

Revision: 0015, after 0014. A foreign key did so for each phone, which took longer than to write it, and looked through
all customers for each one that an import was taken back with; for that the index is. Phones are compared sign by sign.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REFERENCES: tuple[str, ...] = (
    "CREATE FUNCTION refer_customer_insert() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN IF EXISTS (SELECT project_id FROM added WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT staff_id FROM added WHERE staff_id IS NOT NULL EXCEPT SELECT id FROM staff) THEN RAISE EXCEPTION 'customer.staff_id leads to no staff' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT FROM added WHERE added.referred_by IS NOT NULL AND COALESCE((SELECT TRUE FROM customer AS here WHERE here.id = added.referred_by AND here.xmin = pg_current_xact_id()::xid), (SELECT TRUE FROM customer AS here WHERE here.id = added.referred_by FOR KEY SHARE)) IS NULL) THEN RAISE EXCEPTION 'customer.referred_by leads to no customer' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_customer_insert AFTER INSERT ON customer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_customer_insert()",
    "CREATE FUNCTION refer_customer_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM (SELECT NEW.*) AS changed WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT staff_id FROM (SELECT NEW.*) AS changed WHERE staff_id IS NOT NULL EXCEPT SELECT id FROM staff) THEN RAISE EXCEPTION 'customer.staff_id leads to no staff' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT FROM (SELECT NEW.*) AS changed WHERE changed.referred_by IS NOT NULL AND COALESCE((SELECT TRUE FROM customer AS here WHERE here.id = changed.referred_by AND here.xmin = pg_current_xact_id()::xid), (SELECT TRUE FROM customer AS here WHERE here.id = changed.referred_by FOR KEY SHARE)) IS NULL) THEN RAISE EXCEPTION 'customer.referred_by leads to no customer' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_customer_update BEFORE UPDATE OF project_id, staff_id, referred_by ON customer FOR EACH ROW EXECUTE FUNCTION refer_customer_update()",
    "CREATE FUNCTION refer_customer_phone_insert() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN IF EXISTS (SELECT FROM added WHERE added.customer_id IS NOT NULL AND COALESCE((SELECT TRUE FROM customer AS here WHERE here.id = added.customer_id AND here.xmin = pg_current_xact_id()::xid), (SELECT TRUE FROM customer AS here WHERE here.id = added.customer_id FOR KEY SHARE)) IS NULL) THEN RAISE EXCEPTION 'customer_phone.customer_id leads to no customer' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT project_id FROM added WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer_phone.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_customer_phone_insert AFTER INSERT ON customer_phone REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_customer_phone_insert()",
    "CREATE FUNCTION refer_customer_phone_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT FROM (SELECT NEW.*) AS changed WHERE changed.customer_id IS NOT NULL AND COALESCE((SELECT TRUE FROM customer AS here WHERE here.id = changed.customer_id AND here.xmin = pg_current_xact_id()::xid), (SELECT TRUE FROM customer AS here WHERE here.id = changed.customer_id FOR KEY SHARE)) IS NULL) THEN RAISE EXCEPTION 'customer_phone.customer_id leads to no customer' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT project_id FROM (SELECT NEW.*) AS changed WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer_phone.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_customer_phone_update BEFORE UPDATE OF customer_id, project_id ON customer_phone FOR EACH ROW EXECUTE FUNCTION refer_customer_phone_update()",
    "CREATE FUNCTION refer_customer_delete() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$ BEGIN IF EXISTS (SELECT FROM gone WHERE (SELECT TRUE FROM customer AS left_here WHERE left_here.referred_by = gone.id LIMIT 1)) THEN RAISE EXCEPTION 'customer.referred_by leads to a customer who was to go' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT FROM gone WHERE (SELECT TRUE FROM customer_phone AS left_here WHERE left_here.customer_id = gone.id LIMIT 1)) THEN RAISE EXCEPTION 'customer_phone.customer_id leads to a customer who was to go' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_customer_delete AFTER DELETE ON customer REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION refer_customer_delete()",
    "CREATE FUNCTION refer_customer_number() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.id IS DISTINCT FROM NEW.id THEN RAISE EXCEPTION 'customer rows keep their number' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_customer_number BEFORE UPDATE OF id ON customer FOR EACH ROW EXECUTE FUNCTION refer_customer_number()",
)


def upgrade() -> None:
    """Bring the schema forward."""
    there = sa.text("referred_by IS NOT NULL")
    op.create_index("ix_customer_referred_by", "customer", ["referred_by"], sqlite_where=there, postgresql_where=there)
    if op.get_context().dialect.name != "postgresql":
        return
    op.execute('ALTER TABLE customer_phone ALTER COLUMN phone TYPE VARCHAR COLLATE "C"')
    op.drop_constraint("fk_customer_referred_by_customer", "customer")
    op.drop_constraint("fk_customer_phone_customer_id_customer", "customer_phone")
    for table in ("customer", "customer_phone"):
        for on in ("insert", "update"):
            op.execute(f"DROP FUNCTION refer_{table}_{on} CASCADE")
    for statement in REFERENCES:
        op.execute(statement)
