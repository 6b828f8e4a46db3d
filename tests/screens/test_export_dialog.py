"""Exporting from the console: offered by right, to a file that is named, recorded, and told."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from salesdesk.domain.roles import Role
from salesdesk.services import audit
from screens.app import DeskApp
from screens.export_dialog import ExportDialog
from screens.imports import ImportsScreen
from tests.screens.conftest import Console, settle, type_text

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start the console in a folder of the test's own."""
    (tmp_path / "files").mkdir()
    monkeypatch.chdir(tmp_path / "files")
    return tmp_path / "files"


def _exports(app: DeskApp) -> set[str]:
    return {each.title for each in app.get_system_commands(app.screen) if each.title.startswith("export: ")}


async def test_a_kind_is_chosen_named_and_written(sqlite_bureau: "Bureau", console: Console, folder: Path) -> None:
    sqlite_bureau.units(3)
    (folder / "mine.csv").write_text("mine")
    async with console(Role.MANAGER, size=(80, 24)) as pilot:
        await pilot.press("f8")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportsScreen)
        await pilot.press("x", "1")
        await settle(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, ExportDialog)
        field = dialog.query_one(Input)
        assert field.value == str(folder / "units-2026-08-31.xlsx")
        for name in ("mine.csv", "mine.doc", "units.csv"):
            field.value = ""
            await type_text(pilot, str(folder / name))
            await pilot.press("enter")
            await settle(pilot)
            said = str(dialog.query_one("#said", Static).content) if dialog.is_attached else "written"
            assert {"mine.csv": "there already", "mine.doc": ".xlsx", "units.csv": "written"}[name] in said
        assert any("3 rows" in each.message for each in pilot.app._notifications)
    assert (folder / "mine.csv").read_text() == "mine"
    assert (folder / "units.csv").read_text("utf-8-sig").count("\n") == 4
    assert audit.show_events(sqlite_bureau.admin)[-1].kind == "export.made"


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.REP, set()),
        (Role.AUDITOR, {"units", "prices", "survey", "customers", "receipts"}),
    ],
)
async def test_the_palette_offers_it_to_who_may(console: Console, role: Role, offered: set[str]) -> None:
    async with console(role) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app, DeskApp)
        assert _exports(pilot.app) == {f"export: {each}" for each in offered}
