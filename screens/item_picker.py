"""Choosing extras and rebates for an order: those that can be ordered today, each with what it adds or takes."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from salesdesk.domain.money import format_minor
from salesdesk.domain.pricing import ItemKind
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.price_items import ItemAnswer
from screens.dialogs import Notice
from screens.office_place import Office
from screens.widgets.cell_width import cut, fit, right

NAME, AMOUNT = 36, 16


class ItemPicker(ModalScreen[tuple[str, ...] | None]):
    """List extras and rebates; space takes one or leaves it, enter takes them to the sheet, esc changes nothing."""

    CSS_PATH = "item_picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "none", N_("Give up"), show=False),
        Binding("space", "take", N_("Take or leave"), show=False, priority=True),
    ]

    def __init__(self, items: Sequence[ItemAnswer], chosen: Sequence[str]) -> None:
        super().__init__()
        self._items = tuple(items)
        self._chosen = {each.name for each in items} & set(chosen)

    def compose(self) -> ComposeResult:
        """List each with its mark and its amount."""
        with Vertical(classes="dialog"):
            yield Static(tr("What comes with it?"), classes="title", markup=False)
            yield OptionList(*map(Option, map(self._line, self._items)), id="items")
            hint = tr("arrows choose   space Take or leave   enter To the sheet   esc Give up")
            yield Static(hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin at the first."""
        items = self.query_one("#items", OptionList)
        items.highlighted = 0
        items.focus()

    def _line(self, item: ItemAnswer) -> Content:
        mark = "■" if item.name in self._chosen else "□"
        sign = "+" if item.kind == ItemKind.EXTRA else "-"
        name = fit(cut(safe(item.name), NAME), NAME)
        return Content.assemble(f"{mark} {name}", right(f"{sign}{format_minor(item.amount_minor)}", AMOUNT))

    def action_take(self) -> None:
        """Take what is under the cursor, or leave it."""
        items = self.query_one("#items", OptionList)
        if items.highlighted is not None:
            self._chosen ^= {self._items[items.highlighted].name}
            items.replace_option_prompt_at_index(items.highlighted, self._line(self._items[items.highlighted]))

    @on(OptionList.OptionSelected)
    def _take(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(tuple(each.name for each in self._items if each.name in self._chosen))

    def action_none(self) -> None:
        """Leave the sheet as it is."""
        self.dismiss(None)


def pick_items(
    office: Office,
    items: Sequence[ItemAnswer],
    chosen: Sequence[str],
    then: Callable[[tuple[str, ...] | None], None],
) -> None:
    """Ask which of the extras and rebates come with the order, or say that there are none."""
    if items:
        office.open(ItemPicker(items, chosen), then)
    else:
        said = tr("Nothing is published today that an order could name: `salesdesk price item add`.")
        office.open(Notice(tr("Extras and rebates"), said))
