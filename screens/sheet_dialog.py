"""Sums explained: a list of them, and the arithmetic of the one under the cursor, to be read."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from salesdesk.domain.explain import Told
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from screens.widgets.money_column import in_column
from screens.widgets.reckoning_lines import ReckoningLines
from screens.widgets.row_columns import Cell, Column, Row
from screens.widgets.row_list import RowList

SHARE = 3
"""The list of sums takes a third of the screen at most, so that there is room for the arithmetic."""


class SheetDialog(ModalScreen[None]):
    """The arithmetic of one sum, or of the one chosen from several; enter, e or esc closes it."""

    CSS_PATH = "sheet_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,e", "app.pop_screen", N_("Close"), show=False),
        Binding("tab", "app.focus_next", N_("Scroll"), show=False),
    ]

    def __init__(self, title: str, sums: Sequence[Told]) -> None:
        super().__init__()
        self._title_text, self._sums = title, tuple(sums)

    def compose(self) -> ComposeResult:
        """Put the sums under the title where there are several, then the arithmetic of one of them."""
        several = len(self._sums) > 1
        with Vertical(classes="dialog -several" if several else "dialog"):
            yield Static(safe(self._title_text), classes="title", markup=False)
            if several:
                yield RowList((Column(least=12), Column(is_right=True)), id="sums")
            with VerticalScroll(id="told"):
                yield ReckoningLines()
            said = tr("arrows choose a sum · tab scrolls · esc closes") if several else tr("esc closes")
            yield Static(said, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the first sum; keys go to the list, or scroll where there is none."""
        self._tell(0)
        for sums in self.query(RowList):
            sums.rows = self._rows()
        self.query_one("RowList" if len(self._sums) > 1 else "#told").focus()
        self._share_out()

    def _rows(self) -> tuple[Row, ...]:
        amounts = in_column(each.sum_minor for each in self._sums)
        return tuple(
            Row(str(place), (Cell(safe(each.label)), Cell(amount)))
            for place, (each, amount) in enumerate(zip(self._sums, amounts, strict=True))
        )

    def on_resize(self) -> None:
        """Divide the new height."""
        self._share_out()

    def _share_out(self) -> None:
        for sums in self.query(RowList):
            sums.styles.height = min(len(self._sums), max(self.size.height // SHARE - 2, 3))

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        self._tell(int(event.key or 0))

    @on(RowList.Opened)
    def _opened(self) -> None:
        self.app.pop_screen()

    def on_key(self, event: object) -> None:
        """Close a dialog without a list by enter too."""
        if getattr(event, "key", "") == "enter" and len(self._sums) < 2:
            self.app.pop_screen()

    def _tell(self, place: int) -> None:
        self.query_one(ReckoningLines).told = self._sums[place]
        self.query_one("#told").scroll_home(animate=False)
