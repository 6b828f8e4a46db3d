"""All sheets of a workbook that carry the same list are one table; the others are told of, and nothing is lost."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError, NotFound
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.units import UnitKind
from salesdesk.importing.blocks import Block
from salesdesk.importing.joined_sheets import joined_table
from salesdesk.importing.known_units import KnownUnit, KnownUnits
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import FileDamaged, FileEmpty, FileTooLarge
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.rows import Row
from salesdesk.importing.sheet_lines import SheetLines
from salesdesk.importing.tables import Table, open_table
from salesdesk.importing.unit_lists import check_units
from salesdesk.services.import_reading import Terms, check_rows
from tests.importing.books import BOOKS, SHEET_WRITERS, WRITERS, Rows, csv_text
from tests.importing.raw_books import rows_of, text_cell

HEADER = ("楼层", "房号", "建筑面积", "总价")
FLOORS = [(f"{floor}", f"{floor}01", "100", "3000000") for floor in (1, 2)]
WHOLE = ("楼栋", "楼层", "房号", "建筑面积", "总价")

every = partial(open_table, all_sheets=True)


def told(table: Table) -> list[tuple[str, int, str]]:
    """Give where each note stands, and its code, when all rows were gone through."""
    list(table.rows)
    return [(each.sheet, each.line, each.code) for each in table.notes]


def places(table: Table) -> list[tuple[str, int]]:
    return [(place.sheet, place.line) for place in (table.lines.at(row.line) for row in table.rows)]


def without_blocks(table: Table) -> list[Row]:
    """Give the rows that stand in blocks."""
    return [row for each in table.blocks() for row in (each.rows() if isinstance(each, Block) else [each])]


def refused(path: Path) -> DeskError:
    with pytest.raises(DeskError) as refusal, every(path) as table:
        list(table.rows)
    return refusal.value


@pytest.mark.parametrize("name", BOOKS)
def test_sheets_of_every_kind_of_workbook_are_one_table(name: str, tmp_path: Path, check_file: Any) -> None:
    path = tmp_path / name
    building = [(f"{floor}", f"{floor}02", "90", "2000000") for floor in (1, 2, 3)]
    total = ("合计", "", "200", "6000000")
    sheets: dict[str, Rows] = {
        "说明": [("填报说明", "销售部"), ("某某花园", "甲")],
        "1栋": [("1栋一房一价表", "", "", ""), HEADER, *FLOORS, total, ("注：以备案为准", "", "", "")],
        "2栋": [("2栋一房一价表", "", "", ""), ("单位：元", "", "", ""), HEADER, *building, total],
    }
    SHEET_WRITERS[name](path, sheets)
    with every(path) as table:
        assert table.header == (*HEADER, "楼栋")
        assert [row.cells[1] for row in table.rows] == ["101", "201", "102", "202", "302"]
        assert [line for _, line in places(table)] == [3, 4, 4, 5, 6]
        assert len(table.lines.sheets) == 2
        assert without_blocks(table) == list(table.rows)
        assert "sheets_not_read" in [code for _, _, code in told(table)]
    found = check_file(path, all_sheets=True)
    assert found.codes == ["1-0-101", "1-0-201", "2-0-102", "2-0-202", "2-0-302"]


@pytest.mark.parametrize("name", ["page.xls", "page.html"])
def test_tables_of_a_page_are_one_table_like_sheets(name: str, tmp_path: Path, check_file: Any) -> None:
    path = tmp_path / name
    other = [("房号", "楼层", "建筑面积", "总价"), ("102", "1", "90", "2000000"), ("合计", "", "90", "2000000")]
    titles = [(f"{building}栋一房一价表", "", "", "") for building in (1, 2)]
    log = [("日期", "经办"), ("2026-01-01", "甲")]
    SHEET_WRITERS[name](path, {"c": log, "a": [titles[0], HEADER, *FLOORS], "b": [titles[1], *other]})
    below = "".join(f"<p>remark {number}</p>" for number in range(15))
    path.write_bytes(path.read_bytes().replace(b"</body>", below.encode() + b"</body>"))
    with every(path) as table:
        assert table.lines.sheets == ("2", "3")
        assert places(table) == [("2", 3), ("2", 4), ("3", 3)]
        assert "not read: 1;" in table.notes[1].sentence
        assert [sheet for sheet, _, code in told(table) if code == "footer"] == ["3"] * 12
        assert "3 more" in table.notes[-1].sentence
    assert check_file(path, all_sheets=True).codes == ["1-0-101", "1-0-201", "2-0-102"]


def test_each_sheet_has_its_own_titles_totals_and_remarks_and_they_are_told_with_its_name(workbook_file: Any) -> None:
    path = workbook_file(
        {
            "封面": [["某某花园"]],
            "空": [],
            "白": [[" ", ""]],
            "1栋": [HEADER, *FLOORS, ["合计", "", 200, 6000000], ["注：以备案为准"]],
            "2栋": [["一房一价"], HEADER, *FLOORS, ["小计", "", 200, 6000000], HEADER, ["3", "301", 90, 1]],
            "汇总": [["楼栋", "套数", "总面积"], ["1栋", 2, 200]],
        }
    )
    with every(path) as table:
        assert told(table) == [
            ("", 0, "sheets_joined"),
            ("", 0, "sheets_not_read"),
            ("1栋", 0, "building_of_title"),
            ("1栋", 4, "total_row"),
            ("1栋", 5, "footer"),
            ("2栋", 1, "title"),
            ("2栋", 0, "building_of_title"),
            ("2栋", 5, "total_row"),
            ("2栋", 6, "header_again"),
        ]
        joined, left = (each.sentence for each in table.notes[:2])
        assert "1栋, 2栋" in joined
        assert "封面, 汇总" in left, "blank sheets go without a word"
        assert places(table) == [("1栋", 2), ("1栋", 3), ("2栋", 3), ("2栋", 4), ("2栋", 7)]


def test_many_notes_are_counted(workbook_file: Any) -> None:
    rows = [HEADER, *FLOORS, *[["合计", "", 200, 6000000]] * 30]
    with every(workbook_file({f"{number}栋": rows for number in (1, 2)})) as table:
        list(table.rows)
        assert len(table.notes) == 21
        assert "43 more" in table.notes[-1].sentence, "two buildings, sixty totals and the word on the sheets"


def test_hidden_sheets_are_not_read(workbook_file: Any) -> None:
    path = workbook_file({"1栋": [HEADER, *FLOORS], "2栋": [HEADER, *FLOORS], "3栋": [HEADER, *FLOORS]})
    book = openpyxl.load_workbook(path)
    book["2栋"].sheet_state = "hidden"
    book.save(path)
    with every(path) as table:
        assert table.lines.sheets == ("1栋", "3栋")
        assert table.sheets == ("1栋", "3栋")


def test_columns_of_the_same_names_are_put_in_order_and_others_are_another_list(workbook_file: Any) -> None:
    path = workbook_file(
        {
            "a": [WHOLE, ["1栋", 1, "101", 100, 3000000]],
            "b": [["", "房号", "总价", " 楼 栋", "楼层", "建筑面积"], ["", "201", 3000000, "1栋", 2, 100]],
            "c": [[*WHOLE, "备注"], ["1栋", 3, "301", 100, 3000000, "x"]],
            "d": [WHOLE[:-1], ["1栋", 4, "401", 100]],
            "e": [["楼栋", "楼层", "房号", "建筑面积", "总价（万元）"], ["1栋", 5, "501", 100, 300]],
        }
    )
    with every(path) as table:
        assert [row.cells for row in table.rows] == [
            ("1栋", "1", "101", "100", "3000000"),
            ("1栋", "2", "201", "100", "3000000"),
        ]
        assert table.notes[1].code == "sheets_not_read"
        assert "c, d, e" in table.notes[1].sentence
        assert without_blocks(table) == list(table.rows)


def test_a_total_is_known_in_the_order_of_its_own_sheet(workbook_file: Any) -> None:
    mixed = [["总价", "建筑面积", "房号", "楼层"], [3000000, 100, "101", 1], ["合计", 100, "", ""]]
    with every(workbook_file({"1栋": [HEADER, *FLOORS], "2栋": mixed})) as table:
        assert [row.cells[1] for row in table.rows] == ["101", "201", "101"]


def test_the_building_comes_from_a_title_or_the_name_of_the_sheet_or_the_sheet_is_not_read(workbook_file: Any) -> None:
    path = workbook_file(
        {
            "7栋": [HEADER, FLOORS[0]],
            "表二": [["8号楼2单元房价表"], HEADER, FLOORS[0]],
            "商铺": [HEADER, FLOORS[0]],
            "有栋": [[*HEADER, "楼栋"], [*FLOORS[0], "9栋"]],
        }
    )
    with every(path) as table:
        assert table.header == (*HEADER, "楼栋", "单元")
        assert [row.cells[4:] for row in table.rows] == [("7栋", ""), ("8号楼", "2"), ("9栋", "")]
        assert without_blocks(table) == list(table.rows)
        left = {each.code: each.sentence for each in table.notes}
        assert "商铺" in left["sheets_without_building"]
        assert "sheets_not_read" not in left


def test_a_building_that_is_said_once_is_not_said_of_the_next_sheet(tmp_path: Path, check_file: Any) -> None:
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("b")
    for sheet, building in ((first, "1栋"), (second, "")):
        for row in (WHOLE, [building, *FLOORS[0]], ["", *FLOORS[1]]):
            sheet.append(list(row))
    first.merge_cells("A2:A3")
    book.save(path := tmp_path / "units.xlsx")
    found = check_file(path, all_sheets=True)
    assert found.codes == ["1-0-101", "1-0-201"]
    assert [(each.problems[0].sheet, each.problems[0].line, each.problems[0].code) for each in found.rejected] == [
        ("b", 2, "missing"),
        ("b", 3, "missing"),
    ]


def test_what_is_wrong_is_told_by_sheet_and_line_and_so_is_the_first_of_two(
    workbook_file: Any, check_file: Any
) -> None:
    path = workbook_file(
        {
            "一": [WHOLE, ["1栋", *FLOORS[0]], ["1栋", "2", "201", "big", 3000000]],
            "二": [["标题"], WHOLE, ["2栋", *FLOORS[0]], ["1栋", *FLOORS[0]]],
        }
    )
    (size, again) = (each.problems[0] for each in check_file(path, all_sheets=True).rejected)
    assert (size.sheet, size.line, size.code) == ("一", 3, "not_an_area")
    assert (again.sheet, again.line, again.code) == ("二", 4, "duplicate")
    assert "line 2 of the sheet 一" in again.sentence
    alone = workbook_file({"一": [WHOLE, ["1栋", *FLOORS[0]], ["1栋", *FLOORS[0]]]})
    assert "line 2 already" in check_file(alone, all_sheets=True).rejected[0].problems[0].sentence


@pytest.mark.parametrize("kind", [ImportKind.PRICES, ImportKind.SURVEY])
def test_prices_and_surveys_say_where_the_first_stands_too(workbook_file: Any, kind: ImportKind) -> None:
    path = workbook_file({"一": [WHOLE, ["1栋", *FLOORS[0]]], "二": [WHOLE, ["1栋", *FLOORS[0]]]})
    known = KnownUnits.of([("1-0-101", KnownUnit("1", "", "101", UnitKind.FLAT, 100_00, None))])
    terms = Terms(ProjectSettings(), date(2026, 3, 5), known)
    with every(path) as table:
        columns = map_columns(table.header, kind, None, table.first)
        rejected = [each for each in check_rows(kind, table, columns, terms) if isinstance(each, RejectedRow)]
    assert [(each.problems[0].sheet, each.problems[0].line) for each in rejected] == [("二", 2)]
    assert "line 2 of the sheet 一" in rejected[0].problems[0].sentence


def test_most_sheets_with_the_same_header_are_the_list_or_those_like_the_one_that_is_named(workbook_file: Any) -> None:
    summary = [["楼栋", "建筑面积", "套数"], ["1栋", 200, 2]]
    path = workbook_file(
        {"汇总": summary, " 1 栋": [HEADER, *FLOORS], "2栋": [HEADER, *FLOORS], "另": summary, "3栋": [HEADER, *FLOORS]}
    )
    with every(path) as table:
        assert table.lines.sheets == (" 1 栋", "2栋", "3栋")
    with every(path, sheet="1栋") as table:
        assert table.lines.sheets == (" 1 栋", "2栋", "3栋"), "as it is typed"
    with every(path, sheet="另") as table:
        assert table.lines.sheets == ("汇总", "另")
    with pytest.raises(NotFound, match="汇总,  1 栋, 2栋, 另, 3栋"):
        every(path, sheet="4栋")


def test_one_sheet_that_carries_the_list_is_read_as_it_is_by_itself(workbook_file: Any) -> None:
    path = workbook_file({"封面": [["某某花园"]], "1栋": [["一房一价"], HEADER, *FLOORS]})
    with every(path) as table, open_table(path) as alone:
        assert list(table.rows) == list(alone.rows)
        assert (table.header, table.lines, table.sheets) == (alone.header, alone.lines, alone.sheets)
        assert [code for _, _, code in told(table)] == ["sheets_not_read", "title", "building_of_title"]


@pytest.mark.parametrize("name", ["utf8.csv", "lines.jsonl", "list.json"])
def test_a_file_without_sheets_is_read_whole_with_a_word(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name, [WHOLE, ("1栋", *FLOORS[0])])
    with every(tmp_path / name) as table:
        assert len(list(table.rows)) == 1
        assert table.notes[0].code == "no_sheets"


def test_a_workbook_with_nothing_in_it_or_no_row_is_refused(workbook_file: Any) -> None:
    assert isinstance(refused(workbook_file({"a": [], "b": []})), FileEmpty)
    assert isinstance(refused(workbook_file({"a": [[" "]], "b": []})), FileEmpty)
    assert isinstance(refused(workbook_file({"1栋": [HEADER], "2栋": [HEADER]})), FileEmpty)


def test_sheets_without_a_row_yet_are_part_of_the_list(workbook_file: Any) -> None:
    with every(workbook_file({"1栋": [HEADER], "2栋": [HEADER, *FLOORS], "3栋": [HEADER]})) as table:
        assert places(table) == [("2栋", 2), ("2栋", 3)]
        assert table.lines.sheets == ("1栋", "2栋", "3栋")


def test_a_later_sheet_that_is_damaged_or_too_large_fails_the_whole_and_is_named(
    tmp_path: Path, workbook_file: Any
) -> None:
    import zipfile

    good = workbook_file({"1栋": [HEADER, *FLOORS], "2栋": [HEADER, *FLOORS], "3栋": [HEADER, *FLOORS]})

    def with_second(content: str) -> Path:
        path = tmp_path / "bad.xlsx"
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w") as new:
            for each in old.namelist():
                new.writestr(each, content if each.endswith("sheet2.xml") else old.read(each))
        return path

    damaged = refused(with_second("<worksheet><sheetData><row r='1'><c r='A1'>"))
    assert isinstance(damaged, FileDamaged)
    assert "2栋" in str(damaged)
    far = text_cell("XFD1048576", "x")
    large = refused(with_second(rows_of(f'<row r="1">{text_cell("A1", "x")}</row><row r="1048576">{far}</row>')))
    assert isinstance(large, FileTooLarge)
    assert "2栋" in str(large)
    long = refused(with_second(rows_of(f'<row r="1">{text_cell("A1", "x" * 140_000)}</row>')))
    assert isinstance(long, FileTooLarge)
    assert "131,072" in str(long)
    names = "".join(f'<c t="inlineStr"><is><t>c{at}</t></is></c>' for at in range(1001))
    wide = refused(with_second(rows_of(f'<row r="1">{names}</row><row r="2">{text_cell("A2", "x")}</row>')))
    assert isinstance(wide, FileTooLarge)
    assert "sheet 2栋: it has 1001 columns" in str(wide)


def test_days_counted_from_1904_are_mended_beside_the_place_of_each_sheet(tmp_path: Path) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.remove(book.active)
    for name, header in (("3栋", ["姓名", "电话", "来访日期", "房号"]), ("4栋", ["房号", "来访日期", "电话", "姓名"])):
        sheet = book.create_sheet(name)
        sheet.append(header)
        values = {"姓名": "王小明", "电话": f"1990000000{name[0]}", "来访日期": 44_000, "房号": "101"}
        sheet.append([values[each] for each in header])
    book.save(path := tmp_path / "leads.xlsx")
    for opened, count in ((every(path), 2), (open_table(path), 1)):
        with opened:
            columns = map_columns(opened.header, ImportKind.CUSTOMERS, None, opened.first)
            table = mapped_table(opened, columns)
            assert [row.cells[2:4] for row in table.rows] == [("45462", "101")] * count
            assert [row.cells[4:] for row in table.rows] == [("3栋",), ("4栋",)][:count]
            assert "building_of_title" in [code for _, _, code in told(table)]


def test_of_lists_side_by_side_one_is_read_in_every_sheet(workbook_file: Any) -> None:
    header = ["楼栋", "房号", "建筑面积", "楼栋", "房号", "建筑面积"]
    path = workbook_file(
        {
            "a": [header, ["1", "101", 100, "2", "101", 100], ["合计", "", 100, "2", "102", 100]],
            "b": [["", *header], ["", "3", "101", 100, "4", "101", 100], ["", "", "", "", "4", "102", 100]],
        }
    )
    with every(path) as opened:
        columns = map_columns(opened.header, "units", {"building": "A"}, opened.first)
        table = mapped_table(opened, columns)
        assert [row.cells[:2] for row in table.rows] == [("1", "101"), ("3", "101")]
        columns = map_columns(opened.header, "units", {"building": "D"}, opened.first)
        table = mapped_table(opened, columns)
        assert [row.cells[3:5] for row in table.rows] == [("2", "101"), ("2", "102"), ("4", "101"), ("4", "102")]


def test_a_list_beside_another_keeps_the_building_of_its_sheet(workbook_file: Any) -> None:
    rows = [["房号", "建筑面积", "总价", "建筑面积", "总价"], ["101", 100, 3000000, 101, 3100000]]
    path = workbook_file({"3栋": rows, "4栋": rows})
    for opened, count in ((every(path), 2), (open_table(path), 1)):
        with opened:
            columns = map_columns(opened.header, "units", {"built_area": "B", "list_total": "C"}, opened.first)
            table = mapped_table(opened, columns)
            wide = ("101", "100", "3000000", "", "")
            assert [row.cells for row in table.rows] == [(*wide, "3栋"), (*wide, "4栋")][:count]
            assert without_blocks(table) == list(table.rows)


def test_rejected_rows_come_back_under_one_header_with_sheet_and_line_and_come_in_once_mended(
    workbook_file: Any, check_file: Any, tmp_path: Path
) -> None:
    path = workbook_file(
        {
            "1栋": [HEADER, ["1", "101", "big", 3000000], FLOORS[1]],
            "2栋": [["总价", "建筑面积", "房号", "楼层"], [3000000, "wide", "201", "2"]],
        }
    )
    back = tmp_path / "back.xlsx"
    with every(path) as table:
        columns = map_columns(table.header, "units", None, table.first)
        rejected = [each for each in check_units(table, columns) if isinstance(each, RejectedRow)]
        assert write_rejects(back, table, rejected) == 2
    book = openpyxl.load_workbook(back)
    rows = [[each or "" for each in row] for row in book.active.iter_rows(values_only=True)]
    assert rows[0][:5] == [*HEADER, "楼栋"]
    assert [row[:6] for row in rows[1:]] == [
        ["1", "101", "big", "3000000", "1栋", "2"],
        ["2", "201", "wide", "3000000", "2栋", "2"],
    ]
    assert [str(row[8])[:9] for row in rows[1:]] == ["sheet 1栋:", "sheet 2栋:"]
    book.active["C2"], book.active["C3"] = "100", "90"
    book.save(back)
    assert check_file(back).codes == ["1-0-101", "2-0-201"]


SURE = ("9栋", "9", "901", "90", "1000000")
"""A sheet without any row is refused, and begins none of the sheets here."""

CELL = st.sampled_from(["1栋", "2", "合计", "", "01", "101", "100", "3000000", "注：见上", "x"])
ROWS = st.lists(st.lists(CELL, min_size=5, max_size=5).filter(any), min_size=1, max_size=12)


@given(rows=ROWS, cuts=st.lists(st.integers(1, 11), max_size=4))
def test_rows_spread_over_sheets_say_the_same_as_in_one(rows: list[list[str]], cuts: list[int]) -> None:
    bounds = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    parts = [[SURE, *rows[first:last]] for first, last in pairwise(bounds)]
    with _sheet("a", [row for part in parts for row in part]) as one, ExitStack() as opened:
        together = joined_table([opened.enter_context(_sheet(f"s{at}", part)) for at, part in enumerate(parts)], None)
        found = list(together.rows)
        assert [row.cells for row in found] == [row.cells for row in one.rows]
        assert without_blocks(together) == found
        assert len({row.line for row in found}) == len(found)
        assert _read(together) == _read(one)


def _sheet(name: str, rows: Rows) -> Table:
    """Give a table like that of a sheet, without a process that reads it."""
    table = open_table(BytesIO(csv_text([WHOLE, *rows]).encode()))
    return replace(table, lines=SheetLines((name,)), height=len(rows) + 1)


def _read(table: Table) -> list[Any]:
    """Give what each row comes to, without where it stands."""
    columns = map_columns(table.header, "units", {"list_total": "E"}, table.first)
    return [
        [(each.code, each.value) for each in row.problems] if isinstance(row, RejectedRow) else row.code
        for row in check_units(table, columns)
    ]
