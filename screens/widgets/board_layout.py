"""Where each room of a plan stands on the screen: the widths and offsets of the board, in cells."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len

from salesdesk.domain.board import Column, Plan
from salesdesk.domain.text import safe

NARROWEST = 6
WIDEST = 22
FLOOR_LABELS = range(4, 9)
BLOCK_GAP = 2


@dataclass(frozen=True, slots=True)
class BoardLayout:
    """The measures of one plan at one width.

    `label` is the width of the floor labels, `inner` that of a room, `lefts` where each room begins, counted
    from the right edge of the floor labels; `head` is the number of lines above the top floor.
    """

    label: int
    inner: int
    lefts: tuple[int, ...]
    head: int

    @property
    def body(self) -> int:
        """The width of all rooms, with the gap that closes the line."""
        return self.lefts[-1] + self.inner + 1 if self.lefts else 0

    def column_at(self, x: int) -> int | None:
        """Find the column under an offset into the body; none for a gap between rooms."""
        column = bisect_right(self.lefts, x) - 1
        return column if column >= 0 and x < self.lefts[column] + self.inner else None

    def between(self, left: int, right: int) -> range:
        """Name the columns of which something can be seen between two offsets, gaps included."""
        first = bisect_right(self.lefts, left - self.inner - 1)
        return range(first, bisect_right(self.lefts, right))


def lay_out(plan: Plan, width: int) -> BoardLayout:
    """Measure a plan for that many cells: rooms grow into the width there is, within reason."""
    label = min(max(_longest_label(plan) + 1, FLOOR_LABELS.start), FLOOR_LABELS.stop)
    groups = sum(_opens_block(one, next_one) for one, next_one in pairwise(plan.columns))
    free = width - label - 1 - BLOCK_GAP * groups
    inner = free // max(len(plan.columns), 1) - 1
    inner = min(max(inner, NARROWEST), WIDEST)
    return BoardLayout(label, inner, _lefts(plan.columns, inner), 2 if groups else 1)


def _longest_label(plan: Plan) -> int:
    return max((cell_len(safe(floor.label)) for floor in plan.floors), default=0)


def _opens_block(left: Column, right: Column) -> bool:
    return left.block != right.block


def _lefts(columns: Sequence[Column], inner: int) -> tuple[int, ...]:
    lefts = [1] if columns else []
    for left, right in pairwise(columns):
        lefts.append(lefts[-1] + inner + 1 + (BLOCK_GAP if _opens_block(left, right) else 0))
    return tuple(lefts)
