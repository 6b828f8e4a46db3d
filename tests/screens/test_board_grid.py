"""The board under the hands of a person: keys, typing, filter, refresh, and names that would do harm."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.strip import Strip

from salesdesk.domain.board import Tile
from salesdesk.domain.units import UnitState
from screens.themes import THEMES, theme_variable_defaults
from screens.widgets.board_grid import BoardGrid
from tests.screens.conftest import until_so

S = UnitState
SMALL, LARGE = (80, 24), (160, 50)


def make_tile(number: int, building: str, block: str, floor: int, column: int, state: UnitState) -> Tile:
    label, room = f"{column:02d}", f"{floor:02d}{column:02d}"
    code = f"{building.removesuffix('栋')}-{block}-{room}"
    return Tile(number, code, building, block, f"{floor:02d}", floor, room, label, state)


def make_tiles() -> tuple[Tile, ...]:
    """Make three buildings of 30 floors; 6栋 has two blocks, and room 03 is missing on the two top floors."""
    chance = random.Random(20240831)
    tiles: list[Tile] = []
    for building, blocks, rooms in (("3栋", "1", 4), ("6栋", "12", 4), ("7栋", "1", 6)):
        for block in blocks:
            for floor in range(3, 33):
                for column in (each for each in range(1, rooms + 1) if floor < 31 or each != 3):
                    state = chance.choice(list(S))
                    tile = make_tile(len(tiles) + 1, building, block, floor, column, state)
                    tiles.append(dressed(tile, chance))
    return tuple(tiles)


def dressed(tile: Tile, chance: random.Random) -> Tile:
    minutes = chance.choice([3, 12, 58, 400]) if tile.state is S.HELD else None
    holder = chance.choice(["王小明", "Chen Yu", "欧阳正华"]) if tile.state is S.SUBSCRIBED else ""
    price = chance.randrange(390_000_000, 980_000_000)
    return replace(
        tile,
        minutes_left=minutes,
        holder=holder,
        list_price_minor=price,
        mine=tile.state is S.HELD and chance.random() < 0.3,
        locked=chance.random() < 0.05,
    )


TILES = make_tiles()


class CountingGrid(BoardGrid):
    """Counts the lines that are drawn."""

    drawn: ClassVar[list[int]] = []

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


class ForgetfulGrid(BoardGrid):
    """Forgets at once what the other grid remembers for seconds."""

    MARKED_SECONDS = 0.01
    TYPING_SECONDS = 0.01


class BoardApp(App[None]):
    """The board alone, with the messages it sent."""

    def __init__(self, tiles: tuple[Tile, ...] = TILES, grid: type[BoardGrid] = BoardGrid) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.grid = grid()
        self.tiles = tiles
        self.heard: list[tuple[str, str]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme_variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.tiles = self.tiles
        self.grid.focus()

    def on_board_grid_moved(self, message: BoardGrid.Moved) -> None:
        self.heard.append(("moved", message.tile.code))

    def on_board_grid_opened(self, message: BoardGrid.Opened) -> None:
        self.heard.append(("opened", message.tile.code))

    def on_board_grid_turned(self, message: BoardGrid.Turned) -> None:
        self.heard.append(("turned", message.building))


def lines(app: BoardApp) -> list[str]:
    return [app.grid.render_line(y).text.rstrip() for y in range(app.grid.size.height)]


def under(app: BoardApp) -> str:
    tile = app.grid.tile
    assert tile is not None
    return tile.code


def style_of(app: BoardApp, tile: Tile) -> Style:
    """Find the style in which a tile's letter is drawn, by putting the cursor on it."""
    app.grid.show_unit(tile.unit_id)
    row = next(line for y in range(1, 40) if "[" in (line := app.grid.render_line(y)).text)
    segments = list(row)
    at = next(number for number, segment in enumerate(segments) if segment.text == "[")
    style = segments[at + 1].style
    assert style is not None
    return style


async def until(pilot: Pilot[Any], comes_true: Callable[[], bool]) -> None:
    for _ in range(200):
        if comes_true():
            return
        await pilot.pause()
    pytest.fail("it never came true")


async def at_rest(pilot: Pilot[Any], app: BoardApp) -> None:
    await until(pilot, lambda: not app.grid.is_moving)
    await pilot.pause()


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


FREE = next(tile for tile in TILES if tile.state is S.AVAILABLE)
HELD = replace(FREE, state=S.HELD, minutes_left=60)
ONE_HELD = tuple(HELD if tile is FREE else tile for tile in TILES)


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
        for key in ("down", "right", "up", "left", "home"):
            CountingGrid.drawn.clear()
            WatchedTile.reads = 0
            await pilot.press(key)
            assert len(CountingGrid.drawn) <= 3, key
            assert WatchedTile.reads < 1000, key
        for key in ("pagedown", "ctrl+end", "ctrl+home", "end"):
            CountingGrid.drawn.clear()
            WatchedTile.reads = 0
            await pilot.press(key)
            assert len(CountingGrid.drawn) <= 2 * SMALL[1], key
            assert WatchedTile.reads < 20_000, key
