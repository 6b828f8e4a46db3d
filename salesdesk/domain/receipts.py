"""Receipts: their numbers, and which open payments a sum of money pays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.errors import BadValue
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.phrases import Phrase


class Method(StrEnum):
    """How money came in."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    CHEQUE = "cheque"
    BANK_LOAN = "bank_loan"
    FUND_LOAN = "fund_loan"


LENDERS = frozenset({Method.BANK_LOAN, Method.FUND_LOAN})
"""What a lender pays, which is for that lender's loan and for nothing else."""
OWN = "row-"
"""So begins a reference that is not the bank's: it was made of what the row of a statement says."""


UNDONE = "undone-"
"""So begins what a reversal has for a reference when it took back an import: the row may be imported again."""
AGAIN = " "
"""What parts a reference, which has no white space, from how often it was booked: an import that was undone counts."""


class ReceiptKind(StrEnum):
    """What a number of the register stands for; all but the first have a negative amount."""

    RECEIPT = "receipt"
    REVERSAL = "reversal"
    REFUND = "refund"
    COMPENSATION = "compensation"


class Use(StrEnum):
    """What a part of a receipt is used for: a line of the schedule, nothing yet, or how a deal ended."""

    LINE = "line"
    UNALLOCATED = "unallocated"
    FORFEITED = "forfeited"
    COMPENSATION = "compensation"
    FEE = "fee"
    SETTLEMENT = "settlement"


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A payment that is not yet whole: what is still open on it, in minor units, and of a loan how its lender pays."""

    row_id: int
    due: date
    place: int
    open_minor: int
    loan_by: Method | None = None

    def takes(self, method: Method | None) -> bool:
        """Tell whether money that came in by a method may pay it: a lender's pays that lender's loan alone."""
        return method not in LENDERS or method is self.loan_by


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a sum pays: (row, minor units) in order, and what no row took."""

    parts: tuple[tuple[int, int], ...]
    unallocated_minor: int


def allot(amount_minor: int, rows: Sequence[OpenRow], method: Method | None = None) -> Allotment:
    """Pay the oldest open rows first; what is left over is unallocated. Parts and rest add up to the amount.

    A lender's money pays the rows that take it, and no other.
    """
    parts, left = [], amount_minor
    for row in sorted(filter(lambda each: each.takes(method), rows), key=lambda each: (each.due, each.place)):
        part = min(left, row.open_minor)
        if part > 0:
            parts.append((row.row_id, part))
            left -= part
    return Allotment(tuple(parts), left)


def deposit_cap(total_minor: int) -> int:
    """Give the highest deposit, a fifth of the contract sum, down to the minor unit.

    Source: Civil Code of the PRC, article 586.
    """
    return deposit_cap_reckoned(total_minor).sum_minor


def deposit_cap_reckoned(total_minor: int) -> Reckoning:
    """Work out the highest deposit as `deposit_cap` gives it."""
    fifth = Fraction(total_minor, 5)
    share = N_("{total} {currency} × 20 % = {exact} {currency}")
    tally = Tally(N_("highest deposit"))
    tally.add(fifth, N_("a fifth of the price"), share, total_minor=total_minor, exact_minor=fifth)
    if fifth.denominator > 1:
        tally.to(total_minor // 5, N_("rounding"), N_("down to the {coin}"))
    return tally.done()


def split_deposit(paid_minor: int, total_minor: int) -> tuple[int, int]:
    """Split a deposit into what may be one and what is booked as advance payment, in minor units.

    Source: Civil Code of the PRC, article 586: what is above a fifth has not the effect of a deposit.
    """
    binding = binding_reckoned(paid_minor, total_minor).sum_minor
    return binding, paid_minor - binding


def binding_reckoned(paid_minor: int, total_minor: int) -> Reckoning:
    """Work out what of a deposit binds as one, as `split_deposit` gives it."""
    cap = deposit_cap(total_minor)
    tally = Tally(N_("deposit that binds")).add(paid_minor, N_("paid as a deposit"))
    if paid_minor > cap:
        above = N_("above a fifth of the price: {total} {currency} × 20 % = {cap} {currency}")
        tally.to(cap, N_("advance payment"), above, total_minor=total_minor, cap_minor=cap)
    return tally.done()


def receipt_number(number: int) -> str:
    """Show a receipt's number: `R-000118`."""
    return f"R-{number:06d}"


def deal_number(number: int) -> str:
    """Show a deal's number: `D-0042`."""
    return f"D-{number:04d}"


def is_receipt_number(text: str) -> bool:
    """Tell whether somebody names a receipt, as `R-000118` or `r118`, where a deal could stand."""
    return text.strip()[:1] in {"R", "r"}


def is_deal_number(text: str) -> bool:
    """Tell whether somebody names a deal, as `D-0042` or `42`, where a unit could stand."""
    return re.fullmatch(r"(?ai:D-?)?\d+", text.strip()) is not None


def parse_number(what: str, text: str) -> int:
    """Read a deal's or a receipt's number as people type it: `D-0042`, `d42`, `42`.

    Raises:
        BadValue: it is none.
    """
    letter = what[0].upper()
    found = re.fullmatch(rf"(?ai:(?:{letter}-?)?0*(\d{{1,9}}))", text.strip())
    if not found:
        raise BadValue(
            what=what, value=text, why=Phrase("a number such as {letter}-0042, or 42, is wanted", letter=letter)
        )
    return int(found.group(1))
