"""Opening the desk: which database, which project, and who it is."""

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.domain.errors import DatabaseUnusable, DeskError, Exit, NotSignedIn
from salesdesk.language import tr, use_language

if TYPE_CHECKING:
    from db.engine import Database
    from salesdesk.services.desk import Actor, Desk
    from salesdesk.services.pins import PinVault
    from salesdesk.services.sign_in import Session
    from salesdesk.settings import Settings

STAFF, PIN, NEW_PIN = "SALESDESK_STAFF", "SALESDESK_PIN", "SALESDESK_NEW_PIN"


class PinWanted(DeskError):
    """A PIN is needed: set {variable}, or run this on a terminal, where it is asked for."""

    exit_code = Exit.NOT_PERMITTED


class PinsDiffer(DeskError):
    """The two PINs are not the same. Nothing was changed."""

    exit_code = Exit.USAGE


@dataclass
class Opened:
    """A database with this machine's settings, and whoever works at it from here."""

    settings: "Settings"

    @cached_property
    def place(self) -> "Database":
        """The database, whether it is there yet or not."""
        from db.engine import Database
        from salesdesk.cli.waiting import say_waiting

        found = Database.at(self.settings.db)
        if sys.stderr.isatty():
            found.tell_waiting = say_waiting
        return found

    @property
    def is_there(self) -> bool:
        """Whether there is such a file; a server is asked only when it is used."""
        return self.place.is_there

    @cached_property
    def database(self) -> "Database":
        """The database, which is there.

        Raises:
            DatabaseUnusable: there is no such file.
        """
        if not self.is_there:
            raise DatabaseUnusable(
                problem=tr("there is no file {path}").format(path=self.place.path),
                hint=tr("Run `salesdesk init` first, or name another with --db."),
            )
        return self.place

    @property
    def pepper_path(self) -> Path | None:
        """Where the pepper of the PINs is kept, unless the settings hold it themselves."""
        from salesdesk.places import data_dir
        from salesdesk.services.pins import pepper_path

        return None if self.settings.pepper else pepper_path(self.place, data_dir())

    @cached_property
    def vault(self) -> "PinVault":
        """The vault of an office that has been set up.

        Raises:
            DatabaseUnusable: its pepper is missing, so that no PIN could be right.
        """
        path = self.pepper_path
        if path is not None and not os.path.exists(path):
            raise DatabaseUnusable(
                problem=tr("the file {path}, without which no PIN can be checked, is missing").format(path=path),
                hint=tr("Put it back from where you keep its copy."),
            )
        return self.new_vault()

    def new_vault(self) -> "PinVault":
        """Give the vault, with a new pepper if there is none yet."""
        from salesdesk.private_files import private_folder
        from salesdesk.services.pins import PinVault, read_pepper

        cheap, path = self.settings.pin_cost == "cheapest", self.pepper_path
        if path is None:
            assert self.settings.pepper is not None
            return PinVault(self.settings.pepper.get_secret_value().encode(), cheap)
        if not path.parent.exists():
            private_folder(path.parent)
        return PinVault(read_pepper(path), cheap)

    @cached_property
    def actor(self) -> "Actor":
        """Whoever works here: named with a PIN in the environment, else signed in.

        Raises:
            NotSignedIn: nobody is.
        """
        return self.actor_in(self.database)

    def actor_in(self, database: "Database") -> "Actor":
        """Find out who it is, as a database knows them.

        Raises:
            NotSignedIn: nobody is signed in there.
        """
        from salesdesk.services.sign_in import session_actor, sign_in

        name, pin = os.environ.get(STAFF), os.environ.get(PIN)
        if name and pin:
            return sign_in(database, self.vault, name, pin, terminal())
        token = _tokens().get(self.place.shown)
        if token is None:
            raise NotSignedIn
        return session_actor(database, token)

    def begin_session(self, session: "Session") -> None:
        """Keep this OS user signed in."""
        _keep_tokens({**_tokens(), self.place.shown: session.token})

    def end_session(self) -> None:
        """Sign this OS user out, here and in the database."""
        from salesdesk.services.sign_in import end_session

        tokens = _tokens()
        token = tokens.pop(self.place.shown, None)
        if token is not None:
            _keep_tokens(tokens)
            end_session(self.database, token)


@dataclass
class Office:
    """The databases that this process has open; `may_ask` is false where a prompt would be read by no one.

    `language` is the one asked for on the command line, before that of the settings.
    """

    may_ask: bool = True
    language: str | None = None
    _open: dict[str | None, Opened] = field(default_factory=dict)

    def at(self, db: str | None) -> Opened:
        """Give a database by its address, or the usual one."""
        from salesdesk.journal import open_journal
        from salesdesk.settings import read_settings

        if db not in self._open:
            settings = read_settings(db=db)
            open_journal(settings.log_level)
            use_language(self.language or settings.language)
            self._open[db] = Opened(settings)
        return self._open[db]

    def desk(self, db: str | None, project: str | None) -> "Desk":
        """Open a desk and seat whoever is signed in."""
        from salesdesk.services.office import open_desk

        opened = self.at(db)
        return open_desk(opened.database, project, terminal()).signed_in(opened.actor)

    def close(self) -> None:
        """Let go of every database."""
        for each in self._open.values():
            if "place" in vars(each):
                each.place.close()

    def ask_pin(self, prompt: str, variable: str = PIN) -> str:
        """Take a PIN from the environment, else ask for it on the terminal, without showing it.

        Raises:
            PinWanted: there is neither.
        """
        from_environment = os.environ.get(variable)
        if from_environment:
            return from_environment
        if not (self.may_ask and sys.stdin.isatty()):
            raise PinWanted(variable=variable)
        from getpass import getpass

        try:
            return getpass(f"{prompt}: ")
        except EOFError:
            raise PinWanted(variable=variable) from None

    def ask_new_pin(self, prompt: str, variable: str = NEW_PIN) -> str:
        """Take a new PIN from the environment, else ask for it twice.

        Raises:
            PinsDiffer: it was not the same.
        """
        pin = self.ask_pin(prompt, variable)
        if not os.environ.get(variable) and self.ask_pin(tr("The same again"), variable) != pin:
            raise PinsDiffer
        return pin


def terminal() -> str:
    """Name the terminal this runs on: the machine, and where somebody sits at it."""
    try:
        seat = os.ttyname(0).removeprefix("/dev/")
    except OSError:
        seat = "job"
    return f"{platform.node()} {seat}".strip()


def _tokens() -> dict[str, str]:
    """Read the tokens of this OS user's sessions, one for each database."""
    from salesdesk.places import session_path

    try:
        found = json.loads(session_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(token) for name, token in found.items()} if isinstance(found, dict) else {}


def _keep_tokens(tokens: dict[str, str]) -> None:
    from salesdesk.places import session_path
    from salesdesk.private_files import private_file, private_folder

    path = session_path()
    private_folder(path.parent)
    fresh = private_file(path.with_name(f"{path.name}.{os.getpid()}"))
    fresh.write_text(json.dumps(tokens), encoding="utf-8")
    fresh.replace(path)
