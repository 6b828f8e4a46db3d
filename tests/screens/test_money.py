"""Receipts and arrears as people use them: sums, booking for a deal, reversing, and the way to the deal."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services.dayend import day_end
from salesdesk.services.deals import show_deal
from salesdesk.services.holds import place_hold
from salesdesk.services.orders import place_order
from salesdesk.services.payments import add_receipt, list_receipts
from screens.deal import DealScreen
from screens.dialogs import Notice
from screens.money import MoneyScreen
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A deal with half of its deposit paid."""
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    number = place_order(rep, units[0], sqlite_bureau.customer(rep), PlanKind.ONE_SUM).deal_id
    add_receipt(sqlite_bureau.desk(Role.CASHIER), number, 5_000_00, Method.CASH)
    return number


async def opened(pilot: Pilot[None]) -> MoneyScreen:
    await pilot.press("f6")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, MoneyScreen)
    return screen


def line(screen: MoneyScreen, name: str, at: int = 0) -> str:
    return " ".join(screen.query_one(f"#{name}", RowList).render_line(at + 1).text.split())


def total(screen: MoneyScreen, pane: str) -> str:
    return str(screen.query_one(f"#{pane} .sum", Static).content)


async def test_receipts_and_arrears_stand_with_their_sums(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    sqlite_bureau.clock.on(days=10)
    async with console(Role.CASHIER, size=(120, 40)) as pilot:
        screen = await opened(pilot)
        assert line(screen, "receipts") == "R-000001 31 Aug 5,000 D-0001 王小明 3-1-0101 cash cashier one"
        assert total(screen, "in") == "RECEIPTS   1 receipt · 5,000 in hand"
        assert line(screen, "arrears") == "7 d D-0001 王小明 3-1-0101 deposit 3 Sep 5,000 7 Wang Li"
        assert total(screen, "late") == "ARREARS   1 payment overdue · 5,000 open · 7 late fees"


async def test_a_small_screen_shows_one_list_and_turns_to_the_other(deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        assert screen.query_one("#in").display
        assert not screen.query_one("#late").display
        await pilot.press("t")
        await settle(pilot)
        assert not screen.query_one("#in").display
        assert screen.query_one("#arrears").has_focus


async def test_money_is_booked_for_a_deal_by_its_number(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert pilot.app.screen.query_one("#deal", Input).value == deal
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.screen.query_one("#amount", Input).value == "5,000"
        await pilot.press("enter", "enter", "enter", "enter", "enter")
        await settle(pilot)
    assert show_deal(sqlite_bureau.admin, deal).paid_minor == 10_000_00


async def test_an_unknown_deal_is_refused_in_one_line(deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        await settle(pilot)
        pilot.app.screen.query_one("#deal", Input).value = "D-0099"
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert any("There is no deal" in each.message for each in pilot.app._notifications)


async def test_the_receipt_under_the_cursor_is_reversed_once(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.CASHIER, size=(120, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("z")
        await settle(pilot)
        await pilot.press("enter")
        await type_text(pilot, "typo")
        await pilot.press("enter")
        await settle(pilot)
        assert "reverses R-000001" in line(screen, "receipts")
        assert total(screen, "in") == "RECEIPTS   2 receipts · 0 in hand · 5,000 reversed"
        for key in ("up", "z", "down", "z"):
            await pilot.press(key)
            await settle(pilot)
        said = "\n".join(each.message for each in pilot.app._notifications)
        assert "R-000002 is itself a reversal" in said
        assert "R-000001 was reversed by R-000002 already" in said
    assert len(list_receipts(sqlite_bureau.admin)) == 2


async def test_enter_opens_the_deal(deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DealScreen)


async def test_a_rep_books_nothing(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        assert not {"receipt", "reverse"} & {each.binding.action for each in screen.active_bindings.values()}


async def test_no_money_yet_says_what_would_be_here(console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        assert "The receipts would be here." in screen.query_one("#receipts", RowList).render_line(1).text


@pytest.fixture
def loose(sqlite_bureau: "Bureau", deal: str) -> str:
    """The same deal, with 2,000 that pay nothing yet."""
    add_receipt(sqlite_bureau.desk(Role.CASHIER), deal, 7_000_00, Method.CASH, None, Step.DEPOSIT)
    return deal


async def turned(pilot: Pilot[None]) -> MoneyScreen:
    """Go to the unallocated money."""
    screen = await opened(pilot)
    await pilot.press("t", "t")
    await settle(pilot)
    return screen


async def test_unallocated_money_stands_in_a_list_of_its_own(loose: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await turned(pilot)
        assert line(screen, "unallocated") == "D-0001 2,000 31 Aug 王小明 3-1-0101"
        assert total(screen, "loose") == "UNALLOCATED   1 deal · 2,000"
        await pilot.press("t")
        await settle(pilot)
        assert screen.query_one("#receipts").has_focus


async def test_it_is_moved_to_the_oldest_open_payment(sqlite_bureau: "Bureau", loose: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await turned(pilot)
        await pilot.press("m")
        await settle(pilot)
        await pilot.press("enter", "enter", "enter", "enter")
        await settle(pilot)
        said = "\n".join(each.message for each in pilot.app._notifications)
        assert "2,000 went to D-0001; 2,000 of it pays now, 0 is left unallocated here." in said
        assert "All the money pays something." in screen.query_one("#unallocated", RowList).render_line(1).text
    assert show_deal(sqlite_bureau.admin, loose).unallocated_minor == 0


async def test_it_is_given_back_under_a_number_of_its_own(
    sqlite_bureau: "Bureau", loose: str, console: Console
) -> None:
    async with console(Role.CASHIER, size=(120, 24)) as pilot:
        screen = await turned(pilot)
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("enter", "enter", "enter")
        await type_text(pilot, "too much")
        await pilot.press("enter")
        await settle(pilot)
        said = "\n".join(each.message for each in pilot.app._notifications)
        assert "R-000003: 2,000 of D-0001 is given back; 0 is left unallocated." in said
        assert total(screen, "in") == "RECEIPTS   3 receipts · 10,000 in hand · 2,000 paid out"
        await pilot.press("t")
        await settle(pilot)
        assert line(screen, "receipts").endswith("refund")
    assert show_deal(sqlite_bureau.admin, loose).unallocated_minor == 0


async def test_money_for_no_deal_is_booked_and_moved_to_one(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await turned(pilot)
        await pilot.press("r", "enter")
        await settle(pilot)
        for text in ("3000", "", "", "王[/]家", "rent?", ""):
            await type_text(pilot, text)
            await pilot.press("enter")
        await settle(pilot)
        assert line(screen, "unallocated") == "R-000002 3,000 31 Aug 王[/]家 rent?"
        assert total(screen, "loose") == "UNALLOCATED   1 receipt without a deal · 3,000"
        await pilot.press("enter", "enter")
        await type_text(pilot, deal)
        await pilot.press("enter", "enter", "enter")
        await settle(pilot)
        said = "\n".join(each.message for each in pilot.app._notifications)
        assert "3,000 went to D-0001; 3,000 of it pays now, 0 is left unallocated here." in said
    assert show_deal(sqlite_bureau.admin, deal).paid_minor == 8_000_00


async def test_the_day_is_shown_with_its_sums_and_closed_once(
    sqlite_bureau: "Bureau", loose: str, console: Console
) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        await pilot.press("d")
        await settle(pilot)
        shown = "\n".join(str(each.content) for each in pilot.app.screen.query(Static))
        assert "Close the cash book of 31 Aug?" in shown
        assert "in hand from this day: 12,000" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.screen is screen
        await pilot.press("d")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Notice)
    assert day_end(sqlite_bureau.admin).closed_by == "cashier one"


async def test_what_only_unallocated_money_takes_is_dim_elsewhere(loose: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        await pilot.press("x")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert any("t goes to its list" in each.message for each in pilot.app._notifications)


async def test_earnest_money_is_booked_on_a_held_unit_by_its_code(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    place_hold(rep, "3-1-0201", "1")
    async with console(Role.CASHIER, size=(120, 40)) as pilot:
        screen = await opened(pilot)
        for unit in ("3-1-0301", "3-1-0201"):
            await pilot.press("r")
            await settle(pilot)
            pilot.app.screen.query_one("#deal", Input).value = unit
            await pilot.press("enter")
            await settle(pilot)
        assert any("3-1-0301 is not held" in each.message for each in pilot.app._notifications)
        await type_text(pilot, "3000")
        await pilot.press(*["enter"] * 5)
        await settle(pilot)
        assert any("3,000 on the hold of 3-1-0201" in each.message for each in pilot.app._notifications)
        assert line(screen, "unallocated") == "R-000002 3,000 31 Aug 王小明 3-1-0201 on the hold"
