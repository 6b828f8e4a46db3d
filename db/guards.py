"""Rows that the database itself keeps frozen: triggers that refuse to change, delete or replace what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, text

from db.references import REFERRED_TO, reference_ddl


@dataclass(frozen=True)
class Guard:
    """A refusal: which table, on what (UPDATE, DELETE …), changes of which columns, and under what condition."""

    table: str
    on: str
    says: str
    columns: Sequence[str] = ()
    when: str = ""

    @property
    def name(self) -> str:
        """The trigger's name."""
        return f"guard_{self.table}_{self.on.lower()}" + (f"_{self.columns[0]}" if self.columns else "")


_LIVE_CLAIM = "EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id AND claim.live)"
_PRICES = ("unit_price_minor", "list_price_minor", "filed_price_minor", "floor_price_minor", "built_area")

FROZEN_TABLES = (
    "event",
    "receipt",
    "allotment",
    "quote",
    "quote_line",
    "quote_item",
    "schedule_line",
    "chase",
    "import_run",
    "price_change",
    "price_list_entry",
    "deal_plan",
    "deal_tick",
    "day_close",
    "request_plan",
    "request_item",
)
KEPT_TABLES = (
    *FROZEN_TABLES,
    "claim",
    "deal",
    "deal_step",
    "deal_buyer",
    "discount_request",
    "change_order",
    "price_list",
    "mortgage_case",
    "area_settlement",
    "event_head",
    "disclosure_fact",
)

_MONEY_ON_HOLD = (
    "NOT NEW.live AND NEW.end_reason IN ('expired', 'released') "
    "AND (SELECT COALESCE(SUM(allotment.amount_minor), 0) FROM allotment WHERE allotment.claim_id = OLD.id) <> 0"
)
_NEW_MAIN_BUYER = (
    "NOT EXISTS (SELECT 1 FROM deal_buyer WHERE deal_buyer.deal_id = OLD.id "
    "AND deal_buyer.customer_id = NEW.customer_id AND deal_buyer.ended_at IS NULL)"
)
_NEW_PLAN = (
    "NOT EXISTS (SELECT 1 FROM deal_plan WHERE deal_plan.deal_id = OLD.id AND deal_plan.version = NEW.plan_version "
    "AND deal_plan.plan = NEW.plan AND deal_plan.quote_id = NEW.quote_id)"
)
_CLAIM_OF_ANOTHER = (
    "NOT EXISTS (SELECT 1 FROM deal WHERE deal.claim_id = OLD.id AND deal.customer_id = NEW.customer_id)"
)

