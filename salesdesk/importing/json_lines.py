"""JSON lines: one object on each line, its members the cells of a row."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from salesdesk.importing.rows import Flaw, Row

_DOCUMENT = re.compile(r'\s*[\[{]\s*(?:["\[{\]}]|$)')
Members = dict[str, str]
BETWEEN = "; "
LONGEST_NAME = 200
"""What lies deep in a line of nothing but brackets has a name of a length that no memory holds."""


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
    """Read a line as an object; `None` when it is anything else.

    A number keeps the digits that it was written with. A member of an object inside is called by both names
    (`contact.phone`), several texts or numbers are one cell (`19900000001; 19900000002`); a list of anything else is
    no cell.
    """
    try:
        pairs = decoder_of_members().decode(line)
    except (ValueError, RecursionError):
        return None
    return pairs if isinstance(pairs, dict) else None


@cache
def decoder_of_members() -> json.JSONDecoder:
    """Give what reads an object as its members; it raises `ValueError` where one of them is no cell."""
    return json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse, object_pairs_hook=_members)


def _members(pairs: list[tuple[str, object]]) -> Members:
    found: Members = {}
    for name, value in pairs:
        inside = {f"{name}.{each}": cell for each, cell in value.items()} if isinstance(value, dict) else None
        cells = {name: cell_of(value)} if inside is None else inside
        if found.keys() & cells.keys():
            raise ValueError("a member is named twice")
        if inside and max(map(len, inside)) > LONGEST_NAME:
            raise ValueError("objects lie too deep in each other")
        found |= cells
    return found


def cell_of(value: object) -> str:
    """Give a value as a cell.

    Raises:
        ValueError: it is an object, or a list of lists or objects.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(each, (list, dict)) for each in value):
        return BETWEEN.join(filter(None, map(cell_of, value)))
    raise ValueError("a member is a list of lists or objects")


def _refuse(constant: str) -> str:
    raise ValueError(constant)
