"""Finding a unit by what somebody types: a room, a room with its block or building, or a whole code."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salesdesk.domain.board import Tile, natural
from salesdesk.domain.text import search_key


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that was found, and whether the whole of a room number or code had been typed."""

    tile: Tile
    exact: bool


@dataclass(frozen=True, slots=True)
class RoomIndex:
    """The names of many units, sorted, one shelf for each length, so that a search never reads them all."""

    shelves: Mapping[int, tuple[tuple[str, ...], tuple[Tile, ...]]]


def index_rooms(tiles: Iterable[Tile], *, bare_rooms: bool = True) -> RoomIndex:
    """Index units by code (`3-1-3101`), by block or building with room (`1-3101`), and by bare room number.

    Without `bare_rooms` a room must be typed with its building: for the units of a whole project.
    """
    shelves: dict[int, list[tuple[str, int, int, Tile]]] = defaultdict(list)
    for order, tile in enumerate(sorted(tiles, key=_reading_order)):
        for rank, name in enumerate(_names(tile, bare_rooms)):
            shelves[len(name)].append((name, rank, order, tile))
    return RoomIndex({length: _shelf(shelves[length]) for length in sorted(shelves)})


def find_room(index: RoomIndex, typed: str) -> Match | None:
    """Find the unit that is meant: an exact name, else the first of the shortest names that begin so."""
    wanted = search_key(typed)
    if not wanted:
        return None
    for length, (names, tiles) in index.shelves.items():
        at = bisect_left(names, wanted) if length >= len(wanted) else len(names)
        if at < len(names) and names[at].startswith(wanted):
            return Match(tiles[at], exact=length == len(wanted))
    return None


def _names(tile: Tile, bare_rooms: bool) -> list[str]:
    """Name a unit in every way, the most precise first: where names collide, that is who is meant."""
    room = search_key(tile.room)
    names = [search_key(tile.code)]
    if bare_rooms:
        names += [f"{search_key(tile.block)}-{room}", room]
    return [*names, f"{search_key(tile.building)}-{room}"]


def _shelf(entries: list[tuple[str, int, int, Tile]]) -> tuple[tuple[str, ...], tuple[Tile, ...]]:
    entries.sort(key=lambda entry: entry[:3])
    return tuple(entry[0] for entry in entries), tuple(entry[3] for entry in entries)


def _reading_order(tile: Tile) -> tuple[object, ...]:
    return natural(tile.building), natural(tile.block), tile.floor_sort, natural(tile.column)
