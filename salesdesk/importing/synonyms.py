"""The names that offices give to columns: data in `synonyms.toml`, and how two spellings are compared."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
LONGEST = 100
_FILLING = re.compile(r"[\s_\-.:*/、，,;#'\"]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record: whether a file must have it, and its columns' names (compared form)."""

    name: str
    required: bool
    names: frozenset[str]


@cache
def fields_of(kind: str) -> dict[str, Field]:
    """Give the fields of a kind of record (`units`), by name, in their usual order."""
    return {
        name: Field(name, bool(entry.get("required")), frozenset(map(header_key, [name, *_names(name, entry)])))
        for name, entry in _data()[kind].items()
    }


def _names(field: str, entry: dict[str, Any]) -> list[str]:
    """Give the names of a field's columns, which may be those of the same field of another kind of record."""
    found: list[str] = _data()[entry["as"]][field]["names"] if "as" in entry else entry["names"]
    return found


@cache
def values_of(field: str) -> dict[str, str]:
    """Give the values of a field by the words that offices use for them (compared form)."""
    return {header_key(word): value for value, words in _data()["values"][field].items() for word in words}


def header_key(header: str) -> str:
    """Give the form in which two spellings of a header compare equal, without a unit that changes nothing."""
    plain = _plain(header)
    unit = _BRACKETS.search(plain)
    if unit and unit.group(1).strip() in _measures("plain"):
        plain = plain[: unit.start()]
    return _FILLING.sub("", plain)


def whole_key(header: str) -> str:
    """Give the form in which two spellings of a header compare equal, its unit and all."""
    return _FILLING.sub("", _plain(header))


def in_other_unit(header: str) -> bool:
    """Tell whether a header says that its column is in a unit that is not read (万元, sq ft)."""
    unit = _BRACKETS.search(_plain(header))
    return bool(unit) and unit is not None and unit.group(1).strip() in _measures("other")


def is_known(header: str) -> bool:
    """Tell whether a cell is the name of a column of any kind of record."""
    return header_key(header) in _all_names()


def _plain(header: str) -> str:
    return unicodedata.normalize("NFKC", header[:LONGEST]).casefold()


@cache
def _measures(which: str) -> frozenset[str]:
    return frozenset(map(_plain, _data()["measures"][which]))


@cache
def _all_names() -> frozenset[str]:
    kinds = _data().keys() - {"measures", "values"}
    return frozenset(name for kind in kinds for field in fields_of(kind).values() for name in field.names)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("salesdesk.importing").joinpath("synonyms.toml").read_text("utf-8"))
