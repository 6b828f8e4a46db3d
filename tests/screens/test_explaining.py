"""`e` on any sum opens its arithmetic: what stands under the cursor first, line by line, with words and units."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from salesdesk.domain.changes import Outcome
from salesdesk.domain.deal import PlanKind
from salesdesk.domain.explain import Told, ToldLine
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.tasks import TaskKind
from salesdesk.services.changes import ask_cancellation
from salesdesk.services.discounts import request_discount
from salesdesk.services.mortgages import open_case
from salesdesk.services.office import set_project
from salesdesk.services.orders import place_order
from salesdesk.services.payments import add_receipt
from salesdesk.services.settlements import measure_unit
from screens.deal import DealScreen
from screens.dialogs import Question
from screens.sheet_dialog import SheetDialog
from screens.today import TodayScreen
from screens.widgets.reckoning_lines import ReckoningLines
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A deal ten days old, with half of its deposit paid and the rest late; its customer has an odd name."""
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    number = place_order(rep, units[0], sqlite_bureau.customer(rep, "[b]王小明"), PlanKind.ONE_SUM).deal_id
    add_receipt(sqlite_bureau.desk(Role.CASHIER), number, 5_000_00, Method.CASH)
    sqlite_bureau.clock.on(days=10)
    return number


async def explained(pilot: Pilot[None], *keys: str) -> SheetDialog:
    """Press keys one after the other, the last of which opens the arithmetic."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    screen: Screen[object] = pilot.app.screen
    assert isinstance(screen, SheetDialog)
    return screen


def told(dialog: SheetDialog) -> str:
    return "\n".join(line.plain for line in dialog.query_one(ReckoningLines).lines(100))


def sums(dialog: SheetDialog) -> list[str]:
    return [row.cells[0].text for row in dialog.query_one(RowList).rows]


async def test_a_deal_opens_its_sums_with_the_price_first(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        dialog = await explained(pilot, "f3", "enter", "e")
        assert sums(dialog)[:3] == ["price", "list price", "highest deposit"]
        assert "open of deposit" in sums(dialog)
        assert any(each.startswith("R-000001") for each in sums(dialog))
        assert "60,000 × 100.00 m²" in told(dialog)
        await pilot.press("down")
        await settle(pilot)
        assert "60,000 yuan a m² × 100.00 m² = 6,000,000 yuan" in told(dialog)
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DealScreen)


async def test_the_late_fee_in_the_arrears_is_told_day_by_day(deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        dialog = await explained(pilot, "f6", "t", "e")
        assert sums(dialog)[:3] == ["late fee on deposit", "open of deposit", "deposit"]
        assert sums(dialog)[-2:] == ["arrears on 10 Sep 2026", "late fees on 10 Sep 2026"]
        said = told(dialog)
        assert "5,000 yuan × 2/10,000 × 7 days = 7 yuan" in said
        assert "4 Sep 2026" in said
        assert "3 Sep 2026" in said.splitlines()[0]


async def test_a_receipt_and_the_cash_book_are_told_on_the_money_screen(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    add_receipt(sqlite_bureau.desk(Role.CASHIER), deal, 20_000_00, Method.CARD)
    async with console(Role.CASHIER) as pilot:
        dialog = await explained(pilot, "f6", "e")
        assert sums(dialog) == ["R-000002 of 10 Sep 2026", "cash book of 10 Sep 2026", "cashier one", "card"]
        assert "pays deposit" in told(dialog)
        assert "pays first payment" in told(dialog)


async def test_unallocated_money_is_told_by_its_receipts(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    add_receipt(sqlite_bureau.desk(Role.CASHIER), deal, 7_000_000_00, Method.TRANSFER)
    async with console(Role.CASHIER) as pilot:
        dialog = await explained(pilot, "f6", "t", "t", "e")
        assert sums(dialog) == ["unallocated", "paid", "unallocated"]
        assert "R-000002" in told(dialog)


async def test_an_empty_money_screen_tells_of_the_cash_book(console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        dialog = await explained(pilot, "f6", "e")
        assert "cash book of 31 Aug 2026" in told(dialog)


@pytest.mark.parametrize(("keys", "first"), [(("t",), "arrears on"), (("t", "t"), "unallocated")])
async def test_an_empty_list_of_money_tells_of_its_own_sum(keys: tuple[str, ...], first: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        assert first in told(await explained(pilot, "f6", *keys, "e"))


async def test_the_question_that_closes_the_day_explains_the_cash_book(deal: str, console: Console) -> None:
    async with console(Role.CASHIER) as pilot:
        assert "cash book of 10 Sep 2026" in told(await explained(pilot, "f6", "d", "e"))
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Question)


async def test_the_menu_of_loans_explains_the_loan(sqlite_bureau: "Bureau", console: Console) -> None:
    number = sqlite_bureau.sold(sqlite_bureau.units(1)[0])
    open_case(sqlite_bureau.desk(Role.MORTGAGE_DESK), number, "Harbour Bank")
    async with console(Role.MORTGAGE_DESK) as pilot:
        assert "loan payout" in told(await explained(pilot, "f3", "enter", "m", "e"))


async def test_the_question_before_a_change_explains_its_sums(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    ask_cancellation(sqlite_bureau.desk(Role.REP, "Wang Li"), deal, Outcome.FORFEIT, "they leave")
    async with console(Role.DIRECTOR, "Sun Hao") as pilot:
        assert "deposit that is kept" in told(await explained(pilot, "f5", "a", "e"))
    async with console(Role.REP, "Wang Li") as pilot:
        assert "deposit that is kept" in told(await explained(pilot, "f3", "enter", "v", "1", "e"))


async def test_the_question_about_an_area_explains_its_settlement(sqlite_bureau: "Bureau", console: Console) -> None:
    unit = sqlite_bureau.units(1)[0]
    sqlite_bureau.signed(unit, PlanKind.ONE_SUM)
    measure_unit(sqlite_bureau.desk(Role.BACK_OFFICE), unit, 102_50)
    async with console(Role.BACK_OFFICE) as pilot:
        said = told(await explained(pilot, "f3", "enter", "a", "e"))
        assert "area settlement of D-0001" in said
        assert "2.50 m² ×" in said


async def test_the_list_of_deals_and_the_board_explain_what_is_under_the_cursor(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        dialog = await explained(pilot, "f3", "e")
        assert sums(dialog)[:3] == ["price", "paid", "open"]
        await pilot.press("escape")
        await pilot.press("f2")
        await settle(pilot)
        await type_text(pilot, "0201")
        await settle(pilot)
        dialog = await explained(pilot, "e")
        assert "60,000 yuan a m² × 100.00 m² = 6,000,000 yuan" in told(dialog)
        assert not dialog.query(RowList)
        await pilot.press("enter")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, SheetDialog)


async def test_the_arithmetic_names_the_currency_of_the_project(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    set_project(sqlite_bureau.admin, "currency", "USD")
    async with console(Role.REP, "Wang Li") as pilot:
        assert "in dollars" in told(await explained(pilot, "f3", "enter", "e"))


async def test_an_order_sheet_explains_each_of_its_rows(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await type_text(pilot, "0201")
        await settle(pilot)
        dialog = await explained(pilot, "o", "enter", "e")
        assert sums(dialog) == ["price", "list price", "highest deposit", "deposit", "first payment", "loan payout"]
        await pilot.press("end")
        await settle(pilot)
        assert "6,000,000 yuan × 70 % = 4,200,000 yuan" in told(dialog)


async def test_a_request_is_explained_to_whoever_decides(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    request_discount(rep, "3-1-0201", "1", PlanKind.MORTGAGE, "soon", percent=Decimal(98))
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        dialog = await explained(pilot, "f5", "e")
        assert "120,000 yuan / 6,000,000 yuan = 2 %" in told(dialog)
        assert "project's average with it" in told(dialog)


async def test_a_cancellation_is_explained_to_whoever_decides(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    ask_cancellation(sqlite_bureau.desk(Role.REP, "Wang Li"), deal, Outcome.FORFEIT, "they leave")
    async with console(Role.DIRECTOR, "Sun Hao") as pilot:
        dialog = await explained(pilot, "f5", "e")
        assert sums(dialog) == ["all that was paid", "goes back to the buyer", "deposit that is kept"]
        await pilot.press("down")
        await settle(pilot)
        assert "the buyer is at fault" in told(dialog)


async def test_a_line_of_today_explains_its_payment_and_a_visit_has_no_sum(deal: str, console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, TodayScreen)
        while screen.chosen is not None and screen.chosen.kind is not TaskKind.TO_COLLECT:
            await pilot.press("down")
            await settle(pilot)
        dialog = await explained(pilot, "e")
        assert sums(dialog) == ["open of deposit", "late fee on deposit", "deposit"]
        assert "R-000001" in told(dialog)
        await pilot.press("escape", "home")
        await settle(pilot)
        assert screen.chosen is not None
        assert screen.chosen.kind is TaskKind.TO_SIGN
        await pilot.press("e")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert any("no sum on this line" in each.message for each in pilot.app._notifications)


def test_arithmetic_stands_beside_its_line_or_wraps_beneath_it() -> None:
    widget = ReckoningLines()
    widget.look = lambda part: ""  # type: ignore[assignment,method-assign,return-value]
    lines = (ToldLine("share of the price", "6,556,416 yuan × 70 % = 4,589,491.20 yuan", 458_949_120),)
    widget.set_reactive(
        ReckoningLines.told, Told("loan", 458_000_000, (*lines, ToldLine("\x1brounding", "", -949_120)))
    )
    wide = [line.plain for line in widget.lines(80)]
    assert wide[0].split("  ")[:2] == ["share of the price", "6,556,416 yuan × 70 % = 4,589,491.20 yuan"]
    assert wide[1].startswith("␛rounding")
    assert {len(line) for line in wide} == {80}
    narrow = [line.plain for line in widget.lines(40)]
    assert narrow[0] == "share of the price          4,589,491.20"
    assert narrow[1:3] == ["  6,556,416 yuan × 70 % = 4,589,491.20", "  yuan"]
    assert narrow[-1] == "loan                        4,580,000.00"


async def test_the_dialogs_fit_the_smallest_screen_and_its_text_scrolls(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    sqlite_bureau.clock.on(days=40)
    async with console(Role.CASHIER) as pilot:
        dialog = await explained(pilot, "f6", "t", "e")
        box = dialog.query_one(".dialog").region
        assert box.width <= 80
        assert box.bottom <= 24
        text = dialog.query_one("#told")
        assert text.max_scroll_y > 0
        await pilot.press("tab", "pagedown")
        await settle(pilot)
        await pilot.pause(0.4)
        assert text.scroll_y > 0
