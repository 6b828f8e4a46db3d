"""PostgreSQL looks references of units, customers and phones up once for a statement, in place of once for each row.

Revision: 0013, after 0012. The rows to which they lead are never deleted and keep their number. SQLite has foreign keys.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FOREIGN_KEYS = (
    ("unit", "fk_unit_project_id_project"),
    ("unit", "fk_unit_batch_id_batch"),
    ("customer", "fk_customer_project_id_project"),
    ("customer", "fk_customer_staff_id_staff"),
    ("customer_phone", "fk_customer_phone_project_id_project"),
)
GUARDS: tuple[str, ...] = (
    "CREATE FUNCTION guard_project_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'project rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_project_truncate BEFORE TRUNCATE ON project FOR EACH STATEMENT EXECUTE FUNCTION guard_project_truncate()",
    "CREATE FUNCTION guard_batch_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'batch rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_batch_truncate BEFORE TRUNCATE ON batch FOR EACH STATEMENT EXECUTE FUNCTION guard_batch_truncate()",
    "CREATE FUNCTION guard_staff_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'staff rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_staff_truncate BEFORE TRUNCATE ON staff FOR EACH STATEMENT EXECUTE FUNCTION guard_staff_truncate()",
    "CREATE FUNCTION guard_project_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'project rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_project_delete BEFORE DELETE ON project FOR EACH ROW EXECUTE FUNCTION guard_project_delete()",
    "CREATE FUNCTION guard_batch_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'batch rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_batch_delete BEFORE DELETE ON batch FOR EACH ROW EXECUTE FUNCTION guard_batch_delete()",
    "CREATE FUNCTION guard_staff_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'staff rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_staff_delete BEFORE DELETE ON staff FOR EACH ROW EXECUTE FUNCTION guard_staff_delete()",
    "CREATE FUNCTION guard_project_update_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.\"id\" IS DISTINCT FROM NEW.\"id\") THEN RAISE EXCEPTION 'project rows keep their number' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_project_update_id BEFORE UPDATE ON project FOR EACH ROW EXECUTE FUNCTION guard_project_update_id()",
    "CREATE FUNCTION guard_batch_update_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.\"id\" IS DISTINCT FROM NEW.\"id\") THEN RAISE EXCEPTION 'batch rows keep their number' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_batch_update_id BEFORE UPDATE ON batch FOR EACH ROW EXECUTE FUNCTION guard_batch_update_id()",
    "CREATE FUNCTION guard_staff_update_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.\"id\" IS DISTINCT FROM NEW.\"id\") THEN RAISE EXCEPTION 'staff rows keep their number' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_staff_update_id BEFORE UPDATE ON staff FOR EACH ROW EXECUTE FUNCTION guard_staff_update_id()",
)
REFERENCES: tuple[str, ...] = (
    "CREATE FUNCTION refer_unit_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM added WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'unit.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT batch_id FROM added WHERE batch_id IS NOT NULL EXCEPT SELECT id FROM batch) THEN RAISE EXCEPTION 'unit.batch_id leads to no batch' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_unit_insert AFTER INSERT ON unit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_unit_insert()",
    "CREATE FUNCTION refer_unit_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM (SELECT NEW.*) AS changed WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'unit.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT batch_id FROM (SELECT NEW.*) AS changed WHERE batch_id IS NOT NULL EXCEPT SELECT id FROM batch) THEN RAISE EXCEPTION 'unit.batch_id leads to no batch' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_unit_update BEFORE UPDATE OF project_id, batch_id ON unit FOR EACH ROW EXECUTE FUNCTION refer_unit_update()",
    "CREATE FUNCTION refer_customer_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM added WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT staff_id FROM added WHERE staff_id IS NOT NULL EXCEPT SELECT id FROM staff) THEN RAISE EXCEPTION 'customer.staff_id leads to no staff' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_customer_insert AFTER INSERT ON customer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_customer_insert()",
    "CREATE FUNCTION refer_customer_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM (SELECT NEW.*) AS changed WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; IF EXISTS (SELECT staff_id FROM (SELECT NEW.*) AS changed WHERE staff_id IS NOT NULL EXCEPT SELECT id FROM staff) THEN RAISE EXCEPTION 'customer.staff_id leads to no staff' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_customer_update BEFORE UPDATE OF project_id, staff_id ON customer FOR EACH ROW EXECUTE FUNCTION refer_customer_update()",
    "CREATE FUNCTION refer_customer_phone_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM added WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer_phone.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER refer_customer_phone_insert AFTER INSERT ON customer_phone REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refer_customer_phone_insert()",
    "CREATE FUNCTION refer_customer_phone_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT project_id FROM (SELECT NEW.*) AS changed WHERE project_id IS NOT NULL EXCEPT SELECT id FROM project) THEN RAISE EXCEPTION 'customer_phone.project_id leads to no project' USING ERRCODE = 'foreign_key_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER refer_customer_phone_update BEFORE UPDATE OF project_id ON customer_phone FOR EACH ROW EXECUTE FUNCTION refer_customer_phone_update()",
)


def upgrade() -> None:
    """Bring the schema forward."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table, key in FOREIGN_KEYS:
        op.drop_constraint(key, table)
    for statement in (*GUARDS, *REFERENCES):
        op.execute(statement)
