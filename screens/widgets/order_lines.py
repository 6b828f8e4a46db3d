"""An order sheet as lines: from the list price to the total, then what is due when."""

from collections.abc import Sequence
from datetime import date

from salesdesk.domain.discounts import RequestState
from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Role
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.discounts import RequestAnswer
from salesdesk.services.order_sheets import OrderSheet
from salesdesk.services.void_causes import void_said
from salesdesk.trade_words import plan_word
from screens.widgets.price_sheet import SheetLine


def order_lines(sheet: OrderSheet, today: date) -> list[SheetLine]:
    """Write the sheet; nobody at the desk can change a figure of it."""
    price = [SheetLine(tr(each.label), each.factor, each.amount_minor) for each in sheet.lines]
    plan = tr("plan: {plan}").format(plan=plan_word(sheet.plan))
    due = [SheetLine(tr(each.label), _day(each.due, today), each.amount_minor) for each in sheet.schedule]
    return [*price, SheetLine(tr("price"), "", sheet.total_minor, "total"), SheetLine(plan, kind="section"), *due]


def _day(day: date, today: date) -> str:
    return tr("today") if day == today else show_short_date(day)


def request_said(request: RequestAnswer, used: bool) -> str:
    """Say how a discount request for this very sale stands."""
    asked = format_minor(request.asked_minor)
    what = tr("Request {number}: {amount} ({percent} % of the list price)").format(
        number=request.request_id, amount=asked, percent=request.asked_percent
    )
    return f"{what} {_stands(request, used)}"


def _stands(request: RequestAnswer, used: bool) -> str:
    who = safe(request.decided_by or "")
    if request.state == RequestState.APPROVED:
        said = tr("was approved by {who}; this order uses it.") if used else tr("was approved by {who}; not used.")
        return said.format(who=who)
    if request.state == RequestState.WAITING:
        return tr("waits for the {role}.").format(role=word(Role(request.needed_role)))
    if request.state == RequestState.REFUSED:
        return tr("was refused by {who}: {reason}").format(who=who, reason=safe(request.decided_reason))
    if request.void_by:
        return tr("is void: {why}.").format(why=void_said(request.void_by))
    return tr("is {state}.").format(state=word(RequestState(request.state)))


def to_acknowledge(sheet: OrderSheet) -> list[str]:
    """Write the facts near the project that the buyer acknowledges with the order."""
    if not sheet.disclosure:
        return []
    return [tr("With the order the buyer acknowledges:"), *(f"· {safe(each)}" for each in sheet.disclosure)]


def paid_on_hold(sheet: OrderSheet) -> list[str]:
    """Say what of the buyer's money on the hold the order takes over."""
    said = tr("The earnest money on the hold, {amount}, counts for it.")
    return [said.format(amount=format_minor(sheet.on_hold_minor))] if sheet.on_hold_minor else []


def of_this_sale(
    requests: Sequence[RequestAnswer], unit: str, customer: str, plan: str, items: Sequence[str]
) -> tuple[RequestAnswer, ...]:
    """Pick the requests for a unit, a customer (by number), a plan and its extras that still mean something.

    The latest comes first.
    """
    alive = {RequestState.APPROVED, RequestState.WAITING, RequestState.REFUSED}
    same = [
        each
        for each in requests
        if (each.unit, str(each.customer_id), each.plan) == (unit, customer, plan)
        and {item.name for item in each.items} == set(items)
        and each.state in alive
    ]
    return tuple(sorted(same, key=lambda each: -each.request_id))
