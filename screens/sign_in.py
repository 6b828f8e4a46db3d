"""The door: a name and a PIN, and how many tries are left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.text import safe
from salesdesk.language import tr
from screens.rooms import ROOMS
from screens.working import WorkingScreen

if TYPE_CHECKING:
    from salesdesk.domain.project import ProjectSettings
    from salesdesk.services.desk import Desk
    from screens.app import DeskApp


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who may sit down, and where."""

    desk: "Desk"
    settings: "ProjectSettings"
    seq: int
    ahead: object


class SignInScreen(WorkingScreen[None]):
    """Ask for a name and a PIN; enter goes on."""

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#name"

    _is_knocking = False

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
        # only after the door is on the terminal: loading in a thread would hold up its painting
        self.set_timer(0.05, self._ask_which_office)

    def _ask_which_office(self, _: object = None) -> None:
        self.start("office", self._which_office, group="read")

    def _which_office(self) -> str:
        """Find the office's name, after the door is painted: everything it takes is loaded here, not before."""
        from salesdesk.services.office import needs_administrator, open_desk
        from screens.preparing import load_rooms

        console = self._office
        if needs_administrator(console.database):
            return ""
        desk = open_desk(console.database, console.project_name)
        assert console.vault is not None
        load_rooms()
        return desk.project.name

    @on(Input.Submitted, "#name")
    def _to_pin(self) -> None:
        self.query_one("#pin", Input).focus()

    @on(Input.Submitted, "#pin")
    def _knock(self) -> None:
        name, pin = self.query_one("#name", Input).value, self.query_one("#pin", Input).value
        if self._is_knocking or not pin:
            return  # a second enter, or an empty one, is no try
        if not name.strip():
            self.query_one("#name", Input).focus()
            return
        self._is_knocking = True
        self._say(tr("One moment …"))
        self.start("seat", lambda: self._sit_down(name, pin))

    def _sit_down(self, name: str, pin: str) -> Seat:
        from salesdesk.services.news import news_since
        from salesdesk.services.office import open_desk, terms
        from salesdesk.services.sign_in import sign_in

        console = self._office
        desk = open_desk(console.database, console.project_name, terminal=console.terminal)
        actor = sign_in(console.database, console.vault, name, pin, console.terminal)
        taken = desk.signed_in(actor)
        seq = news_since(taken, None).seq
        first = next(room for room in ROOMS if room.is_open_to(taken))
        return Seat(taken, terms(taken), seq, first.load().read_ahead(taken))

    def answered(self, purpose: str, answer: object) -> None:
        """Let in whoever knocked, or show whose door this is."""
        if isinstance(answer, Seat):
            self._office.seat(answer.desk, answer.settings, answer.seq, answer.ahead)
        elif answer:
            name = safe(str(answer))
            self.query_one("#office", Static).update(tr("{project} · sales office").format(project=name))
            self.call_after_refresh(self._prepare_rooms)
        else:
            from screens.first_run import FirstRunScreen

            self.app.push_screen(FirstRunScreen(), self._ask_which_office)

    def _prepare_rooms(self) -> None:
        from screens.preparing import prepare_rooms

        prepare_rooms(self.app)

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why not, or end where there is no office."""
        if purpose == "office":
            self._office.turn_away(refusal)
            return
        self._is_knocking = False
        self._say(self.said(refusal), bad=True)
        pin = self.query_one("#pin", Input)
        pin.value = ""
        pin.focus()

    def _say(self, sentence: str, *, bad: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.update(sentence)
        said.set_class(bad, "-bad")
