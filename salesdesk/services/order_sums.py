"""An order sheet explained: list price, discounts in order, highest deposit, and each payment of the plan."""

from collections.abc import Iterator, Sequence
from datetime import date

from salesdesk.domain.explain import Reckoning
from salesdesk.domain.price_reckoning import list_price_reckoned, sheet_reckoned
from salesdesk.domain.pricing import Basis
from salesdesk.domain.receipts import deposit_cap_reckoned
from salesdesk.domain.roles import Right
from salesdesk.domain.schedule import PaymentPlan, plan_reckoned
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.order_sheets import OrderSheet, PlanDates, approval_for, order_sheet, plan_dates
from salesdesk.services.plans import plan_called


@sees(Right.ORDER)
def explain_order(
    look: Look,
    unit: str,
    customer: str,
    plan: str,
    request_id: int | None = None,
    items: Sequence[str] = (),
    fund_quota_minor: int | None = None,
) -> list[Explained]:
    """Explain every sum of the sheet that an order would have today.

    Raises:
        NeedsApproval: the named request is not approved.
    """
    found, buyer = unit_called(look, unit), customer_called(look, customer)
    named = plan_called(look, plan, fund_quota_minor)
    approval = approval_for(look, request_id, found, buyer, named, items)
    sheet = order_sheet(look, found, buyer, named, approval, items)
    return [*sheet_sums(look, sheet), *_rows(sheet, named.plan, look.today, plan_dates(look, found))]


def sheet_sums(look: Look, sheet: OrderSheet) -> Iterator[Explained]:
    """Explain the price of a sheet: the list price by area, the discounts in order, and what a deposit may be."""
    listed = list_price_reckoned(
        sheet.unit_price_minor, sheet.area, sheet.list_price_minor, look.settings.rounding, Basis(sheet.basis)
    )
    yield Explained("list_price", listed)
    yield Explained("price", sheet_reckoned(sheet.lines))
    yield Explained("deposit_cap", deposit_cap_reckoned(sheet.total_minor))


def _rows(sheet: OrderSheet, plan: PaymentPlan, today: date, dates: PlanDates) -> Iterator[Explained]:
    rows = plan_reckoned(
        sheet.total_minor,
        plan,
        ordered_on=today,
        deposit_minor=sheet.deposit_minor,
        working_day=dates.working_day,
        base_dates=dates.bases,
    )
    for place, each in enumerate(rows):
        yield Explained(f"row:{place}", _named(each.reckoning, each.row.label))


def _named(found: Reckoning, name: str) -> Reckoning:
    return Reckoning("{row}", found.sum_minor, found.steps, {"row": name})
