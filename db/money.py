"""Receipts, what they paid, and what payers said when asked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, cast, func, insert, or_, select

from db.columns import Columns, add_columns
from db.deals import allotment, deal, line, live_deals
from db.engine import Tx
from db.prepared import Prepared
from db.staging import keep_checks, unchecked
from db.statements import add, many, scalar
from db.tables.money import Chase, Receipt
from db.tables.schema import table_of
from db.tables.units import Unit
from db.types import to_millis
from db.units import claim, customer, staff, unit
from salesdesk.domain.receipts import Use

receipt = table_of(Receipt)
chase = table_of(Chase)
reversal = table_of(Receipt).alias("reversal")
BLOCK = 500


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A number of the register; a reversal has a negative amount and names what it reverses. Minor units.

    Money that came for no deal has none, wherever it was moved since.
    """

    id: int
    number: int
    kind: str
    deal_id: int | None
    deal: int | None
    unit: str | None
    customer: str | None
    amount_minor: int
    method: str
    value_date: date
    booked_at: datetime
    staff_id: int
    staff: str
    reverses: int | None
    reversed_by: int | None
    note: str
    payer: str
    reference: str
    refunds_id: int | None


@dataclass(frozen=True, slots=True)
class AllottedRow:
    """A part of a receipt on a deal's account: what it is used for, and the line when it pays one."""

    receipt_id: int
    deal_id: int | None
    use: str
    line_id: int | None
    label: str | None
    amount_minor: int
    claim_id: int | None


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """What came of asking for a payment."""

    line_id: int
    deal_id: int
    outcome: str
    promised_on: date | None
    note: str
    at: datetime
    staff: str


_ADD_RECEIPT, _ADD_ALLOTMENT = Prepared(insert(receipt)), Prepared(insert(allotment))


def add_receipt(tx: Tx, values: Mapping[str, object]) -> int:
    """Write a receipt; from now on the database refuses to change it."""
    return _ADD_RECEIPT.insert(tx, **values, booked_at=tx.now)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a receipt: what it is used for, the line that it pays, or the hold on which it lies. Minor units."""

    amount_minor: int
    use: Use
    line_id: int | None = None
    claim_id: int | None = None


PART = ("place", "deal_id", "use", "line_id", "amount_minor")
"""What is told of a part of one of many receipts that are for no hold."""


def add_allotments(tx: Tx, receipt_id: int, deal_id: int | None, staff_id: int, parts: Iterable[Part]) -> None:
    """Write what a receipt is used for on a deal's account, or without a deal that it is for none yet."""
    whose = {"receipt_id": receipt_id, "deal_id": deal_id, "staff_id": staff_id, "at": tx.now}
    for part in parts:
        _ADD_ALLOTMENT.insert(tx, **whose, **asdict(part))


def add_receipts(
    tx: Tx, same: Mapping[str, object], columns: Mapping[str, Sequence[Any]], parts: Columns, *, sound: bool = False
) -> None:
    """Write receipts with their parts on the accounts of their deals.

    They are given by column (days as text), in the order of their numbers, and by what all of them have in common; the
    parts by the columns of `PART`, of which the first tells the place of the receipt among them. `sound` tells that
    they are known to keep the CHECKs (`are_sound`).
    """
    numbers, at = columns["number"], to_millis(tx.now)
    whole = {**columns, **_alike({**same, "booked_at": at}, len(numbers))}
    with unchecked(tx, sound):
        add_columns(tx, receipt.name, list(whole), list(whole.values()))
    here = and_(receipt.c.project_id == same["project_id"], receipt.c.number.between(numbers[0], numbers[-1]))
    keys = tx.conn.execute(select(receipt.c.id).where(here).order_by(receipt.c.number)).scalars().all()
    places, *others = parts
    told = {"receipt_id": [keys[place] for place in places], **dict(zip(PART[1:], others, strict=True))}
    told |= _alike({"staff_id": same["staff_id"], "at": at}, len(places))
    with unchecked(tx, sound):
        add_columns(tx, allotment.name, list(told), list(told.values()))


def are_sound(tx: Tx, same: Mapping[str, object], columns: Mapping[str, Sequence[Any]], parts: Columns) -> bool:
    """Tell whether receipts and their parts, without their numbers, keep the CHECKs; PostgreSQL is not asked.

    SQLite takes a quarter of the time in which it writes them for that, so it is asked before others have to wait.
    """
    whole = {**columns, **_alike(same, len(columns["amount_minor"]))}
    return keep_checks(tx, receipt, whole) and keep_checks(tx, allotment, dict(zip(PART, parts, strict=True)))


def _alike(same: Mapping[str, object], count: int) -> dict[str, list[object]]:
    return {name: [value] * count for name, value in same.items()}


