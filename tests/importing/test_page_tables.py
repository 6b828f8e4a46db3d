"""Web pages that are called .xls: their tables as the office sees them, in bounds."""

import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import NotFound
from salesdesk.importing import page_marks
from salesdesk.importing.kept_sheets import KeptBook
from salesdesk.importing.page_marks import Mark, read_marks
from salesdesk.importing.page_rows import PlainRow
from salesdesk.importing.page_tables import read_tables
from salesdesk.importing.refusals import EncodingUnknown, FileTooLarge
from salesdesk.importing.tables import open_table

HEAD = "<tr><th>楼栋<th>房号<th>建筑面积"
ROWS = f"{HEAD}<tr><td>3栋<td>0101<td>90.5"


def book_of(page: str) -> KeptBook:
    book = KeptBook()
    read_tables(io.StringIO(page), book)
    return book


def sheets_of(page: str) -> list[list[list[str]]]:
    return [list(sheet.iter_rows()) for sheet in book_of(page).sheets]


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[str, ...]]:
    with open_table(path, sheet=sheet) as table:
        return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td>&nbsp;3栋&nbsp; 1单元\n</td>", "3栋 1单元"),
        ("<td>a<br>b<br/> c</td>", "a\nb\nc"),
        ("<td><p>a</p><p>b</p></td>", "a\nb"),
        ("<td><font color=red><b>12</b>.50</font></td>", "12.50"),
        ("<td style='mso-number-format:\"\\@\"'>0101</td>", "0101"),
        ("<TD CLASS=xl65>x</TD>", "x"),
        ("<td title=5\">x</td>", "x"),
        ('<td title="a>b">x</td>', "x"),
        ("<td>面积<90</td>", "面积<90"),
        ("<td>&lt;b&gt; &amp; &#36;</td>", "<b> & $"),
        ("<td><!-- <td>no --><script>'<td>no'</script>x<style>td {}</style></td>", "x"),
        ("<td><select><option>a<option>b</select>x</td>", "x"),
        ("<td x:num=13900000001>1.39E+10</td>", "13900000001"),
        ('<td x:num="52229.8712">#####</td>', "52229.8712"),
        ("<td x:num=101>0101</td>", "0101"),
        ("<td x:num>101</td>", "101"),
        ("<td>张　三</td>", "张　三"),
        ("<td>x<table><tr><td>1<td>2</table>y</td>", "x\n1 2\ny"),
        ("<td", ""),
    ],
)  # fmt: skip
def test_a_cell_says_what_it_shows(cell: str, text: str) -> None:
    (rows,) = sheets_of(f"<table><tr><td>a<td>b<tr><td>c{cell}")
    assert rows == [["a", "b"], [text and "c", text] if cell != "<td" else ["c<td", ""]]


def test_cells_and_rows_need_not_be_closed_and_texts_above_are_titles() -> None:
    page = (
        f"<h3>一房一价表</h3><p>单位：万元<table><caption>c</caption><thead>{HEAD}</thead><tr><td>3<td>1<td>9</table>x"
    )
    assert sheets_of(page) == [
        [["一房一价表", "", ""], ["单位：万元", "", ""], ["c", "", ""], ["楼栋", "房号", "建筑面积"], ["3", "1", "9"]]
    ]


def test_a_table_that_is_no_table_stands_above_the_next() -> None:
    page = f"<table><tr><td>楼栋<td>房号：</table><table><tr><td>单位：万元</table><table>{ROWS}</table>"
    assert sheets_of(page)[0][:3] == [["楼栋 房号：", "", ""], ["单位：万元", "", ""], ["楼栋", "房号", "建筑面积"]]


def test_a_table_that_lays_out_the_page_is_none() -> None:
    page = f"<table><tr><td>菜单<tr><td>单位：万元<tr><td>so:<table>{ROWS}</table></table>"
    assert sheets_of(page) == [
        [[line, "", ""] for line in ("菜单", "单位：万元", "so:")] + sheets_of(f"<table>{ROWS}")[0]
    ]


def test_a_table_that_begins_alike_goes_on_with_the_one_before() -> None:
    page = (
        f"<table>{ROWS}</table><p>6栋<table>{HEAD}<tr><td>6栋<td>1<td>9</table><table><tr><td>a<td>b<tr><td>c</table>"
    )
    first, second = sheets_of(page)
    assert [row[0] for row in first] == ["楼栋", "3栋", "6栋", "楼栋", "6栋"]
    assert second == [["a", "b"], ["c", ""]]


BODY = "<table><tr><td>3栋<td>0101<td>90.5<tr><td>3栋<td>0102<td>91</table>"


