"""The lock: nobody but whoever sits here opens it, nothing shows over it, and nothing beneath it is lost."""

import threading
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.roles import Role
from salesdesk.services.holds import place_hold
from salesdesk.services.staff import disable_staff
from screens.app import DeskApp
from screens.board import BoardScreen
from screens.dialogs import Form, Notice
from screens.lock import LockScreen
from screens.sign_in import SignInScreen
from tests.screens.conftest import PIN, Console, settle, type_text, until_so

if TYPE_CHECKING:
    from tests.conftest import Bureau


async def _lock(pilot: Pilot[None]) -> LockScreen:
    await pilot.press("ctrl+l")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, LockScreen)
    return screen


async def _unlock(pilot: Pilot[None]) -> None:
    await type_text(pilot, PIN)
    await pilot.press("enter")
    await settle(pilot)
    assert not isinstance(pilot.app.screen, LockScreen)


async def test_another_persons_pin_does_not_open_it(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        screen = await _lock(pilot)
        await type_text(pilot, "246813")
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert "4 tries left" in str(screen.query_one("#said", Static).content)


async def test_esc_signs_out(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await _lock(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SignInScreen)


async def test_an_answer_that_comes_meanwhile_waits_beneath(sqlite_bureau: "Bureau", console: Console) -> None:
    rep, other = sqlite_bureau.desk(Role.REP, "Wang Li"), sqlite_bureau.desk(Role.REP, "Chen Jie")
    unit, *_ = sqlite_bureau.units(5)
    mine = sqlite_bureau.customer(rep)
    place_hold(other, unit, sqlite_bureau.customer(other, "李明", "199-0000-0002"))
    gate = threading.Event()
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("f2")
        await settle(pilot)
        board = pilot.app.screen
        assert isinstance(board, BoardScreen)
        board.do("hold", lambda: gate.wait(10) and place_hold(rep, unit, mine))
        lock = await _lock_without_waiting(pilot)
        gate.set()
        await settle(pilot)
        assert pilot.app.screen is lock
        await _unlock(pilot)
        assert isinstance(pilot.app.screen, Notice)


async def _lock_without_waiting(pilot: Pilot[None]) -> LockScreen:
    await pilot.press("ctrl+l")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, LockScreen)
    return screen


async def test_a_half_filled_form_is_there_again(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await pilot.press("f4", "n")
        await settle(pilot)
        form = pilot.app.screen
        assert isinstance(form, Form)
        await type_text(pilot, "Li Mi")
        await _lock(pilot)
        await _unlock(pilot)
        assert pilot.app.screen is form
        assert form.query_one("#name", Input).value == "Li Mi"
        assert form.query_one("#name", Input).has_focus


async def test_a_toast_waits_for_the_pin(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await _lock(pilot)
        pilot.app.notify("3-1-0101 is held for 王小明.")
        await pilot.pause()
        assert not list(pilot.app._notifications)
        await _unlock(pilot)
        assert [each.message for each in pilot.app._notifications] == ["3-1-0101 is held for 王小明."]


async def test_who_was_disabled_elsewhere_is_signed_out_at_once(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await _lock(pilot)
        disable_staff(sqlite_bureau.admin, "Wang Li")
        await until_so(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert not any(app.check_action("enter", (mode,)) for mode in ("today", "board"))
