"""Tables as files: exact numbers, nothing that could run as a formula, the same cells whatever the format."""

import csv
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from salesdesk.documents import table_files
from salesdesk.documents.columns import Column, columns_of
from salesdesk.documents.table_files import Cell, TableFormat, TooMuchForASheet, write_table
from salesdesk.importing.mapping import map_columns

COLUMNS = [Column("room", "房号"), Column("price", "价格"), Column("day", "日期")]
FORMULAS = ["=1+1", "+1", "-1", "@A1", "\t=1", "'=1", "＝1+1"]


def written(tmp_path: Path, form: TableFormat, *rows: Sequence[Cell]) -> Path:
    path = tmp_path / f"out.{form}"
    assert write_table(path, form, COLUMNS, rows) == len(rows)
    return path


def csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_begins_with_the_mark_that_a_spreadsheet_wants(tmp_path: Path) -> None:
    path = written(tmp_path, TableFormat.CSV, ("王, 小明", Decimal("6556415.58"), date(2026, 8, 31)))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert csv_rows(path) == [["房号", "价格", "日期"], ["王, 小明", "6556415.58", "2026-08-31"]]


def test_json_lines_keep_every_digit_and_name_the_fields(tmp_path: Path) -> None:
    path = written(tmp_path, TableFormat.JSONL, ("3101", Decimal("99999999999999.99"), None), ('"', None, None))
    lines = path.read_text("utf-8").splitlines()
    assert [json.loads(line, parse_float=Decimal) for line in lines] == [
        {"room": "3101", "price": Decimal("99999999999999.99"), "day": None},
        {"room": '"', "price": None, "day": None},
    ]


def test_a_workbook_has_numbers_dates_and_text(tmp_path: Path) -> None:
    path = written(tmp_path, TableFormat.XLSX, ("0101", Decimal("6556415.58"), date(2026, 8, 31)), ("", None, None))
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert [str(each) for each in rows[1]] == ["0101", "6556415.58", "2026-08-31 00:00:00"]


def test_a_workbook_keeps_more_digits_than_a_number_of_it_holds_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, TableFormat.XLSX, ("1", Decimal("12345678901234.56"), None))
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet["B2"].value == "12345678901234.56"


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_csv_begins_like_a_formula(tmp_path: Path, cell: str) -> None:
    shown = csv_rows(written(tmp_path, TableFormat.CSV, (cell, None, None)))[1][0]
    assert shown == f"'{cell}"


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, cell: str) -> None:
    path = written(tmp_path, TableFormat.XLSX, (cell, None, None))
    with ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(path).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == (cell, "s")


def test_a_link_in_a_cell_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, TableFormat.XLSX, ("https://example.org", None, None))
    with ZipFile(path) as parts:
        assert b"hyperlink" not in parts.read("xl/worksheets/sheet1.xml")


def test_what_a_sheet_has_no_room_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TooMuchForASheet, match=r"32,?767"):
        write_table(tmp_path / "a.xlsx", TableFormat.XLSX, COLUMNS, [("x" * 32_768, None, None)])
    monkeypatch.setattr(table_files, "MOST_ROWS", 2)
    with pytest.raises(TooMuchForASheet, match="csv or jsonl"):
        write_table(tmp_path / "b.xlsx", TableFormat.XLSX, COLUMNS, [("x", None, None)] * 3)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", ["units", "survey"])
def test_the_headers_of_what_can_be_imported_are_names_that_imports_know(kind: str, language: str) -> None:
    columns = columns_of(kind, language)
    found = map_columns([each.title for each in columns], kind).columns
    assert found == {each.field: place for place, each in enumerate(columns) if each.field in found}
    assert {each.field for each in columns} - found.keys() <= {"code", "state", "batch"}
