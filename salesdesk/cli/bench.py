"""The payment bench: what a unit costs at once and each month, by terms that bind nobody."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Unit
from salesdesk.cli.call import call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, nouns
from salesdesk.cli.values import amount, given, percent, whole
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.bench import BenchAnswer

app = nouns()


@command(app, "bench")
def bench(
    ctx: typer.Context,
    unit: Unit,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="WHO", help=N_("At the price that this customer would have"))
    ] = None,
    down: Annotated[str | None, typer.Option("--down", metavar="PERCENT", help=N_("The down payment"))] = None,
    years: Annotated[str | None, typer.Option("--years", metavar="N", help=N_("The term; without it, 30"))] = None,
    rate: Annotated[str | None, typer.Option("--rate", metavar="PERCENT", help=N_("The bank's yearly rate"))] = None,
    fund: Annotated[
        str | None, typer.Option("--fund", metavar="AMOUNT", help=N_("What the provident fund lends at most"))
    ] = None,
    fund_rate: Annotated[
        str | None, typer.Option("--fund-rate", metavar="PERCENT", help=N_("The fund's yearly rate"))
    ] = None,
    principal: Annotated[
        bool, typer.Option("--principal", help=N_("Level parts of principal instead of level instalments"))
    ] = False,
    explain: Explain = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help=N_("Write it, month by month, to a new file"))
    ] = None,
) -> None:
    """Show what a unit costs at once and each month by other terms; nobody is bound by it."""
    from salesdesk.domain.bench import Way
    from salesdesk.private_files import whole_file
    from salesdesk.services.bench import BenchAsked, asked_terms, bench_answer, bench_sheet, bench_start
    from salesdesk.services.bench_sums import explain_bench

    call = call_of(ctx)
    start = bench_start(call.desk, unit, customer)
    asked = BenchAsked(
        given(percent, down),
        whole(tr("number of years"), years) if years else None,
        given(percent, rate),
        given(amount, fund),
        given(percent, fund_rate),
    )
    terms, way = asked_terms(start, asked), Way.PRINCIPAL if principal else Way.INSTALMENT
    answer = bench_answer(start, terms, way)
    if out is not None:
        with whole_file(out) as unfinished:
            unfinished.write_text(bench_sheet(answer), encoding="utf-8")
    show_explained(call, answer, _text, explain_bench(start, terms, way) if explain else None)


def _text(answer: "BenchAnswer") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.services.bench import bench_lines

    return table((tr("by these terms"), tr("amount")), bench_lines(answer), {1})
