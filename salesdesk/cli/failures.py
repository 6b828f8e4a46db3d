"""What went wrong, as everybody wants it: an exit code, one line for people, JSON for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, cast

from salesdesk.domain.errors import DeskError, Exit
from salesdesk.domain.text import safe
from salesdesk.language import explain, tr

BUG = "bug"


@dataclass(frozen=True)
class Failure:
    """Why a command did not do what it was asked to."""

    exit: int
    code: str
    message: str
    details: Mapping[str, object]

    def document(self, zone: tzinfo | None = None) -> dict[str, object]:
        """Give what programs read."""
        from salesdesk.cli.documents import document

        said = {"code": self.code, "message": self.message, "details": dict(self.details)}
        return dict(cast("Mapping[str, object]", document(said, zone)))


def failure_of(error: BaseException, zone: tzinfo | None = None) -> Failure:
    """Say what an error means; anything that nobody foresaw is a bug, and is written to the journal."""
    import typer

    if isinstance(error, DeskError):
        return Failure(int(error.exit_code), error.code(), explain(error, zone), _details(error))
    if isinstance(error, typer.TyperException):
        return Failure(int(Exit.USAGE), "usage_error", _usage(error), {})
    return _bug(error)


def _details(error: DeskError) -> Mapping[str, object]:
    """Leave out the sentence of an answer that is given again: it is the message already."""
    told = error.template() == "{message}"
    return {name: value for name, value in error.details.items() if not (told and name == "message")}


def _usage(error: Any) -> str:
    from salesdesk.cli.usage_words import usage_words

    said = safe(usage_words(error.format_message()))
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "salesdesk"
    return said + " " + tr("See `{command} --help`.").format(command=path)


def _bug(error: BaseException) -> Failure:
    from salesdesk.journal import journal_crash, open_journal

    open_journal()
    path = journal_crash(error)
    said = tr("This is a bug in salesdesk. Where in the program it happened is written in {path}.")
    return Failure(int(Exit.BUG), BUG, said.format(path=safe(path)), {"log": str(path)})
