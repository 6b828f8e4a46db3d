"""Discount requests: what was asked for, and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select, update

from db.engine import Tx
from db.statements import add, many, one, run, scalar
from db.tables.deals import DiscountRequest, Quote, RequestPlan
from db.tables.office import Staff
from db.tables.schema import table_of
from db.units import customer, staff, unit
from salesdesk.domain.discounts import RequestState

request = table_of(DiscountRequest)
quote = table_of(Quote)
plan = table_of(RequestPlan)
decider = table_of(Staff).alias("decider")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A discount request with everything that a decision needs; amounts in minor units."""

    id: int
    project_id: int
    unit_id: int
    unit: str
    customer_id: int
    customer: str
    staff_id: int
    staff: str
    plan: str
    plan_name: str | None
    plan_terms: str | None
    percent: str | None
    list_price_minor: int
    before_minor: int
    asked_minor: int
    filed_price_minor: int | None
    floor_price_minor: int | None
    reason: str
    needed_role: str
    state: str
    asked_at: datetime
    expires_at: datetime
    binding: str
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    decided_reason: str
    used_at: datetime | None


def _requests() -> Select[Any]:
    own = (
        "id project_id unit_id customer_id staff_id plan percent list_price_minor before_minor asked_minor reason "
        "needed_role state asked_at expires_at binding decided_by decided_at decided_reason used_at"
    )
    return (
        select(
            *(request.c[name] for name in own.split()),
            unit.c.code.label("unit"),
            unit.c.filed_price_minor,
            unit.c.floor_price_minor,
            customer.c.name.label("customer"),
            staff.c.name.label("staff"),
            decider.c.name.label("decider"),
            plan.c.name.label("plan_name"),
            plan.c.terms.label("plan_terms"),
        )
        .join(unit, unit.c.id == request.c.unit_id)
        .join(customer, customer.c.id == request.c.customer_id)
        .join(staff, staff.c.id == request.c.staff_id)
        .outerjoin(decider, decider.c.id == request.c.decided_by)
        .outerjoin(plan, plan.c.request_id == request.c.id)
    )


def add_request(tx: Tx, values: Mapping[str, object]) -> int:
    """Write a request."""
    return add(tx, request, **values, asked_at=tx.now)


def request_by_id(tx: Tx, project_id: int, request_id: int, *, hold: bool = False) -> RequestRow | None:
    """Find a request; `hold` keeps its row until the transaction ends (PostgreSQL)."""
    query = _requests().where(request.c.project_id == project_id, request.c.id == request_id)
    return one(tx, query.with_for_update(of=request) if hold else query, RequestRow)


def requests(
    tx: Tx,
    project_id: int,
    *,
    owner: int | None = None,
    states: Sequence[RequestState] = (),
    limit: int = 500,
) -> list[RequestRow]:
    """List requests: those that wait longest first, then the latest decided."""
    query = _requests().where(request.c.project_id == project_id)
    if owner is not None:
        query = query.where(request.c.staff_id == owner)
    if states:
        query = query.where(request.c.state.in_(states))
    waits = request.c.state == RequestState.WAITING
    return many(tx, query.order_by(waits.desc(), request.c.id.desc()).limit(limit), RequestRow)


def decide(tx: Tx, request_id: int, state: RequestState, staff_id: int, reason: str) -> bool:
    """Write a decision, if the request still waits; tells whether it did."""
    here = and_(request.c.id == request_id, request.c.state == RequestState.WAITING)
    values = {"state": state, "decided_by": staff_id, "decided_at": tx.now, "decided_reason": reason}
    return run(tx, update(request).where(here).values(**values)) == 1


def use(tx: Tx, request_id: int) -> bool:
    """Use an approval, once; tells whether it could be."""
    here = and_(request.c.id == request_id, request.c.state == RequestState.APPROVED)
    return run(tx, update(request).where(here).values(state=RequestState.USED, used_at=tx.now)) == 1


def set_state(tx: Tx, request_id: int, state: RequestState) -> None:
    """Void a request or note that it expired."""
    open_ones = (RequestState.WAITING, RequestState.APPROVED)
    run(
        tx,
        update(request).where(request.c.id == request_id, request.c.state.in_(open_ones)).values(state=state),
    )


def same_asked(tx: Tx, unit_id: int, customer_id: int, kind: str, name: str) -> list[int]:
    """Give the numbers of requests for the same sale, by the named plan, that are still open."""
    open_ones = request.c.state.in_((RequestState.WAITING, RequestState.APPROVED))
    same = and_(request.c.unit_id == unit_id, request.c.customer_id == customer_id, request.c.plan == kind, open_ones)
    by_name = func.coalesce(plan.c.name, request.c.plan) == name
    query = select(request.c.id).outerjoin(plan, plan.c.request_id == request.c.id).where(same, by_name)
    return list(tx.conn.execute(query).scalars())


def sales(tx: Tx, unit_ids: Iterable[int]) -> dict[int, tuple[int, int, str, str]]:
    """Give the sale that each request on some units was for: unit, customer, kind and name of the plan."""
    name = func.coalesce(plan.c.name, request.c.plan)
    query = select(request.c.id, request.c.unit_id, request.c.customer_id, request.c.plan, name)
    query = query.outerjoin(plan, plan.c.request_id == request.c.id).where(request.c.unit_id.in_(set(unit_ids)))
    return {number: (unit_id, buyer, kind, named) for number, unit_id, buyer, kind, named in tx.conn.execute(query)}


def price_average(tx: Tx, project_id: int) -> tuple[int, int]:
    """Give what the project's quotes ask in sum and what their lists ask in sum, in minor units."""
    query = select(
        func.coalesce(func.sum(quote.c.total_minor), 0), func.coalesce(func.sum(quote.c.list_price_minor), 0)
    )
    total, listed = tx.conn.execute(query.where(quote.c.project_id == project_id)).one()
    return int(total), int(listed)


def hold_decider(tx: Tx, staff_id: int) -> None:
    """Keep somebody's row until the transaction ends (PostgreSQL), so that they grant one thing after the other."""
    tx.conn.execute(select(staff.c.id).where(staff.c.id == staff_id).with_for_update())


def conceded_since(tx: Tx, project_id: int, staff_id: int, since: datetime) -> int:
    """Sum what somebody has conceded since a moment, in minor units."""
    mine = and_(
        request.c.project_id == project_id,
        request.c.decided_by == staff_id,
        request.c.decided_at >= since,
        request.c.state.in_((RequestState.APPROVED, RequestState.USED)),
    )
    query = select(func.coalesce(func.sum(request.c.before_minor - request.c.asked_minor), 0)).where(mine)
    return int(scalar(tx, query))
