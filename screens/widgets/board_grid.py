"""The board of units under the hands of a person: keys, the mouse, and rooms found by typing their number."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer

from salesdesk.domain.board import Place, Tile
from salesdesk.domain.text import safe
from salesdesk.language import N_
from screens.widgets.board_view import BoardView
from screens.widgets.room_typing import RoomFinder, RoomTyping, erase_key, type_key

_FAR = 1_000_000_000


class Step(NamedTuple):
    """How far a key moves the cursor: floors down and rooms to the right."""

    floors: int
    rooms: int
    tells: str


STEPS = {
    "up": Step(-1, 0, N_("One floor up")),
    "down": Step(1, 0, N_("One floor down")),
    "left": Step(0, -1, N_("One room left")),
    "right": Step(0, 1, N_("One room right")),
    "home": Step(0, -_FAR, N_("First room of the floor")),
    "end": Step(0, _FAR, N_("Last room of the floor")),
    "ctrl+home": Step(-_FAR, 0, N_("Top floor")),
    "ctrl+end": Step(_FAR, 0, N_("Lowest floor")),
}
_MOVE = Binding.Group(N_("Move"), compact=True)


def _moves(key: str, action: str, tells: str) -> Binding:
    return Binding(key, action, tells, show=False, id=f"board.{key}", tooltip=tells, group=_MOVE)


class BoardGrid(BoardView, can_focus=True):
    """The board with a cursor. Give it `tiles`, `building` and `state_filter`; it tells where the cursor is.

    Typing a room number goes there as soon as it is clear which is meant; `typing` is what was typed so far.
    """

    TYPING_SECONDS: ClassVar[float] = 6.0
    BINDINGS: ClassVar[list[BindingType]] = [
        *(_moves(key, f"go({step.floors}, {step.rooms})", step.tells) for key, step in STEPS.items()),
        _moves("pageup", "page(-1)", N_("A screen of floors up")),
        _moves("pagedown", "page(1)", N_("A screen of floors down")),
        Binding("g", "ask_room", N_("Go to"), id="board.ask", tooltip=N_("Type a room number to go there")),
        Binding("enter", "open", N_("Open"), id="board.open", tooltip=N_("Open the unit under the cursor")),
    ]

    typing: reactive[RoomTyping] = reactive(RoomTyping(), repaint=False)

    @dataclass
    class Opened(Message):
        """Somebody wants to see this unit."""

        tile: Tile

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._finder: RoomFinder | None = None
        self._typing_timer: Timer | None = None

    def watch_typing(self) -> None:
        """Show what is typed, and forget it after a while."""
        self.refresh(Region(0, self._layout.head - 1, self.size.width, 1))
        if self._typing_timer is not None:
            self._typing_timer.stop()
        if self.typing.active:
            self._typing_timer = self.set_timer(self.TYPING_SECONDS, self._stop_typing)

    def render_line(self, y: int) -> Strip:
        """Draw one line; what is being typed covers the corner of the headings."""
        line = super().render_line(y)
        if not self.typing.active or y != self._layout.head - 1:
            return line
        text = safe(self.typing.text) + ("?" if self.typing.missed else "_")
        style = self._drawn().palette["missed" if self.typing.missed else "typed"]
        corner = Segment(f" {text} ".ljust(self._layout.label), style)
        return Strip([corner, *line.crop(corner.cell_length)], line.cell_length)

    def on_key(self, event: events.Key) -> None:
        """Move the cursor, or take the key for a room number; other keys go on to the screen."""
        # A binding would do for the cursor keys, but then each key climbs to the app first, at twice the cost.
        if event.key in STEPS:
            floors, rooms, _ = STEPS[event.key]
            self.action_go(floors, rooms)
        elif not self._type(event):
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        place = self._place_at(event.x, event.y)
        if place is not None:
            self._move(place, sideways=True)
            if event.chain == 2:
                self.action_open()

    def action_go(self, floors: int, rooms: int) -> None:
        """Move the cursor by floors (down is positive) or by rooms; a missing room is stepped over."""
        self._stop_typing()
        if self._place is None:
            return
        if floors:
            self._move(self._plan.nearest(self._place.row + floors, self._wanted_column))
        else:
            self._move(self._plan.beside(self._place, rooms), sideways=True)

    def action_page(self, screens: int) -> None:
        """Move the cursor by as many floors as fit on the screen."""
        self.action_go(screens * max(self._floors_in_view - 1, 1), 0)

    def action_open(self) -> None:
        """Open the unit under the cursor, unless what was typed is no room."""
        tile = self.tile
        if tile is not None and not self.typing.missed:
            self._stop_typing()
            self.post_message(self.Opened(tile))

    def action_ask_room(self) -> None:
        """Wait for a room number, which may begin with a letter."""
        self.typing = RoomTyping(asked=True)

    def _place_at(self, x: int, y: int) -> Place | None:
        layout, scroll = self._layout, self.scroll_offset
        row = y - layout.head + scroll.y
        column = layout.column_at(x - layout.label + scroll.x)
        on_board = x >= layout.label and y >= layout.head and row < len(self._plan.floors)
        return Place(row, column) if on_board and column is not None and column in self._plan.rows[row] else None

    def _rearrange(self) -> None:
        super()._rearrange()
        self._finder = None

    def _type(self, event: events.Key) -> bool:
        typing = self._typing_after(event)
        if typing is None:
            if event.is_printable:
                self._stop_typing()
            return False
        self.typing = typing
        if typing.match is not None:
            self.show_unit(typing.match.tile.unit_id)
        return True

    def _typing_after(self, event: events.Key) -> RoomTyping | None:
        if self._finder is None:
            self._finder = RoomFinder(self.tiles, self.shown_building)
        if self.typing.active and event.key == "escape":
            return RoomTyping()
        if self.typing.active and event.key == "backspace":
            return erase_key(self.typing, self._finder.find)
        return type_key(self.typing, event.character or "", self._finder.find)

    def _stop_typing(self) -> None:
        self.typing = RoomTyping()
