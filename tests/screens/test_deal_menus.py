"""The menus of a deal for its loan and for what its buyer acknowledged, by keys."""

from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.roles import Role
from salesdesk.services import cautions, disclosures, mortgages
from salesdesk.services.deals import show_deal
from screens.dialogs import Notice
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def deal(sqlite_bureau: "Bureau") -> str:
    """A signed deal with a loan of 4,200,000; its buyer acknowledged a railway."""
    disclosures.add_fact(sqlite_bureau.admin, "a railway at 600 m")
    return sqlite_bureau.signed(sqlite_bureau.units(1)[0], PlanKind.MORTGAGE)


async def _menu(pilot: Pilot[None], key: str) -> str:
    if not isinstance(pilot.app.screen, Notice):
        await pilot.press(key)
        await settle(pilot)
    assert isinstance(pilot.app.screen, Notice)
    return "\n".join(str(each.render()) for each in pilot.app.screen.query(Static))


async def _opened(pilot: Pilot[None]) -> None:
    await pilot.press("f3")
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 50), marks=pytest.mark.slow)])
async def test_a_loan_is_asked_for_handed_in_and_approved_by_keys(
    sqlite_bureau: "Bureau", console: Console, deal: str, size: tuple[int, int]
) -> None:
    async with console(Role.MORTGAGE_DESK, size=size) as pilot:
        await _opened(pilot)
        assert "No bank was asked yet." in await _menu(pilot, "m")
        await pilot.press("1")
        await settle(pilot)
        await type_text(pilot, "招商银行")
        await pilot.press("enter", "enter")
        await settle(pilot)
        for _ in range(7):
            assert "missing" in await _menu(pilot, "m")
            await pilot.press("1")
            await settle(pilot)
            await pilot.press("y")
            await settle(pilot)
        await _menu(pilot, "m")
        await pilot.press("1")
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        (case,) = mortgages.list_cases(sqlite_bureau.admin, deal)
        assert case.state == "submitted"
        await _menu(pilot, "m")
        await pilot.press("1")
        await settle(pilot)
        await type_text(pilot, "4,000,000")
        await pilot.press("enter", "enter")
        await settle(pilot)
    (case,) = mortgages.list_cases(sqlite_bureau.admin, deal)
    assert (case.state, case.approved_minor) == ("approved", 4_000_000_00)
    assert [row.amount_minor for row in show_deal(sqlite_bureau.admin, deal).schedule][-2:] == [
        4_000_000_00,
        200_000_00,
    ]


async def test_who_has_no_right_only_reads_of_the_loan(sqlite_bureau: "Bureau", console: Console, deal: str) -> None:
    mortgages.open_case(sqlite_bureau.desk(Role.MORTGAGE_DESK), deal, "招商银行")
    async with console(Role.CASHIER) as pilot:
        await _opened(pilot)
        said = await _menu(pilot, "m")
        assert "招商银行" in said
        assert "withdraw" not in said


async def test_cautions_are_ticked_by_number(sqlite_bureau: "Bureau", console: Console) -> None:
    disclosures.add_fact(sqlite_bureau.admin, "a railway at 600 m")
    deal = sqlite_bureau.sold(sqlite_bureau.units(1)[0], PlanKind.MORTGAGE)
    async with console(Role.BACK_OFFICE) as pilot:
        await _opened(pilot)
        assert "a railway at 600 m" in await _menu(pilot, "k")
        await pilot.press("1")
        await settle(pilot)
        assert cautions.show_cautions(sqlite_bureau.admin, deal).open == 5
        await _menu(pilot, "k")
        await pilot.press("6")
        await settle(pilot)
    seen = cautions.show_cautions(sqlite_bureau.admin, deal)
    assert (seen.open, [each.item for each in seen.disclosed]) == (0, ["a railway at 600 m"])


async def test_who_may_not_tick_reads_what_is_left(sqlite_bureau: "Bureau", console: Console) -> None:
    deal = sqlite_bureau.sold(sqlite_bureau.units(1)[0], PlanKind.MORTGAGE)
    cautions.tick_cautions(sqlite_bureau.desk(Role.BACK_OFFICE), deal, "contract terms")
    async with console(Role.MANAGER) as pilot:
        await _opened(pilot)
        said = await _menu(pilot, "k")
        assert "✓ contract terms" in said
        assert "· area difference" in said
