"""The board: every unit of a building, and the card of the one under the cursor beside it."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll

from salesdesk.domain.board import Tile, buildings
from salesdesk.domain.roles import Right
from salesdesk.domain.units import UnitState
from salesdesk.language import N_, show_time
from salesdesk.services.batches import ReleaseAnswer
from salesdesk.services.board import TilesAnswer, UnitCard, read_tiles, unit_card
from salesdesk.services.desk import Desk
from screens.batch_menu import Batches, open_batch_menu, read_batches, release_words
from screens.opening import open_deal
from screens.unit_screen import UnitScreen
from screens.widgets.board_grid import BoardGrid
from screens.widgets.building_tabs import BuildingTabs
from screens.widgets.key_line import KeyLine
from screens.widgets.state_legend import StateLegend
from screens.widgets.unit_card import UnitPanel

FILTERS: tuple[frozenset[UnitState], ...] = (
    frozenset(),
    frozenset({UnitState.AVAILABLE}),
    frozenset({UnitState.HELD}),
    frozenset({UnitState.SUBSCRIBED}),
    frozenset({UnitState.SIGNED, UnitState.FILED}),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    board: TilesAnswer
    card: UnitCard | None


class BoardScreen(UnitScreen):
    """The board of units with the card of the one under the cursor."""

    CSS_PATH = "board.tcss"
    TITLE_TEXT = N_("BOARD")
    TOPICS = frozenset({"hold", "deal", "unit", "batch", "import", "receipt", "project"})
    COUNTS_MINUTES = True
    RIGHTS: ClassVar[dict[str, Right]] = {**UnitScreen.RIGHTS, "batches": Right.RELEASE_BATCH}
    LOOKS = UnitScreen.LOOKS | {"batches"}
    AUTO_FOCUS = "BoardGrid"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "b",
            "batches",
            N_("Batches"),
            show=False,
            id="units.batches",
            tooltip=N_("Release a batch, or see why its units stay"),
        ),
        Binding("f", "filter", N_("Filter"), id="units.filter", tooltip=N_("Dim all but one state")),
        Binding("right_square_bracket", "turn(1)", N_("Next building"), id="building.next", show=False),
        Binding("left_square_bracket", "turn(-1)", N_("Previous building"), id="building.previous", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._goal: str | None = None
        self._filter = 0
        self._hold_minutes = 0

    def compose_body(self) -> ComposeResult:
        """Put the grid and the card side by side, the legend beneath."""
        yield BuildingTabs()
        with Horizontal(id="middle"):
            yield BoardGrid()
            with VerticalScroll(id="side", can_focus=False):
                yield UnitPanel(id="card")
        yield StateLegend()
        yield KeyLine()

    # --- what it shows

    @classmethod
    def read_ahead(cls, desk: Desk) -> object:
        """Read the board without a card: there is no cursor yet."""
        return _Seen(read_tiles(desk), None)

    def read(self, desk: Desk) -> object:
        """Read the whole board and the card under the cursor."""
        tile = self.tile
        code = self._goal or (tile.code if tile else None)
        return _Seen(read_tiles(desk), unit_card(desk, code) if code else None)

    def show(self, answer: object) -> None:
        """Draw the board anew, with cursor and scroll where they were."""
        seen = cast("_Seen", answer)
        self._hold_minutes = seen.board.hold_minutes
        self._grid.tiles = tuple(seen.board.tiles)
        tabs = self.query_one(BuildingTabs)
        tabs.buildings, tabs.shown = buildings(seen.board.tiles), self._grid.shown_building
        self.query_one(StateLegend).undecided = any(tile.undecided for tile in seen.board.tiles)
        self.query_one(StateLegend).counts = {UnitState(state): number for state, number in seen.board.counts.items()}
        self._show_card(seen.card)
        if self._goal:
            goal, self._goal = self._goal, None
            self.go_to(goal)

    def go_to(self, code: str) -> None:
        """Put the cursor on a unit, at once or as soon as the board is there."""
        tile = next((each for each in self._grid.tiles if each.code == code), None)
        if tile is None:
            self._goal = code
            return
        self._grid.show_unit(tile.unit_id)
        self.query_one(BuildingTabs).shown = self._grid.shown_building
        self._look_at(tile)

    def told(self, purpose: str, answer: object) -> None:
        """Show the card or the batches that were looked for."""
        if isinstance(answer, UnitCard):
            self._show_card(answer)
        elif isinstance(answer, Batches):
            open_batch_menu(self, self.office, answer)
        else:
            super().told(purpose, answer)

    def done(self, purpose: str, answer: object) -> None:
        """Say what was released, or what was done with a unit."""
        if isinstance(answer, ReleaseAnswer):
            self.app.notify(release_words(answer))
        else:
            super().done(purpose, answer)

    def _show_card(self, card: UnitCard | None) -> None:
        panel, now = self.query_one(UnitPanel), self.office.local_now()
        panel.zone, panel.now = now.tzinfo, now.astimezone(UTC)
        if card is not None:
            panel.card = card
        self.refresh_bindings()

    # --- the unit under the cursor

    @property
    def _grid(self) -> BoardGrid:
        return self.query_one(BoardGrid)

    @property
    def tile(self) -> Tile | None:
        """The unit under the cursor."""
        return self._grid.tile

    @property
    def card(self) -> UnitCard | None:
        """What is known of the unit under the cursor, once it has been read."""
        card, tile = self.query_one(UnitPanel).card, self.tile
        return card if card and tile and card.unit.id == tile.unit_id else None

    def until(self) -> str:
        """Tell until when a hold that begins now would last."""
        return show_time(self.office.local_now() + timedelta(minutes=self._hold_minutes))

    def _look_at(self, tile: Tile) -> None:
        desk = self.desk
        self.look("card", lambda: unit_card(desk, tile.code))

    @on(BoardGrid.Moved)
    def _moved(self, event: BoardGrid.Moved) -> None:
        self._look_at(event.tile)

    @on(BoardGrid.Turned)
    def _turned(self, event: BoardGrid.Turned) -> None:
        self.query_one(BuildingTabs).shown = event.building

    @on(BoardGrid.Opened)
    def _opened(self, event: BoardGrid.Opened) -> None:
        if event.tile.state is UnitState.AVAILABLE and self.may(Right.HOLD) and not event.tile.locked:
            self.action_hold()
        else:
            self._open_deal_or_why()

    def _open_deal_or_why(self) -> None:
        holder = self.card.holder if self.card else None
        facts = [row.facts.get("deal") for row in self.card.history] if self.card else []
        number = next((each for each in facts if each), None)
        if holder and holder.kind == "deal" and number and self.may(Right.SEE_MONEY):
            open_deal(self, f"D-{number:04d}")
        else:
            self.action_why()

    # --- its own keys

    def action_batches(self) -> None:
        """List the batches, with what a release would do."""
        self.look("batches", partial(read_batches, self.desk))

    def action_filter(self) -> None:
        """Dim all but the next state."""
        self._filter = (self._filter + 1) % len(FILTERS)
        self._grid.state_filter = self.query_one(StateLegend).state_filter = FILTERS[self._filter]

    def action_turn(self, by: int) -> None:
        """Show another building."""
        tabs = self.query_one(BuildingTabs)
        if tabs.buildings:
            place = (list(tabs.buildings).index(self._grid.shown_building) + by) % len(tabs.buildings)
            self._grid.building = tabs.shown = tabs.buildings[place]
