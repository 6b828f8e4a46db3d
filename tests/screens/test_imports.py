"""The import room by keys: a file is found, its columns are chosen, it is tried, brought in and taken back."""

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from salesdesk.domain.roles import Role
from salesdesk.importing.progress import ImportProgress, Stage, TellProgress, progress_said
from salesdesk.language import CHINESE, use_language
from salesdesk.services.board import unit_card
from salesdesk.services.customers import find_customers
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.past_imports import past_imports
from screens.app import DeskApp
from screens.board import BoardScreen
from screens.choice_picker import ChoicePicker
from screens.dialogs import Notice, Question
from screens.file_picker import FilePicker, begun_anew
from screens.import_file import ImportFileScreen
from screens.import_progress import ProgressDialog
from screens.import_result import ImportResultScreen
from screens.imports import ImportsScreen
from screens.widgets.board_grid import BoardGrid
from screens.widgets.row_list import RowList
from tests.importing.books import SHEET_WRITERS, Sheets
from tests.screens.conftest import Console, settle, type_text, until_so

if TYPE_CHECKING:
    from tests.conftest import Bureau

UNITS = "haus,room,area,unit price,remark\n3,0101,100,60000,corner\n3,0102,125.53,52229.87,\n3,0103,big,60000,\n"
CUSTOMERS = "登记表,\n客户姓名,联系电话\n王小明,199-0000-0001\n李明[/],19900000002\n赵敏,1.99E+10\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Start the console in a folder with a few files."""
    files = tmp_path / "files"
    (files / "archive").mkdir(parents=True)
    monkeypatch.chdir(files)
    (files / "units.csv").write_text(UNITS, "utf-8")
    (files / "客户.csv").write_bytes(CUSTOMERS.encode("gb18030"))
    (files / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    return files


async def press(pilot: Pilot[None], *keys: str) -> Screen[Any]:
    """Press keys, each when what the one before has begun is done."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return pilot.app.screen


async def chosen(pilot: Pilot[None], typed: str) -> Screen[Any]:
    """Narrow what there is to choose, and take the first."""
    await type_text(pilot, typed)
    return await press(pilot, "enter")


async def picked(pilot: Pilot[None], kind: str, typed: str) -> Screen[Any]:
    """Choose a kind by its number in the list, then a file by the beginning of its name."""
    screen = await press(pilot, "f8", "n", kind)
    assert isinstance(screen, FilePicker)
    return await chosen(pilot, typed)


def said(screen: Screen[Any], where: str) -> str:
    return str(screen.query_one(where, Static).content)


def lines(screen: Screen[Any], where: str = "RowList") -> list[str]:
    rows = screen.query_one(where, RowList).rows
    return [" ".join(each.text for each in row.cells if each.text) for row in rows]


async def test_a_list_of_units_from_the_file_to_taking_it_back(
    sqlite_bureau: "Bureau", console: Console, folder: Path
) -> None:
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "1", "uni")
        assert isinstance(screen, ImportFileScreen)
        assert "building" in said(screen, "#found")
        assert any(line.startswith("– A haus 3") for line in lines(screen, "#mapping"))
        screen = await press(pilot, "a")
        assert isinstance(screen, ImportFileScreen), "what lacks a column is not imported"

        assert isinstance(await press(pilot, "enter"), ChoicePicker)
        await chosen(pilot, "haus")
        mapping = lines(screen, "#mapping")
        assert "building * A haus 3 3 3" in mapping, "the preview follows at once"
        assert "list price 6,000,000 6,556,415.58" in mapping
        assert "built area * C area 100.00 125.53 ! big" in mapping
        assert "1 of 3 rows" in said(screen, "#found")
        assert [line[:28] for line in lines(screen, "#problems")] == ["1 area 4 'big' is no area sq"]

        seen = await press(pilot, "d")
        assert isinstance(seen, ImportResultScreen)
        assert "3 read = 2 new + 0 changed + 0 same + 1 rejected" in said(seen, "#said")
        assert past_imports(sqlite_bureau.admin) == []
        assert not list(folder.glob("*rejects*"))

        asked = await press(pilot, "a")
        assert isinstance(asked, Question)
        assert "2 rows are new" in "".join(str(each.content) for each in asked.query(Static))
        done = await press(pilot, "y")
        assert isinstance(done, ImportResultScreen)
        assert str(folder / "units.rejects.csv") in said(done, "#said").replace("\n", "")
        assert "big" in (folder / "units.rejects.csv").read_text("utf-8-sig")
        assert [line[:12] for line in lines(done)] == ["1 area 4 'bi", "columns that"]
        assert isinstance(await press(pilot, "enter"), Notice), "a problem is told in full"
        await press(pilot, "escape")

        assert isinstance(await press(pilot, "u"), Question)
        await press(pilot, "y")
        assert "taken back" in said(done, "#title")
        room = await press(pilot, "escape")
        assert isinstance(room, ImportsScreen)
        assert "taken back" in lines(room)[0]
    (only,) = past_imports(sqlite_bureau.admin)
    assert (only.new, only.rejected, only.undone) == (2, 1, True)


async def test_customers_with_chinese_names_come_in_and_the_cut_off_phone_comes_back(
    sqlite_bureau: "Bureau", console: Console, folder: Path
) -> None:
    use_language(CHINESE)
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "3", "客")
        assert isinstance(screen, ImportFileScreen)
        assert "姓名 * A 客户姓名 王小明 李明[/] 赵敏" in lines(screen, "#mapping")
        assert lines(screen, "#problems")[-1].startswith("1 "), "the title above the header is passed over with a word"
        assert isinstance(await press(pilot, "a"), Question)
        done = await press(pilot, "y")
        assert "读入 3 = 新增 2 + 变动 0 + 相同 0 + 退回 1" in said(done, "#said")
    found = find_customers(sqlite_bureau.desk(Role.MANAGER), "", 9)
    assert {each.name for each in found} == {"王小明", "李明[/]"}
    assert "赵敏" in (folder / "客户.rejects.csv").read_text("gb18030")


async def test_a_picture_is_refused_and_nothing_is_open(sqlite_bureau: "Bureau", console: Console) -> None:
    async with console(Role.MANAGER) as pilot:
        assert isinstance(await picked(pilot, "1", "pic"), ImportsScreen)
        assert any("picture" in each.message for each in pilot.app._notifications)


async def test_a_path_is_typed_completed_and_gone_up(
    sqlite_bureau: "Bureau", console: Console, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    async with console(Role.MANAGER) as pilot:
        picker = await press(pilot, "f8", "n", "1")
        typed = picker.query_one("#typed", Input)
        assert typed.value == "~/files/"
        await type_text(pilot, "arch")
        await press(pilot, "tab")
        assert typed.value == "~/files/archive/"
        assert lines(picker) == [".. up"]
        await press(pilot, "backspace", "backspace")
        assert typed.value == "~/"
        await type_text(pilot, "files/nothing")
        await press(pilot, "enter")
        assert "no such file" in said(picker, "#said")
        await type_text(pilot, f"/{folder}/arch")  # a whole path begins anew
        assert typed.value == f"{folder}/arch"
        assert isinstance(await press(pilot, "escape"), ImportsScreen)


@pytest.mark.parametrize(
    ("typed", "anew"),
    [("~/files//tmp/a.csv", "/tmp/a.csv"), ("/tmp//", "/"), ("/tmp/~/a.csv", "~/a.csv"), ("//a", None), ("~/a", None)],
)
def test_a_whole_path_begins_anew_wherever_it_is_put(typed: str, anew: str | None) -> None:
    assert begun_anew(typed) == anew


async def test_the_folder_is_remembered(sqlite_bureau: "Bureau", console: Console, folder: Path) -> None:
    (folder / "archive" / "more.csv").write_text(UNITS, "utf-8")
    async with console(Role.MANAGER) as pilot:
        await picked(pilot, "1", "archive/more")
        await press(pilot, "escape", "n", "1")
        assert pilot.app.screen.query_one("#typed", Input).value.endswith("archive/")


async def test_columns_that_were_saved_are_offered_for_the_same_header(
    sqlite_bureau: "Bureau", console: Console
) -> None:
    async with console(Role.MANAGER) as pilot:
        await picked(pilot, "1", "uni")
        await press(pilot, "enter")
        await chosen(pilot, "haus")
        await press(pilot, "w")
        await chosen(pilot, "测绘院")
        await press(pilot, "escape", "n", "1")
        assert isinstance(await chosen(pilot, "uni"), ChoicePicker)
        screen = await press(pilot, "enter")
        assert "building * A haus 3 3 3" in lines(screen, "#mapping")
        await press(pilot, "x")
        assert "building * needed" in lines(screen, "#mapping")
        await press(pilot, "m", "enter")
        assert "building * A haus 3 3 3" in lines(screen, "#mapping")


async def test_all_sheets_of_a_workbook_are_one_import(sqlite_bureau: "Bureau", console: Console, folder: Path) -> None:
    rows = [("一房一价",), ("房号", "楼层", "建筑面积"), ("0101", "1", "100"), ("0102", "1", "90")]
    bad = [*rows[:2], ("0101", "1", "big"), rows[3]]
    parking = [("房号", "楼层", "建筑面积", "备注", "楼栋"), ("A001", "B1", "12", "", "9栋")]
    sums = [("楼栋", "建筑面积"), ("1栋", "190")]
    sheets: Sheets = {"汇总": sums, "1栋": rows, "2栋[/]": bad, "3栋": rows, "车位": parking, "位二": parking}
    SHEET_WRITERS["book.xml"](folder / "book.xml", sheets)
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "1", "book")
        picker = await press(pilot, "s")
        assert lines(picker)[0] == "all sheets those with the same list, as one import"
        await chosen(pilot, "车位")
        assert lines(await press(pilot, "s"))[0] == "all sheets those with the list of 车位, as one import"
        await chosen(pilot, "all")
        assert "2 sheets as one: 车位, 位二" in said(screen, "#file")
        await press(pilot, "s")
        await chosen(pilot, "1栋")
        assert lines(screen, "#mapping")[0] == "building * D 楼栋 1 1"
        await press(pilot, "s")
        await chosen(pilot, "all")
        assert "3 sheets as one: 1栋, 2栋[/], 3栋" in said(screen, "#file")
        assert lines(screen, "#mapping")[0] == "building * D 楼栋 1 1 2栋 2 3 3"
        assert lines(screen, "#problems")[0].startswith("1 建筑面积 2栋[/] 3 'big' is no area")
        assert isinstance(await press(pilot, "s"), ChoicePicker)
        await press(pilot, "escape", "a", "y")
        done = pilot.app.screen
        assert isinstance(done, ImportResultScreen)
        assert "6 read = 5 new + 0 changed + 0 same + 1 rejected" in said(done, "#said")
        told = await press(pilot, "enter")
        assert isinstance(told, Notice)
        assert "Sheet 2栋[/], line 3" in "".join(str(each.content) for each in told.query(Static))
    (only,) = past_imports(sqlite_bureau.admin)
    assert (only.file, only.new) == ("book.xml", 5)


async def test_a_column_that_is_not_read_becomes_a_field_on_another_sheet(
    sqlite_bureau: "Bureau", console: Console, folder: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing"])
    sheet = book.create_sheet("二期")
    for row in (["building", "room", "size of it"], ["3", "0101", "100"]):
        sheet.append(row)
    book.active.append(["here"])
    book.save(folder / "book.xlsx")
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "1", "book")
        await press(pilot, "s")
        await chosen(pilot, "二期")
        assert "sheet 二期 (2 of 2; s for another or all)" in said(screen, "#file")
        await press(pilot, "home", *["down"] * 3)
        assert screen.query_one("#mapping", RowList).key == "column:2"
        await press(pilot, "enter")
        await chosen(pilot, "built")
        assert "built area * C size of it 100.00" in lines(screen, "#mapping")
        assert "1 row, by itself without fault" in said(screen, "#found")


async def test_a_price_list_gets_its_name_and_its_day_from_the_options(
    sqlite_bureau: "Bureau", console: Console, folder: Path
) -> None:
    (unit,) = sqlite_bureau.units(1)
    (folder / "prices.csv").write_text(f"unit code,list total\n{unit},5500000\n", "utf-8")
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "2", "pri")
        await press(pilot, "o")
        for typed in ("秋季", "", ""):
            await type_text(pilot, typed)
            await press(pilot, "enter")
        assert "price list 秋季, from 31 Aug 2026" in said(screen, "#file")
        await press(pilot, "a", "y")
        done = pilot.app.screen
        assert "秋季 counts from 31 Aug 2026." in said(done, "#said")
        assert unit_card(sqlite_bureau.admin, unit).unit.list_price_minor == 5_500_000_00
        await press(pilot, "u", "y")
        assert "taken back" in said(done, "#title")
    assert unit_card(sqlite_bureau.admin, unit).unit.list_price_minor == 6_000_000_00


@pytest.mark.parametrize(("role", "may"), [(Role.REP, False), (Role.CASHIER, True), (Role.AUDITOR, False)])
async def test_the_room_is_open_to_whoever_may_import_something(
    sqlite_bureau: "Bureau", console: Console, role: Role, may: bool
) -> None:
    async with console(role) as pilot:
        screen = await press(pilot, "f8")
        assert isinstance(screen, ImportsScreen) is may
        assert isinstance(pilot.app, DeskApp)
        offered = {each.title for each in pilot.app.get_system_commands(screen)}
        assert ("imports: open" in offered) is may
        assert ("import: import a file" in offered) is may
        if may:
            assert isinstance(await press(pilot, "n"), FilePicker), "a cashier imports statements and nothing else"


async def test_the_next_terminal_shows_the_units_at_once(sqlite_bureau: "Bureau", console: Console) -> None:
    sqlite_bureau.units(1, building="9")
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "1", "uni")
        await press(pilot, "enter")
        await chosen(pilot, "haus")
        other = DeskApp(pilot.app.premises)  # type: ignore[attr-defined]
        async with other.run_test(size=(80, 24)) as beside:
            await settle(beside)
            await type_text(beside, "manager one")
            await beside.press("enter")
            await type_text(beside, "135792")
            await beside.press("enter")
            await settle(beside)
            board = await press(beside, "f2")
            assert isinstance(board, BoardScreen)
            before = len(board.query_one(BoardGrid).tiles)
            await press(pilot, "a", "y")
            assert isinstance(pilot.app.screen, ImportResultScreen)
            await until_so(beside, lambda: len(board.query_one(BoardGrid).tiles) != before or _buildings(board) > 1)
        assert isinstance(screen, ImportFileScreen)


def _buildings(board: BoardScreen) -> int:
    from screens.widgets.building_tabs import BuildingTabs

    return len(board.query_one(BuildingTabs).buildings)


async def test_esc_ends_an_import_before_it_is_written(sqlite_bureau: "Bureau", console: Console) -> None:
    asked, given = Event(), list[object]()

    def work(tell: TellProgress) -> ImportAnswer:
        tell(ImportProgress(Stage.CHECKING, 5_000, 20_000, 2.0, 6.0))
        asked.wait(5)
        tell(ImportProgress(Stage.WRITING, 0, 20_000))
        raise AssertionError("it went on")

    async with console(Role.MANAGER) as pilot:
        dialog = ProgressDialog("Importing", work)
        pilot.app.push_screen(dialog, given.append)
        await until_so(pilot, lambda: bool(dialog.query("#said")) and "5,000" in said(dialog, "#said"))
        assert said(dialog, "#said") == "checking · 5,000 of about 20,000 rows\n2,500 a second · 6 s left"
        await pilot.press("escape")
        assert said(dialog, "#said").startswith("Stopping")
        asked.set()
        await settle(pilot)
        assert given == [None]


def test_a_long_writing_is_told_beforehand() -> None:
    told = progress_said(ImportProgress(Stage.WRITING, 0, 1_000_000, 0.0, 12.4))
    assert told == "writing · 0 of about 1,000,000 rows\nthis takes about 12 s; whoever sells waits as long"


async def test_the_unit_of_a_column_is_chosen_where_the_file_is_silent(console: Console, folder: Path) -> None:
    (folder / "wan.csv").write_text("building,room,area,total\n3,0101,100,650\n", "utf-8")
    async with console(Role.MANAGER) as pilot:
        screen = await picked(pilot, "1", "wan")
        assert "list price D total ! 650" in lines(screen, "#mapping")
        await press(pilot, "down", "down", "down")
        picker = await press(pilot, "enter")
        assert isinstance(picker, ChoicePicker)
        assert picker.query_one(".hint").region.bottom <= picker.query_one(".dialog").content_region.bottom
        await chosen(pilot, "total:万元")
        assert "list price D total:万元 6,500,000" in lines(screen, "#mapping")
        await press(pilot, "enter", *["up"] * 5, "enter")
        assert "list price D total ! 650" in lines(screen, "#mapping"), "the same column without a unit"


async def test_the_cursor_is_on_what_was_just_brought_in(console: Console, folder: Path) -> None:
    for floor in ("1", "2"):
        (folder / f"list{floor}.csv").write_text(f"building,room,area\n3,{floor}01,100\n", "utf-8")
    async with console(Role.MANAGER) as pilot:
        for floor in ("1", "2"):
            assert isinstance(await picked(pilot, "1", f"list{floor}"), ImportFileScreen)
            await press(pilot, "a")
            await press(pilot, "y")
            room = await press(pilot, "escape")
            await until_so(pilot, partial(_is_under_the_cursor, room, floor))
        assert isinstance(await press(pilot, "u"), Question)


def _is_under_the_cursor(room: Screen[Any], key: str) -> bool:
    return room.query_one(RowList).key == key
