"""Grids of floors by rooms, as they hang on walls: one cell for each unit, which no list can be read from."""

import re
from collections.abc import Sequence
from itertools import islice

LOOKED_AT, MOST_ABOVE, LEAST = 40, 6, 2
"""How many rows are looked at, how many of them may be above the first floor, how many floors and rooms make a grid."""

_FLOOR = re.compile(r"(?a:第?(-?\d{1,3}|[BMF]?\d{1,2})\s*(?:层|楼|F)?)", re.IGNORECASE)
_ROOM = re.compile(
    r"(?a:\D{0,4}\d{1,3}|[A-Z]\d?|[东西南北中]{1,2}(?=[户室房]))\s*(?:[室房户号型#]|户型)?", re.IGNORECASE
)
_WHOLE = re.compile(r"(?a:\D{0,4}(\d{3,4})(?!\d))")


def is_grid(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows, from the header on, are a grid: floors in the first column, and a room in each of the others.

    The rooms are named in a row above the floors (`01室`), or each cell begins with its whole number (`601`).
    """
    said = [[cell.strip() for cell in row] for row in islice(rows, LOOKED_AT)]
    for at, row in enumerate(said[:MOST_ABOVE]):
        here = [each for each in said[at:] if any(each)]
        if _are_floors(here) and all(map(_is_floor_of_rooms, here)):
            return True
        if _are_rooms(row[1:]) and _are_floors(here[1:]):
            return True
    return False


def _are_rooms(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell]
    return len(named) >= LEAST and len(set(named)) == len(named) and all(map(_ROOM.fullmatch, named))


def _are_floors(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether most rows begin with floors, each another one."""
    floors = [found[1] for row in rows if row and (found := _FLOOR.fullmatch(row[0]))]
    return len(floors) >= LEAST and len(set(floors)) == len(floors) and len(floors) * 2 > len(rows)


def _is_floor_of_rooms(row: Sequence[str]) -> bool:
    """Tell whether a row is a floor and what is on it, each with its whole number."""
    floor = _FLOOR.fullmatch(row[0]) if row else None
    rooms = [_WHOLE.match(cell) for cell in row[1:] if cell]
    return floor is not None and len(rooms) >= LEAST and all(each and each[1][:-2] == floor[1] for each in rooms)
