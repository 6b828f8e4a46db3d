"""Money: the receipts, latest first, what is overdue, what is unallocated, and the end of the day."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from salesdesk.domain.receipts import is_deal_number, is_receipt_number
from salesdesk.domain.roles import Right
from salesdesk.language import N_, tr
from salesdesk.services.arrears import ArrearsLine, list_arrears
from salesdesk.services.board import UnitCard
from salesdesk.services.dayend import DayEnd, close_day, day_end
from salesdesk.services.deals import DealView, show_deal
from salesdesk.services.desk import Desk
from salesdesk.services.payments import ReceiptAnswer, ReceiptLine, list_receipts
from salesdesk.services.unallocated import MoveAnswer, RefundAnswer, UnallocatedLine, list_unallocated
from screens.account_forms import (
    closing_question,
    day_closed,
    day_title,
    give_back,
    given_back,
    move,
    move_form,
    moved,
    refund_form,
)
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice, Question
from screens.explaining import explain_key, explain_sums
from screens.money_explained import (
    all_arrears_sums,
    all_loose_sums,
    arrears_sums,
    day_sums,
    loose_sums,
    receipt_sums,
    title_of,
)
from screens.office_place import Office
from screens.opening import open_deal
from screens.receipt_form import (
    book,
    book_loose,
    book_on_hold,
    booked,
    held_unit,
    hold_form,
    irreversible,
    loose_form,
    receipt_form,
    reversal_form,
    reverse,
    which_form,
)
from screens.widgets.account_rows import day_text, unallocated_columns, unallocated_in_sum, unallocated_rows
from screens.widgets.key_line import KeyLine
from screens.widgets.money_rows import (
    arrears_columns,
    arrears_in_sum,
    arrears_key,
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
    loose: list[UnallocatedLine]


_PANES = ("in", "late", "loose")
_LISTS = {"in": "receipts", "late": "arrears", "loose": "unallocated"}


class MoneyScreen(DeskScreen):
    """Receipts, arrears and unallocated money: one of them on a small screen, all on a tall one."""

    CSS_PATH = "money.tcss"
    TITLE_TEXT = N_("MONEY")
    TOPICS = frozenset({"receipt", "deal", "dayend"})
    LOOKS = frozenset({"deal", "day", "hold"})
    RIGHTS: ClassVar[dict[str, Right]] = dict.fromkeys(("receipt", "reverse", "move", "refund"), Right.BOOK_MONEY)
    AUTO_FOCUS = "#receipts"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "receipt", N_("Receipt"), id="receipt.book", tooltip=N_("Book money for a deal")),
        Binding("z", "reverse", N_("Reverse"), id="receipt.reverse", tooltip=N_("Reverse a wrong receipt")),
        Binding("m", "move", N_("Move"), id="receipt.move", tooltip=N_("Move unallocated money to a payment or deal")),
        Binding("x", "refund", N_("Refund"), id="receipt.refund", tooltip=N_("Give unallocated money back")),
        Binding("d", "day", N_("Day"), id="money.day", tooltip=N_("The cash book of the day, and its closing")),
        explain_key("money", N_("Explain the sum under the cursor, and what the list comes to"), show=False),
        Binding(
            "t,tab", "turn", N_("Other list"), True, "t", id="money.turn", tooltip=N_("Receipts, arrears or loose")
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._books = _Books([], [], [])

    def compose_body(self) -> ComposeResult:
        """Put each list under its sum."""
        with Vertical(id="in", classes="-here"):
            yield Static(tr("RECEIPTS"), classes="sum", markup=False)
            yield RowList(receipt_list_columns(), id="receipts")
        with Vertical(id="late"):
            yield Static(tr("ARREARS"), classes="sum", markup=False)
            yield RowList(arrears_columns(), id="arrears")
        with Vertical(id="loose"):
            yield Static(tr("UNALLOCATED"), classes="sum", markup=False)
            yield RowList(unallocated_columns(), id="unallocated")
        yield KeyLine()

    def read(self, desk: Desk) -> _Books:
        """Read the lists."""
        return _Books(list_receipts(desk), list_arrears(desk), list_unallocated(desk))

    def show(self, answer: object) -> None:
        """Show the lists."""
        self._books = books = cast("_Books", answer)
        receipts, arrears = self.query_one("#receipts", RowList), self.query_one("#arrears", RowList)
        receipts.says = (tr("The receipts would be here."), tr("r books one for a deal."))
        arrears.says = (tr("Nobody owes anything that is overdue."),)
        receipts.rows, arrears.rows = receipt_list_rows(books.receipts), arrears_rows(books.arrears)
        self._sum("in", tr("RECEIPTS"), receipts_in_sum(books.receipts))
        self._sum("late", tr("ARREARS"), arrears_in_sum(books.arrears))
        loose = self.query_one("#unallocated", RowList)
        loose.says, loose.rows = (tr("All the money pays something."),), unallocated_rows(books.loose)
        self._sum("loose", tr("UNALLOCATED"), unallocated_in_sum(books.loose))

    def _sum(self, pane: str, name: str, said: str) -> None:
        self.query_one(f"#{pane} .sum", Static).update(f"{name}   {said}")

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _pane(self) -> str:
        return next(each for each in _PANES if self.query_one(f"#{each}").has_class("-here"))

    @property
    def _list(self) -> RowList:
        return self.query_one(f"#{_LISTS[self._pane]}", RowList)

    @property
    def _deal_id(self) -> str:
        """The deal of the line under the cursor."""
        if self._pane == "in":
            return next((each.deal_id or "" for each in self._books.receipts if each.receipt_no == self._list.key), "")
        name = self._list.key.partition(" ")[0]
        return "" if is_receipt_number(name) else name

    @property
    def _loose(self) -> UnallocatedLine | None:
        """The unallocated money under the cursor."""
        here = self._list.key if self._pane == "loose" else ""
        return next((each for each in self._books.loose if each.name == here), None)

    @on(RowList.Opened)
    def _opened(self) -> None:
        if deal_id := self._deal_id:
            open_deal(self, deal_id)
        elif self._loose and self.may(Right.BOOK_MONEY):
            self.action_move()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def action_turn(self) -> None:
        """Go to the next list."""
        self._turn_to(_PANES[(_PANES.index(self._pane) + 1) % len(_PANES)])

    def _turn_to(self, pane: str) -> None:
        for each in _PANES:
            self.query_one(f"#{each}").set_class(each == pane, "-here")
        self._list.focus()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Follow the mouse to another list."""
        focused = self.focused
        if isinstance(focused, RowList) and focused is not self._list:
            self._turn_to(next(each for each in _PANES if _LISTS[each] == focused.id))

    def why_not(self, action: str) -> str:
        """Say why nothing can be done with the line under the cursor."""
        if action in {"move", "refund"} and self._loose is None:
            return tr("Only unallocated money is moved or given back; t goes to its list.")
        if action != "reverse":
            return ""
        return irreversible(next((each for each in self._books.receipts if each.receipt_no == self._list.key), None))

    def action_receipt(self) -> None:
        """Ask for which deal, then for the money."""
        self._office.open(which_form(self._deal_id), self._for_deal)

    def _for_deal(self, given: dict[str, Any] | None) -> None:
        if given is not None and given["deal"] and not is_deal_number(given["deal"]):
            self.look("hold", partial(held_unit, self.desk, given["deal"]))
        elif given is not None and given["deal"]:
            self.look("deal", partial(show_deal, self.desk, given["deal"]))
        elif given is not None:
            self._office.open(loose_form(self._office.local_now().date()), self._book_loose)

    def _book_loose(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("receipt", partial(book_loose, self.keyed_desk, given))

    def told(self, purpose: str, answer: object) -> None:
        """Ask for the money of the deal that was named, or show the cash book of the day."""
        if purpose == "day":
            self._show_day(cast("DayEnd", answer))
            return
        if purpose == "hold":
            self._for_hold(cast("UnitCard", answer))
            return
        deal = cast("DealView", answer)
        form = receipt_form(deal, self._office.local_now().date())
        self._office.open(form, partial(self._book, deal.deal_id))

    def _for_hold(self, card: UnitCard) -> None:
        form = hold_form(card, self._office.local_now().date())
        self._office.open(form, partial(self._filled, "receipt", book_on_hold, card.unit.code))

    def action_day(self) -> None:
        """Read the cash book of the day."""
        self.look("day", partial(day_end, self.desk))

    def _show_day(self, book: DayEnd) -> None:
        if book.closed or not self.may(Right.BOOK_MONEY):
            self._office.open(Notice(day_title(book), day_text(book), explain=self._explain_day))
        else:
            self._office.open(Question(closing_question(book), day_text(book), self._explain_day), self._close)

    def _close(self, yes: bool | None) -> None:
        if yes:
            self.do("close", partial(close_day, self.keyed_desk))

    def action_explain(self) -> None:
        """Tell how the sum under the cursor came to be."""
        late = next((each for each in self._books.arrears if arrears_key(each) == self._list.key), None)
        if self._pane == "late" and late is not None:
            explain_sums(self, title_of(late.deal_id), partial(arrears_sums, self.desk, late))
        elif self._pane == "loose" and (loose := self._loose):
            explain_sums(self, title_of(loose.name), partial(loose_sums, self.desk, loose.name))
        elif self._pane == "in" and (receipt := self._list.key):
            explain_sums(self, title_of(receipt), partial(receipt_sums, self.desk, receipt))
        elif self._pane == "in":
            self._explain_day()
        else:
            whole = all_arrears_sums if self._pane == "late" else all_loose_sums
            explain_sums(self, tr("MONEY"), partial(whole, self.desk))

    def _explain_day(self) -> None:
        explain_sums(self, tr("CASH BOOK"), partial(day_sums, self.desk))

    def action_move(self) -> None:
        """Ask where unallocated money goes."""
        if loose := self._loose:
            self._office.open(move_form(loose), partial(self._filled, "move", move, loose.name))

    def action_refund(self) -> None:
        """Ask how unallocated money is given back."""
        if loose := self._loose:
            form = refund_form(loose, self._office.local_now().date())
            self._office.open(form, partial(self._filled, "refund", give_back, loose.name))

    def _filled(self, purpose: str, work: Any, name: str, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do(purpose, partial(work, self.keyed_desk, name, given))

    def _book(self, deal_id: str, given: dict[str, Any] | None) -> None:
        self._filled("receipt", book, deal_id, given)

    def action_reverse(self) -> None:
        """Ask why the receipt is wrong."""
        self._office.open(reversal_form(self._list.key), self._reverse)

    def _reverse(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("reverse", partial(reverse, self.keyed_desk, given))

    def done(self, purpose: str, answer: object) -> None:
        """Say what became of the money."""
        told = {ReceiptAnswer: booked, MoveAnswer: moved, RefundAnswer: given_back, DayEnd: day_closed}
        self.app.notify(told[type(answer)](answer))  # type: ignore[operator]
