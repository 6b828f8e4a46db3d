"""Discounts: asked for, decided on, and those published to all."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Customer, CustomerName, FundQuota, Plan, Reason, Unit, With
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, choice, day, given, number, percent, whole
from salesdesk.language import N_, ntr, tr

if TYPE_CHECKING:
    from salesdesk.services.discounts import RequestAnswer
    from salesdesk.services.explained import Explained
    from salesdesk.services.standing import RuleAnswer

app = nouns()
discounts = noun(app, "discount", N_("Prices below the published one, and discounts published to all."))
Request = Annotated[str, typer.Argument(metavar="ID", help=N_("The request's number"))]


@command(discounts, "request")
def request(
    ctx: typer.Context,
    unit: Unit,
    customer: Customer,
    plan: Plan,
    reason: Reason,
    share: Annotated[
        str | None,
        typer.Option("--percent", metavar="X", help=N_("What the price becomes (97) or what comes off it (3)")),
    ] = None,
    money: Annotated[
        str | None,
        typer.Option("--amount", metavar="Y", help=N_("What comes off, or the price itself, an amount of money")),
    ] = None,
    named: With = None,
    fund_quota: FundQuota = None,
    explain: Explain = False,
) -> None:
    """Ask for a price below the published one."""
    from salesdesk.services.discounts import request_discount

    call = call_of(ctx)
    asked = given(percent, share), given(amount, money), named or (), given(amount, fund_quota)
    answer = request_discount(call.desk, unit, customer, plan, reason, *asked)
    _show(call, answer, explain)


@command(discounts, "list")
def listing(
    ctx: typer.Context,
    waiting: Annotated[bool, typer.Option("--waiting", help=N_("Only those that wait for a decision"))] = False,
    explain: Explain = False,
) -> None:
    """List the requests, those that wait first."""
    from salesdesk.cli.discount_text import requests_text
    from salesdesk.services.discounts import list_discounts

    call = call_of(ctx)
    rows = list_discounts(call.desk, waiting)
    explained = [one for each in rows for one in _explained(call, each)] if explain else None
    show_explained(call, rows, requests_text, explained, {"requests": rows})


@command(discounts, "show")
def show(ctx: typer.Context, request: Request, explain: Explain = False) -> None:
    """Show a request, with everything that a decision needs."""
    from salesdesk.cli.discount_text import request_text
    from salesdesk.services.discount_sums import explain_discount
    from salesdesk.services.discounts import show_discount

    call = call_of(ctx)
    which = number("request", request)
    explained = explain_discount(call.desk, which) if explain else None
    show_explained(call, show_discount(call.desk, which), lambda found: request_text(found, call.local), explained)


@command(discounts, "approve")
def approve(
    ctx: typer.Context,
    request: Request,
    reason: Annotated[str, typer.Option("--reason", metavar="REASON", help=N_("Why"))] = "",
    explain: Explain = False,
) -> None:
    """Approve a request: within one's limit, and never one's own."""
    from salesdesk.services.discounts import approve_discount

    call = call_of(ctx)
    _show(call, approve_discount(call.desk, number("request", request), reason), explain)


@command(discounts, "refuse")
def refuse(ctx: typer.Context, request: Request, reason: Reason, explain: Explain = False) -> None:
    """Refuse a request."""
    from salesdesk.services.discounts import refuse_discount

    call = call_of(ctx)
    _show(call, refuse_discount(call.desk, number("request", request), reason), explain)


def _show(call: Call, answer: "RequestAnswer", explain: bool) -> None:
    from salesdesk.cli.discount_text import request_text

    explained = _explained(call, answer) if explain else None
    show_explained(call, answer, lambda found: request_text(found, call.local), explained)


def _explained(call: Call, answer: "RequestAnswer") -> "list[Explained]":
    from salesdesk.services.discount_sums import explain_discount
    from salesdesk.services.explained import of_each

    return of_each(str(answer.request_id), explain_discount(call.desk, answer.request_id))


@command(discounts, "publish")
def publish(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called on order sheets"))],
    share: Annotated[str, typer.Option("--percent", metavar="X", help=N_("What the price becomes: 98 means × 98 %"))],
    plan: Annotated[str | None, typer.Option("--plan", metavar="PLAN", help=N_("Only for this way of paying"))] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("The first day; without it, today"))
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help=N_("The last day; without it, it does not end"))
    ] = None,
    condition: Annotated[
        str | None,
        typer.Option("--for", metavar="WHO", help=N_("everybody (without it), member, earlier_buyer or referral")),
    ] = None,
    years: Annotated[
        str | None, typer.Option("--years", metavar="N", help=N_("A member of at least so many whole years"))
    ] = None,
) -> None:
    """Publish a discount that every order of its kind gets."""
    from salesdesk.domain.pricing import Condition
    from salesdesk.services.plans import plan_kind
    from salesdesk.services.standing import publish_discount

    call = call_of(ctx)
    answer = publish_discount(
        call.desk,
        name,
        percent(share),
        given(plan_kind, plan),
        given(day, begins),
        given(day, ends),
        Condition.EVERYBODY if condition is None else choice(Condition, tr("condition"), condition),
        0 if years is None else whole(tr("number of years"), years),
    )
    call.show(answer, _rule_text)


@command(discounts, "entitle")
def entitle(
    ctx: typer.Context,
    customer: CustomerName,
    since: Annotated[
        str | None, typer.Option("--member-since", metavar="DATE", help=N_("The day the membership began"))
    ] = None,
    by: Annotated[
        str | None, typer.Option("--referred-by", metavar="CUSTOMER", help=N_("The customer who referred this one"))
    ] = None,
) -> None:
    """Note that a customer is a member, or was referred: what some published discounts ask for."""
    from salesdesk.services.standing import entitle as write_down

    call = call_of(ctx)
    answer = write_down(call.desk, customer, given(day, since), by)
    call.show(answer, tr("{customer} may get the published discounts that ask for it."))


@command(discounts, "standing")
def standing(ctx: typer.Context) -> None:
    """List the published discounts, in the order in which they apply."""
    from salesdesk.services.standing import list_standing

    call = call_of(ctx)
    rows = list_standing(call.desk)
    call.show(rows, _rules, {"discounts": rows})


@command(discounts, "end")
def end(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar="ID", help=N_("The published discount's number"))],
) -> None:
    """Let a published discount end: yesterday was its last day."""
    from salesdesk.services.standing import end_discount

    call = call_of(ctx)
    call.show(end_discount(call.desk, number("discount", rule)), _rule_text)


def _rule_text(rule: "RuleAnswer") -> str:
    return _rules([rule])


def _rules(rows: "list[RuleAnswer]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.deal import PlanKind
    from salesdesk.domain.pricing import Condition
    from salesdesk.language import word

    heads = (tr("number"), tr("discount"), tr("percent"), tr("plan"), tr("for"), tr("from"), tr("to"), "")
    lines = [
        (
            each.rule_id,
            each.name,
            each.percent,
            word(PlanKind(each.plan)) if each.plan else "",
            " ".join([word(Condition(each.condition)), _years(each.min_years)]).strip(),
            each.valid_from,
            each.valid_to,
            "" if each.holds_today else tr("not today"),
        )
        for each in rows
    ]
    return table(heads, lines, {0, 2})


def _years(least: int) -> str:
    return ntr("≥ {years} year", "≥ {years} years", least).format(years=least) if least else ""
