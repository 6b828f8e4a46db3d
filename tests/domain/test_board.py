"""The plan of a building: nothing lost, floors and rooms where people expect them."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.board import Place, Tile, arrange, buildings, changed, counts, natural
from salesdesk.domain.units import UnitState

NUMBERS = count(1000)


def make(room: str, *, block: str = "1", building: str = "3", unit_id: int = 0, **more: object) -> Tile:
    floor = room[:-2]
    sort = int(floor) if floor.isdecimal() else 0
    tile = Tile(
        unit_id or next(NUMBERS),
        f"{building}-{block}-{room}",
        building,
        block,
        floor,
        sort,
        room,
        room[-2:],
        UnitState.AVAILABLE,
    )
    return replace(tile, **more)  # type: ignore[arg-type]


SMALL = [make(room) for room in ("0301", "0302", "0304", "1001", "1002", "1003", "1004")]


def test_the_top_floor_is_the_first_row() -> None:
    assert [floor.label for floor in arrange(SMALL, "3").floors] == ["10", "03"]


def test_a_floor_with_a_name_stands_where_its_sort_order_says() -> None:
    tiles = [make("0301"), make("0501"), make("3A01", floor_sort=4), make("B101", floor_sort=-1)]
    assert [floor.label for floor in arrange(tiles, "3").floors] == ["05", "3A", "03", "B1"]


def test_the_columns_of_a_block_stand_together_and_count_as_people_do() -> None:
    tiles = [
        make("0101", block="2"),
        make("0102", block="1"),
        make("0101", block="1"),
        make("0101", block="10"),
    ]
    tiles.append(make("0110", block="1", column="10"))
    tiles.append(make("0109", block="1", column="9"))
    plan = arrange(tiles, "3")
    assert [(column.block, column.label) for column in plan.columns] == [
        ("1", "01"),
        ("1", "02"),
        ("1", "9"),
        ("1", "10"),
        ("2", "01"),
        ("10", "01"),
    ]


def test_a_missing_room_leaves_its_place_empty() -> None:
    plan = arrange(SMALL, "3")
    assert plan.occupied == ((0, 1, 2, 3), (0, 1, 3))
    with pytest.raises(KeyError):
        plan.tile(Place(1, 2))


def test_other_buildings_are_left_out() -> None:
    plan = arrange([*SMALL, make("9901", building="7")], "3")
    assert len(plan.places) == len(SMALL)
    assert arrange(SMALL, "7").floors == ()


def test_two_units_with_the_same_place_are_both_shown() -> None:
    first, second = make("0301", unit_id=1), make("0301", unit_id=2)
    plan = arrange([first, second, make("0302", unit_id=3)], "3")
    assert [plan.tile(plan.places[each]).unit_id for each in (1, 2, 3)] == [1, 2, 3]
    assert [column.copy for column in plan.columns] == [0, 1, 0]


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(1, 2, (1, 1)), (1, 3, (1, 3)), (-5, 9, (0, 3)), (99, -1, (1, 0)), (0, 2, (0, 2))],
)
def test_the_nearest_room_of_a_floor(row: int, column: int, place: tuple[int, int]) -> None:
    assert arrange(SMALL, "3").nearest(row, column) == place


def test_an_empty_plan_has_no_nearest_room() -> None:
    with pytest.raises(IndexError):
        arrange([], "3").nearest(0, 0)


@pytest.mark.parametrize(("column", "steps", "ends"), [(1, 1, 3), (3, -1, 1), (3, 1, 3), (0, -1, 0), (0, 99, 3)])
def test_going_sideways_steps_over_gaps_and_stops_at_the_end(column: int, steps: int, ends: int) -> None:
    assert arrange(SMALL, "3").beside(Place(1, column), steps) == Place(1, ends)


def test_buildings_are_in_counting_order() -> None:
    tiles = [make("0101", building=name) for name in ("10", "9", "A座", "9", "3栋")]
    assert buildings(tiles) == ("3栋", "9", "10", "A座")


def test_counts_name_every_state() -> None:
    found = counts([*SMALL, make("2001", state=UnitState.HELD)])
    assert list(found) == list(UnitState)
    assert found[UnitState.AVAILABLE] == 7
    assert found[UnitState.HELD] == 1
    assert found[UnitState.TITLED] == 0


def test_what_changed_is_named_and_a_countdown_is_no_change() -> None:
    before = [make("0101", unit_id=1), make("0102", unit_id=2, minutes_left=9), make("0103", unit_id=3)]
    after = [
        replace(before[0], state=UnitState.HELD),
        replace(before[1], minutes_left=8),
        before[2],
        make("0104", unit_id=4),
    ]
    assert changed(before, after) == {1, 4}


def test_labels_of_absurd_length_still_sort() -> None:
    assert natural("9" * 5000) > natural("8" * 5000)
    assert sorted(["B10", "B9", "", "3A", "3"], key=natural) == ["", "3", "3A", "B9", "B10"]


LABELS = st.text(alphabet="0123AB-[红", max_size=3)
PLACES = st.lists(st.tuples(LABELS, LABELS, LABELS, st.integers(-3, 9)), max_size=60)


@given(PLACES, st.sampled_from(list(UnitState)))
def test_every_unit_has_exactly_one_place(places: list[tuple[str, str, str, int]], state: UnitState) -> None:
    tiles = [
        Tile(number, "", building, block, str(sort), sort, column, column, state)
        for number, (building, block, column, sort) in enumerate(places)
    ]
    plans = [arrange(tiles, building) for building in buildings(tiles)]
    assert sorted(unit_id for plan in plans for unit_id in plan.places) == list(range(len(tiles)))
    for plan in plans:
        assert len(set(plan.places.values())) == len(plan.places)
        assert sum(map(len, plan.rows)) == len(plan.places)
        assert all(plan.tile(place).unit_id == unit_id for unit_id, place in plan.places.items())
    assert sum(counts(tiles).values()) == len(tiles)
