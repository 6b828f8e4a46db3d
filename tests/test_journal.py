"""The journal: private, rotating, and silent about people."""

import logging
import stat
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from salesdesk.domain.errors import NotFound
from salesdesk.journal import journal_crash, open_journal
from salesdesk.places import log_path

NAME = "王小明"
ours = logging.getLogger("salesdesk.tests")


@pytest.fixture(autouse=True)
def opened() -> Iterator[None]:
    before = logging.getLogger().handlers[:]
    open_journal()
    yield
    for each in [each for each in logging.getLogger().handlers if each not in before]:
        logging.getLogger().removeHandler(each)
        each.close()
    logging.getLogger("salesdesk").setLevel(logging.NOTSET)


def crashed(error: BaseException) -> BaseException:
    customer = NAME
    try:
        raise error
    except BaseException as caught:
        assert customer
        return caught


def test_nothing_is_made_before_there_is_something_to_say() -> None:
    ours.info("too small")
    assert not log_path().exists()


def test_the_file_and_its_folder_are_private() -> None:
    ours.warning("something")
    assert stat.S_IMODE(log_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(log_path().parent.stat().st_mode) == 0o700


def test_a_message_is_one_line_with_its_time_level_and_name() -> None:
    ours.warning("a\nb\x1b[2J")
    (line,) = log_path().read_text("utf-8").splitlines()
    assert line.endswith(" salesdesk.tests: a␊b␛[2J")
    assert " WARNING " in line


def test_the_level_is_the_one_that_was_set_and_opening_twice_writes_once() -> None:
    open_journal("debug")
    ours.debug("once")
    assert log_path().read_text("utf-8").count("once") == 1


def test_a_crash_tells_where_in_the_code_but_no_data() -> None:
    path = journal_crash(crashed(KeyError(NAME)))
    text = path.read_text("utf-8")
    assert "builtins.KeyError\n" in text
    assert "test_journal.py" in text
    assert " crashed" in text
    assert NAME not in text


def test_what_a_bug_says_about_the_code_is_kept() -> None:
    journal_crash(crashed(AttributeError("'NoneType' object has no attribute 'code'")))
    assert "builtins.AttributeError: 'NoneType' object has no attribute 'code'" in log_path().read_text("utf-8")


def test_causes_are_told_first_without_their_data() -> None:
    try:
        try:
            raise NotFound(what="customer", value=NAME, hint="")
        except NotFound as cause:
            raise ExceptionGroup("several", [ValueError(NAME), OSError(NAME)]) from cause
    except ExceptionGroup as group:
        journal_crash(group)
    text = log_path().read_text("utf-8")
    names = ["errors.NotFound", "ExceptionGroup", "ValueError", "OSError"]
    assert sorted(names, key=text.index) == names
    assert NAME not in text


def test_of_other_peoples_code_only_the_place_is_kept() -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved: %r", NAME)
    text = log_path().read_text("utf-8")
    assert "asyncio: (test_journal.py:" in text
    assert NAME not in text


def test_a_full_file_is_put_aside_and_both_stay_private(monkeypatch: pytest.MonkeyPatch) -> None:
    for handler in logging.getLogger().handlers:
        if isinstance(handler, RotatingFileHandler):
            handler.maxBytes = 200
    for _ in range(3):
        ours.warning("x" * 150)
    for path in (log_path(), Path(f"{log_path()}.1")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    open_journal()
    ours.error("lost")
    journal_crash(crashed(ValueError()))
    assert capfd.readouterr() == ("", "")