GUARDS: tuple[Guard, ...] = (
    *(Guard(table, "UPDATE", f"{table} rows are never changed") for table in FROZEN_TABLES),
    *(Guard(table, "DELETE", f"{table} rows are never deleted") for table in KEPT_TABLES),
    Guard("unit", "UPDATE", "the price of a claimed unit is frozen", _PRICES, _LIVE_CLAIM),
    Guard(
        "unit",
        "DELETE",
        "a unit that was on sale is never deleted",
        (),
        "OLD.state <> 'not_released' OR EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id)",
    ),
    Guard(
        "claim",
        "UPDATE",
        "what is claimed is frozen",
        ("unit_id", "project_id", "kind", "created_at"),
    ),
    Guard("claim", "UPDATE", "whose claim it is, is frozen", ("customer_id",), _CLAIM_OF_ANOTHER),
    Guard("claim", "UPDATE", "an ended claim is frozen", (), "NOT OLD.live"),
    Guard("claim", "UPDATE", "a hold with money on it does not end by itself", ("live",), _MONEY_ON_HOLD),
    Guard(
        "deal",
        "UPDATE",
        "what was ordered is frozen",
        (
            "project_id",
            "unit_id",
            "claim_id",
            "number",
            "ordered_at",
            "ordered_on",
            "from_deal_id",
        ),
    ),
    Guard("deal", "UPDATE", "the buyer is one of the buyers of the deal", ("customer_id",), _NEW_MAIN_BUYER),
    Guard("deal", "UPDATE", "a price and a plan change by a new version alone", ("quote_id", "plan"), _NEW_PLAN),
    Guard("deal_buyer", "UPDATE", "a buyer and the share are frozen", ("deal_id", "customer_id", "share", "at")),
    Guard("deal_buyer", "UPDATE", "a buyer who left is frozen", (), "OLD.ended_at IS NOT NULL"),
    Guard(
        "change_order",
        "UPDATE",
        "what was asked for is frozen",
        (
            "project_id",
            "number",
            "deal_id",
            "kind",
            "reason",
            "fee_minor",
            "outcome",
            "asked",
            "binding",
            "needed_role",
            "asked_by",
            "asked_at",
            "expires_at",
        ),
    ),
    Guard(
        "change_order",
        "UPDATE",
        "who decided, and why, is frozen",
        ("decided_by", "decided_at", "decided_reason"),
        "OLD.decided_by IS NOT NULL",
    ),
    Guard(
        "change_order",
        "UPDATE",
        "a change that is over is frozen",
        (),
        "OLD.state IN ('done', 'void', 'refused')",
    ),
    Guard(
        "price_list",
        "UPDATE",
        "a version of the price list is frozen",
        ("project_id", "name", "source", "rule", "made_by", "made_at"),
    ),
    Guard(
        "price_list",
        "UPDATE",
        "a price list that is in force is frozen",
        (),
        "OLD.applied_at IS NOT NULL",
    ),
    Guard(
        "mortgage_case",
        "UPDATE",
        "whose loan it is, is frozen",
        ("project_id", "deal_id", "lender", "opened_at", "staff_id"),
    ),
    Guard(
        "area_settlement",
        "UPDATE",
        "a settlement is frozen",
        (
            "deal_id",
            "variant",
            "area_case",
            "choice",
            "percent",
            "contract_built_area",
            "contract_inner_area",
            "measured_built_area",
            "measured_inner_area",
            "unit_price_minor",
            "amount_minor",
            "line_id",
            "settled_on",
            "staff_id",
            "at",
        ),
    ),
    Guard("area_settlement", "UPDATE", "a settlement that was undone is frozen", (), "OLD.undone_at IS NOT NULL"),
    Guard(
        "deal_step",
        "UPDATE",
        "a step that was done is frozen",
        ("deal_id", "step", "done_on", "at", "staff_id", "note"),
    ),
    Guard("deal_step", "UPDATE", "a step that was undone is frozen", (), "OLD.undone_at IS NOT NULL"),
    Guard(
        "discount_request",
        "UPDATE",
        "what was asked for is frozen",
        (
            "project_id",
            "unit_id",
            "customer_id",
            "plan",
            "percent",
            "list_price_minor",
            "before_minor",
            "asked_minor",
            "reason",
            "needed_role",
            "asked_at",
            "expires_at",
            "binding",
            "staff_id",
        ),
    ),
    Guard(
        "discount_request",
        "UPDATE",
        "who decided, and why, is frozen",
        ("decided_by", "decided_at", "decided_reason"),
        "OLD.decided_by IS NOT NULL",
    ),
    Guard(
        "discount_request",
        "UPDATE",
        "a decision that is final is frozen",
        (),
        "OLD.state IN ('used', 'void', 'refused', 'expired')",
    ),
    Guard("disclosure_fact", "UPDATE", "what was disclosed is frozen", ("project_id", "fact", "staff_id", "at")),
    Guard("disclosure_fact", "UPDATE", "a fact that was retired is frozen", (), "OLD.retired_at IS NOT NULL"),
    Guard("event_head", "UPDATE", "the end of the log only moves on", (), "NEW.seq <= OLD.seq"),
)

