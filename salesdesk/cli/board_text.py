"""The board as text: one grid for each building, floors as rows and rooms as columns, each unit by its letter."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from salesdesk.domain.board import Column, Plan, Tile, arrange, buildings
from salesdesk.domain.text import safe
from salesdesk.domain.units import LETTERS, UnitState
from salesdesk.language import ntr, tr, word

NARROWEST = 4
UNDECIDED = "?"


def board_text(title: str, counts: Mapping[str, int], tiles: Sequence[Tile]) -> str:
    """Draw every building's grid under the title, and the letters with their counts below."""
    grids = [grid(arrange(tiles, building)) for building in buildings(tiles)]
    return "\n\n".join([safe(title), *grids, legend(counts)])


def grid(plan: Plan) -> str:
    """Draw one building; `*` marks one's own claims, `!` a lock, a number the minutes that a hold has left.

    `?` stands for them where the time is over and money lies on the hold.
    """
    rows = [[_cell(row.get(place)) for place in range(len(plan.columns))] for row in plan.rows]
    heads = [_head(column) for column in plan.columns]
    width = max([NARROWEST, *map(cell_len, heads), *(cell_len(cell) for row in rows for cell in row)])
    labels = [safe(floor.label) for floor in plan.floors]
    side = max([2, *map(cell_len, labels)])
    title = tr("Building {building}").format(building=safe(plan.building))
    body = [_row(label, cells, side, width) for label, cells in zip(labels, rows, strict=True)]
    return "\n".join([title, _row("", heads, side, width), *body])


def legend(counts: Mapping[str, int]) -> str:
    """Name the letters, with how many units are in each state and how many there are in all."""
    parts = [f"{LETTERS[state]} {word(state)} {counts[state]}" for state in UnitState if counts.get(state)]
    count = sum(counts.values())
    return "   ".join([ntr("{count} unit", "{count} units", count).format(count=count), *parts])


def _head(column: Column) -> str:
    return safe(f"{column.block}-{column.label}" if column.block else column.label)


def _cell(tile: Tile | None) -> str:
    if tile is None:
        return ""
    own, lock = "*" if tile.mine else "", "!" if tile.locked else ""
    left = "" if tile.minutes_left is None else f" {UNDECIDED if tile.undecided else tile.minutes_left}"
    return f"{own}{LETTERS[tile.state]}{lock}{left}"


def _row(label: str, cells: Sequence[str], side: int, width: int) -> str:
    laid = [cell + " " * (width - cell_len(cell)) for cell in cells]
    return (" " * (side - cell_len(label)) + label + "  " + "  ".join(laid)).rstrip()
