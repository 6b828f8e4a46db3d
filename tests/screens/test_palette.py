"""The palette names every action that is allowed now, and `?` tells the keys."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding
from textual.command import CommandList, CommandPalette
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

import screens
import screens.widgets
from salesdesk.domain.roles import Role
from salesdesk.language import CHINESE, use_language
from screens.app import DeskApp
from screens.customer_picker import PickerDialog
from screens.keys import KeysDialog
from screens.palette import NOUNS, UNNAMED
from screens.widgets.key_line import KeyLine
from tests.screens.conftest import Console, settle, type_text, until_so

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _bindings() -> list[tuple[str, Binding]]:
    found: dict[str, list[Binding]] = {}
    for package in (screens, screens.widgets):
        for each in iter_modules([str(Path(package.__path__[0]))]):
            module = import_module(f"{package.__name__}.{each.name}")
            for kind in vars(module).values():
                if isinstance(kind, type) and issubclass(kind, Widget | Screen) and kind.__module__ == module.__name__:
                    own = [one for one in kind.__dict__.get("BINDINGS", ()) if isinstance(one, Binding)]
                    found[f"{module.__name__}.{kind.__name__}"] = own
    return [(name, one) for name, own in found.items() for one in own]


@pytest.mark.parametrize(
    "binding", [pytest.param(one, id=f"{name}.{one.key}") for name, one in _bindings() if one.show]
)
def test_every_key_of_the_footer_has_a_noun_and_a_tooltip(binding: Binding) -> None:
    noun = (binding.id or "").partition(".")[0]
    assert noun in NOUNS or noun in UNNAMED
    assert binding.tooltip or noun in UNNAMED


def _offered(app: DeskApp) -> set[str]:
    return {each.title for each in app.get_system_commands(app.screen)}


async def test_it_offers_a_rep_what_a_rep_may_do(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        assert isinstance(pilot.app, DeskApp)
        offered = _offered(pilot.app)
        assert {"unit: hold", "unit: why", "units: filter", "today: open", "desk: lock", "desk: sign out"} <= offered
        assert not {"unit: keep back", "unit: release"} & offered


async def test_it_offers_a_cashier_no_hold(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.CASHIER) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        assert isinstance(pilot.app, DeskApp)
        offered = _offered(pilot.app)
        assert "unit: why" in offered
        assert not {"unit: hold", "unit: order", "customer: new"} & offered


async def test_what_is_chosen_is_done_on_the_screen_beneath(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandPalette)
        await type_text(pilot, "unit: hold")
        await until_so(pilot, lambda: pilot.app.screen.query_one(CommandList).option_count == 1)
        await pilot.press("enter")
        await until_so(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette))
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickerDialog)


async def test_the_keys_begin_with_the_screens_own(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(2)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, KeysDialog)
        here, moving, everywhere, *_ = [str(each.content) for each in dialog.query(Static)]
        assert "Hold this unit for a customer" in here
        assert "One floor up" in moving
        assert "F2" in everywhere
        assert "shift+tab" not in here + moving
        await pilot.press("question_mark")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, KeysDialog)


async def test_the_footer_speaks_the_readers_language(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1)
    use_language(CHINESE)
    async with console(Role.REP) as pilot:
        await pilot.press("f2")
        await settle(pilot)
        shown = {each.binding.description for each in pilot.app.screen.query_one(KeyLine).keys}
        assert {"小订", "认购", "筛选"} <= shown
