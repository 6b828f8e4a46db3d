"""Rows that a spreadsheet hides come in like the others, and a note says how many there are."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from salesdesk.importing import hidden_rows
from salesdesk.importing.hidden_rows import Hidden, add_runs, counted, hidden_in_ods
from salesdesk.importing.tables import open_table
from tests.importing.books import write_ods_sheets, write_xml_sheets

ROWS = [["价格表", "", ""], ["楼栋", "房号", "建筑面积"], *([["3", f"{at}01", "100"] for at in range(1, 8)])]
HIDDEN = (1, 4, 5, 8)
"""Lines, of which one is above the header."""


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for line in (*HIDDEN, 40):
        book.active.row_dimensions[line].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(path)


def _marked(text: str, row: str, hides: str) -> str:
    """Hide rows of a text in which each row begins with a mark."""
    first, *others = text.split(row)
    return first + "".join(f"{row} {hides}{each}" if at in HIDDEN else row + each for at, each in enumerate(others, 1))


def _ods(path: Path) -> None:
    from zipfile import ZipFile

    write_ods_sheets(path, {"a": ROWS, "b": ROWS})
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["content.xml"].decode()
    head, table, rest = text.partition("<table:table ")
    parts["content.xml"] = (head + table + _marked(rest, "<table:table-row", 'table:visibility="filter"')).encode()
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _xml(path: Path) -> None:
    write_xml_sheets(path, {"a": ROWS})
    path.write_text(_marked(path.read_text("utf-8"), "<Row", 'ss:Hidden="1"'), "utf-8")


@pytest.mark.parametrize(("ending", "write"), [("xlsx", _xlsx), ("ods", _ods), ("xml", _xml)])
def test_rows_that_are_hidden_come_in_with_a_note(tmp_path: Path, ending: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / f"a.{ending}")
    with open_table(tmp_path / f"a.{ending}") as table:
        notes = [(each.line, each.sentence) for each in table.notes if each.code == "hidden_rows"]
        assert notes == [(4, "3 rows from here on are hidden in the sheet; they are read like the others")]
        assert len(list(table.rows)) == 7


def test_no_word_is_said_of_sheets_in_which_nothing_is_hidden(tmp_path: Path) -> None:
    _ods(tmp_path / "a.ods")
    with open_table(tmp_path / "a.ods", sheet="b") as table:
        assert not [each for each in table.notes if each.code == "hidden_rows"]


def test_lines_one_below_the_other_are_one_run() -> None:
    found: list[tuple[int, int]] = []
    add_runs(found, [(2, 2), (3, 9), (11, 11)])
    add_runs(found, [(12, 12)])
    assert found == [(2, 9), (11, 12)]
    assert counted(found, 11) == Hidden(9, (2, 3, 4, 5, 6, 7, 8, 9, 11))
    assert counted(found, 11).below(8) == Hidden(2, (9, 11))


def test_more_lines_than_are_told_are_counted() -> None:
    found = counted([(1, 1_000_000)], 900_000)
    assert (found.lines, len(found.first), found.below(3).lines) == (900_000, hidden_rows.FIRST, 899_997)


@pytest.mark.parametrize("chunk", [7, 64, 1 << 22])
def test_an_ods_is_gone_through_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(hidden_rows, "CHUNK", chunk)
    monkeypatch.setattr(hidden_rows, "LONGEST", 1 << 12)
    _ods(tmp_path / "a.ods")
    assert hidden_in_ods(BytesIO((tmp_path / "a.ods").read_bytes()), "a") == [(1, 1), (4, 5), (8, 8)]
