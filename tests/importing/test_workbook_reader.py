"""The child that reads a workbook: what it is given, how it ends, and that no half of a sheet is taken for whole."""

import errno
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.errors import DeskError, Exit
from salesdesk.importing import refusals
from salesdesk.importing.blocks import Block
from salesdesk.importing.child_output import ChildEnd, ChildOutput
from salesdesk.importing.reader_endings import Ending
from salesdesk.importing.rows import Row
from salesdesk.importing.sheet_blocks import packed_cells
from salesdesk.importing.tables import open_table
from salesdesk.importing.workbooks import (
    MEMORY,
    Sheet,
    _environment,
    _refusal,
)
from tests.importing.raw_books import HEAD, book_of, rows_of, text_cell


def test_the_child_gets_no_secret_and_no_module_of_the_folder_it_is_started_in(
    tmp_path: Path, workbook_file: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit(99)")
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(99)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "SALESDESK_PIN", "123456")
    assert "SALESDESK_PIN" not in _environment()
    with open_table(workbook_file({"a": [["楼栋", "房号"], ["3", "01"]]})) as table:
        assert len(list(table.rows)) == 1


def reader(memory: int = MEMORY) -> list[str]:
    """Give the command that reads a workbook."""
    return [sys.executable, "-P", "-m", "salesdesk.importing.workbook_reader", "xlsx", "", str(memory)]


def test_a_full_disk_is_told_from_a_book_that_is_too_large() -> None:
    for end in (ChildEnd(Ending.NO_ROOM), ChildEnd(-9, "", OSError(errno.ENOSPC, ""))):
        refusal = _refusal("a.xlsx", "", end)
        assert isinstance(refusal, refusals.FileUnreadable)
        assert "no room" in str(refusal)
    for end in (ChildEnd(Ending.TOO_LARGE), ChildEnd(-9), ChildEnd(0, "", OSError(errno.EFBIG, ""))):
        assert isinstance(_refusal("a.xlsx", "", end), refusals.FileTooLarge)
    slow = _refusal("a.xlsx", "", ChildEnd(-9, "", TimeoutError()))
    assert isinstance(slow, refusals.FileTooLarge)
    assert "too long" in str(slow)


def test_the_child_says_when_it_finds_no_room(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", rows_of(HEAD + f'<row r="2">{text_cell("A2", "x")}</row>'))
    with path.open("rb") as book, open("/dev/full", "wb") as full:
        done = subprocess.run(reader(), stdin=book, stdout=full, env=_environment(), check=False)
    assert done.returncode == Ending.NO_ROOM


def test_the_child_ends_when_nobody_is_there_to_read_what_it_writes() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(reader(), stdin=pipe, stdout=pipe, env=_environment()) as child:
        assert child.stdout is not None
        child.stdout.close()  # while it waits for the workbook
        assert child.wait(60) == Ending.DAMAGED


def long_list(path: Path, end: str) -> Path:
    """Write a workbook of 3,000 rows and what stands at its end."""
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="B{0}"><v>1.5</v></c></row>'
    return book_of(path, rows_of(HEAD + "".join(row.format(line) for line in range(2, 3002)) + end))


def test_a_fault_far_down_is_raised_where_rows_were_handed_over_before(tmp_path: Path) -> None:
    path = long_list(tmp_path / "late.xlsx", f'<row r="3002">{text_cell("A3002", "x" * 131_073)}</row>')
    with open_table(path) as table:
        assert (table.header, table.rows_about) == (("楼栋", "房号", "总价"), 3001)
        for go_through in (lambda: iter(table.rows), table.blocks):
            found: list[Row | Block] = []
            with pytest.raises(refusals.FileTooLarge, match="131,072"):
                found.extend(go_through())
            assert found
        with pytest.raises(refusals.FileTooLarge, match="131,072"):
            table.whole()


def test_a_sheet_has_as_many_rows_as_it_has_lines_below_its_header(tmp_path: Path) -> None:
    with open_table(long_list(tmp_path / "long.xlsx", "")) as table:
        assert table.rows_about == len(list(table.rows)) == len([*table.whole().rows]) == 3000


@pytest.mark.parametrize("end", ["os._exit(11)", "os.kill(os.getpid(), 9)", "raise SystemExit(13)"])
def test_a_child_that_ends_in_the_middle_spoils_the_whole_sheet(end: str) -> None:
    first = packed_cells(1, [["", "9", "a", "a"]]) + packed_cells(2, [["楼栋", "3"], ["房号", "01"]])
    script = f"import os; os.write(1, {first!r}); {end}"
    refuse = partial(_refusal, "a.xlsx", "")
    output = ChildOutput(
        [sys.executable, "-c", script], subprocess.DEVNULL, os.environ, seconds=60, most=9999, refuse=refuse
    )
    sheet, found = Sheet("a", ("a",), output, 9), list[Row | Block]()
    for go_through in (sheet.rows, partial(sheet.blocks, 0, 2)):
        with pytest.raises(DeskError) as refusal:
            found.extend(go_through())
        assert refusal.value.exit_code == Exit.USAGE
    assert [type(each) for each in found] == [Row, Row, Block]
    output.close()
