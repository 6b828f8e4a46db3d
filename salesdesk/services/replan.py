"""A deal planned anew: the price of its own day by another way of paying, what is paid kept, the rest dated anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from db import customers, deals, mortgages, price_items, units
from db.deals import DealRow, QuoteRow
from salesdesk.domain.deal import RowKind, Step
from salesdesk.domain.errors import BadValue
from salesdesk.domain.mortgages import ENDED
from salesdesk.domain.plan_terms import NamedPlan, plan_text
from salesdesk.domain.pricing import Basis, ItemKind, PriceItem, PriceSheet, check_price, price_sheet
from salesdesk.domain.receipts import deal_number, deposit_cap
from salesdesk.domain.replan import LoanRuns, PaidLine, PlannedRow, SettledAlready, replan
from salesdesk.domain.schedule import Base, ScheduleRow, plan_rows
from salesdesk.domain.units import UnitState
from salesdesk.language import tr
from salesdesk.services.desk import Look
from salesdesk.services.order_sheets import OrderSheet, extras_of, lowest_by_band, plan_dates, standing
from salesdesk.services.plans import plan_of
from salesdesk.services.schedule_versions import NextRow


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a deal would be by another way of paying: its sheet, and the lines in whose place its payments stand."""

    sheet: OrderSheet
    rows: list[NextRow]
    below_floor: bool


def new_plan(look: Look, deal: DealRow, named: NamedPlan) -> NewPlan:
    """Work out a deal by another way of paying.

    The price is that of the day of the order: its list price, its extras and rebates, and the discounts that were
    published then for the new way; what was authorised beside them falls away. Payments with money on them stay, the
    others are dated from today.

    Raises:
        BadValue: the deal is paid that way already.
        LoanRuns: the application for a loan is not ended.
        FrozenTooMuch: more is paid than the new plan has of the buyer's own money.
        LoanPaidOut: a lender has paid.
        SettledAlready: the area was settled.
        AboveFiled: the price is above the filed price.
        BelowBand: it is below what the authority allows.
    """
    if plan_text(named) == plan_text(plan_of(look, deal)):
        raise BadValue(what=tr("plan"), value=named.name, why=tr("the deal is paid that way already"))
    if deal.settled_case is not None:
        raise SettledAlready
    _check_no_loan_runs(look, deal)
    quote, _ = deals.quote_of(look.tx, deal.quote_id)
    items = _items(look, quote)
    prices = _prices(look, deal, quote, items, named)
    deposit = min(quote.deposit_minor, deposit_cap(prices.total_minor))
    fresh = plan_rows(
        prices.total_minor,
        named.plan,
        ordered_on=look.today,
        deposit_minor=deposit,
        working_day=plan_dates(look, _unit(look, deal)).working_day,
        base_dates=_bases(look, deal),
    )
    lines = deals.schedule_of(look.tx, deal.id)
    old = [PaidLine(_row(each), each.paid_minor) for each in lines]
    planned = _after_signing(deal, replan(old, fresh))
    rows = [(each.row, None if each.stood_at is None else lines[each.stood_at].id) for each in planned]
    sheet = _sheet(deal, quote, named, prices, deposit, items, [row for row, _ in rows])
    return NewPlan(sheet, rows, _below_floor(look, deal, prices.total_minor, items))


def dated_by_contract(look: Look, deal: DealRow, signed_on: date) -> list[NextRow] | None:
    """Give the payments of a deal with those that are counted from the contract dated by the day of its signing.

    Payments with money on them keep their day. `None` where no day changes.
    """
    named, lines = plan_of(look, deal), deals.schedule_of(look.tx, deal.id)
    days = _contract_days(look, deal, named, signed_on)
    rows: list[NextRow] = []
    for line in lines:
        day = days.get(line.label) if not line.paid_minor else None
        rows.append((replace(_row(line), due=day or line.due), line.id))
    return rows if any(row.due != line.due for (row, _), line in zip(rows, lines, strict=True)) else None


