"""The first run: the office's name, its administrator, and a PIN typed twice."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.office import OfficeAnswer, set_up
from screens.working import WorkingScreen

if TYPE_CHECKING:
    from screens.app import DeskApp


class FirstRunScreen(WorkingScreen[None]):
    """Set the office up; enter goes from field to field."""

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#project"
    _is_founding = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.quit", N_("Quit"), show=False)]

    def compose(self) -> ComposeResult:
        """Ask for what an office needs."""
        with Vertical(id="door"):
            yield Static("salesdesk", id="house")
            yield Static(tr("A new office. Who runs it?"), id="office", markup=False)
            place = safe(cast("DeskApp", self.app).database.shown)
            yield Static(tr("It will be kept in {place}").format(place=place), id="place", markup=False)
            with Vertical(id="fields"):
                for name, label, hidden in (
                    ("project", tr("Project"), False),
                    ("admin", tr("Name"), False),
                    ("pin", tr("PIN"), True),
                    ("again", tr("again"), True),
                ):
                    yield Static(label, classes="label", markup=False)
                    yield Input(id=name, password=hidden, compact=True)
            yield Static(tr("A PIN has 6 to 12 digits. enter goes on, ctrl+q quits"), id="said", markup=False)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        inputs = list(self.query(Input))
        place = inputs.index(event.input)
        if place + 1 < len(inputs):
            inputs[place + 1].focus()
        elif inputs[2].value != inputs[3].value:
            self._wrong(tr("The two PINs are not the same."))
        elif not self._is_founding:
            self._is_founding = True
            project, admin, pin, _ = (each.value for each in inputs)
            self.start("found", lambda: self._found(project, admin, pin))

    def _found(self, project: str, admin: str, pin: str) -> OfficeAnswer:
        console = cast("DeskApp", self.app)
        return set_up(console.database, console.vault, admin=admin, pin=pin, project=project or None)

    def answered(self, purpose: str, answer: object) -> None:
        """Go back to the door, which now has an office behind it."""
        self.dismiss()

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say what is wrong."""
        self._is_founding = False
        self._wrong(self.said(refusal))

    def _wrong(self, sentence: str) -> None:
        said = self.query_one("#said", Static)
        said.update(sentence)
        said.add_class("-bad")
