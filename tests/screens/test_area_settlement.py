"""The area of a deal settled with keys: measured, chosen, applied, paid back."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.receipts import Method
from salesdesk.domain.roles import Role
from salesdesk.domain.settlement import Choice
from salesdesk.services import area_refunds, contract_terms, settlements
from salesdesk.services.contract_terms import TermsAnswer
from salesdesk.services.deals import show_deal
from screens.deal import DealScreen
from screens.dialogs import Form, Notice, Question
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    return sqlite_bureau.signed(sqlite_bureau.units(1)[0], PlanKind.ONE_SUM)


async def _asked(pilot: Pilot[None]) -> str:
    """Open the deal if need be, press `a`, and give what is asked."""
    if not isinstance(pilot.app.screen, DealScreen):
        await pilot.press("f3")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
    await pilot.press("a")
    await settle(pilot)
    return "\n".join(str(each.content) for each in pilot.app.screen.query(Static))


async def test_a_unit_is_measured_and_settled(sqlite_bureau: "Bureau", console: Console, deal: str) -> None:
    async with console(Role.BACK_OFFICE) as pilot:
        assert "has not been measured" in await _asked(pilot)
        await type_text(pilot, "102.50")
        await pilot.press("enter", "enter")
        await settle(pilot)
        said = await _asked(pilot)
        assert isinstance(pilot.app.screen, Question)
        assert "2.50 m² ×" in said
        assert "no more than 3 %: it is paid as measured" in said
        assert "The buyer pays" in said
        await pilot.press("y")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, DealScreen)
        assert isinstance(pilot.app.screen, DealScreen)
    assert settlements.preview_settlement(sqlite_bureau.admin, deal).settlements[0].applied


async def test_beyond_the_limit_the_buyers_choice_is_asked_for(
    sqlite_bureau: "Bureau", console: Console, deal: str
) -> None:
    back = sqlite_bureau.desk(Role.BACK_OFFICE)
    settlements.measure_unit(back, "3-1-0101", 9_400)
    async with console(Role.BACK_OFFICE) as pilot:
        assert "keeps the unit or withdraws" in await _asked(pilot)
        assert isinstance(pilot.app.screen, Form)
        await type_text(pilot, "keep")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, Question)
        assert "The buyer gets" in "\n".join(str(each.content) for each in pilot.app.screen.query(Static))
        assert not settlements.preview_settlement(sqlite_bureau.admin, deal).settlements[0].applied
        await pilot.press("y")
        await settle(pilot)
        assert "The buyer gets" in await _asked(pilot)
        assert isinstance(pilot.app.screen, Notice)
    async with console(Role.CASHIER) as pilot:
        await _asked(pilot)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("enter")
        await settle(pilot)
    view = settlements.preview_settlement(sqlite_bureau.admin, deal).settlements[0]
    assert (view.applied, view.case) == (True, "smaller")
    with sqlite_bureau.refuses(area_refunds.NothingToPayBack):
        area_refunds.pay_back(sqlite_bureau.desk(Role.CASHIER), deal, Method.TRANSFER)


async def test_a_rep_reads_what_is_missing(console: Console, deal: str) -> None:
    async with console(Role.REP, "rep one") as pilot:
        assert "has not been measured" in await _asked(pilot)
        assert isinstance(pilot.app.screen, Notice)


async def test_before_the_contract_its_terms_are_agreed_on(sqlite_bureau: "Bureau", console: Console) -> None:
    deal = sqlite_bureau.sold(sqlite_bureau.units(1)[0], PlanKind.ONE_SUM)
    async with console(Role.BACK_OFFICE) as pilot:
        await _asked(pilot)
        form = pilot.app.screen
        assert isinstance(form, Form)
        form.query_one("#variant", Input).value = "inner"
        await pilot.press("enter")
        form.query_one("#percent", Input).value = "0.6"
        await pilot.press("enter")
        await settle(pilot)
    assert contract_terms.show_terms(sqlite_bureau.admin, deal) == TermsAnswer(deal, "inner", "0.6", True)


async def test_a_buyer_who_withdrew_is_paid_back_by_the_cashier_with_a_key(
    sqlite_bureau: "Bureau", console: Console, deal: str
) -> None:
    back = sqlite_bureau.desk(Role.BACK_OFFICE)
    settlements.measure_unit(back, "3-1-0101", 9_000)
    settlements.apply_settlement(back, deal, Choice.WITHDRAW)
    async with console(Role.CASHIER) as pilot:
        assert "with interest goes back by" in await _asked(pilot)
        assert isinstance(pilot.app.screen, Form)
        await pilot.press("enter")
        await settle(pilot)
    ended = show_deal(sqlite_bureau.admin, deal)
    assert (ended.live, ended.unit_state, ended.outcome) == (False, "available", "return")
