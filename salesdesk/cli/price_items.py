"""Extras and rebates: published with an amount and dates, for orders to name."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, day, given
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr, tr_in

if TYPE_CHECKING:
    from salesdesk.domain.pricing import ItemKind
    from salesdesk.services.price_items import ItemAnswer

app = nouns()
items = noun(app, "price item", N_("Extras and rebates that an order may name."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called on order sheets"))]


@command(items, "add")
def add(
    ctx: typer.Context,
    name: Name,
    extra: Annotated[str | None, typer.Option("--extra", metavar="AMOUNT", help=N_("What it adds to a price"))] = None,
    rebate: Annotated[
        str | None, typer.Option("--rebate", metavar="AMOUNT", help=N_("What it takes off a price"))
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("The first day; without it, today"))
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help=N_("The last day; without it, it does not end"))
    ] = None,
) -> None:
    """Publish an extra or a rebate, which orders then have when they name it."""
    from salesdesk.services.price_items import publish_item

    kind, money = _kind(extra, rebate)
    call = call_of(ctx)
    answer = publish_item(call.desk, name, kind, amount(money), given(day, begins), given(day, ends))
    call.show(answer, lambda found: _text([found]))


def _kind(extra: str | None, rebate: str | None) -> "tuple[ItemKind, str]":
    from salesdesk.domain.pricing import ItemKind

    if extra is not None and rebate is None:
        return ItemKind.EXTRA, extra
    if rebate is not None and extra is None:
        return ItemKind.REBATE, rebate
    raise UsageError(problem=tr("Give either --extra AMOUNT or --rebate AMOUNT."))


@command(items, "list")
def listing(ctx: typer.Context) -> None:
    """List extras and rebates, those that have ended too."""
    from salesdesk.services.price_items import list_items

    call = call_of(ctx)
    rows = list_items(call.desk)
    call.show(rows, _text, {"items": rows})


@command(items, "retire")
def retire(ctx: typer.Context, name: Name) -> None:
    """Let an extra or a rebate end; orders that have it keep it."""
    from salesdesk.services.price_items import retire_item

    call = call_of(ctx)
    answer = retire_item(call.desk, name)
    call.show(answer, tr("{name} can be ordered no more."))


def _text(rows: "list[ItemAnswer]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.pricing import ItemKind
    from salesdesk.language import word

    heads = (tr_in("thing", "name"), tr("kind"), tr("amount"), tr("from"), tr("to"), "")
    lines = [
        (
            each.name,
            word(ItemKind(each.kind)),
            format_minor(each.amount_minor),
            each.valid_from,
            each.valid_to,
            "" if each.holds_today else tr("not today"),
        )
        for each in rows
    ]
    return table(heads, lines, {2})
