"""Ways of paying: what can be ordered by, and what the project offers of its own."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import choice, given, percent, whole
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.plans import PlanAnswer

app = nouns()
plans = noun(app, "plan", N_("Ways of paying."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The plan's name"))]
KINDS = N_("one_sum, instalments, mortgage, provident_fund or combined")


@command(plans, "list")
def listing(ctx: typer.Context) -> None:
    """List the ways of paying that can be ordered by."""
    from salesdesk.services.plans import list_plans

    call = call_of(ctx)
    found = list_plans(call.desk)
    call.show(found, _table, {"plans": found})


@command(plans, "show")
def show(ctx: typer.Context, name: Name) -> None:
    """Show the terms of a way of paying."""
    from salesdesk.services.plans import show_plan

    call = call_of(ctx)
    call.show(show_plan(call.desk, name), _card)


@command(plans, "add")
def add(
    ctx: typer.Context,
    name: Name,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=KINDS)],
    parts: Annotated[
        list[str],
        typer.Option(
            "--part",
            metavar="PART",
            help=N_('A share of the buyer\'s own money: "first payment: 30% +5d", "last: rest +4m after contract"'),
        ),
    ],
    loan: Annotated[
        str | None,
        typer.Option("--ltv", metavar="PERCENT", help=N_("The loan's share of the price; else the project's")),
    ] = None,
    loan_days: Annotated[
        str | None, typer.Option("--loan-days", metavar="N", help=N_("Days from the order to the loan's payout"))
    ] = None,
) -> None:
    """Offer a way of paying under a name; one of that name is replaced for the orders that come."""
    from salesdesk.domain.deal import PlanKind
    from salesdesk.services.plans import add_plan

    call = call_of(ctx)
    days = whole(tr("number of days"), loan_days) if loan_days else None
    way = choice(PlanKind, tr("kind"), kind)
    call.show(add_plan(call.desk, name, way, parts, given(percent, loan), days), _card)


@command(plans, "retire")
def retire(ctx: typer.Context, name: Name) -> None:
    """Offer one of the project's own ways of paying no more; deals that have it keep it."""
    from salesdesk.services.plans import retire_plan

    call = call_of(ctx)
    call.show(retire_plan(call.desk, name), lambda found: tr("{name} is offered no more.").format(name=found.name))


def _table(found: "list[PlanAnswer]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.deal import PlanKind
    from salesdesk.language import in_a_row, word
    from salesdesk.services.plan_words import part_said

    rows = [(each.name, word(PlanKind(each.kind)), _loan(each), in_a_row(map(part_said, each.parts))) for each in found]
    return table((tr("plan"), tr("kind"), tr("loan"), tr("the buyer's own money")), rows)


def _loan(each: "PlanAnswer") -> str:
    return "" if each.ltv_percent == "0" else f"{each.ltv_percent} %"


def _card(found: "PlanAnswer") -> str:
    from salesdesk.cli.tables import card
    from salesdesk.domain.deal import PlanKind
    from salesdesk.domain.money import format_minor
    from salesdesk.language import word
    from salesdesk.services.plan_words import part_said

    has_loan = found.ltv_percent != "0"
    lines = [
        (tr("plan"), found.name),
        (tr("kind"), word(PlanKind(found.kind))),
        (tr("loan"), _loan(found)),
        (tr("rounded down to"), format_minor(found.loan_step_minor) if has_loan else ""),
        (tr("paid out after"), tr("{count} days").format(count=found.loan_days) if has_loan else ""),
        *((tr("the buyer's own money") if not at else "", part_said(part)) for at, part in enumerate(found.parts)),
    ]
    return card(lines)
