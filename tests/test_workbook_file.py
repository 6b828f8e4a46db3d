"""A workbook that cannot be written says why, and leaves nothing in the folder for passing files."""

import errno
import gc
import os
import tempfile
from pathlib import Path

import pytest

from salesdesk.workbook_file import written_workbook


@pytest.fixture
def passing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which parts of a workbook lie while it is written."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _fill(path: Path, rows: int) -> None:
    with written_workbook(path, {}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 1, "a name")
        for at in range(rows):
            sheet.write_string(at, 0, f"{at} of {rows}")


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("rows", [1, 5_000])
def test_a_full_disk_is_told_as_one_and_nothing_is_left_behind(passing: Path, rows: int) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        _fill(Path("/dev/full"), rows)
    gc.collect()
    assert list(passing.iterdir()) == []


def test_rows_that_are_given_up_leave_nothing_behind(passing: Path, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        _fill(tmp_path / "list.xlsx", "many")  # type: ignore[arg-type]
    gc.collect()
    assert list(passing.iterdir()) == []
