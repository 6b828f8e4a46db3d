"""Payment plans under a name: the standard ones, their terms as text that is kept, and how people write them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from salesdesk.domain.calendar_dates import parse_date
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, DeskError, Exit
from salesdesk.domain.money import format_minor, parse_minor
from salesdesk.domain.phrases import Phrase, message
from salesdesk.domain.schedule import STANDARD_PLANS, Base, Part, PaymentPlan

FUND_KINDS = frozenset({PlanKind.PROVIDENT_FUND, PlanKind.COMBINED})
WHOLE_LOAN_KINDS = frozenset({PlanKind.MORTGAGE, PlanKind.COMBINED})
"""Ways of paying whose loans always come to the loan's share: what the fund does not lend, a bank does."""
MOST_MONTHS, MOST_DAYS, LONGEST_LABEL = 600, 3_660, 40
OWN_LABELS = frozenset({"deposit", "top-up", "provident fund loan", "loan payout", "make up the difference"})
"""How the payments are called that no plan names."""
_PART = re.compile(
    r"(?P<label>[^:：]+)[:：]\s*(?P<share>\S+)"
    r"(?:\s+(?:on\s+(?P<on>\S+)|(?P<after>(?:\+\d{1,4}[dm])+)(?:\s+after\s+(?P<base>order|contract|permit))?))?"
)


class FundLimitUnknown(DeskError):
    """How much the provident fund lends this buyer is not known. Name the buyer's quota, or set the city's cap."""


class PartsAboveWhole(DeskError):
    """The percentages of this plan come to {percent} % with its loan, and the whole price is 100 %."""

    exit_code = Exit.USAGE


class LabelTwice(DeskError):
    """Two payments of this plan would be called {label}; give each a name of its own."""

    exit_code = Exit.USAGE


class LabelTooLong(DeskError):
    """The name of a payment has 1 to {most} characters; {label} has {count}."""

    exit_code = Exit.USAGE


