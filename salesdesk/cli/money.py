"""Money: receipts, what of them is unallocated, refunds, and what payers said when asked."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli import output
from salesdesk.cli.arguments import Deal, Note, Reason
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import amount, choice, day, given
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.chasing import ChaseAnswer
    from salesdesk.services.explained import Explained
    from salesdesk.services.payments import ReceiptAnswer, ReceiptLine
    from salesdesk.services.unallocated import UnallocatedLine

Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("An amount of money: 3000 or 3,000.00"))]
MethodOption = Annotated[
    str,
    typer.Option(
        "--method", metavar="METHOD", help=N_("cash, transfer, card, wechat, alipay, cheque, bank_loan or fund_loan")
    ),
]
ValueDate = Annotated[
    str | None, typer.Option("--value-date", metavar="DATE", help=N_("When it was paid; without it, today"))
]
Line = Annotated[
    str | None, typer.Option("--line", metavar="LABEL", help=N_("Only for this payment of the schedule, by its label"))
]
Loose = Annotated[
    str,
    typer.Argument(metavar="DEAL|RECEIPT", help=N_("A deal by its number, or the receipt of money that is for none")),
]
Hold = Annotated[
    str | None, typer.Option("--hold", metavar="UNIT", help=N_("The held unit for which money without a deal is"))
]
NO_DEAL = "-"
app = nouns()
receipts = noun(app, "receipt", N_("Money that came in: numbered without gaps, reversed but never edited."))


@command(receipts, "add")
def add(
    ctx: typer.Context,
    deal: Annotated[
        str, typer.Argument(metavar="DEAL", help=N_("A deal by its number; - when it is not known whose money it is"))
    ],
    sum_: Amount,
    method: MethodOption,
    value_date: ValueDate = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="STEP", help=N_("Only for this step, such as first_payment"))
    ] = None,
    line: Line = None,
    note: Note = "",
    payer: Annotated[str, typer.Option("--payer", metavar="NAME", help=N_("Who paid, when the deal is -"))] = "",
    reference: Annotated[
        str, typer.Option("--reference", metavar="TEXT", help=N_("The bank's reference, when the deal is -"))
    ] = "",
    hold: Hold = None,
    explain: Explain = False,
) -> None:
    """Book money for a deal; it pays the oldest open payment first, or what --step or --line names.

    For the deal - it is unallocated until `receipt move` or `receipt refund` names its receipt. With --hold it is
    earnest money of whoever holds the unit: the hold then stays until somebody decides, and an order takes it over.
    """
    if step is not None and line is not None:
        raise UsageError(problem=tr("--step and --line both say what the money is for: give one of them"))
    from salesdesk.services.hold_money import add_on_hold
    from salesdesk.services.payments import add_receipt, parse_method
    from salesdesk.services.steps import parse_step
    from salesdesk.services.suspense import add_loose

    call = call_of(ctx)
    paid, how = amount(sum_), parse_method(method)
    if deal == NO_DEAL:
        if step is not None or line is not None:
            raise UsageError(problem=tr("--step and --line are of a deal; name it instead of -"))
        known = (given(day, value_date), payer, note, reference)
        book = partial(add_loose, call.desk) if hold is None else partial(add_on_hold, call.desk, hold)
        return _show_receipt(call, book(paid, how, *known), explain)
    if payer or reference or hold:
        raise UsageError(problem=tr("--payer, --reference and --hold are for money without a deal: -"))
    answer = add_receipt(call.desk, deal, paid, how, given(day, value_date), given(parse_step, step), note, line)
    _show_receipt(call, answer, explain)


@command(receipts, "reverse")
def reverse(
    ctx: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help=N_("A receipt by its number, such as R-000118"))],
    reason: Reason,
    explain: Explain = False,
) -> None:
    """Reverse a wrong receipt by a counter-receipt."""
    from salesdesk.services.reversals import reverse_receipt

    call = call_of(ctx)
    _show_receipt(call, reverse_receipt(call.desk, receipt, reason), explain)


def _show_receipt(call: Call, answer: "ReceiptAnswer", explain: bool) -> None:
    from salesdesk.services.deal_sums import explain_receipt

    show_explained(call, answer, _receipt_text, explain_receipt(call.desk, answer.receipt_no) if explain else None)


def _receipt_text(answer: "ReceiptAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.deal import Step
    from salesdesk.domain.money import format_minor
    from salesdesk.language import word

    whose = tr("{receipt} for {deal}: {amount}") if answer.deal_id else tr("{receipt} for no deal yet: {amount}")
    whose = tr("{receipt}, earnest money on the hold of {unit}: {amount}") if answer.on_hold else whose
    known = {"receipt": answer.receipt_no, "deal": answer.deal_id, "unit": answer.on_hold}
    head = whose.format(**known, amount=format_minor(answer.amount_minor))
    said = [f"  {tr(each.label)}: {format_minor(each.amount_minor)}" for each in answer.allotted]
    if answer.on_hold:
        said.append("  " + tr("It can be given back at any time; an order of the unit takes it over."))
    elif answer.unallocated_minor:
        over = tr("{amount} of it pays nothing yet")
        said.append("  " + over.format(amount=format_minor(answer.unallocated_minor)))
    if answer.advance_minor:
        above = tr("{amount} is above a fifth of the price: an advance payment, no deposit")
        said.append("  " + above.format(amount=format_minor(answer.advance_minor)))
    if answer.next_step:
        then = tr("Next: {step} {amount}")
        due = format_minor(answer.next_due_minor) if answer.next_due_minor else ""
        said.append(then.format(step=word(Step(answer.next_step)), amount=due).rstrip())
    return lines("\n".join([head, *said]))


@command(receipts, "unallocated")
def unallocated(ctx: typer.Context, explain: Explain = False) -> None:
    """List the money that pays nothing yet, by deal or by receipt when it is for none, the oldest first."""
    from salesdesk.services.explained import explain_unallocated
    from salesdesk.services.unallocated import list_unallocated

    call = call_of(ctx)
    rows = list_unallocated(call.desk)
    found = {"unallocated": rows, "total_minor": sum(each.amount_minor for each in rows)}
    show_explained(call, rows, _unallocated, [explain_unallocated(rows)] if explain else None, found)


def _unallocated(rows: "list[UnallocatedLine]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor

    heads = (tr("deal, receipt"), tr("unit"), tr("customer, payer"), tr("since"), tr("unallocated"), "")
    lines = [
        (
            each.name,
            each.unit or "",
            each.customer,
            each.since,
            format_minor(each.amount_minor),
            _said_of(each),
        )
        for each in rows
    ]
    return table(heads, lines, {4})


def _said_of(row: "UnallocatedLine") -> str:
    if not row.live:
        return tr("ended")
    return " ".join(filter(None, (tr("on the hold") if row.on_hold else "", row.remark, row.reference)))


@command(receipts, "move")
def move(
    ctx: typer.Context,
    deal: Loose,
    sum_: Amount,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DEAL", help=N_("Another deal that gets it; without it, the same"))
    ] = None,
    line: Line = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="REASON", help=N_("Why; needed when the other deal has another buyer"))
    ] = "",
    hold: Hold = None,
    explain: Explain = False,
) -> None:
    """Move unallocated money of a deal to its open payments or another deal's; that of a receipt to a deal or hold."""
    from salesdesk.services.unallocated import move_money

    if hold is not None and (to is not None or line is not None):
        raise UsageError(problem=tr("--hold says where the money goes: leave --to and --line out"))
    call = call_of(ctx)
    answer = move_money(call.desk, deal, amount(sum_), to, line, reason, hold)
    if answer.to_hold is not None:
        lies = tr("{from_receipt}: {amount} lies on the hold of {to_hold} now")
        explained = _left_sums(call, answer.from_receipt) if explain else None
        return show_explained(call, answer, partial(output.said, lies), explained)
    source = "{deal_id}" if answer.deal_id else "{from_receipt}"
    said = tr("{to_deal_id}: {amount}; {allotted} of it pays now, {left} is left unallocated here")
    explained = _left_sums(call, answer.deal_id or answer.from_receipt, answer.to_deal_id) if explain else None
    show_explained(call, answer, partial(output.said, f"{source} → {said}"), explained)


