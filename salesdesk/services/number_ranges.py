"""Many numbers in few words: ranges of them, as the log keeps which rows an import has made."""

from collections.abc import Iterable, Sequence


def ranges_of(numbers: Iterable[int]) -> list[list[int]]:
    """Give numbers as ranges, each with its first and last."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def numbers_in(ranges: Iterable[Sequence[int]]) -> list[int]:
    """Give the numbers that ranges stand for."""
    return [number for first, last in ranges for number in range(first, last + 1)]
