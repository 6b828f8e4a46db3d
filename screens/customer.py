"""One customer's record: who they are, and their holds, deals and visits, each to be opened."""

from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from db.customers import AppointmentRow
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.customer_record import CustomerRecord, customer_record
from salesdesk.services.customers import VisitAnswer, close_visit
from salesdesk.services.desk import Desk
from screens.customer_keys import ask_edit, ask_visit, comes
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.office_place import Office
from screens.opening import open_deal, show_on_board
from screens.widgets.customer_lines import agreed_columns, agreed_rows
from screens.widgets.customer_panel import PersonLines
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList


class CustomerScreen(DeskScreen):
    """The record of a customer."""

    CSS_PATH = "customers.tcss"
    TITLE_TEXT = N_("CUSTOMER")
    TOPICS = frozenset({"customer", "visit", "hold", "deal", "import"})
    COUNTS_MINUTES = True
    RIGHTS: ClassVar[dict[str, Right]] = {
        "visit": Right.KEEP_CUSTOMERS,
        "edit": Right.KEEP_CUSTOMERS,
        "came": Right.KEEP_CUSTOMERS,
        "missed": Right.KEEP_CUSTOMERS,
    }
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "visit", N_("Visit"), id="visit.agree", tooltip=N_("Agree on a visit")),
        Binding("d", "came", N_("Done"), id="visit.done", tooltip=N_("They came: close this visit")),
        Binding("m", "missed", N_("Missed"), id="visit.missed", tooltip=N_("Close this visit with what became of it")),
        Binding("e", "edit", N_("Edit"), id="customer.edit", tooltip=N_("Write what the customer looks for")),
        Binding("escape", "leave", N_("Back"), id="customer.back", tooltip=N_("Go back")),
    ]

    def __init__(self, customer: str) -> None:
        super().__init__()
        self._customer = customer
        self._record: CustomerRecord | None = None

    def compose_body(self) -> ComposeResult:
        """Put who it is above what was agreed."""
        yield PersonLines()
        yield RowList(agreed_columns(), id="agreed")
        yield KeyLine()

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    def read(self, desk: Desk) -> CustomerRecord:
        """Read the record."""
        return customer_record(desk, self._customer)

    def show(self, answer: object) -> None:
        """Show it."""
        self._record = record = cast("CustomerRecord", answer)
        self.query_one(PersonLines).customer = record.customer
        agreed = self.query_one(RowList)
        agreed.says = (
            tr("Visits, holds and deals would be here."),
            tr("v agrees on a visit; h on the board (F2) holds a unit."),
        )
        agreed.rows = agreed_rows(record, self._office.local_now())

    # --- what can be done

    @property
    def _visit(self) -> AppointmentRow | None:
        kind, _, number = self.query_one(RowList).key.partition(":")
        visits = self._record.visits if self._record and kind == "visit" else []
        return next((each for each in visits if str(each.id) == number), None)

    def why_not(self, action: str) -> str:
        """Say what kind of line a key is for."""
        if action in {"came", "missed"}:
            visit = self._visit
            if visit is None:
                return tr("There is no visit under the cursor.")
            if visit.done_at is not None:
                return tr("This visit is closed already.")
        return ""

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        kind, _, name = event.key.partition(":")
        visit = self._visit
        if kind == "unit":
            await show_on_board(self, name)
        elif visit is not None and visit.unit:
            await show_on_board(self, visit.unit)
        elif event.key.startswith("D-"):
            open_deal(self, event.key)

    def action_leave(self) -> None:
        """Go back."""
        self.leave()

    def action_visit(self) -> None:
        """Ask when the customer comes."""
        if self._record:
            ask_visit(self, self._record.customer.customer_id, self._record.customer.name)

    def action_edit(self) -> None:
        """Ask what the customer looks for."""
        if self._record:
            ask_edit(self, self._record.customer)

    def action_came(self) -> None:
        """Close the visit."""
        if visit := self._visit:
            self.do("came", partial(close_visit, self.keyed_desk, visit.id))

    def action_missed(self) -> None:
        """Ask what became of the visit."""
        if visit := self._visit:
            fields = [Field("outcome", tr("What became of it"), tr("did not come"))]
            self._office.open(Form(tr("Close the visit"), fields), partial(self._close, visit.id))

    def _close(self, visit_id: int, given: dict[str, str] | None) -> None:
        if given is not None:
            self.do("came", partial(close_visit, self.keyed_desk, visit_id, given["outcome"]))

    def done(self, purpose: str, answer: object) -> None:
        """Say what was written down."""
        if isinstance(answer, VisitAnswer):
            closed = tr("The visit of {customer} is closed.").format(customer=safe(answer.customer))
            self.app.notify(closed if purpose == "came" else comes(self, answer))
