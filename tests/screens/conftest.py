"""The console on a real office: somebody signs in with keys alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from textual import _wait
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.events import Key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

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
_PARSE = Stylesheet._parse_rules
_RULES: dict[object, list[RuleSet]] = {}
Console = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@dataclass
class Ready:
    """An office that is open already."""

    database: "Database"
    vault: "PinVault" = VAULT
    idle_minutes: float = 10


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look four times as often as Textual does whether the process has come to rest; most of a test is such waiting."""
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", GRANULE)
    monkeypatch.setattr(_wait, "SLEEP_IDLE", GRANULE / 20)


@pytest.fixture(autouse=True)
def _style_sheets_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the app of every test the rules that an earlier one has read from the same style sheets."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", _read_once)


def _read_once(sheet: Stylesheet, css: str, *where: object, **how: object) -> list[RuleSet]:
    key = css, where, tuple(how.items()), tuple(sheet._variables.items())
    if key not in _RULES:
        _RULES[key] = _PARSE(sheet, css, *where, **how)  # type: ignore[arg-type]
    return _RULES[key]


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every thread has brought its answer and the screen is drawn."""
    await pilot.pause()
    while any(grid.is_moving for grid in pilot.app.screen.query(BoardGrid)):
        await pilot.pause(0.02)
    for _ in range(3):
        # the look-out on the database never ends by itself, and an empty list would mean every worker
        while busy := [each for each in pilot.app.workers if each.group != "watch" and not each.is_finished]:
            with suppress(WorkerCancelled):  # another has taken its place, and is waited for
                await pilot.app.workers.wait_for_complete(busy)
        await pilot.pause()


@pytest.fixture
def console(sqlite_bureau: "Bureau") -> Console:
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
    """Wait for what comes in its own time, such as a change of another process; twenty seconds at most."""
    async with asyncio.timeout(20):
        while not is_so():
            await pilot.pause(0.05)
