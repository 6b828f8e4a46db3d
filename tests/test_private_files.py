"""What salesdesk writes is closed to everybody else."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.domain.errors import UsageError
from salesdesk.private_files import FileThere, private_file, private_folder, whole_file


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    assert mode(private_folder(tmp_path / "a" / "b")) == 0o700


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    assert mode(private_folder(folder)) == 0o700


def test_a_new_file_is_private_and_so_is_its_new_folder(tmp_path: Path) -> None:
    path = private_file(tmp_path / "kept" / "log")
    assert (mode(path), mode(path.parent), path.read_bytes()) == (0o600, 0o700, b"")


def test_an_open_file_is_closed_and_keeps_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old")
    path.chmod(0o644)
    assert (mode(private_file(path)), path.read_text()) == (0o600, "old")


def test_a_folder_that_others_share_stays_open(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    private_file(shared / "export.csv")
    assert mode(shared) == 0o755


def test_a_place_that_cannot_be_had_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file.log cannot be made for you alone: there is no such file or folder\.$"):
        private_file(tmp_path / "file" / "log")
    with pytest.raises(UsageError, match=r"cannot be made for you alone: it is there already\.$"):
        private_folder(tmp_path / "file")


def test_a_whole_file_has_its_name_only_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    with whole_file(target) as unfinished:
        unfinished.write_text("half")
        assert not target.exists()
    assert target.read_text() == "half"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_what_goes_wrong_on_the_way_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(target, force=True) as unfinished:
        unfinished.write_text(str(1 // 0))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    work = whole_file(target)
    work.__enter__().write_text("mine")
    target.write_text("theirs")
    with pytest.raises(FileThere):
        work.__exit__(None, None, None)
    assert target.read_text() == "theirs"
