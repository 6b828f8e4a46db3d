"""The payment bench by keys: terms are turned, everything follows, and the order takes it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.roles import Role
from screens.dialogs import Form
from screens.order_sheet import OrderSheetScreen
from screens.payment_bench import PaymentBenchScreen
from screens.sheet_dialog import SheetDialog
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


async def opened(pilot: Pilot[None]) -> PaymentBenchScreen:
    await pilot.press("f2")
    await settle(pilot)
    await pilot.press("t")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PaymentBenchScreen)
    return screen


def figures(screen: PaymentBenchScreen) -> dict[str, str]:
    lines = str(screen.query_one("#figures", Static).content).splitlines()
    return {line[:27].strip(): line[27:].strip() for line in lines}


@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 50), marks=pytest.mark.slow)])
async def test_arrows_turn_the_terms_and_everything_follows(
    sqlite_bureau: "Bureau", console: Console, size: tuple[int, int]
) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP, size=size) as pilot:
        screen = await opened(pilot)
        assert figures(screen)["own money"] == "1,800,000"
        await pilot.press("right", "right", "down", "left", "down", "down", "right")
        await settle(pilot)
        found = figures(screen)
        assert (found["own money"], found["provident fund loan, 2.6 %"]) == ("2,400,000", "100,000")
        assert len(screen.query_one(RowList).rows) == 29 * 12
        first = found["first month"]
        await pilot.press("down", "down", "right")
        await settle(pilot)
        assert figures(screen)["first month"] != first
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SheetDialog)


async def test_a_digit_types_a_value_and_nonsense_is_refused(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        screen = await opened(pilot)
        await pilot.press("5")
        await settle(pilot)
        await type_text(pilot, "0")
        await pilot.press("enter")
        await settle(pilot)
        assert figures(screen)["own money"] == "3,000,000"
        await pilot.press("enter")
        await settle(pilot)
        await type_text(pilot, "many")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("escape")
        await pilot.press(*["left"] * 30)
        await settle(pilot)
        assert figures(screen)["own money"] == "0", "it stays at its end"


async def test_the_sheet_is_written_to_a_new_file(
    sqlite_bureau: "Bureau", console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        await opened(pilot)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    assert "own money" in (tmp_path / "bench-3-1-0101.txt").read_text(encoding="utf-8")


async def test_an_order_takes_the_part_of_the_fund(sqlite_bureau: "Bureau", console: Console) -> None:
    rep, (unit, *_) = sqlite_bureau.desk(Role.REP), sqlite_bureau.units(2)
    buyer = sqlite_bureau.customer(rep)
    async with console(Role.REP) as pilot:
        sheet = OrderSheetScreen(unit, buyer, "王小明")
        pilot.app.push_screen(sheet)
        await settle(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PaymentBenchScreen)
        await pilot.press("down", "down", "down", "right", "t")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OrderSheetScreen)
        assert "combined" in str(sheet.query_one("#plans", Static).content)


async def test_without_an_order_there_is_nothing_to_take_it_to(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        screen = await opened(pilot)
        await pilot.press("t")
        await settle(pilot)
        assert pilot.app.screen is screen


def explained(pilot: Pilot[None]) -> dict[str, str]:
    rows = pilot.app.screen.query_one("#sums", RowList).rows
    return {row.cells[0].text: row.cells[1].text.removesuffix(".00") for row in rows}


async def test_every_figure_is_explained_and_the_month_under_the_cursor_first(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    sqlite_bureau.units(1)
    names = {
        "price": "list price",
        "commercial loan": "loan payout",
        "first month": "month 1, loan payout",
        "last month": "month 360, loan payout",
    }
    async with console(Role.REP) as pilot:
        screen = await opened(pilot)
        shown = {name.split(", ")[0]: amount for name, amount in figures(screen).items()}
        await pilot.press("e")
        await settle(pilot)
        told = explained(pilot)
        assert {name: told[names.get(name, name)] for name in shown} == shown
        await pilot.press("escape", "tab", "down", "e")
        await settle(pilot)
        assert next(iter(explained(pilot))) == "month 2, loan payout"
