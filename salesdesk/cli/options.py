"""The classes of commands: they take the options of every command, and their help is in the reader's language."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from salesdesk.cli.asked import shared_options
from salesdesk.cli.usage_words import help_words
from salesdesk.domain.errors import BadValue
from salesdesk.language import N_, tr

F = TypeVar("F", bound=Callable[..., None])
HELP_HELP = N_("Show this and do nothing")
_NEGATIVE = re.compile(r"-\.?\d")


class DeskCommand(TyperCommand):
    """A command that also takes the options of every command, and whose help is in the reader's language."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Lift out the options of every command, wherever they stand, and parse the rest."""
        valued = [name for each in self.params if isinstance(each, TyperOption) for name in _valued(each)]
        rest = ctx.obj.asked.take(args, valued)
        _refuse_negative(rest, valued)
        return super().parse_args(ctx, rest)

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return help_words(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Give --help."""
        return _plain_flag(super().get_help_option(ctx))

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the command does."""
        _translate(self)
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the command's own options, then those of every command."""
        super().format_options(ctx, formatter)
        _write_options(formatter)


class DeskGroup(TyperGroup):
    """A noun with its verbs; takes the options of every command before the verb."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Lift out the options of every command that stand before the verb, and parse the rest."""
        return super().parse_args(ctx, ctx.obj.asked.take(args, anywhere=False))

    def get_help(self, ctx: Any) -> str:
        """Give the help page."""
        return help_words(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Give --help."""
        return _plain_flag(super().get_help_option(ctx))

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write what the noun is."""
        _translate(self)
        super().format_help_text(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the verbs, then the options of every command."""
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, _help_of(each)) for name, each in self.commands.items() if not each.hidden])
        self.format_shared_options(formatter)

    def format_shared_options(self, formatter: Any) -> None:
        """Write the options of every command."""
        _write_options(formatter)


def _plain_flag(option: Any) -> Any:
    """Make the absence of a flag a plain `False`: Typer loads Pydantic to make a `bool` of anything else."""
    if option is not None:
        option.default = False
        option.help = tr(HELP_HELP)
    return option


def _valued(option: TyperOption) -> list[str]:
    return [] if option.is_flag else list(option.opts)


def _refuse_negative(words: Sequence[str], valued: Collection[str]) -> None:
    """Say of `-5` what is wrong with it, before it is taken for an option: nothing that is typed here is below zero."""
    for before, word in zip(["", *words], words, strict=False):
        if word == "--":
            return
        if _NEGATIVE.match(word) and before not in valued:
            raise BadValue(what=tr("value"), value=word, why=tr("nothing here is below zero"))


def _translate(command: Any) -> None:
    for each in (command, *command.params):
        each.help = _help_of(each)


def _help_of(command: Any) -> str:
    return tr(" ".join((getattr(command, "help", None) or "").split()))


def _write_options(formatter: Any) -> None:
    with formatter.section(tr("Options of every command")):
        formatter.write_dl(shared_options())


def nouns() -> typer.Typer:
    """Make a home for the commands of one file."""
    return typer.Typer(cls=DeskGroup, rich_markup_mode=None, add_completion=False)


def noun(app: typer.Typer, name: str, text: str) -> typer.Typer:
    """Make a noun that has verbs."""
    verbs = typer.Typer(cls=DeskGroup, rich_markup_mode=None, help=text)
    app.add_typer(verbs, name=name)
    return verbs


def command(app: typer.Typer, name: str, *, hidden: bool = False) -> Callable[[F], F]:
    """Make a function a command; its docstring is the help, in the reader's language."""
    return app.command(name, cls=DeskCommand, hidden=hidden)
