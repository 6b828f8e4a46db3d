"""Price lists: made by a rule, looked at, put in force from a day, and what a unit's price was before."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Unit
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, day, given, whole
from salesdesk.domain.errors import BadValue, UsageError
from salesdesk.language import N_, ntr, tr

if TYPE_CHECKING:
    from decimal import Decimal

    from salesdesk.services.prices import AppliedAnswer, PriceListAnswer

app = nouns()
prices = noun(app, "price", N_("Price lists: versions of what each unit costs."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The price list's name"))]
Rises = list[tuple[str, int]]


@command(prices, "make")
def make(
    ctx: typer.Context,
    name: Name,
    share: Annotated[
        str | None, typer.Option("--percent", metavar="X", help=N_("What today's price becomes: 102 means × 102 %"))
    ] = None,
    per_floor: Annotated[
        str | None,
        typer.Option("--per-floor", metavar="AMOUNT", help=N_("What each floor above the first adds, or takes: -20")),
    ] = None,
    first_floor: Annotated[
        str | None, typer.Option("--first-floor", metavar="N", help=N_("Where floors begin to count; without it, 1"))
    ] = None,
    orientation: Annotated[
        list[str] | None,
        typer.Option("--orientation", metavar="NAME=AMOUNT", help=N_("What an orientation adds; may be repeated")),
    ] = None,
    layout: Annotated[
        list[str] | None,
        typer.Option("--layout", metavar="NAME=AMOUNT", help=N_("What a layout adds; may be repeated")),
    ] = None,
    per_unit: Annotated[
        bool, typer.Option("--per-unit", help=N_("Amounts are of a whole unit, not of one m²"))
    ] = False,
    building: Annotated[
        list[str] | None, typer.Option("--building", metavar="BUILDING", help=N_("A whole building; may be repeated"))
    ] = None,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="BATCH", help=N_("Only the units of this batch"))
    ] = None,
) -> None:
    """Make a price list from today's prices by a rule; nothing is in force by it yet."""
    from decimal import Decimal

    from salesdesk.domain.pricelists import PriceRule
    from salesdesk.services.prices import make_list

    call = call_of(ctx)
    rule = PriceRule(
        percent=Decimal(100) if share is None else _percent(share),
        per_floor_minor=0 if per_floor is None else _signed(per_floor),
        first_floor=1 if first_floor is None else whole(tr("floor"), first_floor),
        orientations=tuple(_rises(orientation or [])),
        layouts=tuple(_rises(layout or [])),
        per_unit=per_unit,
    )
    call.show(make_list(call.desk, name, rule, building or (), batch), lambda found: _lists(call, [found]))


def _percent(text: str) -> "Decimal":
    from salesdesk.domain.phrases import message
    from salesdesk.domain.pricelists import parse_share

    try:
        return parse_share(text)
    except ValueError as failure:
        raise BadValue(what=tr("percentage"), value=text, why=message(failure)) from None


def _signed(text: str) -> int:
    plain = text.strip()
    return -amount(plain[1:]) if plain.startswith("-") else amount(plain.removeprefix("+"))


def _rises(options: list[str]) -> Rises:
    found: Rises = []
    for option in options:
        name, equals, text = option.rpartition("=")
        if not (name.strip() and equals):
            raise UsageError(problem=tr("{option!r} is not NAME=AMOUNT, such as south=500.").format(option=option))
        found.append((name.strip(), _signed(text)))
    return found


@command(prices, "preview")
def preview(ctx: typer.Context, name: Name, explain: Explain = False) -> None:
    """Show what putting a price list in force would do now: count, lowest, average, highest, difference to today."""
    from salesdesk.cli.price_text import preview_text
    from salesdesk.services.price_sums import explain_preview
    from salesdesk.services.prices import preview_list

    call = call_of(ctx)
    seen = preview_list(call.desk, name)
    show_explained(call, seen, preview_text, explain_preview(seen) if explain else None)


@command(prices, "show")
def show(ctx: typer.Context, name: Name, explain: Explain = False) -> None:
    """Show every unit's price in a list, beside today's."""
    from salesdesk.cli.price_text import rows_text
    from salesdesk.services.price_sums import explain_list
    from salesdesk.services.prices import preview_list

    call = call_of(ctx)
    seen = preview_list(call.desk, name)
    show_explained(call, seen, rows_text, explain_list(call.desk, name) if explain else None)


@command(prices, "apply")
def apply(
    ctx: typer.Context,
    name: Name,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("The first day; without it, today"))
    ] = None,
) -> None:
    """Put a price list in force; units that are claimed keep their price and are named."""
    from salesdesk.services.prices import apply_list

    call = call_of(ctx)
    call.show(apply_list(call.desk, name, given(day, begins)), _applied_text)


def _applied_text(answer: "AppliedAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.cli.price_text import kept_lines

    if answer.state == "planned":
        head = tr("{name} will be in force from {day}.").format(name=answer.name, day=answer.valid_from)
    else:
        said = ntr(
            "{name} is in force: {count} price changed.", "{name} is in force: {count} prices changed.", answer.changed
        )
        head = said.format(name=answer.name, count=answer.changed)
    return lines("\n".join([head, *kept_lines(answer.kept)]))


@command(prices, "list")
def listing(ctx: typer.Context) -> None:
    """List the versions of the price list, the latest first."""
    from salesdesk.services.prices import list_prices

    call = call_of(ctx)
    rows = list_prices(call.desk)
    call.show(rows, lambda found: _lists(call, found), {"price_lists": rows})


def _lists(call: Call, rows: "list[PriceListAnswer]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.pricelists import ListState
    from salesdesk.language import word
    from salesdesk.services.price_words import rule_said

    heads = (tr("price list"), tr("state"), tr("units"), tr("from"), tr("rule or file"), tr("by"), tr("at"))
    lines = [
        (
            each.name,
            word(ListState(each.state)),
            each.units,
            each.valid_from,
            rule_said(each.rule),
            each.made_by,
            call.local(each.made_at),
        )
        for each in rows
    ]
    return table(heads, lines, {2})


@command(prices, "history")
def history(ctx: typer.Context, unit: Unit, explain: Explain = False) -> None:
    """Show how a unit's price changed, by price lists and lists of units, the latest first."""
    from salesdesk.cli.price_text import history_table
    from salesdesk.services.price_sums import explain_history
    from salesdesk.services.prices import price_history

    call = call_of(ctx)
    rows = price_history(call.desk, unit)
    explained = explain_history(call.desk, unit) if explain else None
    shown = {"unit": unit, "history": rows}
    show_explained(call, rows, lambda found: history_table(found, call.local), explained, shown)
