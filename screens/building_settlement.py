"""The areas of a whole building: what each deal comes to, whose choice is waited for, and settling all that can be."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from salesdesk.domain.money import format_minor
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, tr
from salesdesk.services.desk import Desk
from salesdesk.services.explained import with_first
from salesdesk.services.settlement_sums import explain_building
from salesdesk.services.settlements import BuildingAnswer, SettlementPreview, apply_building, preview_building
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice, Question
from screens.explaining import explain_key, explain_sums
from screens.office_place import Office
from screens.opening import open_deal
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList
from screens.widgets.settlement_rows import ready, settlement_columns, settlement_rows, settlements_in_sum


class BuildingSettlementScreen(DeskScreen):
    """What the measured areas of a building come to."""

    CSS_PATH = "building_settlement.tcss"
    TITLE_TEXT = N_("AREAS")
    TOPICS = frozenset({"deal", "unit", "settlement", "import"})
    RIGHTS: ClassVar[dict[str, Right]] = {"settle": Right.SIGN_CONTRACT, "explain": Right.SIGN_CONTRACT}
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "settle", N_("Settle all"), id="building.settle", tooltip=N_("Settle all that need no choice")),
        explain_key("building", N_("Explain what each deal of the building comes to")),
        Binding("escape", "app.pop_screen", N_("Back"), id="building.back", tooltip=N_("Go back to the deals")),
    ]

    def __init__(self, building: str) -> None:
        super().__init__()
        self._building = building
        self._found: SettlementPreview | None = None

    def compose_body(self) -> ComposeResult:
        """Put the sums above the deals."""
        title = tr("Building {building}").format(building=safe(self._building))
        yield Static(title, id="building", markup=False)
        yield Static(id="sums", markup=False)
        yield RowList(settlement_columns(), id="deals")
        yield KeyLine()

    def read(self, desk: Desk) -> SettlementPreview:
        """Work out what the areas come to."""
        return preview_building(desk, self._building)

    def show(self, answer: object) -> None:
        """List the deals; those that wait for their buyer come first."""
        self._found = found = cast("SettlementPreview", answer)
        self.query_one("#sums", Static).update(settlements_in_sum(found))
        rows = self.query_one(RowList)
        rows.says = (tr("Nothing of this building was measured yet."), tr("F8 reads what was measured from a file."))
        rows.rows = settlement_rows(found)

    @on(RowList.Opened)
    def _opened(self, event: RowList.Opened) -> None:
        open_deal(self, event.key)

    def why_not(self, action: str) -> str:
        """Say when there is nothing to settle, or to explain."""
        if action == "settle" and (self._found is None or not ready(self._found)):
            return tr("There is nothing to settle; what waits for a buyer is settled on the deal (enter, then a).")
        if action == "explain" and (self._found is None or not self._found.settlements):
            return tr("There is no sum to explain here.")
        return ""

    def action_settle(self) -> None:
        """Ask, then settle all that need no choice."""
        if self._found is None:
            return
        deals = ready(self._found)
        asked = ntr("Settle the area of {count} deal?", "Settle the areas of {count} deals?", len(deals))
        total = sum(each.amount_minor for each in deals)
        said = tr("They come to {total} together. Each is settled once; what a buyer owes becomes a payment.")
        question = Question(asked.format(count=len(deals)), said.format(total=format_minor(total)))
        cast("Office", self.app).open(question, self._settle)

    def _settle(self, yes: bool | None) -> None:
        if yes:
            self.do("settle", partial(apply_building, self.keyed_desk, self._building))

    def done(self, purpose: str, answer: object) -> None:
        """Say how many are settled now."""
        found = cast("SettlementPreview", answer)
        count = sum(each.applied for each in found.settlements)
        self.app.notify(ntr("{count} deal is settled.", "{count} deals are settled.", count).format(count=count))

    def action_explain(self) -> None:
        """Tell how the sum of the deal under the cursor, and of all together, came to be."""
        key = self.query_one(RowList).key
        title = tr("The areas of building {building}").format(building=safe(self._building))
        work = partial(explain_building, self.desk, self._building)
        explain_sums(self, title, lambda: with_first(work(), f"settlement:{key}", "total"))


def choose_building(office: Office, buildings: Sequence[BuildingAnswer]) -> None:
    """Ask which building, then show what its areas come to; where there is one alone, nobody is asked."""
    if not buildings:
        office.open(Notice(tr("Areas"), tr("No deal lives, so there is no area to settle.")))
    elif len(buildings) == 1:
        office.open(BuildingSettlementScreen(buildings[0].building))
    else:
        said = tr("building {building}: {measured} of {deals} measured")
        choices = {
            safe(said.format(building=each.building, measured=each.measured, deals=each.deals)): each.building
            for each in buildings
        }
        notice = Notice(tr("Which building?"), tr("Deals that live are settled by what was measured."), list(choices))
        office.open(notice, lambda chosen: _open_building(office, choices.get(chosen or "")))


def _open_building(office: Office, building: str | None) -> None:
    if building is not None:
        office.open(BuildingSettlementScreen(building))
