"""The receipts on the account of a deal, wherever they were booked, and what became of the money of one that ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db import deals, money
from db.money import AllottedRow, ReceiptRow
from salesdesk.domain.accounts import Course, course_of
from salesdesk.domain.receipts import ReceiptKind, Use, deal_number, receipt_number
from salesdesk.services.desk import Look

PAID = frozenset({ReceiptKind.RECEIPT, ReceiptKind.REVERSAL})
"""Numbers of the register that are what a buyer paid, or take it back; the others are money that went out."""
_ON_ACCOUNT = frozenset({Use.LINE, Use.UNALLOCATED})


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One receipt on the account of a deal; minor units.

    `counted_minor` is what of it came to this deal: all of it, or what was brought from `from_deal`; `here_minor` what
    stands on the deal's account now, and `went_minor` what went on to the deals of `went_to`.
    """

    receipt_no: str
    amount_minor: int
    method: str
    value_date: date
    booked_at: datetime
    cashier: str
    reverses: str | None
    reversed_by: str | None
    kind: str
    counted_minor: int
    here_minor: int
    from_deal: str | None
    from_unit: str | None
    went_minor: int
    went_to: list[str]


@dataclass(frozen=True, slots=True)
class EndedMoney:
    """What became of the money of a deal that has ended; minor units.

    What was paid is the sum of all that follows; the company's compensation is beside it.
    """

    paid_minor: int
    carried_minor: int
    refunded_minor: int
    forfeited_minor: int
    fee_minor: int
    left_minor: int
    compensation_minor: int


def receipts_on(look: Look, deal_id: int) -> tuple[ReceiptView, ...]:
    """List in order the receipts that were booked on a deal or whose money was brought to it."""
    rows = money.receipts_of(look.tx, deal_id)
    parts = _by_receipt(look, rows)
    return tuple(_view(look, each, parts[each.id], deal_id) for each in rows)


def _by_receipt(look: Look, rows: Sequence[ReceiptRow]) -> dict[int, list[AllottedRow]]:
    found: dict[int, list[AllottedRow]] = {each.id: [] for each in rows}
    for part in money.allotments_of(look.tx, list(found)):
        found[part.receipt_id].append(part)
    return found


def _view(look: Look, row: ReceiptRow, parts: Sequence[AllottedRow], deal_id: int) -> ReceiptView:
    course = course_of(row.amount_minor, [(each.deal_id, each.amount_minor) for each in parts])
    brought, gone = course.brought_to(deal_id), course.gone_from(deal_id)
    source = brought[0].source if brought and row.deal_id != deal_id else None
    before = deals.deal_by_id(look.tx, source) if source is not None else None
    return ReceiptView(
        receipt_no=receipt_number(row.number),
        amount_minor=row.amount_minor,
        method=row.method,
        value_date=row.value_date,
        booked_at=row.booked_at,
        cashier=row.staff,
        reverses=receipt_number(row.reverses) if row.reverses else None,
        reversed_by=receipt_number(row.reversed_by) if row.reversed_by else None,
        kind=row.kind,
        counted_minor=course.booked.get(deal_id, 0) + sum(each.amount_minor for each in brought),
        here_minor=sum(each.amount_minor for each in _on(parts, deal_id) if each.use in _ON_ACCOUNT),
        from_deal=deal_number(before.number) if before else None,
        from_unit=before.unit if before else None,
        went_minor=sum(each.amount_minor for each in gone),
        went_to=_numbers(look, gone_to(course, deal_id)),
    )


def gone_to(course: Course, deal_id: int) -> list[int]:
    """Name the deals to which money of a receipt went on, each once."""
    return list(dict.fromkeys(each.target for each in course.gone_from(deal_id) if each.target is not None))


def _numbers(look: Look, deal_ids: Iterable[int]) -> list[str]:
    found = (deals.deal_by_id(look.tx, each) for each in deal_ids)
    return [deal_number(each.number) for each in found if each is not None]


def _on(parts: Iterable[AllottedRow], deal_id: int) -> list[AllottedRow]:
    return [each for each in parts if each.deal_id == deal_id]


def ended_money(look: Look, deal_id: int, receipts: Sequence[ReceiptView]) -> EndedMoney:
    """Tell what became of all that was paid on a deal, and brought to it."""
    uses = money.uses_on_deal(look.tx, deal_id)
    out = sum(each.counted_minor for each in receipts if each.kind not in PAID)
    beside = uses.get(Use.COMPENSATION, 0)
    return EndedMoney(
        paid_minor=sum(each.counted_minor for each in receipts if each.kind in PAID),
        carried_minor=sum(each.went_minor for each in receipts),
        refunded_minor=beside - out,
        forfeited_minor=uses.get(Use.FORFEITED, 0),
        fee_minor=uses.get(Use.FEE, 0),
        left_minor=sum(each.here_minor for each in receipts),
        compensation_minor=-beside,
    )
