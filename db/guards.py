"""Rows that the database itself keeps frozen: triggers that refuse to change or delete what was written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True)
class Guard:
    """A refusal: which table, on what (UPDATE or DELETE), changes of which columns, and under what condition."""

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
    "schedule_line",
    "chase",
    "import_run",
)

GUARDS: tuple[Guard, ...] = (
    *(Guard(table, "UPDATE", f"{table} rows are never changed") for table in FROZEN_TABLES),
    *(Guard(table, "DELETE", f"{table} rows are never deleted") for table in FROZEN_TABLES),
    Guard("claim", "DELETE", "claim rows are never deleted"),
    Guard("deal", "DELETE", "deal rows are never deleted"),
    Guard("deal_step", "DELETE", "deal_step rows are never deleted"),
    Guard("discount_request", "DELETE", "discount_request rows are never deleted"),
    Guard("unit", "UPDATE", "the price of a claimed unit is frozen", _PRICES, _LIVE_CLAIM),
    Guard(
        "unit",
        "DELETE",
        "a unit that was claimed is never deleted",
        (),
        "EXISTS (SELECT 1 FROM claim WHERE claim.unit_id = OLD.id)",
    ),
    Guard(
        "claim",
        "UPDATE",
        "whose claim it is, is frozen",
        ("unit_id", "customer_id", "project_id", "created_at"),
    ),
    Guard(
        "claim",
        "UPDATE",
        "an ended claim is frozen",
        ("live", "ended_at", "end_reason", "kind"),
        "NOT OLD.live",
    ),
    Guard(
        "deal",
        "UPDATE",
        "what was ordered is frozen",
        ("unit_id", "customer_id", "quote_id", "claim_id", "number", "plan", "ordered_at", "ordered_on"),
    ),
    Guard(
        "deal_step",
        "UPDATE",
        "a step that was done is frozen",
        ("deal_id", "step", "done_on", "at", "staff_id"),
    ),
    Guard(
        "discount_request",
        "UPDATE",
        "what was asked for is frozen",
        (
            "unit_id",
            "customer_id",
            "plan",
            "percent",
            "list_price_minor",
            "before_minor",
            "asked_minor",
            "expires_at",
            "binding",
            "staff_id",
        ),
    ),
    Guard(
        "discount_request",
        "UPDATE",
        "a decision that is final is frozen",
        ("state", "decided_by", "used_at"),
        "OLD.state IN ('used', 'void', 'refused', 'expired')",
    ),
)


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
    return [
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {kept}; END $$",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.on} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def _condition(guard: Guard, differs: str) -> str:
    changed = " OR ".join(f'OLD."{name}" {differs} NEW."{name}"' for name in guard.columns)
    return " AND ".join(f"({part})" for part in (changed, guard.when) if part)


def create_guards(conn: Connection) -> None:
    """Put every trigger in place on a freshly made schema."""
    write = postgres_ddl if conn.dialect.name == "postgresql" else sqlite_ddl
    for guard in GUARDS:
        for statement in write(guard):
            conn.execute(text(statement.replace(":", r"\:")))
