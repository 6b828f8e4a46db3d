"""The chain of events: each line's hash covers the line before it, so that a change anywhere shows."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import cast

GENESIS = "0" * 64
_SAID = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the chain as it is read back."""

    seq: int
    prev_hash: str
    hash: str
    fields: Mapping[str, object]


def event_hash(prev_hash: str, fields: Mapping[str, object]) -> str:
    """Hash a line's fields together with the hash of the line before it."""
    return _sealed(prev_hash, _SAID.encode(fields))


def event_hashes(prev_hash: str, same: Mapping[str, object], each: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Hash lines that follow each other, as `event_hash` does: some fields are the same in all, others by column."""
    for said in _many_said(same, each):
        prev_hash = _sealed(prev_hash, said)
        yield prev_hash


def _sealed(prev_hash: str, said: str) -> str:
    return hashlib.sha256(f"{prev_hash}\n{said}".encode()).hexdigest()


def _many_said(same: Mapping[str, object], each: Mapping[str, Sequence[object]]) -> Iterator[str]:
    """Say the fields of many lines: what they have in common is put into words once."""
    alike = {name: column[0] for name, column in each.items() if len(column) > 1 and _is_alike(column)}
    same = {**same, **alike}
    names = sorted(same.keys() | each.keys())
    said = [f"{_SAID.encode(name)}:{_SAID.encode(same[name])}" if name in same else "" for name in names]
    marked = [part.replace("%", "%%") or f"{_SAID.encode(name)}:%s" for part, name in zip(said, names, strict=True)]
    columns = zip(*(_words(each[name]) for name in names if name not in same), strict=True)
    return map(("{" + ",".join(marked) + "}").__mod__, columns)


def _is_alike(column: Sequence[object]) -> bool:
    """Tell whether a column says the same, in the same words, of all lines."""
    first = column[0]
    return (first is None or type(first) is str) and column.count(first) == len(column)


def _words(column: Sequence[object]) -> Iterable[str]:
    """Put a column into words, all at once where it has values of one kind."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return map(encode_basestring, cast("Sequence[str]", column))
    return map(str if kinds == {int} else _word, column)


def _word(value: object) -> str:
    """Put a value into words as the encoder does; most need not go all its way."""
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return "null" if value is None else _SAID.encode(value)


def first_broken(links: Iterable[Link], head: tuple[int, str] | None = None) -> int | None:
    """Find the first line that was changed, removed, added or swapped; `None` when the chain is whole.

    `head` is the end of the chain as it is known from elsewhere (number and hash): it shows a cut-off end.
    """
    seq, last, seen = 0, GENESIS, head is None or head[0] == 0
    for link in links:
        seq += 1
        if link.seq != seq or link.prev_hash != last or event_hash(last, link.fields) != link.hash:
            return seq
        last = link.hash
        if head is not None and head[0] == seq:
            if head[1] != last:
                return seq
            seen = True
    return None if seen else seq + 1
