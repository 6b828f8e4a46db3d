"""A sum explained: the lines that lead to it, to be read."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from salesdesk.language import N_, tr
from screens.widgets.price_sheet import PriceSheet, SheetLine


class SheetDialog(ModalScreen[None]):
    """The lines of a sum under its name; enter or esc closes it."""

    CSS_PATH = "sheet_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,e", "app.pop_screen", N_("Close"), show=False)]

    def __init__(self, title: str, lines: Sequence[SheetLine]) -> None:
        super().__init__()
        self._title_text, self._sheet = title, tuple(lines)

    def compose(self) -> ComposeResult:
        """Put the sheet under its name."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._title_text, classes="title", markup=False)
            sheet = PriceSheet()
            sheet.sheet = self._sheet
            yield sheet
            yield Static(tr("esc closes"), classes="hint", markup=False)
