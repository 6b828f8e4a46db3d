"""Customers: found while typing, with the record of the one under the cursor beside the list."""

from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.customer_record import CustomerRecord, customer_record
from salesdesk.services.customers import CustomerAnswer, VisitAnswer, find_customers
from salesdesk.services.desk import Desk
from screens.customer_keys import ask_edit, ask_new, ask_visit, comes
from screens.desk_screen import DeskScreen
from screens.office_place import Office
from screens.opening import open_customer
from screens.widgets.customer_lines import customer_columns, customer_rows
from screens.widgets.customer_panel import CustomerPanel
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList

MOST_FOUND = 200


class CustomersScreen(DeskScreen):
    """A field, the customers it finds, and the record of the chosen one."""

    CSS_PATH = "customers.tcss"
    TITLE_TEXT = N_("CUSTOMERS")
    TOPICS = frozenset({"customer", "visit", "hold", "deal", "import"})
    LOOKS = frozenset({"record"})
    RIGHTS: ClassVar[dict[str, Right]] = {
        "new": Right.KEEP_CUSTOMERS,
        "visit": Right.KEEP_CUSTOMERS,
        "edit": Right.KEEP_CUSTOMERS,
    }
    AUTO_FOCUS = "RowList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", N_("Find"), key_display="/", id="customer.find", tooltip=N_("Find a customer")),
        Binding("n", "new", N_("New"), id="customer.new", tooltip=N_("Add a customer")),
        Binding("v", "visit", N_("Visit"), id="visit.agree", tooltip=N_("Agree on a visit")),
        Binding("e", "edit", N_("Edit"), id="customer.edit", tooltip=N_("Write what the customer looks for")),
        Binding("escape,down", "to_list", N_("To the list"), id="customer.list", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, CustomerAnswer] = {}
        self._goal = ""

    def compose_body(self) -> ComposeResult:
        """Put the field above the list, the record beside it."""
        yield Input(placeholder=tr("/ find by name, pinyin or phone"), id="typed", compact=True)
        with Horizontal():
            yield RowList(customer_columns(self.may(Right.SEE_ALL_CUSTOMERS)), id="found")
            with VerticalScroll(id="record", can_focus=False):
                yield CustomerPanel()
        yield KeyLine()

    # --- what it shows

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def chosen(self) -> CustomerAnswer | None:
        """The customer under the cursor."""
        return self._found.get(self._list.key)

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    def read(self, desk: Desk) -> list[CustomerAnswer]:
        """Find the customers that are asked for."""
        return find_customers(desk, self.query_one("#typed", Input).value, MOST_FOUND)

    def show(self, answer: object) -> None:
        """List them, the cursor on the one it was on."""
        found = cast("list[CustomerAnswer]", answer)
        self._found = {str(each.customer_id): each for each in found}
        self._list.says = self._nobody()
        self._list.narrow(customer_rows(found))
        if self._goal and self._list.go_to(self._goal):
            self._goal = ""
        self._look_at_chosen()

    def _nobody(self) -> tuple[str, ...]:
        if self.query_one("#typed", Input).value:
            return (tr("Nobody is called so."), tr("n adds them."))
        return (tr("Your customers would be here."), tr("n adds the first one."))

    @on(RowList.Moved)
    def _look_at_chosen(self) -> None:
        if chosen := self.chosen:
            desk = self.desk
            self.look("record", lambda: customer_record(desk, str(chosen.customer_id)))
        else:
            self.query_one(CustomerPanel).record = None
        self.refresh_bindings()

    def told(self, purpose: str, answer: object) -> None:
        """Show the record of the chosen customer."""
        panel = self.query_one(CustomerPanel)
        panel.now = self._office.local_now()
        panel.record = cast("CustomerRecord", answer)

    # --- what can be done

    def why_not(self, action: str) -> str:
        """Say when there is nobody to act on."""
        nobody = action in {"visit", "edit"} and self.chosen is None
        return tr("There is no customer under the cursor.") if nobody else ""

    @on(Input.Changed, "#typed")
    def _typed(self) -> None:
        self.reload()

    @on(Input.Submitted, "#typed")
    def action_to_list(self) -> None:
        """Go to the list with what was typed; from the list, back to everybody."""
        typed = self.query_one("#typed", Input)
        if not typed.has_focus:
            typed.value = ""
        self._list.focus()

    def action_find(self) -> None:
        """Go to the field."""
        self.query_one("#typed").focus()

    @on(RowList.Opened)
    def _opened(self) -> None:
        if chosen := self.chosen:
            open_customer(self, chosen.customer_id)

    def action_new(self) -> None:
        """Ask for a new customer."""
        ask_new(self)

    def action_visit(self) -> None:
        """Ask when the chosen customer comes."""
        if chosen := self.chosen:
            ask_visit(self, chosen.customer_id, chosen.name)

    def action_edit(self) -> None:
        """Ask what the chosen customer looks for."""
        if chosen := self.chosen:
            ask_edit(self, chosen)

    def done(self, purpose: str, answer: object) -> None:
        """Say what was done, and put the cursor on who was added."""
        if purpose == "add" and isinstance(answer, CustomerAnswer):
            self._goal = str(answer.customer_id)
            self.query_one("#typed", Input).value = ""
            self.app.notify(tr("{customer} was added.").format(customer=safe(answer.name)))
        elif isinstance(answer, VisitAnswer):
            self.app.notify(comes(self, answer))
