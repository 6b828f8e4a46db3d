"""Ways of paying: the plans that a project offers under a name, and finding the one that somebody means."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from db import plans
from db.deals import DealRow
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.errors import BadValue, NotFound
from salesdesk.domain.phrases import Phrase, known_are, known_hint
from salesdesk.domain.plan_terms import (
    NamedPlan,
    check_offered,
    parse_part,
    part_text,
    plan_text,
    standard_plans,
    with_fund_limit,
)
from salesdesk.domain.roles import Right
from salesdesk.domain.schedule import PaymentPlan
from salesdesk.domain.text import search_key, tidy
from salesdesk.language import codes_of, meant
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.trade_words import plan_word

LONGEST_NAME = 40
OTHER_SPELLINGS = {
    "onesum": "one_sum",
    "instalment": "instalments",
    "installments": "instalments",
    "fund": "provident_fund",
}


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """A way of paying; the loan's share in percent, amounts in minor units, the parts as people write them."""

    name: str
    kind: str
    parts: list[str]
    ltv_percent: str
    loan_days: int
    loan_step_minor: int
    standard: bool


@sees(Right.SEE_PRICES)
def list_plans(look: Look) -> list[PlanAnswer]:
    """List the ways of paying that the project offers: the standard ones, then its own."""
    own = {each.name for each in plans.templates(look.tx, look.project_id)}
    return [_answer(each, standard=each.name not in own) for each in offered(look)]


@sees(Right.SEE_PRICES)
def show_plan(look: Look, name: str) -> PlanAnswer:
    """Show the terms of a way of paying.

    Raises:
        BadValue: there is none; the known ones are named.
    """
    found = offered_plan(look, name)
    return _answer(found, standard=found.name not in {each.name for each in plans.templates(look.tx, look.project_id)})


@changes("plan.add", Right.SET_PLANS)
def add_plan(
    change: Change,
    name: str,
    kind: PlanKind,
    parts: Sequence[str],
    ltv_percent: Decimal | None = None,
    loan_days: int | None = None,
) -> PlanAnswer:
    """Offer a way of paying under a name; one of that name is replaced for the orders that come.

    A plan under the name of a standard one takes its place.

    Raises:
        BadValue: the name or a part is none, or the terms contradict each other.
        DeskError: no order could keep the terms.
    """
    terms = PaymentPlan(
        kind,
        tuple(parse_part(each) for each in parts),
        ltv=_share_of_loan(change, kind, ltv_percent),
        loan_days=60 if loan_days is None else loan_days,
        loan_step_minor=change.settings.loan_step_minor,
    )
    check_offered(terms)
    named = NamedPlan(_name(name, kind), terms)
    replaced = plans.retire_template(change.tx, change.project_id, named.name)
    plans.add_template(change.tx, change.project_id, change.actor.staff_id, named)
    change.tell("plan.offered", name=named.name, terms=plan_text(named), replaced=replaced)
    return _answer(named, standard=False)


def _share_of_loan(change: Change, kind: PlanKind, ltv_percent: Decimal | None) -> Decimal:
    has_loan = kind not in {PlanKind.ONE_SUM, PlanKind.INSTALMENTS}
    if not has_loan and ltv_percent is not None:
        why = Phrase("{plan} is paid without a loan", plan=kind)
        raise BadValue(what="loan's share", value=str(ltv_percent), why=why)
    if not has_loan:
        return Decimal(0)
    return change.settings.ltv_percent if ltv_percent is None else ltv_percent


def _name(name: str, kind: PlanKind) -> str:
    plain = tidy(name)
    if not 0 < len(plain) <= LONGEST_NAME:
        raise BadValue(what="plan", value=name, why=Phrase("a name has 1 to {most} characters", most=LONGEST_NAME))
    word = _word(plain)
    if word in set(PlanKind) and word != kind:
        raise BadValue(what="plan", value=name, why="this word means another way of paying")
    return word if word == kind else plain


@changes("plan.retire", Right.SET_PLANS)
def retire_plan(change: Change, name: str) -> PlanAnswer:
    """Offer one of the project's own plans no more; deals that have it keep it.

    Raises:
        NotFound: there is none; the known ones are named.
    """
    found = next((each for each in plans.templates(change.tx, change.project_id) if _same(each.name, name)), None)
    if found is None:
        known = [each.name for each in plans.templates(change.tx, change.project_id)]
        raise NotFound(what="plan of the project's own", value=name, hint=known_hint(known))
    plans.retire_template(change.tx, change.project_id, found.name)
    change.tell("plan.retired", name=found.name)
    return _answer(found, standard=False)


def offered(look: Look) -> list[NamedPlan]:
    """Give the plans that can be ordered: the project's own go before the standard ones of their name."""
    own = plans.templates(look.tx, look.project_id)
    names = {each.name for each in own}
    usual = standard_plans(look.settings.ltv_percent, look.settings.loan_step_minor)
    return [*(each for each in usual if each.name not in names), *own]


def plan_called(look: Look, name: str, fund_quota_minor: int | None = None) -> NamedPlan:
    """Find the way of paying that somebody means, with what the provident fund lends at most; minor units.

    Raises:
        BadValue: there is none; the known ones are named. Or a quota for a plan without a fund.
        FundLimitUnknown: nobody knows how much the fund lends.
    """
    found = offered_plan(look, name)
    return with_fund_limit(found, fund_quota_minor, look.settings.fund_cap_minor)


def offered_plan(look: Look, name: str) -> NamedPlan:
    """Find the way of paying that somebody means, as it is offered.

    Raises:
        BadValue: there is none; the known ones are named.
    """
    known = offered(look)
    found = next((each for each in known if _same(each.name, name)), None)
    if found is None:
        raise BadValue(what="plan", value=name, why=known_are(each.name for each in known))
    return found


def plan_of(look: Look, deal: DealRow) -> NamedPlan:
    """Give the plan by which a deal is paid, with the terms that it was ordered or changed by."""
    versions = plans.plans_of(look.tx, deal.id)
    return versions[-1].named if versions else offered_plan(look, deal.plan)


def plan_kind(text: str) -> PlanKind:
    """Read which of the standard ways of paying somebody means.

    Raises:
        BadValue: none; they are named.
    """
    found = meant(PlanKind, text) or meant(PlanKind, _word(text))
    if found is None:
        raise BadValue(what="plan", value=text, why=known_are(codes_of(PlanKind)))
    return found


def _same(name: str, typed: str) -> bool:
    spoken = {search_key(name), search_key(plan_word(name))}
    return name == _word(typed) or search_key(typed) in spoken


def _word(typed: str) -> str:
    word = typed.strip().lower().replace("-", "_").replace(" ", "_")
    return OTHER_SPELLINGS.get(word, word)


def _answer(named: NamedPlan, *, standard: bool) -> PlanAnswer:
    return PlanAnswer(
        name=named.name,
        kind=named.kind.value,
        parts=[part_text(each) for each in named.plan.parts],
        ltv_percent=f"{named.plan.ltv.normalize():f}",
        loan_days=named.plan.loan_days,
        loan_step_minor=named.plan.loan_step_minor,
        standard=standard,
    )
