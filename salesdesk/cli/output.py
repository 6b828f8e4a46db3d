"""What a command answers: text for people, or one JSON document; written at once, harmless to a terminal."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any, TypeVar

from salesdesk.domain.money import format_minor
from salesdesk.domain.text import safe
from salesdesk.language import word

T = TypeVar("T")
AsText = str | Callable[[T], str]


class ReaderGone(Exception):
    """Whoever was to read the output has gone away."""


def said(template: str, answer: object, zone: tzinfo | None = None) -> str:
    """Fill an answer's fields into a sentence, as people read them."""
    return safe(template.format_map({name: shown(name, value, zone) for name, value in members(answer).items()}))


def members(answer: object) -> dict[str, Any]:
    """Give an answer's fields; for each `x_minor` also `x`, in yuan."""
    if isinstance(answer, dict):
        found: dict[str, Any] = dict(answer)
    else:
        assert is_dataclass(answer)
        found = {each.name: getattr(answer, each.name) for each in fields(answer)}
    for name in [each for each in found if each.endswith("_minor")]:
        found.setdefault(name.removesuffix("_minor"), format_minor(found[name]) if found[name] is not None else "")
    return found


def shown(name: str, value: object, zone: tzinfo | None = None) -> str:
    """Show one value as people read it; `name` tells what is money."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, StrEnum):
        return word(value)
    if isinstance(value, list | tuple):
        return ", ".join(shown(name, each, zone) for each in value)
    if name.endswith("_minor") and isinstance(value, int):
        return format_minor(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def lines(text: str) -> str:
    """Make text of several lines harmless, keeping its lines."""
    return "\n".join(safe(line) for line in text.split("\n"))


def lines_of(sentences: Iterable[str]) -> str:
    """Put sentences one below the other; nothing that is named in one of them, such as a file, breaks its line."""
    return "\n".join(map(safe, sentences))


def write(text: str) -> None:
    """Write to standard output and flush.

    Raises:
        ReaderGone: nobody reads it any more.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise ReaderGone from None


def complain(text: str) -> None:
    """Write a line to standard error, if anybody still reads that."""
    try:
        print(text, file=sys.stderr, flush=True)
    except BrokenPipeError:
        raise ReaderGone from None


def prepare_streams() -> None:
    """Let nothing fail for a stream that was closed before the start, or a character the terminal's encoding lacks."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for the rest of the process
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def is_unicode() -> bool:
    """Tell whether standard output takes every character."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "").startswith("utf")


def hush() -> None:
    """Let the interpreter end without a word about an output that nobody reads."""
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the process


def as_json(found: object, *, on_one_line: bool = False) -> str:
    """Write a document: indented on a terminal, unless on one line; in ASCII where the output takes no more."""
    from salesdesk.cli.documents import dumped

    indent = 2 if sys.stdout.isatty() and not on_one_line else None
    return dumped(found, indent=indent) if is_unicode() else json.dumps(found, indent=indent)
