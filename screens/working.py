"""Work in threads: a screen starts it, and takes its answer or its refusal when it is on show again."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar, cast

from textual import on
from textual.screen import ModalScreen, Screen
from textual.worker import get_current_worker

from salesdesk.domain.errors import DeskError, Unconfirmed
from salesdesk.language import explain
from screens.messages import Worked
from screens.office_place import Office

T = TypeVar("T")


class WorkingScreen(Screen[T]):
    """A screen that works in threads; a thread takes values, touches no widget and posts one message."""

    WORKS_LOCKED = False

    def start(self, purpose: str, work: Callable[[], object], *, exclusive: bool = False, group: str = "write") -> None:
        """Begin a piece of work; an exclusive one replaces what its group still does, whose answer nobody takes."""

        def run() -> None:
            message = _outcome(purpose, work)
            if not get_current_worker().is_cancelled:
                self.post_message(message)

        self.run_worker(run, thread=True, exclusive=exclusive, group=group)

    def answered(self, purpose: str, answer: object) -> None:
        """Take the answer of a piece of work."""

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Tell why a piece of work was refused."""

    def said(self, refusal: DeskError) -> str:
        """Say why something was refused, by the clock on the office's wall."""
        return explain(refusal, cast("Office", self.app).local_now().tzinfo)

    @on(Worked)
    def _worked(self, message: Worked) -> None:
        message.stop()
        if self.WORKS_LOCKED:
            self._take(message)
        else:
            cast("Office", self.app).when_open(partial(self._take, message))

    def _take(self, message: Worked) -> None:
        if isinstance(message.refusal, DeskError):
            self.refused(message.purpose, message.refusal)
        elif message.refusal is not None:
            raise message.refusal
        else:
            self.answered(message.purpose, message.answer)


class WorkingDialog(ModalScreen[T], WorkingScreen[T]):
    """A question that works in threads."""


def confirmed(work: Callable[[], object]) -> object:
    """Do something under its key; when nobody knows whether it was kept, ask again and get the first answer."""
    try:
        return work()
    except Unconfirmed:
        return work()


def _outcome(purpose: str, work: Callable[[], object]) -> Worked:
    try:
        return Worked(purpose, work())
    except Exception as failure:  # told to the screen, which shows a refusal and ends the app on a bug
        return Worked(purpose, refusal=failure)
