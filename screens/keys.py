"""The keys of a screen, by group, each with what it does."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from salesdesk.language import N_, tr
from screens.rooms import ROOMS
from screens.widgets.cell_width import fit

_NAMES = {"question_mark": "?", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]", "escape": "esc"}


class KeysDialog(ModalScreen[None]):
    """A list of keys that any key closes."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,q", "app.pop_screen", N_("Close"), show=False),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._lines = _lines(screen)

    def compose(self) -> ComposeResult:
        """List the keys."""
        with VerticalScroll(classes="dialog"):
            yield Static(tr("Keys"), classes="title")
            yield Static(Content("\n").join(self._lines))


def _lines(screen: Screen[Any]) -> list[Content]:
    found: dict[str, tuple[list[str], str]] = {}
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if not active.enabled or not binding.description or key.startswith("ctrl+") or binding.system:
            continue
        name = binding.id or f"{binding.action} {binding.description}"
        keys, _ = found.setdefault(name, ([], tr(binding.tooltip or binding.description)))
        keys.append(_NAMES.get(key, key))
    lines = [_line("/".join(keys), tells) for keys, tells in found.values()]
    rooms = "  ".join(f"{room.key.upper()} {tr(room.name)}" for room in ROOMS)
    last = (("ctrl+p", tr("every action by name")), ("ctrl+l", tr("lock")), ("ctrl+q", tr("quit")))
    return [*lines, Content(""), *(_line(key, tells) for key, tells in last), Content(""), Content(rooms)]


def _line(keys: str, tells: str) -> Content:
    return Content.assemble(Content.styled(fit(keys, 14), "bold"), tells)
