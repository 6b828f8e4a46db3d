"""The board under the hands of a person: keys, typing, filter, refresh, and names that would do harm."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from tests.screens.board_app import (
    LARGE,
    SMALL,
    TILES,
    BoardApp,
    ForgetfulGrid,
    S,
    at_rest,
    lines,
    make_tile,
    style_of,
    under,
    until,
)


async def test_the_board_opens_on_the_top_floor_of_the_first_building() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot, app)
        assert app.grid.shown_building == "3栋"
        assert app.heard == [("moved", "3-1-3201")]
        assert lines(app)[0].split() == ["01", "02", "03", "04"]
        assert lines(app)[1].split()[0] == "32"


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ("down", "3-1-3101"),
        ("right", "3-1-3202"),
        ("right right", "3-1-3204"),
        ("right right left", "3-1-3202"),
        ("up", "3-1-3201"),
        ("left", "3-1-3201"),
        ("end", "3-1-3204"),
        ("end home", "3-1-3201"),
        ("ctrl+end", "3-1-0301"),
        ("ctrl+end ctrl+home", "3-1-3201"),
        ("pagedown", "3-1-1001"),
        ("pagedown pagedown pageup", "3-1-2501"),
        ("3 0 0 3 up up", "3-1-3202"),
        ("3 0 0 3 up up down down", "3-1-3003"),
    ],
)
async def test_keys_move_the_cursor(keys: str, code: str) -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*keys.split())
        assert under(app) == code


async def test_a_key_at_the_edge_tells_nobody_anything() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("up", "left", "home")
        await pilot.pause()
        assert app.heard == [("moved", "3-1-3201")]


async def test_the_cursor_stays_in_view_and_the_headings_stay_where_they_are() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+end")
        assert lines(app)[0].split() == ["01", "02", "03", "04"]
        assert lines(app)[-1].split("[")[0].strip() == "03"
        assert app.grid.scroll_offset == Offset(0, 31 - 24)


async def test_rooms_scroll_sideways_beneath_floor_labels_that_stay() -> None:
    app = BoardApp()
    async with app.run_test(size=(40, 24)) as pilot:
        app.grid.building = "7栋"
        await pilot.press("end")
        assert app.grid.scroll_offset.x > 0
        assert lines(app)[0].split()[-1] == "06"
        assert "01" not in lines(app)[0]
        assert [line[:3] for line in lines(app)[1:4]] == [" 32", " 31", " 30"]
        assert "[" in lines(app)[1]
        assert lines(app)[1].endswith("]")


async def test_blocks_stand_side_by_side_under_their_names() -> None:
    app = BoardApp()
    async with app.run_test(size=LARGE) as pilot:
        app.grid.building = "6栋"
        await pilot.pause()
        names, rooms, *_ = lines(app)
        assert names.split() == ["block", "1", "block", "2"]
        assert names.index("block 2") == [at for at in range(len(rooms)) if rooms.startswith("01", at)][1]


@pytest.mark.parametrize("size", [(30, 10), SMALL, (120, 40), LARGE, (300, 60)])
@pytest.mark.parametrize("building", ["3栋", "6栋", "7栋"])
async def test_every_line_is_as_wide_as_the_board(size: tuple[int, int], building: str) -> None:
    app = BoardApp()
    async with app.run_test(size=size) as pilot:
        app.grid.building = building
        await pilot.press("down", "end", "pagedown")
        for y in range(app.grid.size.height):
            strip = app.grid.render_line(y)
            assert cell_len(strip.text) == strip.cell_length == app.grid.size.width - 1


async def test_a_wide_board_shows_more() -> None:
    app = BoardApp()
    async with app.run_test(size=LARGE):
        wide = lines(app)
        assert all(tile.room in wide[1] for tile in TILES if tile.building == "3栋" and tile.floor == "32")
        assert any("k " in line for line in wide)


async def test_typing_goes_to_a_room_as_soon_as_it_is_clear() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "7")
        assert under(app) == "3-1-2701"
        assert lines(app)[0].startswith(" 27_ ")
        await pilot.press("0", "4")
        assert under(app) == "3-1-2704"
        await pilot.press("enter")
        assert ("opened", "3-1-2704") in app.heard
        assert lines(app)[0].split() == ["01", "02", "03", "04"]


async def test_a_code_of_another_building_turns_the_board() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"7-1-2006")
        assert under(app) == "7-1-2006"
        assert app.grid.shown_building == app.grid.building == "7栋"
        assert ("turned", "7栋") in app.heard
        assert app.grid.typing.text == "7-1-2006"
        await pilot.press(*"2106")
        assert under(app) == "7-1-2106"


async def test_what_is_no_room_moves_nothing_and_says_so() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "9", "9", "enter")
        assert under(app) == "3-1-3101"
        assert lines(app)[0].startswith(" 99? ")
        assert ("opened", "3-1-3101") not in app.heard
        await pilot.press("escape")
        assert lines(app)[0].split() == ["01", "02", "03", "04"]


async def test_typing_is_taken_back_by_backspace_and_ends_with_a_cursor_key() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "7", "backspace", "5")
        assert under(app) == "3-1-2501"
        await pilot.press("down")
        assert app.grid.typing.text == ""
        assert under(app) == "3-1-2401"


async def test_a_letter_after_a_room_is_an_order_for_the_screen() -> None:
    class Screenful(BoardApp):
        def key_h(self) -> None:
            self.heard.append(("hold", under(self)))

    app = Screenful()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(*"2704h")
        assert ("hold", "3-1-2704") in app.heard
        assert not app.grid.typing.active


async def test_g_waits_for_a_room_that_may_begin_with_a_letter() -> None:
    shop = make_tile(9999, "3栋", "1", 1, 1, S.AVAILABLE)
    app = BoardApp((*TILES, replace(shop, room="S01", code="3-1-S01")))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("g")
        assert lines(app)[0].startswith(" _ ")
        await pilot.press("s")
        assert under(app) == "3-1-S01"


async def test_half_typed_rooms_are_forgotten_after_a_while() -> None:
    app = BoardApp(grid=ForgetfulGrid)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: not app.grid.typing.active)
        assert lines(app)[0].split() == ["01", "02", "03", "04"]


async def test_a_filter_dims_and_removes_nothing() -> None:
    app = BoardApp()
    free = next(tile for tile in TILES if tile.state is S.AVAILABLE and tile.building == "3栋")
    signed = next(tile for tile in TILES if tile.state is S.SIGNED and tile.building == "3栋")
    async with app.run_test(size=SMALL) as pilot:
        before, plain, signed_plain = lines(app), style_of(app, free), style_of(app, signed)
        app.grid.state_filter = frozenset({S.AVAILABLE})
        await pilot.press("ctrl+home", "home")
        assert lines(app) == before
        assert style_of(app, free) == plain
        assert style_of(app, signed) != signed_plain
        app.grid.state_filter = frozenset()
        assert style_of(app, signed) == signed_plain
