"""The board while others sell: what is kept, what is marked, and what a mouse, a window and a theme do."""

from dataclasses import replace
from typing import ClassVar

import pytest
from textual.geometry import Offset

from salesdesk.domain.board import Tile
from screens.themes import THEMES
from screens.widgets.board_grid import BoardGrid
from tests.screens.board_app import (
    FREE,
    HELD,
    LARGE,
    ONE_HELD,
    SMALL,
    TILES,
    BoardApp,
    CountingGrid,
    ForgetfulGrid,
    S,
    at_rest,
    lines,
    make_tile,
    style_of,
    under,
    until,
)
from tests.screens.conftest import until_so


async def test_a_refresh_keeps_cursor_scroll_and_half_typed_room() -> None:
    app = BoardApp()
    async with app.run_test(size=(40, 12)) as pilot:
        app.grid.building = "7栋"
        await pilot.press("pagedown", "pagedown", "end", "left", "up", "1", "5", "0")
        await at_rest(pilot, app)
        at, scroll, heard = under(app), app.grid.scroll_offset, list(app.heard)
        shown = lines(app)
        app.grid.tiles = tuple(replace(tile) for tile in reversed(TILES))
        await pilot.pause()
        assert (under(app), app.grid.scroll_offset, app.heard) == (at, scroll, heard)
        assert app.grid.typing.text == "150"
        assert lines(app) == shown


async def test_a_refresh_that_adds_a_floor_leaves_the_cursor_on_its_unit() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "down", "right")
        app.grid.tiles = (*TILES, make_tile(9999, "3栋", "1", 33, 1, S.AVAILABLE))
        await pilot.press("left")
        await at_rest(pilot, app)
        assert under(app) == "3-1-3001"
        assert app.heard[-1] == ("moved", "3-1-3001")


async def test_a_refresh_does_not_pull_back_a_board_that_was_scrolled_away() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        app.grid.scroll_to(0, 7, animate=False)
        await pilot.pause()
        app.grid.tiles = tuple(replace(tile) for tile in TILES)
        await pilot.pause()
        assert app.grid.scroll_offset == Offset(0, 7)
        assert under(app) == "3-1-3201"


async def test_a_unit_that_is_gone_leaves_the_cursor_on_its_neighbour() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "right")
        app.grid.tiles = tuple(tile for tile in TILES if tile.code != "3-1-3102")
        await pilot.pause()
        await at_rest(pilot, app)
        assert under(app) == "3-1-3101"
        assert app.heard[-1] == ("moved", "3-1-3101")


async def test_a_cursor_on_its_way_is_heard_of_when_it_rests() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await at_rest(pilot, app)
        app.heard.clear()
        for _ in range(5):
            app.grid.action_go(1, 0)
        await at_rest(pilot, app)
        assert app.heard == [("moved", under(app))]


async def test_what_changed_is_marked() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL):
        assert not style_of(app, FREE).underline
        app.grid.tiles = ONE_HELD
        assert style_of(app, HELD).underline
        assert not style_of(app, TILES[1]).underline


async def test_the_mark_goes_away_after_a_while() -> None:
    app = BoardApp(grid=ForgetfulGrid)
    async with app.run_test(size=SMALL) as pilot:
        app.grid.tiles = ONE_HELD
        assert style_of(app, HELD).underline
        await until(pilot, lambda: not style_of(app, HELD).underline)


async def test_a_hold_that_counts_down_is_not_marked() -> None:
    app = BoardApp()
    held = next(tile for tile in TILES if tile.minutes_left == 58 and tile.building == "3栋")
    async with app.run_test(size=SMALL):
        app.grid.tiles = tuple(replace(tile, minutes_left=57) if tile is held else tile for tile in TILES)
        assert not style_of(app, held).underline
        assert any(" 57 " in line for line in lines(app))


