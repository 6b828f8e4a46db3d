"""However a workbook is damaged, inside its archive too, it is read or refused with a line; nothing else happens."""

import io
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from salesdesk.domain.errors import DeskError
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.refusals import FileDamaged, FileUnreadable, NotATable
from salesdesk.importing.tables import open_table
from tests.importing.books import SHEET_WRITERS, write_xlsx_sheets
from tests.importing.test_kinds import CASES, checked

KINDS = ("new.xlsx", "free.ods", "old.xls")
PIECES = (b"<", b">", b"/>", b"&", b"\xff", b"\0", b'r="XFD1048576"', b"1048576", b"-1", b"NaN", b't="s"', b't="e"')
Damage = list[tuple[float, bytes, int]]
"""Where in a file, as a part of its length; what is put there; and in place of how many bytes."""
DAMAGE = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(PIECES) | st.binary(max_size=4), st.integers(0, 8)),
    min_size=1,
    max_size=6,
)


def damaged(content: bytes, damage: Damage) -> bytes:
    """Put pieces into a file."""
    for where, piece, length in damage:
        at = int(where * len(content))
        content = content[:at] + piece + content[at + length :]
    return content


def damaged_inside(content: bytes, which: float, damage: Damage) -> bytes:
    """Damage one part of an archive, and pack it properly again."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(packed, "w") as after:
        names = before.namelist()
        for place, name in enumerate(names):
            part = before.read(name)
            after.writestr(name, damaged(part, damage) if place == int(which * len(names)) else part)
    return packed.getvalue()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """Write a list of units as both sheets of a workbook of a kind."""
    folder = tmp_path_factory.mktemp("good")

    def write(name: str) -> bytes:
        rows = CASES[ImportKind.UNITS].rows
        SHEET_WRITERS[name](folder / name, {"a": rows, "b": rows})
        return (folder / name).read_bytes()

    return write


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
    database=None,
)
@given(which=st.floats(0, 1, exclude_max=True), damage=DAMAGE, inside=st.booleans(), all_sheets=st.booleans())
def test_a_damaged_workbook_is_read_or_refused(
    good: Callable[[str], bytes],
    tmp_path: Path,
    name: str,
    which: float,
    damage: Damage,
    inside: bool,
    all_sheets: bool,
) -> None:
    content = good(name)
    is_packed = inside and content.startswith(b"PK")
    path = tmp_path / name
    path.write_bytes(damaged_inside(content, which, damage) if is_packed else damaged(content, damage))
    with suppress(DeskError), open_table(path, all_sheets=all_sheets) as table:
        checked(ImportKind.UNITS, table)


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_an_archive_whose_parts_cannot_be_unpacked_is_refused(tmp_path: Path, way: int) -> None:
    path = tmp_path / "free.ods"
    with zipfile.ZipFile(path, "w", way) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    content = bytearray(path.read_bytes())
    content[38:44] = b"\xff" * 6
    path.write_bytes(content)
    with pytest.raises((FileDamaged, NotATable)):
        open_table(path)


def test_a_reader_that_cannot_start_refuses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.xlsx"
    write_xlsx_sheets(path, {"1": [["楼栋", "房号"], ["1", "101"]]})
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no such program"))
    with pytest.raises(FileUnreadable, match="does not start"):
        open_table(path)
