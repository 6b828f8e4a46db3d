"""The lock over the console: only the PIN of whoever sits here opens it, and nothing opens over it."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.desk import Desk
from salesdesk.services.sign_in import sign_in
from screens.working import WorkingDialog

if TYPE_CHECKING:
    from screens.app import DeskApp


class LockScreen(WorkingDialog[None]):
    """Ask for the PIN; what lies beneath stays as it was and cannot be seen."""

    WORKS_LOCKED = True
    CSS_PATH = "lock.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.sign_out", N_("Sign out"), show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._is_knocking = False

    def compose(self) -> ComposeResult:
        """Say whose console it is and ask for the PIN."""
        name = safe(self._desk.actor.name) if self._desk.actor else ""
        with Vertical(id="lock"):
            yield Static(tr("Locked"), id="title")
            yield Static(tr("{name} sits here. The PIN opens it, esc signs out.").format(name=name), markup=False)
            yield Input(id="pin", password=True, compact=True, max_length=12)
            yield Static("", id="said", markup=False)

    @on(Input.Submitted)
    def _knock(self, event: Input.Submitted) -> None:
        event.stop()
        pin, event.input.value = event.value, ""
        if pin and not self._is_knocking:
            self._is_knocking = True
            self.start("unlock", lambda: self._try(pin))

    def _try(self, pin: str) -> None:
        console, actor = cast("DeskApp", self.app), self._desk.actor
        assert actor is not None
        sign_in(console.database, console.vault, actor.name, pin, console.terminal)

    def answered(self, purpose: str, answer: object) -> None:
        """Open."""
        self.dismiss()

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why not."""
        self._is_knocking = False
        self.query_one("#said", Static).update(self.said(refusal))
