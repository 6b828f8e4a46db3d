"""Customers: found while typing, with what they look for, their visits and their deals."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from db.customers import AppointmentRow
from salesdesk.domain.phones import show_phone
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.customers import (
    CustomerAnswer,
    add_customer,
    add_visit,
    edit_customer,
    find_customers,
    list_visits,
)
from salesdesk.services.desk import Desk
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.moments import read_moment, tomorrow_at_ten
from screens.office_place import Office
from screens.widgets.customer_lines import customer_line, visit_line


@dataclass(frozen=True, slots=True)
class _Record:
    customer: CustomerAnswer
    visits: list[AppointmentRow]


class CustomersScreen(DeskScreen):
    """A field, the customers it finds, and the record of the chosen one."""

    CSS_PATH = "customers.tcss"
    TITLE_TEXT = N_("CUSTOMERS")
    TOPICS = frozenset({"customer", "visit"})
    LOOKS = frozenset({"record"})
    RIGHTS: ClassVar[dict[str, Right]] = {
        "new": Right.KEEP_CUSTOMERS,
        "visit": Right.KEEP_CUSTOMERS,
        "needs": Right.KEEP_CUSTOMERS,
    }
    AUTO_FOCUS = "#found"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", N_("Find"), id="customer.find", tooltip=N_("Find by name, pinyin or phone")),
        Binding("n", "new", N_("New"), id="customer.new", tooltip=N_("Add a customer")),
        Binding("v", "visit", N_("Visit"), id="visit.add", tooltip=N_("Agree on a visit")),
        Binding("e", "needs", N_("Needs"), id="customer.edit", tooltip=N_("Write what the customer looks for")),
        Binding("escape", "leave", N_("Back"), id="customer.back", show=False),
    ]

    def __init__(self, customer_id: int | None = None) -> None:
        super().__init__()
        self._found: list[CustomerAnswer] = []
        self._chosen = customer_id

    def compose_body(self) -> ComposeResult:
        """Put the field above the list, the record beside it."""
        yield Input(placeholder=tr("/ find by name, pinyin or phone"), id="typed", compact=True)
        with Horizontal():
            yield OptionList(id="found", markup=False, compact=True)
            with VerticalScroll(id="record", can_focus=False):
                yield Static("", markup=False)
        yield Footer(show_command_palette=False)

    def read(self, desk: Desk) -> object:
        """Find the customers that are asked for."""
        return find_customers(desk, self.query_one("#typed", Input).value, 200)

    def show(self, answer: object) -> None:
        """List them, the cursor on the one it was on."""
        self._found = cast("list[CustomerAnswer]", answer)
        options = self.query_one("#found", OptionList)
        width, wide = max(options.size.width - 2, 40), self.size.width >= 120
        options.clear_options()
        options.add_options(
            [Option(customer_line(each, width, wide), id=str(each.customer_id)) for each in self._found]
        )
        if not self._found:
            self._tell(self._nobody())
            return
        numbers = [each.customer_id for each in self._found]
        options.highlighted = numbers.index(self._chosen) if self._chosen in numbers else 0

    def _nobody(self) -> str:
        if self.query_one("#typed", Input).value:
            return tr("Nobody is called so. n adds them.")
        return tr("Here your customers will stand. n adds the first one.")

    @on(Input.Changed, "#typed")
    def _typed(self) -> None:
        self.reload()

    @on(Input.Submitted, "#typed")
    def _submitted(self) -> None:
        self.query_one("#found").focus()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id is not None:
            self._chosen = int(event.option.id)
            chosen = self._customer
            if chosen is not None:
                desk = self.desk
                self.look("record", lambda: _Record(chosen, list_visits(desk, str(chosen.customer_id))))

    @property
    def _customer(self) -> CustomerAnswer | None:
        return next((each for each in self._found if each.customer_id == self._chosen), None)

    def told(self, purpose: str, answer: object) -> None:
        """Show the record of the chosen customer."""
        record = cast("_Record", answer)
        each = record.customer
        zone = cast("Office", self.app).local_now().tzinfo
        lines = [f"C-{each.customer_id}  {safe(each.name)}", "  ".join(map(show_phone, each.phones))]
        lines += [tr("looks for: {needs}").format(needs=safe(each.needs))] if each.needs else []
        lines += [tr("source: {source}").format(source=safe(each.source))] if each.source else []
        lines += [safe(each.note)] if each.note else []
        lines += [tr("rep: {rep}").format(rep=safe(each.staff)), "", tr("VISITS")]
        lines += [visit_line(visit, zone) for visit in record.visits] or [tr("none yet; v agrees on one")]
        self._tell("\n".join(lines))

    def _tell(self, text: str) -> None:
        self.query_one("#record Static", Static).update(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a visit only when somebody is chosen."""
        if not super().check_action(action, parameters):
            return False
        return True if action not in {"visit", "needs"} or self._customer is not None else None

    def action_find(self) -> None:
        """Go to the field."""
        self.query_one("#typed").focus()

    def action_leave(self) -> None:
        """Go back to the list, or close a record that was opened from elsewhere."""
        if self.query_one("#typed").has_focus:
            self.query_one("#found").focus()
        elif len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def _ask(self, form: Form, then: Any) -> None:
        cast("Office", self.app).open(form, then)

    def action_new(self) -> None:
        """Ask for a new customer."""
        fields = [
            Field("name", tr("Name")),
            Field("phone", tr("Phone"), hint="199-0000-0001"),
            Field("needs", tr("Looks for"), optional=True),
            Field("source", tr("How they came"), optional=True),
        ]
        self._ask(Form(tr("New customer"), fields), self._add)

    def _add(self, given: dict[str, str | None] | None) -> None:
        if given is not None:
            name, phone = given["name"] or "", given["phone"] or ""
            rest = {"needs": given["needs"] or "", "source": given["source"] or ""}
            self.do("add", partial(add_customer, self.desk, name, [phone], **rest))

    def action_visit(self) -> None:
        """Ask when the chosen customer comes."""
        if chosen := self._customer:
            now = cast("Office", self.app).local_now()
            fields = [
                Field("at", tr("When"), tomorrow_at_ten(now), "2026-01-31 10:00", lambda text: read_moment(text, now)),
                Field("unit", tr("Which unit"), optional=True),
                Field("note", tr("About what"), optional=True),
            ]
            title = tr("{customer} comes").format(customer=safe(chosen.name))
            self._ask(Form(title, fields), partial(self._agree, chosen))

    def _agree(self, chosen: CustomerAnswer, given: dict[str, Any] | None) -> None:
        if given is not None:
            number = str(chosen.customer_id)
            self.do("visit", partial(add_visit, self.desk, number, given["at"], given["unit"], given["note"] or ""))

    def action_needs(self) -> None:
        """Ask what the chosen customer looks for."""
        if chosen := self._customer:
            fields = [
                Field("needs", tr("Looks for"), chosen.needs, optional=True),
                Field("note", tr("Note"), chosen.note, optional=True),
            ]
            self._ask(Form(safe(chosen.name), fields), partial(self._edit, chosen))

    def _edit(self, chosen: CustomerAnswer, given: dict[str, str | None] | None) -> None:
        if given is not None:
            number, needs, note = str(chosen.customer_id), given["needs"] or "", given["note"] or ""
            self.do("edit", partial(edit_customer, self.desk, number, needs=needs, note=note))

    def done(self, purpose: str, answer: object) -> None:
        """Put the cursor on who was added."""
        if purpose == "add" and isinstance(answer, CustomerAnswer):
            self._chosen = answer.customer_id
            self.app.notify(tr("{customer} was added.").format(customer=safe(answer.name)))
