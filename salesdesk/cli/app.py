"""The program `salesdesk`: does one command and says in one line what was refused, and why."""

import sys
from collections.abc import Sequence
from datetime import tzinfo

from salesdesk.cli import output
from salesdesk.cli.asked import AS_JSON, Asked, language_in
from salesdesk.domain.errors import UsageError
from salesdesk.language import use_language

INTERRUPTED, READER_GONE = 130, 141


def main() -> None:
    """Run the program."""
    sys.exit(serve(sys.argv[1:]))


def serve(words: Sequence[str]) -> int:
    """Do one command for somebody at a terminal, or for a job, and give its exit code."""
    try:
        output.prepare_streams()
        language = language_in(words)
        use_language(language or "")
        return _help() if _asks_for_help(words) else _done(words, language)
    except KeyboardInterrupt:
        output.complain("")  # the line that was being typed ends here
        return INTERRUPTED
    except (output.ReaderGone, BrokenPipeError):
        output.hush()
        return READER_GONE
    except Exception as error:  # what is no refusal is a bug, and is told as one
        return _complained(error, None, as_json=AS_JSON in words)


def _asks_for_help(words: Sequence[str]) -> bool:
    try:
        return "--help" in words and Asked().take(words, anywhere=False)[:1] == ["--help"]
    except UsageError:
        return False


def _help() -> int:
    from salesdesk.cli.front import help_text

    output.write(help_text())
    return 0


def _opens_the_console(words: Sequence[str]) -> Asked | None:
    """Give what was asked for when it is the console: that is painted sooner without Typer."""
    try:
        asked = Asked()
        return None if asked.take(words, anywhere=False) else asked
    except UsageError:
        return None


def _console(asked: Asked, language: str | None) -> int:
    from salesdesk.cli.opening import open_the_console
    from salesdesk.cli.session import Office

    office = Office(language=language)
    try:
        return open_the_console(office, asked.db, asked.project)
    finally:
        office.close()


def _done(words: Sequence[str], language: str | None) -> int:
    asked = _opens_the_console(words)
    if asked is not None:
        return _console(asked, language)
    from salesdesk.cli.call import Call
    from salesdesk.cli.grammar import perform
    from salesdesk.cli.session import Office

    office = Office(language=language)
    call = Call(office)
    try:
        return perform(words, call)
    except (output.ReaderGone, BrokenPipeError):
        raise
    except Exception as error:  # a refusal shows its times as the office's wall does
        return _complained(error, call.known_zone, as_json=call.asked.json or AS_JSON in words)
    finally:
        office.close()


def _complained(error: Exception, zone: tzinfo | None, *, as_json: bool) -> int:
    from salesdesk.cli.failures import failure_of

    failure = failure_of(error, zone)
    output.complain(failure.message)
    if as_json:
        output.complain(output.as_json({"error": failure.document(zone)}, on_one_line=True))
    return failure.exit


if __name__ == "__main__":
    main()
