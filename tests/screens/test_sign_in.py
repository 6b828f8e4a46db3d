"""The door: who may come in, how often one may try, and the first run of a new office."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Input, Static

from db.engine import Database
from salesdesk.domain.roles import Role
from salesdesk.services.office import open_desk
from screens.app import DeskApp
from screens.first_run import FirstRunScreen
from screens.sign_in import SignInScreen
from screens.today import TodayScreen
from tests.conftest import VAULT
from tests.screens.conftest import PIN, Ready, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@asynccontextmanager
async def _door(database: Database, demo_note: str = "") -> AsyncIterator[Pilot[None]]:
    app = DeskApp(Ready(database, VAULT), demo_note=demo_note)
    async with app.run_test(size=(80, 24)) as pilot:
        await _ready(pilot)
        yield pilot
        await settle(pilot)


async def _ready(pilot: Pilot[None]) -> None:
    await pilot.pause(0.1)
    await settle(pilot)


async def _knock(pilot: Pilot[None], name: str, pin: str) -> str:
    screen = pilot.app.screen
    screen.query_one("#name", Input).value = name
    screen.query_one("#pin", Input).value = pin
    screen.query_one("#pin", Input).focus()
    await pilot.press("enter")
    await settle(pilot)
    return str(screen.query_one("#said", Static).content) if screen is pilot.app.screen else ""


async def test_the_right_pin_opens_the_day(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        assert "Harbour Gardens" in str(pilot.app.screen.query_one("#office", Static).content)
        await _knock(pilot, "wang li", PIN)
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_a_wrong_pin_says_how_many_tries_are_left_and_is_forgotten(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        assert "4 tries left" in await _knock(pilot, "wang li", "999999")
        assert pilot.app.screen.query_one("#pin", Input).value == ""
        assert pilot.app.screen.query_one("#pin", Input).has_focus


async def test_nobody_is_told_whether_a_name_is_known(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        assert await _knock(pilot, "wang li", "999999") == await _knock(pilot, "no such name", "999999")


async def test_the_fifth_wrong_pin_closes_the_door_for_a_while(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        said = [await _knock(pilot, "Wang Li", "999999") for _ in range(5)]
        assert "1 tries left" in said[3]
        assert "closed until" in said[4]
        assert "closed until" in await _knock(pilot, "Wang Li", PIN)


async def test_an_empty_pin_is_no_try(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        await _knock(pilot, "Wang Li", "")
        assert "4 tries left" in await _knock(pilot, "Wang Li", "999999")


async def test_enter_pressed_twice_signs_in_once(sqlite_bureau: "Bureau") -> None:
    sqlite_bureau.desk(Role.REP, "Wang Li")
    async with _door(sqlite_bureau.database) as pilot:
        await type_text(pilot, "Wang Li")
        await pilot.press("enter")
        await type_text(pilot, PIN)
        await pilot.press("enter", "enter", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_the_demo_tells_its_names_and_pins(sqlite_bureau: "Bureau") -> None:
    note = "Wang Li  rep              280419\nGao Wei  general manager  209380"
    async with _door(sqlite_bureau.database, note) as pilot:
        shown = str(pilot.app.screen.query_one("#note", Static).content).splitlines()
        assert shown == note.splitlines()


async def test_the_first_run_founds_the_office(tmp_path: Path) -> None:
    database = Database.at(str(tmp_path / "new.db"))
    async with _door(database) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, FirstRunScreen)
        await type_text(pilot, "Harbour Gardens")
        await pilot.press("enter")
        await type_text(pilot, "Ada Min")
        await pilot.press("enter")
        for pin, again, said in (
            ("246813", "246814", "not the same"),
            ("123456", "123456", "PIN"),
            ("246813", "246813", ""),
        ):
            screen.query_one("#pin", Input).value, screen.query_one("#again", Input).value = pin, again
            screen.query_one("#again", Input).focus()
            await pilot.press("enter", "enter")
            await settle(pilot)
            assert not said or said in str(screen.query_one("#said", Static).content)
        await _ready(pilot)
        assert isinstance(pilot.app.screen, SignInScreen)
        await _knock(pilot, "ada min", "246813")
        assert isinstance(pilot.app.screen, TodayScreen)
    assert open_desk(database).project.name == "Harbour Gardens"
    database.close()
