"""Choosing one of many: what is typed narrows the list, the arrows move, enter takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from salesdesk.domain.text import search_key
from salesdesk.language import N_, tr
from screens.widgets.row_columns import Cell, Column, Row
from screens.widgets.row_list import RowList

AROUND = 11
"""Lines of the dialog round its choices."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what it is, its name, and a word about it; both harmless to a terminal."""

    key: str
    name: str
    note: str = ""


class ChoicePicker(ModalScreen[str | None]):
    """A field above the choices; gives the key of the one that was taken, esc none."""

    CSS_PATH = ["dialogs.tcss", "choice_picker.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", N_("Give up"), show=False),
        Binding("down", "move(1)", N_("Next"), show=False, priority=True),
        Binding("up", "move(-1)", N_("Previous"), show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], chosen: str = "", details: str = "") -> None:
        super().__init__()
        self._title_text, self._choices, self._chosen, self._details = title, tuple(choices), chosen, details

    def compose(self) -> ComposeResult:
        """Put the field above the choices."""
        with Vertical(classes="dialog"):
            yield Static(self._title_text, classes="title", markup=False)
            if self._details:
                yield Static(self._details, classes="details", markup=False)
            yield Input(placeholder=tr("type to narrow the list"), id="typed", compact=True)
            yield RowList((Column(least=10), Column(least=8, rank=1)), id="choices")
            yield Static(tr("enter Take it   ↑↓ Move   esc Give up"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """List all; the keys stay with the field."""
        rows = self.query_one(RowList)
        rows.can_focus, rows.says = False, ("", tr("Nothing is called so."))
        room = self.size.height * 9 // 10 - AROUND - (2 if self._details else 0)
        rows.styles.height = min(max(len(self._choices), 3), max(room, 3))
        self._narrow()
        rows.go_to(self._chosen)

    @on(Input.Changed, "#typed")
    def _narrow(self) -> None:
        words = search_key(self.query_one("#typed", Input).value)
        fitting = [each for each in self._choices if words in search_key(each.name)]
        rows = tuple(Row(each.key, (Cell(each.name), Cell(each.note, "dim"))) for each in fitting)
        self.query_one(RowList).narrow(rows)

    def action_move(self, by: int) -> None:
        """Move the cursor while the field keeps the keys."""
        self.query_one(RowList).action_go(by)

    @on(Input.Submitted, "#typed")
    @on(RowList.Opened)
    def _chose(self) -> None:
        if key := self.query_one(RowList).key:
            self.dismiss(key)

    def action_give_up(self) -> None:
        """Take none."""
        self.dismiss(None)
