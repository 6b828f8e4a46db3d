"""Answers as JSON documents: snake_case keys, money in minor units with its text beside it, times with their offset."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum

from salesdesk.domain.money import format_minor

MINOR = "_minor"
_NOT_ASCII = re.compile(r"[^\x20-\x7e\n]")


def document(value: object, zone: tzinfo | None = None) -> object:
    """Turn an answer into what JSON knows; moments in the given zone, or this machine's."""
    if is_dataclass(value) and not isinstance(value, type):
        return _object({each.name: getattr(value, each.name) for each in fields(value)}, zone)
    if isinstance(value, Mapping):
        return _object({_name(name): each for name, each in value.items()}, zone)
    if isinstance(value, list | tuple | set | frozenset):
        return _array(value, zone)
    return _plain(value, zone)


def _object(members: Mapping[str, object], zone: tzinfo | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in members.items():
        found[name] = document(value, zone)
        beside = name.removesuffix(MINOR)
        if beside != name and beside not in members and isinstance(value, int):
            found[beside] = format_minor(value)
    return found


def _array(values: Iterable[object], zone: tzinfo | None) -> list[object]:
    return [document(each, zone) for each in values]


def _name(key: object) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)


def _plain(value: object, zone: tzinfo | None) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="milliseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def dumped(found: object, *, indent: int | None = None) -> str:
    """Write JSON that people can read too: printable characters as they are, all others escaped."""
    text = json.dumps(found, ensure_ascii=False, indent=indent)
    return _NOT_ASCII.sub(lambda each: each[0] if each[0].isprintable() else json.dumps(each[0])[1:-1], text)
