"""The board: every unit of a building, its card beside it, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer

from salesdesk.domain.board import Tile, buildings
from salesdesk.domain.errors import DeskError, Lost
from salesdesk.domain.roles import Right, Role
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import N_, explain, show_time, tr, word
from salesdesk.services.board import BoardAnswer, UnitCard, WhyAnswer, read_board, unit_card, why_not
from salesdesk.services.desk import Desk
from salesdesk.services.holds import HoldAnswer, UnitMoved, extend_hold, place_hold, release_hold
from screens.customer_picker import Picked, PickerDialog
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice, Question
from screens.office_place import Office
from screens.widgets.board_grid import BoardGrid
from screens.widgets.building_tabs import BuildingTabs
from screens.widgets.happenings import happened_line
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
    board: BoardAnswer
    card: UnitCard | None


class BoardScreen(DeskScreen):
    """The board of units with the card of the one under the cursor."""

    CSS_PATH = "board.tcss"
    TITLE_TEXT = N_("BOARD")
    TOPICS = frozenset({"hold", "deal", "unit", "batch", "import", "receipt", "project"})
    RIGHTS: ClassVar[dict[str, Right]] = {
        "hold": Right.HOLD,
        "extend": Right.HOLD,
        "release": Right.HOLD,
        "order": Right.ORDER,
    }
    LOOKS = frozenset({"card", "why"})
    AUTO_FOCUS = "BoardGrid"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hold", N_("Hold"), id="unit.hold", tooltip=N_("Hold this unit for a customer")),
        Binding("o", "order", N_("Order"), id="unit.order", tooltip=N_("Order this unit for a customer")),
        Binding("x", "extend", N_("Extend"), id="unit.extend", tooltip=N_("Give this hold more time")),
        Binding("r", "release", N_("Release"), id="unit.release", tooltip=N_("Give this held unit back")),
        Binding(
            "w", "why", N_("Why"), id="unit.why", tooltip=N_("Why can it be sold, or not, and who can change that")
        ),
        Binding("y", "history", N_("History"), id="unit.history", tooltip=N_("All that happened to this unit")),
        Binding("f", "filter", N_("Filter"), id="units.filter", tooltip=N_("Dim all but one state")),
        Binding("right_square_bracket", "turn(1)", N_("Next building"), id="building.next", show=False),
        Binding("left_square_bracket", "turn(-1)", N_("Previous building"), id="building.previous", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seen: _Seen | None = None
        self._goal: str | None = None
        self._filter = 0

    def compose_body(self) -> ComposeResult:
        """Put the grid and the card side by side, the legend beneath."""
        yield BuildingTabs()
        with Horizontal(id="middle"):
            yield BoardGrid()
            with Vertical(id="side"), VerticalScroll(can_focus=False):
                yield UnitPanel(id="card")
        yield StateLegend()
        yield Footer(show_command_palette=False)

    @property
    def _grid(self) -> BoardGrid:
        return self.query_one(BoardGrid)

    def read(self, desk: Desk) -> object:
        """Read the whole board and the card under the cursor."""
        tile = self._grid.tile
        code = self._goal or (tile.code if tile else None)
        return _Seen(read_board(desk), unit_card(desk, code) if code else None)

    def show(self, answer: object) -> None:
        """Draw the board anew, with cursor and scroll where they were."""
        self._seen = seen = cast("_Seen", answer)
        self._grid.tiles = tuple(seen.board.tiles)
        names = buildings(seen.board.tiles)
        tabs = self.query_one(BuildingTabs)
        tabs.buildings, tabs.shown = names, self._grid.shown_building
        self.query_one(StateLegend).counts = {UnitState(state): number for state, number in seen.board.counts.items()}
        self._show_card(seen.card)
        if self._goal:
            goal, self._goal = self._goal, None
            self.go_to(goal)
        elif seen.card is None and self._grid.tile is not None:
            self._look_at(self._grid.tile)

    def go_to(self, code: str) -> None:
        """Put the cursor on a unit, at once or as soon as the board is there."""
        tile = next((each for each in self._grid.tiles if each.code == code), None)
        if tile is None:
            self._goal = code
            return
        self._grid.show_unit(tile.unit_id)
        self.query_one(BuildingTabs).shown = self._grid.shown_building
        self._look_at(tile)

    def _show_card(self, card: UnitCard | None) -> None:
        panel = self.query_one(UnitPanel)
        office = cast("Office", self.app)
        panel.zone = office.local_now().tzinfo
        panel.now = office.local_now().astimezone(UTC)
        if card is not None:
            panel.card = card
        self.refresh_bindings()

    @on(BoardGrid.Moved)
    def _moved(self, event: BoardGrid.Moved) -> None:
        self._look_at(event.tile)

    @on(BoardGrid.Turned)
    def _turned(self, event: BoardGrid.Turned) -> None:
        self.query_one(BuildingTabs).shown = event.building

    def _look_at(self, tile: Tile) -> None:
        desk = self.desk
        self.look("card", lambda: unit_card(desk, tile.code))

    @on(BoardGrid.Opened)
    def _opened(self, event: BoardGrid.Opened) -> None:
        if event.tile.state is UnitState.AVAILABLE and self.may(Right.HOLD):
            self.action_hold()
        else:
            self._open_deal_or_why()

    def _open_deal_or_why(self) -> None:
        card = self._card
        number = next((row.facts.get("deal") for row in card.history if row.facts.get("deal")), None) if card else None
        if card and card.holder and card.holder.kind == "deal" and number and self.may(Right.SEE_MONEY):
            from screens.deal import DealScreen

            cast("Office", self.app).open(DealScreen(f"D-{number:04d}"))
        else:
            self.action_why()

    @property
    def _card(self) -> UnitCard | None:
        card, tile = self.query_one(UnitPanel).card, self._grid.tile
        return card if card and tile and card.unit.id == tile.unit_id else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense for the unit under the cursor; what cannot be done now is dim."""
        if not super().check_action(action, parameters):
            return False
        tile = self._grid.tile if self.is_mounted else None
        if action in {"hold", "order"}:
            claimable = {UnitState.AVAILABLE, UnitState.HELD}
            return True if tile and not tile.locked and tile.state in claimable else None
        if action in {"extend", "release"}:
            held = tile is not None and tile.state is UnitState.HELD
            return held and (self._is_mine(tile) or self.may(Right.RELEASE_ANY_HOLD))
        return True

    def _is_mine(self, tile: Tile | None) -> bool:
        return tile is not None and tile.mine

    # --- what can be done

    def _ask(self, screen: Any, then: Any) -> None:
        cast("Office", self.app).open(screen, then)

    def _if_yes(self, question: str, purpose: str, work: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.do(purpose, work)

        self._ask(Question(question), answered)

    def action_hold(self) -> None:
        """Choose a customer, say what will happen, and hold."""
        if tile := self._grid.tile:
            self._ask(
                PickerDialog(tr("Hold {unit} for whom?").format(unit=safe(tile.code))),
                lambda picked: self._hold_for(tile, picked),
            )

    def _hold_for(self, tile: Tile, picked: Picked | None) -> None:
        if picked is not None:
            desk = self.desk
            self.do("hold", lambda: place_hold(desk, tile.code, str(picked.customer_id)))

    def action_extend(self) -> None:
        """Give the hold more time."""
        if tile := self._grid.tile:
            question = tr("Give the hold on {unit} more time?").format(unit=safe(tile.code))
            self._if_yes(question, "extend", partial(extend_hold, self.desk, tile.code))

    def action_release(self) -> None:
        """Give the held unit back."""
        if tile := self._grid.tile:
            question = tr("Release {unit}? It is free for everybody then.").format(unit=safe(tile.code))
            self._if_yes(question, "release", partial(release_hold, self.desk, tile.code))

    def action_order(self) -> None:
        """Choose the customer, unless the unit is held for one, and open the order sheet."""
        if not (tile := self._grid.tile):
            return
        hold = self._card.holder if self._card else None
        held_for = (
            next((row.facts.get("customer") for row in self._card.history if row.kind == "hold.placed"), None)
            if self._card and hold and hold.kind == "hold" and hold.mine
            else None
        )
        if held_for is not None:
            self._order(tile, Picked(cast("int", held_for), (hold.customer if hold else None) or ""))
        else:
            title = tr("Order {unit} for whom?").format(unit=safe(tile.code))
            self._ask(PickerDialog(title), lambda picked: self._order(tile, picked))

    def _order(self, tile: Tile, picked: Picked | None) -> None:
        if picked is not None:
            from screens.order_sheet import OrderSheetScreen

            cast("Office", self.app).open(OrderSheetScreen(tile.code, str(picked.customer_id), picked.name))

    def action_why(self) -> None:
        """Say why the unit can be sold, or not."""
        if tile := self._grid.tile:
            desk = self.desk
            self.look("why", lambda: why_not(desk, tile.code))

    def action_history(self) -> None:
        """Tell all that happened to the unit."""
        if card := self._card:
            zone = cast("Office", self.app).local_now().tzinfo
            lines = [f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}  {happened_line(row)}" for row in card.history]
            self._ask(Notice(safe(card.unit.code), "\n".join(lines) or tr("Nothing has happened yet.")), None)

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

    # --- what came of it

    def done(self, purpose: str, answer: object) -> None:
        """Say what was done."""
        if isinstance(answer, HoldAnswer):
            zone = cast("Office", self.app).local_now().tzinfo
            until = show_time(answer.expires_at.astimezone(zone))
            said = tr("{unit} is held for {customer} until {time}.")
            self.app.notify(said.format(unit=answer.unit, customer=safe(answer.customer), time=until))
        elif isinstance(answer, UnitMoved):
            said = tr("{unit} is {state} now.")
            self.app.notify(said.format(unit=answer.unit, state=word(UnitState(answer.state))))

    def told(self, purpose: str, answer: object) -> None:
        """Take the answer of a look that is not the board's own."""
        if isinstance(answer, UnitCard):
            self._show_card(answer)
        elif isinstance(answer, WhyAnswer):
            self._tell_why(answer)

    def _tell_why(self, why: WhyAnswer) -> None:
        lines = [
            tr("• {reason}\n  can change it: {who}").format(
                reason=safe(each.message), who=", ".join(word(Role(name)) for name in each.who_can_change)
            )
            for each in why.reasons
        ]
        title = tr("{unit} can be sold now.") if why.sellable else tr("{unit} cannot be sold now")
        self._ask(Notice(title.format(unit=safe(why.unit)), "\n".join(lines) or tr("Nothing stands in the way.")), None)

    def _go_if_chosen(self, code: str | None) -> None:
        if code:
            self.go_to(code)

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell the loser who has the unit, and go to a like one by its number."""
        if isinstance(refusal, Lost):
            similar = [str(each) for each in cast("list[object]", refusal.details.get("similar", []))]
            self._ask(Notice(tr("Too late"), explain(refusal), similar), self._go_if_chosen)
            self.reload()
        else:
            super().refused(purpose, refusal)
