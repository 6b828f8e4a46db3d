"""Where the money of receipts stands: on lines and accounts of deals, and moved from one to another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, func, or_, select

from db.deals import allotment, deal, line
from db.engine import Tx
from db.money import receipt
from db.prepared import Prepared
from db.statements import add_all, many
from db.tables.money import Receipt
from db.tables.schema import table_of
from db.units import claim, customer, unit
from salesdesk.domain.receipts import Use

_own = table_of(Receipt).alias("own")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for money: a line of a deal, its account otherwise, or (without a deal) money that is for none yet.

    Money that is for no deal may lie on a hold.
    """

    deal_id: int | None
    use: Use
    line_id: int | None = None
    claim_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """What stands of one receipt in one place, its reversal and refunds counted against it; minor units."""

    receipt_id: int
    number: int
    value_date: date
    deal_id: int | None
    use: str
    line_id: int | None
    label: str | None
    method: str
    claim_id: int | None
    amount_minor: int

    @property
    def spot(self) -> Spot:
        """The place."""
        return Spot(self.deal_id, Use(self.use), self.line_id, self.claim_id)


@dataclass(frozen=True, slots=True)
class Moved:
    """Money of a receipt that goes from one place to another; minor units."""

    receipt_id: int
    amount_minor: int
    source: Spot
    target: Spot


@dataclass(frozen=True, slots=True)
class LooseRow:
    """A receipt of which money is for no deal yet: what is left of it, in minor units, and all that is known.

    Money on a hold has its unit and customer, and a line of its own.
    """

    number: int
    amount_minor: int
    value_date: date
    payer: str
    note: str
    reference: str
    unit: str | None
    customer: str | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A deal with money that pays nothing yet; minor units, and the day on which the oldest of it came."""

    deal: int
    unit: str
    customer: str
    live: bool
    amount_minor: int
    since: date


def _placed() -> Select[Any]:
    """Sum the parts by place; a reversal, or a refund of one receipt, stands under the receipt that it is for."""
    amount = func.sum(allotment.c.amount_minor)
    keys = (
        _own.c.id,
        _own.c.number,
        _own.c.value_date,
        allotment.c.deal_id,
        allotment.c.use,
        allotment.c.line_id,
        line.c.label,
        _own.c.method,
        allotment.c.claim_id,
    )
    return (
        select(_own.c.id.label("receipt_id"), *keys[1:], cast(amount, BigInteger).label("amount_minor"))
        .select_from(allotment)
        .join(receipt, receipt.c.id == allotment.c.receipt_id)
        .join(_own, _own.c.id == func.coalesce(receipt.c.reverses_id, receipt.c.refunds_id, receipt.c.id))
        .outerjoin(line, line.c.id == allotment.c.line_id)
        .group_by(*keys)
        .having(amount != 0)
        .order_by(_own.c.value_date, _own.c.number, allotment.c.line_id)
    )


def placed_on_deal(tx: Tx, deal_id: int, use: Use) -> list[PlacedRow]:
    """Give what stands on a deal for one use, the oldest receipt first; money given back is less than nothing."""
    return many(tx, _placed().where(allotment.c.deal_id == deal_id, allotment.c.use == use), PlacedRow)


def _of_receipt() -> Select[Any]:
    # each of the columns behind a receipt's own number has an index, which `coalesce` would pass by
    its_rows = or_(*(receipt.c[name] == bindparam("receipt") for name in ("id", "reverses_id", "refunds_id")))
    return _placed().where(_own.c.id == bindparam("receipt"), its_rows)


_OF_RECEIPT = Prepared(_of_receipt)


def placed_of_receipt(tx: Tx, receipt_id: int) -> list[PlacedRow]:
    """Give where the money of a receipt stands now."""
    return _OF_RECEIPT.many(tx, PlacedRow, receipt=receipt_id)


def loose_of_receipt(tx: Tx, receipt_id: int) -> int:
    """Sum what of a receipt is for no deal yet, in minor units."""
    return sum(each.amount_minor for each in placed_of_receipt(tx, receipt_id) if each.deal_id is None)


def loose(tx: Tx, project_id: int, owner: int | None = None) -> list[LooseRow]:
    """List the receipts of which money is for no deal yet, the oldest first; or what lies on the holds of one rep."""
    amount = func.sum(allotment.c.amount_minor)
    keys = [_own.c[name] for name in ("number", "value_date", "payer", "note", "reference")]
    held = (unit.c.code.label("unit"), customer.c.name.label("customer"))
    query = (
        select(*keys, *held, cast(amount, BigInteger).label("amount_minor"))
        .select_from(allotment)
        .join(receipt, receipt.c.id == allotment.c.receipt_id)
        .join(_own, _own.c.id == func.coalesce(receipt.c.reverses_id, receipt.c.refunds_id, receipt.c.id))
        .outerjoin(claim, claim.c.id == allotment.c.claim_id)
        .outerjoin(unit, unit.c.id == claim.c.unit_id)
        .outerjoin(customer, customer.c.id == claim.c.customer_id)
        .where(receipt.c.project_id == project_id, allotment.c.deal_id.is_(None))
        .group_by(*keys, unit.c.code, customer.c.name, claim.c.id)
        .having(amount != 0)
        .order_by(_own.c.value_date, _own.c.number, claim.c.id)
    )
    return many(tx, query if owner is None else query.where(claim.c.staff_id == owner), LooseRow)


def placed_on_hold(tx: Tx, claim_id: int) -> list[PlacedRow]:
    """Give what lies on a hold, the oldest receipt first."""
    return many(tx, _placed().where(allotment.c.claim_id == claim_id), PlacedRow)


def move(tx: Tx, staff_id: int, moves: Iterable[Moved]) -> None:
    """Write money from place to place: a negative part where it was, a positive one where it goes."""
    add_all(tx, allotment, [row for each in moves for row in _both(tx, staff_id, each)])


def _both(tx: Tx, staff_id: int, moved: Moved) -> list[dict[str, object]]:
    signed = ((moved.source, -moved.amount_minor), (moved.target, moved.amount_minor))
    return [
        {
            "receipt_id": moved.receipt_id,
            "deal_id": spot.deal_id,
            "use": spot.use,
            "line_id": spot.line_id,
            "claim_id": spot.claim_id,
            "amount_minor": amount,
            "staff_id": staff_id,
            "at": tx.now,
        }
        for spot, amount in signed
    ]


def unallocated(tx: Tx, project_id: int, owner: int | None = None) -> list[AccountRow]:
    """List the deals on whose account money stands that pays nothing yet, the oldest money first."""
    amount = func.sum(allotment.c.amount_minor)
    since = func.min(receipt.c.value_date).label("since")
    keys = (deal.c.number, unit.c.code, customer.c.name, deal.c.live)
    query = (
        select(
            deal.c.number.label("deal"),
            unit.c.code.label("unit"),
            customer.c.name.label("customer"),
            deal.c.live,
            cast(amount, BigInteger).label("amount_minor"),
            since,
        )
        .select_from(allotment)
        .join(receipt, receipt.c.id == allotment.c.receipt_id)
        .join(deal, deal.c.id == allotment.c.deal_id)
        .join(unit, unit.c.id == deal.c.unit_id)
        .join(customer, customer.c.id == deal.c.customer_id)
        .where(deal.c.project_id == project_id, allotment.c.use == Use.UNALLOCATED)
        .group_by(*keys)
        .having(amount != 0)
        .order_by(since, deal.c.number)
    )
    return many(tx, query if owner is None else query.where(deal.c.staff_id == owner), AccountRow)
