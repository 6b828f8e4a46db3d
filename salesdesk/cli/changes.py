"""Changes of a deal: another unit, other buyers, another way of paying, its end; asked for, decided on, carried out."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Deal, FundQuota, Reason, Unit
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, choice, given, number, percent
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.change_answers import ChangeAnswer

app = nouns()
orders = noun(app, "change", N_("Changes of a deal: its unit, its buyers, its way of paying, its end."))
Number = Annotated[str, typer.Argument(metavar="ID", help=N_("The change's number"))]
Fee = Annotated[
    str | None, typer.Option("--fee", metavar="FEE", help=N_("What the change costs the buyer, an amount of money"))
]


@command(orders, "unit")
def unit(ctx: typer.Context, deal: Deal, unit: Unit, reason: Reason, fee: Fee = None, explain: Explain = False) -> None:
    """Ask to move a deal to another unit, at that unit's price of today; the money goes with it."""
    from salesdesk.services.changes import ask_unit_change

    call = call_of(ctx)
    _asked(call, ask_unit_change(call.desk, deal, unit, reason, given(amount, fee) or 0), explain)


@command(orders, "buyer")
def buyer(
    ctx: typer.Context,
    deal: Deal,
    act: Annotated[str, typer.Argument(metavar="add|remove|replace", help=N_("What becomes of the buyer"))],
    customer: Annotated[
        str, typer.Argument(metavar="CUSTOMER", help=N_("Who comes, leaves or is replaced: number, phone or name"))
    ],
    reason: Reason,
    other: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="CUSTOMER",
            help=N_("Who gives up the share, takes it over, or comes in the other's place"),
        ),
    ] = None,
    share: Annotated[
        str | None, typer.Option("--share", metavar="X", help=N_("What a buyer who comes will hold, in percent"))
    ] = None,
    fee: Fee = None,
    explain: Explain = False,
) -> None:
    """Ask for a buyer to come, to leave, or to take another's place; together they hold 100 %."""
    from salesdesk.domain.buyers import BuyerAct
    from salesdesk.services.changes import ask_buyer_change

    call, what = call_of(ctx), choice(BuyerAct, tr("change"), act)
    held, charged = given(percent, share), given(amount, fee) or 0
    _asked(call, ask_buyer_change(call.desk, deal, what, customer, reason, other, held, charged), explain)


@command(orders, "plan")
def plan(
    ctx: typer.Context,
    deal: Deal,
    plan: Annotated[str, typer.Option("--plan", metavar="PLAN", help=N_("The way of paying; `plan list` names them"))],
    reason: Reason,
    fund_quota: FundQuota = None,
    fee: Fee = None,
    explain: Explain = False,
) -> None:
    """Ask for another way of paying: the price of the day of the order by it, what is paid stays where it is."""
    from salesdesk.services.changes import ask_plan_change

    call = call_of(ctx)
    quota, charged = given(amount, fund_quota), given(amount, fee) or 0
    _asked(call, ask_plan_change(call.desk, deal, plan, reason, quota, charged), explain)


@command(orders, "cancel")
def cancel(
    ctx: typer.Context,
    deal: Deal,
    outcome: Annotated[
        str, typer.Option("--outcome", metavar="O", help=N_("offset, forfeit, double or return: where the money goes"))
    ],
    reason: Reason,
    fee: Fee = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DEAL", help=N_("The deal for whose price the money counts"))
    ] = None,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=N_("How money goes back; without it, by transfer"))
    ] = None,
    explain: Explain = False,
) -> None:
    """Ask to end a deal; its unit goes back on sale, and the outcome says where the money goes."""
    from salesdesk.domain.changes import Outcome
    from salesdesk.domain.receipts import Method
    from salesdesk.services.changes import ask_cancellation

    call, ends = call_of(ctx), choice(Outcome, tr("outcome"), outcome)
    way = Method.TRANSFER if method is None else choice(Method, tr("method"), method)
    _asked(call, ask_cancellation(call.desk, deal, ends, reason, given(amount, fee) or 0, to, way), explain)


@command(orders, "list")
def listing(
    ctx: typer.Context,
    deal: Annotated[str | None, typer.Option("--deal", metavar="DEAL", help=N_("Only those of a deal"))] = None,
    waiting: Annotated[bool, typer.Option("--waiting", help=N_("Only those that wait for a decision"))] = False,
) -> None:
    """List the changes, the latest first."""
    from salesdesk.cli.change_text import changes_text
    from salesdesk.services.change_answers import list_changes

    call = call_of(ctx)
    rows = list_changes(call.desk, deal, waiting)
    call.show(rows, changes_text, {"changes": rows})


@command(orders, "show")
def show(ctx: typer.Context, change: Number, explain: Explain = False) -> None:
    """Show a change, with the deal before and after it."""
    from salesdesk.cli.change_text import change_text
    from salesdesk.services.change_answers import show_change
    from salesdesk.services.change_sums import explain_change

    call, which = call_of(ctx), number("change", change)
    explained = explain_change(call.desk, which) if explain else None
    show_explained(call, show_change(call.desk, which), lambda found: change_text(found, call.local), explained)


@command(orders, "approve")
def approve(
    ctx: typer.Context,
    change: Number,
    reason: Annotated[str, typer.Option("--reason", metavar="REASON", help=N_("Why"))] = "",
    explain: Explain = False,
) -> None:
    """Approve a change: of one's rank, and never one's own."""
    from salesdesk.services.changes import approve_change

    call = call_of(ctx)
    _show(call, approve_change(call.desk, number("change", change), reason), explain)


@command(orders, "refuse")
def refuse(ctx: typer.Context, change: Number, reason: Reason, explain: Explain = False) -> None:
    """Refuse a change."""
    from salesdesk.services.changes import refuse_change

    call = call_of(ctx)
    _show(call, refuse_change(call.desk, number("change", change), reason), explain)


@command(orders, "withdraw")
def withdraw(ctx: typer.Context, change: Number, explain: Explain = False) -> None:
    """Take back a change that was not carried out."""
    from salesdesk.services.changes import withdraw_change

    call = call_of(ctx)
    _show(call, withdraw_change(call.desk, number("change", change)), explain)


@command(orders, "do")
def do(ctx: typer.Context, change: Number, explain: Explain = False) -> None:
    """Carry out an approved change, once and whole."""
    from salesdesk.services.changes import do_change

    call = call_of(ctx)
    _show(call, do_change(call.desk, number("change", change)), explain)


def _asked(call: Call, answer: "ChangeAnswer", explain: bool) -> None:
    """Show a change that needs no decision; else say whom it waits for, as an error with the change's number."""
    from salesdesk.domain.changes import ChangeRank, ChangeState, ChangeWaits

    if answer.state == ChangeState.WAITING:
        needed = ChangeRank(answer.needed_role)
        raise ChangeWaits(
            change_id=answer.change_id, request_id=answer.change_id, deal=answer.deal_id, needed=needed,
            before=answer.before, after=answer.after, expires_at=answer.expires_at,
        )  # fmt: skip
    _show(call, answer, explain)


def _show(call: Call, answer: "ChangeAnswer", explain: bool) -> None:
    from salesdesk.cli.change_text import change_text
    from salesdesk.services.change_sums import explain_change

    explained = explain_change(call.desk, answer.change_id) if explain else None
    show_explained(call, answer, lambda found: change_text(found, call.local), explained)
