"""The order sheet as people use it: read, never written; a discount asked for and used; who was faster is named."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.roles import Role
from salesdesk.services.deals import list_deals, show_deal
from salesdesk.services.discounts import approve_discount, list_discounts, request_discount
from salesdesk.services.orders import place_order
from screens.board import BoardScreen
from screens.deal import DealScreen
from screens.dialogs import Notice, Question
from screens.order_sheet import OrderSheetScreen
from screens.widgets.price_sheet import PriceSheet
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from tests.conftest import Bureau


@pytest.fixture
def rep(sqlite_bureau: "Bureau") -> "Desk":
    """A rep with four flats to sell and one customer."""
    desk = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.units(4)
    sqlite_bureau.customer(desk)
    return desk


async def opened(pilot: Pilot[None]) -> OrderSheetScreen:
    """Open the sheet of the first flat for the only customer, from the board."""
    await pilot.press("f2")
    await settle(pilot)
    await type_text(pilot, "0101")
    await settle(pilot)
    await pilot.press("o")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, OrderSheetScreen)
    return screen


def sheet(screen: OrderSheetScreen) -> list[str]:
    return [" ".join(line.plain.split()) for line in screen.query_one(PriceSheet).lines(70)]


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


def requested(screen: OrderSheetScreen) -> str:
    return str(screen.query_one("#requests", Static).content)


async def test_the_sheet_has_price_and_dated_plan_and_no_field_to_write_in(rep: "Desk", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        lines = sheet(screen)
        assert lines[0] == "list price 60,000 × 100.00 m² 6,000,000"
        assert "price 6,000,000" in lines
        assert lines[-3:] == [
            "deposit today 10,000",
            "first payment 5 Sep 1,790,000",
            "loan payout 30 Oct 4,200,000",
        ]
        assert "7 Sep 2026" in str(screen.query_one("#sign-by", Static).content)
        assert not screen.query(Input)


async def test_the_plan_changes_by_key_and_its_rows_add_up(rep: "Desk", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        await pilot.press("p")
        await settle(pilot)
        await pilot.press("home", "enter")
        await settle(pilot)
        assert sheet(screen)[-2:] == ["deposit today 10,000", "first payment 15 Sep 5,990,000"]
        await pilot.press("p")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert [line.split()[0] for line in sheet(screen)[-4:]] == ["deposit", "first", "instalment", "instalment"]


async def test_enter_asks_in_words_then_orders_and_opens_the_deal(rep: "Desk", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        question = pilot.app.screen
        assert isinstance(question, Question)
        assert "Order 3-1-0101 for 王小明 at 6,000,000?" in str(question.query(Static).first().content)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DealScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BoardScreen)
    assert [each.unit for each in list_deals(rep)] == ["3-1-0101"]


async def test_no_to_the_question_writes_nothing(rep: "Desk", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert pilot.app.screen is screen
    assert list_deals(rep) == []


async def test_a_discount_is_asked_for_and_its_answer_shows_by_itself(
    sqlite_bureau: "Bureau", rep: "Desk", console: Console
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        await pilot.press("x")
        await settle(pilot)
        await type_text(pilot, "98")
        await pilot.press("enter")
        await type_text(pilot, "pays soon")
        await pilot.press("enter")
        await settle(pilot)
        assert "Request 1 waits for the manager" in toasts(pilot)
        assert "waits for the manager" in requested(screen)
        approve_discount(sqlite_bureau.desk(Role.MANAGER), 1)
        for _ in range(60):
            await pilot.pause(0.05)
            if "price 5,880,000" in sheet(screen):
                break
        assert "authorised discount -120,000" in sheet(screen)
        assert "this order uses it" in requested(screen)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    deal = show_deal(rep, list_deals(rep)[0].deal_id)
    assert (deal.price.total_minor, deal.price.request_id) == (5_880_000_00, 1)
    assert [each.state for each in list_discounts(rep)] == [RequestState.USED]


async def test_an_approval_can_be_left_for_another_time(sqlite_bureau: "Bureau", rep: "Desk", console: Console) -> None:
    request_discount(rep, "3-1-0101", "1", PlanKind.MORTGAGE, "friend", percent=Decimal(98))
    approve_discount(sqlite_bureau.desk(Role.MANAGER), 1)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        assert "price 5,880,000" in sheet(screen)
        await pilot.press("a")
        await settle(pilot)
        assert "price 6,000,000" in sheet(screen)
        assert "not used" in requested(screen)


async def test_an_approval_for_another_plan_is_not_used(sqlite_bureau: "Bureau", rep: "Desk", console: Console) -> None:
    request_discount(rep, "3-1-0101", "1", PlanKind.ONE_SUM, "friend", percent=Decimal(98))
    approve_discount(sqlite_bureau.desk(Role.MANAGER), 1)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        assert "price 6,000,000" in sheet(screen)
        await pilot.press("a")
        await settle(pilot)
        assert "no approval for this unit, this customer and this plan" in toasts(pilot)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("97 %", 5_820_000_00), ("3", 5_820_000_00), ("50,000", 5_950_000_00), ("5900000", 5_900_000_00)],
)
async def test_a_discount_is_a_percentage_or_an_amount(rep: "Desk", console: Console, typed: str, asked: int) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await opened(pilot)
        await pilot.press("x")
        await settle(pilot)
        pilot.app.screen.query_one("#asked", Input).value = typed
        await pilot.press("enter")
        await type_text(pilot, "why")
        await pilot.press("enter")
        await settle(pilot)
    assert [each.asked_minor for each in list_discounts(rep)] == [asked]


async def test_the_loser_is_told_who_has_it_and_goes_to_one_like_it(
    sqlite_bureau: "Bureau", rep: "Desk", console: Console
) -> None:
    other = sqlite_bureau.desk(Role.REP, "Chen Jie")
    theirs = sqlite_bureau.customer(other, "李明", "199-0000-0002")
    async with console(Role.REP, "Wang Li") as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await settle(pilot)
        place_order(other, "3-1-0101", theirs, PlanKind.ONE_SUM)
        await pilot.press("enter")
        await settle(pilot)
        notice = pilot.app.screen
        assert isinstance(notice, Notice)
        assert any("Chen Jie" in str(each.content) for each in notice.query(Static))
        await pilot.press("1")
        await settle(pilot)
        board = pilot.app.screen
        assert isinstance(board, BoardScreen)
        assert board._grid.tile is not None
        assert board._grid.tile.code == "3-1-0201"
    assert list_deals(rep) == []
