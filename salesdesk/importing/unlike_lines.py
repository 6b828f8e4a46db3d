"""Columns as one text: which of their cells look unlike the others, so that those are read all at once."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
FEW = 2
"""Up to one cell of so many may be unlike the others: with more of them each is better read by itself."""


def unlike(cells: Sequence[str], shape: re.Pattern[str]) -> list[int] | None:
    """Give the places of cells that are not of a shape, which is that of any number of lines; `None` for too many."""
    text = "\n".join(cells) + "\n"
    if text.count("\n") != len(cells):
        return None
    found: list[int] = []
    end, place = _end(shape, text, 0), 0
    begun = 0
    while end < len(text):
        place += text.count("\n", begun, end)
        found.append(place)
        if len(found) * FEW > len(cells):
            return None
        begun = text.index("\n", end)
        end = _end(shape, text, begun + 1)
    return found


def _end(shape: re.Pattern[str], text: str, begun: int) -> int:
    like = shape.match(text, begun)
    return like.end() if like else begun


def with_others(column: Sequence[T], places: Iterable[int], instead: T) -> list[T]:
    """Give a column in which something else stands at some places."""
    found = list(column)
    for at in places:
        found[at] = instead
    return found
