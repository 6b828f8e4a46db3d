"""Whatever is in a file: read = good + rejected, or one clear refusal; never anything else."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError, Exit
from salesdesk.domain.inventory import UnitRecord
from salesdesk.domain.money import LIMIT, Rounding
from salesdesk.importing.mapping import map_columns
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.synonyms import fields_of
from salesdesk.importing.tables import Table, open_table
from salesdesk.importing.unit_lists import check_units
from tests.importing.books import WRITERS

FIELDS = list(fields_of("units"))
TYPICAL = ["3栋", "滨江雅苑3栋", "--", "1单元", "31", "01", "3101", "3A", "B1", "125.53", "100", "20.00", "52229.87"]
ODD = [
    "1e9",
    "NaN",
    "１２３",
    "-5",
    "",
    " ",
    "=1+1",
    "'--",
    "[red]",
    "\x1b[2J",
    "\u202e",
    "1,000.00",
    "🏠",
    "0",
]
CELL = st.sampled_from(TYPICAL) | st.sampled_from(ODD) | st.text(max_size=8)
ROW = st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)) | st.lists(CELL, max_size=len(FIELDS) + 2)
SAME_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def assert_the_promise(table: Table, folder: Path) -> None:
    columns = map_columns(table.header, "units")
    results = list(check_units(table, columns, rounding=Rounding.YUAN_HALF_UP))
    units = [each for each in results if isinstance(each, UnitRecord)]
    rejected = [each for each in results if not isinstance(each, UnitRecord)]
    assert len(list(table.rows)) == len(units) + len(rejected)
    assert len({unit.code for unit in units}) == len(units)
    assert all(row.problems for row in rejected)
    for unit in units:
        assert unit.building
        assert unit.room
        assert unit.built_area > 0
        assert unit.list_price_minor is None or 0 < unit.list_price_minor <= LIMIT
        assert unit.filed_price_minor is None or (unit.list_price_minor or 0) <= unit.filed_price_minor
        assert unit.inner_area is None or 0 <= unit.inner_area <= unit.built_area
        repr(unit).encode()
    assert write_rejects(folder / "rejects.csv", table, rejected) == len(rejected)


def assert_the_promise_or_a_refusal(content: bytes, folder: Path) -> None:
    path = folder / "units.csv"
    path.write_bytes(content)
    try:
        with open_table(path) as table:
            assert_the_promise(table, folder)
    except DeskError as refusal:
        said = (refusal.exit_code, bool(str(refusal)))
    else:
        said = (Exit.USAGE, True)
    assert said == (Exit.USAGE, True)


@SAME_FOLDER
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_any_table_keeps_the_promise(rows: list[list[str]], tmp_path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([FIELDS, *rows])
    assert_the_promise_or_a_refusal(text.getvalue().encode("utf-8", "replace"), tmp_path)


@SAME_FOLDER
@given(text=st.text(alphabet=st.sampled_from("3,1\";\t\n\r栋.\x00'= "), max_size=120))
@example(text='"')
@example(text="3\n" * 30)
def test_any_text_below_a_header_keeps_the_promise(text: str, tmp_path: Path) -> None:
    assert_the_promise_or_a_refusal(f"building,room,built area\n{text}".encode(), tmp_path)


@SAME_FOLDER
@given(content=st.binary(max_size=200))
@example(content=b"PK\x03\x04")
@example(content=b"PK\x05\x06" + bytes(18))
@example(content=b"\xff\xfe")
@example(content=b"\xef\xbb\xbf")
@example(content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1W\0o\0r\0k\0b\0o\0o\0k\0")
def test_any_bytes_keep_the_promise(content: bytes, tmp_path: Path) -> None:
    assert_the_promise_or_a_refusal(content, tmp_path)


@SAME_FOLDER
@given(data=st.data())
def test_any_damage_to_a_good_file_keeps_the_promise(data: st.DataObject, tmp_path: Path) -> None:
    good = "building,floor,room,built area,list unit price\n" + "".join(
        f"3栋,31,{room:02d},125.53,52229.87\n" for room in range(1, 20)
    )
    content = bytearray(good.encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    assert_the_promise_or_a_refusal(bytes(content), tmp_path)


@settings(SAME_FOLDER, max_examples=25)
@given(data=st.data(), name=st.sampled_from(["page.html", "book.xml", "list.json"]))
def test_any_damage_to_a_file_with_marks_keeps_the_promise(data: st.DataObject, name: str, tmp_path: Path) -> None:
    rows = [["building", "floor", "room", "built area", "list unit price"]]
    rows += [["3栋", "31", f"{room:02d}", "125.53", "52229.87"] for room in range(1, 6)]
    WRITERS[name](tmp_path / name, rows)
    content = bytearray((tmp_path / name).read_bytes())
    odd = st.sampled_from(
        [
            b"<table>",
            b"</td>",
            b"<td rowspan=3>",
            b"<td colspan=9>",
            b"<!--",
            b"<script>",
            b'"',
            b"&#0;",
            b"]",
            b"{",
            b",",
        ]
    )
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 6))] = data.draw(odd | st.binary(max_size=3))
    assert_the_promise_or_a_refusal(bytes(content), tmp_path)
