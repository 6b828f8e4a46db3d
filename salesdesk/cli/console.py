"""The console, and the demo: a made-up office to try it on."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, nouns
from salesdesk.cli.session import Opened, terminal
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr, word

if TYPE_CHECKING:
    from salesdesk.services.pins import PinVault

app = nouns()
DEMO_FILE = "demo.db"


def open_the_console(call: Call) -> None:
    """Open the console on the database that was asked for.

    Raises:
        UsageError: there is no terminal to open it on.
    """
    if not _has_terminal():
        raise UsageError(problem=tr("The console needs a terminal. See `salesdesk --help` for its commands."))
    _open(call, call.opened, _vault(call.opened), "")


def _open(call: Call, opened: Opened, vault: "PinVault", note: str) -> None:
    from screens.app import open_console

    idle = opened.settings.idle_minutes
    database, project = opened.place, call.asked.project
    code = open_console(database, project, vault, idle_minutes=idle, terminal=terminal(), demo_note=note)
    raise typer.Exit(code)


def _vault(opened: Opened) -> "PinVault":
    """Give the vault, a new one where the console is about to set up the office."""
    from salesdesk.services.office import needs_administrator

    return opened.new_vault() if needs_administrator(opened.place) else opened.vault


def _has_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@command(app, "demo")
def demo(
    ctx: typer.Context,
    fresh: Annotated[bool, typer.Option("--fresh", help=N_("Make the office anew, as of today"))] = False,
) -> None:
    """Try it on a made-up office, with tasks due today; without a terminal, print a tour of it."""
    from salesdesk.places import data_dir

    call = call_of(ctx)
    if call.asked.db is not None:
        raise UsageError(problem=tr("The demo has a database of its own; leave --db away."))
    if not _has_terminal():
        _print_tour()
        return
    opened = call.office.at(str(data_dir() / DEMO_FILE))
    if fresh or not opened.is_there:
        make_demo_in(opened)
    _open(call, opened, opened.vault, _who_is_who())


def make_demo_in(opened: Opened) -> None:
    """Make the demo office in a file: whole, or not at all; one that was there goes."""
    from db.engine import Database
    from salesdesk.services.demo import make_demo

    path = opened.place.path
    assert path is not None
    pepper = opened.new_vault().pepper
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    database = Database.at(str(unfinished))
    try:
        make_demo(database, pepper)
        database.close()
        _remove(path)
        unfinished.rename(path)
    finally:
        database.close()
        _remove(unfinished)


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _who_is_who() -> str:
    """Name the people of the demo with their PINs, for its sign-in screen."""
    from salesdesk.cli.tables import table
    from salesdesk.services.demo import players

    return table(("", "", ""), [(each.name, word(each.role), each.pin) for each in players()])


def _print_tour() -> None:
    from tempfile import TemporaryDirectory

    from salesdesk.cli.session import Office
    from salesdesk.cli.tour import tour

    office = Office(may_ask=False)
    with TemporaryDirectory(prefix="salesdesk-") as folder:
        address = str(Path(folder) / DEMO_FILE)
        try:
            make_demo_in(office.at(address))
            tour(office, address)
        finally:
            office.close()
