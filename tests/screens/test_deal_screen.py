"""Deals as people move them on: steps by key, money by receipts, everything refused by the name of its rule."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.services.cautions import show_cautions
from salesdesk.services.deals import DealLine, show_deal
from salesdesk.services.orders import place_order
from salesdesk.services.payments import add_receipt
from salesdesk.services.steps import do_step
from screens.board import BoardScreen
from screens.customer import CustomerScreen
from screens.deal import DealScreen
from screens.deals import DealsScreen
from screens.dialogs import Form, Notice, Question
from screens.sheet_dialog import SheetDialog
from screens.widgets.deal_head import DealHead
from screens.widgets.deal_rows import deals_in_sum
from screens.widgets.row_list import RowList
from screens.widgets.row_table import RowTable
from screens.widgets.step_line import StepLine
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau

DEPOSIT, FIRST = 10_000_00, 5_990_000_00


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A deal that was just ordered, paid in one sum."""
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    return place_order(rep, units[0], sqlite_bureau.customer(rep, "[red]王小明[/]"), PlanKind.ONE_SUM).deal_id


def paid(bureau: "Bureau", deal: str, *amounts: int) -> None:
    for amount in amounts:
        add_receipt(bureau.desk(Role.CASHIER), deal, amount, Method.TRANSFER)


async def opened(pilot: Pilot[None]) -> DealScreen:
    await pilot.press("f3")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, DealScreen)
    return screen


