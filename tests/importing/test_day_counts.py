"""Days of a workbook that counts them from 1904 are the days that its office sees, formatted or not."""

import datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from salesdesk.importing.customers import CustomerRecord, check_customers
from salesdesk.importing.day_counts import with_days_from_1900
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.receipts import BankRecord, check_receipts
from salesdesk.importing.tables import open_table

DAY = datetime.date(2026, 3, 5)
SERIAL = 44624  # that day, counted from 1904
HEADER: list[object] = ["姓名", "电话", "来访日期", "备注"]
ROWS: list[list[object]] = [
    ["王", "19900000001", DAY, SERIAL],
    ["李", "19900000002", SERIAL, "x"],
    ["赵", "1.3E+10", SERIAL + 0.5, ""],
]


def new_book(path: Path, *, from_1904: bool) -> Path:
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in [HEADER, *ROWS, ["合计", "", "", 3]]:
        book.active.append(row)
    book.save(path)
    return path


def old_book(path: Path, *, from_1904: bool) -> Path:
    book = xlwt.Workbook()
    book.dates_1904 = from_1904
    sheet = book.add_sheet("a")
    as_day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, row in enumerate([HEADER, *ROWS, ["合计", "", "", 3]]):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write(at, column, SERIAL if from_1904 else SERIAL + 1462, as_day)
            else:
                sheet.write(at, column, value)
    book.save(str(path))
    return path


@pytest.mark.parametrize("from_1904", [True, False])
@pytest.mark.parametrize(("write", "name"), [(new_book, "a.xlsx"), (old_book, "a.xls")])
def test_a_number_in_a_column_of_days_counts_as_its_workbook_does(
    tmp_path: Path, write: object, name: str, from_1904: bool
) -> None:
    assert callable(write)
    with open_table(write(tmp_path / name, from_1904=from_1904)) as opened:
        columns = map_columns(opened.header, "customers")
        table = with_days_from_1900(opened, columns)
        first, second, third = check_customers(table, columns, region="cn", staff={})
        assert [each.code for each in table.notes] == ["total_row"]
        blocks = [row for each in table.blocks() for row in (each.row(at) for at in range(each.size))]  # type: ignore[union-attr]
        assert blocks == list(table.rows)
    assert isinstance(first, CustomerRecord)
    assert isinstance(second, CustomerRecord)
    assert isinstance(third, RejectedRow)
    assert first.visits == ((DAY, None),)
    assert first.note == str(SERIAL)
    other = DAY - datetime.timedelta(days=0 if from_1904 else 1462)
    assert second.visits == ((other, None),)
    assert third.cells[2] == (f"{SERIAL + 1462}.5" if from_1904 else f"{SERIAL}.5")


def test_a_statement_counts_so_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["date", "amount", "payer"], [SERIAL, SERIAL, "x"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with open_table(tmp_path / "a.xlsx") as opened:
        columns = map_columns(opened.header, "receipts")
        (found,) = check_receipts(with_days_from_1900(opened, columns), columns)
    assert isinstance(found, BankRecord)
    assert (found.day, found.amount_minor) == (DAY, SERIAL * 100)
