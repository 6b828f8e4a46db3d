"""Deals: where each stands, what comes next, and what is overdue."""

from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from salesdesk.domain.roles import Right
from salesdesk.language import N_, tr
from salesdesk.services.deal_sums import explained_deal
from salesdesk.services.deals import DealLine, list_deals
from salesdesk.services.desk import Desk
from salesdesk.services.settlements import BuildingAnswer, list_buildings
from screens.building_settlement import choose_building
from screens.desk_screen import DeskScreen
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.opening import open_deal, show_on_board
from screens.widgets.deal_rows import deal_columns, deal_rows, deal_texts, deals_in_sum
from screens.widgets.find_line import FindLine, find_hint
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList


class DealsScreen(DeskScreen):
    """The list of deals."""

    CSS_PATH = "deals.tcss"
    TITLE_TEXT = N_("DEALS")
    TOPICS = frozenset({"deal", "receipt", "unit"})
    RIGHTS: ClassVar[dict[str, Right]] = {"areas": Right.SIGN_CONTRACT}
    LOOKS = frozenset({"areas"})
    AUTO_FOCUS = "RowList"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", N_("Find"), key_display="/", id="deal.find", tooltip=N_("Find a deal by any word")),
        Binding("l", "ended", N_("Ended too"), id="deals.ended", tooltip=N_("Show the deals that have ended, or not")),
        Binding("o", "overdue", N_("Overdue"), id="deals.overdue", tooltip=N_("Show only what is overdue, or all")),
        Binding("g", "board", N_("Board"), id="deal.board", tooltip=N_("Show the unit on the board")),
        Binding("a", "areas", N_("Areas"), id="building.areas", tooltip=N_("Settle the measured areas of a building")),
        explain_key("deals", N_("Explain what this deal costs, what was paid and what is open")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._deals: list[DealLine] = []
        self._ended = False
        self._overdue = False

    def compose_body(self) -> ComposeResult:
        """Put the sums above the list, and the line to find by."""
        yield Static(id="sums", markup=False)
        yield FindLine(find_hint())
        yield RowList(deal_columns(), id="deals")
        yield KeyLine()

    def read(self, desk: Desk) -> list[DealLine]:
        """Read the deals that one may see."""
        return list_deals(desk)

    def show(self, answer: object) -> None:
        """List them."""
        self._deals = cast("list[DealLine]", answer)
        self.query_one(RowList).rows = deal_rows(self._shown())
        self._sum_up()

    @on(Input.Changed)
    def _narrow(self) -> None:
        self.query_one(RowList).narrow(deal_rows(self._shown()))
        self._sum_up()

    def _shown(self) -> list[DealLine]:
        find = self.query_one(FindLine)
        return [each for each in self._deals if self._is_wanted(each) and find.fits(*deal_texts(each))]

    def _sum_up(self) -> None:
        self.query_one(RowList).says = self._nothing()
        self.query_one("#sums", Static).update(deals_in_sum(self._shown()))
        self.refresh_bindings()

    def _is_wanted(self, deal: DealLine) -> bool:
        return (deal.live or self._ended) and (bool(deal.overdue_minor) or not self._overdue)

    def _nothing(self) -> tuple[str, ...]:
        if self._deals:
            return (tr("No deal is like that."), tr("esc in the find line, l and o show more."))
        return (tr("The deals would be here."), tr("An order on the Board (F2, then o) begins one."))

    @on(FindLine.Left)
    def _back_to_list(self) -> None:
        self.query_one(RowList).focus()

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        open_deal(self, event.key)

    def why_not(self, action: str) -> str:
        """Say when there is no deal to act on."""
        nothing = action in {"board", "explain"} and not self.query_one(RowList).key
        return tr("There is no deal under the cursor.") if nothing else ""

    def action_find(self) -> None:
        """Type what the list shall be narrowed to."""
        self.query_one(FindLine).open()

    def action_ended(self) -> None:
        """Show the deals that have ended too, or no longer."""
        self._ended = not self._ended
        self._narrow()

    def action_overdue(self) -> None:
        """Show only what is overdue, or all."""
        self._overdue = not self._overdue
        self._narrow()

    def action_explain(self) -> None:
        """Tell how the sums of the deal under the cursor came to be."""
        if key := self.query_one(RowList).key:
            title = tr("The sums of {deal}").format(deal=key)
            explain_sums(self, title, partial(explained_deal, self.desk, key, "price", "paid", "open", "late_fee"))

    def action_areas(self) -> None:
        """Ask which building, then show what its measured areas come to."""
        self.look("areas", partial(list_buildings, self.desk))

    def told(self, purpose: str, answer: object) -> None:
        """Offer the buildings in which something is sold."""
        if self.is_on_top:
            choose_building(cast("Office", self.app), cast("list[BuildingAnswer]", answer))

    async def action_board(self) -> None:
        """Show the unit on the board."""
        key = self.query_one(RowList).key
        await show_on_board(self, next(each.unit for each in self._deals if each.deal_id == key))
