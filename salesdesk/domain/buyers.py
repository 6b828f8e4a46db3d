"""The buyers of a deal and their shares: one comes, one leaves, one takes another's place; always 100 % together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from salesdesk.domain.errors import BadValue, DeskError

WHOLE = Decimal(100)


class BuyerAct(StrEnum):
    """What a buyer change does."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


class SharesNotWhole(DeskError):
    """The shares add up to {sum} %; together the buyers hold 100 %."""


class NotABuyer(DeskError):
    """Customer {customer} is no buyer of this deal."""


class BuyerAlready(DeskError):
    """Customer {customer} is a buyer of this deal already."""


class LastBuyer(DeskError):
    """A deal has at least one buyer; put somebody in the place of the last one instead."""


@dataclass(frozen=True, slots=True)
class Share:
    """A buyer, and what they hold in percent."""

    customer_id: int
    percent: Decimal


Shares = tuple[Share, ...]


def plain(percent: Decimal) -> str:
    """Write a share in the one form in which two of them compare."""
    return f"{percent.normalize():f}"


def check_shares(shares: Sequence[Share]) -> None:
    """Refuse buyers who do not hold 100 % together, or one of whom holds nothing.

    Raises:
        SharesNotWhole: the sum is another.
        BadValue: a share is nothing.
    """
    for each in shares:
        if each.percent <= 0:
            raise BadValue(what="share", value=plain(each.percent), why="every buyer holds more than nothing")
    if sum(each.percent for each in shares) != WHOLE:
        raise SharesNotWhole(sum=plain(sum((each.percent for each in shares), Decimal(0))))


def add_buyer(shares: Shares, customer_id: int, percent: Decimal, giver_id: int) -> Shares:
    """Let somebody hold a share that another buyer gives up.

    Raises:
        BuyerAlready: they are a buyer.
        NotABuyer: whoever gives it up is none.
        BadValue: the giver would be left with nothing.
    """
    _check_new(shares, customer_id)
    giver = _of(shares, giver_id)
    found = (*_with(shares, replace(giver, percent=giver.percent - percent)), Share(customer_id, percent))
    check_shares(found)
    return found


def remove_buyer(shares: Shares, customer_id: int, heir_id: int | None) -> Shares:
    """Let a buyer leave; the share goes to whoever is named, else to the one who holds most of the rest.

    Raises:
        NotABuyer: one of them is none.
        LastBuyer: nobody would be left.
    """
    leaver = _of(shares, customer_id)
    rest = tuple(each for each in shares if each.customer_id != customer_id)
    if not rest:
        raise LastBuyer
    heir = largest(rest) if heir_id is None else _of(rest, heir_id)
    return _with(rest, replace(heir, percent=heir.percent + leaver.percent))


def replace_buyer(shares: Shares, customer_id: int, newcomer_id: int) -> Shares:
    """Let somebody take the place and the share of a buyer.

    Raises:
        NotABuyer: the one who leaves is none.
        BuyerAlready: the newcomer is one.
    """
    _check_new(shares, newcomer_id)
    leaver = _of(shares, customer_id)
    new = replace(leaver, customer_id=newcomer_id)
    return tuple(new if each.customer_id == customer_id else each for each in shares)


def main_buyer(shares: Shares, before: int, successor: int | None = None) -> int:
    """Give the buyer under whose name the deal runs: the one of before, who follows them, or who holds most."""
    present = {each.customer_id for each in shares}
    if before in present:
        return before
    return successor if successor in present and successor is not None else largest(shares).customer_id


def largest(shares: Shares) -> Share:
    """Give the one who holds most; of several the first."""
    return max(shares, key=lambda each: each.percent)


def _of(shares: Shares, customer_id: int) -> Share:
    for each in shares:
        if each.customer_id == customer_id:
            return each
    raise NotABuyer(customer=f"C-{customer_id}")


def _check_new(shares: Shares, customer_id: int) -> None:
    if any(each.customer_id == customer_id for each in shares):
        raise BuyerAlready(customer=f"C-{customer_id}")


def _with(shares: Shares, changed: Share) -> Shares:
    return tuple(changed if each.customer_id == changed.customer_id else each for each in shares)
