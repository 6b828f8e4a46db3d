"""One deal: its steps as a line, price, schedule, receipts and history, and everything that moves it on."""

from collections.abc import Callable
from datetime import date, tzinfo
from functools import partial
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from salesdesk.domain.deal import MONEY_STEPS, Step, last_step
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.domain.units import UnitState
from salesdesk.language import N_, tr, word
from salesdesk.services.cautions import CautionsView, show_cautions
from salesdesk.services.change_answers import ChangeAnswer, list_changes
from salesdesk.services.contract_terms import TermsAnswer, show_terms
from salesdesk.services.deal_sums import explained_deal
from salesdesk.services.deals import DealView, show_deal
from salesdesk.services.desk import Desk
from salesdesk.services.mortgages import CaseView, list_cases
from salesdesk.services.payments import ReceiptAnswer
from salesdesk.services.settlements import SIGNED
from salesdesk.services.steps import do_step, file_contract, undo_step
from screens.area_settlement import AreaSeen, Asked, ask_terms, look_at_area, next_question, terms_told
from screens.case_menu import case_told, open_case_menu
from screens.change_menu import open_change_menu
from screens.change_menu import told as change_told
from screens.deal_checks import CHECKS
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form, Notice, Question
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.opening import open_customer, show_on_board
from screens.receipt_form import book, booked, receipt_form, reversal_form, reverse, reversible
from screens.tick_menu import ask_to_sign, open_tick_menu, ticks_told
from screens.widgets.deal_head import DealHead
from screens.widgets.deal_parts import (
    history_lines,
    next_step,
    price_lines,
    receipt_columns,
    receipt_rows,
    schedule_columns,
    schedule_rows,
    steps_shown,
)
from screens.widgets.key_line import KeyLine
from screens.widgets.price_sheet import PriceSheet
from screens.widgets.row_table import RowTable
from screens.widgets.step_line import StepLine

WIDE = 120
MENUS: dict[str, Callable[..., None]] = {
    "changes": open_change_menu,
    "cases": open_case_menu,
    "ticks": open_tick_menu,
    "signing": ask_to_sign,
    "terms": ask_terms,
}
"""The menus over a deal, by what is read before they open."""


