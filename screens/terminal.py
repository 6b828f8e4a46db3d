"""The terminal that the console is drawn on: whether it will do, and whether it is still there."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from salesdesk.domain.errors import DeskError, Exit

_LOCALES = ("LC_ALL", "LC_CTYPE", "LANG")
_NOT_TO_BE_DRAWN_ON = {"", "dumb", "unknown"}


class NoTerminal(DeskError):
    """The console needs a terminal to be drawn on. Commands work without one; `salesdesk --help` names them."""

    exit_code = Exit.USAGE


class DumbTerminal(DeskError):
    """The console cannot be drawn on this terminal (TERM={term}). Open it in another one; commands work here too."""

    exit_code = Exit.USAGE


class NotUtf8(DeskError):
    """The console shows names in every script, and this locale ({locale}) cannot. Set LC_ALL=C.UTF-8 and try again."""

    exit_code = Exit.USAGE


class Stream(Protocol):
    """What is asked of a standard stream."""

    @property
    def encoding(self) -> str:
        """How text becomes bytes there."""

    def isatty(self) -> bool:
        """Tell whether somebody sits at its other end."""


def check_terminal(environ: Mapping[str, str] = os.environ, streams: Sequence[Stream | None] | None = None) -> None:
    """Refuse to begin where nothing could be read.

    Raises:
        NoTerminal: input or output is a file, a pipe, or nothing.
        DumbTerminal: it cannot place text.
        NotUtf8: it could not show a Chinese name.
    """
    found = (sys.__stdin__, sys.__stdout__, sys.__stderr__) if streams is None else streams
    there = [each for each in found if each is not None and each.isatty()]
    if len(there) < len(found):
        raise NoTerminal
    if os.name != "nt" and environ.get("TERM", "") in _NOT_TO_BE_DRAWN_ON:
        raise DumbTerminal(term=environ.get("TERM") or "-")
    locale = next((environ[name] for name in _LOCALES if environ.get(name)), "")
    if locale in {"C", "POSIX"} or any(not _is_utf8(each.encoding) for each in there):
        raise NotUtf8(locale=locale or there[-1].encoding)


def _is_utf8(encoding: str) -> bool:
    return encoding.casefold().replace("-", "").replace("_", "") == "utf8"


def terminal_is_gone() -> bool:
    """Tell whether the terminal was closed without a word; reading from it would go on for ever without a key."""
    try:
        return not os.isatty(0) and not os.isatty(2)
    except OSError:
        return True
