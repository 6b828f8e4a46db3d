"""What a room on the board says: always exactly as wide as its place, and never more than it may."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from salesdesk.domain.board import Tile
from salesdesk.domain.units import UnitState
from salesdesk.language import CHINESE, use_language
from screens.widgets.board_cells import cell_text, short_price, time_left
from screens.widgets.cell_width import fit, right

FREE = Tile(1, "3-1-3101", "3", "1", "31", 31, "3101", "01", UnitState.AVAILABLE, list_price_minor=655_641_600)
HELD = replace(FREE, state=UnitState.HELD, minutes_left=58, holder="王小明")


@pytest.mark.parametrize(
    ("tile", "width", "text"),
    [
        (FREE, 6, " A    "),
        (replace(FREE, locked=True), 6, " A!   "),
        (HELD, 6, " H 58 "),
        (replace(HELD, mine=True, locked=True), 6, "*H!58 "),
        (FREE, 10, " A 6,556k "),
        (FREE, 12, " A   6,556k "),
        (HELD, 10, " H 58     "),
        (HELD, 13, " H 58 王小明 "),
        (FREE, 20, " A 3101      6,556k "),
        (HELD, 20, " H 3101   58 王小明 "),
        (replace(HELD, holder="欧阳正华"), 20, " H 3101   58  欧阳… "),
        (replace(HELD, holder=""), 20, " H 3101   58        "),
        (replace(HELD, minutes_left=0, undecided=True), 6, " H ?  "),
        (replace(HELD, minutes_left=0, undecided=True), 20, " H 3101    ? 王小明 "),
        (replace(FREE, list_price_minor=None), 12, " A          "),
    ],
)
def test_the_wider_a_room_the_more_it_says(tile: Tile, width: int, text: str) -> None:
    assert cell_text(tile, width) == text


def test_the_price_of_a_sold_room_is_nobodys_business() -> None:
    assert cell_text(replace(FREE, state=UnitState.SIGNED), 20) == " C 3101             "


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(None, ""), (-3, "0"), (0, "0"), (99, "99"), (100, "1h"), (2879, "47h"), (2880, "2d"), (10**9, "99d")],
)
def test_the_time_left_takes_three_cells_at_most(minutes: int | None, shown: str) -> None:
    assert time_left(minutes) == shown


@pytest.mark.parametrize(
    ("minor", "space", "chinese", "english"),
    [
        (655_641_600, 9, "655.6万", "6,556k"),
        (655_641_600, 5, "655.6", "6,556"),
        (655_641_600, 4, "", ""),
        (655_699_999, 9, "655.6万", "6,556k"),
        (12_345_678_900, 12, "12,345.6万", "123,456k"),
        (0, 9, "0.0万", "0k"),
    ],
)
def test_a_price_is_cut_to_what_readers_count_by_and_never_rounded_up(
    minor: int, space: int, chinese: str, english: str
) -> None:
    assert short_price(minor, space) == english
    use_language(CHINESE)
    assert short_price(minor, space) == chinese


TEXTS = st.text(alphabet="aA 王明[红]\x1b\u202e😀é", max_size=12)


@given(TEXTS, st.integers(0, 14))
def test_a_text_is_fitted_to_its_cells(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(right(text, width)) == width


@given(TEXTS, TEXTS, st.integers(6, 24), st.none() | st.integers(0, 9999), st.sampled_from(list(UnitState)))
def test_a_room_fills_its_place_whatever_its_data(
    room: str, holder: str, width: int, minutes: int | None, state: UnitState
) -> None:
    tile = replace(FREE, room=room, holder=holder, minutes_left=minutes, state=state)
    text = cell_text(tile, width)
    assert cell_len(text) == width
    assert "\x1b" not in text
    assert "\u202e" not in text