def _receipts() -> Select[Any]:
    plain = (
        "id",
        "number",
        "kind",
        "deal_id",
        "amount_minor",
        "method",
        "value_date",
        "booked_at",
        "staff_id",
        "note",
        "payer",
        "reference",
        "refunds_id",
    )
    reversed_one = table_of(Receipt).alias("reversed_one")
    return (
        select(
            *(receipt.c[name] for name in plain),
            deal.c.number.label("deal"),
            func.coalesce(unit.c.code, _held_unit()).label("unit"),
            customer.c.name.label("customer"),
            staff.c.name.label("staff"),
            reversed_one.c.number.label("reverses"),
            reversal.c.number.label("reversed_by"),
        )
        .outerjoin(deal, deal.c.id == receipt.c.deal_id)
        .outerjoin(unit, unit.c.id == deal.c.unit_id)
        .outerjoin(customer, customer.c.id == deal.c.customer_id)
        .join(staff, staff.c.id == receipt.c.staff_id)
        .outerjoin(reversal, reversal.c.reverses_id == receipt.c.id)
        .outerjoin(reversed_one, reversed_one.c.id == receipt.c.reverses_id)
    )


def _held_unit() -> Any:
    """The unit of the hold for which money without a deal came."""
    held = table_of(Unit).alias("held_unit")
    return (
        select(held.c.code)
        .select_from(allotment)
        .join(claim, claim.c.id == allotment.c.claim_id)
        .join(held, held.c.id == claim.c.unit_id)
        .where(allotment.c.receipt_id == receipt.c.id)
        .order_by(allotment.c.id)
        .limit(1)
        .scalar_subquery()
    )


def served_by(tx: Tx, receipt_id: int) -> set[int]:
    """Give the staff to whose holds and deals money of a receipt came."""
    whose = func.coalesce(deal.c.staff_id, claim.c.staff_id)
    query = (
        select(whose)
        .select_from(allotment)
        .outerjoin(deal, deal.c.id == allotment.c.deal_id)
        .outerjoin(claim, claim.c.id == allotment.c.claim_id)
        .where(allotment.c.receipt_id == receipt_id, whose.is_not(None))
    )
    return {int(each) for each in tx.conn.execute(query).scalars()}


def _by_number() -> Select[Any]:
    here = (receipt.c.project_id == bindparam("project"), receipt.c.number == bindparam("receipt_number"))
    return _receipts().where(*here)


_BY_NUMBER = Prepared(_by_number)
_HOLD = Prepared(select(receipt.c.id).where(receipt.c.id == bindparam("receipt")).with_for_update())


def receipt_by_number(tx: Tx, project_id: int, number: int) -> ReceiptRow | None:
    """Find a receipt by its number."""
    return _BY_NUMBER.one(tx, ReceiptRow, project=project_id, receipt_number=number)


def receipt_by_reference(tx: Tx, project_id: int, reference: str) -> int | None:
    """Give the number of the receipt that was booked under a reference of the bank."""
    query = select(receipt.c.number).where(receipt.c.project_id == project_id, receipt.c.reference == reference)
    found = scalar(tx, query)
    return None if found is None else int(found)


def hold_receipt(tx: Tx, receipt_id: int) -> None:
    """Let nobody else move the money of a receipt that is for no deal yet until this transaction ends."""
    _HOLD.scalar(tx, receipt=receipt_id)


def receipts_of(tx: Tx, deal_id: int) -> list[ReceiptRow]:
    """List in order the receipts of a deal, and those any money of which was brought to it from elsewhere."""
    brought = select(allotment.c.receipt_id).where(allotment.c.deal_id == deal_id)
    here = or_(receipt.c.deal_id == deal_id, receipt.c.id.in_(brought))
    return many(tx, _receipts().where(here).order_by(receipt.c.number), ReceiptRow)


def receipts_numbered(tx: Tx, project_id: int, numbers: Sequence[int]) -> list[ReceiptRow]:
    """Give some receipts by their numbers."""
    found: list[ReceiptRow] = []
    for at in range(0, len(numbers), BLOCK):
        here = receipt.c.number.in_(numbers[at : at + BLOCK])
        found += many(tx, _receipts().where(receipt.c.project_id == project_id, here), ReceiptRow)
    return found


def moved_since_booked(tx: Tx, receipt_ids: Sequence[int]) -> list[int]:
    """Give the numbers of those of some receipts whose money was moved, or of which some was given back."""
    found: set[int] = set()
    for at in range(0, len(receipt_ids), BLOCK):
        here = receipt.c.id.in_(receipt_ids[at : at + BLOCK])
        moved = select(receipt.c.number).join(allotment, allotment.c.receipt_id == receipt.c.id)
        found.update(tx.conn.execute(moved.where(here, allotment.c.at > receipt.c.booked_at)).scalars())
        refund = table_of(Receipt).alias("refund")
        back = select(receipt.c.number).join(refund, refund.c.refunds_id == receipt.c.id)
        found.update(tx.conn.execute(back.where(here)).scalars())
    return sorted(found)


