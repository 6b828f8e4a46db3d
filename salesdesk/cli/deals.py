"""Orders and deals: writing an order, the list, one deal with its steps, its schedule."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Customer, Date, Deal, DryRun, FundQuota, Note, Plan, Reason, Unit, With
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, choice, day, given, number, whole
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.cautions import CautionsView
    from salesdesk.services.deals import DealLine, DealView

app = nouns()
deals = noun(app, "deal", N_("Orders that were written, and how far they have come."))


@command(app, "order")
def order(
    ctx: typer.Context,
    unit: Unit,
    customer: Customer,
    plan: Plan,
    discount_request: Annotated[
        str | None,
        typer.Option("--discount-request", metavar="ID", help=N_("An approved request for a lower price")),
    ] = None,
    named: With = None,
    fund_quota: FundQuota = None,
    disclosed: Annotated[
        bool, typer.Option("--disclosed", help=N_("The buyer acknowledged the facts that `disclosure list` tells"))
    ] = False,
    shown: Annotated[
        str | None, typer.Option("--at-price", metavar="AMOUNT", help=N_("Only at this price, as the buyer was shown"))
    ] = None,
    dry_run: DryRun = False,
    explain: Explain = False,
) -> None:
    """Order a unit that is free, or held for this customer; with --dry-run only show the order sheet."""
    from salesdesk.cli.sheet_text import order_text, sheet_text
    from salesdesk.services.deal_sums import explain_deal
    from salesdesk.services.order_sums import explain_order
    from salesdesk.services.orders import place_order, preview_order

    call = call_of(ctx)
    request = given(lambda text: number("request", text), discount_request)
    quota = given(amount, fund_quota)
    if dry_run:
        sheet = preview_order(call.desk, unit, customer, plan, request, named or (), quota)
        asked = (call.desk, unit, customer, plan, request, named or (), quota)
        explained = explain_order(*asked) if explain else None
        show_explained(call, sheet, sheet_text, explained)
    else:
        price = given(amount, shown)
        placed = place_order(call.desk, unit, customer, plan, request, named or (), quota, disclosed, price)
        show_explained(call, placed, order_text, explain_deal(call.desk, placed.deal_id) if explain else None)


@command(deals, "list")
def listing(
    ctx: typer.Context,
    ended: Annotated[
        bool, typer.Option("--ended", help=N_("Those that have ended, instead of those that live"))
    ] = False,
    explain: Explain = False,
) -> None:
    """List the deals, the latest first."""
    from salesdesk.services.deals import list_deals
    from salesdesk.services.list_sums import explain_deals

    call = call_of(ctx)
    rows = list_deals(call.desk, live=not ended)
    explained = explain_deals(call.desk, live=not ended) if explain else None
    show_explained(call, rows, _table, explained, {"deals": rows})


def _table(rows: "list[DealLine]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.deal import Step
    from salesdesk.domain.money import format_minor
    from salesdesk.language import word

    heads = (tr("deal"), tr("unit"), tr("customer"), tr("next"), tr("due"), tr("total"), tr("paid"), tr("overdue"))
    lines = [
        (
            each.deal_id,
            each.unit,
            each.customer,
            word(Step(each.next_step)) if each.next_step else "",
            each.next_due,
            *map(format_minor, (each.total_minor, each.paid_minor, each.overdue_minor)),
        )
        for each in rows
    ]
    return table(heads, lines, {5, 6, 7})


@command(deals, "show")
def show(ctx: typer.Context, deal: Deal, explain: Explain = False) -> None:
    """Show a deal: its steps, the frozen price, the schedule, the receipts, the history."""
    from salesdesk.cli.deal_text import deal_text
    from salesdesk.services.deal_sums import explain_deal
    from salesdesk.services.deals import show_deal

    call = call_of(ctx)
    view = show_deal(call.desk, deal)
    explained = explain_deal(call.desk, deal) if explain else None
    show_explained(call, view, lambda found: deal_text(found, call.local), explained)


@command(deals, "step")
def step(
    ctx: typer.Context,
    deal: Deal,
    step: Annotated[str, typer.Argument(metavar="STEP", help=N_("The step that was done, such as contract"))],
    date: Date = None,
    note: Note = "",
    ticked: Annotated[
        bool, typer.Option("--ticked", help=N_("With the contract: the buyer acknowledged all that `deal tick` lists"))
    ] = False,
    explain: Explain = False,
) -> None:
    """Write down that a step was done; a step of money is done by its receipt alone."""
    from salesdesk.services.steps import do_step, parse_step

    call = call_of(ctx)
    _show(call, do_step(call.desk, deal, parse_step(step), given(day, date), note, ticked), explain)


@command(deals, "tick")
def tick(
    ctx: typer.Context,
    deal: Deal,
    item: Annotated[
        str | None, typer.Argument(metavar="ITEM", help=N_("The caution; without it, they are listed"))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=N_("All that are not ticked yet"))] = False,
) -> None:
    """Write down which cautions the buyer acknowledged before the contract."""
    from salesdesk.domain.errors import UsageError
    from salesdesk.services.cautions import show_cautions, tick_cautions

    call = call_of(ctx)
    if item is not None and everything:
        raise UsageError(problem=tr("Name a caution, or all with --all."))
    ticked = item is not None or everything
    call.show(tick_cautions(call.desk, deal, item) if ticked else show_cautions(call.desk, deal), _cautions)


def _cautions(view: "CautionsView") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.text import safe

    items = (*view.disclosed, *view.cautions)
    said = [f"  {each.ticked_on or tr('not ticked')}  {safe(tr(each.item))}" for each in items]
    return lines("\n".join([view.deal_id, *said]))


@command(deals, "file")
def file(
    ctx: typer.Context,
    deal: Deal,
    filing: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The number that the authority gave"))],
    date: Date = None,
    explain: Explain = False,
) -> None:
    """Write down under which number the signed contract was filed."""
    from salesdesk.services.steps import file_contract

    call = call_of(ctx)
    _show(call, file_contract(call.desk, deal, filing, given(day, date)), explain)


@command(deals, "undo")
def undo(ctx: typer.Context, deal: Deal, reason: Reason, explain: Explain = False) -> None:
    """Undo the last step that was done by hand."""
    from salesdesk.services.steps import undo_step

    call = call_of(ctx)
    _show(call, undo_step(call.desk, deal, reason), explain)


@command(deals, "rescind")
def rescind(
    ctx: typer.Context,
    deal: Deal,
    reason: Reason,
    method: Annotated[
        str | None, typer.Option("--method", metavar="M", help=N_("How money goes back; without it, by transfer"))
    ] = None,
    explain: Explain = False,
) -> None:
    """End a deal whose buyer rescinds the contract in time: all the money goes back, nobody has to approve."""
    from salesdesk.cli.change_text import change_text
    from salesdesk.domain.receipts import Method
    from salesdesk.services.change_sums import explain_change
    from salesdesk.services.rescissions import rescind_deal

    call = call_of(ctx)
    way = Method.TRANSFER if method is None else choice(Method, tr("method"), method)
    ended = rescind_deal(call.desk, deal, reason, way)
    explained = explain_change(call.desk, ended.change_id) if explain else None
    show_explained(call, ended, lambda found: change_text(found, call.local), explained)


def _show(call: Call, answer: "DealView", explain: bool) -> None:
    from salesdesk.cli.deal_text import deal_text
    from salesdesk.services.deal_sums import explain_deal

    explained = explain_deal(call.desk, answer.deal_id) if explain else None
    show_explained(call, answer, lambda found: deal_text(found, call.local), explained)


@command(app, "schedule")
def schedule(
    ctx: typer.Context,
    deal: Deal,
    version: Annotated[
        str | None, typer.Option("--version", metavar="N", help=N_("As it was planned before: 1 is the first plan"))
    ] = None,
    explain: Explain = False,
) -> None:
    """Show a deal's payments, with what is paid, late and open."""
    if version is not None:
        return _planned(call_of(ctx), deal, whole(tr("version"), version), explain)
    from salesdesk.cli.deal_text import schedule_text
    from salesdesk.services.deal_sums import explain_deal
    from salesdesk.services.deals import show_deal

    call = call_of(ctx)
    answer = show_deal(call.desk, deal)
    found = {"deal_id": answer.deal_id, "schedule": answer.schedule, "unallocated_minor": answer.unallocated_minor}
    explained = [each for each in explain_deal(call.desk, deal) if _of_schedule(each.ref)] if explain else None
    show_explained(call, answer, lambda view: schedule_text(view.schedule), explained, found)


def _planned(call: Call, deal: str, version: int, explain: bool) -> None:
    from salesdesk.cli.deal_text import version_text
    from salesdesk.services.plan_versions import explain_version, show_version

    planned = show_version(call.desk, deal, version)
    explained = explain_version(planned) if explain else None
    show_explained(call, planned, lambda found: version_text(found, call.local), explained)


def _of_schedule(ref: str) -> bool:
    """Tell whether a sum of a deal stands in its schedule."""
    return ref.partition(":")[0] in {"row", "open", "fee", "late_fee", "unallocated"}
