"""Backups: whole, private, checked, never over another file; and back in place with the old one kept."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.engine import Database
from salesdesk.domain.errors import DatabaseUnusable, NotPermitted, UsageError
from salesdesk.domain.roles import Role
from salesdesk.private_files import FileThere
from salesdesk.services import audit, backup, board, holds
from salesdesk.services.desk import Actor

if TYPE_CHECKING:
    from tests.conftest import Bureau


def _who(bureau: "Bureau", role: Role = Role.ADMINISTRATOR) -> Actor:
    actor = bureau.admin.actor if role is Role.ADMINISTRATOR else bureau.desk(role).actor
    assert actor is not None
    return actor


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_holds_everything_and_a_restore_brings_it_back(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    rep, file = sqlite_bureau.desk(Role.REP), tmp_path / "backup.db"
    first, second = sqlite_bureau.units(2)
    buyer = sqlite_bureau.customer(rep)
    holds.place_hold(rep, first, buyer)
    made = backup.back_up(sqlite_bureau.admin, file)
    assert (made.bytes, _mode(file)) == (file.stat().st_size, 0o600)
    holds.place_hold(rep, second, buyer)
    assert board.read_board(rep).counts["held"] == 2

    sqlite_bureau.database.close()
    answer = backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau))
    assert board.read_board(rep).counts["held"] == 1
    assert audit.verify(sqlite_bureau.admin).ok
    assert audit.show_events(sqlite_bureau.admin, limit=1)[0].kind == "backup.restored"
    assert answer.kept is not None
    kept = Database.at(answer.kept)
    with kept.reading() as tx:
        held = tx.conn.exec_driver_sql("SELECT count(*) FROM unit WHERE state = 'held'").scalar()
    kept.close()
    assert (held, _mode(Path(answer.kept))) == (2, 0o600)


def test_a_backup_overwrites_nothing_unless_forced(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    file.write_text("something dear")
    with pytest.raises(FileThere):
        backup.back_up(sqlite_bureau.admin, file)
    assert file.read_text() == "something dear"
    backup.back_up(sqlite_bureau.admin, file, force=True)
    assert file.read_bytes().startswith(b"SQLite format 3")
    assert sqlite_bureau.database.path is not None
    with pytest.raises(FileThere):
        backup.back_up(sqlite_bureau.admin, sqlite_bureau.database.path, force=True)
    with pytest.raises(UsageError):
        backup.back_up(sqlite_bureau.admin, tmp_path)
    assert _unfinished(tmp_path) == []


def test_a_name_that_is_taken_though_nothing_is_behind_it_is_left_alone(
    sqlite_bureau: "Bureau", tmp_path: Path
) -> None:
    file = tmp_path / "backup.db"
    file.symlink_to(tmp_path / "gone.db")
    with sqlite_bureau.refuses(FileThere):
        backup.back_up(sqlite_bureau.admin, file)
    assert file.is_symlink()
    assert not file.exists()
    assert _unfinished(tmp_path) == []


def _unfinished(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.endswith(".part")]


def test_a_drive_without_hard_links_takes_a_backup_too(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _fails(errno.EPERM))
    made = backup.back_up(sqlite_bureau.admin, file := tmp_path / "backup.db")
    assert (made.bytes, _mode(file), _unfinished(tmp_path)) == (file.stat().st_size, 0o600, [])


def test_on_a_drive_without_hard_links_a_file_that_came_meanwhile_is_left_alone(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.db"
    monkeypatch.setattr(os, "link", _fails(errno.EPERM, lambda: file.write_text("something dear")))
    with sqlite_bureau.refuses(FileThere):
        backup.back_up(sqlite_bureau.admin, file)
    assert (file.read_text(), _unfinished(tmp_path)) == ("something dear", [])


@pytest.mark.parametrize("force", [False, True])
def test_a_backup_that_cannot_get_its_name_says_why(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    file = tmp_path / "backup.db"
    for each in ("link", "rename", "replace"):
        monkeypatch.setattr(os, each, _fails(errno.ENOSPC))
    with sqlite_bureau.refuses(UsageError, match=r"backup\.db cannot be written"):
        backup.back_up(sqlite_bureau.admin, file, force=force)
    assert (file.exists(), _unfinished(tmp_path)) == (False, [])


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "the disk is full"), (errno.EIO, "does not answer")])
def test_a_copy_that_the_disk_does_not_take_at_last_says_why(
    sqlite_bureau: "Bureau", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    file, later = tmp_path / "backup.db", tmp_path / "later.db"
    backup.back_up(sqlite_bureau.admin, file)
    monkeypatch.setattr(os, "fsync", _fails(number))
    with sqlite_bureau.refuses(DatabaseUnusable, match=said):
        backup.back_up(sqlite_bureau.admin, later)
    sqlite_bureau.database.close()
    with sqlite_bureau.refuses(DatabaseUnusable, match=said):
        backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau))
    assert (later.exists(), _unfinished(tmp_path)) == (False, [])


def _fails(number: int, first: Callable[[], object] = lambda: None) -> Callable[..., None]:
    """Let the operating system refuse something, after something else happened."""

    def refuse(*_: object, **__: object) -> None:
        first()
        raise OSError(number, os.strerror(number))

    return refuse


def test_only_those_who_may_make_and_restore_backups(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    file = tmp_path / "backup.db"
    with pytest.raises(NotPermitted):
        backup.back_up(sqlite_bureau.desk(Role.MANAGER), file)
    assert not file.exists()
    backup.back_up(sqlite_bureau.admin, file)
    with pytest.raises(NotPermitted):
        backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau, Role.REP))
    assert list(tmp_path.glob("*.before-restore-*")) == []


@pytest.mark.parametrize("harm", ["cut", "garbage", "empty", "newer", "foreign"])
def test_a_backup_that_is_not_whole_is_not_restored(sqlite_bureau: "Bureau", tmp_path: Path, harm: str) -> None:
    file, path = tmp_path / "backup.db", sqlite_bureau.database.path
    assert path is not None
    backup.back_up(sqlite_bureau.admin, file)
    _harm(file, harm)
    before = audit.audit_head(sqlite_bureau.admin)
    with pytest.raises(DatabaseUnusable):
        backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau))
    assert audit.audit_head(sqlite_bureau.admin) == before
    assert list(tmp_path.glob("*.before-restore-*")) == []


def _harm(file: Path, harm: str) -> None:
    if harm == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    elif harm == "garbage":
        file.write_text("not a database")
    elif harm == "empty":
        file.write_bytes(b"")
    else:
        with sqlite3.connect(file) as conn:
            conn.execute("UPDATE alembic_version SET version_num = '9999'" if harm == "newer" else "DROP TABLE project")
        conn.close()


@pytest.mark.parametrize("name", ["nowhere.db", "."])
def test_what_is_no_file_is_not_restored(sqlite_bureau: "Bureau", tmp_path: Path, name: str) -> None:
    with sqlite_bureau.refuses(UsageError, match="is not a file"):
        backup.restore(sqlite_bureau.database, tmp_path / name, lambda _: _who(sqlite_bureau))
    assert list(tmp_path.glob("*.before-restore-*")) == []


def test_nothing_is_restored_under_somebody_who_has_it_open(sqlite_bureau: "Bureau", tmp_path: Path) -> None:
    file, path = tmp_path / "backup.db", sqlite_bureau.database.path
    assert path is not None
    backup.back_up(sqlite_bureau.admin, file)
    other = sqlite3.connect(path)
    other.execute("SELECT count(*) FROM unit").fetchone()
    with pytest.raises(DatabaseUnusable, match="others work on it"):
        backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau))
    other.close()
    backup.restore(sqlite_bureau.database, file, lambda _: _who(sqlite_bureau))


@pytest.mark.parametrize("there", ["nothing", "garbage"])
def test_a_lost_or_damaged_database_is_replaced_for_whom_the_backup_knows(
    sqlite_bureau: "Bureau", tmp_path: Path, there: str
) -> None:
    file, path = tmp_path / "backup.db", sqlite_bureau.database.path
    assert path is not None
    backup.back_up(sqlite_bureau.admin, file)
    sqlite_bureau.database.close()
    for each in tmp_path.glob("office.db*"):
        each.unlink()
    if there == "garbage":
        path.write_text("not a database")
    asked: list[Path | None] = []

    def who(database: Database) -> Actor:
        asked.append(database.path)
        return _who(sqlite_bureau)

    answer = backup.restore(sqlite_bureau.database, file, who)
    assert asked != [path]
    assert (answer.kept is not None) == (there == "garbage")
    assert audit.verify(sqlite_bureau.admin).ok
    assert _mode(path) == 0o600


def test_a_server_backs_itself_up(postgres_database: Database, tmp_path: Path) -> None:
    from salesdesk.services.office import open_desk

    desk = open_desk(postgres_database).signed_in(Actor(1, "Ada Min", Role.ADMINISTRATOR))
    with pytest.raises(backup.ServersOwnBackup, match="pg_dump"):
        backup.back_up(desk, tmp_path / "backup.db")
    with pytest.raises(backup.ServersOwnBackup):
        backup.restore(postgres_database, tmp_path / "backup.db", lambda _: Actor(1, "", Role.ADMINISTRATOR))
