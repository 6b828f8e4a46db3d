"""Questions: what will happen in words, and a few fields to fill in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.language import N_, explain, tr
from screens.widgets.cell_width import cut

Explain = Callable[[], None]
"""Opens the arithmetic of the sums that a question or a notice shows."""


class Question(ModalScreen[bool]):
    """Ask whether something shall happen; enter or y does it, esc or n does not, e explains the sums in it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", N_("Yes"), show=False),
        Binding("n,escape", "answer(False)", N_("No"), show=False),
        Binding("e", "explain", N_("Explain"), show=False),
    ]

    def __init__(self, question: str, details: str = "", explain: Explain | None = None) -> None:
        super().__init__()
        self._question, self._details, self._explain = question, details, explain

    def compose(self) -> ComposeResult:
        """Say what will happen, and the two keys."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="title", markup=False)
            if self._details:
                yield Static(self._details, markup=False)
            hint = tr("enter Yes   e Explain   esc No") if self._explain else tr("enter Yes   esc No")
            yield Static(hint, classes="hint", markup=False)

    def action_answer(self, answer: bool) -> None:
        """Give the answer."""
        self.dismiss(answer)

    def action_explain(self) -> None:
        """Open the arithmetic of the sums over the question."""
        if self._explain:
            self._explain()


class Notice(ModalScreen[str | None]):
    """Tell something that needs reading, with a few choices; esc takes none, e explains the sums in it."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", N_("Close"), show=False),
        Binding("e", "explain", N_("Explain"), show=False),
    ]

    def __init__(self, title: str, said: str, choices: Sequence[str] = (), explain: Explain | None = None) -> None:
        super().__init__()
        self._title_text, self._said, self._choices, self._explain = title, said, choices, explain

    def compose(self) -> ComposeResult:
        """Tell it, and list the choices with a number each; what is longer than the screen scrolls."""
        with VerticalScroll(classes="dialog"):
            yield Static(self._title_text, classes="title", markup=False)
            yield Static(self._said, markup=False)
            for number, choice in enumerate(self._choices, 1):
                yield Static(f"  {number}  {choice}", classes="choice", markup=False)
            hint = tr("a number goes there, esc closes") if self._choices else tr("esc closes")
            yield Static(self._with_key(hint), classes="hint", markup=False)

    def _with_key(self, hint: str) -> str:
        return tr("e explains, {hint}").format(hint=hint) if self._explain else hint

    def on_key(self, event: Any) -> None:
        """Take a choice by its number."""
        if event.key.isdigit() and 0 < int(event.key) <= len(self._choices):
            event.stop()
            self.dismiss(self._choices[int(event.key) - 1])
        elif event.key == "enter":
            event.stop()
            self.dismiss(None)

    def action_close(self) -> None:
        """Take none."""
        self.dismiss(None)

    def action_explain(self) -> None:
        """Open the arithmetic of the sums over the notice."""
        if self._explain:
            self._explain()


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in: `read` turns the text into a value, or raises a refusal that is shown beside it."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    read: Callable[[str], object] = str
    optional: bool = False


class Form(ModalScreen[dict[str, Any] | None]):
    """A few labelled fields; enter goes to the next and at the last one sends, esc gives up."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", N_("Give up"), show=False)]

    def __init__(self, title: str, fields: Sequence[Field], details: str = "") -> None:
        super().__init__()
        self._title_text, self._fields, self._details = title, list(fields), details

    def compose(self) -> ComposeResult:
        """Put each field under its label, with room for what is wrong with it."""
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(self._title_text, classes="title", markup=False)
            if self._details:
                yield Static(self._details, classes="details", markup=False)
            for field in self._fields:
                yield Static(field.label, classes="label", markup=False)
                yield Input(field.value, placeholder=field.hint, id=field.name, compact=True)
                yield Static("", id=f"{field.name}-wrong", classes="wrong", markup=False)
            yield Static(tr("enter Next / Send   esc Give up"), classes="hint", markup=False)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        place = next(at for at, field in enumerate(self._fields) if field.name == event.input.id)
        if not self._is_right(self._fields[place]):
            return
        if place + 1 < len(self._fields):
            self.query_one(f"#{self._fields[place + 1].name}", Input).focus()
        elif all(map(self._is_right, self._fields)):
            self.dismiss({field.name: self._value(field) for field in self._fields})

    def _text(self, field: Field) -> str:
        return self.query_one(f"#{field.name}", Input).value.strip()

    def _value(self, field: Field) -> object:
        text = self._text(field)
        return None if not text and field.optional else field.read(text)

    def _is_right(self, field: Field) -> bool:
        said = ""
        try:
            if not self._text(field) and not field.optional:
                said = tr("This is needed.")
            else:
                self._value(field)
        except DeskError as refusal:
            said = explain(refusal)
        except ValueError as problem:
            said = str(problem)
        wrong = self.query_one(f"#{field.name}-wrong", Static)
        wrong.update(cut(said, 110))
        wrong.display = bool(said)
        return not said

    def action_give_up(self) -> None:
        """Change nothing."""
        self.dismiss(None)
