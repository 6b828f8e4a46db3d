"""All sheets of a workbook as one import, for every kind: one transaction, one number, one way back, told by sheet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from salesdesk.domain.errors import KeyReused
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.roles import Role
from salesdesk.importing.tables import Table, open_table
from salesdesk.services import audit, board
from salesdesk.services.customer_files import import_customers
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.import_preview import open_import
from salesdesk.services.importing import import_units
from salesdesk.services.past_imports import past_imports
from salesdesk.services.price_files import import_prices
from salesdesk.services.receipt_files import import_receipts
from salesdesk.services.surveys import import_survey
from salesdesk.services.undoing import undo_import
from tests.importing.books import write_xlsx_sheets

if TYPE_CHECKING:
    from tests.conftest import Bureau

HEADER = ("房号", "楼层", "建筑面积", "总价")
MIXED = ("总价", "建筑面积", "楼层", "房号")

Book = Callable[..., Table]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Open all sheets of a workbook, in a folder where rejected rows are left."""
    monkeypatch.chdir(tmp_path)

    def opened(sheets: dict[str, Any], name: str = "book.xlsx", **more: Any) -> Table:
        write_xlsx_sheets(tmp_path / name, sheets)
        return open_table(tmp_path / name, all_sheets=True, **more)

    return opened


def counts(answer: ImportAnswer) -> tuple[int, int, int, int, int]:
    assert answer.read == answer.new + answer.changed + answer.same + answer.rejected
    return answer.read, answer.new, answer.changed, answer.same, answer.rejected


def wrong(answer: ImportAnswer) -> list[tuple[str, int, str]]:
    return [(each.sheet, each.line, each.code) for each in answer.problems]


def test_units_of_all_sheets_are_one_import_that_is_taken_back_as_one(bureau: "Bureau", book: Book) -> None:
    manager = bureau.desk(Role.MANAGER)
    sheets = {
        "封面": [("某某花园",)],
        "1栋": [("一房一价",), HEADER, ("101", "1", "100", "3000000"), ("102", "1", "90", "2700000")],
        "2栋": [MIXED, ("2000000", "80", "1", "101"), ("x", "80", "1", "102"), ("合计", "160", "", "")],
        "3栋": [HEADER, ("101", "1", "100", "3000000"), ("101", "1", "100", "3000000")],
    }
    with book(sheets) as table:
        tried = import_units(manager, table, dry_run=True)
        assert (counts(tried), past_imports(manager)) == ((6, 4, 0, 0, 2), [])
        done = import_units(manager, table)
        assert (counts(done), done.list_total_minor) == ((6, 4, 0, 0, 2), 1_070_000_000)
        assert wrong(done) == [("2栋", 3, "not_an_amount"), ("3栋", 3, "duplicate")]
        assert "line 2 of the sheet 3栋" in done.problems[1].sentence
        (only,) = past_imports(manager)
        assert (only.file, only.read, only.rejected) == ("book.xlsx", 6, 2)
        (told,) = [each.facts for each in audit.show_events(bureau.admin) if each.kind == "import.units"]
        assert told["sha256"] == table.sha256
        assert counts(import_units(manager, table)) == (6, 0, 0, 4, 2)
    assert {row.code for row in board.read_board(bureau.admin).units} == {"1-0-101", "1-0-102", "2-0-101", "3-0-101"}
    rows = list(openpyxl.load_workbook("book.rejects.xlsx").active.iter_rows(values_only=True))
    assert [row[:6] for row in rows[1:]] == [
        ("102", "1", "80", "x", "2栋", "3"),
        ("101", "1", "100", "3000000", "3栋", "3"),
    ]
    assert done.import_id is not None
    assert undo_import(manager, done.import_id).removed == 4
    assert board.read_board(bureau.admin).units == []


def test_a_building_in_two_sheets_stays_as_the_first_says(bureau: "Bureau", book: Book) -> None:
    first = [("1栋",), HEADER, *[(f"{floor}01", str(floor), "100", "3000000") for floor in range(1, 40)]]
    again = [("1栋",), HEADER, ("3901", "39", "100", "1000000")]
    with book({"一": first, "二": again, "三": again}) as table:
        done = import_units(bureau.desk(Role.MANAGER), table)
    assert (counts(done), wrong(done)) == ((41, 39, 0, 0, 2), [("二", 3, "duplicate"), ("三", 3, "duplicate")])
    assert all("line 41 of the sheet 一" in each.sentence for each in done.problems)


