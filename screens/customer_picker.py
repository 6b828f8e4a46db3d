"""Choosing a customer: found while the name, its pinyin or a phone is typed, or added on the spot."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from salesdesk.domain.errors import DeskError
from salesdesk.language import N_, tr
from salesdesk.services.customers import CustomerAnswer, add_customer, find_customers
from screens.widgets.customer_lines import customer_line
from screens.working import WorkingDialog

if TYPE_CHECKING:
    from screens.app import DeskApp

ADD = "add"
MOST_FOUND = 9


@dataclass(frozen=True, slots=True)
class Picked:
    """The customer that was chosen."""

    customer_id: int
    name: str


class PickerDialog(WorkingDialog[Picked | None]):
    """A field and what it finds; enter takes the first or the chosen one, the last line adds a new customer."""

    CSS_PATH = ["dialogs.tcss", "customer_picker.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", N_("Give up"), show=False),
        Binding("down", "move(1)", N_("Next"), show=False, priority=True),
        Binding("up", "move(-1)", N_("Previous"), show=False, priority=True),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title_text = title
        self._found: list[CustomerAnswer] = []

    def compose(self) -> ComposeResult:
        """Put the field above what it finds."""
        with Vertical(classes="dialog"):
            yield Static(self._title_text, classes="title", markup=False)
            yield Input(placeholder=tr("name, pinyin or phone"), id="typed", compact=True)
            yield OptionList(id="found", compact=True, markup=False)
            yield Static("", id="said", classes="wrong", markup=False)
            yield Static(tr("enter Choose   ↑↓ Move   esc Give up"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the latest customers before anything is typed."""
        self._search("")

    @on(Input.Changed, "#typed")
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    def _search(self, typed: str) -> None:
        desk = cast("DeskApp", self.app).desk
        self.start("find", lambda: find_customers(desk, typed, MOST_FOUND), exclusive=True, group="read")

    def answered(self, purpose: str, answer: object) -> None:
        """List who was found, or choose who was added."""
        if purpose == "find":
            self._list(cast("list[CustomerAnswer]", answer))
        else:
            added = cast("CustomerAnswer", answer)
            self.dismiss(Picked(added.customer_id, added.name))

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why not."""
        said = self.query_one("#said", Static)
        said.update(self.said(refusal))
        said.display = True

    def _list(self, found: list[CustomerAnswer]) -> None:
        self._found = found
        options = self.query_one("#found", OptionList)
        options.clear_options()
        options.add_options([Option(customer_line(each, 60), id=str(each.customer_id)) for each in found])
        options.add_option(Option(Content(tr("+ add a new customer")), id=ADD))
        options.highlighted = 0

    def action_move(self, by: int) -> None:
        """Move the choice while the field keeps the keys."""
        options = self.query_one("#found", OptionList)
        if options.option_count:
            options.highlighted = ((options.highlighted or 0) + by) % options.option_count

    @on(Input.Submitted, "#typed")
    def _submitted(self) -> None:
        options = self.query_one("#found", OptionList)
        if options.highlighted is not None:
            self._choose(options.get_option_at_index(options.highlighted).id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option.id)

    def _choose(self, which: str | None) -> None:
        if which == ADD:
            self._ask_for_new()
            return
        chosen = next(each for each in self._found if str(each.customer_id) == which)
        self.dismiss(Picked(chosen.customer_id, chosen.name))

    def _ask_for_new(self) -> None:
        from screens.dialogs import Field, Form

        typed = self.query_one("#typed", Input).value.strip()
        digits = typed.replace("-", "").replace(" ", "").lstrip("+").isdigit()
        fields = [
            Field("name", tr("Name"), "" if digits else typed),
            Field("phone", tr("Phone"), typed if digits else "", tr("such as 199-0000-0001")),
            Field("needs", tr("Looks for"), optional=True),
        ]
        cast("DeskApp", self.app).open(Form(tr("New customer"), fields), self._add)

    def _add(self, given: dict[str, str] | None) -> None:
        if given is not None:
            desk = cast("DeskApp", self.app).desk
            name, phone, needs = given["name"], given["phone"], given["needs"] or ""
            self.start("add", lambda: add_customer(desk, name, [phone], needs=needs))

    def action_give_up(self) -> None:
        """Choose nobody."""
        self.dismiss(None)
