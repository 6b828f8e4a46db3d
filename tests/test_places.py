"""Where things are kept."""

from pathlib import Path

import pytest

from salesdesk.places import config_path, data_dir, log_path, session_path, state_dir


def test_every_place_follows_the_users_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    assert config_path() == tmp_path / "CONFIG" / "salesdesk" / "config.toml"
    assert data_dir() == tmp_path / "DATA" / "salesdesk"
    assert state_dir() == tmp_path / "STATE" / "salesdesk"
    assert log_path().parent == session_path().parent == state_dir()


def test_asking_for_a_place_makes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "STATE"))
    log_path()
    assert not (tmp_path / "STATE").exists()
