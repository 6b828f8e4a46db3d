"""Many commands in one process: each line is a command as typed, and each is answered with one line of JSON."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Annotated, BinaryIO

import typer

from salesdesk.cli import output
from salesdesk.cli.asked import Asked
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.failures import failure_of
from salesdesk.cli.options import command, nouns
from salesdesk.domain.errors import UsageError
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.system_words import trouble
from salesdesk.language import N_, tr

app = nouns()
STREAM, COMMENT = "-", "#"
ALONE = ("run", "demo", "login", "logout", "restore")


@command(app, "run")
def run(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("A file of commands; - is standard input"))],
) -> None:
    """Do many commands in one process: each line is a command as typed, and each is answered with a line of JSON."""
    call = call_of(ctx)
    if call.collecting:
        raise UsageError(problem=tr("A run cannot run another."))
    with _lines(file) as lines:
        call.opened.actor  # noqa: B018 - one sign-in for the whole stream, before anything is done
        for number, raw in enumerate(lines, 1):
            words = _Line(call, number, raw)
            answer = words.answer()
            if answer is not None:
                output.write(output.as_json(answer, on_one_line=True))


class _Line:
    """One line of the stream."""

    def __init__(self, call: Call, number: int, raw: bytes) -> None:
        self.number = number
        self.raw = raw
        shared = Asked(call.asked.db, call.asked.project)
        call.office.may_ask = False
        self.call = Call(call.office, shared, collecting=True)

    def answer(self) -> dict[str, object] | None:
        """Do the command and give what is to be said about it; an empty line or a comment says nothing."""
        try:
            words = self._words()
            if not words:
                return None
            code = self._perform(words)
            return {"line": self.number, "exit": code, "result": self.call.collected}
        except Exception as error:  # a bug in one command does not end the others
            zone = self.call.known_zone
            failure = failure_of(error, zone)
            return {"line": self.number, "exit": failure.exit, "error": failure.document(zone)}

    def _words(self) -> Sequence[str]:
        try:
            text = self.raw.decode("utf-8-sig" if self.number == 1 else "utf-8").strip()
            return [] if text.startswith(COMMENT) else shlex.split(text)
        except UnicodeDecodeError:
            raise UsageError(problem=tr("The line is not UTF-8.")) from None
        except ValueError:
            raise UsageError(problem=tr("A quotation mark in the line is not closed.")) from None

    def _perform(self, words: Sequence[str]) -> int:
        from salesdesk.cli.grammar import perform

        if words[0] in ALONE:
            raise UsageError(problem=tr("{command} is for a terminal, not for a run.").format(command=words[0]))
        with redirect_stdout(StringIO()) as printed:
            code = perform(words, self.call)
        if self.call.collected is None and printed.getvalue():
            self.call.collected = {"text": printed.getvalue()}
        return code


@contextmanager
def _lines(file: str) -> Iterator[BinaryIO]:
    if file == STREAM:
        yield sys.stdin.buffer
        return
    try:
        with open(file, "rb") as opened:
            yield opened
    except OSError as failure:
        raise UsageError(problem=Phrase("{file} cannot be read: {why}.", file=file, why=trouble(failure))) from None
