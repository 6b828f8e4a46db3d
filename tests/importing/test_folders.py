"""Looking for a file in a folder: the latest first, only what may be a table."""

import errno
import os
from io import BytesIO
from pathlib import Path

import pytest

from salesdesk.importing.folders import check_readable, look_into
from salesdesk.importing.refusals import FileUnreadable
from salesdesk.importing.snapshot import readable_name, take_snapshot


def test_files_come_latest_first_and_folders_by_name(tmp_path: Path) -> None:
    for at, name in enumerate(("价格.xlsx", "units.CSV", "letter.docx", ".hidden.csv", "statement.jsonl")):
        (tmp_path / name).write_text("x", "utf-8")
        os.utime(tmp_path / name, (at, at))
    for name in ("old", "Archive", ".cache", "bad\x1b[2J"):
        (tmp_path / name).mkdir()
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    found = look_into(tmp_path)
    assert [each.name for each in found] == ["statement.jsonl", "units.CSV", "价格.xlsx", "Archive", "old"]
    assert [each.is_folder for each in found] == [False, False, False, True, True]
    assert found[0].size == 1


@pytest.mark.parametrize("name", ["nowhere", "a file", "no\0where"])
def test_what_is_no_folder_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").write_text("x", "utf-8")
    with pytest.raises(FileUnreadable):
        look_into(tmp_path / name)


def test_a_path_that_was_typed_leads_somewhere_or_says_why_not(tmp_path: Path) -> None:
    assert check_readable(tmp_path) == tmp_path
    with pytest.raises(FileUnreadable, match="there is no such file"):
        check_readable(tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("名单.csv".encode(), "名单.csv"),
        ("名单.csv".encode("gb18030"), "名单.csv"),
        (b"\xff\xff.csv", "\ufffd\ufffd.csv"),
    ],
)
def test_a_name_from_another_system_can_be_read_and_kept(tmp_path: Path, raw: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw))
    path.write_text("room\n1\n", "utf-8")
    (entry,) = look_into(tmp_path)
    assert take_snapshot(tmp_path / entry.name).name == readable_name(entry.name) == shown


class _FullDisk(BytesIO):
    def read1(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, "")


def test_a_stream_that_finds_no_room_is_refused_in_a_sentence() -> None:
    with pytest.raises(FileUnreadable, match=r"^standard input cannot be read: there is no room for its temporary cop"):
        take_snapshot(_FullDisk())
