"""The steps of a deal as a line: what is done, what is open, what waits and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from salesdesk.domain.text import safe
from screens.widgets.cell_width import cut
from screens.widgets.text_lines import TextLines

StepState = Literal["done", "open", "blocked", "not_applicable"]
MARKS: dict[StepState, str] = {"done": "✓", "open": ">", "blocked": "·", "not_applicable": "-"}
_GAP = 2
_INDENT = 2
_STRETCH = 6


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as it is shown; the note says when it is due, or why it waits or does not apply."""

    label: str
    state: StepState
    note: str = ""


class Placed(NamedTuple):
    """A step on a row, and the cell at which it begins."""

    left: int
    step: StepView


class Note(NamedTuple):
    """What is said of a step, and the cell at which it begins."""

    left: int
    text: str
    step: StepView

    def touches(self, other: "Note") -> bool:
        """Tell whether there are not two free cells between this note and another."""
        apart = self.left >= other.left + cell_len(other.text) + _GAP
        return not apart and other.left < self.left + cell_len(self.text) + _GAP


class StepLine(TextLines):
    """The steps side by side, with the notes beneath those that have one.

    Of the steps that wait only the first says why: the others wait for it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"step-line--{part}" for part in ("done", "open", "blocked", "not-applicable", "tick", "note"))
    }
    DEFAULT_CSS = """
    StepLine {
        & > .step-line--done { color: $foreground 80%; }
        & > .step-line--tick { color: $success; }
        & > .step-line--open { color: $foreground; text-style: bold; }
        & > .step-line--blocked { color: $foreground 60%; }
        & > .step-line--not-applicable { color: $foreground 60%; }
        & > .step-line--note { color: $foreground 75%; }
    }
    """

    steps: reactive[Sequence[StepView]] = reactive((), layout=True)

    def lines(self, width: int) -> list[Content]:
        """Write the steps and their notes for a width in cells."""
        waits = next((step for step in self.steps if step.state == "blocked"), None)
        written: list[Content] = []
        for row in in_rows(self.steps, width):
            said = [each for each in row if each.step.state != "blocked" or each.step is waits]
            written += [self._row(row), *(self._note_row(notes) for notes in note_rows(said, width))]
        return written

    def _note_row(self, notes: Sequence[Note]) -> Content:
        line = Content("")
        for note in notes:
            style = self.look("step-line--open" if note.step.state == "open" else "step-line--note")
            line += Content(" " * (note.left - line.cell_length)) + Content.styled(note.text, style)
        return line

    def _row(self, row: Sequence[Placed]) -> Content:
        line = Content("")
        for left, step in row:
            line += Content(" " * (left - line.cell_length)) + self._step(step)
        return line

    def _step(self, step: StepView) -> Content:
        part = step.state.replace("_", "-")
        tick = self.look("step-line--tick" if step.state == "done" else f"step-line--{part}")
        label = Content.styled(safe(step.label), self.look(f"step-line--{part}"))
        return Content.styled(MARKS[step.state], tick) + " " + label


def in_rows(steps: Sequence[StepView], width: int) -> list[list[Placed]]:
    """Set steps side by side and begin a new row where the width in cells ends."""
    rows: list[list[Placed]] = []
    left = 0
    for step in steps:
        long = _INDENT + _room_for(step)
        if not rows or left + long > width:
            rows.append([])
            left = 0
        rows[-1].append(Placed(left, step))
        left += long + _GAP
    return rows


def _room_for(step: StepView) -> int:
    """Give a step its label's width, or its note's when that is little more."""
    label, note = cell_len(safe(step.label)), cell_len(safe(step.note))
    return note if step.state != "blocked" and label < note <= label + _STRETCH else label


def note_rows(row: Sequence[Placed], width: int) -> list[list[Note]]:
    """Set each note beneath its step, that of the open step first; what would touch another goes one row down."""
    rows: list[list[Note]] = []
    for placed in sorted(row, key=lambda each: each.step.state != "open"):
        if not placed.step.note:
            continue
        note = _note(placed, width)
        free = next((notes for notes in rows if not any(note.touches(other) for other in notes)), None)
        if free is None:
            rows.append(free := [])
        free.append(note)
    return [sorted(notes, key=lambda note: note.left) for notes in rows]


def _note(placed: Placed, width: int) -> Note:
    text = cut(safe(placed.step.note), width)
    return Note(max(min(placed.left + _INDENT, width - cell_len(text)), 0), text, placed.step)
