"""A console whose change meets an import that is being written says so, stays alive, and makes the change after it."""

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, cast

import pytest

from db import engine, import_writing
from salesdesk.domain.roles import Role
from salesdesk.services import office
from tests.screens.conftest import Console, settle, until_so

if TYPE_CHECKING:
    from screens.desk_screen import DeskScreen
    from tests.conftest import Bureau


async def test_a_change_waits_for_an_import_and_the_console_says_so(
    sqlite_bureau: "Bureau", console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SLICE_MILLIS", 50)
    sqlite_bureau.database.close()  # connections from here on wait but shortly before they look
    sqlite_bureau.database.clock = None
    path = sqlite_bureau.database.path
    assert path is not None
    async with console(Role.MANAGER) as pilot:
        with sqlite_bureau.database.writing() as tx:
            import_writing.announce(tx, 1, 1, "units[/].csv", 40)
        with closing(sqlite3.connect(path, isolation_level=None)) as importer:
            importer.execute("BEGIN IMMEDIATE")
            screen = cast("DeskScreen", pilot.app.screen)
            screen.start("set", lambda: office.set_project(sqlite_bureau.admin, "holds_per_rep", "7"))
            await until_so(pilot, lambda: any("units[/].csv" in each.message for each in pilot.app._notifications))
            assert office.terms(sqlite_bureau.admin).holds_per_rep != 7
            importer.execute("ROLLBACK")
            await settle(pilot)
        assert office.terms(sqlite_bureau.admin).holds_per_rep == 7
