"""The line above the day's tasks: which day it is, how much there is to do, and what is late."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.money import format_minor
from salesdesk.domain.tasks import Task, TaskKind
from salesdesk.language import ntr, show_day, tr
from screens.widgets.text_lines import TextLines


class DayLine(TextLines):
    """The day on the left, what it holds on the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"day-line--day", "day-line--sum", "day-line--late"}
    DEFAULT_CSS = """
    DayLine {
        padding: 0 1;
        & > .day-line--day { text-style: bold; }
        & > .day-line--sum { color: $foreground 75%; }
        & > .day-line--late { color: $overdue; }
    }
    """

    ahead: reactive[int] = reactive(0)
    day: reactive[date | None] = reactive(None)
    tasks: reactive[Sequence[Task]] = reactive(())
    done: reactive[int] = reactive(0)

    def lines(self, width: int) -> list[Content]:
        """Write the line for a width in cells."""
        if self.day is None:
            return [Content("")]
        name = self._which(self.day)
        late = sum(task.overdue for task in self.tasks)
        owed = sum(task.amount_minor or 0 for task in self.tasks if task.kind is TaskKind.TO_COLLECT)
        said = [self._how_much()]
        red = ntr("{count} late", "{count} late", late).format(count=late) if late else ""
        if owed:
            said.append(tr("{amount} to collect").format(amount=format_minor(owed)))
        end = " · ".join(said)
        gap = max(width - cell_len(name) - cell_len(end) - (cell_len(red) + 3 if red else 0), 2)
        return [
            Content.assemble(
                Content.styled(name, self.look("day-line--day")),
                " " * gap,
                Content.styled(red, self.look("day-line--late")) if red else "",
                Content.styled((" · " if red else "") + end, self.look("day-line--sum")),
            )
        ]

    def _how_much(self) -> str:
        count = len(self.tasks)
        if self.done:
            return tr("{done} of {count} done").format(done=self.done, count=self.done + count)
        return ntr("{count} thing to do", "{count} things to do", count).format(count=count)

    def _which(self, day: date) -> str:
        if self.ahead == 0:
            return tr("Today, {day}").format(day=show_day(day))
        if self.ahead == 1:
            return tr("Tomorrow, {day}").format(day=show_day(day))
        text = ntr("In {count} day, {day}", "In {count} days, {day}", self.ahead)
        return text.format(count=self.ahead, day=show_day(day))
