"""All that the office knows of one customer: who they are, their visits, holds and deals."""

from dataclasses import dataclass
from datetime import date, datetime

from db import claims, customers, deals
from db.customers import AppointmentRow
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.customers import CustomerAnswer, customer_answer
from salesdesk.services.desk import Look, sees
from salesdesk.services.finding import customer_called


@dataclass(frozen=True, slots=True)
class HoldBrief:
    """A running hold for a customer; undecided when its time is over and money lies on it."""

    claim_id: int
    unit: str
    expires_at: datetime
    staff: str
    undecided: bool


@dataclass(frozen=True, slots=True)
class DealBrief:
    """A deal of a customer; the total in minor units."""

    deal_id: str
    unit: str
    live: bool
    ordered_on: date
    total_minor: int


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer with everything that was agreed; deals only for those who may see money."""

    customer: CustomerAnswer
    visits: list[AppointmentRow]
    holds: list[HoldBrief]
    deals: list[DealBrief]


@sees(Right.SEE_TODAY)
def customer_record(look: Look, customer: str) -> CustomerRecord:
    """Show a customer's whole record, the latest visit and deal first.

    Raises:
        NotFound: there is none, or it is another rep's.
        Ambiguous: several have this name.
    """
    row = customer_called(look, customer)
    held = [
        HoldBrief(each.id, each.unit, each.expires_at, each.staff, each.undecided)
        for each in claims.running_holds(look.tx, look.project_id)
        if each.customer_id == row.id
    ]
    return CustomerRecord(
        customer_answer(look, row, customers.phones_of(look.tx, [row.id])[row.id]),
        customers.appointments_of(look.tx, row.id),
        held,
        _deals(look, row.id) if look.may(Right.SEE_MONEY) else [],
    )


def _deals(look: Look, customer_id: int) -> list[DealBrief]:
    return [
        DealBrief(deal_number(each.number), each.unit, each.live, each.ordered_on, each.total_minor)
        for each in deals.deals(look.tx, look.project_id)
        if each.customer_id == customer_id
    ]
