"""Buildings, blocks, floors and rooms as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.importing.places import (
    RoomElsewhere,
    block_label,
    building_label,
    floor_label,
    floor_of_room,
    room_label,
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("松风明月花园3栋", "3"),
        ("3栋", "3"),
        ("3号楼", "3"),
        ("3幢", "3"),
        ("3#", "3"),
        ("3#楼", "3"),
        ("3#住宅楼", "3"),
        ("3#商业楼", "3#商业楼"),
        ("第3栋", "3"),
        ("３栋", "3"),
        ("03栋", "3"),
        ("三栋", "3"),
        ("十二号楼", "12"),
        ("滨江雅苑12栋", "12"),
        ("Building 3", "3"),
        ("Harbour Gardens Building 3", "3"),
        ("Harbour Gardens3栋", "3"),
        ("No. 3", "3"),
        ("3", "3"),
        ("3.0", "3"),
        ("A座", "A"),
        ("a3栋", "A3"),
        ("Tower B", "B"),
        ("3-2栋", "3-2"),
        ("二期3栋", "2期3"),
        ("松风花园2期3栋", "2期3"),
        ("松风花园A区1栋", "A区1"),
        ("东区3号楼", "东区3"),
        ("一区2栋", "1区2"),
        ("二期b组团12#", "2期B组团12"),
        ("松风新区3栋", "3"),
        ("松风小区3栋", "3"),
        ("A-1栋", "A-1"),
        ("Tower B-1", "B-1"),
        ("Building-1", "1"),
        ("46024", "46024"),
        ("Phase 2 Building 3", "P2-3"),
        ("Tower East", "Tower East"),
        ("东楼", "东楼"),
        ("万科十", "万科十"),
    ],
)
def test_a_building_is_known_by_its_number(text: str, label: str) -> None:
    assert building_label(text) == label


NOT_ONE = ["", "  ", "x" * 41, "a\x00b", "3\u202e栋", "#N/A", "#REF!", "####", "=A1", "TRUE"]
DAYS = ["2026-01-02", "2026-01-02 00:00:00", "1月2日", "2-Jan", "Jan-02"]


@pytest.mark.parametrize("text", [*NOT_ONE, *DAYS])
def test_what_cannot_be_a_building_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no building"):
        building_label(text)


@pytest.mark.parametrize(
    ("text", "label"),
    {
        **{"1单元": "1", "一单元": "1", "第2单元": "2", "十一单元": "11", "１单元": "1", "甲单元": "甲"},
        **{"1": "1", "01": "1", "A": "A", "Block 2": "2", "Unit 3": "3", "0": ""},
    }.items(),
)
def test_a_block_is_known_by_its_number(text: str, label: str) -> None:
    assert block_label(text) == label


@pytest.mark.parametrize("text", ["单元", "1-2", "一二三四", "north wing", "\x1b1"])
def test_what_cannot_be_a_block_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no block"):
        block_label(text)


@pytest.mark.parametrize(
    ("text", "label"),
    {
        **{"31": "31", "31层": "31", "第31层": "31", "31F": "31", "F31": "31", "03": "3", "三层": "3", "首层": "1"},
        **{"3A": "3A", "12a": "12A", "3A层": "3A", "G": "G", "Level 4": "4", "4/F": "4"},
        **{"B1": "B1", "-1": "B1", "负一层": "B1", "地下2层": "B2", "B1F": "B1", "3\u200b层\ufeff": "3", "LG": "LG"},
        **{
            "1-2层": "1-2",
            "1F-2F": "1-2",
            "一至二层": "1-2",
            "1、3层": "1-3",
            "夹层": "M",
            "1夹": "1M",
            "负一夹层": "B1M",
        },
    }.items(),
)
def test_a_floor_has_a_short_name(text: str, label: str) -> None:
    assert floor_label(text)[0] == label


def test_floors_are_in_order_from_below() -> None:
    floors = ["B2", "B1", "B1M", "G", "UG", "1", "1-2", "2", "3", "3A", "3B", "4", "12", "12A", "13", "100"]
    assert sorted(set(floors), key=lambda floor: floor_label(floor)[1]) == floors


@pytest.mark.parametrize("text", ["", "high", "3-7", "4-3", "1-101", "3.5", "1e3", "9999", "-", "\x1b3"])
def test_what_cannot_be_a_floor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no floor"):
        floor_label(text)


@pytest.mark.parametrize(
    ("text", "floor", "room", "column"),
    [
        ("01", "31", "3101", "01"),
        ("3101", "31", "3101", "01"),
        ("3101室", "31", "3101", "01"),
        ("1", "31", "3101", "01"),
        ("01", "8", "801", "01"),
        ("801", "8", "801", "01"),
        ("0801", "8", "801", "01"),
        ("101", "1", "101", "01"),
        ("1", "1", "101", "01"),
        ("01", "3A", "3A01", "01"),
        ("3a01", "3A", "3A01", "01"),
        ("A", "5", "5A", "A"),
        ("A1", "5", "5A1", "A1"),
        ("01", "B1", "B101", "01"),
        ("B101", "B1", "B101", "01"),
        ("117", "B1", "B1117", "117"),
        ("０１", "31", "3101", "01"),
        ("S-101", "1", "S101", "S01"),
        ("S101", "1-2", "S101", "S01"),
        ("102", "1-2", "102", "02"),
        ("3-301", "3", "301", "01"),
        ("A-001", "B1", "B1A001", "A001"),
        ("B1-A001", "B1", "B1A001", "A001"),
        ("B1A001", "B1", "B1A001", "A001"),
        ("B1-117", "B1", "B1117", "117"),
        ("01", "1M", "1M01", "01"),
    ],
)
def test_a_room_is_whole_and_has_a_column(text: str, floor: str, room: str, column: str) -> None:
    assert room_label(text, floor) == (room, column)


@pytest.mark.parametrize(
    ("text", "floor"), [("3201", "31"), ("901", "8"), ("S301", "2"), ("1-301", "3"), ("3A01", "3"), ("1e3", "31")]
)
def test_a_whole_room_on_another_floor_is_refused(text: str, floor: str) -> None:
    with pytest.raises(RoomElsewhere):
        room_label(text, floor)


@pytest.mark.parametrize("text", ["", "01/02", "一号", "-1", "12345678", "[red]", "0\x1b1"])
def test_what_cannot_be_a_room_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no room"):
        room_label(text, "31")


@pytest.mark.parametrize(
    ("text", "floor"),
    [("3101", "31"), ("801", "8"), ("0801", "8"), ("3A01", "3A"), ("1201室", "12"), ("S101", "1"), ("B101", "B1")],
)
def test_a_whole_room_names_its_floor(text: str, floor: str) -> None:
    assert floor_of_room(text) == floor_label(floor)


@pytest.mark.parametrize("text", ["01", "1", "A", "31A"])
def test_a_room_within_the_floor_does_not_name_it(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        floor_of_room(text)


@given(st.integers(1, 99), st.integers(1, 40))
def test_within_the_floor_or_whole_a_room_is_the_same(floor: int, room: int) -> None:
    label = floor_label(str(floor))[0]
    assert room_label(f"{room:02d}", label) == room_label(f"{floor}{room:02d}", label)


@given(st.text(max_size=12), st.sampled_from(["31", "3A", "B1", "G", "1"]))
def test_any_text_is_read_or_refused(text: str, floor: str) -> None:
    for read in (building_label, block_label, floor_label, floor_of_room, lambda given: room_label(given, floor)):
        try:
            assert read(text) is not None
        except ValueError:
            continue


def test_a_number_that_became_a_decimal_one_is_what_it_was() -> None:
    assert (block_label("1.0"), floor_label("31.00"), floor_of_room("3101.0")) == ("1", ("31", 3100), ("31", 3100))
    assert room_label("3101.0", "31") == room_label("1.0", "31") == ("3101", "01")
    for read in (building_label, block_label, floor_label, floor_of_room):
        with pytest.raises(ValueError, match="decimal"):
            read("3.5")
