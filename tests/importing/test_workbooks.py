"""Workbooks: read as the office sees them, and a hostile one ends nothing but the child that reads it."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError, Exit, NotFound
from salesdesk.importing import refusals, sheet_errors
from salesdesk.importing.blocks import Block
from salesdesk.importing.private_file import PrivateFile
from salesdesk.importing.rows import Row, padded
from salesdesk.importing.sheet_blocks import packed_cells, unpacked
from salesdesk.importing.sheet_cells import cell_text, column_text
from salesdesk.importing.tables import open_table
from salesdesk.importing.workbook_reader import LARGEST, blocks_of
from salesdesk.importing.workbooks import (
    MEMORY,
    MEMORY_EACH,
    MOST_MEMORY,
    Sheet,
    memory_for,
)
from tests.importing.books import WRITERS
from tests.importing.raw_books import HEAD, book_of, rows_of, text_cell

SHEET_CELLS = st.text(st.sampled_from("a1.栋 "), max_size=3) | st.sampled_from(
    ["", "a,b", 'say "a"', "'a", "a\nb", "a\rb"]
)


@given(
    st.lists(st.lists(st.lists(SHEET_CELLS, min_size=3, max_size=3), min_size=1, max_size=9), min_size=1, max_size=4),
    st.lists(st.lists(SHEET_CELLS, min_size=5, max_size=5), min_size=1, max_size=3),
    st.integers(1, 6),
    st.integers(0, 6),
)
def test_blocks_of_a_sheet_hold_the_same_rows_with_the_lines_that_they_have_in_it(
    parts: list[list[list[str]]], wider: list[list[str]], width: int, skip: int
) -> None:
    parts = [*parts, wider]
    content = PrivateFile()
    content.write(packed_cells(1, [["", "9", "a", "a"]]))
    for rows in parts:
        content.write(b"".join(blocks_of(rows)))
    sheet, found = Sheet("a", ("a",), content, 9), list[Row]()
    for each in sheet.blocks(skip, width):
        found += [each.row(at) for at in range(each.size)] if isinstance(each, Block) else [each]
    assert found == [padded(row, width) for row in sheet.rows(skip)]
    lines = enumerate((row for rows in parts for row in rows), 1)
    assert list(sheet.rows(skip)) == [
        Row(line, tuple(cells)) for line, cells in lines if line > skip and "".join(cells).strip()
    ]


def refused(path: Path) -> DeskError:
    with pytest.raises(DeskError) as refusal:
        open_table(path)
    assert refusal.value.exit_code == Exit.USAGE
    assert len(str(refusal.value).splitlines()) == 1
    return refusal.value


def test_cells_are_text_as_the_office_reads_them(workbook_file: Any) -> None:
    values = [52229.87, 31, 31.0, 0.1 + 0.2, True, "01", 13_900_000_000, 110101199001011234, None, "a\nb"]
    days = [datetime.date(2026, 3, 31), datetime.datetime(2026, 3, 31, 9, 30), datetime.time(9, 30)]
    days.append(datetime.timedelta(hours=30, seconds=5))
    path = workbook_file({"a": [["楼栋", "房号", *"abcdefghijkl"], [*values, *days]]})
    with open_table(path) as table:
        (row,) = table.rows
    assert row.cells[:7] == ("52229.87", "31", "31", "0.3", "TRUE", "01", "13900000000")
    assert row.cells[7].endswith("E+17")
    assert row.cells[8:] == ("", "a\nb", "2026-03-31", "2026-03-31 09:30:00", "09:30:00", "30:00:05")


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(NUMBERS, min_size=1) | st.lists(st.text(), min_size=1) | st.lists(NUMBERS | st.text(), min_size=1))
def test_a_column_says_what_each_of_its_cells_says(values: list[object]) -> None:
    assert column_text(values) == "\n".join(map(cell_text, values))


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.tuples(*[st.text('a,"\r\n ')] * width), min_size=1)))
def test_rows_are_read_as_they_were_written(rows: list[tuple[str, ...]]) -> None:
    (block,) = unpacked(io.BytesIO(b"".join(blocks_of(rows))))
    assert (block.size, list(zip(*block.columns, strict=True))) == (len(rows), rows)


def test_rows_with_much_in_them_come_in_smaller_parts() -> None:
    rows = [[f"{at}", "x" * 100_000] for at in range(60)]
    parts = list(unpacked(io.BytesIO(b"".join(blocks_of(rows)))))
    assert all(len(part.text) <= LARGEST for part in parts)
    assert [list(row) for part in parts for row in zip(*part.columns, strict=True)] == rows


def test_the_first_visible_sheet_with_anything_in_it_is_read(workbook_file: Any) -> None:
    import openpyxl

    path = workbook_file({"hidden": [["x"], ["y"]], "empty": [], "房源": [["a", "b"], [1, 2]], "more": [["c"], ["d"]]})
    book = openpyxl.load_workbook(path)
    book["hidden"].sheet_state = "hidden"
    book.save(path)
    with open_table(path) as table:
        assert (table.sheet, table.sheets, table.header) == ("房源", ("empty", "房源", "more"), ("a", "b"))
    with open_table(path, sheet="more") as table:
        assert (table.sheet, table.header) == ("more", ("c",))
    with pytest.raises(refusals.FileEmpty) as refusal, open_table(path, sheet="empty"):
        pass
    assert refusal.value.details["why"] == "its sheet empty is empty"


def test_a_sheet_is_found_by_its_name_without_white_space_and_case_unless_two_are_alike(workbook_file: Any) -> None:
    path = workbook_file({" 2 栋 ": [["a"], ["b"]], "A": [["c"], ["d"]], "a ": [["e"], ["f"]]})
    for name in ("2栋", " 2 栋 ", "2 栋"):
        with open_table(path, sheet=name) as table:
            assert table.sheet == " 2 栋 "
    with pytest.raises(NotFound, match="' A'"):
        open_table(path, sheet=" A")


@pytest.mark.parametrize("cover", [[["某某花园"]], [["说明"], ["1", "填写房号"], ["2", "填写面积"]]])
def test_a_cover_is_passed_over_for_the_first_sheet_with_a_known_header(
    workbook_file: Any, cover: list[list[str]]
) -> None:
    rows = [["楼栋", "房号"], ["3", "01"]]
    path = workbook_file({"封面": cover, "空": [], "目录": [["x"], ["y"]], "3栋": rows, "4栋": rows})
    with open_table(path) as table:
        assert (table.sheet, table.header_line) == ("3栋", 1)
        assert [each.code for each in table.notes] == ["other_sheets"]
    with open_table(path, sheet="目录") as table:
        assert table.header == ("x",)


def test_without_a_known_header_the_first_sheet_is_read(workbook_file: Any) -> None:
    with open_table(workbook_file({"one": [["a"], ["b"]], "two": [["c"], ["d"]]})) as table:
        assert table.sheet == "one"


def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are(workbook_file: Any) -> None:
    with pytest.raises(NotFound, match=r"'nine'.*one, two"):
        open_table(workbook_file({"one": [["a"], ["b"]], "two": [["c"]]}), sheet="nine")


def test_lines_are_those_of_the_sheet_and_columns_begin_at_a(workbook_file: Any) -> None:
    path = workbook_file({"a": [[], ["", "", "楼栋", "房号"], [], ["", "", "3", "01"]]})
    with open_table(path) as table:
        assert table.header == ("", "", "楼栋", "房号")
        assert table.header_line == 2
        assert [(row.line, row.cells) for row in table.rows] == [(4, ("", "", "3", "01"))]


def test_errors_and_formulas_without_a_value_are_not_read_as_blank(tmp_path: Path) -> None:
    row = text_cell("A2", "3") + '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><f>A2*2</f><v></v></c>'
    blank = text_cell("A3", "4") + '<c r="B3" t="e"><v>#N/A</v></c><c r="C3" t="str"><f>""</f><v></v></c>'
    path = book_of(tmp_path / "a.xlsx", rows_of(f'{HEAD}<row r="2">{row}</row><row r="3">{blank}</row>'))
    with open_table(path) as table:
        assert [row.cells for row in table.rows] == [("3", "#DIV/0!", "=A2*2"), ("4", "#N/A", "")]


def test_a_cell_merged_downwards_is_said_in_each_of_its_rows(tmp_path: Path, workbook_file: Any) -> None:
    import openpyxl
    import xlwt

    rows: list[list[object]] = [
        ["title", "", ""],
        ["楼栋", "单元", "房号"],
        ["3栋", 1, "0101"],
        ["", "", "0102"],
        ["6栋", "", "0101"],
    ]
    path = workbook_file({"a": rows})
    book = openpyxl.load_workbook(path)
    for place in ("A1:C1", "A3:A4", "B3:B5"):
        book.active.merge_cells(place)
    book.save(path)
    old = xlwt.Workbook()
    sheet = old.add_sheet("a")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "" and not (column < 2 and at > 1):
                sheet.write(at, column, value)
    sheet.write_merge(2, 3, 0, 0, "3栋")
    sheet.write_merge(2, 4, 1, 1, 1)
    sheet.write(4, 0, "6栋")
    old.save(str(tmp_path / "old.xls"))
    for each in (path, tmp_path / "old.xls"):
        with open_table(each) as table:
            assert [row.cells for row in table.rows] == [
                ("3栋", "1", "0101"), ("3栋", "1", "0102"), ("6栋", "1", "0101")
            ]  # fmt: skip


def test_an_empty_workbook_is_refused(workbook_file: Any) -> None:
    assert isinstance(refused(workbook_file({"a": [], "b": []})), refusals.FileEmpty)
    assert isinstance(refused(workbook_file({"a": [["楼栋", "房号"]]})), refusals.FileEmpty)


def test_one_cell_in_the_far_corner_is_refused(tmp_path: Path) -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = book_of(tmp_path / "corner.xlsx", rows_of(HEAD + corner))
    assert path.stat().st_size < 4000
    assert isinstance(refused(path), refusals.FileTooLarge)


def with_said_size(path: Path, size: int) -> Path:
    """Make the directory of a workbook say that its sheet unpacks to so many bytes."""
    real = zipfile.ZipFile(path).getinfo("xl/worksheets/a.xml").file_size
    content = path.read_bytes()
    path.write_bytes(content.replace(real.to_bytes(4, "little"), size.to_bytes(4, "little")))
    return path


def test_a_file_that_would_unpack_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = book_of(tmp_path / "bomb.xlsx", rows_of(HEAD + " " * 70_000))
    refusal = refused(with_said_size(path, 2 << 30))
    assert isinstance(refusal, refusals.FileTooLarge)
    assert "2048 MiB" in str(refusal)


def test_a_file_that_lies_about_its_size_ends_only_the_child(tmp_path: Path) -> None:
    row = f'<row r="2">{text_cell("A2", " " * (24 << 20))}</row>'
    refused(with_said_size(book_of(tmp_path / "lie.xlsx", rows_of(HEAD + row)), 500))


@pytest.mark.parametrize(
    "sheet",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + rows_of(HEAD + text_cell("A2", "&b;")),
        rows_of(HEAD)[:-30],
        "<worksheet",
        "",
    ],
)
def test_a_sheet_with_bad_xml_is_refused(tmp_path: Path, sheet: str) -> None:
    refused(book_of(tmp_path / "bad.xlsx", sheet))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_workbook_cut_short_is_refused(workbook_file: Any, share: float) -> None:
    path = workbook_file({"a": [["楼栋", "房号"], *([["3", str(room)] for room in range(300)])]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert isinstance(refused(path), refusals.FileDamaged)


def test_an_old_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = old_book(tmp_path)
    path.write_bytes(path.read_bytes()[:2600])
    refused(path)


def old_book(folder: Path) -> Path:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(40):
        sheet.write(row, 0, f"cell {row}")
    book.save(str(folder / "old.xls"))
    return folder / "old.xls"


def test_a_workbook_with_a_password_is_refused_by_that_name(tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    new.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"))
    assert isinstance(refused(new), refusals.PasswordProtected)


def test_an_old_workbook_with_a_password_is_refused_by_that_name(tmp_path: Path) -> None:
    path = old_book(tmp_path)
    writer_record, password_record = b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00"
    content = path.read_bytes()
    assert content.count(writer_record) == 1
    at = content.index(writer_record)
    path.write_bytes(content[:at] + password_record + b"\x01\x00\x01\x00" + content[at + 8 :])
    assert isinstance(refused(path), refusals.PasswordProtected)


def test_a_cell_longer_than_text_may_have_it_is_refused(tmp_path: Path) -> None:
    row = f'<row r="2">{text_cell("A2", "x" * 131_073)}</row>'
    refusal = refused(book_of(tmp_path / "cell.xlsx", rows_of(HEAD + row)))
    assert isinstance(refusal, refusals.FileTooLarge)
    assert "131,072" in str(refusal)


def test_a_sheet_of_more_cells_than_can_be_held_is_too_large_and_not_damaged(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>a</text:p>'
    path = tmp_path / "many.ods"
    WRITERS["free.ods"](path, [["@"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-cell></table:table-row>'
    parts["content.xml"] = parts["content.xml"].replace(b"</table:table>", row.encode() + b"</table:table>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert isinstance(refused(path), refusals.FileTooLarge)


def test_a_larger_workbook_may_take_more_memory_to_read(tmp_path: Path) -> None:
    content = book_of(tmp_path / "small.xlsx", rows_of(HEAD)).read_bytes()
    small, larger = memory_for(io.BytesIO(content)), with_said_size(tmp_path / "small.xlsx", 100 << 20)
    assert MEMORY < small < MEMORY + (1 << 20)
    with larger.open("rb") as file:
        assert memory_for(file) > MEMORY + (300 << 20)
    with with_said_size(larger, 2 << 30).open("rb") as file:
        assert memory_for(file) == MOST_MEMORY
    assert memory_for(io.BytesIO(content[:300])) == MEMORY + MEMORY_EACH * 300


def test_a_sheet_of_blanks_is_gone_through_in_bounds() -> None:
    chunk = b" " * sheet_errors.CHUNK
    longest = 0

    class Blanks:
        left = 40

        def read(self, _: int) -> bytes:
            self.left -= 1
            return chunk if self.left > 0 else b""

    for piece in sheet_errors._pieces(Blanks()):  # type: ignore[arg-type]
        longest = max(longest, len(piece))
    assert longest < 3 * sheet_errors.CHUNK


def test_what_tells_of_the_sheets_is_read_in_bounds(tmp_path: Path) -> None:
    path = book_of(tmp_path / "wide.xlsx", rows_of(HEAD + f'<row r="2">{text_cell("A2", "x")}</row>'))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] += b" " * sheet_errors.LARGEST_PART
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert isinstance(refused(path), refusals.FileTooLarge)
