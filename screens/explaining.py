"""`e` on any screen: read the arithmetic of the sums under the cursor in a thread, and open it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.screen import Screen

from salesdesk.domain.explain import Told, told
from salesdesk.language import N_, tr
from salesdesk.services.desk import Desk
from salesdesk.services.explained import Explained
from salesdesk.services.office import terms
from salesdesk.trade_words import reader
from screens.sheet_dialog import SheetDialog

if TYPE_CHECKING:
    from screens.desk_screen import DeskScreen

EXPLAINED = "explained"
"""The purpose under which a screen reads the arithmetic of sums."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What is to be explained, in words and under a title, and the screen or question on which it was asked."""

    title: str
    sums: Sequence[Told]
    asked_on: Screen[object]


def explain_key(name: str, tells: str, *, show: bool = True) -> Binding:
    """Give the key that explains on a screen; `tells` says what, for the list of keys."""
    return Binding("e", "explain", N_("Explain"), show=show, id=f"{name}.explain", tooltip=tells)


def explain_sums(screen: "DeskScreen", title: str, work: Callable[[], Sequence[Explained]]) -> None:
    """Read in a thread what `work` explains; the screen opens it when it comes, over a question of its own too."""
    work_here = partial(_read, title, work, screen.desk, screen.app.screen)
    screen.start(EXPLAINED, work_here, exclusive=True, group=EXPLAINED)


def _read(title: str, work: Callable[[], Sequence[Explained]], desk: Desk, asked_on: Screen[object]) -> Sums:
    spoken = reader(terms(desk).currency)
    return Sums(title, [told(each.reckoning, spoken) for each in work()], asked_on)


def open_sums(screen: "DeskScreen", found: Sums) -> None:
    """Open what was explained, unless something else lies over what it was asked on by now."""
    if not found.sums:
        screen.app.notify(tr("There is no sum to explain here."))
    elif screen.app.screen is found.asked_on:
        screen.app.push_screen(SheetDialog(found.title, found.sums))
