"""Area settlements: what was measured, what it comes to, applied once, and what goes back to the buyer."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import Deal, Note, Unit
from salesdesk.cli.call import call_of
from salesdesk.cli.explained import Explain, show_explained
from salesdesk.cli.options import command, nouns
from salesdesk.cli.values import area, choice, day, given, percent
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.cli.call import Call
    from salesdesk.domain.settlement import Choice
    from salesdesk.services.area_refunds import PaidBack
    from salesdesk.services.contract_terms import TermsAnswer
    from salesdesk.services.explained import Explained
    from salesdesk.services.settlements import MeasuredAnswer, SettlementPreview, SettlementView

app = nouns()
Building = Annotated[
    str | None, typer.Option("--building", metavar="BUILDING", help=N_("Every deal of a building, instead of one"))
]
OneDeal = Annotated[str | None, typer.Argument(metavar="DEAL", help=N_("A deal by its number, such as D-0042"))]
Chosen = Annotated[
    str | None,
    typer.Option("--choice", metavar="CHOICE", help=N_("keep or withdraw: what the buyer decides beyond the limit")),
]


@command(app, "settle")
def settle(
    ctx: typer.Context,
    deal: OneDeal = None,
    building: Building = None,
    chosen: Chosen = None,
    explain: Explain = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=N_("Apply what is shown, once; of a building, all that need no choice"))
    ] = False,
) -> None:
    """Show what the area of a deal, or of a whole building, comes to; with --apply it is settled."""
    from salesdesk.domain.settlement import Choice

    call, decided = call_of(ctx), given(lambda text: choice(Choice, tr("choice"), text), chosen)
    if (deal is None) == (building is None):
        raise UsageError(problem=tr("Name a deal, or a building with --building."))
    if building is not None and decided is not None:
        raise UsageError(problem=tr("A choice is one buyer's; name the deal."))
    answer = _settled(call, deal, building, decided, apply=apply)
    show_explained(call, answer, _text, _explained(call, deal, building, decided) if explain else None)


def _explained(call: "Call", deal: str | None, building: str | None, decided: "Choice | None") -> "list[Explained]":
    from salesdesk.services.settlement_sums import explain_building, explain_settlement

    if building is not None:
        return explain_building(call.desk, building)
    return explain_settlement(call.desk, deal or "", decided)


def _settled(
    call: "Call", deal: str | None, building: str | None, decided: "Choice | None", *, apply: bool
) -> "SettlementPreview":
    from salesdesk.services import settlements

    if building is not None:
        whole = settlements.apply_building if apply else settlements.preview_building
        return whole(call.desk, building)
    one = settlements.apply_settlement if apply else settlements.preview_settlement
    return one(call.desk, deal or "", decided)


@command(app, "settle measure")
def measure(
    ctx: typer.Context,
    unit: Unit,
    built: Annotated[str, typer.Option("--built", metavar="AREA", help=N_("The measured built area in m²"))],
    inner: Annotated[
        str | None, typer.Option("--inner", metavar="AREA", help=N_("The measured inner area in m²"))
    ] = None,
) -> None:
    """Write down what the survey measured for a unit."""
    from salesdesk.services.settlements import measure_unit

    call = call_of(ctx)
    call.show(measure_unit(call.desk, unit, area(built), given(area, inner)), _measured)


@command(app, "settle terms")
def terms(
    ctx: typer.Context,
    deal: Deal,
    variant: Annotated[
        str | None,
        typer.Option("--variant", metavar="built|inner|per_unit", help=N_("By which area the contract settles")),
    ] = None,
    limit: Annotated[
        str | None, typer.Option("--percent", metavar="X", help=N_("Beyond which difference the buyer chooses"))
    ] = None,
) -> None:
    """Show, or agree on before it is signed, how the contract of a deal settles its area."""
    from salesdesk.domain.settlement import Variant
    from salesdesk.services.contract_terms import agree_on_terms, show_terms

    call = call_of(ctx)
    by, beyond = given(lambda text: choice(Variant, tr("variant"), text), variant), given(percent, limit)
    agreed = by is not None or beyond is not None
    call.show(agree_on_terms(call.desk, deal, by, beyond) if agreed else show_terms(call.desk, deal), terms_text)


def terms_text(answer: "TermsAnswer") -> str:
    """Write how a contract settles its area."""
    from salesdesk.cli.output import lines
    from salesdesk.domain.settlement import Variant
    from salesdesk.language import word

    said = tr("{deal} settles by: {variant}; the limit is {percent} %")
    if not answer.agreed:
        said = tr("{deal} settles as the project does on its signing; today by: {variant}, the limit is {percent} %")
    return lines(said.format(deal=answer.deal_id, variant=word(Variant(answer.variant)), percent=answer.percent))


@command(app, "settle pay-back")
def pay_back(
    ctx: typer.Context,
    deal: Deal,
    method: Annotated[str, typer.Option("--method", metavar="METHOD", help=N_("How it went back, such as transfer"))],
    value_date: Annotated[
        str | None, typer.Option("--value-date", metavar="DATE", help=N_("When it was paid; without it, today"))
    ] = None,
    note: Note = "",
    explain: Explain = False,
) -> None:
    """Book the money that goes back for the area; to a buyer who withdraws that is everything, and ends the deal."""
    from salesdesk.domain.receipts import Method
    from salesdesk.services.area_refunds import pay_back as book
    from salesdesk.services.settlement_sums import explain_settlement

    call = call_of(ctx)
    how = choice(Method, tr("method"), method)
    explained = explain_settlement(call.desk, deal) if explain else None
    show_explained(call, book(call.desk, deal, how, given(day, value_date), note), _paid_back, explained)


def _text(answer: "SettlementPreview") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.cli.tables import table
    from salesdesk.domain.area import format_area
    from salesdesk.domain.money import format_minor
    from salesdesk.domain.settlement import Case
    from salesdesk.language import word

    heads = (tr("deal"), tr("unit"), tr("customer"), tr("contract"), tr("measured"), tr("case"), tr("amount"), "")
    rows = [
        (
            each.deal_id, each.unit, each.customer, format_area(each.contract_area), format_area(each.measured_area),
            word(Case(each.case)), format_minor(each.amount_minor), tr("applied") if each.applied else "",
        )
        for each in answer.settlements
    ]  # fmt: skip
    said = [table(heads, rows, {3, 4, 6})] if rows else []
    said += [_refund(each) for each in answer.settlements if each.refund_by]
    if answer.waiting:
        said.append(tr("Beyond the limit, the buyer chooses first: {units}").format(units=", ".join(answer.waiting)))
    if answer.unmeasured:
        said.append(tr("Not measured yet: {units}").format(units=", ".join(answer.unmeasured)))
    if answer.unsigned:
        said.append(tr("Without a contract: {units}").format(units=", ".join(answer.unsigned)))
    sums = tr("To be paid {pay}, to be paid back {back}, together {total}")
    said.append(
        sums.format(
            pay=format_minor(answer.to_pay_minor),
            back=format_minor(answer.to_pay_back_minor),
            total=format_minor(answer.total_minor),
        )
    )
    return lines("\n".join(said))


def _refund(view: "SettlementView") -> str:
    from salesdesk.domain.money import format_minor

    said = tr("{deal}: {amount} is to be refunded with interest by {day}: `salesdesk settle pay-back {deal}`.")
    return said.format(deal=view.deal_id, amount=format_minor(view.refund_minor), day=view.refund_by)


def _measured(answer: "MeasuredAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.area import format_area

    said = tr("{unit} was measured: built {built}").format(unit=answer.unit, built=format_area(answer.built_area))
    if answer.inner_area is not None:
        said += tr(", inner {inner}").format(inner=format_area(answer.inner_area))
    return lines(said)


def _paid_back(answer: "PaidBack") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.money import format_minor

    said = tr("{receipt}: {amount} paid back for {deal}")
    amount, interest = format_minor(answer.amount_minor), format_minor(answer.interest_minor)
    if answer.ended:
        said = tr("{receipt}: {amount} paid back for {deal}, {interest} of it interest; the deal has ended")
    return lines(said.format(receipt=answer.receipt_no, amount=amount, deal=answer.deal_id, interest=interest))
