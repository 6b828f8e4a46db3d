"""Projects and their settings."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.language import N_, tr, tr_in

if TYPE_CHECKING:
    from salesdesk.services.office import ProjectAnswer

app = nouns()
projects = noun(app, "project", N_("Projects and their settings."))


@command(projects, "add")
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The project's name"))],
    code: Annotated[str | None, typer.Option("--code", metavar="CODE", help=N_("A short name for --project"))] = None,
) -> None:
    """Add a project."""
    from salesdesk.services.office import add_project

    call = call_of(ctx)
    call.show(add_project(call.desk, name, code), tr("{name} is added; commands call it --project {code}."))


@command(projects, "list")
def listing(ctx: typer.Context) -> None:
    """List the projects; with --json, their settings too."""
    from salesdesk.cli.tables import table
    from salesdesk.services.office import list_projects

    call = call_of(ctx)
    rows = list_projects(call.desk)
    heads = (tr("code"), tr_in("thing", "name"))
    call.show(rows, lambda _: table(heads, [(each.code, each.name) for each in rows]), {"projects": rows})


@command(projects, "set")
def setting(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="SETTING", help=N_("Which; without it, all are shown"))] = None,
    value: Annotated[
        str | None, typer.Argument(metavar="VALUE", help=N_("Its new value; amounts such as 3000 or 3,000.00"))
    ] = None,
) -> None:
    """Write a setting of the project, or show its settings."""
    from salesdesk.domain.errors import UsageError
    from salesdesk.services.office import list_projects, set_project

    call = call_of(ctx)
    if name is not None and value is None:
        raise UsageError(problem=tr("Say what {name} is to be.").format(name=name))
    if name is not None and value is not None:
        call.show(set_project(call.desk, name, value), _settings_text)
        return
    here = next(each for each in list_projects(call.desk) if each.code == call.desk.project.code)
    call.show(here, _settings_text)


def _settings_text(answer: "ProjectAnswer") -> str:
    from salesdesk.cli.tables import card

    return card([("code", answer.code), ("name", answer.name), *answer.settings.items()])
