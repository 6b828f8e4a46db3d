"""Rejected rows come back complete, with the reason beside each, to be mended and sent again."""

import csv
import io
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from salesdesk.importing.mapping import map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.refusals import FileUnwritable
from salesdesk.importing.reject_sheets import MADE
from salesdesk.importing.rejects import rejects_name, write_rejects
from salesdesk.importing.tables import open_table
from salesdesk.importing.unfinished_files import UnfinishedFile
from salesdesk.importing.unit_lists import check_units
from salesdesk.language import explain, use_language

HEADER = "楼栋,单元,房号,建筑面积,面价,备注\n"
ROWS = "3栋,--,3101,100,50000,ok\n3栋,--,3102,abc,50000,=cmd()\n3栋,--,3103,100,-5,\n3栋,--,3104\n3栋,-,,,x,@a\n"


def rejects_of(source: Path, target: Path) -> list[list[str]]:
    with open_table(source) as table:
        results = check_units(table, map_columns(table.header, "units"))
        count = write_rejects(target, table, [each for each in results if isinstance(each, RejectedRow)])
        encoding = {"gb18030": "gb18030", "utf-16": "utf-16", "utf-16-le": "utf-16"}.get(table.encoding, "utf-8-sig")
        content = target.read_bytes().decode(encoding)
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=table.delimiter or ","))
    assert len(rows) == count + 1
    return rows


def test_rows_come_back_with_line_column_value_and_reason(text_file: Any, tmp_path: Path) -> None:
    rows = rejects_of(text_file(HEADER + ROWS), tmp_path / "rejects.csv")
    assert rows[0] == ["楼栋", "单元", "房号", "建筑面积", "面价", "备注", "line", "column", "value", "reason"]
    assert rows[1][:9] == ["3栋", "'--", "3102", "abc", "50000", "'=cmd()", "3", "建筑面积", "abc"]
    assert "square metres" in rows[1][9]
    assert rows[2][:9] == ["3栋", "'--", "3103", "100", "'-5", "", "4", "面价", "'-5"]
    assert rows[3][:9] == ["3栋", "'--", "3104", "", "", "", "5", "", ""]
    assert rows[4][6:9] == ["6", "房号 | 建筑面积 | 面价", " |  | x"]
    assert rows[4][9].count(" | ") == 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_comes_back_as_it_came(text_file: Any, tmp_path: Path, encoding: str, delimiter: str) -> None:
    source = text_file((HEADER + ROWS).replace(",", delimiter), encoding)
    assert len(rejects_of(source, tmp_path / "rejects.csv")) == 5


def test_a_workbook_comes_back_as_csv(workbook_file: Any, tmp_path: Path) -> None:
    source = workbook_file({"a": [line.split(",") for line in (HEADER + ROWS).splitlines()]})
    assert len(rejects_of(source, tmp_path / "rejects.csv")) == 5


@pytest.mark.parametrize("ending", [".xlsx", ".back"])
def test_a_workbook_comes_back_as_a_workbook(workbook_file: Any, tmp_path: Path, ending: str) -> None:
    source = workbook_file({"a": [line.split(",") for line in (HEADER + ROWS).splitlines()]})
    target = tmp_path / f"rejects{ending}"
    with open_table(source) as table:
        results = check_units(table, map_columns(table.header, "units"))
        assert write_rejects(target, table, [each for each in results if isinstance(each, RejectedRow)]) == 4
        assert rejects_name(table) == "units.rejects.xlsx"
    with open_table(target) as back:
        rows = [row.cells for row in back.rows]
        assert (back.format, back.header[-4:]) == ("xlsx", ("line", "column", "value", "reason"))
    assert rows[0][:9] == ("3栋", "--", "3102", "abc", "50000", "=cmd()", "3", "建筑面积", "abc")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_json_lines_come_back_as_json_lines(text_file: Any, tmp_path: Path, check_file: Any) -> None:
    lines = [
        '{"building": "3", "room": "3101", "area": "x", "price": "50000"}',
        '{"building": "3", "room": 3102}',
        "[1]",
    ]
    source = text_file("\n".join(lines), name="units.jsonl")
    target = tmp_path / "rejects.jsonl"
    with open_table(source) as table:
        results = check_units(table, map_columns(table.header, "units"))
        assert write_rejects(target, table, [each for each in results if isinstance(each, RejectedRow)]) == 3
        assert rejects_name(table) == "units.rejects.jsonl"
    first, second, third = (json.loads(line) for line in target.read_text("utf-8").splitlines())
    assert {name: first[name] for name in ("building", "room", "area", "line", "value")} == {
        "building": "3", "room": "3101", "area": "x", "line": "1", "value": "x"
    }  # fmt: skip
    assert (second["room"], third["line"]) == ("3102", "3")
    mended = json.dumps({**first, "area": "90"}) + "\n"
    assert check_file(text_file(mended, name="mended.jsonl")).codes == ["3-0-3101"]


def test_a_cell_that_no_sheet_holds_is_told_and_leaves_nothing(text_file: Any, tmp_path: Path) -> None:
    source = text_file(HEADER + f"3栋,--,3101,{'x' * 40_000},50000,ok\n")
    with open_table(source) as table:
        results = check_units(table, map_columns(table.header, "units"))
        refused = [each for each in results if isinstance(each, RejectedRow)]
        with pytest.raises(FileUnwritable):
            write_rejects(tmp_path / "b.xlsx", table, refused)
    assert sorted(os.listdir(tmp_path)) == ["units.csv"]


