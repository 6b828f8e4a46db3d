"""The two lines at the top of every screen: the office, the screen and who sits here; the screens there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, cast

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.text import safe
from salesdesk.language import show_day, show_time, tr, word
from screens.office_place import Office
from screens.rooms import ROOMS
from screens.widgets.cell_width import cut
from screens.widgets.text_lines import TextLines


class StatusLine(TextLines):
    """Who, where and when, and the F-keys of the screens that the role may open."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*(f"status-line--{part}" for part in ("title", "room", "here", "key"))}
    DEFAULT_CSS = """
    StatusLine {
        dock: top;
        background: $panel;
        padding: 0 1;
        & > .status-line--title { text-style: bold; }
        & > .status-line--room { color: $foreground 70%; }
        & > .status-line--key { color: $footer-key-foreground; }
        & > .status-line--here { color: $foreground; text-style: bold underline; }
    }
    """

    now: reactive[datetime | None] = reactive(None)
    waiting: reactive[int] = reactive(0)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def on_mount(self) -> None:
        """Keep the clock going."""
        self._tick()
        self.set_interval(10, self._tick)

    def _tick(self) -> None:
        self.now = self._office.local_now()
        self.waiting = self._office.waiting

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    def lines(self, width: int) -> list[Content]:
        """Write the two lines for a width in cells."""
        return [self._first(width), self._second(width)]

    def _first(self, width: int) -> Content:
        desk = self._office.desk
        actor = desk.actor
        moment = self.now or self._office.local_now()
        who = f"{safe(actor.name)}, {word(actor.role)}" if actor else ""
        end = f"{show_day(moment.date())}  {show_time(moment)}"
        if cell_len(who) + cell_len(end) + cell_len(self._title) + 30 < width:
            end = f"{who}    {end}"
        else:
            end = f"{safe(actor.name) if actor else ''}  {show_time(moment)}"
        room = width - cell_len(self._title) - cell_len(end) - 6
        office = cut(safe(desk.project.name), max(room, 0))
        gap = width - cell_len(office) - cell_len(self._title) - cell_len(end) - 3
        title = Content.styled(self._title, self.look("status-line--title"))
        return Content.assemble(office, "   ", title, " " * max(gap, 1), end)

    def _second(self, width: int) -> Content:
        parts = []
        for room in ROOMS:
            if not self._office.may_enter(room):
                continue
            here = room.mode == self.app.current_mode
            count = f" {self.waiting}" if room.mode == "approvals" and self.waiting else ""
            style = self.look("status-line--here" if here else "status-line--room")
            parts.append((room.key.upper(), Content.styled(f"{tr(room.name)}{count}", style)))
        return self._in_one_line(parts, width)

    def _in_one_line(self, parts: Sequence[tuple[str, Content]], width: int) -> Content:
        """Set the screens as wide apart as there is room; where all stand close the keys have a colour of their own."""
        for apart in ("  ", " "):
            line = Content(apart).join(Content.assemble(f"{key} ", name) for key, name in parts)
            if line.cell_length <= width:
                return line
        key_style = self.look("status-line--key")
        return Content(" ").join(Content.assemble((key, key_style), name) for key, name in parts)