def _contract_days(look: Look, deal: DealRow, named: NamedPlan, signed_on: date) -> dict[str, date]:
    """Give the days of the payments that are counted from the contract, by label."""
    counted = {part.label for part in named.plan.parts if part.base is Base.CONTRACT}
    if not counted:
        return {}
    rows = plan_rows(
        deal.total_minor,
        named.plan,
        ordered_on=deal.ordered_on,
        deposit_minor=0,
        working_day=plan_dates(look, _unit(look, deal)).working_day,
        base_dates=_bases(look, deal) | {Base.CONTRACT: signed_on},
    )
    return {each.label: each.due for each in rows if each.label in counted}


def _check_no_loan_runs(look: Look, deal: DealRow) -> None:
    running = [each for each in mortgages.cases_of(look.tx, deal.id) if each.state not in ENDED]
    if running:
        raise LoanRuns(bank=running[0].bank, deal=deal_number(deal.number))


def _items(look: Look, quote: QuoteRow) -> tuple[PriceItem, ...]:
    named = price_items.quote_items(look.tx, quote.id)
    return tuple(PriceItem(ItemKind(each.kind), each.name, each.amount_minor) for each in named)


def _prices(look: Look, deal: DealRow, quote: QuoteRow, items: Sequence[PriceItem], named: NamedPlan) -> PriceSheet:
    buyer = customers.customer_by_id(look.tx, look.project_id, deal.customer_id)
    assert buyer is not None
    return price_sheet(
        list_price_minor=quote.list_price_minor,
        unit_price_minor=quote.unit_price_minor,
        area=quote.area,
        basis=Basis(quote.basis),
        items=items,
        discounts=standing(look, buyer, named.kind, on=deal.ordered_on),
        order=look.settings.discount_order,
        combine=look.settings.discount_combine,
        rounding=look.settings.rounding,
    )


def _unit(look: Look, deal: DealRow) -> units.UnitRow:
    found = units.unit_by_id(look.tx, deal.unit_id)
    assert found is not None
    return found


def _below_floor(look: Look, deal: DealRow, total_minor: int, items: Sequence[PriceItem]) -> bool:
    """Check a price against law, and tell whether it is below the floor, for which the top rank decides."""
    unit, extras = _unit(look, deal), extras_of(items)
    check_price(
        total_minor,
        filed_minor=unit.filed_price_minor,
        band_low_minor=lowest_by_band(look, unit),
        floor_minor=None,
        top_rank=True,
        extras_minor=extras,
    )
    return unit.floor_price_minor is not None and total_minor - extras < unit.floor_price_minor


def _bases(look: Look, deal: DealRow) -> dict[Base, date]:
    """Give the days that due dates are counted from: the contract's own, or the last day to sign it."""
    signed = next((each.done_on for each in deals.steps_of(look.tx, deal.id) if each.step == Step.CONTRACT), None)
    return plan_dates(look, _unit(look, deal)).bases | {Base.CONTRACT: signed or deal.sign_by}


def _row(line: deals.LineRow) -> ScheduleRow:
    return ScheduleRow(RowKind(line.kind), line.label, line.due, line.amount_minor)


def _after_signing(deal: DealRow, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    """Once the contract is signed its first payment is behind it: what the buyer owes beside it are instalments."""
    if deal.unit_state != UnitState.SIGNED:
        return list(rows)
    early = {RowKind.DEPOSIT, RowKind.ADVANCE, RowKind.FIRST_PAYMENT}
    return [
        replace(each, row=replace(each.row, kind=RowKind.INSTALMENT))
        if each.stood_at is None and each.row.kind in early
        else each
        for each in rows
    ]


def _sheet(
    deal: DealRow,
    quote: QuoteRow,
    named: NamedPlan,
    prices: PriceSheet,
    deposit_minor: int,
    items: Sequence[PriceItem],
    schedule: list[ScheduleRow],
) -> OrderSheet:
    return OrderSheet(
        unit=deal.unit,
        customer=deal.customer,
        plan=named.name,
        plan_kind=named.kind.value,
        area=quote.area,
        unit_price_minor=quote.unit_price_minor,
        list_price_minor=quote.list_price_minor,
        lines=list(prices.lines),
        total_minor=prices.total_minor,
        deposit_minor=deposit_minor,
        schedule=schedule,
        sign_by=deal.sign_by,
        request_id=None,
        basis=Basis(quote.basis),
        items=list(items),
        disclosure=[],
    )
