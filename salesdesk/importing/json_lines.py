"""JSON lines: one object on each line, its members the cells of a row."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from salesdesk.importing.rows import Flaw, Row

_DOCUMENT = re.compile(r'\s*[\[{]\s*(?:["\[{\]}]|$)')
Members = dict[str, str]


def is_json_lines(lines: Iterable[str]) -> bool:
    """Tell whether a text begins like an object and has one on a line of its own."""
    said = [line for line in lines if line.strip()]
    return bool(said) and said[0].lstrip().startswith("{") and any(members_of(line) is not None for line in said)


def is_json(lines: Iterable[str]) -> bool:
    """Tell whether a text begins like JSON that goes over several lines, or is a list of objects."""
    return _DOCUMENT.match("".join(lines)) is not None


def names_in(lines: Iterable[str]) -> dict[str, None]:
    """Give the names of all members, in the order in which they come up."""
    names: dict[str, None] = {}
    for line in lines:
        names.update(dict.fromkeys(members_of(line) or ()))
    return names


def read_objects(lines: Iterable[str], header: Sequence[str]) -> Iterator[Row]:
    """Give a row for each line that is not blank, its cells in the order of the header; a member it lacks is empty."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            found = members_of(line)
            if found is None:
                yield Row(number, (line.rstrip("\r\n"),), Flaw.NO_OBJECT)
            else:
                yield Row(number, tuple(found.get(name, "") for name in header))


def members_of(line: str) -> Members | None:
    """Read a line as an object of texts, numbers and nothing; `None` when it is anything else.

    A number keeps the digits that it was written with.
    """
    try:
        pairs = json.loads(line, parse_float=str, parse_int=str, parse_constant=_refuse, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return None
    return pairs if isinstance(pairs, dict) else None


def _members(pairs: list[tuple[str, object]]) -> Members:
    found = {name: _cell(value) for name, value in pairs}
    if len(found) != len(pairs):
        raise ValueError("a member is named twice")
    return found


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise ValueError("a member is a list or an object")


def _refuse(constant: str) -> str:
    raise ValueError(constant)