def test_customers_of_all_sheets_are_put_together_and_told_by_sheet(bureau: "Bureau", book: Book) -> None:
    head = ("姓名", "电话", "来源")
    sheets = {
        "一月": [head, ("王小明", "19900000001", "广告"), ("李明", "19900000002", "")],
        "二月": [("登记表",), ("电话", "姓名", "来源"), ("19900000001", "王小明", "自访"), ("1.99E+10", "赵敏", "")],
    }
    with book(sheets) as table:
        done = import_customers(bureau.desk(Role.MANAGER), table)
    assert (done.read, done.new, done.rejected, done.merged) == (4, 2, 1, 1)
    assert [(each.sheet, each.line, each.with_sheet, each.with_line) for each in done.merges] == [
        ("二月", 3, "一月", 2)
    ]
    (merged,) = [each for each in done.notes if each.code == "merged"]
    assert (merged.sheet, merged.line) == ("二月", 3)
    assert "line 2 of the sheet 一月" in merged.sentence
    assert [(sheet, line) for sheet, line, _ in wrong(done)] == [("二月", 4)]


def test_prices_surveys_and_receipts_of_all_sheets_are_one_import_each(bureau: "Bureau", book: Book) -> None:
    first, second = bureau.units(12)[-2:]
    prices = {
        "甲": [("code", "list price"), (first, "5800000")],
        "乙": [("list price", "code"), ("1", "9-9-9"), ("5900000", second)],
    }
    with book(prices) as table:
        priced = import_prices(bureau.desk(Role.MANAGER), table, dry_run=False)
    assert (counts(priced), wrong(priced)) == ((3, 0, 2, 0, 1), [("乙", 2, "unknown_unit")])
    assert board.unit_card(bureau.admin, second).unit.list_price_minor == 590_000_000

    survey = {
        "甲": [("code", "built area"), (first, "101")],
        "乙": [("code", "built area"), ("9-9-901", "90"), (second, "102")],
    }
    with book(survey) as table:
        measured = import_survey(bureau.desk(Role.BACK_OFFICE), table)
    assert (counts(measured), wrong(measured)) == ((3, 2, 0, 0, 1), [("乙", 2, "unknown_unit")])

    head = ("交易日期", "贷方发生额", "对方户名", "交易流水号")
    statement = {
        "工行": [head, ("2026-08-30", "100", "甲", "B1")],
        "建行": [
            ("建设银行",),
            head,
            ("2026-08-30", "200", "乙", "B2"),
            ("2026-08-30", "100", "甲", "B1"),
            ("?", "1", "", "B3"),
        ],
    }
    with book(statement) as table:
        booked = import_receipts(bureau.desk(Role.CASHIER), table)
    assert (counts(booked), booked.booked_minor) == ((4, 2, 0, 1, 1), 30_000)
    assert [(sheet, line) for sheet, line, _ in wrong(booked)] == [("建行", 5)]
    loose = [
        (each.sheet, each.line) for each in booked.notes if each.code not in {"sheets_joined", "title", "not_read"}
    ]
    assert loose == [("工行", 2), ("建行", 3)]
    assert len(past_imports(bureau.admin)) == 3


def test_other_sheets_of_the_same_file_are_another_command_under_a_key(sqlite_bureau: "Bureau", book: Book) -> None:
    sheets = {"1栋": [HEADER, ("101", "1", "100", "1000000")], "2栋": [HEADER, ("101", "1", "100", "1000000")]}
    desk = sqlite_bureau.desk(Role.MANAGER).keyed("night")
    with book(sheets) as table:
        done = import_units(desk, table)
        assert import_units(desk, table).import_id == done.import_id
    with open_table(Path("book.xlsx"), sheet="2栋") as table, pytest.raises(KeyReused):
        import_units(desk, table)


def test_what_is_looked_at_stands_by_sheet(sqlite_bureau: "Bureau", book: Book) -> None:
    sheets = {"1栋": [HEADER, ("101", "1", "100", "1000000")], "2栋": [("题",), HEADER, ("101", "1", "x", "1000000")]}
    with book(sheets):
        pass
    manager = sqlite_bureau.desk(Role.MANAGER)
    with open_import(manager, ImportKind.UNITS, Path("book.xlsx"), all_sheets=True) as file:
        seen = file.look()
        assert (seen.read, seen.sheets) == (("1栋", "2栋"), ("1栋", "2栋"))
        assert [(row.sheet, row.line) for row in seen.rows] == [("1栋", 2), ("2栋", 3)]
        (found,) = file.check().problems
        assert (found.first.sheet, found.first.line) == ("2栋", 3)
