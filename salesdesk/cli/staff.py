"""Who works here, and who is signed in."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.output import members
from salesdesk.cli.session import terminal
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.services.desk import Actor
    from salesdesk.services.staff import StaffAnswer

app = nouns()
people = noun(app, "staff", N_("Who works here. A new PIN comes from SALESDESK_NEW_PIN, else it is asked for."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("Somebody's name"))]
RoleName = Annotated[
    str,
    typer.Option(
        "--role",
        metavar="ROLE",
        help=N_(
            "administrator, rep, reception, cashier, mortgage_desk, back_office, manager, director, "
            "general_manager, service, auditor or wall"
        ),
    ),
]


@command(app, "login")
def login(ctx: typer.Context, name: Name) -> None:
    """Sign in for the commands that follow; the PIN comes from SALESDESK_PIN, else it is asked for."""
    from datetime import timedelta

    from salesdesk.services.sign_in import begin_session, sign_in

    call = call_of(ctx)
    opened = call.opened
    database, vault = opened.database, opened.vault
    pin = call.office.ask_pin(tr("PIN"))
    actor = sign_in(database, vault, name, pin, terminal())
    session = begin_session(database, actor, timedelta(hours=opened.settings.session_hours))
    opened.begin_session(session)
    found = {**_who(actor), "expires_at": session.expires_at}
    call.show(found, tr("{name} is signed in as {role} until {expires_at}."))


@command(app, "logout")
def logout(ctx: typer.Context) -> None:
    """Sign out."""
    call = call_of(ctx)
    call.opened.end_session()
    call.show({"signed_in": False}, tr("Signed out."))


@command(app, "whoami")
def whoami(ctx: typer.Context) -> None:
    """Say who is signed in."""
    call = call_of(ctx)
    found = {**_who(call.opened.actor), "project": call.desk.project.name}
    call.show(found, tr("{name}, {role}, at {project}"))


def _who(actor: "Actor") -> dict[str, object]:
    return {"staff_id": actor.staff_id, "name": actor.name, "role": actor.role}


@command(people, "add")
def add(ctx: typer.Context, name: Name, role: RoleName) -> None:
    """Add somebody with a role and a first PIN."""
    from salesdesk.services.staff import add_staff, parse_role

    call = call_of(ctx)
    wanted = parse_role(role)
    pin = call.office.ask_new_pin(tr("PIN of {name}").format(name=name))
    answer = add_staff(call.desk, name, wanted, pin, call.opened.vault)
    _show(call, answer, tr("{name} works here now as {role}."))


@command(people, "list")
def listing(ctx: typer.Context) -> None:
    """List everybody, by name."""
    from salesdesk.cli.tables import table
    from salesdesk.services.staff import list_staff

    call = call_of(ctx)
    rows = list_staff(call.desk)
    heads = (tr("name"), tr("role"), "")
    call.show(rows, lambda _: table(heads, [_row(each) for each in rows]), {"staff": rows})


def _row(answer: "StaffAnswer") -> tuple[str, str, str]:
    return answer.name, _role_word(answer.role), tr("may not sign in") if answer.disabled else ""


@command(people, "role")
def role(ctx: typer.Context, name: Name, role: RoleName) -> None:
    """Give somebody another role."""
    from salesdesk.services.staff import parse_role, set_role

    call = call_of(ctx)
    _show(call, set_role(call.desk, name, parse_role(role)), tr("{name} is {role} now."))


@command(people, "pin")
def pin(ctx: typer.Context, name: Name) -> None:
    """Give somebody a new PIN; a closed door opens, and their sessions end."""
    from salesdesk.services.staff import set_pin

    call = call_of(ctx)
    desk = call.desk
    new = call.office.ask_new_pin(tr("New PIN of {name}").format(name=name))
    _show(call, set_pin(desk, name, new, call.opened.vault), tr("{name} has a new PIN."))


@command(people, "disable")
def disable(ctx: typer.Context, name: Name) -> None:
    """Let somebody sign in no more; what they did stays theirs."""
    from salesdesk.services.staff import disable_staff

    call = call_of(ctx)
    _show(call, disable_staff(call.desk, name), tr("{name} can sign in no more."))


def _show(call: Call, answer: "StaffAnswer", sentence: str) -> None:
    from salesdesk.cli.output import said

    named = {**members(answer), "role": _role_word(answer.role)}
    call.show(answer, lambda _: said(sentence, named))


def _role_word(text: str) -> str:
    from salesdesk.domain.roles import Role
    from salesdesk.language import word

    return word(Role(text))
