"""Facts near the project that buyers acknowledge before they order."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import number
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.disclosures import FactAnswer

app = nouns()
disclosures = noun(app, "disclosure", N_("Unfavourable facts near the project, acknowledged before the order."))


@command(disclosures, "add")
def add(
    ctx: typer.Context,
    fact: Annotated[str, typer.Argument(metavar="FACT", help=N_('What it is, such as "a railway at 600 m"'))],
) -> None:
    """Write a fact down; every order from now on needs that the buyer acknowledged it."""
    from salesdesk.services.disclosures import add_fact

    call = call_of(ctx)
    call.show(add_fact(call.desk, fact), lambda found: _table([found]))


@command(disclosures, "list")
def listing(ctx: typer.Context) -> None:
    """List the facts that buyers acknowledge before the order."""
    from salesdesk.services.disclosures import list_facts

    call = call_of(ctx)
    found = list_facts(call.desk)
    call.show(found, _table, {"facts": found})


@command(disclosures, "retire")
def retire(
    ctx: typer.Context, fact: Annotated[str, typer.Argument(metavar="ID", help=N_("The fact's number"))]
) -> None:
    """Take a fact that holds no more off the list."""
    from salesdesk.services.disclosures import retire_fact

    call = call_of(ctx)
    said = tr("“{fact}” is no longer to be acknowledged.")
    call.show(retire_fact(call.desk, number("fact", fact)), lambda found: said.format(fact=found.fact))


def _table(found: "list[FactAnswer]") -> str:
    from salesdesk.cli.tables import table

    return table((tr("fact"), "", tr("written by")), [(each.fact_id, each.fact, each.by) for each in found], {0})
