"""Changes of a deal by keys: asked for on the deal, approved on the approvals screen, carried out, and told."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from salesdesk.domain.deal import PlanKind, Step
from salesdesk.domain.roles import Role
from salesdesk.services import office, steps
from salesdesk.services.change_answers import list_changes
from salesdesk.services.changes import ask_unit_change
from salesdesk.services.deals import show_deal
from salesdesk.services.orders import place_order
from screens.approvals import ApprovalsScreen
from screens.deal import DealScreen
from screens.dialogs import Form, Notice, Question
from screens.plan_picker import PlanPicker
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A deal of a buyer with a harmful name, 20,000 paid."""
    rep = sqlite_bureau.desk(Role.REP, "Wang Li")
    units = sqlite_bureau.units(4)
    number = place_order(rep, units[0], sqlite_bureau.customer(rep, "[red]王小明[/]"), PlanKind.ONE_SUM).deal_id
    sqlite_bureau.paid(number, 20_000_00)
    return number


async def _opened(pilot: Pilot[None]) -> None:
    await pilot.press("f3")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)
    assert isinstance(pilot.app.screen, DealScreen)


async def _fill(pilot: Pilot[None], *values: str) -> None:
    assert isinstance(pilot.app.screen, Form)
    for value in values:
        await type_text(pilot, value)
        await pilot.press("enter")
    await settle(pilot)


async def _menu(pilot: Pilot[None], number: str) -> None:
    await pilot.press("v")
    await settle(pilot)
    assert isinstance(pilot.app.screen, Notice)
    await pilot.press(number)
    await settle(pilot)


def _text(pilot: Pilot[None]) -> str:
    return "\n".join(str(each.render()) for each in pilot.app.screen.query(Static))


def _toasts(pilot: Pilot[None]) -> str:
    return "\n".join(each.message for each in pilot.app._notifications)


async def test_a_move_is_asked_for_approved_and_carried_out_by_keys(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await _opened(pilot)
        await _menu(pilot, "1")
        await _fill(pilot, "3-1-0201", "a view", "1000")
        assert "Change 1 waits for the approval of a manager: D-0001 goes from 3-1-0101 to 3-1-0201" in _toasts(pilot)
    async with console(Role.MANAGER, "Liu Yang", size=(100, 30)) as pilot:
        await pilot.press("f5")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ApprovalsScreen)
        block = str(screen.query_one(OptionList).get_option("change:1").prompt)
        for part in ("D-0001", "goes from 3-1-0101 to 3-1-0201", "a fee of 1,000", "Wang Li asks: a view"):
            assert part in block
        await pilot.press("a")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Question)
        assert "goes from 3-1-0101" in _text(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert "Change 1 is approved" in _toasts(pilot)
    async with console(Role.REP, "Wang Li") as pilot:
        await _opened(pilot)
        await _menu(pilot, "1")
        assert isinstance(pilot.app.screen, Question)
        await pilot.press("y")
        await settle(pilot)
        assert "The new deal is D-0002" in _toasts(pilot)
    old = show_deal(sqlite_bureau.admin, deal)
    assert (old.live, old.to_deal) == (False, "D-0002")


async def test_buyers_and_cancellation_are_asked_for_by_keys(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    sqlite_bureau.customer(sqlite_bureau.desk(Role.REP, "Wang Li"), "李梅", "199-0000-0002")
    async with console(Role.REP, "Wang Li") as pilot:
        await _opened(pilot)
        await _menu(pilot, "2")
        await _fill(pilot, "add", "2", "", "40", "family", "")
        assert "were [red]王小明[/] 100 %, and become [red]王小明[/] 60 %, 李梅 40 %" in _toasts(pilot)
        await _menu(pilot, "5")
        await _fill(pilot, "forfeit", "", "", "they leave", "")
        assert "D-0001 ends (forfeit); 3-1-0101 is on sale again" in _toasts(pilot)
    kinds = [(each.kind, each.state) for each in list_changes(sqlite_bureau.admin)]
    assert kinds == [("cancel", "waiting"), ("buyer", "void")]


async def test_a_change_is_refused_with_a_reason(sqlite_bureau: "Bureau", deal: str, console: Console) -> None:
    ask_unit_change(sqlite_bureau.desk(Role.REP, "Wang Li"), deal, "3-1-0201", "a view")
    async with console(Role.MANAGER, "Liu Yang") as pilot:
        await pilot.press("f5")
        await settle(pilot)
        await pilot.press("r")
        await _fill(pilot, "too late")
        assert "Change 1 is refused" in _toasts(pilot)
    assert list_changes(sqlite_bureau.admin)[0].decided_reason == "too late"


async def test_who_may_not_change_deals_is_offered_no_menu(
    sqlite_bureau: "Bureau", deal: str, console: Console
) -> None:
    async with console(Role.CASHIER, "Zhou Min") as pilot:
        await _opened(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(pilot.app.screen, DealScreen), "a cashier changes no deal"


async def test_another_way_of_paying_is_chosen_and_asked_for(
    sqlite_bureau: "Bureau", console: Console, deal: str
) -> None:
    async with console(Role.REP, "Wang Li") as pilot:
        await _opened(pilot)
        await _menu(pilot, "3")
        assert isinstance(pilot.app.screen, PlanPicker)
        await pilot.press("down", "enter")
        await settle(pilot)
        await _fill(pilot, "they sold a flat", "")
    (asked,) = list_changes(sqlite_bureau.admin)
    assert (asked.kind, asked.state, asked.after["plan"]) == ("plan", "waiting", "instalments")


async def test_a_contract_is_rescinded_in_time(sqlite_bureau: "Bureau", console: Console, deal: str) -> None:
    office.set_project(sqlite_bureau.admin, "rescission_days", "7")
    sqlite_bureau.paid(deal, 5_980_000_00)
    steps.do_step(sqlite_bureau.desk(Role.BACK_OFFICE), deal, Step.CONTRACT, ticked=True)
    async with console(Role.REP, "Wang Li") as pilot:
        await _opened(pilot)
        await _menu(pilot, "5")
        await _fill(pilot, "they move away", "")
    assert not show_deal(sqlite_bureau.admin, deal).live
