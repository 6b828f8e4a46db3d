"""A price list beside today's prices, unit by unit, with what it comes to; `u` puts it in force."""

from functools import partial
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from salesdesk.domain.pricelists import ListState
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, show_date, tr
from salesdesk.services.desk import Desk
from salesdesk.services.price_sums import explain_list
from salesdesk.services.prices import AppliedAnswer, PricePreview, apply_list, preview_list
from screens.desk_screen import DeskScreen
from screens.dialogs import Field, Form
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.typed_values import day_from
from screens.widgets.key_line import KeyLine
from screens.widgets.price_rows import preview_head, price_columns, price_rows
from screens.widgets.row_list import RowList


class PricePreviewScreen(DeskScreen):
    """What putting a price list in force would do now."""

    CSS_PATH = "price_lists.tcss"
    TITLE_TEXT = N_("PRICE LIST")
    TOPICS = frozenset({"price", "unit", "deal", "hold"})
    RIGHTS: ClassVar[dict[str, Right]] = {"use": Right.SET_PRICES, "explain": Right.SET_PRICES}
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "use", N_("Put in force"), id="price.use", tooltip=N_("Let them count, now or from a day")),
        explain_key("price", N_("Explain the price of this unit, and the sums")),
        Binding("escape", "app.pop_screen", N_("Back"), id="price.back", tooltip=N_("Go back to the price lists")),
    ]

    def __init__(self, name: str, state: ListState) -> None:
        super().__init__()
        self._list, self._state = name, state

    def compose_body(self) -> ComposeResult:
        """Put what it comes to above the units."""
        yield Static(safe(self._list), id="name", markup=False)
        yield Static(id="sums", markup=False)
        yield RowList(price_columns(), id="prices")
        yield KeyLine()

    def read(self, desk: Desk) -> PricePreview:
        """Compare it with today's prices."""
        return preview_list(desk, self._list)

    def show(self, answer: object) -> None:
        """Show what it comes to, and each price."""
        found = cast("PricePreview", answer)
        self._state = ListState(found.state)
        self.query_one("#sums", Static).update(preview_head(found))
        self.query_one(RowList).rows = price_rows(found)

    def why_not(self, action: str) -> str:
        """Say when the list counts already."""
        if action == "use" and self._state in {ListState.IN_FORCE, ListState.TAKEN_BACK}:
            return tr("It was put in force before; make a new one.")
        return ""

    def action_use(self) -> None:
        """Ask from which day the prices count."""
        office = cast("Office", self.app)
        today = office.local_now().date()
        field = Field("from", tr("From which day"), today.isoformat(), tr("2026-10-01, or +7"), day_from(today))
        said = tr("Units that are claimed keep their price.")
        title = tr("Put {name} in force?").format(name=safe(self._list))
        office.open(Form(title, [field], said), self._use)

    def _use(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self.do("use", partial(apply_list, self.keyed_desk, self._list, given["from"]))

    def done(self, purpose: str, answer: object) -> None:
        """Say what came of it, and go back."""
        self.app.notify(told_applied(cast("AppliedAnswer", answer)))
        self.leave()

    def action_explain(self) -> None:
        """Tell how the price of the unit under the cursor, and the sums, came to be."""
        unit = self.query_one(RowList).key or None
        explain_sums(self, safe(self._list), partial(explain_list, self.desk, self._list, unit))


def told_applied(answer: AppliedAnswer) -> str:
    """Say what putting a list in force did."""
    if answer.state == ListState.PLANNED:
        said = tr("{name} will be in force from {day}.")
        return said.format(name=safe(answer.name), day=show_date(answer.valid_from))
    said = ntr(
        "{name} is in force: {count} price changed.", "{name} is in force: {count} prices changed.", answer.changed
    )
    return said.format(name=safe(answer.name), count=answer.changed)
