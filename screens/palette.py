"""The command palette: every action as `noun: verb`, and only those that are allowed now."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from salesdesk.language import N_, tr, word
from screens.keys import tells
from screens.rooms import ROOMS

if TYPE_CHECKING:
    from screens.app import DeskApp

NOUNS = {
    "bench": N_("bench"),
    "building": N_("building"),
    "customer": N_("customer"),
    "day": N_("day"),
    "deal": N_("deal"),
    "deals": N_("deals"),
    "discount": N_("discount"),
    "export": N_("export"),
    "import": N_("import"),
    "money": N_("money"),
    "order": N_("order"),
    "payment": N_("payment"),
    "price": N_("price"),
    "receipt": N_("receipt"),
    "request": N_("request"),
    "unit": N_("unit"),
    "units": N_("units"),
    "visit": N_("visit"),
}
UNNAMED = frozenset({"board", "desk", "find", "keys", "list", "room"})
"""Moving about, which is no action, and what the console names itself."""


def room_commands(app: "DeskApp") -> Iterable[SystemCommand]:
    """Offer the rooms that the role may enter."""
    for room in ROOMS:
        if app.may_enter(room):
            title = tr("{room}: open").format(room=tr(room.name).lower())
            yield SystemCommand(title, room.key.upper(), partial(app.enter, room.mode))


def export_commands(app: "DeskApp") -> Iterable[SystemCommand]:
    """Offer the exports that the role may make, wherever one is."""
    from screens.export_dialog import ask_file, exportable

    for kind in exportable(app.desk):
        title = tr("export: {kind}").format(kind=word(kind))
        yield SystemCommand(title, tr("Write all of them to a file"), partial(ask_file, app, kind))


def screen_commands(screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Offer what the keys of the screen under the palette do; a binding's id is its noun."""
    for binding in offered(screen):
        noun = (binding.id or "").split(".")[0]
        if noun in NOUNS:
            title = f"{tr(NOUNS[noun])}: {tr(binding.description).lower()}"
            yield SystemCommand(title, tells(binding), partial(screen.run_action, binding.action))


def offered(screen: Screen[Any]) -> list[Binding]:
    """Give the bindings of a screen that are allowed now, each once."""
    found: dict[str, Binding] = {}
    for active in screen.active_bindings.values():
        if active.enabled and active.binding.id and active.binding.description:
            found.setdefault(active.binding.id, active.binding)
    return list(found.values())
