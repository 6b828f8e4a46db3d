"""Standing discounts: published to all by a manager, with a way of paying as condition and dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db import deals
from db.deals import RuleRow
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.desk import Change, Look, changes, sees


class RuleExists(DeskError):
    """There is a discount {name} from {day} already."""


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """A standing discount; `percent` is what the price becomes."""

    rule_id: int
    name: str
    percent: str
    plan: str | None
    valid_from: date
    valid_to: date | None
    holds_today: bool


@changes("discount.publish", Right.PUBLISH_DISCOUNT)
def publish_discount(
    change: Change,
    name: str,
    percent: Decimal,
    plan: PlanKind | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> RuleAnswer:
    """Publish a discount that every order of its kind gets from a day on; discounts apply in the order of publishing.

    Raises:
        BadValue: no name, a percentage that leaves less than half the price, or an end before the beginning.
        RuleExists: there is one of this name from this day.
    """
    kept, begins = tidy(name), valid_from or change.today
    if not kept:
        raise BadValue(what="discount", value=name, why="a discount has a name")
    if not 50 < percent < 100:
        raise BadValue(what="percent", value=str(percent), why="98 means that 98 % of the price is paid")
    if valid_to is not None and valid_to < begins:
        raise BadValue(what="date", value=valid_to.isoformat(), why="it ends before it begins")
    if any(each.name == kept and each.valid_from == begins for each in deals.all_rules(change.tx, change.project_id)):
        raise RuleExists(name=kept, day=begins.isoformat())
    place = len(deals.all_rules(change.tx, change.project_id)) + 1
    number = deals.add_rule(
        change.tx,
        {
            "project_id": change.project_id,
            "name": kept,
            "kind": "plan" if plan else "all",
            "percent": f"{percent.normalize():f}",
            "plan": plan,
            "valid_from": begins,
            "valid_to": valid_to,
            "place": place,
        },
    )
    change.tell(
        "discount.published", rule=number, name=kept, percent=str(percent), plan=plan, begins=begins.isoformat()
    )
    return _answer(change, _rule(change, number))


@changes("discount.end", Right.PUBLISH_DISCOUNT)
def end_discount(change: Change, rule_id: int) -> RuleAnswer:
    """Let a standing discount end: yesterday was its last day."""
    row = _rule(change, rule_id)
    deals.end_rule(change.tx, row.id, change.today - timedelta(days=1))
    change.tell("discount.ended", rule=row.id, name=row.name)
    return _answer(change, _rule(change, rule_id))


@sees(Right.SEE_PRICES)
def list_standing(look: Look) -> list[RuleAnswer]:
    """List the standing discounts in the order in which they apply."""
    return [_answer(look, row) for row in deals.all_rules(look.tx, look.project_id)]


def _rule(look: Look, rule_id: int) -> RuleRow:
    row = deals.rule_by_id(look.tx, look.project_id, rule_id)
    if row is None:
        raise NotFound(what="discount", value=str(rule_id), hint="See `salesdesk discount standing`.")
    return row


def _answer(look: Look, row: RuleRow) -> RuleAnswer:
    holds = row.valid_from <= look.today and (row.valid_to is None or row.valid_to >= look.today)
    return RuleAnswer(row.id, row.name, row.percent, row.plan, row.valid_from, row.valid_to, holds)
