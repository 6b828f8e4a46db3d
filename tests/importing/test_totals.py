"""Rows of sums and headers that stand again are skipped with a word about it; nothing that could be a record is."""

from typing import Any

import pytest

from salesdesk.importing.refusals import FileEmpty
from salesdesk.importing.tables import Table, open_table
from salesdesk.importing.totals import is_total, is_total_word, may_be_total
from salesdesk.importing.words import read_words

HEADER = "楼栋,单元,房号,建筑面积,总价\n"


def _lines(table: Table) -> list[int]:
    lines = [row.line for row in table.rows]
    found: list[int] = []
    for each in table.blocks():
        found += getattr(each, "lines", None) or [each.line]  # type: ignore[union-attr]
    assert found == lines
    return lines


@pytest.mark.parametrize(
    "word",
    ["合计", "合 计", "总计：", "3栋小计", "本页合计", "合计（416套）", "合计:416套", "Total", "TOTAL:", "Grand Total"],
)
def test_a_word_says_that_a_row_is_one_of_sums(word: str) -> None:
    assert is_total_word(word)
    assert may_be_total(word)
    assert is_total(("417", word, "5"))
    assert is_total(("2026-03-05", "", word, "5", "3,000.00"))
    assert is_total((word, "", "416", "224.53 ㎡", "¥2,134,261,656.44", "=SUM(E2:E9)", "416套", "655.64万元"))


def test_the_cheap_question_overlooks_none_of_the_words() -> None:
    data = read_words("totals.toml")
    for word in (*data["words"], *data["endings"]):
        assert may_be_total(word)
        assert may_be_total(word.upper())
        assert may_be_total(word.title())


@pytest.mark.parametrize(
    "cells",
    [
        ("合计", "", "3101x", "100"),
        ("合计", "张三", "19900000001"),
        ("", "", "", "5"),
        ("设计院", "", "5"),
        ("2026-03-05", "3000", "", "合计"),
        ("2026-03-05", "1-1-201", "合计", "3000"),
        ("2026-03-05", "合计", "张三", "3000"),
        ("3000.00", "合计"),
        ("19900000001", "合计"),
        ("", ""),
        ("Total Fitness", "", "5"),
        ("Totally", "5"),
        ("合计" + "x" * 40, "5"),
        ("3栋", "1", "3101", "100", "5"),
    ],
)
def test_what_could_be_a_record_is_not_one_of_sums(cells: tuple[str, ...]) -> None:
    assert not is_total(cells)


def test_sums_in_the_middle_and_at_the_end_are_skipped_with_a_word(text_file: Any, check_file: Any) -> None:
    rows = "3,1,0101,100,5000000\n3栋小计,,,100,5000000\n4,1,0101,100,5000000\n4,1,0102,x,1\n合计,,3,300\n"
    path = text_file(HEADER + rows)
    with open_table(path) as table:
        assert _lines(table) == [2, 4, 5]
        assert [(each.line, each.code) for each in table.notes] == [(3, "total_row"), (6, "total_row")]
        assert table.notes[0].sentence == "a total row was skipped: 3栋小计 100 5000000"
    checked = check_file(path)
    assert (checked.read, checked.codes, [row.line for row in checked.rejected]) == (3, ["3-1-101", "4-1-101"], [5])


def test_a_header_that_stands_again_is_skipped(text_file: Any, workbook_file: Any) -> None:
    text = HEADER + "3,1,0101,100,5\n" + HEADER + "3,1,0102,100,5\n"
    for path in (text_file(text), workbook_file({"a": [line.split(",") for line in text.splitlines()]})):
        with open_table(path) as table:
            assert _lines(table) == [2, 4]
            assert [(each.line, each.code) for each in table.notes] == [(3, "header_again")]


def test_a_total_that_names_a_unit_comes_back_and_makes_none(text_file: Any, check_file: Any) -> None:
    checked = check_file(text_file("楼栋,单元,房号,建筑面积,户型\n合计,1,3101,100,三房\n3栋小计,1,3102,100,三房\n"))
    assert checked.reasons == [(2, "not_a_building"), (3, "not_a_building")]


def test_sums_of_json_lines_are_skipped(text_file: Any) -> None:
    lines = '{"楼栋": "3", "房号": "3101", "面积": 5}\n{"楼栋": "合计", "面积": 5}\n[]\n'
    with open_table(text_file(lines, name="a.jsonl")) as table:
        assert _lines(table) == [1, 3]
        assert [each.line for each in table.notes] == [2]


@pytest.mark.parametrize("rows", ["合计,,,100,5\n", "合计,,,100,5\n" + HEADER])
def test_a_file_of_nothing_else_has_no_row(text_file: Any, rows: str) -> None:
    with pytest.raises(FileEmpty):
        open_table(text_file(HEADER + rows))


def test_a_block_of_nothing_else_is_none(text_file: Any, check_file: Any) -> None:
    path = text_file(HEADER + "3,1,0101,x,5\n" + "合计,,,100,5\n" * 1200 + "3,1,0102,100,50000\n")
    with open_table(path) as table:
        assert _lines(table) == [2, 1203]
    assert check_file(path).codes == ["3-1-102"]


def test_very_many_of_them_are_found_in_blocks(text_file: Any) -> None:
    rows = [f"3,1,{floor}01,100,5" if floor % 7 else f"{floor}层小计,,,100,5" for floor in range(1, 3000)]
    with open_table(text_file(HEADER + "\n".join(rows))) as table:
        assert len(_lines(table)) == 2999 - 2999 // 7
        assert (len(table.notes), table.notes[-1].sentence) == (
            21,
            f"{2999 // 7 - 20} more rows like these were skipped",
        )
