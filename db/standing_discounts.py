"""Standing discounts: what is published to all, and from which day to which it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update

from db.engine import Tx
from db.statements import add, many, one, run
from db.tables.deals import StandingRule
from db.tables.schema import table_of

rule = table_of(StandingRule)
_COLUMNS = ("id", "name", "kind", "percent", "plan", "valid_from", "valid_to", "condition", "min_years")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A discount published to all; `percent` is what the price becomes."""

    id: int
    name: str
    kind: str
    percent: str
    plan: str | None
    valid_from: date
    valid_to: date | None
    condition: str
    min_years: int


def add_rule(tx: Tx, values: Mapping[str, object]) -> int:
    """Publish a standing discount."""
    return add(tx, rule, **values)


def rule_by_id(tx: Tx, project_id: int, rule_id: int) -> RuleRow | None:
    """Find a standing discount."""
    return one(tx, _rules(project_id, rule.c.id == rule_id), RuleRow)


def end_rule(tx: Tx, rule_id: int, last_day: date) -> None:
    """Let a standing discount hold until a day and no longer."""
    run(tx, update(rule).where(rule.c.id == rule_id).values(valid_to=last_day))


def all_rules(tx: Tx, project_id: int) -> list[RuleRow]:
    """List every standing discount, past and present, in the order in which they apply."""
    return many(tx, _rules(project_id), RuleRow)


def rules_on(tx: Tx, project_id: int, day: date) -> list[RuleRow]:
    """Give the standing discounts that hold on a day, in the order in which they apply."""
    holds = rule.c.valid_to.is_(None) | (rule.c.valid_to >= day)
    return many(tx, _rules(project_id, rule.c.valid_from <= day, holds), RuleRow)


def _rules(project_id: int, *here: ColumnElement[bool]) -> Select[Any]:
    query = select(*(rule.c[name] for name in _COLUMNS)).where(rule.c.project_id == project_id, *here)
    return query.order_by(rule.c.place, rule.c.id)
