"""What every screen of the console is made of: reading and writing in threads, news, and refusals as toasts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast
from uuid import uuid4

from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import Screen

from salesdesk.domain.errors import DeskError
from salesdesk.domain.roles import Right
from salesdesk.language import N_, tr
from salesdesk.services.desk import Desk
from salesdesk.services.explained import Explained
from salesdesk.services.news import News
from screens.explaining import Sums, explain_sums, open_sums
from screens.widgets.status_line import StatusLine
from screens.working import WorkingScreen, confirmed

if TYPE_CHECKING:
    from screens.app import DeskApp

AGEING_SECONDS = 20.0


class DeskScreen(WorkingScreen[None]):
    """A screen that reads at a desk and reads again when something of its topics happened.

    A subclass names its `TITLE_TEXT` and `TOPICS`, gives `read` (in a thread, touching no widget), takes the answer
    in `show`, and says in `RIGHTS` which right an action needs. `do` changes the office and `look` reads more, in
    threads too. What ages by the minute, such as a hold, sets `COUNTS_MINUTES`.
    """

    TITLE_TEXT: ClassVar[str] = ""
    TOPICS: ClassVar[frozenset[str]] = frozenset()
    RIGHTS: ClassVar[dict[str, Right]] = {}
    LOOKS: ClassVar[frozenset[str]] = frozenset()
    COUNTS_MINUTES: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "show_keys", N_("Keys"), id="keys.show", tooltip=N_("Show the keys of this screen")),
    ]

    _stale = True

    def __init__(self) -> None:
        super().__init__()
        # it is made under the theme in force; not knowing that, Textual would read every style sheet anew, twice
        self._css_update_count = self.app._css_update_count
        self._brought: object = None

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, in the reader's language: the footer shows them as they are."""
        return {key: _in_words(each) for key, each in super().active_bindings.items()}

    @property
    def desk(self) -> Desk:
        """The desk that somebody sits at."""
        return cast("DeskApp", self.app).desk

    @property
    def keyed_desk(self) -> Desk:
        """The desk for one change, under a key of its own: done again after a lost line, it is still done once."""
        return self.desk.keyed(uuid4().hex)

    def may(self, right: Right) -> bool:
        """Tell whether whoever sits here has the right."""
        return self.desk.may(right)

    @classmethod
    def read_ahead(cls, desk: Desk) -> object:
        """Read what the screen shows first, before there is a screen; runs in a thread, `None` leaves it to `read`."""
        return None

    def expect(self, ahead: object) -> None:
        """Take what was read ahead, to be shown at once."""
        self._brought = ahead

    def read(self, desk: Desk) -> object:
        """Read what the screen shows; runs in a thread."""
        raise NotImplementedError

    def show(self, answer: object) -> None:
        """Show what was read; keeps the cursor, the scroll position and half-typed text."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Put the line with the office, the screens and the clock above what the screen shows."""
        yield StatusLine(tr(self.TITLE_TEXT))
        yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """Give the widgets of the screen."""
        return iter(())

    def on_mount(self) -> None:
        """Ask to be told of news, and read again now and then what changes without any."""
        cast("DeskApp", self.app).screens_open.add(self)
        if self.COUNTS_MINUTES:
            self.set_interval(AGEING_SECONDS, self.read_again)

    def on_screen_resume(self) -> None:
        """Read when first shown, and again when something happened meanwhile."""
        brought, self._brought = self._brought, None
        if brought is not None:
            self._stale = False
            self.answered("read", brought)
        elif self._stale:
            self.reload()

    def take_news(self, news: News) -> None:
        """Read again now, or when shown next, if the news concern this screen; the header counts what waits."""
        for line in self.query(StatusLine):
            line.waiting = cast("DeskApp", self.app).waiting
        if news.topics & self.TOPICS:
            self.read_again()

    def read_again(self) -> None:
        """Read again now, or when shown next."""
        self._stale = True
        if self.is_current:
            self.reload()

    def reload(self) -> None:
        """Read in a thread what the screen shows."""
        self._stale = False
        desk = self.desk
        self.start("read", lambda: self.read(desk), exclusive=True, group="read")

    def do(self, purpose: str, work: Callable[[], object]) -> None:
        """Do something that changes the office, in a thread; its answer comes to `done`, a refusal to a toast."""
        self.start(purpose, partial(confirmed, work))

    def look(self, purpose: str, work: Callable[[], object]) -> None:
        """Read something more, in a thread; its purpose is one of `LOOKS`, the answer comes to `told`."""
        self.start(purpose, work, exclusive=True, group=purpose)

    def told(self, purpose: str, answer: object) -> None:
        """Take what was read by `look`."""

    def done(self, purpose: str, answer: object) -> None:
        """Take the answer of something that was done."""

    def answered(self, purpose: str, answer: object) -> None:
        """Pass an answer on to `show`, `told` or `done`; after something was done, read again."""
        if purpose == "read":
            self.show(answer)
            self.refresh_bindings()
        elif isinstance(answer, Sums):
            open_sums(self, answer)
        elif purpose in self.LOOKS:
            self.told(purpose, answer)
        else:
            self.done(purpose, answer)
            self.reload()

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell a refusal; what could not be read is read when there is a reason to try again."""
        self._stale = self._stale or purpose == "read"
        self.app.notify(self.said(refusal), severity="error", timeout=8)

    def explain(self, title: str, work: Callable[[], Sequence[Explained]]) -> None:
        """Read in a thread the arithmetic of sums, and open it here or over a question of this screen."""
        explain_sums(self, title, work)

    # --- going on from here

    @property
    def is_on_top(self) -> bool:
        """Tell whether nothing lies over this screen."""
        return self.app.screen is self

    def leave(self) -> None:
        """Go back to the screen that this one was opened from, unless something else has been opened since."""
        if self.is_on_top and len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def give_way(self, screen: Screen[Any]) -> None:
        """Put another screen in the place of this one, unless something else has been opened since."""
        if self.is_on_top:
            self.app.switch_screen(screen)

    # --- its keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the role may do; what cannot be done now is dim."""
        right = self.RIGHTS.get(action)
        if right is not None and not self.may(right):
            return False
        return None if self.is_mounted and self.why_not(action) else True

    def why_not(self, action: str) -> str:
        """Say why something that the role may do cannot be done now; nothing when it can."""
        return ""

    def on_key(self, event: events.Key) -> None:
        """Say why a key that is shown dim does nothing."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and (why := self.why_not(active.binding.action.partition("(")[0])):
            event.stop()
            self.app.notify(why)

    def action_show_keys(self) -> None:
        """Open the list of keys."""
        from screens.keys import KeysDialog

        cast("DeskApp", self.app).open(KeysDialog(self))


def _in_words(active: ActiveBinding) -> ActiveBinding:
    said = replace(active.binding, description=tr(active.binding.description))
    return active._replace(binding=said, tooltip=tr(active.tooltip))
