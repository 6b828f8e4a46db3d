"""An import under way: how far it is, how fast, how long yet; esc ends it before anything is written."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from salesdesk.domain.errors import DeskError
from salesdesk.importing.progress import ImportProgress, TellProgress, progress_said
from salesdesk.language import N_, tr
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.import_orders import ImportStopped
from screens.working import WorkingDialog

BAR = 66


class ProgressDialog(WorkingDialog[ImportAnswer | None]):
    """Import in a thread and tell how far it is; gives what came of it, or nothing when it was refused or stopped."""

    CSS_PATH = ["dialogs.tcss", "import_progress.tcss"]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", N_("Stop"), show=False)]

    @dataclass
    class Came(Message):
        """The import came so far."""

        progress: ImportProgress

        def can_replace(self, message: Message) -> bool:
            """Let only the latest be shown."""
            return isinstance(message, ProgressDialog.Came)

    def __init__(self, title: str, work: Callable[[TellProgress], ImportAnswer], *, dry_run: bool = False) -> None:
        super().__init__()
        self._title_text, self._import, self._is_dry_run = title, work, dry_run
        self._asked_to_stop = Event()

    def compose(self) -> ComposeResult:
        """Put the bar between what is done and how far it is."""
        with Vertical(classes="dialog"):
            yield Static(self._title_text, classes="title", markup=False)
            yield Static(_bar(0.0), id="bar", markup=False)
            yield Static(tr("One moment …"), id="said", markup=False)
            yield Static(tr("esc Stop; nothing is written before all rows are checked"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self.start("import", lambda: self._import(self._tell))

    def on_unmount(self) -> None:
        """Let nothing be written for a console that is not there any more."""
        self._asked_to_stop.set()

    def _tell(self, progress: ImportProgress) -> None:
        """Take word from the import's thread."""
        if self._asked_to_stop.is_set():
            raise ImportStopped
        self.post_message(self.Came(progress))

    @on(Came)
    def _came(self, message: Came) -> None:
        progress = message.progress
        self.query_one("#bar", Static).update(_bar(_share(progress)))
        if not self._asked_to_stop.is_set():
            self.query_one("#said", Static).update(progress_said(progress, dry_run=self._is_dry_run))

    def action_stop(self) -> None:
        """Ask the import to end; once it is written it is too late, and what came of it is shown."""
        self._asked_to_stop.set()
        self.query_one("#said", Static).update(tr("Stopping, unless it is written already …"))

    def answered(self, purpose: str, answer: object) -> None:
        """Give what came of it."""
        self.dismiss(cast("ImportAnswer", answer))

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why nothing came of it."""
        stopped = isinstance(refusal, ImportStopped)
        self.app.notify(self.said(refusal), severity="information" if stopped else "error", timeout=8)
        self.dismiss(None)


def _share(progress: ImportProgress) -> float:
    return min(progress.rows / progress.total, 1.0) if progress.total else 0.0


def _bar(share: float) -> str:
    full = round(share * BAR)
    return "━" * full + "╌" * (BAR - full)
