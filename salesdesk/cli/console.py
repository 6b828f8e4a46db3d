"""The console, and the demo: a made-up office to try it on."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.opening import has_terminal, open_the_console
from salesdesk.cli.options import command, nouns
from salesdesk.cli.session import Opened
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr, word

app = nouns()
DEMO_FILE = "demo.db"


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
    if not has_terminal():
        _print_tour()
        return
    opened = call.office.at(str(data_dir() / DEMO_FILE))
    if fresh or not opened.is_there or _is_of_another_day(opened) or _is_of_another_form(opened):
        make_demo_in(opened)
    address = str(data_dir() / DEMO_FILE)
    raise typer.Exit(open_the_console(call.office, address, call.asked.project, _who_is_who()))


def _is_of_another_day(opened: Opened) -> bool:
    """Tell whether the demo was last used before today: its tasks would be yesterday's."""
    assert opened.place.path is not None
    return date.fromtimestamp(opened.place.path.stat().st_mtime) < date.today()


def _is_of_another_form(opened: Opened) -> bool:
    """Tell whether another version of the program has made the demo."""
    from db.schema_version import is_current

    try:
        return not is_current(opened.place)
    finally:
        opened.place.close()  # the file may be another one afterwards


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
