"""The board of units: one tile for each unit, floors as rows and rooms as columns."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from salesdesk.domain.units import UnitState


@dataclass(frozen=True, slots=True)
class Tile:
    """One unit on the board; `minutes_left` counts down a hold, `mine` is true for the viewer's own claims.

    A hold whose time is over and that has money on it is `undecided`.

    `holder` is the name the viewer may see of who has the unit, empty when nobody has or it is hidden.
    """

    unit_id: int
    code: str
    building: str
    block: str
    floor: str
    floor_sort: int
    room: str
    column: str
    state: UnitState
    locked: bool = False
    mine: bool = False
    minutes_left: int | None = None
    list_price_minor: int | None = None
    holder: str = ""
    undecided: bool = False


class Place(NamedTuple):
    """Where a tile is on the plan: row 0 is the top floor, column 0 the leftmost room."""

    row: int
    column: int


class Floor(NamedTuple):
    """One row of a plan."""

    sort: int
    label: str


class Column(NamedTuple):
    """One column of a plan: rooms with the same label in one block, one above the other.

    `copy` is 0, or counts on where several units claim the same place, so that none of them is hidden.
    """

    block: str
    label: str
    copy: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One building, laid out: the columns of each block stand together; a floor need not have every room."""

    building: str
    floors: tuple[Floor, ...]
    columns: tuple[Column, ...]
    rows: tuple[Mapping[int, Tile], ...]
    occupied: tuple[tuple[int, ...], ...]
    places: Mapping[int, Place]

    def tile(self, place: Place) -> Tile:
        """Give the tile at a place.

        Raises:
            KeyError: that place of the floor is empty.
        """
        return self.rows[place.row][place.column]

    def nearest(self, row: int, column: int) -> Place:
        """Find the room of a floor that is nearest to a column; row and column may lie outside the plan.

        Raises:
            IndexError: the plan is empty.
        """
        row = min(max(row, 0), len(self.floors) - 1)
        there = self.occupied[row]
        right = bisect_left(there, column)
        around = there[max(right - 1, 0) : right + 1]
        return Place(row, min(around, key=lambda each: abs(each - column)))

    def beside(self, place: Place, steps: int) -> Place:
        """Go that many rooms to the right (or left, below zero) on one floor, at most to its end."""
        there = self.occupied[place.row]
        index = bisect_left(there, place.column) + steps
        return Place(place.row, there[min(max(index, 0), len(there) - 1)])


def arrange(tiles: Iterable[Tile], building: str) -> Plan:
    """Lay out the tiles of one building: top floor first, columns by block and then by label."""
    placed = _numbered(tile for tile in tiles if tile.building == building)
    floors = sorted({floor for floor, _, _ in placed}, key=_from_the_top)
    columns = sorted({column for _, column, _ in placed}, key=_from_the_left)
    row_of = {floor: row for row, floor in enumerate(floors)}
    column_of = {column: number for number, column in enumerate(columns)}
    rows: list[dict[int, Tile]] = [{} for _ in floors]
    places: dict[int, Place] = {}
    for floor, column, tile in placed:
        place = places[tile.unit_id] = Place(row_of[floor], column_of[column])
        rows[place[0]][place[1]] = tile
    return Plan(
        building,
        tuple(Floor(*floor) for floor in floors),
        tuple(Column(*column) for column in columns),
        tuple(rows),
        tuple(tuple(sorted(row)) for row in rows),
        places,
    )


def buildings(tiles: Iterable[Tile]) -> tuple[str, ...]:
    """Name the buildings on a board in the order in which people count them (9 before 10)."""
    return tuple(sorted({tile.building for tile in tiles}, key=natural))


def counts(tiles: Iterable[Tile]) -> dict[UnitState, int]:
    """Count the units in each state, those with none included; together they are all the units."""
    found = Counter(tile.state for tile in tiles)
    return {state: found[state] for state in UnitState}


def changed(before: Sequence[Tile], after: Sequence[Tile]) -> frozenset[int]:
    """Name the units (by id) that are new or look different; a hold that merely counts down does not."""
    looks = {tile.unit_id: _look(tile) for tile in before}
    return frozenset(tile.unit_id for tile in after if looks.get(tile.unit_id) != _look(tile))


@lru_cache(maxsize=4096)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Give the key by which labels sort as people count: `9` before `10`, `3` before `3A`."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", text)
    return tuple((0, int(part), part) if part[0] in "0123456789" else (1, 0, part) for part in parts)


_Floor = tuple[int, str]
_Column = tuple[str, str, int]


def _numbered(tiles: Iterable[Tile]) -> list[tuple[_Floor, _Column, Tile]]:
    """Tell floor and column of each tile, in plain tuples: named ones take twice as long to make."""
    taken: dict[tuple[int, str, str, str], int] = {}
    placed = []
    for tile in tiles:
        spot = (tile.floor_sort, tile.floor, tile.block, tile.column)
        taken[spot] = copy = taken.get(spot, -1) + 1
        placed.append((spot[:2], (tile.block, tile.column, copy), tile))
    return placed


def _from_the_top(floor: _Floor) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    return -floor[0], natural(floor[1])


def _from_the_left(column: _Column) -> tuple[object, ...]:
    block, label, copy = column
    return natural(block), natural(label), copy


def _look(tile: Tile) -> tuple[object, ...]:
    return tile.state, tile.locked, tile.mine, tile.list_price_minor, tile.holder
