"""The grammar of the command line: the nouns, each file of commands read when it is used, and how one is done."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from salesdesk.cli import output
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.front import NOUNS, help_text
from salesdesk.cli.options import DeskGroup
from salesdesk.domain.errors import UsageError
from salesdesk.language import tr


class Desk(DeskGroup):
    """All nouns; the file of one is read when it is used."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the nouns."""
        return list(NOUNS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Give the command behind a noun."""
        found = NOUNS.get(cmd_name)
        return _commands(found.file).commands[cmd_name] if found else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str, Any, list[str]]:
        """Find the noun that a command begins with, two words before one: no unit is called `extend`."""
        words = next((count for count in (2, 1) if " ".join(args[:count]) in NOUNS), 0)
        if not words:
            raise UsageError(problem=_unknown(args[0]))
        name = " ".join(args[:words])
        return name, self.get_command(ctx, name), args[words:]

    def get_help(self, ctx: Any) -> str:
        """Give the help of the whole program."""
        return help_text()


@cache
def _commands(file: str) -> Any:
    return get_group(import_module(f"salesdesk.cli.{file}").app)


def _unknown(word: str) -> str:
    near = get_close_matches(word, NOUNS, 3)
    if near:
        return tr("There is no command {word!r}. Did you mean {near}?").format(word=word, near=", ".join(near))
    return tr("There is no command {word!r}. See `salesdesk --help`.").format(word=word)


app = typer.Typer(cls=Desk, rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def root(ctx: typer.Context, version: Annotated[bool, typer.Option("--version")] = False) -> None:
    """Print the version, open the console, or let the command that follows do its work."""
    if version:
        from importlib.metadata import version as version_of

        output.write(f"salesdesk {version_of('salesdesk')}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from salesdesk.cli.opening import open_the_console

        call = call_of(ctx)
        raise typer.Exit(open_the_console(call.office, call.asked.db, call.asked.project))


@cache
def _desk() -> Any:
    return get_group(app)


def perform(words: Sequence[str], call: Call) -> int:
    """Do one command and give its exit code; what it refuses is raised."""
    try:
        with _desk().make_context("salesdesk", list(words), obj=call) as ctx:
            _desk().invoke(ctx)
    except typer.Exit as done:
        return done.exit_code
    return 0
