"""Customers by keys alone: found while typing, added, their record opened and kept."""

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Input

from salesdesk.domain.roles import Role
from salesdesk.language import CHINESE, use_language
from salesdesk.services.customer_record import customer_record
from salesdesk.services.customers import add_visit, close_visit, find_customers, list_visits
from salesdesk.services.holds import place_hold
from salesdesk.services.office import set_project
from screens.board import BoardScreen
from screens.customer import CustomerScreen
from screens.customers import CustomersScreen
from screens.dialogs import Form
from screens.widgets.customer_lines import agreed_lines
from screens.widgets.customer_panel import CustomerPanel
from screens.widgets.row_list import RowList
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


async def _customers(pilot: Pilot[None]) -> CustomersScreen:
    await pilot.press("f4")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, CustomersScreen)
    return screen


def _names(screen: CustomersScreen) -> list[str]:
    return [row.cells[0].text for row in screen.query_one(RowList).rows]


async def test_one_is_found_while_typing_and_the_list_takes_the_keys(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.customer(rep)
    sqlite_bureau.customer(rep, "单雪", "199-0000-0002")
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _customers(pilot)
        await pilot.press("slash")
        await type_text(pilot, "shan")
        await settle(pilot)
        assert _names(screen) == ["单雪"]
        await pilot.press("enter")
        assert screen.query_one(RowList).has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert sorted(_names(screen)) == ["单雪", "王小明"]


async def test_the_record_stands_beside_the_list(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units, customer = sqlite_bureau.units(2), sqlite_bureau.customer(rep)
    place_hold(rep, units[0], customer)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _customers(pilot)
        shown = [line.plain for line in screen.query_one(CustomerPanel).lines(50)]
        assert shown[0].startswith("王小明  C-")
        assert "HOLDS" in shown
        assert any("3-1-0101" in line and "60 min left" in line for line in shown)


def test_what_became_of_a_visit_is_said_in_the_readers_language(sqlite_bureau: "Bureau") -> None:
    rep = sqlite_bureau.desk(Role.REP)
    customer, now = sqlite_bureau.customer(rep), sqlite_bureau.clock.now
    close_visit(rep, add_visit(rep, customer, now + timedelta(hours=1)).visit_id)
    use_language(CHINESE)
    lines = [each.plain for each in agreed_lines(customer_record(rep, customer), now, 60)]
    assert [line for line in lines if "到访" in line]


async def test_one_is_added_with_keys_alone_and_has_the_cursor(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _customers(pilot)
        await pilot.press("n")
        await settle(pilot)
        await type_text(pilot, "Li Ming")
        await pilot.press("enter")
        await type_text(pilot, "199-0000-0009")
        await pilot.press("enter", "enter", "enter")
        await settle(pilot)
        assert sorted(each.name for each in find_customers(rep)) == ["Li Ming", "王小明"]
        assert screen.chosen is not None
        assert screen.chosen.name == "Li Ming"


async def test_a_visit_is_agreed_on_by_the_clock_on_the_wall(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    set_project(sqlite_bureau.admin, "timezone", "Asia/Shanghai")
    customer = sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        await _customers(pilot)
        await pilot.press("v")
        await settle(pilot)
        form = pilot.app.screen
        assert isinstance(form, Form)
        form.query_one("#at", Input).value = "15:30"
        await pilot.press("enter", "enter")
        await type_text(pilot, "second visit")
        await pilot.press("enter")
        await settle(pilot)
        (visit,) = list_visits(rep, customer)
        assert visit.at.isoformat() == "2026-08-31T07:30:00+00:00"
        assert visit.note == "second visit"


async def test_a_time_that_is_none_is_refused_beside_the_field(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    customer = sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        await _customers(pilot)
        await pilot.press("v")
        await settle(pilot)
        form = pilot.app.screen
        form.query_one("#at", Input).value = "2026-02-31 10:00"
        await pilot.press("enter")
        assert form.query_one("#at-wrong").display
        assert form.query_one("#at", Input).has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert list_visits(rep, customer) == []


async def test_the_record_opens_what_was_agreed(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units, customer = sqlite_bureau.units(2), sqlite_bureau.customer(rep)
    place_hold(rep, units[1], customer)
    async with console(Role.REP, "Wang Li") as pilot:
        await _customers(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CustomerScreen)
        await pilot.press("enter")
        await settle(pilot)
        board = pilot.app.screen
        assert isinstance(board, BoardScreen)
        assert board.tile is not None
        assert board.tile.code == units[1]
        await pilot.press("f4")
        await settle(pilot)
        assert isinstance(pilot.app.screen, CustomersScreen)


async def test_a_visit_that_was_missed_is_closed_with_what_became_of_it(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    customer = sqlite_bureau.customer(rep)
    add_visit(rep, customer, sqlite_bureau.clock.now - timedelta(hours=1))
    async with console(Role.REP, "Wang Li") as pilot:
        await _customers(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("m")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        (visit,) = list_visits(rep, customer)
        assert visit.outcome == "did not come"
        assert pilot.app.screen.check_action("came", ()) is None


async def test_half_typed_text_stays_when_news_come(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _customers(pilot)
        await pilot.press("slash")
        await type_text(pilot, "che")
        sqlite_bureau.customer(rep, "Chen Yu", "199-0000-0003")
        screen.read_again()
        await settle(pilot)
        assert screen.query_one("#typed", Input).value == "che"
        assert screen.query_one("#typed", Input).has_focus
        assert _names(screen) == ["Chen Yu"]


async def test_a_cashier_sees_all_customers_and_keeps_none(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.customer(sqlite_bureau.desk(Role.REP, "Wang Li"))
    async with console(Role.CASHIER) as pilot:
        screen = await _customers(pilot)
        assert _names(screen) == ["王小明"]
        offered = {each.binding.action for each in screen.active_bindings.values()}
        assert not {"new", "visit", "edit"} & offered
