"""Approvals as people use them: a block with all that a decision needs, one key to decide, the number in the header."""

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.roles import Role
from salesdesk.services.discounts import approve_discount, list_discounts, request_discount
from salesdesk.services.office import set_project
from screens.approvals import ApprovalsScreen
from screens.order_sheet import OrderSheetScreen
from screens.today import TodayScreen
from screens.widgets.status_line import StatusLine
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau


def asked(bureau: "Bureau", percent: int = 98, customer: str = "王小明", floor: int = 1) -> "Desk":
    """Let a rep ask for a discount on a flat."""
    rep = bureau.desk(Role.REP, "Wang Li")
    if floor == 1:
        bureau.units(4)
    number = bureau.customer(rep, customer, f"199-0000-000{floor}")
    unit = f"3-1-{floor:02d}01"
    request_discount(rep, unit, number, PlanKind.MORTGAGE, "pays [b]soon[/]", percent=Decimal(percent))
    return rep


async def opened(pilot: Pilot[None]) -> ApprovalsScreen:
    await pilot.press("f5")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, ApprovalsScreen)
    return screen


def block(screen: ApprovalsScreen, at: int = 0) -> str:
    prompts = [each.prompt for each in screen.query_one(OptionList).options if each.id]
    return str(prompts[at])


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


async def test_a_manager_sees_all_that_a_decision_needs_and_a_rep_no_floor_price(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        text = " ".join(block(await opened(pilot)).split())
        for part in (
            "1 3-1-0101 王小明",
            "Wang Li asks 98 % instead of 100 %",
            "“pays [b]soon[/]”",
            "list 6,000,000 · filed 6,000,000 · floor 4,800,000",
            "asked 5,880,000",
            "costs 120,000 (2 %)",
            "project average 100.00 → 98.00 %",
            "you granted 0 this month",
            "waiting 0 min",
        ):
            assert part in text
    async with console(Role.REP, "Wang Li") as pilot:
        assert "floor" not in block(await opened(pilot))


async def test_a_manager_sees_how_much_of_the_months_budget_is_used(sqlite_bureau: "Bureau", console: Console) -> None:
    set_project(sqlite_bureau.admin, "manager_month_budget", "600,000")
    asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        assert "your month 0 of 600,000 used" in " ".join(block(await opened(pilot)).split())


async def test_the_number_that_waits_stands_beside_f5(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        line = pilot.app.screen.query_one(StatusLine)
        request_discount(rep, "3-1-0201", "1", PlanKind.MORTGAGE, "second", percent=Decimal(98))
        for _ in range(60):
            await pilot.pause(0.05)
            if line.waiting == 2:
                break
        assert "Approvals 2" in line.lines(80)[1].plain


async def test_one_key_approves_and_the_rep_hears_of_it(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        screen = await opened(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "Request 1 is approved" in toasts(pilot)
        assert "approved" in block(screen)
        await pilot.press("a")
        await settle(pilot)
        assert "nothing to decide" in toasts(pilot)
    assert [each.state for each in list_discounts(rep)] == [RequestState.APPROVED]


async def test_a_refusal_asks_for_its_reason(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        await opened(pilot)
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert [each.state for each in list_discounts(rep)] == [RequestState.WAITING]
        await type_text(pilot, "too low")
        await pilot.press("enter")
        await settle(pilot)
    assert [(each.state, each.decided_reason) for each in list_discounts(rep)] == [(RequestState.REFUSED, "too low")]


async def test_beyond_a_managers_limit_the_key_says_who_decides(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = asked(sqlite_bureau, percent=95)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        await opened(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "it waits for the director" in toasts(pilot)
    async with console(Role.DIRECTOR, "Sun Hao") as pilot:
        await opened(pilot)
        await pilot.press("a")
        await settle(pilot)
    assert [each.state for each in list_discounts(rep)] == [RequestState.APPROVED]


async def test_a_request_comes_in_by_itself_and_the_cursor_stays(sqlite_bureau: "Bureau", console: Console) -> None:
    asked(sqlite_bureau)
    asked(sqlite_bureau, customer="李明", floor=2)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        screen = await opened(pilot)
        await pilot.press("down")
        await settle(pilot)
        under = screen._chosen
        asked(sqlite_bureau, customer="孙磊", floor=3)
        for _ in range(60):
            await pilot.pause(0.05)
            if len(screen._requests) == 3:
                break
        assert len(screen._requests) == 3
        assert screen._chosen is not None
        assert under is not None
        assert screen._chosen.request_id == under.request_id


async def test_a_rep_sees_their_own_answers_and_orders_from_there(sqlite_bureau: "Bureau", console: Console) -> None:
    asked(sqlite_bureau)
    approve_discount(sqlite_bureau.desk(Role.MANAGER), 1)
    other = sqlite_bureau.desk(Role.REP, "Chen Jie")
    theirs = sqlite_bureau.customer(other, "李明", "199-0000-0009")
    request_discount(other, "3-1-0201", theirs, PlanKind.MORTGAGE, "x", percent=Decimal(98))
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        assert [each.request_id for each in screen._requests] == [1]
        assert "approve" not in {each.binding.action for each in screen.active_bindings.values()}
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OrderSheetScreen)


async def test_today_leads_to_the_request_that_waits(sqlite_bureau: "Bureau", console: Console) -> None:
    asked(sqlite_bureau)
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        assert isinstance(pilot.app.screen, TodayScreen)
        await pilot.press("enter")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ApprovalsScreen)
        assert screen._chosen is not None
        assert screen._chosen.request_id == 1


async def test_nothing_asked_for_says_how_one_asks(console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        assert "the key x asks for one" in str(screen.query_one("#nothing", Static).content)
