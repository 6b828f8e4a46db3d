"""A list with a cursor: columns that fit the width, groups, and what changed marked for a few seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from salesdesk.language import N_
from screens.widgets.cell_width import fit
from screens.widgets.row_columns import GAP, Cell, Column, Row, measure, pieces

_PARTS = ("plain", "dim", "strong", "overdue", "in", "out", "head", "group", "cursor", "mark")
_MOVE = Binding.Group(N_("Move"), compact=True)


def _move(key: str, action: str, tells: str) -> Binding:
    return Binding(key, action, tells, show=False, id=f"list.{key}", tooltip=tells, group=_MOVE)


class RowList(ScrollView, can_focus=True):
    """Lines drawn one by one. Give it `rows`; it tells which one the cursor is on and which one is opened.

    New rows leave the cursor on the same thing and the scroll where it was.
    """

    MARKED_SECONDS: ClassVar[float] = 5.0
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"row-list--{part}" for part in _PARTS}
    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        background: $background;
        scrollbar-size: 1 1;
        overflow-x: hidden;
        & > .row-list--plain { color: $foreground; }
        & > .row-list--dim { color: $foreground 65%; }
        & > .row-list--strong { color: $foreground; text-style: bold; }
        & > .row-list--overdue { color: $overdue; }
        & > .row-list--in { color: $money-in; }
        & > .row-list--out { color: $money-out; }
        & > .row-list--head { color: $foreground 60%; }
        & > .row-list--group { color: $foreground 75%; text-style: bold; }
        & > .row-list--cursor { background: $foreground 8%; }
        & > .row-list--mark { color: $accent; text-style: bold; }
        &:focus > .row-list--cursor { background: $primary 32%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _move("up", "go(-1)", N_("One line up")),
        _move("down", "go(1)", N_("One line down")),
        _move("pageup", "page(-1)", N_("A screen up")),
        _move("pagedown", "page(1)", N_("A screen down")),
        _move("home", "go(-1000000)", N_("First line")),
        _move("end", "go(1000000)", N_("Last line")),
        Binding("enter", "open", N_("Open"), id="list.open", tooltip=N_("Open what is under the cursor")),
    ]

    rows: reactive[tuple[Row, ...]] = reactive((), repaint=False, always_update=True)
    says: reactive[Sequence[str]] = reactive(())

    @dataclass
    class Moved(Message):
        """The cursor stands on another thing."""

        rows: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            """The list in which it moved."""
            return self.rows

    @dataclass
    class Opened(Message):
        """Somebody wants to see this thing."""

        rows: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            """The list in which it stands."""
            return self.rows

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._widths: tuple[int, ...] = ()
        self._group_width = 0
        self._lines: list[int | None] = []
        self._at = 0
        self._marks: dict[str, int] = {}
        self._times_marked = 0
        self._marks_changes = True
        self._palette: dict[str, Style] = {}

    # --- what is in it

    @property
    def row(self) -> Row | None:
        """The line under the cursor."""
        return self.rows[self._at] if self.rows else None

    @property
    def key(self) -> str:
        """What the line under the cursor is; empty in an empty list."""
        return self.row.key if self.row else ""

    def go_to(self, key: str) -> bool:
        """Put the cursor on a thing; tell whether it is there."""
        at = next((place for place, row in enumerate(self.rows) if row.key == key), None)
        if at is not None:
            self._move(at)
        return at is not None

    def use_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns; the rows that come next are written in them."""
        self._columns = tuple(columns)

    def narrow(self, rows: tuple[Row, ...]) -> None:
        """Show other rows because somebody here asked for them: nothing in them is news."""
        self._marks_changes = False
        self.rows = rows
        self._marks_changes = True

    def watch_rows(self, before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
        """Stay on the same thing and mark what changed."""
        if before and self._marks_changes:
            self._mark(before, after)
        under = before[self._at].key if self._at < len(before) else ""
        places = {row.key: at for at, row in enumerate(after)}
        self._at = places.get(under, min(self._at, max(len(after) - 1, 0)))
        self._measure()
        if self.key != under or not before:
            self._reveal()
            self.post_message(self.Moved(self, self.key))

    def _mark(self, before: tuple[Row, ...], after: tuple[Row, ...]) -> None:
        known = {row.key: row.cells for row in before}
        new = [row.key for row in after if known.get(row.key) != row.cells]
        if new:
            self._times_marked += 1
            self._marks |= dict.fromkeys(new, self._times_marked)
            self.set_timer(self.MARKED_SECONDS, partial(self._unmark, self._times_marked))

    def _unmark(self, time: int) -> None:
        self._marks = {key: marked for key, marked in self._marks.items() if marked != time}
        self.refresh()

    # --- how it looks

    @property
    def _head(self) -> int:
        return 1 if any(column.name for column in self._columns) and self.rows else 0

    @property
    def _room(self) -> Size:
        return self.size - (self.styles.scrollbar_size_vertical, 0)

    def _measure(self) -> None:
        self._group_width = max((cell_len(row.group) for row in self.rows), default=0)
        left = 1 + (self._group_width + GAP if self._group_width else 0)
        self._widths = measure(self._columns, self.rows, self._room.width - left)
        self._lines = self._lay_out()
        self.virtual_size = Size(self._room.width, self._head + (len(self._lines) or len(self.says)))
        self.refresh()

    def _lay_out(self) -> list[int | None]:
        """Give the lines of the list: the places of its rows, and a free line between groups where there is room."""
        starts = [at for at, row in enumerate(self.rows) if at and row.group != self.rows[at - 1].group]
        roomy = self._head + len(self.rows) + len(starts) <= self.size.height
        lines: list[int | None] = []
        for at in range(len(self.rows)):
            lines += [None, at] if roomy and at in starts else [at]
        return lines

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._measure()
        self._reveal()

    def notify_style_update(self) -> None:
        """Take the colours of the theme anew."""
        super().notify_style_update()
        self._palette = {}

    def _style(self, part: str) -> Style:
        if not self._palette:
            self._palette = {name: self.get_component_rich_style(f"row-list--{name}") for name in _PARTS}
        return self._palette[part]

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Show the cursor stronger where the keys go."""
        self._palette = {}

    def render_line(self, y: int) -> Strip:
        """Draw one line: the names of the columns stay, the rows scroll beneath them."""
        width = self.size.width
        if not self.rows:
            said = self.says[y - 1] if 0 < y <= len(self.says) else ""
            return self._strip([Segment(" " + said, self._style("dim"))], self.rich_style, width)
        if y < self._head:
            return self._heading(width)
        line = y - self._head + self.scroll_offset.y
        at = self._lines[line] if line < len(self._lines) else None
        if at is None:
            return Strip.blank(width, self.rich_style)
        return self._row_line(at, first=y == self._head, width=width)

    def _heading(self, width: int) -> Strip:
        names = [Cell(column.name) for column in self._columns]
        left = " " * (1 + (self._group_width + GAP if self._group_width else 0))
        text = left + "".join(text for text, _ in pieces(self._columns, self._widths, names))
        return self._strip([Segment(text, self._style("head"))], self.rich_style, width)

    def _row_line(self, at: int, *, first: bool, width: int) -> Strip:
        row = self.rows[at]
        leads = first or not at or self.rows[at - 1].group != row.group
        segments = [Segment("▌" if row.key in self._marks else " ", self._style("mark"))]
        if self._group_width:
            text = fit(row.group if leads else "", self._group_width) + " " * GAP
            segments.append(Segment(text, self._style("group")))
        written = pieces(self._columns, self._widths, row.cells)
        segments += [Segment(text, self._style(tone or "plain")) for text, tone in written]
        under = self._style("cursor") if at == self._at else self.rich_style
        return self._strip(segments, Style(bgcolor=under.bgcolor), width)

    def _strip(self, segments: list[Segment], under: Style, width: int) -> Strip:
        ground = Style(bgcolor=under.bgcolor)
        painted = [Segment(text, (style or Style()) + ground) for text, style, _ in segments]
        return Strip(painted).adjust_cell_length(width, ground)

    # --- moving

    def action_go(self, by: int) -> None:
        """Move the cursor by so many lines; it stops at the ends."""
        self._move(min(max(self._at + by, 0), max(len(self.rows) - 1, 0)))

    def action_page(self, screens: int) -> None:
        """Move the cursor by a screen of lines."""
        self.action_go(screens * max(self.size.height - self._head - 1, 1))

    def action_open(self) -> None:
        """Open what is under the cursor."""
        if self.key:
            self.post_message(self.Opened(self, self.key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a double click opens."""
        line = event.y - self._head + self.scroll_offset.y
        at = self._lines[line] if event.y >= self._head and line < len(self._lines) else None
        if at is not None:
            self._move(at)
            if event.chain == 2:
                self.action_open()

    def _move(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self.refresh()
            self._reveal()
            self.post_message(self.Moved(self, self.key))

    def _reveal(self) -> None:
        if not self.rows or not self.size.height:
            return
        line, room = self._lines.index(self._at), max(self.size.height - self._head, 1)
        top = min(max(self.scroll_offset.y, line + 1 - room), line)
        if top != self.scroll_offset.y:
            self.scroll_to(0, top, animate=False, force=True)
