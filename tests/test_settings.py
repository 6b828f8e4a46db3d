"""The settings: where they come from, which goes before which, and what is refused."""

from pathlib import Path

import pytest

from salesdesk.domain.errors import UsageError
from salesdesk.places import config_path, data_dir
from salesdesk.settings import Settings, read_settings


def write(text: str | bytes) -> Path:
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_a_file_everything_has_a_default() -> None:
    settings = read_settings()
    assert settings.db == f"sqlite:///{data_dir() / 'salesdesk.db'}"
    assert (settings.language, settings.idle_minutes, settings.session_hours) == ("", 10, 12)
    assert (settings.pepper, settings.pin_cost, settings.log_level) == (None, "normal", "warning")


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write('db = "sqlite:///file.db"\nidle_minutes = 3\nsession_hours = 3')
    monkeypatch.setenv("SALESDESK_DB", "sqlite:///environment.db")
    monkeypatch.setenv("SALESDESK_IDLE_MINUTES", "4")
    settings = read_settings(db="postgresql://u@h/d?host=A:5432", language=None)
    assert (settings.db, settings.idle_minutes, settings.session_hours) == ("postgresql://u@h/d?host=A:5432", 4, 3)


def test_an_empty_variable_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDESK_IDLE_MINUTES", "")
    assert read_settings().idle_minutes == 10


def test_other_variables_of_the_program_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STAFF", "PIN", "NEW_PIN", "SOMETHING_NEW"):
        monkeypatch.setenv(f"SALESDESK_{name}", "x")
    assert read_settings() == Settings()


def test_words_may_be_written_large() -> None:
    write('pin_cost = "CHEAPEST"\nlog_level = "Debug"')
    assert (read_settings().pin_cost, read_settings().log_level) == ("cheapest", "debug")


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("idle_minute = 5", r"There is no setting 'idle_minute' \(in .*config\.toml\); known are: db, language, "),
        ("idle_minutes = 0", r"The setting idle_minutes .* accepted: whole minutes from 1 to 480\.$"),
        ('session_hours = "long"', r"SALESDESK_SESSION_HOURS\) is not understood; accepted: whole hours"),
        ('language = "fr"', r"accepted: en or zh_CN\.$"),
        ('db = ""', r"accepted: sqlite:///PATH or postgresql://…\.$"),
        ("idle_minutes =", r"The settings in .*config\.toml cannot be read: it is not valid TOML \(Invalid.*\.$"),
        ("idle_minutes = 5\nidle_minutes = 6", r"cannot be read: .*overwrite.*\.$"),
        (b"\xff\xfe", r"cannot be read: it is not UTF-8\.$"),
    ],
)
def test_a_bad_setting_is_refused_in_one_line(text: str | bytes, refusal: str) -> None:
    write(text)
    with pytest.raises(UsageError, match=refusal) as caught:
        read_settings()
    assert "\n" not in str(caught.value)


def test_a_bad_variable_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALESDESK_PIN_COST", "free")
    with pytest.raises(UsageError, match=r"SALESDESK_PIN_COST\) is not understood; accepted: normal or cheapest\.$"):
        read_settings()


def test_secrets_are_never_repeated() -> None:
    write('pepper = "too short"')
    with pytest.raises(UsageError) as caught:
        read_settings()
    assert "too short" not in str(caught.value)
    shown = repr(read_settings(pepper="a secret of the office", db="postgresql://u:pass-word@h/d"))
    assert "a secret of the office" not in shown
    assert "pass-word" not in shown


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.idle_minutes = 480