def test_the_mended_file_comes_in_whole(text_file: Any, tmp_path: Path, check_file: Any) -> None:
    target = tmp_path / "rejects.csv"
    rejects_of(text_file(HEADER + ROWS), target)
    content = target.read_text("utf-8-sig")
    for bad, good in ((",abc,50000", ",100,50000"), (",'-5,,4", ",50000,,4"), ("3104,,,", "3104,90,50000,")):
        assert content.count(bad) == 1
        content = content.replace(bad, good)
    checked = check_file(text_file(content, name="mended.csv"))
    assert checked.codes == ["3-0-3102", "3-0-3103", "3-0-3104"]
    assert [row.line for row in checked.rejected] == [5]


def test_unmended_rows_are_refused_for_the_same_reasons(text_file: Any, tmp_path: Path, check_file: Any) -> None:
    target = tmp_path / "rejects.csv"
    first = check_file(text_file(HEADER + ROWS))
    rejects_of(text_file(HEADER + ROWS), target)
    again = check_file(target)
    assert again.units == []
    assert len(again.rejected) == len(first.rejected)


def test_rows_that_come_back_again_tell_the_last_reason_alone(text_file: Any, tmp_path: Path) -> None:
    rejects_of(text_file(HEADER + ROWS), tmp_path / "once.csv")
    again = rejects_of(tmp_path / "once.csv", tmp_path / "twice.csv")
    assert again[0] == ["楼栋", "单元", "房号", "建筑面积", "面价", "备注", "line", "column", "value", "reason"]
    assert (again[1][2], again[1][6:9], len(again[1])) == ("3102", ["2", "建筑面积", "abc"], 10)


def test_only_the_owner_can_read_it_and_it_replaces_an_older_one(text_file: Any, tmp_path: Path) -> None:
    target = tmp_path / "rejects.csv"
    target.write_text("old")
    target.chmod(0o644)
    rejects_of(text_file(HEADER + ROWS), target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["rejects.csv", "units.csv"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_the_same_rows_are_the_same_file(text_file: Any, tmp_path: Path, ending: str) -> None:
    written = [tmp_path / f"{name}.{ending}" for name in ("once", "twice")]
    with open_table(text_file(HEADER + ROWS)) as table:
        results = check_units(table, map_columns(table.header, "units"))
        refused = [each for each in results if isinstance(each, RejectedRow)]
        for target in written:
            write_rejects(target, table, refused)
    assert written[0].read_bytes() == written[1].read_bytes()
    if ending == "xlsx":  # which would otherwise tell the second in which it was made
        import openpyxl

        assert openpyxl.load_workbook(written[0]).properties.created == MADE


def test_where_it_cannot_be_written_it_says_so_and_leaves_nothing(text_file: Any, tmp_path: Path) -> None:
    for target in (tmp_path / "none" / "rejects.csv", tmp_path, tmp_path / "pipe", tmp_path / "a\0b"):
        if target.name == "pipe":
            os.mkfifo(target)
        with pytest.raises(FileUnwritable), open_table(text_file(HEADER + ROWS)) as table:
            write_rejects(target, table, [])
    assert sorted(os.listdir(tmp_path)) == ["pipe", "units.csv"]


def test_a_crash_while_writing_leaves_the_older_file(text_file: Any, tmp_path: Path, check_file: Any) -> None:
    target, source = tmp_path / "rejects.csv", text_file(HEADER + ROWS)
    target.write_text("old")

    def rows() -> Any:
        yield from check_file(source).rejected
        raise KeyboardInterrupt

    with open_table(source) as table, pytest.raises(KeyboardInterrupt):
        write_rejects(target, table, rows())
    assert target.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["rejects.csv", "units.csv"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_cell_without_a_column_stands_behind_the_reason(text_file: Any, tmp_path: Path, ending: str) -> None:
    source, target = text_file(HEADER + "3栋,--,3101,100,50,000,ok\n"), tmp_path / f"rejects.{ending}"
    with open_table(source) as table:
        results = check_units(table, map_columns(table.header, "units"))
        write_rejects(target, table, [each for each in results if isinstance(each, RejectedRow)])
    if ending == "jsonl":
        found = list(json.loads(target.read_text("utf-8")).values())
    elif ending == "csv":
        found = list(csv.reader(target.read_text("utf-8-sig").splitlines()))[1]
    else:
        import openpyxl

        found = [cell.value for cell in openpyxl.load_workbook(target).active[2]]
    *_, reason, beyond = found
    assert ("more cells" in reason, beyond) == (True, "ok")


def test_the_file_that_is_imported_is_never_written_over(text_file: Any, tmp_path: Path) -> None:
    source = text_file(HEADER + ROWS)
    (tmp_path / "same.csv").symlink_to(source)
    for target in (source, tmp_path / "same.csv"):
        with pytest.raises(FileUnwritable, match="imported"):
            rejects_of(source, target)
    assert source.read_text() == HEADER + ROWS


def test_why_a_file_cannot_be_written_is_said_in_the_readers_language(text_file: Any, tmp_path: Path) -> None:
    use_language("zh_CN")
    with pytest.raises(FileUnwritable) as refusal:
        rejects_of(text_file(HEADER + ROWS), tmp_path / "nowhere" / "rejects.csv")
    assert explain(refusal.value).endswith("无法写入：没有此文件或文件夹。")


def test_what_a_killed_import_left_is_gone_after_the_next(text_file: Any, tmp_path: Path) -> None:
    left = UnfinishedFile(tmp_path)
    os.close(left._handle)  # as the end of its process does
    rejects_of(text_file(HEADER + ROWS), tmp_path / "rejects.csv")
    assert sorted(os.listdir(tmp_path)) == ["rejects.csv", "units.csv"]
