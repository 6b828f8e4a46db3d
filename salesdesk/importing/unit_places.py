"""Where the units of a block are: building, block, floor and room by column, however a list tells them."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from salesdesk.importing.blocks import Block
from salesdesk.importing.known_cells import MOST_KNOWN, ODD, KnownCells, without_odd
from salesdesk.importing.mapping import ColumnMap
from salesdesk.importing.places import (
    block_label,
    building_label,
    floor_label,
    floor_of_room,
    room_label,
    whole_place,
)
from salesdesk.importing.row_reading import ABSENT
from salesdesk.importing.units import place_field

NOWHERE: Final = ("", 0, "", "")
NOT_THERE: Final = ("", "", *NOWHERE)


class Places(NamedTuple):
    """Where units are, by column; `sorts` are the floors in their order from below, `stacks` the rooms' columns."""

    buildings: Sequence[str]
    blocks: Sequence[str]
    floors: Sequence[str]
    sorts: Sequence[int]
    rooms: Sequence[str]
    stacks: Sequence[str]


class PlainPlaces:
    """Read where the units of blocks are under one map of columns."""

    def __init__(self, columns: ColumnMap) -> None:
        self._places = columns.columns
        self._in_one_cell = place_field(columns) == "code"
        self._building, self._block = KnownCells(building_label), KnownCells(block_label, "")
        self._whole, self._rooms, self._inside = KnownCells(_whole), KnownCells(_room_alone), _RoomsKnown()

    def read(self, block: Block, odd: set[int]) -> Places:
        """Give the places; the rows where one cannot be read are noted, and are nowhere."""
        if self._in_one_cell:
            return Places(*zip(*self._whole.settle(self._cells(block, "code"), odd, NOT_THERE), strict=True))
        buildings = self._building.settle(self._cells(block, "building"), odd, "")
        blocks: Sequence[str] = [""] * block.size
        if "block" in self._places:
            blocks = self._block.settle(self._cells(block, "block"), odd, "")
        return Places(buildings, blocks, *zip(*self._floors_and_rooms(block, odd), strict=True))

    def _floors_and_rooms(self, block: Block, odd: set[int]) -> Sequence[Any]:
        rooms = self._cells(block, "room")
        if "floor" not in self._places:
            return self._rooms.settle(rooms, odd, NOWHERE)
        asked = zip(self._cells(block, "floor"), rooms, strict=True)
        found = list(map(self._inside.__getitem__, asked))
        return without_odd(found, odd, NOWHERE) if self._inside.odd else found

    def _cells(self, block: Block, field: str) -> Sequence[str]:
        return block.columns[self._places[field]]


class _RoomsKnown(dict[tuple[str, str], Any]):
    """What a floor and a room on it mean: the floor, its order, the whole room, its column; each read once."""

    def __init__(self) -> None:
        super().__init__()
        self._floors = KnownCells(floor_label)
        self.odd = False

    def __missing__(self, asked: tuple[str, str]) -> Any:
        if len(self) > MOST_KNOWN:
            self.clear()
        floor, room = self._floors[asked[0]], asked[1].strip()
        found = self[asked] = ODD if floor == ODD else _room_on(floor, room)
        self.odd |= found == ODD
        return found


def _room_on(floor: tuple[str, int], room: str) -> Any:
    try:
        return ODD if room in ABSENT else (*floor, *room_label(room, floor[0]))
    except ValueError:
        return ODD


def _room_alone(room: str) -> tuple[str, int, str, str]:
    floor = floor_of_room(room)
    return (*floor, *room_label(room, floor[0]))


def _whole(text: str) -> tuple[str, str, str, int, str, str]:
    place = whole_place(text)
    return place.building, place.block, *place.floor, *place.room
