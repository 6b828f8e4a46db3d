"""The board alone, full of made-up units, for the tests of what it does."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from salesdesk.domain.board import Tile
from salesdesk.domain.units import UnitState
from screens.themes import THEMES, theme_variable_defaults
from screens.widgets.board_grid import BoardGrid

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


FREE = next(tile for tile in TILES if tile.state is S.AVAILABLE)


HELD = replace(FREE, state=S.HELD, minutes_left=60)


ONE_HELD = tuple(HELD if tile is FREE else tile for tile in TILES)
