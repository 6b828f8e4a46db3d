"""The areas of a whole building: who waits, what can be settled, and settling it with one key."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.services import settlements
from screens.building_settlement import BuildingSettlementScreen
from screens.dialogs import Question
from screens.sheet_dialog import SheetDialog
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def measured(sqlite_bureau: "Bureau") -> list[str]:
    """A signed deal whose unit was measured 2.5 % larger, and two orders without a contract."""
    units, rep = sqlite_bureau.units(3), sqlite_bureau.desk(Role.REP)
    deals = [sqlite_bureau.signed(units[0], PlanKind.ONE_SUM)]
    for number, unit in enumerate(units[1:], 2):
        buyer = sqlite_bureau.customer(rep, "李明", f"199-0000-000{number}")
        deals.append(sqlite_bureau.sold(unit, PlanKind.ONE_SUM, buyer))
    settlements.measure_unit(sqlite_bureau.desk(Role.BACK_OFFICE), units[0], 10_250)
    return deals


async def opened(pilot: Pilot[None]) -> BuildingSettlementScreen:
    await pilot.press("f3")
    await settle(pilot)
    await pilot.press("a")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, BuildingSettlementScreen)
    return screen


def said(screen: BuildingSettlementScreen) -> str:
    return str(screen.query_one("#sums", Static).content)


def states(screen: BuildingSettlementScreen) -> list[tuple[str, str]]:
    return [(row.key, row.cells[-1].text) for row in screen.query_one(RowList).rows]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_what_needs_no_choice_is_settled_at_once(
    sqlite_bureau: "Bureau", console: Console, measured: list[str], size: tuple[int, int]
) -> None:
    async with console(Role.BACK_OFFICE, size=size) as pilot:
        screen = await opened(pilot)
        assert states(screen) == [(measured[0], "within")]
        assert "to be paid 150,000" in said(screen)
        assert "without a contract: 3-1-0201, 3-1-0301" in said(screen)
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SheetDialog)
        await pilot.press("escape", "s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Question)
        await pilot.press("y")
        await settle(pilot)
        assert states(screen) == [(measured[0], "settled")]
        await pilot.press("s")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, Question), "there is nothing more to settle"
    assert settlements.preview_settlement(sqlite_bureau.admin, measured[0]).settlements[0].applied


async def test_beyond_the_limit_the_buyer_chooses_first(
    sqlite_bureau: "Bureau", console: Console, measured: list[str]
) -> None:
    settlements.measure_unit(sqlite_bureau.desk(Role.BACK_OFFICE), "3-1-0101", 10_400)
    async with console(Role.BACK_OFFICE) as pilot:
        screen = await opened(pilot)
        assert states(screen) == [(measured[0], "the buyer chooses")]
        assert "the buyer chooses first: 3-1-0101" in said(screen)
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BuildingSettlementScreen)


async def test_a_rep_is_not_offered_it(sqlite_bureau: "Bureau", console: Console, measured: list[str]) -> None:
    async with console(Role.REP) as pilot:
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, BuildingSettlementScreen)
