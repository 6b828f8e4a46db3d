"""The chain of events: each line's hash covers the line before it, so that a change anywhere shows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    return hashlib.sha256(f"{prev_hash}\n{_SAID.encode(fields)}".encode()).hexdigest()


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
