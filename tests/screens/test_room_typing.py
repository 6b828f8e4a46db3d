"""Which keys belong to a room number, and which are orders for the unit under the cursor."""

import pytest

from salesdesk.domain.board import Tile
from salesdesk.domain.units import UnitState
from screens.widgets.room_typing import LONGEST, RoomFinder, RoomTyping, erase_key, type_key


def make(code: str) -> Tile:
    building, block, room = code.split("-")
    return Tile(0, code, building, block, room[:-2], 0, room, room[-2:], UnitState.AVAILABLE)


FIND = RoomFinder([make(code) for code in ("3-1-3101", "3-1-3102", "3-1-3A01", "3-1-C701", "6-0-1203")], "3").find


def press(keys: str, typing: RoomTyping | None = None) -> RoomTyping:
    typing = typing or RoomTyping()
    for key in keys:
        typing = type_key(typing, key, FIND) or typing
    return typing


@pytest.mark.parametrize(
    ("keys", "text", "code"),
    [
        ("3", "3", "3-1-3101"),
        ("3102", "3102", "3-1-3102"),
        ("3a", "3a", "3-1-3A01"),
        ("3h", "3", "3-1-3101"),
        ("3101h", "3101", "3-1-3101"),
        ("31013102", "3102", "3-1-3102"),
        ("3-1-3102", "3-1-3102", "3-1-3102"),
        ("6-12", "6-12", "6-0-1203"),
        ("h", "", None),
        ("-", "", None),
        ("9", "9", None),
        ("31 02", "3102", "3-1-3102"),
    ],
)
def test_keys_make_a_room(keys: str, text: str, code: str | None) -> None:
    typing = press(keys)
    assert typing.text == text
    assert (typing.match.tile.code if typing.match else None) == code
    assert typing.missed is (bool(text) and code is None)


def test_who_asked_to_type_may_begin_with_a_letter() -> None:
    typing = press("c7", RoomTyping(asked=True))
    assert typing.match is not None
    assert typing.match.tile.code == "3-1-C701"


@pytest.mark.parametrize("key", ["", "enter", "?", "/", "]", "\x1b", "\r"])
def test_other_keys_are_not_taken(key: str) -> None:
    assert type_key(RoomTyping("3", asked=True), key, FIND) is None


def test_a_character_can_be_taken_back() -> None:
    typing = erase_key(press("3102"), FIND)
    assert typing.text == "310"
    assert typing.match is not None
    assert typing.match.tile.code == "3-1-3101"
    assert erase_key(press("3"), FIND) == RoomTyping()


def test_what_is_typed_does_not_grow_without_end() -> None:
    assert len(press("9" * 99).text) == LONGEST
