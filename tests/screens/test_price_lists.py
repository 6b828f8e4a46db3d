"""Price lists in the console: made by a rule, looked at beside today's prices, put in force once."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.pricelists import PriceRule
from salesdesk.domain.roles import Role
from salesdesk.services import prices
from salesdesk.services.board import unit_card
from screens.price_lists import PriceListsScreen
from screens.price_preview import PricePreviewScreen
from screens.sheet_dialog import SheetDialog
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text, until_so

if TYPE_CHECKING:
    from tests.conftest import Bureau


def lines(screen: PriceListsScreen | PricePreviewScreen) -> list[str]:
    return [" ".join("".join(cell.text for cell in row.cells).split()) for row in screen.query_one(RowList).rows]


async def opened(pilot: Pilot[None]) -> PriceListsScreen:
    await pilot.press("f7")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PriceListsScreen)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_a_list_is_made_looked_at_and_put_in_force(
    sqlite_bureau: "Bureau", console: Console, size: tuple[int, int]
) -> None:
    units = sqlite_bureau.units(3)
    sqlite_bureau.sold(units[0], PlanKind.ONE_SUM)
    async with console(Role.MANAGER, size=size) as pilot:
        await opened(pilot)
        await pilot.press("n")
        await settle(pilot)
        for typed in ("秋季", "98", "", ""):
            await type_text(pilot, typed)
            await pilot.press("enter")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, PricePreviewScreen)
        head = str(screen.query_one("#sums", Static).content)
        assert "2 prices change · 0 the same · 1 keep theirs" in head
        assert "-240,000 (-2.00 %)" in head
        assert len(lines(screen)) == 3
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SheetDialog)
        for key in ("escape", "u", "enter"):
            await pilot.press(key)
            await settle(pilot)
        lists = await opened(pilot)
        await until_so(pilot, lambda: "in force" in lines(lists)[0])  # news of it come by themselves
    after = [unit_card(sqlite_bureau.admin, each).unit.list_price_minor for each in units[:2]]
    assert after == [6_000_000_00, 5_880_000_00]


async def test_what_is_in_force_is_not_put_in_force_again(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    prices.make_list(sqlite_bureau.admin, "autumn", PriceRule())
    prices.apply_list(sqlite_bureau.admin, "autumn")
    async with console(Role.MANAGER) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PricePreviewScreen)
        await pilot.press("u")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PricePreviewScreen)


async def test_a_rep_has_no_such_room(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        await pilot.press("f7")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, PriceListsScreen)
