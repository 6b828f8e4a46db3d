"""What every screen of the console is made of: reading and writing in threads, news, and refusals as toasts."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from salesdesk.domain.errors import DeskError
from salesdesk.domain.roles import Right
from salesdesk.language import N_, explain, tr
from salesdesk.services.desk import Desk
from salesdesk.services.news import News
from screens.messages import Worked
from screens.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from screens.app import DeskApp

T = TypeVar("T")


class DeskScreen(Screen[None]):
    """A screen that reads at a desk and reads again when something of its topics happened.

    A subclass names its `TITLE_TEXT` and `TOPICS`, gives `read` (in a thread, touching no widget), takes the answer
    in `show`, and says in `RIGHTS` which right an action needs.
    """

    TITLE_TEXT: ClassVar[str] = ""
    TOPICS: ClassVar[frozenset[str]] = frozenset()
    RIGHTS: ClassVar[dict[str, Right]] = {}
    LOOKS: ClassVar[frozenset[str]] = frozenset()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "show_keys", N_("Keys"), id="keys.show", tooltip=N_("Show the keys of this screen")),
    ]

    _stale = True

    @property
    def desk(self) -> Desk:
        """The desk that somebody sits at."""
        return cast("DeskApp", self.app).desk

    def may(self, right: Right) -> bool:
        """Tell whether whoever sits here has the right."""
        return self.desk.may(right)

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
        """Ask to be told of news."""
        cast("DeskApp", self.app).screens_open.add(self)

    def on_screen_resume(self) -> None:
        """Read when first shown, and again when something happened meanwhile."""
        if self._stale:
            self.reload()

    def take_news(self, news: News) -> None:
        """Read again now, or when shown next, if the news concern this screen."""
        if news.topics & self.TOPICS:
            self._stale = True
            if self.is_current:
                self.reload()

    def reload(self) -> None:
        """Read in a thread what the screen shows."""
        self._stale = False
        desk = self.desk
        self._start("read", lambda: self.read(desk), exclusive=True)

    def do(self, purpose: str, work: Callable[[], object]) -> None:
        """Do something that changes the office, in a thread; its answer comes to `done`, a refusal to a toast."""
        self._start(purpose, work, exclusive=False)

    def look(self, purpose: str, work: Callable[[], object]) -> None:
        """Read something more, in a thread; its purpose is one of `LOOKS`, the answer comes to `told`."""
        self._start(purpose, work, exclusive=True, group=purpose)

    def told(self, purpose: str, answer: object) -> None:
        """Take what was read by `look`."""

    def done(self, purpose: str, answer: object) -> None:
        """Take the answer of something that was done."""

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell a refusal."""
        self.app.notify(explain(refusal), severity="error", markup=False, timeout=8)

    def _start(self, purpose: str, work: Callable[[], object], *, exclusive: bool, group: str = "") -> None:
        def run() -> None:
            message = _outcome(purpose, work)
            if not get_current_worker().is_cancelled:
                self.post_message(message)

        self.run_worker(run, thread=True, exclusive=exclusive, group=group or ("read" if exclusive else "write"))

    @on(Worked)
    def _worked(self, message: Worked) -> None:
        message.stop()
        if isinstance(message.refusal, DeskError):
            self.refused(message.purpose, message.refusal)
        elif message.refusal is not None:
            raise message.refusal
        elif message.purpose == "read":
            self.show(message.answer)
            self.refresh_bindings()
        elif message.purpose in self.LOOKS:
            self.told(message.purpose, message.answer)
        else:
            self.done(message.purpose, message.answer)
            self.reload()

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
            self.app.notify(why, markup=False)

    def action_show_keys(self) -> None:
        """Open the list of keys."""
        from screens.keys import KeysDialog

        self.app.push_screen(KeysDialog(self))


def _outcome(purpose: str, work: Callable[[], object]) -> Worked:
    try:
        return Worked(purpose, work())
    except Exception as failure:  # told to the screen, which shows a refusal and ends the app on a bug
        return Worked(purpose, refusal=failure)