async def test_coming_back_to_a_building_finds_cursor_and_scroll_as_they_were() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("ctrl+end", "up", "right")
        scroll = app.grid.scroll_offset
        app.grid.building = "7栋"
        await pilot.pause()
        assert under(app) == "7-1-0402"
        assert any("[" in line for line in lines(app))
        await pilot.press("end", "pageup")
        app.grid.scroll_to(0, 0, animate=False)
        app.grid.building = "3栋"
        await pilot.pause()
        assert (under(app), app.grid.scroll_offset) == ("3-1-0402", scroll)


async def test_a_click_selects_and_a_double_click_opens() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.click(BoardGrid, offset=(45, 5))
        assert under(app) == "3-1-2803"
        await pilot.click(BoardGrid, offset=(45, 7), times=2)
        assert ("opened", "3-1-2603") in app.heard


@pytest.mark.parametrize("offset", [(1, 5), (45, 0), (45, 1)])
async def test_a_click_beside_the_rooms_does_nothing(offset: tuple[int, int]) -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.click(BoardGrid, offset=offset)
        assert under(app) == "3-1-3201"


async def test_a_smaller_window_keeps_the_cursor_in_view() -> None:
    app = BoardApp()
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("ctrl+end", "end")
        await pilot.resize_terminal(40, 12)
        await until_so(pilot, lambda: "[" in "".join(lines(app)[-2:]))
        assert under(app) == "3-1-0304"


async def test_another_theme_paints_anew_and_moves_nothing() -> None:
    app = BoardApp()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down")
        seen = []
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            seen.append(style_of(app, TILES[0]).bgcolor)
            assert under(app) == TILES[0].code
        assert len(set(seen)) == len(THEMES)


async def test_names_that_would_do_harm_are_shown_harmlessly() -> None:
    bad = "[red]\x1b[31m\u202e\n"
    tile = replace(
        TILES[0], building=bad, block=bad, floor=bad, room=bad, column=bad, code=bad, holder=bad, state=S.SIGNED
    )
    app = BoardApp((tile, replace(tile, unit_id=2, block="2", holder="张三[/]")))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("down", "g", "[", "3")
        text = "".join(lines(app))
        assert all(character.isprintable() for character in text)
        assert "[red]␛[31m" in text
        assert "张三[/]" in text


async def test_an_empty_board_says_how_units_come_in() -> None:
    app = BoardApp(())
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("down", "enter", "3", "pagedown")
        await pilot.click(BoardGrid, offset=(10, 5))
        assert any("F8 imports it" in line for line in lines(app))
        assert app.heard == []


class WatchedTile(Tile):
    """Counts how often anything is read of any tile."""

    reads: ClassVar[int] = 0

    def __getattribute__(self, name: str) -> object:
        WatchedTile.reads += 1
        return object.__getattribute__(self, name)


def watched(number: int) -> WatchedTile:
    floor, column = divmod(number, 400)
    label, room = f"{column:03d}", f"{floor:03d}{column:03d}"
    return WatchedTile(number, f"1-1-{room}", "1", "1", f"{floor:03d}", floor, room, label, S.AVAILABLE)


@pytest.mark.slow
async def test_a_cursor_key_costs_the_same_on_a_hundred_thousand_units() -> None:
    app = BoardApp(tuple(watched(number) for number in range(100_000)), CountingGrid)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("5", "down")
        await at_rest(pilot, app)
        for key in ("down", "right", "up", "left", "home"):
            CountingGrid.drawn.clear()
            WatchedTile.reads = 0
            await pilot.press(key)
            await at_rest(pilot, app)
            assert len(CountingGrid.drawn) <= 3, key
            assert WatchedTile.reads < 1000, key
        for key in ("pagedown", "ctrl+end", "ctrl+home", "end"):
            CountingGrid.drawn.clear()
            WatchedTile.reads = 0
            await pilot.press(key)
            await at_rest(pilot, app)
            assert len(CountingGrid.drawn) <= 2 * SMALL[1], key
            assert WatchedTile.reads < 20_000, key