def receipts(tx: Tx, project_id: int, *, owner: int | None = None, limit: int = 200) -> list[ReceiptRow]:
    """List a project's receipts, or those of one rep's deals, latest first."""
    query = _receipts().where(receipt.c.project_id == project_id)
    if owner is not None:
        query = query.where(deal.c.staff_id == owner)
    return many(tx, query.order_by(receipt.c.number.desc()).limit(limit), ReceiptRow)


def allotments_of(tx: Tx, receipt_ids: Sequence[int]) -> list[AllottedRow]:
    """Give what some receipts paid."""
    query = (
        select(
            *(allotment.c[name] for name in ("receipt_id", "deal_id", "use", "line_id", "amount_minor", "claim_id")),
            line.c.label,
        )
        .outerjoin(line, line.c.id == allotment.c.line_id)
        .where(allotment.c.receipt_id.in_(receipt_ids))
        .order_by(allotment.c.id)
    )
    return many(tx, query, AllottedRow)


def _payments() -> Select[Any]:
    return (
        select(allotment.c.line_id, receipt.c.value_date, allotment.c.amount_minor, allotment.c.deal_id)
        .join(receipt, receipt.c.id == allotment.c.receipt_id)
        .where(allotment.c.use == Use.LINE)
        .order_by(receipt.c.value_date, receipt.c.number)
    )


def payments_by_line(tx: Tx, deal_id: int) -> dict[int, list[tuple[date, int]]]:
    """Give, for each line of a deal, what was paid and for which value date."""
    found: dict[int, list[tuple[date, int]]] = {}
    for line_id, day, amount, _ in tx.conn.execute(_payments().where(allotment.c.deal_id == deal_id)):
        found.setdefault(line_id, []).append((day, amount))
    return found


def payments_by_deal(
    tx: Tx, project_id: int, only: Collection[int] | None = None
) -> dict[int, dict[int, list[tuple[date, int]]]]:
    """Give for each live deal of a project, or for some of them, what `payments_by_line` gives."""
    query = _payments().join(deal, deal.c.id == allotment.c.deal_id).where(live_deals(project_id, only))
    found: dict[int, dict[int, list[tuple[date, int]]]] = {}
    for line_id, day, amount, deal_id in tx.conn.execute(query):
        found.setdefault(deal_id, {}).setdefault(line_id, []).append((day, amount))
    return found


def paid_on_deal(tx: Tx, deal_id: int) -> int:
    """Sum the money on a deal's account, used and unallocated, in minor units."""
    query = select(func.coalesce(func.sum(allotment.c.amount_minor), 0)).where(
        allotment.c.deal_id == deal_id, allotment.c.use.in_((Use.LINE, Use.UNALLOCATED))
    )
    return int(scalar(tx, query))


def uses_on_deal(tx: Tx, deal_id: int) -> dict[str, int]:
    """Sum what stands on a deal by what it is used for, in minor units."""
    total = cast(func.sum(allotment.c.amount_minor), BigInteger)
    query = select(allotment.c.use, total).where(allotment.c.deal_id == deal_id).group_by(allotment.c.use)
    return {str(use): int(amount) for use, amount in tx.conn.execute(query)}


def unallocated_on_deal(tx: Tx, deal_id: int) -> int:
    """Sum what stands on a deal's account and pays no line, in minor units."""
    query = select(func.coalesce(func.sum(allotment.c.amount_minor), 0)).where(
        allotment.c.deal_id == deal_id, allotment.c.use == Use.UNALLOCATED
    )
    return int(scalar(tx, query))


def add_chase(tx: Tx, values: Mapping[str, object]) -> int:
    """Write what came of asking for a payment."""
    return add(tx, chase, **values, at=tx.now)


def last_chases(tx: Tx, project_id: int) -> dict[int, ChaseRow]:
    """Give the last word on each line that somebody asked for."""
    names = ("line_id", "deal_id", "outcome", "promised_on", "note", "at")
    query = (
        select(*(chase.c[name] for name in names), staff.c.name.label("staff"))
        .join(staff, staff.c.id == chase.c.staff_id)
        .join(deal, deal.c.id == chase.c.deal_id)
        .where(deal.c.project_id == project_id)
        .order_by(chase.c.id)
    )
    return {row.line_id: row for row in many(tx, query, ChaseRow)}
