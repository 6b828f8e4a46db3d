"""Typing a room finds the unit that was meant."""

import pytest

from salesdesk.domain.board import Tile
from salesdesk.domain.room_index import find_room, index_rooms
from salesdesk.domain.units import UnitState


def make(code: str) -> Tile:
    building, block, room = code.split("-")
    floor = room[:-2]
    sort = int(floor) if floor.isdecimal() else 4
    return Tile(0, code, building, block, floor, sort, room, room[-2:], UnitState.AVAILABLE)


HERE = [
    make(code)
    for code in ("3-1-301", "3-1-3001", "3-1-3101", "3-1-3102", "3-1-3A01", "3-2-3101", "3-2-901", "3-3-3101")
]


@pytest.mark.parametrize(
    ("typed", "code", "exact"),
    [
        ("3101", "3-1-3101", True),
        ("310", "3-1-3101", False),
        ("31", "3-1-3101", False),
        ("3", "3-1-301", False),
        ("301", "3-1-301", True),
        ("30", "3-1-301", False),
        ("300", "3-1-3001", False),
        ("3a", "3-1-3A01", False),
        ("3A01", "3-1-3A01", True),
        ("９０１", "3-2-901", True),
        ("2-31", "3-2-3101", False),
        ("2-3101", "3-2-3101", True),
        ("3-3101", "3-3-3101", True),
        ("3-3102", "3-1-3102", True),
        ("3-2-9", "3-2-901", False),
        ("3-1-3102", "3-1-3102", True),
        (" 31 02 ", "3-1-3102", True),
    ],
)
def test_a_room_is_found_by_what_is_typed(typed: str, code: str, exact: bool) -> None:
    match = find_room(index_rooms(HERE), typed)
    assert match is not None
    assert (match.tile.code, match.exact) == (code, exact)


@pytest.mark.parametrize("typed", ["", "  ", "9999", "31011", "4-1-3101", "[red]", "\x1b"])
def test_what_is_no_room_finds_nothing(typed: str) -> None:
    assert find_room(index_rooms(HERE), typed) is None


def test_in_a_whole_project_a_room_needs_its_building() -> None:
    index = index_rooms([*HERE, make("6-0-1203")], bare_rooms=False)
    assert find_room(index, "1203") is None
    match = find_room(index, "6-12")
    assert match is not None
    assert match.tile.code == "6-0-1203"


def test_an_index_of_nothing_finds_nothing() -> None:
    assert find_room(index_rooms([]), "3") is None