@pytest.mark.parametrize(
    ("above", "rows"),
    [
        (f"<table>{HEAD}</table>", []),
        (f"<h3>一房一价表</h3><table>{HEAD}<th></table>", [["一房一价表", "", ""]]),
        (f"<table><tr><td colspan=3>一房一价表{HEAD}</table>\n<div>", [["一房一价表", "", ""]]),
    ],
    ids=["alone", "beside a gap for a scroll bar", "under a title"],
)
def test_a_header_in_a_table_of_its_own_is_that_of_the_next(above: str, rows: list[list[str]]) -> None:
    assert sheets_of(above + BODY) == [
        [*rows, ["楼栋", "房号", "建筑面积"], ["3栋", "0101", "90.5"], ["3栋", "0102", "91"]]
    ]


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{HEAD}<th>朝向</table>{BODY}",  # of more columns
        "<table><tr><th>楼栋<th>房号</table>" + BODY,  # of fewer
        f"<table>{HEAD}</table>注：{BODY}",  # not right above
        f"<table>{HEAD}</table>" + BODY.replace("<table>", "<table><tr><td>楼栋<td>室号<td>建面"),  # that has its own
        f"<table><tr><td>a<td>b<td>c</table>{BODY}",  # that names no columns
    ],
)
def test_other_lines_above_a_table_are_no_header_of_it(page: str) -> None:
    (rows,) = sheets_of(page)
    assert rows[0][1:] == ["", ""]


def test_lines_below_the_last_table_are_told(text_file: Callable[..., Path]) -> None:
    lines = "".join(f"<p>{at}" for at in range(30))
    with open_table(text_file(f"<table>{ROWS}</table>{lines}<table><tr><td>制表：张三<td>审核：李四</table>")) as table:
        assert [row.cells[0] for row in table.rows] == ["3栋"]
        assert [(each.code, each.sentence.rpartition(": ")[2]) for each in table.notes] == [
            *(("footer", str(at)) for at in range(19, 30)),
            ("footer", "制表：张三 审核：李四"),
            ("more", "19 more rows like these were skipped"),
        ]


def test_what_stands_in_a_table_but_in_no_cell_is_a_row_and_moves_no_cell() -> None:
    assert sheets_of("<table><tr><td>a<td>b<tr>oops<td>c</td>!<td>d</table>") == [
        [["a", "b"], ["c", "d"], ["oops!", ""]]
    ]


def test_cells_lie_where_those_from_above_leave_room() -> None:
    page = "<tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td>e<td>f<tr><td rowspan=9>g<tbody><tr><td>h<td>i"
    (sheet,) = book_of(f"<table>{page}</table>").sheets
    assert list(sheet.iter_rows()) == [["a", "b", "", "c"], ["", "d", "e", "f"], ["g", "", "", ""], ["h", "i", "", ""]]
    assert sheet.merged_cell_ranges == [((0, 0), (1, 0)), ((2, 0), (2, 0))]


def test_a_cell_over_several_rows_is_said_in_each_and_one_over_columns_is_a_title(
    text_file: Callable[..., Path],
) -> None:
    page = (
        f"<table><tr><td colspan=3>一房一价表{HEAD}"
        "<tr><td rowspan=2>3栋<td>0101<td>90.5<tr><td>0102<td>91<tr><td>6栋<td>0101<td>92</table>"
    )
    path = text_file(page, encoding="gb18030", name="units.xls")
    with open_table(path) as table:
        assert (table.format, table.sheets, table.header_line) == ("html", ("1",), 2)
        assert [(row.line, *row.cells[:2]) for row in table.rows] == [
            (3, "3栋", "0101"),
            (4, "3栋", "0102"),
            (5, "6栋", "0101"),
        ]
        assert [each.code for each in table.notes] == ["title"]


def test_the_first_table_with_a_known_header_is_read_and_any_other_by_its_number(text_file: Any) -> None:
    path = text_file(f"<table><tr><td>x<td>y<tr><td>1<td>2</table><table>{ROWS}</table>", name="units.xls")
    with open_table(path) as table:
        assert (table.sheet, table.sheets) == ("2", ("1", "2"))
        assert [each.code for each in table.notes] == ["other_sheets"]
    assert rows_of(path, "1") == [("1", "2")]
    with pytest.raises(NotFound, match="1, 2"):
        open_table(path, sheet="3")


@pytest.mark.parametrize(
    ("begins", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff<!DOCTYPE html>\n<html>", "utf-8"),
        ("<meta charset=utf-8>", "gb18030"),
        ("<html><meta http-equiv=Content-Type content='text/html; charset=gb2312'>", "gb18030"),
        ("<div><center>", "utf-16"),
        ("<?xml version='1.0'?><!-- a --><html xmlns='http://www.w3.org/1999/xhtml'>", "utf-8"),
        ("<html><meta charset=iso-8859-1>", "gb18030"),
    ],
)
def test_what_a_page_declares_of_its_encoding_may_be_untrue(text_file: Any, begins: str, encoding: str) -> None:
    assert rows_of(text_file(f"{begins}<table>{ROWS}</table>", encoding, "units.xls")) == [("3栋", "0101", "90.5")]