def _left_sums(call: Call, *places: str | None) -> "list[Explained]":
    """Tell what is paid and what is unallocated on deals, or where the money of a receipt is."""
    from salesdesk.domain.receipts import is_receipt_number
    from salesdesk.services.deal_sums import explain_deal, explain_receipt
    from salesdesk.services.explained import found_in, of_each

    sums: list[Explained] = []
    for place in dict.fromkeys(each for each in places if each):
        if is_receipt_number(place):
            sums += explain_receipt(call.desk, place)
        else:
            sums += of_each(place, found_in(explain_deal(call.desk, place), "paid", "unallocated"))
    return sums


@command(receipts, "refund")
def refund(
    ctx: typer.Context,
    deal: Loose,
    sum_: Amount,
    method: MethodOption,
    reason: Reason,
    value_date: ValueDate = None,
    explain: Explain = False,
) -> None:
    """Give unallocated money of a deal, or of a receipt for none, back; the refund has its own number."""
    from salesdesk.services.payments import parse_method
    from salesdesk.services.unallocated import refund_money

    call = call_of(ctx)
    back, how = amount(sum_), parse_method(method)
    answer = refund_money(call.desk, deal, back, how, given(day, value_date), reason)
    of_deal = tr("{receipt_no}: {amount} of {deal_id} given back; {left} is left unallocated")
    of_receipt = tr("{receipt_no}: {amount} of {from_receipt} given back; {left} is left unallocated")
    said = of_deal if answer.deal_id else of_receipt
    explained = _left_sums(call, answer.receipt_no, answer.deal_id or answer.from_receipt) if explain else None
    show_explained(call, answer, partial(output.said, said), explained)