class DealScreen(DeskScreen):
    """Everything about one deal."""

    CSS_PATH = "deal.tcss"
    TITLE_TEXT = N_("DEAL")
    TOPICS = frozenset({"deal", "receipt", "unit"})
    RIGHTS: ClassVar[dict[str, Right]] = {
        "receipt": Right.BOOK_MONEY,
        "reverse": Right.BOOK_MONEY,
        "undo": Right.UNDO_STEP,
        "file": Right.SIGN_CONTRACT,
        "change": Right.CHANGE_DEAL,
    }
    LOOKS = frozenset({"area", *MENUS})
    AUTO_FOCUS = "#page"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "receipt", N_("Receipt"), id="receipt.book", tooltip=N_("Book money that came in")),
        Binding("s", "step", N_("Next step"), id="deal.step", tooltip=N_("Do the next step")),
        Binding("b", "file", N_("File"), id="deal.file", tooltip=N_("Write the number under which it was filed")),
        Binding("u", "undo", N_("Undo"), id="deal.undo", tooltip=N_("Undo the last step, with a reason")),
        Binding("z", "reverse", N_("Reverse"), id="receipt.reverse", tooltip=N_("Reverse a wrong receipt")),
        Binding("a", "area", N_("Area"), id="deal.area", tooltip=N_("Settle the measured area")),
        Binding("v", "change", N_("Change"), id="deal.change", tooltip=N_("Change unit or buyers, or cancel the deal")),
        Binding("m", "cases", N_("Loan"), False, id="deal.loan", tooltip=N_("The application for its loan")),
        Binding("k", "ticks", N_("Cautions"), False, id="deal.ticks", tooltip=N_("What the buyer acknowledged")),
        explain_key("deal", N_("Explain price, payments, late fees and receipts, line by line")),
        Binding("y", "history", N_("History"), False, id="deal.history", tooltip=N_("All that happened to this deal")),
        Binding("c", "customer", N_("Customer"), id="deal.customer", tooltip=N_("Open the customer's record")),
        Binding("g", "board", N_("Board"), False, id="deal.board", tooltip=N_("Show the unit on the board")),
        Binding("escape", "app.pop_screen", N_("Back"), False, id="deal.back", tooltip=N_("Go back")),
    ]

    def __init__(self, deal_id: str) -> None:
        super().__init__()
        self._deal_id = deal_id
        self._deal: DealView | None = None

    def compose_body(self) -> ComposeResult:
        """Put the steps on top, schedule and receipts beneath, price and history beside or under them."""
        yield DealHead()
        yield StepLine()
        with VerticalScroll(id="page"), Horizontal(id="parts"):
            with Vertical(id="money"):
                yield RowTable(schedule_columns(), id="schedule")
                yield RowTable(receipt_columns(), id="receipts")
            with Vertical(id="told"):
                yield PriceSheet()
                yield Static(tr("HISTORY"), id="history-name", classes="name")
                yield Static(id="history", markup=False)
        yield KeyLine()

    def read(self, desk: Desk) -> DealView:
        """Read the deal."""
        return show_deal(desk, self._deal_id)

    def show(self, answer: object) -> None:
        """Show the deal as it stands."""
        self._deal = deal = cast("DealView", answer)
        self.query_one(DealHead).deal = deal
        self.query_one(StepLine).steps = steps_shown(deal.steps, self.size.width >= WIDE)
        self.query_one("#schedule", RowTable).rows = schedule_rows(deal.schedule)
        receipts = self.query_one("#receipts", RowTable)
        receipts.rows, receipts.says = receipt_rows(deal.receipts), self._no_receipts()
        self.query_one(PriceSheet).sheet = price_lines(deal.price)
        self.query_one("#history", Static).update("\n".join(history_lines(deal, self._zone)))

    def _no_receipts(self) -> str:
        return tr("none yet; r books one") if self.may(Right.BOOK_MONEY) else tr("none yet")

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _zone(self) -> tzinfo | None:
        return self._office.local_now().tzinfo

    @property
    def _today(self) -> date:
        return self._office.local_now().date()

    # --- what can be done now

    def why_not(self, action: str) -> str:
        """Say why something cannot be done on this deal as it stands."""
        deal = self._deal
        if deal is None:
            return tr("The deal is still being read.")
        if action in {"receipt", "step", "undo", "file", "reverse", "change"} and not deal.live:
            return tr("Deal {deal} has ended; nothing can be done on it.").format(deal=deal.deal_id)
        if action == "area" and deal.unit_state not in {*SIGNED, UnitState.SUBSCRIBED}:
            return tr("There is no contract yet, so there is no contract area to settle by.")
        return CHECKS[action](deal, self.desk) if action in CHECKS else ""

    def action_receipt(self) -> None:
        """Ask for the money that came in."""
        if deal := self._deal:
            self._office.open(receipt_form(deal, self._today), partial(self._filled, "receipt", book, deal.deal_id))

    def action_reverse(self) -> None:
        """Ask which receipt is wrong."""
        if deal := self._deal:
            self._office.open(reversal_form(reversible(deal.receipts)), partial(self._filled, "reverse", reverse))

    def action_step(self) -> None:
        """Do the next step: by a receipt if it is one of money, else after a question."""
        deal = self._deal
        step = next_step(deal) if deal else None
        if deal is None or step is None:
            return
        if step.step in MONEY_STEPS:
            self.action_receipt()
            return
        if step.step is Step.CONTRACT:
            self.look("signing", partial(show_cautions, self.desk, deal.deal_id))
        else:
            self.ask_step(step.step, tr("It is written for today. The departments that wait for it are told at once."))

    def ask_step(self, step: Step, said: str, *, ticked: bool = False) -> None:
        """Ask whether a step was done; with `ticked` the buyer acknowledges with it what is said."""
        if deal := self._deal:
            asked = tr("Do the {step} of {deal} for {customer}?")
            question = asked.format(step=word(step), deal=deal.deal_id, customer=safe(deal.customer))
            self._office.open(Question(question, said), partial(self._do_step, deal.deal_id, step, ticked))

    def _do_step(self, deal_id: str, step: Step, ticked: bool, yes: bool | None) -> None:
        if yes:
            self.do("step", partial(do_step, self.keyed_desk, deal_id, step, ticked=ticked))

    def action_undo(self) -> None:
        """Ask why the last step is undone."""
        if deal := self._deal:
            title = tr("Undo the {step} of {deal}?").format(step=word(last_step(deal.steps)), deal=deal.deal_id)
            form = Form(title, [Field("reason", tr("Why"))])
            self._office.open(form, partial(self._filled, "undo", _undo, deal.deal_id))

    def action_file(self) -> None:
        """Ask for the number that the authority gave."""
        if deal := self._deal:
            title = tr("The contract of {deal} is filed").format(deal=deal.deal_id)
            form = Form(title, [Field("number", tr("Filing number"))])
            self._office.open(form, partial(self._filled, "file", _file, deal.deal_id))

    def _filled(self, purpose: str, work: Any, *given: Any) -> None:
        if given[-1] is not None:
            self.do(purpose, partial(work, self.keyed_desk, *given))

    def action_area(self) -> None:
        """Ask what comes next for the measured area, or before the contract how it will settle it."""
        if (deal := self._deal) is None:
            return
        if deal.unit_state == UnitState.SUBSCRIBED:
            self.look("terms", partial(show_terms, self.desk, deal.deal_id))
        else:
            self.look("area", partial(look_at_area, self.desk, deal.deal_id))

    def told(self, purpose: str, answer: object) -> None:
        """Ask about the area that was looked at, or open a menu over the deal."""
        if purpose in MENUS:
            if (deal := self._deal) and self.is_on_top:
                MENUS[purpose](self, self._office, deal, answer)
            return
        if deal := self._deal:
            asked = next_question(deal.deal_id, cast("AreaSeen", answer), self)
            self._office.open(asked.dialog, partial(self._answered_area, asked))

    def _answered_area(self, asked: Asked, given: Any) -> None:
        if given and asked.work is not None:
            self.do("area settled", partial(asked.work, self.keyed_desk, given))
        elif given and asked.look is not None:
            self.look("area", partial(asked.look, self.desk, given))

    def action_explain(self) -> None:
        """Tell how the sums of the deal came to be, its price first."""
        if deal := self._deal:
            title = tr("The sums of {deal}").format(deal=deal.deal_id)
            explain_sums(self, title, partial(explained_deal, self.desk, deal.deal_id, "price"))

    def action_change(self) -> None:
        """Read what changes are open, and open the menu."""
        self.look("changes", partial(list_changes, self.desk, self._deal_id))

    def action_cases(self) -> None:
        """Read the applications for the loan, and open the menu."""
        self.look("cases", partial(list_cases, self.desk, self._deal_id))

    def action_ticks(self) -> None:
        """Read what the buyer acknowledged, and open the menu."""
        self.look("ticks", partial(show_cautions, self.desk, self._deal_id))

    def action_history(self) -> None:
        """Tell all that happened."""
        if deal := self._deal:
            self._office.open(Notice(deal.deal_id, "\n".join(history_lines(deal, self._zone))))

    def action_customer(self) -> None:
        """Open the customer's record."""
        if deal := self._deal:
            open_customer(self, deal.customer_id)

    async def action_board(self) -> None:
        """Show the unit on the board."""
        if deal := self._deal:
            await show_on_board(self, deal.unit)

    def done(self, purpose: str, answer: object) -> None:
        """Say what was done."""
        if isinstance(answer, ChangeAnswer):
            self.app.notify(change_told(answer), timeout=8)
        elif isinstance(answer, CaseView):
            self.app.notify(case_told(answer))
        elif isinstance(answer, CautionsView):
            self.app.notify(ticks_told(answer))
        elif isinstance(answer, TermsAnswer):
            self.app.notify(terms_told(answer))
        elif isinstance(answer, ReceiptAnswer):
            self.app.notify(booked(answer))
        elif isinstance(answer, DealView):
            said = tr("{deal}: {step} is the last step done; the unit is {state}.")
            state, step = word(UnitState(answer.unit_state)), word(last_step(answer.steps))
            self.app.notify(said.format(deal=answer.deal_id, step=step, state=state))


def _undo(desk: Desk, deal_id: str, given: dict[str, Any]) -> DealView:
    return undo_step(desk, deal_id, given["reason"])


def _file(desk: Desk, deal_id: str, given: dict[str, Any]) -> DealView:
    return file_contract(desk, deal_id, given["number"])
