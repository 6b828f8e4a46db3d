"""The keys of a screen, by group, each with what it does."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from salesdesk.language import N_, tr
from screens.rooms import ROOMS
from screens.widgets.cell_width import fit

if TYPE_CHECKING:
    from screens.app import DeskApp

KEY_WIDTH = 11
_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "page up",
    "pagedown": "page down",
}
_CONSOLE = (("ctrl+p", N_("Every action by its name")), ("ctrl+l", N_("Lock")), ("ctrl+q", N_("Quit")))


class KeysDialog(ModalScreen[None]):
    """A list of keys; what cannot be done now is dim."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = ".dialog"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,q", "app.pop_screen", N_("Close"), show=False),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._screen = screen

    def compose(self) -> ComposeResult:
        """List the screen's own keys, then how to move in it, then those of the whole console."""
        own, moves = keys_of(self._screen)
        with VerticalScroll(classes="dialog"):
            yield from _group(tr("Here"), own)
            yield from _group(tr("Moving"), moves)
            yield from _group(tr("Everywhere"), self._everywhere())
            yield Static(tr("esc Back"), classes="hint", markup=False)

    def _everywhere(self) -> Iterator[Content]:
        console = cast("DeskApp", self.app)
        for room in ROOMS:
            if console.may_enter(room):
                yield _line(room.key.upper(), tr(room.name))
        for key, tells in _CONSOLE:
            yield _line(key, tr(tells))


def keys_of(screen: Screen[Any]) -> tuple[list[Content], list[Content]]:
    """List what a screen's own keys do, and those of the widget that has them now."""
    own: list[Content] = []
    moves: list[Content] = []
    for active, keys in _by_binding(screen.active_bindings):
        line = _line("/".join(keys), tells(active.binding), dim=not active.enabled)
        (own if active.node is screen or active.binding.show else moves).append(line)
    return own, moves


def _by_binding(active: dict[str, ActiveBinding]) -> Iterable[tuple[ActiveBinding, list[str]]]:
    found: dict[str, tuple[ActiveBinding, list[str]]] = {}
    for key, each in active.items():
        if each.binding.id and each.binding.description and not each.binding.id.startswith(("room.", "desk.")):
            found.setdefault(each.binding.id, (each, []))[1].append(_NAMES.get(key, key))
    return found.values()


def tells(binding: Binding) -> str:
    """Say in a few words what a key does."""
    return tr(binding.tooltip) if binding.tooltip else tr(binding.description)


def _group(name: str, lines: Iterable[Content]) -> Iterator[Static]:
    listed = list(lines)
    if listed:
        yield Static(Content("\n").join([Content.styled(name, "bold"), *listed, Content("")]))


def _line(keys: str, tells: str, *, dim: bool = False) -> Content:
    if dim:
        return Content.styled(f"  {fit(keys, KEY_WIDTH)}{tells}", "dim")
    return Content.assemble("  ", Content.styled(fit(keys, KEY_WIDTH), "bold $primary"), tells)
