"""Whole numbers of a long list, put by so that one can see whether a number comes twice: in little memory, and fast."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice

from salesdesk.importing.private_file import PrivateFile

IN_MEMORY = 131_072
"""So many numbers wait in memory, as they are: the lists of most offices have no more."""

AT_ONCE = 8_192
"""So many numbers are put in their order at a time."""

PARTS = 64
"""In so many parts they are looked at, one after the other."""

_EDGES = [(part << 64) // PARTS - (1 << 63) for part in range(1, PARTS)]
_SIZE = array("q").itemsize


class SeenNumbers:
    """Numbers that are compared with each other: a few in memory, any number of them in a private file.

    Each is scrambled, so that every part has about as many of them; two that Python hashes alike count as one (none
    from 0 to 2⁶¹ − 2 are). They are put by in their order; where the parts begin is found once for many numbers, and a
    part is read without looking at the others.
    """

    def __init__(self) -> None:
        self._waiting = array("q")
        self._file: PrivateFile | None = None
        self._runs: list[array[int]] = []

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._waiting or self._runs)

    def add(self, numbers: Iterable[int]) -> None:
        """Put numbers by."""
        rest = iter(numbers)
        while some := array("q", islice(rest, AT_ONCE)):
            self._waiting.extend(some)
            if len(self._waiting) > IN_MEMORY:
                self._put_by()

    @property
    def differ(self) -> bool:
        """Whether each has come but once."""
        if not self._runs:
            quarters = ([each for each in self._waiting if each & 3 == last] for last in range(4))
            return all(len(set(some)) == len(some) for some in quarters)  # one set of all takes six MiB more
        return all(len(set(some)) == len(some) for some in self._parts())

    def meet(self, others: "SeenNumbers") -> bool:
        """Tell whether one is among others, too."""
        both = zip(self._parts(), others._parts(), strict=True)
        return not all(set(some).isdisjoint(theirs) for some, theirs in both)

    def _put_by(self) -> None:
        self._file = self._file or PrivateFile()
        for at in range(0, len(self._waiting), AT_ONCE):
            begun, run = self._file.size(), _scrambled(self._waiting[at : at + AT_ONCE])
            self._file.write(array("q", run).tobytes())
            self._runs.append(array("q", (begun + place * _SIZE for place in _places(run))))
        self._waiting = array("q")

    def _parts(self) -> Iterator["array[int]"]:
        if self._runs:
            self._put_by()
        last = _scrambled(self._waiting)
        places = _places(last)
        for part in range(PARTS):
            numbers = array("q", last[places[part] : places[part + 1]])
            for run in self._runs:
                numbers.frombytes(self._read(run[part], run[part + 1]))
            yield numbers

    def _read(self, begin: int, end: int) -> bytearray:
        found = bytearray(end - begin)
        if self._file is not None:
            self._file.read_at(begin, found)
        return found


def _scrambled(numbers: Iterable[int]) -> list[int]:
    return sorted(map(hash, zip(numbers)))


def _places(run: list[int]) -> list[int]:
    """Say where each part of numbers in their order begins, and where the last one ends."""
    return [0, *(bisect_left(run, edge) for edge in _EDGES), len(run)]
