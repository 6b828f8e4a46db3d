"""The line in which one types what a list shall be narrowed to; it is there only while it is used."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from salesdesk.domain.text import search_key
from salesdesk.language import N_, tr


class FindLine(Input):
    """Type to narrow a list; enter goes to the list, esc shows all again."""

    DEFAULT_CSS = """
    FindLine {
        display: none;
        padding: 0 1;
        &.-used { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Show all"), id="find.close"),
        Binding("down", "leave", N_("To the list"), show=False),
    ]

    class Left(Message):
        """The keys shall go to the list again."""

    def __init__(self, hint: str) -> None:
        super().__init__(placeholder=hint, compact=True)

    def open(self) -> None:
        """Take the keys."""
        self.add_class("-used")
        self.focus()

    def action_close(self) -> None:
        """Show all again."""
        self.value = ""
        self.remove_class("-used")
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Go to the list with what was typed."""
        self.set_class(bool(self.value), "-used")
        self.post_message(self.Left())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the list."""
        event.stop()
        self.action_leave()

    def fits(self, *texts: str) -> bool:
        """Tell whether each word that was typed is in one of the texts."""
        keys = [search_key(text) for text in texts]
        return all(any(search_key(word) in key for key in keys) for word in self.value.split())


def find_hint() -> str:
    """Say what can be typed."""
    return tr("number, unit, name or step")