def toasts(pilot: Pilot[None]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


def table(screen: DealScreen, name: str) -> list[str]:
    return [" ".join(line.plain.split()) for line in screen.query_one(f"#{name}", RowTable).lines(78)]


async def test_the_list_names_each_deal_with_what_comes_next(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.REP, "Wang Li", size=(160, 50)) as pilot:
        await pilot.press("f3")
        await settle(pilot)
        rows = pilot.app.screen.query_one(RowList)
        assert isinstance(pilot.app.screen, DealsScreen)
        line = rows.render_line(1).text.split()
        assert line[:5] == [deal, "3-1-0101", "[red]王小明[/]", "deposit", "31"]
        assert "6,000,000" in line
        assert "1 deal · total 6,000,000" in str(pilot.app.screen.query_one("#sums", Static).content)


async def test_an_empty_list_says_how_a_deal_begins(console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("f3")
        await settle(pilot)
        rows = pilot.app.screen.query_one(RowList)
        assert "An order on the Board" in rows.render_line(2).text


async def test_typing_narrows_the_list_and_escape_shows_all_again(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    place_order(rep, "3-1-0201", sqlite_bureau.customer(rep, "李明", "199-0000-0002"), PlanKind.ONE_SUM)
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("f3")
        await settle(pilot)
        rows = pilot.app.screen.query_one(RowList)
        await pilot.press("slash")
        await type_text(pilot, "0201")
        await settle(pilot)
        assert [row.key for row in rows.rows] == ["D-0002"]
        await pilot.press("escape")
        await settle(pilot)
        assert len(rows.rows) == 2
        assert rows.has_focus


async def test_a_deal_shows_steps_schedule_and_history_with_a_harmless_name(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    paid(sqlite_bureau, deal, 3_000_00)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        head = screen.query_one(DealHead).lines(78)[0].plain
        assert head.startswith("D-0001  3-1-0101  [red]王小明[/]")
        assert head.endswith("price 6,000,000   paid 3,000")
        steps = screen.query_one(StepLine).lines(78)[0].plain
        assert steps.startswith("✓ order  ✓ deposit  > top up")
        assert table(screen, "schedule") == [
            "SCHEDULE due amount paid open",
            "deposit 3 Sep 10,000 3,000 7,000",
            "first payment 15 Sep 5,990,000 0 5,990,000",
            "together 6,000,000 3,000 5,997,000",
        ]
        assert "R-000001 31 Aug 3,000 transfer" in table(screen, "receipts")[1]
        assert "Wang Li ordered" in str(screen.query_one("#history", Static).content)


async def test_a_receipt_offers_what_is_open_next_and_leaves_a_top_up(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.CASHIER) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await settle(pilot)
        amount = pilot.app.screen.query_one("#amount", Input)
        assert amount.value == "10,000"
        amount.value = "3,000"
        await pilot.press("enter", "enter", "enter", "enter", "enter")
        await settle(pilot)
        assert "R-000001: 3,000 for D-0001 (deposit 3,000). next: 7,000 to pay." in toasts(pilot)
    assert show_deal(sqlite_bureau.admin, deal).paid_minor == 3_000_00


@pytest.mark.parametrize("typed", ["abc", "-5", "1e9", "3,000.001"])
async def test_an_amount_that_is_none_is_refused_in_the_form(
    sqlite_bureau: "Bureau", deal: str, console: Console, typed: str
) -> None:
    async with console(Role.CASHIER) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await settle(pilot)
        pilot.app.screen.query_one("#amount", Input).value = typed
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        assert "an amount is digits" in str(pilot.app.screen.query_one("#amount-wrong", Static).content)
    assert show_deal(sqlite_bureau.admin, deal).receipts == []


async def test_a_step_is_done_after_a_question_in_words(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    paid(sqlite_bureau, deal, DEPOSIT, FIRST)
    async with console(Role.BACK_OFFICE) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await settle(pilot)
        question = pilot.app.screen
        assert isinstance(question, Question)
        assert "Do the contract of D-0001 for [red]王小明[/]?" in str(question.query(Static).first().content)
        told = "\n".join(str(each.content) for each in question.query(Static))
        assert all(each.item in told for each in show_cautions(sqlite_bureau.admin, deal).cautions)
        await pilot.press("enter")
        await settle(pilot)
        assert "the unit is signed" in toasts(pilot)
    assert show_deal(sqlite_bureau.admin, deal).stage == Step.CONTRACT
    assert show_cautions(sqlite_bureau.admin, deal).open == 0


async def test_a_step_of_another_department_says_whose_it_is(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await opened(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert "Next is the deposit; that is done by: administrator, cashier." in toasts(pilot)


async def test_a_step_that_was_overtaken_is_refused_by_the_name_of_its_rule(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    paid(sqlite_bureau, deal, DEPOSIT, FIRST)
    async with console(Role.BACK_OFFICE) as pilot:
        await opened(pilot)
        await pilot.press("s")
        await settle(pilot)
        do_step(sqlite_bureau.admin, deal, Step.CONTRACT, ticked=True)
        await pilot.press("enter")
        await settle(pilot)
        assert "contract is done already" in toasts(pilot)


async def test_the_last_step_is_undone_with_a_reason_and_money_is_not(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    paid(sqlite_bureau, deal, DEPOSIT, FIRST)
    async with console(Role.BACK_OFFICE) as pilot:
        await opened(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert "money is undone by reversing its receipt" in toasts(pilot)
        do_step(sqlite_bureau.admin, deal, Step.CONTRACT, ticked=True)
        pilot.app.screen.query_one("#page")
        assert isinstance(pilot.app.screen, DealScreen)
        pilot.app.screen.reload()
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        await type_text(pilot, "wrong date")
        await pilot.press("enter")
        await settle(pilot)
    assert show_deal(sqlite_bureau.admin, deal).stage == Step.FIRST_PAYMENT


async def test_a_receipt_is_reversed_with_a_reason(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    paid(sqlite_bureau, deal, DEPOSIT)
    async with console(Role.CASHIER) as pilot:
        screen = await opened(pilot)
        await pilot.press("z")
        await settle(pilot)
        assert pilot.app.screen.query_one("#receipt", Input).value == "R-000001"
        await pilot.press("enter")
        await type_text(pilot, "wrong deal")
        await pilot.press("enter")
        await settle(pilot)
        assert "reversed by R-000002" in table(screen, "receipts")[1]
        await pilot.press("z")
        await settle(pilot)
        assert "There is no receipt to reverse." in toasts(pilot)
    assert show_deal(sqlite_bureau.admin, deal).paid_minor == 0


async def test_a_signed_contract_gets_its_filing_number(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    paid(sqlite_bureau, deal, DEPOSIT, FIRST)
    async with console(Role.BACK_OFFICE) as pilot:
        screen = await opened(pilot)
        await pilot.press("b")
        await settle(pilot)
        assert "filed when it is signed" in toasts(pilot)
        do_step(sqlite_bureau.admin, deal, Step.CONTRACT, ticked=True)
        screen.reload()
        await settle(pilot)
        await pilot.press("b")
        await settle(pilot)
        await type_text(pilot, "HG-001")
        await pilot.press("enter")
        await settle(pilot)
        assert "filed as HG-001" in screen.query_one(DealHead).lines(100)[1].plain
    assert show_deal(sqlite_bureau.admin, deal).filing_no == "HG-001"


async def test_price_history_customer_and_board_are_one_key_away(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await opened(pilot)
        for key, kind in (("e", SheetDialog), ("y", Notice), ("c", CustomerScreen)):
            await pilot.press(key)
            await settle(pilot)
            assert isinstance(pilot.app.screen, kind)
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(pilot.app.screen, DealScreen)
        await pilot.press("g")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BoardScreen)


async def test_money_that_came_in_elsewhere_shows_by_itself(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        paid(sqlite_bureau, deal, DEPOSIT)
        for _ in range(60):
            await pilot.pause(0.05)
            if "paid 10,000" in screen.query_one(DealHead).lines(78)[0].plain:
                break
        assert "paid 10,000" in screen.query_one(DealHead).lines(78)[0].plain


async def test_a_rep_is_offered_neither_receipts_nor_undoing(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await opened(pilot)
        offered = {each.binding.action for each in screen.active_bindings.values()}
        assert not {"receipt", "reverse", "undo", "file"} & offered


def test_the_sums_of_a_list_are_of_the_deals_that_have_not_ended() -> None:
    line = DealLine("D-0001", "3-1-0101", "王小明", "rep", "mortgage", "order", None, None, 600, 100, 500, 0, True)
    ended = replace(line, deal_id="D-0002", live=False, open_minor=0)
    assert deals_in_sum([line, ended]) == "2 deals (1 ended) · total 6 · paid 1"
    assert deals_in_sum([line]) == "1 deal · total 6 · paid 1"
