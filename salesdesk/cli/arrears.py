"""What is overdue: arrears on a day, late fees with their days, and the cash book of a day."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Deal
from salesdesk.cli.call import call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, nouns
from salesdesk.cli.values import day, given
from salesdesk.language import N_, tr, tr_in

if TYPE_CHECKING:
    from salesdesk.services.arrears import ArrearsLine, LateFees, LateFeeSheet
    from salesdesk.services.dayend import DayEnd

app = nouns()


@command(app, "arrears")
def arrears(
    ctx: typer.Context,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=N_("As of this day; without it, today"))
    ] = None,
    explain: Explain = False,
) -> None:
    """List what is overdue on a day, the longest overdue first, with its late fee."""
    from salesdesk.services.arrears import list_arrears
    from salesdesk.services.arrears_sums import explain_arrears

    call = call_of(ctx)
    asked = given(day, on)
    rows = list_arrears(call.desk, asked)
    explained = explain_arrears(call.desk, asked) if explain else None
    show_explained(call, rows, _arrears, explained, {"on": asked, "arrears": rows})


def _arrears(rows: "list[ArrearsLine]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor

    heads = (tr("deal"), tr("unit"), tr("customer"), tr("rep"), tr("payment"), tr("due"))
    lines = [
        (
            each.deal_id,
            each.unit,
            each.customer,
            each.rep,
            tr(each.label),
            each.due,
            each.late_days,
            format_minor(each.open_minor),
            format_minor(each.late_fee_minor),
        )
        for each in rows
    ]
    return table((*heads, tr("days late"), tr("open"), tr("late fee")), lines, {6, 7, 8})


@command(app, "latefee")
def latefee(
    ctx: typer.Context,
    deal: Deal,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help=N_("As of this day; without it, today"))
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help=N_("Show what it comes from, day by day"))] = False,
) -> None:
    """Work out what a deal's late payments cost as of a day."""
    from salesdesk.services.arrears import late_fees
    from salesdesk.services.arrears_sums import explain_late_fees

    call = call_of(ctx)
    found = late_fees(call.desk, deal, given(day, on), days=explain)
    show_explained(call, found, _late_fees, explain_late_fees(found) if explain else None)


def _late_fees(found: "LateFees") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.money import format_minor

    head = tr("{deal}, as of {day}: {amount} late fees").format(
        deal=found.deal_id, day=found.on, amount=format_minor(found.total_minor)
    )
    rows = [_sheet(each) for each in found.rows]
    return lines("\n".join([head, *rows]))


def _sheet(sheet: "LateFeeSheet") -> str:
    from salesdesk.domain.money import format_minor

    said = tr("{label}, due {due}: {days} days late at {rate}/10,000 a day, {amount}")
    rate = f"{sheet.rate_per_10000.normalize():f}"
    facts = {"label": tr(sheet.label), "due": sheet.due, "days": sheet.late_days, "rate": rate}
    return said.format(**facts, amount=format_minor(sheet.late_fee_minor))


@command(app, "dayend")
def dayend(
    ctx: typer.Context,
    of: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The day; without it, today"))] = None,
    close: Annotated[bool, typer.Option("--close", help=N_("Close it: nothing is booked on it afterwards"))] = False,
    explain: Explain = False,
) -> None:
    """Show the cash book of a day by cashier and method; with --close, close it."""
    from salesdesk.services.dayend import close_day, day_end
    from salesdesk.services.explained import explain_day

    call = call_of(ctx)
    asked = given(day, of)
    book = close_day(call.desk, asked) if close else day_end(call.desk, asked)
    show_explained(call, book, _book, explain_day(book) if explain else None)


def _book(book: "DayEnd") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.receipts import Method
    from salesdesk.language import word

    heads = (tr("cashier"), tr("method"), tr("count"), tr("in"), tr("out"), tr("sum"))
    rows = [
        (
            each.cashier,
            word(Method(each.method)),
            each.count,
            *map(format_minor, (each.in_minor, each.out_minor, each.in_minor - each.out_minor)),
        )
        for each in book.rows
    ]
    sums = tuple(map(format_minor, (book.in_minor, book.out_minor, book.net_minor)))
    told = tr("closed by {who}").format(who=book.closed_by) if book.closed else tr_in("cash book", "open")
    head = tr("Cash book of {day}, {state}").format(day=book.day, state=told)
    return lines(head) + "\n" + table(heads, [*rows, (tr("together"), "", book.count, *sums)], {2, 3, 4, 5})
