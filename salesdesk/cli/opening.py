"""Opening the console as fast as it can be painted: what it stands on is loaded behind the door, in a thread."""

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from salesdesk.cli.session import Office, Opened, terminal
from salesdesk.domain.errors import UsageError
from salesdesk.language import tr, use_language
from salesdesk.places import config_path

if TYPE_CHECKING:
    from db.engine import Database
    from salesdesk.services.pins import PinVault


@dataclass
class LatePremises:
    """The office behind an address, found when somebody asks for it."""

    office: Office
    address: str | None

    @cached_property
    def _opened(self) -> Opened:
        return self.office.at(self.address)

    @cached_property
    def database(self) -> "Database":
        """The office's database, which may not have been set up yet."""
        return self._opened.place

    @cached_property
    def vault(self) -> "PinVault":
        """How its PINs are kept; a new way where the office is about to be set up."""
        from salesdesk.services.office import needs_administrator

        return self._opened.new_vault() if needs_administrator(self.database) else self._opened.vault

    @property
    def idle_minutes(self) -> float:
        """After how many idle minutes the console locks itself."""
        return self._opened.settings.idle_minutes


def open_the_console(office: Office, address: str | None, project: str | None, demo_note: str = "") -> int:
    """Open the console on a database and give its exit code.

    Raises:
        UsageError: there is no terminal to open it on.
    """
    if not has_terminal():
        raise UsageError(problem=tr("The console needs a terminal. See `salesdesk --help` for its commands."))
    if office.language is None:
        use_language(os.environ.get("SALESDESK_LANGUAGE") or _usual_language())
    from screens.app import open_console

    return open_console(LatePremises(office, address), project, terminal=terminal(), demo_note=demo_note)


def has_terminal() -> bool:
    """Tell whether somebody sits at this process."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _usual_language() -> str:
    """Peek at the language in the settings, which are read properly, and complained of, behind the door."""
    if not config_path().exists():
        return ""
    import tomllib

    try:
        return str(tomllib.loads(config_path().read_text(encoding="utf-8")).get("language", ""))
    except (OSError, ValueError):
        return ""
