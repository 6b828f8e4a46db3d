"""The door: a name and a PIN, and how many tries are left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.text import safe
from salesdesk.language import explain, tr
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.office import open_desk, terms
from salesdesk.services.sign_in import sign_in
from screens.messages import Worked

if TYPE_CHECKING:
    from screens.app import DeskApp


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may sit down, and where."""

    desk: Desk
    actor: Actor
    settings: ProjectSettings


class SignInScreen(Screen[None]):
    """Ask for a name and a PIN; enter goes on."""

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#name"

    @property
    def _office(self) -> "DeskApp":
        return cast("DeskApp", self.app)

    def compose(self) -> ComposeResult:
        """Put the two fields in the middle, and what to know beneath."""
        with Vertical(id="door"):
            yield Static("salesdesk", id="house")
            yield Static("", id="office", markup=False)
            with Vertical(id="fields"):
                yield Static(tr("Name"), classes="label")
                yield Input(id="name", compact=True)
                yield Static(tr("PIN"), classes="label")
                yield Input(id="pin", password=True, compact=True, max_length=12)
            yield Static(tr("enter signs in, ctrl+q quits"), id="said", markup=False)
            yield Static(self._office.demo_note, id="note", markup=False)

    def on_mount(self) -> None:
        """Find out which office this is."""
        self.run_worker(self._look, thread=True, group="read")

    def _look(self) -> None:
        self._report("office", lambda: open_desk(self._office.database, self._office.project_name))

    def _report(self, purpose: str, work: object) -> None:
        try:
            self.post_message(Worked(purpose, cast("type", work)()))
        except DeskError as refusal:
            self.post_message(Worked(purpose, refusal=refusal))
        except Exception as bug:  # carried to the screen's own thread, where it ends the app
            self.post_message(Worked(purpose, refusal=bug))

    @on(Input.Submitted, "#name")
    def _to_pin(self) -> None:
        self.query_one("#pin", Input).focus()

    @on(Input.Submitted, "#pin")
    def _knock(self) -> None:
        name, pin = self.query_one("#name", Input).value, self.query_one("#pin", Input).value
        if not name.strip():
            self.query_one("#name", Input).focus()
            return
        self._say(tr("One moment …"))
        self.run_worker(lambda: self._report("seat", lambda: self._sit_down(name, pin)), thread=True, group="write")

    def _sit_down(self, name: str, pin: str) -> Seat:
        console = self._office
        desk = open_desk(console.database, console.project_name, terminal=console.terminal)
        actor = sign_in(console.database, console.vault, name, pin, console.terminal)
        return Seat(desk, actor, terms(desk.signed_in(actor)))

    @on(Worked)
    def _worked(self, message: Worked) -> None:
        message.stop()
        if message.refusal is not None:
            self._refused(message.refusal)
        elif isinstance(message.answer, Seat):
            seat = message.answer
            self._office.seat(seat.desk, seat.actor, seat.settings)
        elif isinstance(message.answer, Desk):
            name = safe(message.answer.project.name)
            self.query_one("#office", Static).update(tr("{project} · sales office").format(project=name))

    def _refused(self, refusal: Exception) -> None:
        if not isinstance(refusal, DeskError):
            raise refusal
        self._say(explain(refusal), bad=True)
        pin = self.query_one("#pin", Input)
        pin.value = ""
        pin.focus()

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(sentence)
        said.set_class(bad, "-bad")
