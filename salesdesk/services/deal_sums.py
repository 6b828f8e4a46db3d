"""Every sum of a deal explained: its price, each payment, the late fees, the receipts, and what they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from db import accounts, claims, deals, money, units
from db.accounts import PlacedRow
from db.deals import DealRow
from db.money import AllottedRow, ReceiptRow
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.price_reckoning import list_price_reckoned, sheet_reckoned
from salesdesk.domain.pricing import Basis
from salesdesk.domain.receipts import Use, deal_number, deposit_cap_reckoned, receipt_number
from salesdesk.domain.roles import Right
from salesdesk.services.arrears import day_of_reckoning
from salesdesk.services.deal_receipts import PAID, receipts_on
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Desk, Look, sees
from salesdesk.services.explained import Explained, with_first
from salesdesk.services.payments import receipt_seen
from salesdesk.services.schedule_sums import LineSums
from salesdesk.services.settlement_sums import settlement_sums

USES = {
    Use.LINE: N_("pays {row}"),
    Use.UNALLOCATED: N_("pays nothing yet"),
    Use.FORFEITED: N_("stays with the company"),
    Use.COMPENSATION: N_("paid by the company beside it"),
    Use.FEE: N_("taken as a fee"),
    Use.SETTLEMENT: N_("paid back for the area"),
}


@sees(Right.SEE_MONEY)
def explain_deal(look: Look, deal: str, on: date | None = None) -> list[Explained]:
    """Explain every sum that a deal shows; late fees as of a day, else today.

    Raises:
        BadValue: the day is more than ten years off.
    """
    day, row = day_of_reckoning(look, on), deal_called(look, deal)
    lines = deals.schedule_of(look.tx, row.id)
    placed = accounts.placed_on_deal(look.tx, row.id, Use.LINE)
    loose = accounts.placed_on_deal(look.tx, row.id, Use.UNALLOCATED)
    return [
        *_price(look, row),
        *LineSums(look, row, lines, placed, day).all(),
        Explained("paid", _by_receipt(N_("paid"), [*placed, *loose]) if row.live else _paid_before(look, row)),
        Explained("unallocated", _by_receipt(N_("unallocated"), loose)),
        *settlement_sums(look, row, None),
        *(_receipt(look, each) for each in money.receipts_of(look.tx, row.id)),
    ]


def explained_deal(desk: Desk, deal: str, *refs: str) -> list[Explained]:
    """Explain every sum of a deal, those that are named first."""
    return with_first(explain_deal(desk, deal), *refs)


def _price(look: Look, row: DealRow) -> Iterator[Explained]:
    head, sheet = deals.quote_of(look.tx, row.quote_id)
    price, basis = head.unit_price_minor, Basis(head.basis)
    listed = list_price_reckoned(price, head.area, head.list_price_minor, look.settings.rounding, basis)
    yield Explained("list_price", listed)
    yield Explained("price", sheet_reckoned(sheet))
    yield Explained("deposit_cap", deposit_cap_reckoned(head.total_minor))


def _paid_before(look: Look, row: DealRow) -> Reckoning:
    """Tell which receipts came to a deal that has ended, whatever became of their money."""
    tally = Tally(N_("paid"))
    for each in receipts_on(look, row.id):
        if each.kind in PAID:
            tally.add(each.counted_minor, "{receipt}", N_("of {day}"), receipt=each.receipt_no, day=each.value_date)
    return tally.done()


def _by_receipt(label: str, placed: Sequence[PlacedRow]) -> Reckoning:
    """Tell which receipts a sum on a deal's account is made of."""
    tally = Tally(label)
    in_order = sorted(placed, key=lambda each: (each.value_date, each.number))
    for number, rows in groupby(in_order, key=lambda each: each.number):
        of_one = list(rows)
        minor, day = sum(each.amount_minor for each in of_one), of_one[0].value_date
        tally.add(minor, "{receipt}", N_("of {day}"), receipt=receipt_number(number), day=day)
    return tally.done()


@sees(Right.SEE_MONEY)
def explain_receipt(look: Look, receipt: str) -> list[Explained]:
    """Explain where the money of a receipt is now, whichever deal it was moved to.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    return [_receipt(look, receipt_seen(look, receipt))]


def _receipt(look: Look, row: ReceiptRow) -> Explained:
    number = receipt_number(row.number)
    tally = Tally(N_("{receipt} of {day}"), receipt=number, day=row.value_date)
    if row.reverses:
        tally.note(N_("reverses {receipt}"), receipt=receipt_number(row.reverses))
    if row.reversed_by:
        tally.note(N_("reversed by {receipt}"), receipt=receipt_number(row.reversed_by))
    for part in _parts(money.allotments_of(look.tx, [row.id])):
        deal = deals.deal_by_id(look.tx, part.deal_id) if part.deal_id not in {None, row.deal_id} else None
        moved = N_("on the account of {deal}") if deal else N_("on the hold of {unit}") if part.claim_id else ""
        names = {"deal": deal_number(deal.number) if deal else "", "unit": _held_unit(look, part.claim_id)}
        tally.add(part.amount_minor, USES[Use(part.use)], moved, row=part.label or "", **names)
    return Explained(f"receipt:{number}", tally.done())


def _held_unit(look: Look, claim_id: int | None) -> str:
    hold = None if claim_id is None else claims.claim_by_id(look.tx, claim_id)
    unit = units.unit_by_id(look.tx, hold.unit_id) if hold else None
    return unit.code if unit else ""


def _parts(rows: Sequence[AllottedRow]) -> list[AllottedRow]:
    """Put together what went to the same place, and leave out what has gone from it again."""
    places: dict[tuple[object, ...], AllottedRow] = {}
    for each in rows:
        place = (each.deal_id, each.use, each.line_id, each.claim_id)
        before = places[place].amount_minor if place in places else 0
        places[place] = replace(each, amount_minor=before + each.amount_minor)
    return [each for each in places.values() if each.amount_minor]
