"""Batches on the board: what a release would do, the release, and another opening, by keys."""

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.services import batches, board, holds
from screens.dialogs import Form, Notice
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _said(pilot: Pilot[None]) -> str:
    return "\n".join(str(each.render()) for each in pilot.app.screen.query(Static))


async def test_a_manager_releases_a_batch_and_is_told_what_stays(sqlite_bureau: "Bureau", console: Console) -> None:
    _, locked = sqlite_bureau.units(2, released=False)
    manager, opens = sqlite_bureau.desk(Role.MANAGER), sqlite_bureau.clock.now + timedelta(days=3)
    batches.add_batch(manager, "Spring [1]", "2026-001", opens)
    holds.lock_unit(manager, locked, Lock.SEIZED, "the court")
    async with console(Role.MANAGER) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("b")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Notice)
        assert "1  Spring [1] · 2026-001 · opens" in _said(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert "1 unit of Spring [1] would be on sale." in _said(pilot)
        assert f"it is locked (seized): {locked}" in _said(pilot)
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("b", "1", "1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("enter")
        await type_text(pilot, "2026-12-24 09:00")
        await pilot.press("enter")
        await settle(pilot)
    assert board.read_board(manager).counts["available"] == 1
    assert batches.list_batches(manager)[-1].opens_at.day == 24


async def test_a_rep_is_offered_no_batches(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("b")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, Notice)
