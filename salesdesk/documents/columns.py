"""Which columns each kind of export has, and what they are called: data in `columns.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: the field's name, and its header in the language of whoever opens the file."""

    field: str
    title: str


def columns_of(kind: str, language: str) -> tuple[Column, ...]:
    """Give the columns of a kind of export (`units`), in order."""
    return tuple(Column(field, titles.get(language, titles["en"])) for field, titles in _data()[kind].items())


@cache
def _data() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("salesdesk.documents").joinpath("columns.toml").read_text("utf-8"))
