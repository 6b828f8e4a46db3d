"""Money on a deal's account: which receipts a sum is taken from, and which payments their money pays."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from salesdesk.domain.errors import DeskError
from salesdesk.domain.receipts import Method, OpenRow


class NotThatMuch(DeskError):
    """Only {there} is unallocated on {deal}; {asked} cannot be taken from it."""


@dataclass(frozen=True, slots=True)
class Pot:
    """Money of one receipt in one place, and how it came in; less than nothing where it was given back. Minor units."""

    receipt_id: int
    amount_minor: int
    method: Method | None = None

    def pays_any(self, rows: Sequence[OpenRow]) -> bool:
        """Tell whether it may pay one of these rows."""
        return any(each.takes(self.method) for each in rows)


def in_pots(pots: Sequence[Pot]) -> int:
    """Sum the money in pots, in minor units."""
    return sum(each.amount_minor for each in pots)


def draw(amount_minor: int, pots: Sequence[Pot]) -> tuple[Pot, ...]:
    """Take a sum out of pots, the first ones first; the pots together must hold as much, in minor units."""
    drawn, left = [], amount_minor
    for pot in pots:
        part = min(left, pot.amount_minor)
        if part > 0:
            drawn.append(replace(pot, amount_minor=part))
            left -= part
    return tuple(drawn)


def spread(pots: Sequence[Pot], rows: Sequence[OpenRow]) -> tuple[tuple[Pot, int], ...]:
    """Pay the oldest open rows first, the first pot first; gives each part with the row it pays.

    What no row takes stays where it is.
    """
    left = {each.row_id: each.open_minor for each in rows}
    in_order = sorted(rows, key=lambda each: (each.due, each.place))
    parts: list[tuple[Pot, int]] = []
    for pot in pots:
        rest = pot.amount_minor
        for row in in_order:
            part = min(rest, left[row.row_id]) if row.takes(pot.method) else 0
            if part > 0:
                parts.append((replace(pot, amount_minor=part), row.row_id))
                left[row.row_id] -= part
                rest -= part
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class Passage:
    """Money of a receipt that went from the account of one deal to another's; `None` is the account of no deal."""

    source: int | None
    target: int | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Course:
    """The way of a receipt's money: on which deals it was booked, and between which it went since; minor units."""

    booked: Mapping[int | None, int] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()

    def brought_to(self, deal_id: int) -> tuple[Passage, ...]:
        """Give what came to a deal from elsewhere."""
        return tuple(each for each in self.passages if each.target == deal_id)

    def gone_from(self, deal_id: int) -> tuple[Passage, ...]:
        """Give what went from a deal elsewhere."""
        return tuple(each for each in self.passages if each.source == deal_id)


def course_of(amount_minor: int, parts: Sequence[tuple[int | None, int]]) -> Course:
    """Read the way of a receipt's money off its parts (deal, minor units) in the order in which they were written.

    The first ones come to its amount; after them each two are a move, from the place of the one to that of the other.
    """
    booked: dict[int | None, int] = defaultdict(int)
    left, at = amount_minor, 0
    while left and at < len(parts):
        deal_id, part = parts[at]
        booked[deal_id] += part
        left, at = left - part, at + 1
    moves = zip(parts[at::2], parts[at + 1 :: 2], strict=True)
    found = [Passage(source, target, amount) for (source, _), (target, amount) in moves if source != target]
    return Course(dict(booked), tuple(found))
