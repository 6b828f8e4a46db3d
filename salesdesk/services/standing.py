"""Standing discounts: published to all by a manager, with a way of paying, a condition and dates."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from db import entitlements, standing_discounts
from db.standing_discounts import RuleRow
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.pricing import Condition
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import customer_called

LOYAL = (Condition.MEMBER, Condition.EARLIER_BUYER)
LOYAL_MOST = 5


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
    condition: str
    min_years: int


@dataclass(frozen=True, slots=True)
class EntitledAnswer:
    """What a customer's record says that standing discounts ask for."""

    customer: str
    member_since: date | None
    referred_by: int | None


@changes("discount.publish", Right.PUBLISH_DISCOUNT)
def publish_discount(
    change: Change,
    name: str,
    percent: Decimal,
    plan: PlanKind | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    condition: Condition = Condition.EVERYBODY,
    min_years: int = 0,
) -> RuleAnswer:
    """Publish a discount that every order of its kind gets from a day on; discounts apply in the order of publishing.

    Members (of so many whole years) and earlier buyers get 1 to 5 %.

    Raises:
        BadValue: no name, a percentage out of its limits, or an end before the beginning.
        RuleExists: there is one of this name from this day.
    """
    kept, begins = tidy(name), valid_from or change.today
    if not kept:
        raise BadValue(what="discount", value=name, why="a discount has a name")
    if not 50 < percent < 100:
        raise BadValue(what="percent", value=str(percent), why="98 means that 98 % of the price is paid")
    if condition in LOYAL and not 100 - LOYAL_MOST <= percent <= 99:
        raise BadValue(what="percent", value=str(percent), why="members and earlier buyers get 1 to 5 %: 95 to 99")
    if min_years and condition is not Condition.MEMBER:
        raise BadValue(what="years", value=str(min_years), why="only a membership has years")
    if valid_to is not None and valid_to < begins:
        raise BadValue(what="date", value=valid_to.isoformat(), why="it ends before it begins")
    there = standing_discounts.all_rules(change.tx, change.project_id)
    if any(each.name == kept and each.valid_from == begins for each in there):
        raise RuleExists(name=kept, day=begins.isoformat())
    place = len(there) + 1
    number = standing_discounts.add_rule(
        change.tx,
        {
            "project_id": change.project_id,
            "name": kept,
            "kind": "plan" if plan else "all",
            "percent": f"{percent.normalize():f}",
            "plan": plan,
            "valid_from": begins,
            "valid_to": valid_to,
            "condition": condition,
            "min_years": min_years,
            "place": place,
        },
    )
    change.tell(
        "discount.published",
        rule=number,
        name=kept,
        percent=str(percent),
        plan=plan,
        begins=begins.isoformat(),
        condition=str(condition),
        min_years=min_years,
    )
    return _answer(change, _rule(change, number))


@changes("discount.end", Right.PUBLISH_DISCOUNT)
def end_discount(change: Change, rule_id: int) -> RuleAnswer:
    """Let a standing discount end: yesterday was its last day."""
    row = _rule(change, rule_id)
    standing_discounts.end_rule(change.tx, row.id, change.today - timedelta(days=1))
    change.tell("discount.ended", rule=row.id, name=row.name)
    return _answer(change, _rule(change, rule_id))


@sees(Right.SEE_PRICES)
def list_standing(look: Look) -> list[RuleAnswer]:
    """List the standing discounts in the order in which they apply."""
    return [_answer(look, row) for row in standing_discounts.all_rules(look.tx, look.project_id)]


def _rule(look: Look, rule_id: int) -> RuleRow:
    row = standing_discounts.rule_by_id(look.tx, look.project_id, rule_id)
    if row is None:
        raise NotFound(what="discount", value=str(rule_id), hint="See `salesdesk discount standing`.")
    return row


def _answer(look: Look, row: RuleRow) -> RuleAnswer:
    holds = row.valid_from <= look.today and (row.valid_to is None or row.valid_to >= look.today)
    dates = (row.valid_from, row.valid_to, holds)
    return RuleAnswer(row.id, row.name, row.percent, row.plan, *dates, row.condition, row.min_years)


@changes("discount.entitle", Right.PUBLISH_DISCOUNT)
def entitle(
    change: Change, customer: str, member_since: date | None = None, referred_by: str | None = None
) -> EntitledAnswer:
    """Note that a customer is a member since a day, or who referred them; what is not given stays.

    It decides on a price, so it is not a rep's to write.

    Raises:
        BadValue: nothing is given, the day lies in the future, or somebody would have referred themselves.
    """
    row = customer_called(change, customer)
    referrer = customer_called(change, referred_by) if referred_by is not None else None
    if member_since is None and referrer is None:
        raise BadValue(what="customer", value=row.name, why="say since when they are a member, or who referred them")
    if member_since is not None and member_since > change.today:
        raise BadValue(what="date", value=member_since.isoformat(), why="it lies in the future")
    if referrer is not None and referrer.id == row.id:
        raise BadValue(what="customer", value=row.name, why="nobody refers themselves")
    before = entitlements.record(change.tx, row.id)
    since = member_since or before.member_since
    by = referrer.id if referrer else before.referred_by
    entitlements.write_record(change.tx, row.id, since, by)
    told = {"member_since": since.isoformat() if since else None, "referred_by": by}
    was = {
        "member_since": before.member_since.isoformat() if before.member_since else None,
        "referred_by": before.referred_by,
    }
    change.tell("customer.entitled", customer=row.id, before=was, after=told)
    return EntitledAnswer(row.name, since, by)
