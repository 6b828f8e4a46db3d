"""All sheets of a workbook by one command, with the real program on either engine."""

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.cli.conftest import ADMIN, PEPPER, Machine
from tests.importing.books import SHEET_WRITERS, Sheets, write_csv

if TYPE_CHECKING:
    from db.engine import Database

HEADER = ("楼层", "房号", "建筑面积", "总价")
SHEETS: Sheets = {
    "封面": [("某某花园", "2026")],
    "1栋": [("一房一价表",), HEADER, ("1", "101", "100", "3000000"), ("合计", "", "100", "3000000")],
    "2栋": [HEADER, ("1", "101", "90", "2000000"), ("1", "102", "big", "2000000"), ("1", "101", "90", "2000000")],
}
SHAPE = {"import_id", "read", "new", "changed", "same", "rejected", "rejects_file"}


@pytest.fixture
def office(empty_machine: Machine, database: "Database") -> Machine:
    """A machine with an administrator's office and nothing in it, on each engine."""
    url = database.url.set(drivername=database.url.get_backend_name())
    empty_machine.env["SALESDESK_DB"] = url.render_as_string(hide_password=False)
    empty_machine.env["SALESDESK_PEPPER"] = PEPPER.decode()
    SHEET_WRITERS["new.xlsx"](empty_machine.folder / "book.xlsx", SHEETS)
    database.close()
    return empty_machine


def test_twelve_commands_are_one(office: Machine) -> None:
    one = office.by(ADMIN, "import", "units", "book.xlsx", "--dry-run")
    assert (one.exit, one.err) == (0, "")
    assert "there are also: 封面, 2栋 (--sheet, --all-sheets)" in one.out
    seen = office.by(ADMIN, "import", "units", "book.xlsx", "--all-sheets", "--dry-run", "--json")
    assert (seen.exit, seen.json.keys() >= SHAPE, seen.json["import_id"]) == (7, True, None)
    done = office.by(ADMIN, "import", "units", "book.xlsx", "--all-sheets")
    assert (done.exit, done.err) == (7, "")
    for said in (
        "book.xlsx: 4 read = 2 new + 0 changed + 0 same + 2 rejected",
        "  2 sheets were read as one list: 1栋, 2栋",
        "  sheets with another header or in other units, which were not read: 封面; each can be ",
        "  sheet 1栋: line 1: passed over, for it stands above the header: 一房一价表",
        "  sheet 2栋: line 3: 建筑面积: 'big' is no area",
        "  sheet 2栋: line 4, 房号 '101': 2-0-101 stands on line 2 of the sheet 2栋 already",
        "The rejected rows are in book.rejects.xlsx.",
    ):
        assert said in done.out
    back = openpyxl.load_workbook(office.folder / "book.rejects.xlsx")
    back.active["C2"] = "95"
    back.active["B3"] = "103"
    back.save(office.folder / "mended.xlsx")
    mended = office.by(ADMIN, "import", "units", "mended.xlsx", "--json")
    assert (mended.exit, mended.json["new"], mended.json["rejected"]) == (0, 2, 0)
    again = office.by(ADMIN, "import", "units", "book.xlsx", "--all-sheets", "--json").json
    assert (again["read"], again["new"], again["changed"], again["same"], again["rejected"]) == (4, 0, 0, 2, 2)
    assert len(office.by(ADMIN, "import", "list", "--json").json["imports"]) == 3
    undone = office.by(ADMIN, "import", "undo", "1", "--json")
    assert (undone.exit, undone.json["removed"]) == (0, 2)


def test_what_is_wrong_with_a_sheet_or_the_options_is_one_line_and_changes_nothing(office: Machine) -> None:
    with zipfile.ZipFile(office.folder / "book.xlsx") as good, zipfile.ZipFile(office.folder / "bad.xlsx", "w") as bad:
        for each in good.namelist():
            bad.writestr(each, "<worksheet><sheetData><row r='1'>" if "sheet3" in each else good.read(each))
    damaged = office.by(ADMIN, "import", "units", "bad.xlsx", "--all-sheets")
    assert (damaged.exit, damaged.out, damaged.err.count("\n")) == (2, "", 1)
    assert "sheet 2栋" in damaged.err
    unknown = office.by(ADMIN, "import", "units", "book.xlsx", "--all-sheets", "--sheet", "9栋")
    assert (unknown.exit, unknown.out, unknown.err.count("\n")) == (2, "", 1)
    assert "1栋, 2栋" in unknown.err
    write_csv(office.folder / "a.csv", [("楼栋", *HEADER), ("9栋", "1", "101", "100", "3000000")])
    text = office.by(ADMIN, "import", "units", "a.csv", "--all-sheets", "--dry-run")
    assert (text.exit, text.err) == (0, "")
    assert "a.csv has no sheets; all of it was read" in text.out
    assert office.by(ADMIN, "import", "list", "--json").json["imports"] == []


@pytest.mark.parametrize("kind", ["units", "prices", "survey", "customers", "receipts"])
def test_every_kind_of_import_takes_all_sheets(machine: Machine, kind: str) -> None:
    SHEET_WRITERS["new.xlsx"](
        machine.folder / "book.xlsx", {"a": [("x", "y"), ("1", "2")], "b": [("x", "y"), ("3", "4")]}
    )
    refused = machine.by(ADMIN, "import", kind, "book.xlsx", "--all-sheets", "--json")
    assert (refused.exit, refused.error["code"]) == (2, "column_missing")