def test_encodings_that_are_only_read_where_they_are_declared(text_file: Any) -> None:
    names = "<tr><td>姓名<td>電話<tr><td>陳鴻<td>0900<tr><td>許蓋<td>0900<tr><td>鄭功<td>0900"
    assert rows_of(text_file(f"<html><meta charset='big5'><table>{names}", "cp950"))[0] == ("陳鴻", "0900")
    western = "<table><tr><td>name<td>phone<tr><td>Jörg Müller<td>0900"
    assert rows_of(text_file(f"<html><meta charset=windows-1252>{western}", "cp1252")) == [("Jörg Müller", "0900")]
    with pytest.raises(EncodingUnknown):
        open_table(text_file(f"<html>{western}", "cp1252"))


def test_a_page_on_one_line_of_any_length_is_read(text_file: Any) -> None:
    page = f"<table>{HEAD}" + "".join(f"<tr><td>3栋<td>{at:05}<td>90" for at in range(25_000))
    assert len(page) * 2 > 1 << 20
    assert len(rows_of(text_file(page, "utf-16"))) == 25_000


@pytest.mark.parametrize(
    "page",
    [
        f"<table>{ROWS}<tr><td rowspan=1000000 colspan=1000000>x",
        f"<table>{ROWS}<tr><td rowspan=1000000 colspan=16384>x",
        f"<table>{ROWS}<tr><td rowspan=99999999999>x",
        f"<table>{ROWS}<tr><td colspan=16000>x<td colspan=16000>y<td>z",
        f"<table>{ROWS}<tr><td>" + "x" * 131_073,
        f"<table>{ROWS}" + "<tr><td colspan=16000>x<td>y" * 2_001,
        "<table><tr><td>" * 200,
    ],
    ids=lambda page: str(len(page)),
)
def test_what_is_too_large_is_refused(text_file: Any, page: str) -> None:
    with pytest.raises(FileTooLarge), open_table(text_file(page, name="units.xls")) as table:
        table.whole()


def test_a_text_that_goes_on_and_on_is_read_in_bounds() -> None:
    class Endless(io.TextIOBase):
        left = 40

        def read(self, size: int | None = -1, /) -> str:
            self.left -= 1
            return "x" * (size or 0) if self.left >= 0 else ""

    longest, whole = 0, 0
    for each in read_marks(Endless()):  # type: ignore[arg-type]
        longest, whole = max(longest, len(each)), whole + len(each)
    assert whole == 40 * page_marks.SIZE
    assert longest <= 2 * page_marks.SIZE


@pytest.mark.parametrize("piece", ["<a", "<a ", '<a ="', "</", "<!", "<td span ", "&", "<!--", "<script>"])
def test_what_is_never_closed_is_gone_through_once(piece: str) -> None:
    """Were it gone through again from each sign that could begin a mark, this would take hours."""
    (rows,) = sheets_of(f"<table>{ROWS}<tr><td>{piece * 500_000}")
    assert rows[:2] == sheets_of(f"<table>{ROWS}")[0]
    (rows,) = sheets_of(f"<table>{ROWS}<tr><td span {'a' * 900_000}>x")
    assert rows[2] == ["x", "", ""]


def test_marks_are_the_same_wherever_the_text_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<p title='a>b'>&amp;&nbsp;x<!-- <b> -->y<script>a<b></script ></p></tr><tr><td>&lt;<b>z</b></td></tr>"
    expected = [*read_marks(io.StringIO(page))]
    monkeypatch.setattr(page_marks, "SIZE", 40)
    for before in range(100):
        found: list[Mark | str | PlainRow] = [""]
        for each in read_marks(io.StringIO("-" * before + page)):
            last = found[-1]
            if isinstance(last, str) and isinstance(each, str):
                found[-1] = last + each
            else:
                found.append(each)
        whole = ["-" * before, expected[0], "&\xa0xy", *expected[3:]]
        assert found == whole, before


CELLS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs"]), max_size=6)


@given(st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2)))
def test_any_table_of_strings_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    rows = [["head"] * len(rows[0]), *rows, ["foot"] * len(rows[0])]
    page = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    assert sheets_of(f"<table>{page}</table>") == [rows]


ANY_MARK = """
    <table> </table> <tr> </tr> <td> </td> <th> <td@rowspan=2> <td@colspan=3> <td@rowspan=0> <tbody> </tbody> <br> <p>
    x 3栋 <tr><td>a<b>&lt;</b></td><td@x:num>2</TD></tr> <tr><td@colspan=2>c</td></tr>
    <caption> &nbsp; &#0; < > <!-- --> <script> </script> <select> <td@a=" ' =
"""
PIECES = st.sampled_from([piece.replace("@", " ") for piece in ANY_MARK.split()])


@given(st.lists(PIECES, max_size=40))
def test_any_marks_give_rows_which_are_the_same_read_whole_or_mark_by_mark(pieces: list[str]) -> None:
    page = "".join(pieces)
    sheets = sheets_of(page)
    assert all(len({len(row) for row in rows}) == 1 for rows in sheets)
    by_mark = sheets_of(page.replace("</tr>", "</tr><!x>"))
    assert [[[cell.replace("<!x>", "") for cell in row] for row in rows] for rows in by_mark] == sheets
