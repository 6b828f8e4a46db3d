"""Price lists: in force, planned or drafts; making one by a rule and looking at it."""

from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from salesdesk.domain.money import parse_minor
from salesdesk.domain.pricelists import ListState, PriceRule
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr, tr_in
from salesdesk.services.desk import Desk
from salesdesk.services.prices import AppliedAnswer, PriceListAnswer, list_prices, make_list
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.office_place import Office
from screens.price_preview import PricePreviewScreen, told_applied
from screens.typed_values import share
from screens.widgets.key_line import KeyLine
from screens.widgets.price_rows import list_columns, list_rows
from screens.widgets.row_list import RowList


class PriceListsScreen(DeskScreen):
    """The versions of the price list, the latest first."""

    CSS_PATH = "price_lists.tcss"
    TITLE_TEXT = N_("PRICES")
    TOPICS = frozenset({"price", "import"})
    RIGHTS: ClassVar[dict[str, Right]] = {"make": Right.SET_PRICES}
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "make", N_("New list"), id="price.make", tooltip=N_("Make a price list from today's by a rule")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lists: list[PriceListAnswer] = []

    def compose_body(self) -> ComposeResult:
        """List them."""
        yield RowList(list_columns(), id="lists")
        yield KeyLine()

    def read(self, desk: Desk) -> list[PriceListAnswer]:
        """Read the versions."""
        return list_prices(desk)

    def show(self, answer: object) -> None:
        """List them."""
        self._lists = cast("list[PriceListAnswer]", answer)
        rows = self.query_one(RowList)
        rows.says = (tr("The price lists would be here."), tr("n makes one by a rule; F8 reads one from a file."))
        rows.rows = list_rows(self._lists)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        self._look_at(event.key)

    def _look_at(self, name: str) -> None:
        state = next(each.state for each in self._lists if each.name == name)
        self._office.open(PricePreviewScreen(name, ListState(state)))

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    def action_make(self) -> None:
        """Ask for a name and a rule."""
        fields = [
            Field("name", tr_in("thing", "Name")),
            Field("percent", tr("Percent of today's prices"), "", tr("102; empty for the same"), share, True),
            Field("floors", tr("For each floor above the first, per m²"), "", tr("-20; empty for none"), _signed, True),
            Field("buildings", tr("Buildings"), "", tr("1, 2; empty for all"), optional=True),
        ]
        said = tr("Nothing is in force by it before you say so. Orientations and layouts: `salesdesk price make`.")
        self._office.open(Form(tr("A new price list"), fields, said), self._make)

    def _make(self, given: dict[str, Any] | None) -> None:
        if given is None:
            return
        rule = PriceRule(percent=given["percent"] or Decimal(100), per_floor_minor=given["floors"] or 0)
        typed = (given["buildings"] or "").replace("，", ",").split(",")
        buildings = tuple(each.strip() for each in typed if each.strip())
        self.do("make", partial(make_list, self.keyed_desk, given["name"], rule, buildings))

    def done(self, purpose: str, answer: object) -> None:
        """Look at the new list, or say what came of one."""
        if isinstance(answer, AppliedAnswer):
            self.app.notify(told_applied(answer))
        elif isinstance(answer, PriceListAnswer):
            self.app.notify(tr("{name} is made; nothing is in force by it yet.").format(name=safe(answer.name)))
            if self.is_on_top:
                self._office.open(PricePreviewScreen(answer.name, ListState(answer.state)))


def _signed(text: str) -> int:
    """Read an amount that may be less than nothing; raises `ValueError`."""
    plain = text.strip().replace("−", "-")
    sign = -1 if plain.startswith("-") else 1
    return sign * parse_minor(plain.lstrip("+-"))