REPLACED = "rows are never replaced"
NO_SECOND: dict[str, Sequence[str]] = {
    "event": ("project_id = NEW.project_id AND seq = NEW.seq",),
    "receipt": (
        "id = NEW.id",
        "project_id = NEW.project_id AND number = NEW.number",
        "reverses_id = NEW.reverses_id",
        "project_id = NEW.project_id AND reference = NEW.reference AND reference <> ''",
    ),
    "allotment": ("id = NEW.id",),
    "quote": ("id = NEW.id",),
    "quote_line": ("quote_id = NEW.quote_id AND place = NEW.place",),
    "schedule_line": ("id = NEW.id", "deal_id = NEW.deal_id AND version = NEW.version AND place = NEW.place"),
    "chase": ("id = NEW.id",),
    "import_run": ("id = NEW.id",),
    "claim": ("id = NEW.id", "unit_id = NEW.unit_id AND live AND NEW.live"),
    "deal": (
        "id = NEW.id",
        "project_id = NEW.project_id AND number = NEW.number",
        "claim_id = NEW.claim_id",
        "quote_id = NEW.quote_id",
    ),
    "deal_step": ("id = NEW.id", "deal_id = NEW.deal_id AND step = NEW.step AND undone_at IS NULL"),
    "discount_request": ("id = NEW.id",),
    "event_head": ("project_id = NEW.project_id",),
    "quote_item": ("quote_id = NEW.quote_id AND place = NEW.place",),
    "price_change": ("id = NEW.id",),
    "price_list_entry": ("price_list_id = NEW.price_list_id AND unit_id = NEW.unit_id",),
    "price_list": ("id = NEW.id", "project_id = NEW.project_id AND name = NEW.name"),
    "deal_plan": ("deal_id = NEW.deal_id AND version = NEW.version",),
    "deal_tick": ("deal_id = NEW.deal_id AND item = NEW.item",),
    "day_close": ("id = NEW.id", "project_id = NEW.project_id AND day = NEW.day"),
    "deal_buyer": ("id = NEW.id", "deal_id = NEW.deal_id AND customer_id = NEW.customer_id AND ended_at IS NULL"),
    "change_order": ("id = NEW.id", "project_id = NEW.project_id AND number = NEW.number"),
    "mortgage_case": ("id = NEW.id",),
    "request_plan": ("request_id = NEW.request_id",),
    "request_item": ("request_id = NEW.request_id AND place = NEW.place",),
    "disclosure_fact": ("id = NEW.id",),
    "area_settlement": ("id = NEW.id", "deal_id = NEW.deal_id AND undone_at IS NULL"),
}
SQLITE_GUARDS: tuple[Guard, ...] = tuple(
    Guard(
        table,
        "INSERT",
        f"{table} {REPLACED}",
        (),
        " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys),
    )
    for table, keys in NO_SECOND.items()
)
"""On SQLite an INSERT OR REPLACE deletes the row in its way without asking the guard against deleting."""

POSTGRES_GUARDS: tuple[Guard, ...] = (
    *(Guard(table, "TRUNCATE", f"{table} rows are never deleted") for table in (*KEPT_TABLES, "unit", *REFERRED_TO)),
    *(Guard(table, "DELETE", f"{table} rows are never deleted") for table in REFERRED_TO),
    *(Guard(table, "UPDATE", f"{table} rows keep their number", ("id",)) for table in REFERRED_TO),
)
"""On PostgreSQL a TRUNCATE empties a table without asking the guard of a row.

Rows that are looked up when others come in (`db.references`) stay there, as on SQLite a foreign key sees to it.
"""


def guards_on(dialect: str) -> tuple[Guard, ...]:
    """Give the guards of an engine."""
    return GUARDS + (POSTGRES_GUARDS if dialect == "postgresql" else SQLITE_GUARDS)


def sqlite_ddl(guard: Guard) -> list[str]:
    """Write the trigger for SQLite."""
    condition = _condition(guard, "IS NOT")
    when = f" WHEN {condition}" if condition else ""
    return [
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"
    ]


def postgres_ddl(guard: Guard) -> list[str]:
    """Write the trigger and its function for PostgreSQL."""
    condition = _condition(guard, "IS DISTINCT FROM") or "TRUE"
    kept = "NEW" if guard.on == "UPDATE" else "OLD"
    each = "STATEMENT" if guard.on == "TRUNCATE" else "ROW"
    return [
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {kept}; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table} "
        f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()",
    ]


def _condition(guard: Guard, differs: str) -> str:
    changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in guard.columns)
    return " AND ".join(f"({part})" for part in (changed, guard.when) if part)


def create_guards(conn: Connection) -> None:
    """Put every trigger in place on a freshly made schema."""
    on_postgres = conn.dialect.name == "postgresql"
    write = postgres_ddl if on_postgres else sqlite_ddl
    made = chain.from_iterable(write(guard) for guard in guards_on(conn.dialect.name))
    for statement in chain(made, reference_ddl() if on_postgres else ()):
        conn.execute(text(statement.replace(":", r"\:")))
