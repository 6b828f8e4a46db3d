"""Change orders: what was asked for, decided and done; the buyers of a deal; and how a deal ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select, update

from db.deals import deal
from db.engine import Tx
from db.statements import add, add_all, many, one, run, scalar
from db.tables.changes import ChangeOrder, DealBuyer
from db.tables.deals import Deal
from db.tables.office import Staff
from db.tables.schema import table_of
from db.units import claim, customer, staff, unit
from salesdesk.domain.changes import OPEN_CHANGES, ChangeState, Outcome

order = table_of(ChangeOrder)
buyer = table_of(DealBuyer)
decider = table_of(Staff).alias("change_decider")
new_deal = table_of(Deal).alias("new_deal")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change order with the names that a list shows; amounts in minor units, `asked`, `before`, `after` in JSON."""

    id: int
    number: int
    deal_id: int
    deal: int
    unit: str
    unit_id: int
    customer_id: int
    customer: str
    rep_id: int
    kind: str
    state: str
    reason: str
    fee_minor: int
    outcome: str | None
    asked: str
    binding: str
    needed_role: str
    asked_by: int
    asker: str
    asked_at: datetime
    expires_at: datetime
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    decided_reason: str
    done_at: datetime | None
    before: str
    after: str
    new_deal: int | None


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """A buyer of a deal; the share in percent, as text."""

    id: int
    customer_id: int
    customer: str
    share: str


def _orders() -> Select[Any]:
    own = (
        "id number deal_id kind state reason fee_minor outcome asked binding needed_role asked_by asked_at expires_at "
        "decided_by decided_at decided_reason done_at before after"
    )
    return (
        select(
            *(order.c[name] for name in own.split()),
            deal.c.number.label("deal"),
            deal.c.unit_id,
            deal.c.customer_id,
            deal.c.staff_id.label("rep_id"),
            unit.c.code.label("unit"),
            customer.c.name.label("customer"),
            staff.c.name.label("asker"),
            decider.c.name.label("decider"),
            new_deal.c.number.label("new_deal"),
        )
        .join(deal, deal.c.id == order.c.deal_id)
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(customer, customer.c.id == deal.c.customer_id)
        .join(staff, staff.c.id == order.c.asked_by)
        .outerjoin(decider, decider.c.id == order.c.decided_by)
        .outerjoin(new_deal, new_deal.c.id == order.c.new_deal_id)
    )


def add_order(tx: Tx, values: Mapping[str, object]) -> int:
    """Write a change order; gives its key."""
    return add(tx, order, **values, asked_at=tx.now)


def order_by_number(tx: Tx, project_id: int, number: int) -> ChangeRow | None:
    """Find a change order."""
    return one(tx, _orders().where(order.c.project_id == project_id, order.c.number == number), ChangeRow)


def orders(
    tx: Tx, project_id: int, *, owner: int | None = None, deal_id: int | None = None, limit: int = 500
) -> list[ChangeRow]:
    """List change orders, the latest first: all, those of a rep's deals or asked by them, or those of a deal."""
    query = _orders().where(order.c.project_id == project_id)
    if owner is not None:
        query = query.where((order.c.asked_by == owner) | (deal.c.staff_id == owner))
    if deal_id is not None:
        query = query.where((order.c.deal_id == deal_id) | (order.c.new_deal_id == deal_id))
    return many(tx, query.order_by(order.c.number.desc()).limit(limit), ChangeRow)


def open_orders(tx: Tx, project_id: int) -> list[ChangeRow]:
    """List those that wait, or were approved and not carried out."""
    here = and_(order.c.project_id == project_id, order.c.state.in_(OPEN_CHANGES))
    return many(tx, _orders().where(here).order_by(order.c.number), ChangeRow)


def open_order_of(tx: Tx, deal_id: int) -> ChangeRow | None:
    """Give the one change order of a deal that is open."""
    return one(tx, _orders().where(order.c.deal_id == deal_id, order.c.state.in_(OPEN_CHANGES)), ChangeRow)


def decide(tx: Tx, order_id: int, state: ChangeState, staff_id: int, reason: str) -> bool:
    """Write a decision, if the order still waits; tells whether it did."""
    here = and_(order.c.id == order_id, order.c.state == ChangeState.WAITING)
    values = {"state": state, "decided_by": staff_id, "decided_at": tx.now, "decided_reason": reason}
    return run(tx, update(order).where(here).values(**values)) == 1


def void(tx: Tx, order_id: int) -> bool:
    """Let an open order serve no more; tells whether it was open."""
    here = and_(order.c.id == order_id, order.c.state.in_(OPEN_CHANGES))
    return run(tx, update(order).where(here).values(state=ChangeState.VOID)) == 1


def finish(tx: Tx, order_id: int, after: str, new_deal_id: int | None) -> bool:
    """Note that an approved order was carried out, once; tells whether it could be."""
    here = and_(order.c.id == order_id, order.c.state == ChangeState.APPROVED)
    values = {"state": ChangeState.DONE, "done_at": tx.now, "after": after, "new_deal_id": new_deal_id}
    return run(tx, update(order).where(here).values(**values)) == 1


def buyers_of(tx: Tx, deal_id: int) -> list[BuyerRow]:
    """Give the buyers of a deal, in the order in which they came."""
    query = (
        select(buyer.c.id, buyer.c.customer_id, customer.c.name.label("customer"), buyer.c.share)
        .join(customer, customer.c.id == buyer.c.customer_id)
        .where(buyer.c.deal_id == deal_id, buyer.c.ended_at.is_(None))
        .order_by(buyer.c.id)
    )
    return many(tx, query, BuyerRow)


def add_buyers(tx: Tx, deal_id: int, shares: Sequence[tuple[int, str]], change_id: int | None = None) -> None:
    """Write the buyers of a deal with their shares in percent."""
    rows = [
        {"deal_id": deal_id, "customer_id": who, "share": share, "change_id": change_id, "at": tx.now}
        for who, share in shares
    ]
    add_all(tx, buyer, rows)


def end_buyer(tx: Tx, buyer_id: int) -> None:
    """Note that a buyer left, or holds another share from now on."""
    run(tx, update(buyer).where(buyer.c.id == buyer_id, buyer.c.ended_at.is_(None)).values(ended_at=tx.now))


def set_main_buyer(tx: Tx, deal_id: int, claim_id: int, customer_id: int) -> None:
    """Let a deal and its claim run under the name of another of its buyers."""
    run(tx, update(deal).where(deal.c.id == deal_id).values(customer_id=customer_id))
    run(tx, update(claim).where(claim.c.id == claim_id).values(customer_id=customer_id))


def end_deal(tx: Tx, deal_id: int, day: date, outcome: Outcome) -> bool:
    """End a live deal; tells whether it was live. Its sheet, schedule and steps stay."""
    here = and_(deal.c.id == deal_id, deal.c.live)
    return run(tx, update(deal).where(here).values(live=False, ended_on=day, outcome=outcome)) == 1


def deal_after(tx: Tx, deal_id: int) -> int | None:
    """Give the number of the deal into which one was changed."""
    found = scalar(tx, select(deal.c.number).where(deal.c.from_deal_id == deal_id))
    return None if found is None else int(found)
