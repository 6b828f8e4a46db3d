"""Money: the receipts, latest first, and what is overdue."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, Static

from salesdesk.domain.roles import Right
from salesdesk.language import N_, tr
from salesdesk.services.arrears import ArrearsLine, list_arrears
from salesdesk.services.deals import DealView, show_deal
from salesdesk.services.desk import Desk
from salesdesk.services.payments import ReceiptAnswer, ReceiptLine, list_receipts
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.office_place import Office
from screens.opening import open_deal
from screens.receipt_form import book, booked, receipt_form, reversal_form, reverse
from screens.widgets.money_rows import (
    arrears_columns,
    arrears_in_sum,
    arrears_rows,
    receipt_list_columns,
    receipt_list_rows,
    receipts_in_sum,
)
from screens.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class _Books:
    receipts: list[ReceiptLine]
    arrears: list[ArrearsLine]


class MoneyScreen(DeskScreen):
    """Receipts and arrears: one of them on a small screen, both on a tall one."""

    CSS_PATH = "money.tcss"
    TITLE_TEXT = N_("MONEY")
    TOPICS = frozenset({"receipt", "deal"})
    LOOKS = frozenset({"deal"})
    RIGHTS: ClassVar[dict[str, Right]] = {"receipt": Right.BOOK_MONEY, "reverse": Right.BOOK_MONEY}
    AUTO_FOCUS = "#receipts"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "receipt", N_("Receipt"), id="receipt.book", tooltip=N_("Book money for a deal")),
        Binding("z", "reverse", N_("Reverse"), id="receipt.reverse", tooltip=N_("Reverse a wrong receipt")),
        Binding("t,tab", "turn", N_("Other list"), True, "t", id="money.turn", tooltip=N_("Receipts or arrears")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._books = _Books([], [])

    def compose_body(self) -> ComposeResult:
        """Put each list under its sum."""
        with Vertical(id="in", classes="-here"):
            yield Static(tr("RECEIPTS"), classes="sum", markup=False)
            yield RowList(receipt_list_columns(), id="receipts")
        with Vertical(id="late"):
            yield Static(tr("ARREARS"), classes="sum", markup=False)
            yield RowList(arrears_columns(), id="arrears")
        yield Footer(show_command_palette=False)

    def read(self, desk: Desk) -> _Books:
        """Read both lists."""
        return _Books(list_receipts(desk), list_arrears(desk))

    def show(self, answer: object) -> None:
        """Show both lists."""
        self._books = books = cast("_Books", answer)
        receipts, arrears = self.query_one("#receipts", RowList), self.query_one("#arrears", RowList)
        receipts.says = (tr("The receipts would be here."), tr("r books one for a deal."))
        arrears.says = (tr("Nobody owes anything that is overdue."),)
        receipts.rows, arrears.rows = receipt_list_rows(books.receipts), arrears_rows(books.arrears)
        self._sum("in", tr("RECEIPTS"), receipts_in_sum(books.receipts))
        self._sum("late", tr("ARREARS"), arrears_in_sum(books.arrears))

    def _sum(self, pane: str, name: str, said: str) -> None:
        self.query_one(f"#{pane} .sum", Static).update(f"{name}   {said}")

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _has_arrears(self) -> bool:
        return self.query_one("#late").has_class("-here")

    @property
    def _list(self) -> RowList:
        return self.query_one("#arrears" if self._has_arrears else "#receipts", RowList)

    @property
    def _deal_id(self) -> str:
        """The deal of the line under the cursor."""
        if self._has_arrears:
            return self._list.key.partition(" ")[0]
        return next((each.deal_id for each in self._books.receipts if each.receipt_no == self._list.key), "")

    @on(RowList.Opened)
    def _opened(self) -> None:
        if deal_id := self._deal_id:
            open_deal(self, deal_id)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def action_turn(self) -> None:
        """Go to the other list."""
        self.query_one("#in").toggle_class("-here")
        self.query_one("#late").toggle_class("-here")
        self._list.focus()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Follow the mouse to the other list."""
        focused = self.focused
        if isinstance(focused, RowList) and focused is not self._list:
            self.action_turn()

    def why_not(self, action: str) -> str:
        """Say why the line under the cursor cannot be reversed."""
        if action != "reverse":
            return ""
        receipt = next((each for each in self._books.receipts if each.receipt_no == self._list.key), None)
        if receipt is None:
            return tr("Receipts are reversed in their own list; t goes there.")
        if receipt.reverses:
            return tr("{receipt} is itself a reversal. Book the money again instead.").format(
                receipt=receipt.receipt_no
            )
        said = tr("{receipt} was reversed by {by} already.")
        return said.format(receipt=receipt.receipt_no, by=receipt.reversed_by) if receipt.reversed_by else ""

    def action_receipt(self) -> None:
        """Ask for which deal, then for the money."""
        fields = [Field("deal", tr("Deal"), self._deal_id, "D-0042")]
        self._office.open(Form(tr("A receipt for which deal?"), fields), self._for_deal)

    def _for_deal(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.look("deal", partial(show_deal, self.desk, given["deal"]))

    def told(self, purpose: str, answer: object) -> None:
        """Ask for the money of the deal that was named."""
        deal = cast("DealView", answer)
        form = receipt_form(deal, self._office.local_now().date())
        self._office.open(form, partial(self._book, deal.deal_id))

    def _book(self, deal_id: str, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("receipt", partial(book, self.keyed_desk, deal_id, given))

    def action_reverse(self) -> None:
        """Ask why the receipt is wrong."""
        self._office.open(reversal_form(self._list.key), self._reverse)

    def _reverse(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("reverse", partial(reverse, self.keyed_desk, given))

    def done(self, purpose: str, answer: object) -> None:
        """Say what became of the money."""
        if isinstance(answer, ReceiptAnswer):
            self.app.notify(booked(answer))
