"""Holidays: the days to which no due date goes."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import day
from salesdesk.language import N_, tr, tr_in

if TYPE_CHECKING:
    from salesdesk.services.working_days import HolidayAnswer

app = nouns()
holidays = noun(app, "holiday", N_("Days on which nobody works, and weekend days on which everybody does."))


@command(holidays, "add")
def add(
    ctx: typer.Context,
    days: Annotated[list[str], typer.Argument(metavar="DATE…", help=N_("The days, such as 2026-10-01 2026-10-02"))],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help=N_("What is celebrated"))],
    works: Annotated[bool, typer.Option("--works", help=N_("A weekend day on which everybody works"))] = False,
) -> None:
    """Note days on which nobody works; `project set working_days yes` moves due dates that fall on them."""
    from salesdesk.services.working_days import add_holidays

    call = call_of(ctx)
    found = add_holidays(call.desk, [day(each) for each in days], name, works)
    call.show(found, _table, {"holidays": found})


@command(holidays, "list")
def listing(ctx: typer.Context) -> None:
    """List the holidays, and the weekend days on which everybody works."""
    from salesdesk.services.working_days import list_holidays

    call = call_of(ctx)
    found = list_holidays(call.desk)
    call.show(found, _table, {"holidays": found})


@command(holidays, "remove")
def remove(ctx: typer.Context, date: Annotated[str, typer.Argument(metavar="DATE", help=N_("The day"))]) -> None:
    """Let a day be like any other again."""
    from salesdesk.services.working_days import remove_holiday

    call = call_of(ctx)
    call.show(
        remove_holiday(call.desk, day(date)),
        lambda found: tr("{day} is a day like any other again.").format(day=found.day),
    )


def _table(found: "list[HolidayAnswer]") -> str:
    from salesdesk.cli.tables import table

    rows = [(each.day, each.name, tr("worked") if each.works else tr("off")) for each in found]
    return table((tr("day"), tr_in("thing", "name"), ""), rows)
