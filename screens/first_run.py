"""The first run: the office's name, its administrator, and a PIN typed twice."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.language import N_, explain, tr
from salesdesk.services.office import set_up
from screens.messages import Worked

if TYPE_CHECKING:
    from screens.app import DeskApp


class FirstRunScreen(Screen[None]):
    """Set the office up; enter goes from field to field."""

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#project"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.quit", N_("Quit"))]

    def compose(self) -> ComposeResult:
        """Ask for what an office needs."""
        with Vertical(id="door"):
            yield Static("salesdesk", id="house")
            yield Static(tr("A new office. Who runs it?"), id="office", markup=False)
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
        else:
            project, admin, pin, _ = (each.value for each in inputs)
            self.run_worker(lambda: self._found(project, admin, pin), thread=True, group="write")

    def _found(self, project: str, admin: str, pin: str) -> None:
        console = cast("DeskApp", self.app)
        try:
            answer = set_up(console.database, console.vault, admin=admin, pin=pin, project=project or None)
            self.post_message(Worked("found", answer))
        except Exception as refusal:  # shown under the fields, or a bug that ends the app
            self.post_message(Worked("found", refusal=refusal))

    @on(Worked)
    def _worked(self, message: Worked) -> None:
        message.stop()
        if message.refusal is None:
            from screens.sign_in import SignInScreen

            self.app.switch_screen(SignInScreen())
        elif isinstance(message.refusal, DeskError):
            self._wrong(explain(message.refusal))
        else:
            raise message.refusal

    def _wrong(self, sentence: str) -> None:
        said = self.query_one("#said", Static)
        said.update(sentence)
        said.add_class("-bad")