class TooLateDue(DeskError):
    """{label} would be due {count} after its base; the most is {months} months or {days} days."""

    exit_code = Exit.USAGE


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A way of paying as the office offers it: the name by which it is asked for, and its terms."""

    name: str
    plan: PaymentPlan

    @property
    def kind(self) -> PlanKind:
        """The way of paying it is one of."""
        return self.plan.kind


def standard_plans(ltv_percent: Decimal, loan_step_minor: int) -> tuple[NamedPlan, ...]:
    """Give the plans that every project offers, under the words for their ways of paying."""
    return tuple(
        NamedPlan(
            kind.value, replace(plan, ltv=ltv_percent, loan_step_minor=loan_step_minor) if plan.has_loan else plan
        )
        for kind, plan in STANDARD_PLANS.items()
    )


def with_fund_limit(named: NamedPlan, quota_minor: int | None, cap_minor: int) -> NamedPlan:
    """Set what the provident fund lends at most: the smaller of the buyer's quota and the city's cap (0: none is set).

    Raises:
        BadValue: a quota for a plan without a provident fund, or of nothing.
        FundLimitUnknown: neither is known.
    """
    if named.kind not in FUND_KINDS:
        if quota_minor is not None:
            raise BadValue(
                what="fund quota",
                value=format_minor(quota_minor),
                why=Phrase("{plan} takes no provident fund", plan=named.name),
            )
        return named
    if quota_minor is not None and quota_minor <= 0:
        raise BadValue(what="fund quota", value=format_minor(quota_minor), why="it is more than nothing")
    known = [limit for limit in (quota_minor, cap_minor or None, named.plan.fund_limit_minor) if limit is not None]
    if not known:
        raise FundLimitUnknown
    return replace(named, plan=replace(named.plan, fund_limit_minor=min(known)))


def check_offered(plan: PaymentPlan) -> None:
    """Refuse terms that no order could keep, or by whose names two payments could not be told apart.

    Raises:
        PartsAboveWhole: the percentages, with those of the loan, come to more than the price.
        LabelTwice: two parts have one name, or a part that of a payment which no plan names.
        LabelTooLong: a name is too long for a schedule.
        TooLateDue: a payment would be due after more than a lifetime of loans.
    """
    percent = sum((part.percent or Decimal(0) for part in plan.parts[:-1]), Decimal(0))  # the last is what is left
    percent += plan.ltv if plan.kind in WHOLE_LOAN_KINDS else 0
    if percent > 100:
        raise PartsAboveWhole(percent=f"{percent.normalize():f}")
    taken = set(OWN_LABELS)
    for part in plan.parts:
        _check_label(part.label, taken)
        _check_due(part.label, part.months, part.days)
    _check_due("loan payout", 0, plan.loan_days)


def _check_label(label: str, taken: set[str]) -> None:
    if len(label) > LONGEST_LABEL:
        raise LabelTooLong(label=label, count=len(label), most=LONGEST_LABEL)
    if label.casefold() in taken:
        raise LabelTwice(label=label)
    taken.add(label.casefold())


def _check_due(label: str, months: int, days: int) -> None:
    if months > MOST_MONTHS or days > MOST_DAYS:
        count = f"+{months}m" if months > MOST_MONTHS else f"+{days}d"
        raise TooLateDue(label=label, count=count, months=MOST_MONTHS, days=MOST_DAYS)


def plan_text(named: NamedPlan) -> str:
    """Write a plan with its name as text: the same plan always gives the same text."""
    terms = {each.name: _plain(getattr(named.plan, each.name)) for each in fields(PaymentPlan)}
    return json.dumps({"name": named.name, **terms}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [{each.name: _plain(getattr(part, each.name)) for each in fields(Part)} for part in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def read_plan(text: str) -> NamedPlan:
    """Read a plan as `plan_text` wrote it."""
    told = json.loads(text)
    name = told.pop("name")
    parts = tuple(_read_part(each) for each in told.pop("parts"))
    kind, ltv = PlanKind(told.pop("kind")), Decimal(told.pop("ltv"))
    return NamedPlan(name, PaymentPlan(kind=kind, parts=parts, ltv=ltv, **told))


def _read_part(told: Mapping[str, Any]) -> Part:
    percent = None if told["percent"] is None else Decimal(told["percent"])
    on = None if told["on"] is None else date.fromisoformat(told["on"])
    return Part(**{**told, "percent": percent, "on": on, "base": Base(told["base"])})


def parse_part(text: str) -> Part:
    """Read a part of a plan: `first payment: 30% +5d`, `second: 200000 on 2026-12-31`, `last: rest +4m after contract`.

    Raises:
        BadValue: it is not of this form.
    """
    found = _PART.fullmatch(text.strip())
    if found is None:
        raise BadValue(
            what="part", value=text, why="write it as first payment: 30% +5d, or last: rest +4m after contract"
        )
    try:
        percent, amount = _share(found["share"])
        on = parse_date(found["on"]) if found["on"] else None
    except ValueError as failure:
        raise BadValue(what="part", value=text, why=message(failure)) from None
    days, months = (_counted(found["after"] or "", unit) for unit in "dm")
    base = Base(found["base"]) if found["base"] else Base.ORDER
    return Part(found["label"].strip(), percent, amount, days, on, months, base)


def _share(text: str) -> tuple[Decimal | None, int | None]:
    if text.lower() == "rest":
        return None, None
    if not text.endswith("%"):
        return None, parse_minor(text)
    number = text.removesuffix("%")
    if not re.fullmatch(r"(?a:\d{1,3}(?:\.\d{1,4})?)", number) or not 0 < Decimal(number) <= 100:
        raise ValueError("a percentage lies between 0 and 100")
    return Decimal(number), None


def _counted(after: str, unit: str) -> int:
    return sum(int(each) for each in re.findall(rf"\+(\d+){unit}", after))


def part_text(part: Part) -> str:
    """Write a part of a plan as people write it."""
    return f"{part.label}: {_share_text(part)} {_when_text(part)}"


def _share_text(part: Part) -> str:
    if part.amount_minor is not None:
        return format_minor(part.amount_minor)
    return "rest" if part.percent is None else f"{part.percent.normalize():f}%"


def _when_text(part: Part) -> str:
    if part.on is not None:
        return f"on {part.on}"
    counted = "".join(f"+{count}{unit}" for count, unit in ((part.months, "m"), (part.days, "d")) if count)
    return (counted or "+0d") + ("" if part.base is Base.ORDER else f" after {part.base}")
