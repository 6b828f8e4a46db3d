"""A real price filing of 416 units comes in the same from every kind of file."""

from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from salesdesk.importing.tables import open_table
from tests.importing.books import BOOKS, SHEET_WRITERS, WRITERS, csv_text


@pytest.fixture
def rows(filing: Path) -> list[list[str]]:
    with open_table(filing) as table:
        return [list(table.header), *(list(row.cells) for row in table.rows)]


def numbers(rows: list[list[str]]) -> list[list[object]]:
    """Give the filing as somebody would type it into a spreadsheet: numbers as numbers."""
    body = [[*row[:2], int(row[2]), row[3], *map(float, row[4:])] for row in rows[1:]]
    return [[*rows[0]], *body]


def assert_the_filing(checked: Any) -> None:
    assert (checked.read, len(checked.units), checked.rejected) == (416, 416, [])
    assert Counter(unit.building for unit in checked.units) == {"3": 116, "6": 180, "7": 120}
    assert Counter(unit.block for unit in checked.units) == {"1": 116, "": 300}
    assert len(set(checked.codes)) == 416
    assert {"3-1-3101", "6-0-3201", "7-0-304"} <= set(checked.codes)
    assert sum(unit.list_price_minor for unit in checked.units) == 213_426_165_644
    assert sum(unit.filed_price_minor for unit in checked.units) == 213_426_165_644


def test_the_filing_as_it_was_published(filing: Path, check_file: Callable[..., Any]) -> None:
    checked = check_file(filing)
    assert_the_filing(checked)
    first = checked.units[0]
    assert (first.line, first.code, first.floor, first.room, first.column) == (2, "3-1-3101", "31", "3101", "01")
    assert (first.built_area, first.inner_area, first.unit_price_minor) == (12553, 10005, 5222987)
    assert first.list_price_minor == 655641558


@pytest.mark.parametrize("name", WRITERS)
def test_the_filing_as_every_kind_of_file(rows: Any, name: str, tmp_path: Path, check_file: Callable[..., Any]) -> None:
    WRITERS[name](tmp_path / name, rows)
    assert_the_filing(check_file(tmp_path / name))


@pytest.mark.parametrize("name", BOOKS)
def test_the_filing_with_a_sheet_for_each_building(
    rows: Any, name: str, tmp_path: Path, check_file: Callable[..., Any]
) -> None:
    header, *units = rows
    wide = [""] * (len(header) - 2)
    sheets: dict[str, Any] = {"封面": [["预售项目一房一价"]]}
    for building in ("3栋", "6栋", "7栋"):
        own = [row[1:] for row in units if row[0].endswith(building)]
        titles = [[f"{building}销售价格备案表", *wide], ["单位：元", *wide]]
        sheets[building] = [*titles, header[1:], *own, ["合计", *wide], ["备注：以上为备案价", *wide]]
    SHEET_WRITERS[name](tmp_path / name, sheets)
    assert_the_filing(check_file(tmp_path / name, all_sheets=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_filing_as_csv(rows: Any, encoding: str, text_file: Any, check_file: Callable[..., Any]) -> None:
    path = text_file(csv_text(rows), encoding)
    with open_table(path) as table:
        assert (table.format, table.encoding) == ("csv", encoding)
    assert_the_filing(check_file(path))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_filing_with_other_delimiters(rows: Any, delimiter: str, text_file: Any, check_file: Any) -> None:
    path = text_file("\n".join(delimiter.join(row) for row in rows))
    assert_the_filing(check_file(path))


def test_the_filing_as_a_new_workbook(rows: Any, workbook_file: Any, check_file: Any) -> None:
    path = workbook_file({"预售项目": numbers(rows)})
    assert_the_filing(check_file(path))


def test_the_filing_under_titles_beside_notes(rows: Any, workbook_file: Any, check_file: Any) -> None:
    table = [["", *row, "" if at else "备注"] for at, row in enumerate(numbers(rows))]
    path = workbook_file({"空": [], "房源": [["预售价格表"], [], ["", "2020-12"], *table]})
    checked = check_file(path)
    assert_the_filing(checked)
    assert checked.units[0].line == 5


def test_the_filing_as_an_old_workbook_with_numbers(rows: Any, tmp_path: Path, check_file: Any) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("预售项目")
    for at, row in enumerate(numbers(rows)):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.save(str(tmp_path / "units.xls"))
    assert_the_filing(check_file(tmp_path / "units.xls"))


def test_the_filing_in_other_units_with_titles_and_sums(rows: Any, workbook_file: Any, check_file: Any) -> None:
    """Give it as an office would hand it on: areas and prices below one heading, sums, the header on every page."""
    top = ["楼栋", "单元", "楼层", "房号", "预售(万元)", "", "面积(平方米)", ""]
    below = ["", "", "", "", "单价(元/㎡)", "总价", "建筑面积", "户内面积"]
    body: list[list[object]] = []
    for at, row in enumerate(numbers(rows)[1:], 1):
        total = Decimal(rows[at][4]) * Decimal(rows[at][5])
        rounded = total.quantize(Decimal("0.01"), ROUND_HALF_UP)
        body.append([*row[:5], float(rounded / 10_000), *row[5:]])
        if at % 100 == 0:
            body += [[f"第{at // 100}页小计", "", "", "", "", 5.5, 99.0, ""], [], [*top], [*below]]
    path = workbook_file(
        {"房源": [["滨江雅苑 一房一价表"], top, below, *body, ["合计", "", "", "416套", "", 213426.165644]]}
    )
    assert_the_filing(check_file(path))
    with open_table(path) as table:
        assert len(list(table.rows)) == 416
        told = Counter(each.code for each in table.notes)
    assert told == {"title": 1, "two_line_header": 1, "total_row": 5, "header_again": 8}
