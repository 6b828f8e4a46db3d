"""Lines of a list as values, and how wide their columns are: numbers are never cut, what matters least goes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rich.cells import cell_len

from screens.widgets.cell_width import fit, right

Tone = Literal["", "dim", "strong", "overdue", "in", "out"]
GAP = 2


class Cell(NamedTuple):
    """What stands in one column of a line, already harmless to a terminal, and what its colour means.

    One that `runs_on` takes the room of the empty cells after it too, and makes its own column no wider.
    """

    text: str = ""
    tone: Tone = ""
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: as wide as what is in it, but not above `most` cells, and down to `least` where there is no room.

    Without `least` it is never cut. Where even that is too much the columns of the highest rank go first; those of
    rank 0 stay.
    """

    name: str = ""
    is_right: bool = False
    least: int | None = None
    most: int = 200
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; `key` tells which thing it is, `group` names the lines it belongs with."""

    key: str
    cells: tuple[Cell, ...]
    group: str = ""


def measure(columns: Sequence[Column], rows: Sequence[Row], width: int) -> tuple[int, ...]:
    """Divide a width in cells among the columns; a column with nothing in it, or without room, gets 0."""
    wanted = _wanted(columns, rows)
    given = [min(want, column.least or want) for want, column in zip(wanted, columns, strict=True)]
    for at in sorted(range(len(columns)), key=lambda each: (-columns[each].rank, -each)):
        if columns[at].rank and _taken(given) > width:
            given[at] = 0
    spare = width - _taken(given)
    for at in sorted(range(len(columns)), key=lambda each: columns[each].rank):
        more = min(spare, wanted[at] - given[at]) if given[at] else 0
        given[at], spare = given[at] + max(more, 0), spare - max(more, 0)
    for row in rows:
        _widen(columns, given, row.cells, width)
    return tuple(given)


def _widen(columns: Sequence[Column], given: list[int], cells: Sequence[Cell], width: int) -> None:
    """Give what is left to a cell that runs on and has not room enough, in the last text column that it runs over."""
    at = next((place for place, cell in enumerate(cells) if cell.runs_on), None)
    if at is None:
        return
    over = range(at, _end(cells, at))
    lack = cell_len(cells[at].text) - _taken(given[at : over.stop])
    text = [place for place in over if not columns[place].is_right and not columns[place].rank]
    if lack > 0 and text:
        room = width - _taken(given) - (0 if given[text[-1]] else GAP)
        given[text[-1]] += max(min(lack, room, columns[text[-1]].most - given[text[-1]]), 0)


def _wanted(columns: Sequence[Column], rows: Sequence[Row]) -> list[int]:
    widest = [0] * len(columns)
    for row in rows:
        widest = [
            most if cell.runs_on else max(most, cell_len(cell.text))
            for most, cell in zip(widest, row.cells, strict=True)
        ]
    return [
        min(max(most, cell_len(column.name)), column.most) if most else 0
        for most, column in zip(widest, columns, strict=True)
    ]


def _taken(widths: Iterable[int]) -> int:
    """Give the cells that columns take with the gaps between them."""
    shown = [width for width in widths if width]
    return sum(shown) + GAP * (len(shown) - 1) if shown else 0


def pieces(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[Cell]) -> list[tuple[str, Tone]]:
    """Write the cells of a line, each padded to its column, with the gap before it."""
    written: list[tuple[str, Tone]] = []
    taken = 0
    for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if taken > at or not (widths[at] or cell.runs_on):
            continue
        taken = _end(cells, at) if cell.runs_on else at + 1
        width = _taken(widths[at:taken])
        if width:
            text = right(cell.text, width) if column.is_right else fit(cell.text, width)
            written.append((" " * GAP + text if written else text, cell.tone))
    return written


def _end(cells: Sequence[Cell], at: int) -> int:
    """Give the place after the empty cells that follow a cell."""
    return next((later for later in range(at + 1, len(cells)) if cells[later].text), len(cells))