@command(receipts, "list")
def listing(
    ctx: typer.Context,
    deal: Annotated[str | None, typer.Option("--deal", metavar="DEAL", help=N_("Only of this deal"))] = None,
    explain: Explain = False,
) -> None:
    """List receipts, the latest first, or those of a deal in order."""
    from salesdesk.services.deal_sums import explain_receipt
    from salesdesk.services.payments import list_receipts

    call = call_of(ctx)
    rows = list_receipts(call.desk, deal)
    explained = [one for each in rows for one in explain_receipt(call.desk, each.receipt_no)] if explain else None
    show_explained(call, rows, _receipts, explained, {"receipts": rows})


@command(receipts, "show")
def show(
    ctx: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help=N_("A receipt by its number, such as R-000118"))],
    explain: Explain = False,
) -> None:
    """Show one receipt; with --explain, where its money is now."""
    from salesdesk.services.deal_sums import explain_receipt
    from salesdesk.services.payments import show_receipt

    call = call_of(ctx)
    row = show_receipt(call.desk, receipt)
    explained = explain_receipt(call.desk, receipt) if explain else None
    show_explained(call, row, lambda found: _receipts([found]), explained)


def _receipts(rows: "list[ReceiptLine]") -> str:
    from salesdesk.cli.tables import table
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.receipts import Method
    from salesdesk.language import word
    from salesdesk.services.receipt_words import number_stands_for

    heads = (tr("receipt"), tr("deal"), tr("unit"), tr("customer"), tr("value date"), tr("amount"), tr("method"), "")
    lines = [
        (
            each.receipt_no,
            each.deal_id or "",
            each.unit or "",
            each.customer or each.payer,
            each.value_date,
            format_minor(each.amount_minor),
            word(Method(each.method)),
            number_stands_for(each.kind, each.reverses, each.reversed_by),
        )
        for each in rows
    ]
    return table(heads, lines, {5})


def _chased(answer: "ChaseAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.tasks import ChaseOutcome
    from salesdesk.language import word

    outcome = word(ChaseOutcome(answer.outcome))
    if answer.promised_on:
        outcome = tr("{outcome} {day}").format(outcome=outcome, day=answer.promised_on)
    return lines(tr("{deal}, {label}: {outcome}").format(deal=answer.deal_id, label=tr(answer.label), outcome=outcome))


@command(app, "chase")
def chase(
    ctx: typer.Context,
    deal: Deal,
    outcome: Annotated[str, typer.Option("--outcome", metavar="OUTCOME", help=N_("promised, not_reached or refused"))],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The day that was promised"))] = None,
    note: Note = "",
) -> None:
    """Write down what came of asking for the oldest open payment of a deal."""
    from salesdesk.domain.tasks import ChaseOutcome
    from salesdesk.services.chasing import write_chase

    call = call_of(ctx)
    said = choice(ChaseOutcome, tr("outcome"), outcome)
    answer = write_chase(call.desk, deal, said, given(day, on), note)
    call.show(answer, _chased)
