"""Mortgage cases: opened for a loan, their papers, the lender's answer, and the money paid out."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Date, Deal, Reason
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, choice, day, given, number
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.mortgages import CaseView

app = nouns()
mortgages = noun(app, "mortgage", N_("Loans that buyers apply for: their papers, the answer, the money."))
CaseNumber = Annotated[str, typer.Argument(metavar="CASE", help=N_("The number of the mortgage case"))]


@command(mortgages, "open")
def open_(
    ctx: typer.Context,
    deal: Deal,
    bank: Annotated[str, typer.Option("--bank", metavar="BANK", help=N_("Who lends"))],
    lender: Annotated[
        str, typer.Option("--lender", metavar="LENDER", help=N_("commercial, or fund for the provident fund"))
    ] = "commercial",
    explain: Explain = False,
) -> None:
    """Open an application for a loan of a deal, with the papers that it needs."""
    from salesdesk.domain.mortgages import Lender
    from salesdesk.services.mortgages import open_case

    call = call_of(ctx)
    _show(call, open_case(call.desk, deal, bank, choice(Lender, tr("lender"), lender)), explain)


@command(mortgages, "paper")
def paper(
    ctx: typer.Context,
    case: CaseNumber,
    name: Annotated[str, typer.Argument(metavar="PAPER", help=N_("The paper as the application names it"))],
    date: Date = None,
    explain: Explain = False,
) -> None:
    """Note that a paper came in."""
    from salesdesk.services.mortgages import note_paper

    call = call_of(ctx)
    _show(call, note_paper(call.desk, number("case", case), name, given(day, date)), explain)


@command(mortgages, "submit")
def submit(ctx: typer.Context, case: CaseNumber, date: Date = None, explain: Explain = False) -> None:
    """Note that an application with all its papers went to the lender."""
    from salesdesk.services.mortgages import submit_case

    call = call_of(ctx)
    _show(call, submit_case(call.desk, number("case", case), given(day, date)), explain)


@command(mortgages, "approve")
def approve(
    ctx: typer.Context,
    case: CaseNumber,
    money: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help=N_("What was approved; without it, the whole loan"))
    ] = None,
    date: Date = None,
    explain: Explain = False,
) -> None:
    """Note that the lender approved; what is missing of the loan becomes a payment of its own."""
    from salesdesk.services.mortgages import approve_case

    call = call_of(ctx)
    _show(call, approve_case(call.desk, number("case", case), given(amount, money), given(day, date)), explain)


@command(mortgages, "refuse")
def refuse(ctx: typer.Context, case: CaseNumber, reason: Reason, date: Date = None, explain: Explain = False) -> None:
    """Note that the lender refused."""
    from salesdesk.services.mortgages import refuse_case

    call = call_of(ctx)
    _show(call, refuse_case(call.desk, number("case", case), reason, given(day, date)), explain)


@command(mortgages, "withdraw")
def withdraw(ctx: typer.Context, case: CaseNumber, reason: Reason, date: Date = None, explain: Explain = False) -> None:
    """Note that the buyer took the application back."""
    from salesdesk.services.mortgages import withdraw_case

    call = call_of(ctx)
    _show(call, withdraw_case(call.desk, number("case", case), reason, given(day, date)), explain)


@command(mortgages, "payout")
def payout(ctx: typer.Context, case: CaseNumber, date: Date = None, explain: Explain = False) -> None:
    """Note that the loan was paid out, once the lender's money is booked."""
    from salesdesk.services.mortgages import pay_out_case

    call = call_of(ctx)
    _show(call, pay_out_case(call.desk, number("case", case), given(day, date)), explain)


@command(mortgages, "show")
def show(ctx: typer.Context, case: CaseNumber, explain: Explain = False) -> None:
    """Show an application with its papers."""
    from salesdesk.services.mortgages import show_case

    call = call_of(ctx)
    _show(call, show_case(call.desk, number("case", case)), explain)


@command(mortgages, "list")
def listing(
    ctx: typer.Context,
    deal: Annotated[str | None, typer.Option("--deal", metavar="DEAL", help=N_("Only those of this deal"))] = None,
    explain: Explain = False,
) -> None:
    """List the applications, the latest first."""
    from salesdesk.services.mortgage_sums import explain_cases
    from salesdesk.services.mortgages import list_cases

    call = call_of(ctx)
    rows = list_cases(call.desk, deal)
    explained = explain_cases(call.desk, deal) if explain else None
    show_explained(call, rows, _table, explained, {"cases": rows})


def _show(call: Call, answer: "CaseView", explain: bool) -> None:
    from salesdesk.services.mortgage_sums import explain_case

    show_explained(call, answer, _text, explain_case(call.desk, answer.case_id) if explain else None)


def _table(rows: list["CaseView"]) -> str:
    from salesdesk.cli.output import lines
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.mortgages import CaseState
    from salesdesk.language import word

    if not rows:
        return lines(
            tr("No loan has been applied for. Open an application: `salesdesk mortgage open DEAL --bank BANK`.")
        )
    heads = (
        "#",
        tr("deal"),
        tr("unit"),
        tr("customer"),
        tr("bank"),
        tr("state"),
        tr("loan"),
        tr("approved"),
        tr("due"),
    )
    cells = [
        (
            str(each.case_id), each.deal_id, each.unit, each.customer, each.bank, word(CaseState(each.state)),
            format_minor(each.asked_minor), "" if each.approved_minor is None else format_minor(each.approved_minor),
            "" if each.due is None else each.due.isoformat(),
        )
        for each in rows
    ]  # fmt: skip
    return lines(table(heads, cells, {0, 6, 7}))


def _text(view: "CaseView") -> str:
    from salesdesk.cli.output import lines

    papers = [f"  {each.received_on or tr('missing')}  {tr(each.name)}" for each in view.papers]
    return "\n\n".join([_table([view]), *([lines("\n".join(papers))] if papers else [])])
