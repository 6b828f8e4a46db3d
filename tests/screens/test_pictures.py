"""Every room of the demo office as a picture, in both languages and two sizes: whoever changes one sees it."""

import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from db.engine import Database
from salesdesk.domain.roles import Role
from salesdesk.language import CHINESE, ENGLISH, use_language
from salesdesk.services.demo import make_demo, players
from salesdesk.services.pins import PinVault
from screens.app import DeskApp
from tests.screens.conftest import Ready, settle, type_text
from tests.screens.pictures import PictureExtension, settled

PEPPER = b"a pepper for pictures" * 2
NOW = datetime(2026, 8, 31, 9, 4, tzinfo=UTC)
SIZES = [(80, 24), (120, 40)]
WALKS: dict[Role, dict[str, tuple[str, ...]]] = {
    Role.REP: {
        "today": ("f1",),
        "board": ("f2",),
        "board-unit": ("f2", *"2801", "enter"),
        "order-sheet": ("f2", *"2801", "o"),
    },
    Role.MANAGER: {
        "deals": ("f3",),
        "deal": ("f3", "enter"),
        "deal-changes": ("f3", "enter", "v"),
        "customers": ("f4",),
        "approvals": ("f5",),
        "prices": ("f7",),
        "imports": ("f8",),
        "import-file": ("f8", "n", "3", "enter"),
        "keys": ("f2", "question_mark"),
    },
    Role.CASHIER: {"money": ("f6",)},
}
"""Who goes where, by which keys."""
LEADS = (
    "顾客登记表,,,,\n姓名,电话,来源,来访日期,意向\n周小雨,199-0000-0101,抖音,2026-08-28,三房 高层\n"
    "吴刚,1.99E+10,路过,2026-08-29,\nEva Lin,19900000103,friend,yesterday,two rooms\n,19900000104,路过,,\n"
)
"""A file that is looked at before it is imported."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo office as it would be at a fixed moment, in a fixed time zone."""
    with pytest.MonkeyPatch.context() as here:
        here.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        path = tmp_path_factory.mktemp("demo") / "demo.db"
        database = Database.at(str(path))
        make_demo(database, PEPPER, NOW)
        database.close()
        yield path
    time.tzset()


@asynccontextmanager
async def _sat_down(path: Path, who: Role, size: tuple[int, int]) -> AsyncIterator[Pilot[None]]:
    player = next(each for each in players() if each.role is who)
    database = Database.at(str(path), clock=lambda: NOW)
    app = DeskApp(Ready(database, PinVault(PEPPER, cheap=True)))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_text(pilot, player.name)
        await pilot.press("enter")
        await type_text(pilot, player.pin)
        await pilot.press("enter")
        await settle(pilot)
        yield pilot
        await settle(pilot)
    database.close()


async def _picture(pilot: Pilot[None], keys: tuple[str, ...]) -> str:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await settle(pilot)
    return settled(pilot.app.export_screenshot(simplify=True))


@pytest.mark.parametrize("who", WALKS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", [ENGLISH, CHINESE])
async def test_the_rooms_look_as_they_did(
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
    who: Role,
    size: tuple[int, int],
    language: str,
) -> None:
    use_language(language)
    path = tmp_path / "office.db"
    shutil.copy(demo, path)
    (tmp_path / "leads.csv").write_text(LEADS, "utf-8")
    monkeypatch.chdir(tmp_path)
    pictures = snapshot.use_extension(PictureExtension)
    async with _sat_down(path, who, size) as pilot:
        for name, keys in WALKS[who].items():
            assert await _picture(pilot, keys) == pictures(name=name)
            await pilot.press("escape", "escape")
            await settle(pilot)
