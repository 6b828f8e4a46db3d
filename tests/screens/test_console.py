"""The console as people use it: the door, the lock, the board, the customers, and news from the next kiosk."""

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.roles import Role
from salesdesk.services.board import read_board
from salesdesk.services.holds import place_hold
from salesdesk.services.office import set_project
from screens.app import DeskApp
from screens.board import BoardScreen
from screens.customer_picker import PickerDialog
from screens.dialogs import Notice, Question
from screens.lock import LockScreen
from screens.sign_in import SignInScreen
from screens.widgets.board_grid import BoardGrid
from screens.widgets.row_list import RowList
from screens.widgets.unit_card import UnitPanel
from tests.screens.conftest import PIN, Console, Ready, settle, type_text, until_so

if TYPE_CHECKING:
    from textual.app import App

    from tests.conftest import Bureau


def _palette_is_open(app: "App[None]") -> bool:
    return CommandPalette.is_open(cast("App[object]", app))


async def _board(pilot: Pilot[None]) -> BoardScreen:
    await pilot.press("f2")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, BoardScreen)
    return screen


async def test_a_wrong_pin_says_how_many_tries_are_left(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    app = DeskApp(Ready(sqlite_bureau.database))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await type_text(pilot, "wang li")
        await pilot.press("enter")
        await type_text(pilot, "999999")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert "4 tries left" in str(app.screen.query_one("#said", Static).content)
        assert app.screen.query_one("#pin", Input).value == ""


async def test_a_rep_holds_a_unit_for_a_found_customer(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    set_project(sqlite_bureau.admin, "timezone", "Asia/Shanghai")
    sqlite_bureau.units(5)
    sqlite_bureau.customer(rep)
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _board(pilot)
        await type_text(pilot, "0301")
        await pilot.press("h")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickerDialog)
        await type_text(pilot, "wangx")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        asked = pilot.app.screen
        assert isinstance(asked, Question)
        assert "Hold 3-1-0301 for 王小明 until 11:00?" in str(asked.query_one(".title", Static).content)
        await pilot.press("enter")
        await settle(pilot)
        card = screen.query_one(UnitPanel).card
        assert card is not None
        assert (card.unit.code, card.state) == ("3-1-0301", "held")
        assert card.holder is not None
        assert card.holder.customer == "王小明"


async def test_a_loser_is_told_and_goes_to_a_unit_like_it(sqlite_bureau: "Bureau", console: Console) -> None:
    rep, other = sqlite_bureau.desk(Role.REP, "Wang Li"), sqlite_bureau.desk(Role.REP, "Chen Jie")
    first, *_ = sqlite_bureau.units(5)
    sqlite_bureau.customer(rep)
    theirs = sqlite_bureau.customer(other, "李明", "199-0000-0002")
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _board(pilot)
        await type_text(pilot, "0101")
        await pilot.press("h")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        place_hold(other, first, theirs)
        await pilot.press("y")
        await settle(pilot)
        notice = pilot.app.screen
        assert isinstance(notice, Notice)
        assert any("Chen Jie" in str(each.content) for each in notice.query(Static))
        await pilot.press("1")
        await settle(pilot)
        tile = screen.query_one(BoardGrid).tile
        assert tile is not None
        assert tile.code == "3-1-0201"


async def test_a_change_elsewhere_shows_within_two_seconds_and_the_cursor_stays(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    other = sqlite_bureau.desk(Role.REP, "Chen Jie")
    units = sqlite_bureau.units(5)
    theirs = sqlite_bureau.customer(other)
    async with console(Role.MANAGER) as pilot:
        screen = await _board(pilot)
        grid = screen.query_one(BoardGrid)
        await type_text(pilot, "0401")
        await settle(pilot)
        before = grid.tile
        place_hold(other, units[0], theirs)
        await until_so(pilot, lambda: any(tile.state == "held" for tile in grid.tiles))
        assert before is not None
        assert grid.tile is not None
        assert grid.tile.unit_id == before.unit_id


async def test_nothing_opens_over_the_lock_and_the_pin_opens_it(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.MANAGER) as pilot:
        await _board(pilot)
        await pilot.press("ctrl+l")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LockScreen)
        await pilot.press("ctrl+p", "f1", "f2", "question_mark", "ctrl+l")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LockScreen)
        assert not isinstance(pilot.app.screen, CommandPalette)
        pilot.app.screen.query_one(Input).value = ""
        await type_text(pilot, "111222")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LockScreen)
        await type_text(pilot, PIN)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, BoardScreen)


async def test_an_idle_console_locks_itself(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.MANAGER, idle_minutes=1) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.premises = Ready(sqlite_bureau.database, idle_minutes=0.0001)
        await until_so(pilot, lambda: not isinstance(app.screen, LockScreen))
        await pilot.pause(0.05)
        app._lock_when_idle()
        await settle(pilot)
        assert isinstance(app.screen, LockScreen)


async def test_signing_out_forgets_who_sat_here(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.MANAGER) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        await app.action_sign_out()
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        await pilot.press("f2", "ctrl+p")
        await settle(pilot)
        assert isinstance(app.screen, SignInScreen)
        assert not isinstance(app.screen, CommandPalette)


async def test_a_name_with_markup_and_escapes_is_shown_harmlessly(sqlite_bureau: "Bureau", console: Console) -> None:
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(2)
    nasty = "[red]张三[/] [@click=app.quit]x\u202e\u200b😀"
    place_hold(rep, units[0], sqlite_bureau.customer(rep, nasty))
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _board(pilot)
        await type_text(pilot, "0101")
        await settle(pilot)
        shown = "\n".join(line.plain for line in screen.query_one(UnitPanel).lines(60))
        assert "[red]张三[/]" in shown
        assert "\u202e" not in shown
        await pilot.press("f4")
        await settle(pilot)
        row = pilot.app.screen.query_one(RowList).row
        assert row is not None
        assert row.cells[0].text.startswith("[red]张三[/]")
        assert "\u202e" not in row.cells[0].text


async def test_no_amount_is_cut_off_on_the_panel_of_a_unit(sqlite_bureau: "Bureau", console: Console) -> None:
    unit = sqlite_bureau.units(1)[0]
    sqlite_bureau.paid(sqlite_bureau.sold(unit), 10**15)
    async with console(Role.REP, size=(80, 24)) as pilot:
        screen = await _board(pilot)
        shown = [line.plain for line in screen.query_one(UnitPanel).lines(29)]
        assert any("10,000,000,000,000" in line for line in shown)
        assert max(map(cell_len, shown)) <= 29


async def test_the_footer_offers_only_what_the_role_may(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.CASHIER) as pilot:
        screen = await _board(pilot)
        offered = {each.binding.action for each in screen.active_bindings.values()}
        assert "why" in offered
        assert not {"hold", "order", "release"} & offered
        assert read_board(sqlite_bureau.desk(Role.CASHIER)).counts["available"] == 2
