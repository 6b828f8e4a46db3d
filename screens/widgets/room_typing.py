"""A room number typed on the board, key by key: which keys belong to it, and what it has found so far."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from salesdesk.domain.board import Tile
from salesdesk.domain.room_index import Match, RoomIndex, find_room, index_rooms

LONGEST = 16
_JOINS = "-"


class RoomFinder:
    """Finds units among all tiles, those of the building in view first; reads them when first asked."""

    def __init__(self, tiles: Sequence[Tile], building: str) -> None:
        self._tiles = tiles
        self._building = building

    @cached_property
    def _here(self) -> RoomIndex:
        return index_rooms(tile for tile in self._tiles if tile.building == self._building)

    @cached_property
    def _everywhere(self) -> RoomIndex:
        return index_rooms(self._tiles, bare_rooms=False)

    def find(self, typed: str) -> Match | None:
        """Find a unit by what is typed so far: a room of this building, or a code of any."""
        return find_room(self._here, typed) or find_room(self._everywhere, typed)


@dataclass(frozen=True, slots=True)
class RoomTyping:
    """What has been typed and the unit it means; `asked` when the person asked to type, so letters count too."""

    text: str = ""
    match: Match | None = None
    asked: bool = False

    @property
    def active(self) -> bool:
        """Whether a room is being typed."""
        return self.asked or bool(self.text)

    @property
    def missed(self) -> bool:
        """Whether no unit is called so."""
        return bool(self.text) and self.match is None


def type_key(typing: RoomTyping, key: str, find: Callable[[str], Match | None]) -> RoomTyping | None:
    """Add one character to what is typed; none when the key is not meant for it.

    Digits always belong to a room. A letter does so only where a room goes on with it, for a letter alone is an
    order for the unit under the cursor. After a whole room was typed, a digit that cannot go on begins the next.
    """
    if len(key) != 1 or not (key.isalnum() or key in _JOINS):
        return None
    grown = typing.text + key
    match = find(grown)
    if not key.isdecimal() and not _takes_letter(typing, match):
        return None
    if match is None and typing.match is not None and typing.match.exact:
        grown, match = key, find(key)
    return RoomTyping(grown[:LONGEST], match, typing.asked)


def erase_key(typing: RoomTyping, find: Callable[[str], Match | None]) -> RoomTyping:
    """Take back the last character."""
    text = typing.text[:-1]
    return RoomTyping(text, find(text) if text else None, typing.asked)


def _takes_letter(typing: RoomTyping, match: Match | None) -> bool:
    if typing.asked:
        return True
    return bool(typing.text) and match is not None and not (typing.match is not None and typing.match.exact)
