"""A file is a table of text, or is refused in one clear line; nothing else ever happens."""

import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.errors import DeskError, Exit, NotFound
from salesdesk.importing import refusals
from salesdesk.importing.tables import open_table

ROW = "3栋,1单元,31,01,125.53\n"
TEXT = "楼栋,单元,楼层,房号,建筑面积\n" + ROW


def refused(path: Any, kind: type[DeskError], sheet: str | None = None) -> str:
    with pytest.raises(DeskError) as refusal:
        open_table(path, sheet=sheet)
    assert type(refusal.value) is kind
    assert refusal.value.exit_code == Exit.USAGE
    sentence = str(refusal.value)
    assert "{" not in sentence
    assert len(sentence.splitlines()) == 1
    return sentence


def test_a_table_says_what_it_was_read_from(text_file: Any) -> None:
    path = text_file(TEXT, "gb18030")
    with open_table(path) as table:
        assert table.header == ("楼栋", "单元", "楼层", "房号", "建筑面积")
        assert (table.name, table.format, table.encoding, table.delimiter) == ("units.csv", "csv", "gb18030", ",")
        assert table.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert [(row.line, row.cells) for row in table.rows] == [(2, ("3栋", "1单元", "31", "01", "125.53"))]
        assert list(table.rows) == list(table.rows)


def test_two_readers_of_one_table_do_not_disturb_each_other(text_file: Any) -> None:
    with open_table(text_file(TEXT + ROW * 50_000)) as table:
        pairs = zip(table.rows, table.rows, strict=True)
        assert all(one == other for one, other in pairs)


def test_standard_input_is_read_like_a_file() -> None:
    with open_table(io.BytesIO(TEXT.encode())) as table:
        assert len(list(table.rows)) == 1


def test_the_copy_is_read_even_when_the_file_goes_away(text_file: Any) -> None:
    path = text_file(TEXT)
    with open_table(path) as table:
        path.unlink()
        assert len(list(table.rows)) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(text_file: Any, end: str) -> None:
    with open_table(text_file(TEXT.replace("\n", end) + ROW)) as table:
        assert [row.line for row in table.rows] == [2, 3]


def test_titles_above_the_header_and_blank_lines_are_passed_over(text_file: Any) -> None:
    with open_table(text_file("2020 price list,,,,\n\n" + TEXT + "\n,,,,\n" + ROW)) as table:
        assert table.header_line == 3
        assert [row.line for row in table.rows] == [4, 7]


def test_the_note_of_a_spreadsheet_names_the_delimiter(text_file: Any) -> None:
    with open_table(text_file("sep=|\na|b\n1|2\n")) as table:
        assert (table.delimiter, table.header) == ("|", ("a", "b"))


def test_a_header_over_two_lines_is_one_header(text_file: Any) -> None:
    with open_table(text_file('楼栋,楼层,房号,"建筑面积\n(㎡)"\n3,31,01,125.53\n')) as table:
        assert table.header[3] == "建筑面积\n(㎡)"
        assert [row.line for row in table.rows] == [3]


def test_decimal_commas_do_not_hide_the_semicolons(text_file: Any) -> None:
    with open_table(text_file("building;room;area;note\n3;01;125,53;a\n3;02;93,87;b\n")) as table:
        assert table.delimiter == ";"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.csv", refusals.FileUnreadable)
    assert "no such file" in refused(tmp_path / "none.csv" / "x", refusals.FileUnreadable)
    assert refused(Path("a\0b"), refusals.FileUnreadable)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "folder" in refused(tmp_path, refusals.FileUnreadable)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(text_file: Any) -> None:
    path = text_file(TEXT)
    path.chmod(0)
    assert "not allowed" in refused(path, refusals.FileUnreadable)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "ordinary" in refused(tmp_path / "pipe", refusals.FileUnreadable)


@pytest.mark.parametrize(
    "content",
    ["", "\n\n", ",,,\n,,\n", "\ufeff", TEXT.splitlines()[0], "x", " \t\n", "{}\n{}\n", "[{}]", "[[]]", '[["a"]]'],
)
def test_a_file_without_rows_is_refused(text_file: Any, content: str) -> None:
    refused(text_file(content), refusals.FileEmpty)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
        (b"\xff\xd8\xff\xe0 jpeg", "picture"),
        (b"\x1f\x8b\x08 gzip", "archive"),
        (b"\x7fELF\x02\x01", "program"),
        (b"\xef\xbb\xbfBEGIN:VCARD\r\nFN:a\r\n", "vCard"),
        (b"SQLite format 3\0" + bytes(80), "database"),
        (b"<html><p>1</p></html>", "web page"),
        (b"<?xml version='1.0'?><data><table><tr/></table></data>", "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "web archive"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "web page"),
        (b"a,b\n1,\0\n", "binary"),
        ("a,b\n1,\0\n".encode("utf-16-le"), "binary"),
        (b'["room", "3102"]\n', "JSON without"),
        (b'{"room":\n "3101"}\n', "JSON without"),
        (b'{"a": [{"room": 1}],\n "b": [{"room": 2}]}\n', "JSON with several"),
        ("a,b\n1,\0\n".encode("utf-16"), "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office"),
        (bytes(range(256)) * 20, "binary"),
    ],
)
@pytest.mark.parametrize("name", ["units.csv", "units.xlsx"])
def test_a_file_of_another_kind_is_refused_whatever_its_name(
    text_file: Any, content: bytes, kind: str, name: str
) -> None:
    assert kind in refused(text_file(content, name=name), refusals.NotATable)


