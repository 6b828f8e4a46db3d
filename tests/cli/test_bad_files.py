"""Files that are no lists, damaged or hostile: one clear line, an exit code, and nothing changed."""

import os
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Machine

HEADER = "building,room,built area\n"
LAUGHS = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
PROTECTED = (
    f'<manifest:manifest {MANIFEST}><manifest:file-entry manifest:full-path="content.xml">'
    "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
).encode()


def archive(parts: dict[str, bytes]) -> bytes:
    """Pack parts into an archive."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def book(rows: Iterable[Iterable[object]] = (), *, before: str = "", inside: str = "") -> bytes:
    """Write a workbook as openpyxl does, with text put before and into its sheet's XML."""
    import openpyxl

    made, packed = openpyxl.Workbook(), BytesIO()
    for row in rows:
        made.active.append(list(row))
    made.save(packed)
    with zipfile.ZipFile(packed) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    parts["xl/worksheets/sheet1.xml"] = (before + sheet.replace("</sheetData>", inside + "</sheetData>")).encode()
    return archive(parts)


SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
LIST = (("building", "room", "built area"), ("3", "3101", 100))
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "corner.xlsx": (
        lambda: book(LIST, inside='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "file_too_large"
    ),
    "laughs.xlsx": (
        lambda: book(
            LIST,
            before=f'<!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]>',
            inside='<row r="9"><c r="A9" t="inlineStr"><is><t>&j;</t></is></c></row>',
        ),
        "file_damaged",
    ),
    "late.xlsx": (
        lambda: book(
            [LIST[0], *((3, 3101 + at, 100 if at else "x") for at in range(3_000))],
            inside=f'<row r="9999"><c r="A9999" t="inlineStr"><is><t>{"x" * 140_000}</t></is></c></row>',
        ),
        "file_too_large",
    ),
    "long.csv": (lambda: HEADER.encode() + b'3,"' + b"x" * (2 << 20) + b'",5\n', "file_too_large"),
    "wide.csv": (lambda: ",".join(f"c{at}" for at in range(16_384)).encode() + b"\n1\n", "file_too_large"),
    "wide.xlsx": (lambda: book([[f"c{at}" for at in range(16_384)], [1]]), "file_too_large"),
    "nul.csv": (lambda: HEADER.encode() + b"3,31\x0001,5\n", "not_a_table"),
    "program.csv": (lambda: b"\x7fELF" + bytes(range(256)), "not_a_table"),
    "noise.csv": (lambda: bytes(range(256)) * 9, "not_a_table"),
    "french.csv": (lambda: HEADER.encode() + "3,3101,100,café\n".encode("cp1252"), "encoding_unknown"),
    "names.csv": (lambda: b"building,room,area,area\n3,3101,100,100\n", "column_ambiguous"),
    "other.csv": (lambda: b"when,who\n1,2\n", "column_missing"),
    "empty.csv": (lambda: b"", "file_empty"),
    "blank.csv": (lambda: b"\n \n\t\n", "file_empty"),
    "header.csv": (HEADER.encode, "file_empty"),
    "empty.xlsx": (book, "file_empty"),
    "header.xlsx": (lambda: book([LIST[0]]), "file_empty"),
    "secret.xlsx": (lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
    "secret.ods": (
        lambda: archive({"mimetype": ODS, "META-INF/manifest.xml": PROTECTED, "content.xml": b"\x01\x02" * 99}),
        "password_protected",
    ),
    "cut.xlsx": (lambda: book(LIST)[:2000], "file_damaged"),
    "letter.xlsx": (lambda: archive({"word/document.xml": b"x"}), "not_a_table"),
    "text.xls": (lambda: b"<html><p>3</p></html>", "not_a_table"),
    "page.xls": (lambda: b"<html><table><tr><td>3</td></tr></table></html>", "file_empty"),
    "spans.xls": (lambda: b"<table><tr><td>a<td>b<tr><td rowspan=1000000 colspan=1000000>3</table>", "file_too_large"),
    "laughs.xml": (
        lambda: f'<!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]><Workbook xmlns="{SPREADSHEET}">&j;</Workbook>'.encode(),
        "file_damaged",
    ),
    "cut.json": (lambda: b'[{"building": 3},\n{"building":', "json_unreadable"),
    "two.json": (lambda: b'{"a": [{"building": 3}], "b": [{"building": 3}]}', "not_a_table"),
}  # fmt: skip


@pytest.fixture
def files(machine: "Machine") -> Path:
    """Write every bad file, a pipe, and a folder."""
    for name, (content, _) in FILES.items():
        (machine.folder / name).write_bytes(content())
    os.mkfifo(machine.folder / "pipe.csv")
    (machine.folder / "folder.csv").mkdir()
    return machine.folder


def test_bad_files_are_refused_with_a_line_each_and_change_nothing(machine: "Machine", files: Path) -> None:
    before = machine.run("manager", "audit head")[0]["result"]
    there = sorted(os.listdir(files))
    expected = {name: code for name, (_, code) in FILES.items()}
    expected |= dict.fromkeys(("pipe.csv", "folder.csv", "missing.csv"), "file_unreadable")
    answers = machine.run("manager", *(f"import units {name}" for name in expected))
    said = {name: each["error"]["code"] for name, each in zip(expected, answers, strict=True)}
    assert said == expected
    assert {each["exit"] for each in answers} == {2}
    assert all(len(each["error"]["message"].splitlines()) == 1 for each in answers)
    assert machine.run("manager", "audit head")[0]["result"] == before
    assert sorted(os.listdir(files)) == there


def test_odd_lists_come_in_as_far_as_they_are_good(machine: "Machine") -> None:
    lists = {
        "quote.csv": (HEADER + '3,"3101,100\n3,3102,100\n', (2, 1, 1)),
        "ragged.csv": (HEADER + "4,3103\n4,3104,90,x\n4,3105,90,,\n", (3, 1, 2)),
        "ends.csv": (HEADER + "5,3106,90\r\n5,3107,90\r5,3108,90\n", (3, 3, 0)),
        "twice.csv": (HEADER + "6,3110,90\n" + HEADER + "6,3111,90\nTotal,,180\n", (2, 2, 0)),
    }
    for name, (text, _) in lists.items():
        (machine.folder / name).write_bytes(text.encode())
    answers = machine.run("manager", *(f"import units {name}" for name in lists))
    found = [(each["result"]["read"], each["result"]["new"], each["result"]["rejected"]) for each in answers]
    assert found == [counts for _, counts in lists.values()]


def test_what_is_wrong_is_told_once_and_counted_where_it_is_much(machine: "Machine") -> None:
    rows = [HEADER.replace("\n", ",remark\n"), "3,3101,90,\n", "3,3101,90,\n", *["3,3102,x,\n"] * 21]
    (machine.folder / "list.csv").write_text("".join(rows), "utf-8")
    said = machine.by("manager", "import", "units", "list.csv").out.splitlines()
    area = "built area: 'x' is no area; accepted: square metres with at most two decimals, such as 125.53"
    assert said[1:5] == [
        "  columns that were not read: remark",
        "Rejected:",
        "  line 3, room '3101': 3-0-3101 stands on line 2 already; accepted: each unit once",
        f"  line 4: {area}",
    ]
    assert said[23:26] == ["and 2 more. In all:", f"  21 × line 4: {area}", said[3].replace("  line", "  1 × line")]
    undone = machine.run("manager", "import undo 1", "import list")[1]["result"]["imports"]
    assert [(each["file_name"], each["undone"]) for each in undone] == [("list.csv", True)]
    assert machine.by("cashier", "import", "list").out == "There is nothing to list.\n"
    assert machine.by("rep", "import", "list").exit == 4


def test_a_dry_run_writes_the_rejected_rows_where_that_is_asked_for_and_nothing_else(machine: "Machine") -> None:
    (machine.folder / "list.csv").write_text(HEADER + "3,3101,100\n3,3102,x\n", "utf-8")
    before = machine.run("manager", "audit head")[0]["result"]
    there = set(os.listdir(machine.folder))
    plain, asked, *over = machine.run(
        "manager",
        "import units list.csv --dry-run",
        "import units list.csv --dry-run --rejects back.csv",
        "import units list.csv --rejects list.csv",
        "import units list.csv --rejects back.xls",
    )
    assert (plain["exit"], plain["result"]["rejects_file"]) == (7, None)
    assert (asked["exit"], asked["result"]["rejects_file"]) == (7, "back.csv")
    assert [(each["exit"], each["error"]["code"]) for each in over] == [(2, "file_unwritable")] * 2
    assert set(os.listdir(machine.folder)) - there == {"back.csv"}
    assert machine.run("manager", "audit head")[0]["result"] == before
