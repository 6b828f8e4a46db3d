"""The locks over a unit, laid and lifted on the board by keys."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.roles import Role
from salesdesk.domain.units import Lock
from salesdesk.services import holds
from salesdesk.services.board import unit_card
from screens.dialogs import Form, Notice
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _said(pilot: Pilot[None]) -> str:
    return "\n".join(str(each.render()) for each in pilot.app.screen.query(Static))


@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 50), marks=pytest.mark.slow)])
async def test_a_manager_lays_a_lock_and_lifts_it(
    sqlite_bureau: "Bureau", console: Console, size: tuple[int, int]
) -> None:
    (unit,) = sqlite_bureau.units(1)
    holds.lock_unit(sqlite_bureau.admin, unit, Lock.SHOW_FLAT, "the show flat")
    async with console(Role.MANAGER, size=size) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Notice)
        lines = ("Locks over", "show flat: the show flat", "1  Lift or reword: show flat", "3  Lay: seized", "6  Lay:")
        assert all(each in _said(pilot) for each in lines)
        await pilot.press("3")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Form)
        assert "its clocks stand still" in _said(pilot)
        await pilot.press("enter")
        assert "This is needed." in _said(pilot)
        await type_text(pilot, "court order 12")
        await pilot.press("enter")
        await settle(pilot)
        assert unit_card(sqlite_bureau.admin, unit).locks == ["show_flat", "seized"]
        await pilot.press("l", "1")
        await settle(pilot)
        assert "the show flat" in _said(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("end")
        await type_text(pilot, ", for a year")
        await pilot.press("enter")
        await settle(pilot)
        assert unit_card(sqlite_bureau.admin, unit).laid[0].reason == "the show flat, for a year"
        await pilot.press("l", "1", "1")
        await settle(pilot)
    assert unit_card(sqlite_bureau.admin, unit).locks == ["seized"]


async def test_a_rep_is_offered_no_lock(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, Notice)
