"""XML Spreadsheets of 2003: sheets, places, types and merged cells, and nothing that blows up."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import NotFound
from salesdesk.importing.kept_sheets import KeptBook
from salesdesk.importing.refusals import FileDamaged, FileTooLarge
from salesdesk.importing.tables import open_table
from salesdesk.importing.xml_sheets import read_worksheets
from tests.importing.books import xml_book

HEAD = "".join(f'<Cell><Data ss:Type="String">{name}</Data></Cell>' for name in ("楼栋", "房号", "面价"))


def cell(value: str, kind: str = "String", more: str = "") -> str:
    return f'<Cell{more}><Data ss:Type="{kind}">{value}</Data></Cell>'


def rows_of(text: str) -> list[list[str]]:
    book = KeptBook()
    read_worksheets(io.StringIO(text), book)
    return list(book.sheets[0].iter_rows())


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("String", "0101", "0101"),
        ("String", "a&#10;b &amp; c", "a\nb & c"),
        ("Number", "52229.870000000003", "52229.87"),
        ("Number", "1.39E10", "13900000000"),
        ("Number", "110101199001011234", "110101199001011234"),
        ("Number", "x", "x"),
        ("DateTime", "2026-03-31T00:00:00.000", "2026-03-31"),
        ("DateTime", "2026-03-31T09:30:00.000", "2026-03-31 09:30:00"),
        ("DateTime", "1899-12-31T09:30:00.000", "09:30:00"),
        ("DateTime", "soon", "soon"),
        ("Boolean", "1", "TRUE"),
        ("Error", "#N/A", "#N/A"),
    ],
)
def test_a_cell_is_text_as_the_office_reads_it(kind: str, value: str, text: str) -> None:
    assert rows_of(xml_book({"a": f"<Row>{cell(value, kind)}</Row>"})) == [[text]]


def test_what_is_beside_a_cell_is_no_part_of_it() -> None:
    rich = '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>a</B>b</ss:Data></Cell>'
    comment = '<Cell><Data ss:Type="String">x</Data><Comment ss:Author="y"><ss:Data>no</ss:Data></Comment></Cell>'
    formula = '<Cell ss:Formula="=RC[-1]*2"></Cell>'
    assert rows_of(xml_book({"a": f"<Row>{rich}{comment}{formula}</Row>"})) == [["ab", "x", "=RC[-1]*2"]]


def test_places_are_those_that_are_told() -> None:
    rows = f'<Row ss:Index="2">{cell("a", more=" ss:Index=" + chr(34) + "2" + chr(34))}{cell("b")}</Row>'
    rows += f'<Row ss:Span="1"/><Row>{cell("c", more=" ss:MergeAcross=" + chr(34) + "1" + chr(34))}{cell("d")}</Row>'
    assert rows_of(xml_book({"a": rows})) == [
        ["", "", ""], ["", "a", "b"], ["", "", ""], ["", "", ""], ["c", "", "d"],
    ]  # fmt: skip


def test_the_first_visible_sheet_with_a_known_header_is_read(text_file: Any) -> None:
    row = f"<Row>{HEAD}</Row><Row>{cell('3')}{cell('101', 'Number')}{cell('5000', 'Number')}</Row>"
    text = xml_book({"隐藏": row, "封面": f"<Row>{cell('x')}</Row><Row>{cell('y')}</Row>", "房源": row, "更多": row})
    hidden = "</Table><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    path = text_file(text.replace("</Table></Worksheet>", hidden, 1), name="units.xls")
    with open_table(path) as table:
        assert (table.format, table.sheet, table.sheets) == ("xml", "房源", ("封面", "房源", "更多"))
        assert [row.cells for row in table.rows] == [("3", "101", "5000")]
    with open_table(path, sheet="隐藏") as table:
        assert table.sheet == "隐藏"
    with pytest.raises(NotFound, match="封面, 房源"):
        open_table(path, sheet="nine")


def test_a_cell_merged_downwards_is_said_in_each_of_its_rows_and_days_are_counted_as_told(text_file: Any) -> None:
    first = f"<Row>{cell('3栋', more=' ss:MergeDown=' + chr(34) + '1' + chr(34))}{cell('101')}{cell('5')}</Row>"
    second = f"<Row>{cell('102', more=' ss:Index=' + chr(34) + '2' + chr(34))}{cell('6')}</Row>"
    rows = f"<Row>{HEAD}</Row>{first}{second}<Row>{cell('6栋')}{cell('101')}{cell('7')}</Row>"
    days = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        text = xml_book({"a": rows}, days).replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>', 1)
        with open_table(text_file(text, encoding, "units.xml")) as table:
            assert table.from_1904
            assert [row.cells[:2] for row in table.rows] == [("3栋", "101"), ("3栋", "102"), ("6栋", "101")]


@pytest.mark.parametrize(
    ("damage", "refusal"),
    [
        (lambda text: text.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook', 1), FileDamaged),
        (lambda text: text.replace("<Workbook", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Workbook', 1), FileDamaged),
        (lambda text: text[:-40], FileDamaged),
        (lambda text: text.replace("3</Data>", "3&b;</Data>"), FileDamaged),
        (lambda text: text.replace("<Row>", '<Row ss:Index="5">'), FileDamaged),
        (lambda text: text.replace("<Row>", '<Row ss:Index="x">'), FileDamaged),
        (lambda text: text.replace("<Cell>", '<Cell ss:Index="3"><Cell ss:Index="1"/>', 1), FileDamaged),
        (lambda text: text.replace("</Row>", '</Row><Cell ss:Index="3"></Cell>', 1), FileDamaged),
        (lambda text: text.replace("<Row>", '<Row ss:Index="1048577">', 1), FileTooLarge),
        (lambda text: text.replace("<Cell>", '<Cell ss:Index="16385">', 1), FileTooLarge),
        (lambda text: text.replace("<Cell>", '<Cell ss:MergeAcross="99999">', 1), FileTooLarge),
        (lambda text: text.replace("</Row>", f'{cell("x", more=" ss:Index=" + chr(34) + "16384" + chr(34))}</Row>')
            .replace("<Row>", '<Row ss:Index="1000000">', 1), FileTooLarge),
        (lambda text: text.replace("3</Data>", "3" * 131_073 + "</Data>"), FileTooLarge),
    ],
)  # fmt: skip
def test_what_is_damaged_or_too_large_is_refused(text_file: Any, damage: Any, refusal: Any) -> None:
    text = xml_book({"a": f"<Row>{HEAD}</Row><Row>{cell('3')}{cell('101')}{cell('5')}</Row>"})
    with pytest.raises(refusal), open_table(text_file(damage(text), name="units.xls")) as table:
        table.whole()


@given(
    st.lists(st.sampled_from(["<Row>", "</Row>", '<Row ss:Index="3">', "<Cell>", "</Cell>", cell("x"), "<Data>", "a"]))
)
def test_any_elements_give_rows_or_a_refusal(parts: list[str]) -> None:
    try:
        rows = rows_of(xml_book({"a": "".join(parts)}))
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017
    else:
        assert len({len(row) for row in rows}) <= 1


def test_sheets_whose_rows_come_in_turn_keep_their_own() -> None:
    book = KeptBook()
    sheets = [book.new_sheet(str(number)) for number in range(3)]
    for row in range(700):
        for number, sheet in enumerate(sheets):
            if row % (number + 1) == 0:
                sheet.add([(number, f"{row}")], row)
    later = book.new_sheet("3")
    later.add([(0, "x")])
    for number, sheet in enumerate(sheets):
        found = [row[number] for row in sheet.iter_rows()]
        assert found == [str(row) if row % (number + 1) == 0 else "" for row in range(sheet.height)]
    assert list(later.iter_rows()) == [["x"]]


def test_a_file_is_what_its_first_element_says(text_file: Any) -> None:
    whole = xml_book({"a": f"<Row>{HEAD}</Row><Row>{cell('3')}</Row>"})
    bare = whole[whole.index("<Workbook") :]
    with open_table(text_file(f"<!-- a -->\n{bare}", name="units.csv")) as table:
        assert table.format == "xml"