def test_an_archive_of_other_things_is_refused(tmp_path: Path) -> None:
    for name, inside in (("a.xlsx", "holiday.jpg"), ("b.xlsx", "word/document.xml")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(inside, "x")
        refused(tmp_path / name, refusals.NotATable)


def test_a_workbook_by_another_name_is_still_a_workbook(workbook_file: Any) -> None:
    path = workbook_file({"a": [["楼栋", "房号"], ["3", "01"]]}, name="units.csv.xlsx")
    moved = path.rename(path.with_name("units.csv"))
    with open_table(moved) as table:
        assert table.format == "xlsx"


def test_text_in_an_unknown_encoding_is_refused_with_its_line(text_file: Any) -> None:
    assert "line 2" in refused(text_file("name,note\nCafé,1\n".encode("cp1252")), refusals.EncodingUnknown)


@pytest.mark.parametrize(
    ("text", "encoding", "line"),
    [
        ("name,note\nx,1\nAnna Müller,1\n", "cp1252", 3),
        ("name,note\nJosé García,Señor\nRené Dupré,hôtel\n", "cp1252", 2),
        ("名字甲,電訊\n張三,19900001234\n許功蓋,19900001235\n", "big5", 1),
    ],
)
def test_letters_of_another_encoding_are_not_taken_for_chinese(
    text_file: Any, text: str, encoding: str, line: int
) -> None:
    assert f"line {line}" in refused(text_file(text, encoding), refusals.EncodingUnknown)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("姓名,电话,备注", ("朱镕喆", "19900001234", "𠮷€")),
        ("name,phone,note", ("李玥", "19900001234", "")),
        ("name,phone,note", ("李玥", "19900001234", "王珺")),
    ],
)
def test_rare_chinese_signs_are_read(text_file: Any, header: str, row: tuple[str, ...]) -> None:
    with open_table(text_file(f"{header}\n{','.join(row)}\n", "gb18030")) as table:
        assert [row.cells for row in table.rows] == [row]


def test_damaged_utf_8_is_not_taken_for_gb18030(text_file: Any) -> None:
    content = ("楼栋,松风\n" + "松风,楼栋\n" * 20).encode() + b"\xe6\x9d\n"
    assert content.decode("gb18030")
    assert "line 22" in refused(text_file(content), refusals.EncodingUnknown)


def test_a_line_without_end_is_refused_within_bounds(text_file: Any) -> None:
    refused(text_file(b"a,b\n1," + b"x" * (3 << 20)), refusals.FileTooLarge)


def test_too_many_columns_are_refused(text_file: Any) -> None:
    names = ",".join(f"c{number}" for number in range(16_384))
    assert "16384" in refused(text_file(f"{names}\n{names}\n"), refusals.FileTooLarge)


@pytest.mark.parametrize("change", ["grown", "rewritten"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    text_file: Any, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = text_file(TEXT)
    real = os.fstat
    told: list[int] = []

    def meanwhile(handle: int) -> os.stat_result:
        if told:
            path.write_text(TEXT + ROW if change == "grown" else TEXT[::-1])
            os.utime(path, ns=(0, 0))
        told.append(handle)
        return real(handle)

    monkeypatch.setattr("salesdesk.importing.snapshot.os.fstat", meanwhile)
    refused(path, refusals.FileChanged)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["building,room\n3,3101\n", "楼栋，,房号\r\n三栋\u3000,3101\r\n"])
def test_wide_text_without_a_mark_is_read(text_file: Any, encoding: str, text: str) -> None:
    with open_table(text_file(text, encoding=encoding)) as table:
        assert (table.encoding, [row.cells[1] for row in table.rows]) == (encoding, ["3101"])


def test_text_has_no_sheets_and_says_so(text_file: Any) -> None:
    assert "has none" in refused(text_file(TEXT), NotFound, sheet="Prices")
