"""An order sheet explained: list price, discounts in order, highest deposit, and each payment of the plan."""

from collections.abc import Iterator, Sequence

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.explain import Reckoning
from salesdesk.domain.price_reckoning import list_price_reckoned, sheet_reckoned
from salesdesk.domain.pricing import Basis
from salesdesk.domain.receipts import deposit_cap_reckoned
from salesdesk.domain.roles import Right
from salesdesk.domain.schedule import plan_reckoned
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.order_sheets import OrderSheet, approval_for, order_sheet, payment_plan


@sees(Right.ORDER)
def explain_order(
    look: Look,
    unit: str,
    customer: str,
    plan: PlanKind,
    request_id: int | None = None,
    items: Sequence[str] = (),
) -> list[Explained]:
    """Explain every sum of the sheet that an order would have today.

    Raises:
        NeedsApproval: the named request is not approved.
    """
    found, buyer = unit_called(look, unit), customer_called(look, customer)
    approval = approval_for(look, request_id, found, buyer, plan, items)
    sheet = order_sheet(look, found, buyer, plan, approval, items)
    return [*sheet_sums(look, sheet), *_rows(look, sheet, plan)]


def sheet_sums(look: Look, sheet: OrderSheet) -> Iterator[Explained]:
    """Explain the price of a sheet: the list price by area, the discounts in order, and what a deposit may be."""
    listed = list_price_reckoned(
        sheet.unit_price_minor, sheet.area, sheet.list_price_minor, look.settings.rounding, Basis(sheet.basis)
    )
    yield Explained("list_price", listed)
    yield Explained("price", sheet_reckoned(sheet.lines))
    yield Explained("deposit_cap", deposit_cap_reckoned(sheet.total_minor))


def _rows(look: Look, sheet: OrderSheet, plan: PlanKind) -> Iterator[Explained]:
    rows = plan_reckoned(
        sheet.total_minor, payment_plan(look, plan), ordered_on=look.today, deposit_minor=sheet.deposit_minor
    )
    for place, each in enumerate(rows):
        yield Explained(f"row:{place}", _named(each.reckoning, each.row.label))


def _named(found: Reckoning, name: str) -> Reckoning:
    return Reckoning("{row}", found.sum_minor, found.steps, {"row": name})
