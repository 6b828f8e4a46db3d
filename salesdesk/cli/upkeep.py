"""Upkeep: setting up, checking, backing up and restoring."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, nouns
from salesdesk.cli.output import members
from salesdesk.domain.errors import Exit
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from pathlib import Path

    from salesdesk.services.backup import BackupAnswer, RestoreAnswer
    from salesdesk.services.doctor import DoctorAnswer
    from salesdesk.services.office import OfficeAnswer

app = nouns()


@command(app, "init")
def init(
    ctx: typer.Context,
    admin: Annotated[
        str | None, typer.Option("--admin", metavar="NAME", help=N_("The first administrator, on the first run"))
    ] = None,
) -> None:
    """Make the database, or upgrade it; the administrator's PIN comes from SALESDESK_PIN, else it is asked for."""
    from salesdesk.services.office import set_up

    call = call_of(ctx)
    opened = call.opened
    pin = _first_pin(call, admin)
    answer = set_up(opened.place, opened.new_vault(), admin=admin, pin=pin, project=call.asked.project)
    call.show(answer, _made)


def _first_pin(call: Call, admin: str | None) -> str | None:
    """Ask for the administrator's PIN before anything is made, if there is to be one."""
    from salesdesk.cli.session import PIN
    from salesdesk.domain.pins import check_pin
    from salesdesk.services.office import NoAdministrator, needs_administrator

    opened = call.opened
    if not needs_administrator(opened.place):
        return None
    if admin is None:
        raise NoAdministrator
    pin = call.office.ask_new_pin(tr("PIN of {name}").format(name=admin), PIN)
    check_pin(pin)
    return pin


def _made(answer: "OfficeAnswer") -> str:
    from salesdesk.cli.output import lines

    head = tr("The database {database} is ready.") if answer.upgraded else tr("The database {database} is up to date.")
    who = tr("{administrator} is its administrator: sign in with `salesdesk login {administrator}`.")
    said = [head.format(database=answer.database)]
    if answer.administrator:
        said.append(who.format(administrator=answer.administrator))
    return lines("\n".join(said))


@command(app, "doctor")
def doctor(ctx: typer.Context) -> None:
    """Check the database, the books and this machine; nobody needs to be signed in."""
    import sys

    from salesdesk.places import log_path, session_path
    from salesdesk.services.doctor import Machine, examine

    call = call_of(ctx)
    encoding = sys.stdout.encoding if sys.stdout.isatty() else ""
    machine = Machine(call.opened.pepper_path, (session_path(), log_path()), encoding)
    answer = examine(call.opened.place, machine)
    call.show(answer, _checks)
    if not answer.ok:
        raise typer.Exit(Exit.REFUSED if answer.usable else Exit.DATABASE)


CHECKS = (
    *(N_("database"), N_("version"), N_("durability"), N_("integrity"), N_("guards"), N_("claims"), N_("registers")),
    *(N_("allotments"), N_("payments"), N_("accounts"), N_("schedules"), N_("log"), N_("files"), N_("disk")),
    *(N_("pepper"), N_("terminal")),
)
"""The names of what is checked, which the answer tells in English."""


def _checks(answer: "DoctorAnswer") -> str:
    from salesdesk.cli.tables import table

    rows = [(tr("good") if each.ok else tr("BAD"), tr(each.name), each.detail) for each in answer.checks]
    return table(("", "", ""), rows)


@command(app, "backup")
def backup(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The new file"))],
    force: Annotated[bool, typer.Option("--force", help=N_("Overwrite the file if it is there"))] = False,
) -> None:
    """Copy the whole database to a file, while others work, and check the copy."""
    from pathlib import Path

    from salesdesk.services.backup import back_up

    call = call_of(ctx)
    answer = back_up(call.desk, Path(file), force=force)
    pepper = call.opened.pepper_path
    found = {**members(answer), "pepper": str(pepper) if pepper else None}
    call.show(answer, lambda each: _backed_up(each, pepper), found)


def _backed_up(answer: "BackupAnswer", pepper: "Path | None") -> str:
    from salesdesk.cli.output import lines

    said = tr("{file}: {bytes} bytes, {events} events, checked.")
    also = tr("PINs can be checked only with {pepper}: keep a copy of it too, in another place.")
    parts = [said.format(file=answer.file, bytes=answer.bytes, events=answer.events)]
    return lines("\n".join([*parts, *([also.format(pepper=pepper)] if pepper else [])]))


@command(app, "restore")
def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("A backup"))],
) -> None:
    """Put a backup in the place of the database, which is kept beside it; nobody else may have it open."""
    from pathlib import Path

    from salesdesk.services.backup import restore as put_back

    call = call_of(ctx)
    answer = put_back(call.opened.place, Path(file), call.opened.actor_in)
    call.show(answer, _restored)


def _restored(answer: "RestoreAnswer") -> str:
    from salesdesk.cli.output import lines

    said = [tr("{database} is as {file} has it.").format(database=answer.database, file=answer.file)]
    if answer.kept:
        said.append(tr("What was there before is kept in {file}.").format(file=answer.kept))
    return lines("\n".join(said))
