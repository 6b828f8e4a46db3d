"""Where the rows of a table stand: in which sheet and on which line of it, where several sheets are read as one."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple


class SheetLine(NamedTuple):
    """A line (from 1) of a sheet; the sheet is empty for a text file."""

    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class SheetLines:
    """The sheets of a table, one behind the other: its lines are counted through all of them.

    `before` is how many lines are counted before each sheet.
    """

    sheets: tuple[str, ...] = ("",)
    before: tuple[int, ...] = (0,)

    @property
    def are_several(self) -> bool:
        """Whether a line alone does not say where a row stands."""
        return len(self.sheets) > 1

    def at(self, line: int) -> SheetLine:
        """Give the place of a line of the table."""
        number = max(bisect_left(self.before, line) - 1, 0)
        return SheetLine(self.sheets[number], line - self.before[number])


ONE_SHEET = SheetLines()
"""The lines of a file without sheets."""
