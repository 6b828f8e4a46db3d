"""Money on a deal's account: which receipts a sum is taken from, and which payments their money pays."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import OpenRow


class NotThatMuch(DeskError):
    """Only {there} is unallocated on {deal}; {asked} cannot be taken from it."""


@dataclass(frozen=True, slots=True)
class Pot:
    """Money of one receipt in one place; less than nothing where money was given back. Minor units."""

    receipt_id: int
    amount_minor: int


def in_pots(pots: Sequence[Pot]) -> int:
    """Sum the money in pots, in minor units."""
    return sum(each.amount_minor for each in pots)


def draw(amount_minor: int, pots: Sequence[Pot]) -> tuple[Pot, ...]:
    """Take a sum out of pots, the first ones first; the pots together must hold as much, in minor units."""
    drawn, left = [], amount_minor
    for pot in pots:
        part = min(left, pot.amount_minor)
        if part > 0:
            drawn.append(Pot(pot.receipt_id, part))
            left -= part
    return tuple(drawn)


def spread(pots: Sequence[Pot], rows: Sequence[OpenRow]) -> tuple[tuple[Pot, int], ...]:
    """Pay the oldest open rows first, the first pot first; gives each part with the row it pays.

    What no row takes stays where it is.
    """
    left = {each.row_id: each.open_minor for each in rows}
    in_order = [each.row_id for each in sorted(rows, key=lambda each: (each.due, each.place))]
    parts: list[tuple[Pot, int]] = []
    for pot in pots:
        rest = pot.amount_minor
        for row_id in in_order:
            part = min(rest, left[row_id])
            if part > 0:
                parts.append((Pot(pot.receipt_id, part), row_id))
                left[row_id] -= part
                rest -= part
    return tuple(parts)
