"""Where things are kept on this machine: the database, the settings, the session, the journal. Nothing is made here."""

from pathlib import Path

import platformdirs

_NAME = "salesdesk"


def config_path() -> Path:
    """Give the file of settings that a user may write."""
    return platformdirs.user_config_path(_NAME, appauthor=False) / "config.toml"


def data_dir() -> Path:
    """Give the folder of what must not be lost: the database, unless another is named, and what belongs to it."""
    return platformdirs.user_data_path(_NAME, appauthor=False)


def state_dir() -> Path:
    """Give the folder of what this user's programs remember between runs and can do without."""
    return platformdirs.user_state_path(_NAME, appauthor=False)


def log_path() -> Path:
    """Give the file of the journal."""
    return state_dir() / "salesdesk.log"


def session_path() -> Path:
    """Give the file that keeps this OS user signed in."""
    return state_dir() / "session.json"
