"""The console on a real office: somebody signs in with keys alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from textual import _wait
from textual.events import Key
from textual.pilot import Pilot

from salesdesk.domain.roles import Role
from screens.app import DeskApp
from screens.widgets.board_grid import BoardGrid
from tests.conftest import VAULT

if TYPE_CHECKING:
    from db.engine import Database
    from salesdesk.services.pins import PinVault
    from tests.conftest import Bureau

PIN = "135792"
GRANULE = 1 / 200
Console = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@dataclass
class Ready:
    """An office that is open already."""

    database: "Database"
    vault: "PinVault" = VAULT
    idle_minutes: float = 10


@pytest.fixture
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look four times as often as Textual does whether the process has come to rest; most of a test is such waiting."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", GRANULE)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", GRANULE / 20)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every thread has brought its answer and the screen is drawn."""
    await pilot.pause()
    while any(grid.is_moving for grid in pilot.app.screen.query(BoardGrid)):
        await pilot.pause(0.02)
    for _ in range(3):
        # the look-out on the database never ends by itself, and an empty list would mean every worker
        if busy := [each for each in pilot.app.workers if each.group != "watch"]:
            await pilot.app.workers.wait_for_complete(busy)
        await pilot.pause()


@pytest.fixture
def console(sqlite_bureau: "Bureau", quick_looks: None) -> Console:
    """Open a console on the office and sign somebody of a role in."""

    @asynccontextmanager
    async def opened(
        role: Role, name: str = "", size: tuple[int, int] = (80, 24), idle_minutes: float = 10
    ) -> AsyncIterator[Pilot[None]]:
        actor = sqlite_bureau.desk(role, name).actor
        assert actor is not None
        app = DeskApp(Ready(sqlite_bureau.database, VAULT, idle_minutes))
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await type_text(pilot, actor.name)
            await pilot.press("enter")
            await type_text(pilot, PIN)
            await pilot.press("enter")
            await settle(pilot)
            yield pilot
            await settle(pilot)

    return opened


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type as a person does who is faster than any screen."""
    for each in text:
        pilot.app.post_message(Key("space" if each == " " else each, each))
    await pilot.pause()


async def until_so(pilot: Pilot[None], is_so: Callable[[], bool]) -> None:
    """Wait for what another process's change brings, two seconds at most."""
    async with asyncio.timeout(2):
        while not is_so():
            await pilot.pause(0.05)
