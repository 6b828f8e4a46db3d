"""Making ready for the first rooms while the door is open: their code, their calendar and their style sheets."""

import gc
from datetime import date
from importlib import import_module
from inspect import getfile
from sys import modules

from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from salesdesk.language import show_day
from screens.rooms import ROOMS

FIRST_ROOMS = ROOMS[:2]

_MADE_BY_OTHERS: tuple[type[Widget], ...] = (ScrollBar,)


def load_rooms() -> None:
    """Load what the first rooms stand on; for a thread, as it touches no widget."""
    for room in FIRST_ROOMS:
        room.load()
    import_module("screens.news")
    show_day(date.min)  # the first date that is written loads the calendar of the language


def prepare_rooms(app: App[None]) -> None:
    """Teach the app the style sheets of the first rooms, so that entering one reads none."""
    for room in FIRST_ROOMS:
        _prepare(app, room.load())
    app.stylesheet.parse()
    # all that is loaded now stays: looking through it for garbage took longer than drawing the first room
    gc.freeze()


def _prepare(app: App[None], screen: type[Screen[None]]) -> None:
    for path in screen().css_path:
        if not app.stylesheet.has_source(str(path), ""):
            app.stylesheet.read(path)
    for widget in (*_named_beside(screen), *_MADE_BY_OTHERS):
        _learn(app.stylesheet, widget)


def _named_beside(screen: type[Screen[None]]) -> list[type[Widget]]:
    files = [modules[each.__module__] for each in screen.__mro__ if each.__module__.startswith("screens.")]
    named = [value for file in files for value in vars(file).values()]
    return [each for each in named if isinstance(each, type) and issubclass(each, Widget)]


def _learn(sheet: Stylesheet, widget: type[Widget]) -> None:
    """Add the rules that a widget brings along under the names that Textual gives them, so it adds none again."""
    for depth, base in enumerate(each for each in widget.__mro__ if issubclass(each, DOMNode)):
        rules = vars(base).get("DEFAULT_CSS", "")
        if rules:
            scope = base._css_type_name if vars(base).get("SCOPED_CSS", True) else ""
            at = getfile(base), f"{base.__name__}.DEFAULT_CSS"
            sheet.add_source(rules, at, is_default_css=True, tie_breaker=-depth, scope=scope)
