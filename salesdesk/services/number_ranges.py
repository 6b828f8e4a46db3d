"""Many numbers in few words: ranges of them, as the log keeps which rows an import has made."""

from collections.abc import Iterable, Sequence


def numbers_in(ranges: Iterable[Sequence[int]]) -> list[int]:
    """Give the numbers that ranges stand for."""
    return [number for first, last in ranges for number in range(first, last + 1)]
