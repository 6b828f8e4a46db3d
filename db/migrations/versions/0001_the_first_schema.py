"""The first schema.

Revision: 0001, after None.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SQLITE_GUARDS = (
    "CREATE TRIGGER guard_event_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event rows are never changed'); END",
    "CREATE TRIGGER guard_receipt_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt rows are never changed'); END",
    "CREATE TRIGGER guard_allotment_update BEFORE UPDATE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never changed'); END",
    "CREATE TRIGGER guard_quote_update BEFORE UPDATE ON quote BEGIN SELECT RAISE(ABORT, 'quote rows are never changed'); END",
    "CREATE TRIGGER guard_quote_line_update BEFORE UPDATE ON quote_line BEGIN SELECT RAISE(ABORT, 'quote_line rows are never changed'); END",
    "CREATE TRIGGER guard_schedule_line_update BEFORE UPDATE ON schedule_line BEGIN SELECT RAISE(ABORT, 'schedule_line rows are never changed'); END",
    "CREATE TRIGGER guard_chase_update BEFORE UPDATE ON chase BEGIN SELECT RAISE(ABORT, 'chase rows are never changed'); END",
    "CREATE TRIGGER guard_import_run_update BEFORE UPDATE ON import_run BEGIN SELECT RAISE(ABORT, 'import_run rows are never changed'); END",
    "CREATE TRIGGER guard_event_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event rows are never deleted'); END",
    "CREATE TRIGGER guard_receipt_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt rows are never deleted'); END",
    "CREATE TRIGGER guard_allotment_delete BEFORE DELETE ON allotment BEGIN SELECT RAISE(ABORT, 'allotment rows are never deleted'); END",
    "CREATE TRIGGER guard_quote_delete BEFORE DELETE ON quote BEGIN SELECT RAISE(ABORT, 'quote rows are never deleted'); END",
    "CREATE TRIGGER guard_quote_line_delete BEFORE DELETE ON quote_line BEGIN SELECT RAISE(ABORT, 'quote_line rows are never deleted'); END",
    "CREATE TRIGGER guard_schedule_line_delete BEFORE DELETE ON schedule_line BEGIN SELECT RAISE(ABORT, 'schedule_line rows are never deleted'); END",
    "CREATE TRIGGER guard_chase_delete BEFORE DELETE ON chase BEGIN SELECT RAISE(ABORT, 'chase rows are never deleted'); END",
    "CREATE TRIGGER guard_import_run_delete BEFORE DELETE ON import_run BEGIN SELECT RAISE(ABORT, 'import_run rows are never deleted'); END",
    "CREATE TRIGGER guard_claim_delete BEFORE DELETE ON claim BEGIN SELECT RAISE(ABORT, 'claim rows are never deleted'); END",
    "CREATE TRIGGER guard_deal_delete BEFORE DELETE ON deal BEGIN SELECT RAISE(ABORT, 'deal rows are never deleted'); END",
    "CREATE TRIGGER guard_deal_step_delete BEFORE DELETE ON deal_step BEGIN SELECT RAISE(ABORT, 'deal_step rows are never deleted'); END",
    "CREATE TRIGGER guard_discount_request_delete BEFORE DELETE ON discount_request BEGIN SELECT RAISE(ABORT, 'discount_request rows are never deleted'); END",
    "CREATE TRIGGER guard_event_head_delete BEFORE DELETE ON event_head BEGIN SELECT RAISE(ABORT, 'event_head rows are never deleted'); END",
    'CREATE TRIGGER guard_unit_update_unit_price_minor BEFORE UPDATE ON unit WHEN (OLD."unit_price_minor" IS NOT NEW."unit_price_minor" OR OLD."list_price_minor" IS NOT NEW."list_price_minor" OR OLD."filed_price_minor" IS NOT NEW."filed_price_minor" OR OLD."floor_price_minor" IS NOT NEW."floor_price_minor" OR OLD."built_area" IS NOT NEW."built_area") AND (EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id AND claim.live)) BEGIN SELECT RAISE(ABORT, \'the price of a claimed unit is frozen\'); END',
    "CREATE TRIGGER guard_unit_delete BEFORE DELETE ON unit WHEN (EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id)) BEGIN SELECT RAISE(ABORT, 'a unit that was claimed is never deleted'); END",
    'CREATE TRIGGER guard_claim_update_unit_id BEFORE UPDATE ON claim WHEN (OLD."unit_id" IS NOT NEW."unit_id" OR OLD."customer_id" IS NOT NEW."customer_id" OR OLD."project_id" IS NOT NEW."project_id" OR OLD."kind" IS NOT NEW."kind" OR OLD."created_at" IS NOT NEW."created_at") BEGIN SELECT RAISE(ABORT, \'whose claim it is, is frozen\'); END',
    "CREATE TRIGGER guard_claim_update BEFORE UPDATE ON claim WHEN (NOT OLD.live) BEGIN SELECT RAISE(ABORT, 'an ended claim is frozen'); END",
    'CREATE TRIGGER guard_deal_update_project_id BEFORE UPDATE ON deal WHEN (OLD."project_id" IS NOT NEW."project_id" OR OLD."unit_id" IS NOT NEW."unit_id" OR OLD."customer_id" IS NOT NEW."customer_id" OR OLD."quote_id" IS NOT NEW."quote_id" OR OLD."claim_id" IS NOT NEW."claim_id" OR OLD."number" IS NOT NEW."number" OR OLD."plan" IS NOT NEW."plan" OR OLD."ordered_at" IS NOT NEW."ordered_at" OR OLD."ordered_on" IS NOT NEW."ordered_on") BEGIN SELECT RAISE(ABORT, \'what was ordered is frozen\'); END',
    'CREATE TRIGGER guard_deal_step_update_deal_id BEFORE UPDATE ON deal_step WHEN (OLD."deal_id" IS NOT NEW."deal_id" OR OLD."step" IS NOT NEW."step" OR OLD."done_on" IS NOT NEW."done_on" OR OLD."at" IS NOT NEW."at" OR OLD."staff_id" IS NOT NEW."staff_id" OR OLD."note" IS NOT NEW."note") BEGIN SELECT RAISE(ABORT, \'a step that was done is frozen\'); END',
    "CREATE TRIGGER guard_deal_step_update BEFORE UPDATE ON deal_step WHEN (OLD.undone_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'a step that was undone is frozen'); END",
    'CREATE TRIGGER guard_discount_request_update_project_id BEFORE UPDATE ON discount_request WHEN (OLD."project_id" IS NOT NEW."project_id" OR OLD."unit_id" IS NOT NEW."unit_id" OR OLD."customer_id" IS NOT NEW."customer_id" OR OLD."plan" IS NOT NEW."plan" OR OLD."percent" IS NOT NEW."percent" OR OLD."list_price_minor" IS NOT NEW."list_price_minor" OR OLD."before_minor" IS NOT NEW."before_minor" OR OLD."asked_minor" IS NOT NEW."asked_minor" OR OLD."reason" IS NOT NEW."reason" OR OLD."needed_role" IS NOT NEW."needed_role" OR OLD."asked_at" IS NOT NEW."asked_at" OR OLD."expires_at" IS NOT NEW."expires_at" OR OLD."binding" IS NOT NEW."binding" OR OLD."staff_id" IS NOT NEW."staff_id") BEGIN SELECT RAISE(ABORT, \'what was asked for is frozen\'); END',
    'CREATE TRIGGER guard_discount_request_update_decided_by BEFORE UPDATE ON discount_request WHEN (OLD."decided_by" IS NOT NEW."decided_by" OR OLD."decided_at" IS NOT NEW."decided_at" OR OLD."decided_reason" IS NOT NEW."decided_reason") AND (OLD.decided_by IS NOT NULL) BEGIN SELECT RAISE(ABORT, \'who decided, and why, is frozen\'); END',
    "CREATE TRIGGER guard_discount_request_update BEFORE UPDATE ON discount_request WHEN (OLD.state IN ('used', 'void', 'refused', 'expired')) BEGIN SELECT RAISE(ABORT, 'a decision that is final is frozen'); END",
    "CREATE TRIGGER guard_event_head_update BEFORE UPDATE ON event_head WHEN (NEW.seq <= OLD.seq) BEGIN SELECT RAISE(ABORT, 'the end of the log only moves on'); END",
    "CREATE TRIGGER guard_event_insert BEFORE INSERT ON event WHEN (EXISTS (SELECT 1 FROM event WHERE project_id = NEW.project_id AND seq = NEW.seq) OR EXISTS (SELECT 1 FROM event WHERE project_id = NEW.project_id AND hash = NEW.hash)) BEGIN SELECT RAISE(ABORT, 'event rows are never replaced'); END",
    "CREATE TRIGGER guard_receipt_insert BEFORE INSERT ON receipt WHEN (EXISTS (SELECT 1 FROM receipt WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM receipt WHERE project_id = NEW.project_id AND number = NEW.number) OR EXISTS (SELECT 1 FROM receipt WHERE reverses_id = NEW.reverses_id)) BEGIN SELECT RAISE(ABORT, 'receipt rows are never replaced'); END",
    "CREATE TRIGGER guard_allotment_insert BEFORE INSERT ON allotment WHEN (EXISTS (SELECT 1 FROM allotment WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'allotment rows are never replaced'); END",
    "CREATE TRIGGER guard_quote_insert BEFORE INSERT ON quote WHEN (EXISTS (SELECT 1 FROM quote WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'quote rows are never replaced'); END",
    "CREATE TRIGGER guard_quote_line_insert BEFORE INSERT ON quote_line WHEN (EXISTS (SELECT 1 FROM quote_line WHERE quote_id = NEW.quote_id AND place = NEW.place)) BEGIN SELECT RAISE(ABORT, 'quote_line rows are never replaced'); END",
    "CREATE TRIGGER guard_schedule_line_insert BEFORE INSERT ON schedule_line WHEN (EXISTS (SELECT 1 FROM schedule_line WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM schedule_line WHERE deal_id = NEW.deal_id AND version = NEW.version AND place = NEW.place)) BEGIN SELECT RAISE(ABORT, 'schedule_line rows are never replaced'); END",
    "CREATE TRIGGER guard_chase_insert BEFORE INSERT ON chase WHEN (EXISTS (SELECT 1 FROM chase WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'chase rows are never replaced'); END",
    "CREATE TRIGGER guard_import_run_insert BEFORE INSERT ON import_run WHEN (EXISTS (SELECT 1 FROM import_run WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'import_run rows are never replaced'); END",
    "CREATE TRIGGER guard_claim_insert BEFORE INSERT ON claim WHEN (EXISTS (SELECT 1 FROM claim WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM claim WHERE unit_id = NEW.unit_id AND live AND NEW.live)) BEGIN SELECT RAISE(ABORT, 'claim rows are never replaced'); END",
    "CREATE TRIGGER guard_deal_insert BEFORE INSERT ON deal WHEN (EXISTS (SELECT 1 FROM deal WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM deal WHERE project_id = NEW.project_id AND number = NEW.number) OR EXISTS (SELECT 1 FROM deal WHERE claim_id = NEW.claim_id) OR EXISTS (SELECT 1 FROM deal WHERE quote_id = NEW.quote_id)) BEGIN SELECT RAISE(ABORT, 'deal rows are never replaced'); END",
    "CREATE TRIGGER guard_deal_step_insert BEFORE INSERT ON deal_step WHEN (EXISTS (SELECT 1 FROM deal_step WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM deal_step WHERE deal_id = NEW.deal_id AND step = NEW.step AND undone_at IS NULL)) BEGIN SELECT RAISE(ABORT, 'deal_step rows are never replaced'); END",
    "CREATE TRIGGER guard_discount_request_insert BEFORE INSERT ON discount_request WHEN (EXISTS (SELECT 1 FROM discount_request WHERE id = NEW.id)) BEGIN SELECT RAISE(ABORT, 'discount_request rows are never replaced'); END",
    "CREATE TRIGGER guard_event_head_insert BEFORE INSERT ON event_head WHEN (EXISTS (SELECT 1 FROM event_head WHERE project_id = NEW.project_id)) BEGIN SELECT RAISE(ABORT, 'event_head rows are never replaced'); END",
)

POSTGRES_GUARDS = (
    "CREATE FUNCTION guard_event_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'event rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_event_update BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION guard_event_update()",
    "CREATE FUNCTION guard_receipt_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'receipt rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_receipt_update BEFORE UPDATE ON receipt FOR EACH ROW EXECUTE FUNCTION guard_receipt_update()",
    "CREATE FUNCTION guard_allotment_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'allotment rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_allotment_update BEFORE UPDATE ON allotment FOR EACH ROW EXECUTE FUNCTION guard_allotment_update()",
    "CREATE FUNCTION guard_quote_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_quote_update BEFORE UPDATE ON quote FOR EACH ROW EXECUTE FUNCTION guard_quote_update()",
    "CREATE FUNCTION guard_quote_line_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote_line rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_quote_line_update BEFORE UPDATE ON quote_line FOR EACH ROW EXECUTE FUNCTION guard_quote_line_update()",
    "CREATE FUNCTION guard_schedule_line_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'schedule_line rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_schedule_line_update BEFORE UPDATE ON schedule_line FOR EACH ROW EXECUTE FUNCTION guard_schedule_line_update()",
    "CREATE FUNCTION guard_chase_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'chase rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_chase_update BEFORE UPDATE ON chase FOR EACH ROW EXECUTE FUNCTION guard_chase_update()",
    "CREATE FUNCTION guard_import_run_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'import_run rows are never changed' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_import_run_update BEFORE UPDATE ON import_run FOR EACH ROW EXECUTE FUNCTION guard_import_run_update()",
    "CREATE FUNCTION guard_event_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'event rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_event_delete BEFORE DELETE ON event FOR EACH ROW EXECUTE FUNCTION guard_event_delete()",
    "CREATE FUNCTION guard_receipt_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'receipt rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_receipt_delete BEFORE DELETE ON receipt FOR EACH ROW EXECUTE FUNCTION guard_receipt_delete()",
    "CREATE FUNCTION guard_allotment_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'allotment rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_allotment_delete BEFORE DELETE ON allotment FOR EACH ROW EXECUTE FUNCTION guard_allotment_delete()",
    "CREATE FUNCTION guard_quote_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_quote_delete BEFORE DELETE ON quote FOR EACH ROW EXECUTE FUNCTION guard_quote_delete()",
    "CREATE FUNCTION guard_quote_line_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote_line rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_quote_line_delete BEFORE DELETE ON quote_line FOR EACH ROW EXECUTE FUNCTION guard_quote_line_delete()",
    "CREATE FUNCTION guard_schedule_line_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'schedule_line rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_schedule_line_delete BEFORE DELETE ON schedule_line FOR EACH ROW EXECUTE FUNCTION guard_schedule_line_delete()",
    "CREATE FUNCTION guard_chase_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'chase rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_chase_delete BEFORE DELETE ON chase FOR EACH ROW EXECUTE FUNCTION guard_chase_delete()",
    "CREATE FUNCTION guard_import_run_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'import_run rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_import_run_delete BEFORE DELETE ON import_run FOR EACH ROW EXECUTE FUNCTION guard_import_run_delete()",
    "CREATE FUNCTION guard_claim_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'claim rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_claim_delete BEFORE DELETE ON claim FOR EACH ROW EXECUTE FUNCTION guard_claim_delete()",
    "CREATE FUNCTION guard_deal_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'deal rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_deal_delete BEFORE DELETE ON deal FOR EACH ROW EXECUTE FUNCTION guard_deal_delete()",
    "CREATE FUNCTION guard_deal_step_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'deal_step rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_deal_step_delete BEFORE DELETE ON deal_step FOR EACH ROW EXECUTE FUNCTION guard_deal_step_delete()",
    "CREATE FUNCTION guard_discount_request_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'discount_request rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_discount_request_delete BEFORE DELETE ON discount_request FOR EACH ROW EXECUTE FUNCTION guard_discount_request_delete()",
    "CREATE FUNCTION guard_event_head_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'event_head rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_event_head_delete BEFORE DELETE ON event_head FOR EACH ROW EXECUTE FUNCTION guard_event_head_delete()",
    'CREATE FUNCTION guard_unit_update_unit_price_minor() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."unit_price_minor" IS DISTINCT FROM NEW."unit_price_minor" OR OLD."list_price_minor" IS DISTINCT FROM NEW."list_price_minor" OR OLD."filed_price_minor" IS DISTINCT FROM NEW."filed_price_minor" OR OLD."floor_price_minor" IS DISTINCT FROM NEW."floor_price_minor" OR OLD."built_area" IS DISTINCT FROM NEW."built_area") AND (EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id AND claim.live)) THEN RAISE EXCEPTION \'the price of a claimed unit is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_unit_update_unit_price_minor BEFORE UPDATE ON unit FOR EACH ROW EXECUTE FUNCTION guard_unit_update_unit_price_minor()",
    "CREATE FUNCTION guard_unit_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id)) THEN RAISE EXCEPTION 'a unit that was claimed is never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_unit_delete BEFORE DELETE ON unit FOR EACH ROW EXECUTE FUNCTION guard_unit_delete()",
    'CREATE FUNCTION guard_claim_update_unit_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."created_at" IS DISTINCT FROM NEW."created_at") THEN RAISE EXCEPTION \'whose claim it is, is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_claim_update_unit_id BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION guard_claim_update_unit_id()",
    "CREATE FUNCTION guard_claim_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NOT OLD.live) THEN RAISE EXCEPTION 'an ended claim is frozen' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_claim_update BEFORE UPDATE ON claim FOR EACH ROW EXECUTE FUNCTION guard_claim_update()",
    'CREATE FUNCTION guard_deal_update_project_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."quote_id" IS DISTINCT FROM NEW."quote_id" OR OLD."claim_id" IS DISTINCT FROM NEW."claim_id" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."plan" IS DISTINCT FROM NEW."plan" OR OLD."ordered_at" IS DISTINCT FROM NEW."ordered_at" OR OLD."ordered_on" IS DISTINCT FROM NEW."ordered_on") THEN RAISE EXCEPTION \'what was ordered is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_deal_update_project_id BEFORE UPDATE ON deal FOR EACH ROW EXECUTE FUNCTION guard_deal_update_project_id()",
    'CREATE FUNCTION guard_deal_step_update_deal_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."deal_id" IS DISTINCT FROM NEW."deal_id" OR OLD."step" IS DISTINCT FROM NEW."step" OR OLD."done_on" IS DISTINCT FROM NEW."done_on" OR OLD."at" IS DISTINCT FROM NEW."at" OR OLD."staff_id" IS DISTINCT FROM NEW."staff_id" OR OLD."note" IS DISTINCT FROM NEW."note") THEN RAISE EXCEPTION \'a step that was done is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_deal_step_update_deal_id BEFORE UPDATE ON deal_step FOR EACH ROW EXECUTE FUNCTION guard_deal_step_update_deal_id()",
    "CREATE FUNCTION guard_deal_step_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.undone_at IS NOT NULL) THEN RAISE EXCEPTION 'a step that was undone is frozen' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_deal_step_update BEFORE UPDATE ON deal_step FOR EACH ROW EXECUTE FUNCTION guard_deal_step_update()",
    'CREATE FUNCTION guard_discount_request_update_project_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."project_id" IS DISTINCT FROM NEW."project_id" OR OLD."unit_id" IS DISTINCT FROM NEW."unit_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."plan" IS DISTINCT FROM NEW."plan" OR OLD."percent" IS DISTINCT FROM NEW."percent" OR OLD."list_price_minor" IS DISTINCT FROM NEW."list_price_minor" OR OLD."before_minor" IS DISTINCT FROM NEW."before_minor" OR OLD."asked_minor" IS DISTINCT FROM NEW."asked_minor" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."needed_role" IS DISTINCT FROM NEW."needed_role" OR OLD."asked_at" IS DISTINCT FROM NEW."asked_at" OR OLD."expires_at" IS DISTINCT FROM NEW."expires_at" OR OLD."binding" IS DISTINCT FROM NEW."binding" OR OLD."staff_id" IS DISTINCT FROM NEW."staff_id") THEN RAISE EXCEPTION \'what was asked for is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_discount_request_update_project_id BEFORE UPDATE ON discount_request FOR EACH ROW EXECUTE FUNCTION guard_discount_request_update_project_id()",
    'CREATE FUNCTION guard_discount_request_update_decided_by() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD."decided_by" IS DISTINCT FROM NEW."decided_by" OR OLD."decided_at" IS DISTINCT FROM NEW."decided_at" OR OLD."decided_reason" IS DISTINCT FROM NEW."decided_reason") AND (OLD.decided_by IS NOT NULL) THEN RAISE EXCEPTION \'who decided, and why, is frozen\' USING ERRCODE = \'restrict_violation\'; END IF; RETURN NEW; END $$',
    "CREATE TRIGGER guard_discount_request_update_decided_by BEFORE UPDATE ON discount_request FOR EACH ROW EXECUTE FUNCTION guard_discount_request_update_decided_by()",
    "CREATE FUNCTION guard_discount_request_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.state IN ('used', 'void', 'refused', 'expired')) THEN RAISE EXCEPTION 'a decision that is final is frozen' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_discount_request_update BEFORE UPDATE ON discount_request FOR EACH ROW EXECUTE FUNCTION guard_discount_request_update()",
    "CREATE FUNCTION guard_event_head_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.seq <= OLD.seq) THEN RAISE EXCEPTION 'the end of the log only moves on' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER guard_event_head_update BEFORE UPDATE ON event_head FOR EACH ROW EXECUTE FUNCTION guard_event_head_update()",
    "CREATE FUNCTION guard_event_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'event rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_event_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION guard_event_truncate()",
    "CREATE FUNCTION guard_receipt_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'receipt rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_receipt_truncate BEFORE TRUNCATE ON receipt FOR EACH STATEMENT EXECUTE FUNCTION guard_receipt_truncate()",
    "CREATE FUNCTION guard_allotment_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'allotment rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_allotment_truncate BEFORE TRUNCATE ON allotment FOR EACH STATEMENT EXECUTE FUNCTION guard_allotment_truncate()",
    "CREATE FUNCTION guard_quote_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_quote_truncate BEFORE TRUNCATE ON quote FOR EACH STATEMENT EXECUTE FUNCTION guard_quote_truncate()",
    "CREATE FUNCTION guard_quote_line_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'quote_line rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_quote_line_truncate BEFORE TRUNCATE ON quote_line FOR EACH STATEMENT EXECUTE FUNCTION guard_quote_line_truncate()",
    "CREATE FUNCTION guard_schedule_line_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'schedule_line rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_schedule_line_truncate BEFORE TRUNCATE ON schedule_line FOR EACH STATEMENT EXECUTE FUNCTION guard_schedule_line_truncate()",
    "CREATE FUNCTION guard_chase_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'chase rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_chase_truncate BEFORE TRUNCATE ON chase FOR EACH STATEMENT EXECUTE FUNCTION guard_chase_truncate()",
    "CREATE FUNCTION guard_import_run_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'import_run rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_import_run_truncate BEFORE TRUNCATE ON import_run FOR EACH STATEMENT EXECUTE FUNCTION guard_import_run_truncate()",
    "CREATE FUNCTION guard_claim_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'claim rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_claim_truncate BEFORE TRUNCATE ON claim FOR EACH STATEMENT EXECUTE FUNCTION guard_claim_truncate()",
    "CREATE FUNCTION guard_deal_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'deal rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_deal_truncate BEFORE TRUNCATE ON deal FOR EACH STATEMENT EXECUTE FUNCTION guard_deal_truncate()",
    "CREATE FUNCTION guard_deal_step_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'deal_step rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_deal_step_truncate BEFORE TRUNCATE ON deal_step FOR EACH STATEMENT EXECUTE FUNCTION guard_deal_step_truncate()",
    "CREATE FUNCTION guard_discount_request_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'discount_request rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_discount_request_truncate BEFORE TRUNCATE ON discount_request FOR EACH STATEMENT EXECUTE FUNCTION guard_discount_request_truncate()",
    "CREATE FUNCTION guard_event_head_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'event_head rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_event_head_truncate BEFORE TRUNCATE ON event_head FOR EACH STATEMENT EXECUTE FUNCTION guard_event_head_truncate()",
    "CREATE FUNCTION guard_unit_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'unit rows are never deleted' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER guard_unit_truncate BEFORE TRUNCATE ON unit FOR EACH STATEMENT EXECUTE FUNCTION guard_unit_truncate()",
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_table(
        "sign_in_guard",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("checking", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_guard")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'rep', 'reception', 'cashier', 'mortgage_desk', 'back_office', 'manager', 'director', 'general_manager', 'service', 'auditor', 'wall')",
            name=op.f("ck_staff_role_word"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name_key", name=op.f("uq_staff_name_key")),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("permit_no", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_batch_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_batch_project_id_name")),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_customer_name_key"), "customer", ["name_key"], unique=False)
    op.create_index(op.f("ix_customer_project_id"), "customer", ["project_id"], unique=False)
    op.create_table(
        "event_head",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_event_head_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_event_head")),
    )
    op.create_table(
        "given_answer",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("asked_hash", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_given_answer_project_id_project")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_given_answer_staff_id_staff")),
        sa.PrimaryKeyConstraint("project_id", "key", name=op.f("pk_given_answer")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_import_run_project_id_project")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_import_run_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_project_id"), "import_run", ["project_id"], unique=False)
    op.create_table(
        "project_setting",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_setting_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "name", name=op.f("pk_project_setting")),
    )
    op.create_table(
        "register",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_register_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "name", name=op.f("pk_register")),
    )
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"], unique=False)
    op.create_table(
        "standing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("percent", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "name", "valid_from"),
    )
    op.create_table(
        "customer_phone",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.PrimaryKeyConstraint("project_id", "phone"),
    )
    op.create_index(op.f("ix_customer_phone_customer_id"), "customer_phone", ["customer_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("floor", sa.String(), nullable=False),
        sa.Column("floor_sort", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("built_area", sa.BigInteger(), nullable=False),
        sa.Column("inner_area", sa.BigInteger(), nullable=True),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("filed_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("floor_price_minor", sa.BigInteger(), nullable=True),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("orientation", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("withheld_reason", sa.String(), nullable=False),
        sa.Column("withheld_until", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('flat', 'shop', 'parking', 'storage')", name=op.f("ck_unit_kind_word")),
        sa.CheckConstraint(
            "state IN ('not_released', 'available', 'withheld', 'held', 'subscribed', 'signed', 'filed', 'handed_over', 'titled')",
            name=op.f("ck_unit_state_word"),
        ),
        sa.CheckConstraint("built_area >= 0", name=op.f("ck_unit_built_area_not_negative")),
        sa.CheckConstraint("list_price_minor >= 0", name=op.f("ck_unit_list_price_minor_not_negative")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_unit_batch_id_batch")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_unit_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("project_id", "code", name=op.f("uq_unit_project_id_code")),
    )
    op.create_index(op.f("ix_unit_batch_id"), "unit", ["batch_id"], unique=False)
    op.create_index("ix_unit_project_building", "unit", ["project_id", "building"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "customer_id", "at"),
    )
    op.create_index(op.f("ix_appointment_at"), "appointment", ["at"], unique=False)
    op.create_index(op.f("ix_appointment_project_id"), "appointment", ["project_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "end_reason IN ('expired', 'released', 'ordered', 'cancelled', 'moved')",
            name=op.f("ck_claim_end_reason_word"),
        ),
        sa.CheckConstraint("kind IN ('hold', 'deal')", name=op.f("ck_claim_kind_word")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_claim_customer_id_customer")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_claim_project_id_project")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_claim_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_claim_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index("ix_claim_customer_live", "claim", ["customer_id", "live"], unique=False)
    op.create_index("ix_claim_staff_live", "claim", ["staff_id", "live"], unique=False)
    op.create_index(op.f("ix_claim_unit_id"), "claim", ["unit_id"], unique=False)
    op.create_index(
        "uq_claim_live",
        "claim",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    op.create_table(
        "discount_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("percent", sa.String(), nullable=True),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("needed_role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("binding", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "plan IN ('one_sum', 'instalments', 'mortgage', 'provident_fund', 'combined')", name="plan_word"
        ),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'refused', 'used', 'void', 'expired')", name="state_word"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_discount_request_state", "discount_request", ["state"], unique=False)
    op.create_index(op.f("ix_discount_request_unit_id"), "discount_request", ["unit_id"], unique=False)
    op.create_table(
        "unit_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('show_flat', 'mortgaged', 'seized', 'own_use', 'barter', 'authority')",
            name=op.f("ck_unit_lock_kind_word"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_unit_lock_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_lock_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_lock")),
    )
    op.create_index(op.f("ix_unit_lock_unit_id"), "unit_lock", ["unit_id"], unique=False)
    op.create_index(
        "uq_unit_lock_open",
        "unit_lock",
        ["unit_id", "kind"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("list_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("deposit_minor", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("total_minor >= 0", name="total_minor_not_negative"),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["discount_request.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("sign_by", sa.Date(), nullable=False),
        sa.Column("filing_no", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "plan IN ('one_sum', 'instalments', 'mortgage', 'provident_fund', 'combined')", name="plan_word"
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"],
            ["quote.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim_id"),
        sa.UniqueConstraint("project_id", "number"),
        sa.UniqueConstraint("quote_id"),
    )
    op.create_index(op.f("ix_deal_customer_id"), "deal", ["customer_id"], unique=False)
    op.create_index(op.f("ix_deal_staff_id"), "deal", ["staff_id"], unique=False)
    op.create_index("ix_deal_unit", "deal", ["unit_id"], unique=False)
    op.create_table(
        "quote_line",
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("factor", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("after_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_id"],
            ["quote.id"],
        ),
        sa.PrimaryKeyConstraint("quote_id", "place"),
    )
    op.create_table(
        "deal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "step IN ('order', 'deposit', 'top_up', 'first_payment', 'contract', 'mortgage', 'loan_payout', 'area_settlement', 'handover', 'title')",
            name="step_word",
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_deal_step_deal_id"), "deal_step", ["deal_id"], unique=False)
    op.create_index(
        "uq_deal_step_done",
        "deal_step",
        ["deal_id", "step"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
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
        sa.UniqueConstraint("project_id", "hash", name=op.f("uq_event_project_id_hash")),
    )
    op.create_index(op.f("ix_event_deal_id"), "event", ["deal_id"], unique=False)
    op.create_index(op.f("ix_event_unit_id"), "event", ["unit_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("booked_at", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'transfer', 'card', 'wechat', 'alipay', 'cheque', 'bank_loan', 'fund_loan')",
            name="method_word",
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"],
            ["receipt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id", "number"),
        sa.UniqueConstraint("reverses_id"),
    )
    op.create_index(op.f("ix_receipt_deal_id"), "receipt", ["deal_id"], unique=False)
    op.create_table(
        "schedule_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('deposit', 'first_payment', 'instalment', 'loan', 'settlement')", name="kind_word"
        ),
        sa.CheckConstraint("amount_minor >= 0", name="amount_minor_not_negative"),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("deal_id", "version", "place"),
    )
    op.create_index("ix_schedule_line_due", "schedule_line", ["due"], unique=False)
    op.create_table(
        "allotment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["schedule_line.id"],
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["receipt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_allotment_line_id"), "allotment", ["line_id"], unique=False)
    op.create_index(op.f("ix_allotment_receipt_id"), "allotment", ["receipt_id"], unique=False)
    op.create_table(
        "chase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("outcome IN ('promised', 'not_reached', 'refused')", name="outcome_word"),
        sa.ForeignKeyConstraint(
            ["deal_id"],
            ["deal.id"],
        ),
        sa.ForeignKeyConstraint(
            ["line_id"],
            ["schedule_line.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_chase_deal_id"), "chase", ["deal_id"], unique=False)
    op.create_index(op.f("ix_chase_line_id"), "chase", ["line_id"], unique=False)
    guards = POSTGRES_GUARDS if op.get_context().dialect.name == "postgresql" else SQLITE_GUARDS
    for statement in guards:
        op.execute(sa.text(statement.replace(":", r"\:")))
