"""Measured areas, the area settlements that were applied, and the deals they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, insert, select, update

from db.deals import deal, line, quote, settlement, terms
from db.engine import Tx
from db.statements import add, many, one, run
from db.units import customer, unit
from salesdesk.domain.pricing import Basis

_KEPT = [
    *("id", "deal_id", "variant", "area_case", "choice", "percent", "contract_built_area", "contract_inner_area"),
    *("measured_built_area", "measured_inner_area", "unit_price_minor", "amount_minor", "line_id", "settled_on"),
]


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A settlement that was applied; areas in 0.01 m², minor units, positive when the buyer pays."""

    id: int
    deal_id: int
    variant: str
    area_case: str
    choice: str | None
    percent: str
    contract_built_area: int
    contract_inner_area: int | None
    measured_built_area: int
    measured_inner_area: int | None
    unit_price_minor: int
    amount_minor: int
    line_id: int | None
    settled_on: date


@dataclass(frozen=True, slots=True)
class MeasuredDeal:
    """A live deal with the areas of its contract and those measured, in 0.01 m²; the price in minor units.

    `variant` and `percent` are the contract's own terms, once it has some.
    """

    deal_id: int
    number: int
    unit_id: int
    unit: str
    building: str
    customer: str
    basis: str
    variant: str | None
    percent: str | None
    total_minor: int
    contract_built_area: int
    contract_inner_area: int | None
    measured_built_area: int | None
    measured_inner_area: int | None


def measured_deals(
    tx: Tx, project_id: int, *, building: str | None = None, deal_id: int | None = None
) -> list[MeasuredDeal]:
    """List the live deals of a building, or one deal, with both areas."""
    by_inner = quote.c.basis == Basis.INNER
    query = (
        select(
            deal.c.id.label("deal_id"),
            deal.c.number,
            unit.c.id.label("unit_id"),
            unit.c.code.label("unit"),
            unit.c.building,
            customer.c.name.label("customer"),
            quote.c.total_minor,
            quote.c.basis,
            terms.c.variant,
            terms.c.percent,
            case((by_inner, unit.c.built_area), else_=quote.c.area).label("contract_built_area"),
            case((by_inner, quote.c.area), else_=unit.c.inner_area).label("contract_inner_area"),
            unit.c.measured_built_area,
            unit.c.measured_inner_area,
        )
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(customer, customer.c.id == deal.c.customer_id)
        .join(quote, quote.c.id == deal.c.quote_id)
        .outerjoin(terms, terms.c.deal_id == deal.c.id)
        .where(deal.c.project_id == project_id, deal.c.live)
        .order_by(unit.c.building, unit.c.block, unit.c.floor_sort, unit.c.column)
    )
    if building is not None:
        query = query.where(unit.c.building == building)
    if deal_id is not None:
        query = query.where(deal.c.id == deal_id)
    return many(tx, query, MeasuredDeal)


def note_measured(tx: Tx, unit_id: int, built_area: int, inner_area: int | None) -> None:
    """Write down the areas that the survey found, in 0.01 m²."""
    values = {"measured_built_area": built_area, "measured_inner_area": inner_area}
    run(tx, update(unit).where(unit.c.id == unit_id).values(**values))


def settlement_of(tx: Tx, deal_id: int) -> SettlementRow | None:
    """Give the settlement of a deal that stands."""
    here = and_(settlement.c.deal_id == deal_id, settlement.c.undone_at.is_(None))
    return one(tx, select(*(settlement.c[name] for name in _KEPT)).where(here), SettlementRow)


def settlements(tx: Tx, project_id: int) -> dict[int, SettlementRow]:
    """Give the settlements of a project that stand, by deal."""
    query = (
        select(*(settlement.c[name] for name in _KEPT))
        .join(deal, deal.c.id == settlement.c.deal_id)
        .where(deal.c.project_id == project_id, settlement.c.undone_at.is_(None))
    )
    return {row.deal_id: row for row in many(tx, query, SettlementRow)}


def keep_terms(tx: Tx, deal_id: int, variant: str, percent: str, staff_id: int) -> None:
    """Write down, or anew, how the contract of a deal settles its area."""
    values = {"variant": variant, "percent": percent, "staff_id": staff_id, "at": tx.now}
    if not run(tx, update(terms).where(terms.c.deal_id == deal_id).values(**values)):
        run(tx, insert(terms).values(deal_id=deal_id, **values))


def add_settlement(tx: Tx, values: Mapping[str, object]) -> int:
    """Write a settlement; from now on the database refuses to change it, and to write a second one."""
    return add(tx, settlement, **values, at=tx.now)


def add_settlement_line(tx: Tx, deal_id: int, version: int, values: Mapping[str, object]) -> int:
    """Add the payment that a settlement asks for behind the last one of the plan, and give its number."""
    last = (
        select(line.c.place).where(line.c.deal_id == deal_id, line.c.version == version).order_by(line.c.place.desc())
    )
    place = int(tx.conn.execute(last.limit(1)).scalar() or 0) + 1
    return add(tx, line, deal_id=deal_id, version=version, place=place, kind="settlement", **values)


def settled_units(tx: Tx, project_id: int) -> set[int]:
    """Give the units whose live deals were settled, and whose areas stay."""
    query = (
        select(deal.c.unit_id)
        .join(settlement, settlement.c.deal_id == deal.c.id)
        .where(deal.c.project_id == project_id, deal.c.live, settlement.c.undone_at.is_(None))
    )
    return set(tx.conn.execute(query).scalars())
