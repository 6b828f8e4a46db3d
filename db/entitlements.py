"""What a customer's record says that standing discounts ask for: membership, referral, an earlier purchase."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, select, update

from db.deals import deal
from db.engine import Tx
from db.statements import one, run, scalar
from db.units import customer, unit
from salesdesk.domain.pricing import Entitled
from salesdesk.domain.units import UnitState

BOUGHT = (UnitState.SIGNED, UnitState.FILED, UnitState.HANDED_OVER, UnitState.TITLED)


@dataclass(frozen=True, slots=True)
class EntitlementRow:
    """Since when somebody is a member, and the number of the customer who referred them."""

    member_since: date | None
    referred_by: int | None


def record(tx: Tx, customer_id: int) -> EntitlementRow:
    """Give what is noted of a customer."""
    query = select(customer.c.member_since, customer.c.referred_by).where(customer.c.id == customer_id)
    return one(tx, query, EntitlementRow) or EntitlementRow(None, None)


def write_record(tx: Tx, customer_id: int, member_since: date | None, referred_by: int | None) -> None:
    """Note membership and referral of a customer."""
    values = {"member_since": member_since, "referred_by": referred_by}
    run(tx, update(customer).where(customer.c.id == customer_id).values(**values))


def entitled(tx: Tx, customer_id: int) -> Entitled:
    """Tell what a customer may get; an earlier buyer is one with a contract that was signed and still stands."""
    row = record(tx, customer_id)
    signed = and_(deal.c.customer_id == customer_id, deal.c.live, unit.c.id == deal.c.unit_id, unit.c.state.in_(BOUGHT))
    bought = bool(scalar(tx, select(exists().where(signed))))
    return Entitled(row.member_since, bought, row.referred_by is not None)
