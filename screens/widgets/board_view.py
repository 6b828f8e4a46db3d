"""A picture of one building with a cursor in it: what is drawn where, and how a change is shown."""

from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from salesdesk.domain.board import Place, Tile, arrange, buildings, changed
from salesdesk.domain.units import UnitState
from salesdesk.language import tr
from screens.widgets.board_layout import lay_out
from screens.widgets.board_lines import BoardLines, Window
from screens.widgets.cell_width import fit
from screens.widgets.state_colours import state_classes, state_rules

_PREFIX = "board-grid"
_PARTS = ("ground", "head", "head-cursor", "cursor", "typed", "missed", "dim")


class BoardView(ScrollView):
    """One building of the board, drawn line by line; what a key or the mouse does is decided elsewhere.

    An empty `building` is the first one, an empty `state_filter` dims nothing. New tiles leave the cursor and the
    scroll as they are, and mark for a few seconds what looks different.
    """

    MARKED_SECONDS: ClassVar[float] = 5.0
    REST_SECONDS: ClassVar[float] = 0.08
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"{_PREFIX}--{part}" for part in _PARTS} | state_classes(_PREFIX)
    DEFAULT_CSS = (
        """
    BoardView {
        height: 1fr;
        background: $background;
        scrollbar-gutter: stable;
        scrollbar-size: 1 1;
        & > .board-grid--ground { background: $background; color: $foreground; }
        & > .board-grid--head { background: $background; color: $foreground 60%; }
        & > .board-grid--head-cursor { background: $background; color: $foreground; text-style: bold; }
        & > .board-grid--cursor { background: $board-cursor; color: $background; text-style: bold; }
        & > .board-grid--typed { background: $board-cursor; color: $background; text-style: bold; }
        & > .board-grid--missed { background: $overdue; color: $background; text-style: bold; }
        & > .board-grid--dim { background: $state-dim; color: $state-dim-text; }
        """
        + state_rules(_PREFIX)
        + "\n}"
    )

    building: reactive[str] = reactive("", repaint=False)
    tiles: reactive[tuple[Tile, ...]] = reactive((), repaint=False, always_update=True)
    state_filter: reactive[frozenset[UnitState]] = reactive(frozenset(), repaint=False)

    @dataclass
    class Moved(Message, namespace="board_grid"):
        """The cursor came to rest on another unit; while a key is held down it does not."""

        tile: Tile

    @dataclass
    class Turned(Message, namespace="board_grid"):
        """The cursor was sent to a unit of another building, which is now in view."""

        building: str

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._plan = arrange((), "")
        self._layout = lay_out(self._plan, 0)
        self._lines: BoardLines | None = None
        self._place: Place | None = None
        self._wanted_column = 0
        self._marks: dict[int, int] = {}
        self._times_marked = 0
        self._left_at: dict[str, tuple[int, Offset]] = {}
        self._rests_at = 0.0
        self.is_moving = False

    @property
    def tile(self) -> Tile | None:
        """The tile under the cursor; none on an empty board."""
        return self._plan.tile(self._place) if self._place is not None else None

    @property
    def shown_building(self) -> str:
        """The building that is in view."""
        return self._plan.building

    def show_unit(self, unit_id: int) -> bool:
        """Put the cursor on a unit, in whatever building it is; tell whether there is such a unit."""
        if unit_id not in self._plan.places:
            building = next((tile.building for tile in self.tiles if tile.unit_id == unit_id), None)
            if building is None:
                return False
            self.building = building
            self.post_message(self.Turned(building))
        self._move(self._plan.places[unit_id], sideways=True)
        return True

    def watch_tiles(self, before: tuple[Tile, ...], after: tuple[Tile, ...]) -> None:
        """Lay the new tiles out and mark what changed since the last ones."""
        if before:
            self._mark(changed(before, after))
        self._rearrange()

    def watch_building(self) -> None:
        """Turn to another building; coming back finds the cursor and the scroll as they were."""
        self._rearrange()

    def watch_state_filter(self) -> None:
        """Dim the other states."""
        self._redraw()

    def _rearrange(self) -> None:
        under, old = self.tile, self._plan.building
        if under is not None:
            self._left_at[old] = under.unit_id, self.scroll_offset
        self._plan = arrange(self.tiles, self.building or next(iter(buildings(self.tiles)), ""))
        self._place = self._kept_place()
        self._wanted_column = self._place.column if self._place else 0
        self._measure()
        if self._plan.building != old and self._place is not None:
            self._return_to(self._place)
        self._tell_moved(under)

    def _kept_place(self) -> Place | None:
        plan = self._plan
        if not plan.floors:
            return None
        left_at = self._left_at.get(plan.building)
        if left_at is not None and left_at[0] in plan.places:
            return plan.places[left_at[0]]
        return plan.nearest(*(self._place or Place(0, 0)))

    def _return_to(self, place: Place) -> None:
        left_at = self._left_at.get(self._plan.building)
        if left_at is None:
            self._reveal(place)
        else:
            self.scroll_to(*left_at[1], animate=False, force=True)

    def _mark(self, unit_ids: frozenset[int]) -> None:
        if unit_ids:
            self._times_marked += 1
            self._marks |= dict.fromkeys(unit_ids, self._times_marked)
            self.set_timer(self.MARKED_SECONDS, partial(self._unmark, self._times_marked))

    def _unmark(self, time: int) -> None:
        self._marks = {unit_id: marked for unit_id, marked in self._marks.items() if marked != time}
        self._redraw()

    def render_line(self, y: int) -> Strip:
        """Draw one line: headings first, then the floors that are scrolled into view."""
        lines = self._drawn()
        scroll = self.scroll_offset
        window = Window(self._view.width, scroll.x)
        if not self._plan.floors:
            return self._empty_line(y, window.width)
        if y < self._layout.head:
            last = y == self._layout.head - 1
            return lines.heading(window, self._place) if last else lines.blocks(window)
        row = y - self._layout.head + scroll.y
        if row < len(self._plan.floors):
            return lines.floor(row, window, self._place)
        return Strip.blank(window.width, lines.palette["ground"])

    def notify_style_update(self) -> None:
        """Take the colours of the theme anew."""
        super().notify_style_update()
        self._lines = None

    def on_resize(self) -> None:
        """Measure the rooms again for the new width."""
        self._measure()
        if self._place is not None:
            self._reveal(self._place)

    @property
    def _view(self) -> Size:
        """What the scroll bars leave; the upright one always has its place, so that nothing jumps."""
        return self.size - (self.styles.scrollbar_size_vertical, self.scrollbar_size_horizontal)

    @property
    def _floors_in_view(self) -> int:
        return self._view.height - self._layout.head

    def _measure(self) -> None:
        self._layout = lay_out(self._plan, self._view.width)
        width = self._layout.label + self._layout.body
        self.virtual_size = Size(width, self._layout.head + len(self._plan.floors))
        self._redraw()

    def _redraw(self) -> None:
        self._lines = None
        self.refresh()

    def _drawn(self) -> BoardLines:
        if self._lines is None:
            names = (*_PARTS, *UnitState)
            palette = {name: self.get_component_rich_style(f"{_PREFIX}--{name}") for name in names}
            dimmed = frozenset(UnitState) - self.state_filter if self.state_filter else frozenset()
            self._lines = BoardLines(self._plan, self._layout, palette, dimmed, frozenset(self._marks))
        return self._lines

    def _empty_line(self, y: int, width: int) -> Strip:
        says = {
            1: tr("There are no units here yet."),
            2: tr("They come from a list of units; F8 imports it."),
        }
        return Strip([Segment(fit("  " + says.get(y, ""), width), self._drawn().palette["head"])], width)

    def _move(self, to: Place, sideways: bool = False) -> None:
        if sideways:
            self._wanted_column = to.column
        if to == self._place:
            return
        before, old = self.tile, self._place
        self._place = to
        self._touch(to, old or to)
        self._reveal(to)
        self._tell_moved(before)

    def _tell_moved(self, before: Tile | None) -> None:
        tile = self.tile
        if tile is not None and (before is None or before.unit_id != tile.unit_id):
            # a message for each step, and what is read for it, would hold up the painting of the next
            self._rests_at = monotonic() + self.REST_SECONDS
            if not self.is_moving:
                self.is_moving = True
                self.set_timer(self.REST_SECONDS, self._rest)

    def _rest(self) -> None:
        left = self._rests_at - monotonic()
        if left > 0:
            self.set_timer(left, self._rest)
            return
        self.is_moving = False
        if tile := self.tile:
            self.post_message(self.Moved(tile))

    def _touch(self, to: Place, old: Place) -> None:
        """Repaint only what a move of the cursor changes: two floors, and the headings if it went sideways."""
        head, size = self._layout.head, self.size
        lines = {head + place.row - self.scroll_offset.y for place in (to, old)}
        seen = {line for line in lines if head <= line < size.height}
        if old.column != to.column:
            seen.add(head - 1)
        if seen:
            self.refresh(*(Region(0, line, size.width, 1) for line in seen))

    def _reveal(self, place: Place) -> None:
        view, layout, (x, y) = self._view, self._layout, self.scroll_offset
        left = layout.lefts[place.column] - 1
        x = _into_view(x, left, left + layout.inner + 2, view.width - layout.label)
        y = _into_view(y, place.row, place.row + 1, view.height - layout.head)
        if (x, y) != self.scroll_offset:
            self.scroll_to(x, y, animate=False, force=True)


def _into_view(scroll: int, start: int, end: int, room: int) -> int:
    """Scroll as little as possible so that start to end is within the room there is."""
    return min(max(scroll, end - room), start)
