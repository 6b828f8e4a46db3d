"""Whole numbers of a long list, put by so that one can see whether a number comes twice: in little memory, and fast."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice

from salesdesk.importing.private_file import PrivateFile

IN_MEMORY = 131_072
"""So many numbers wait in memory: the lists of most offices have no more."""

AT_ONCE = 8_192
"""So many numbers are put by before it is asked whether too many wait."""

PARTS = 61
"""Into so many parts they go by what is left when they are divided by it, which is about as many in each.

It is prime, so that numbers that are evenly spaced go to all parts; if all went to one, it would but take more memory.
"""

_SIZE = array("q").itemsize


class SeenNumbers:
    """Numbers that are compared with each other: a few in memory, any number of them in a private file.

    Only numbers of one part can be the same, and a part is read without looking at the others.
    """

    def __init__(self) -> None:
        self._waiting = [array("q") for _ in range(PARTS)]
        self._file: PrivateFile | None = None
        self._runs: list[list[int]] = []
        """Where the parts of what was put by at once begin in the file, and where the last one ends."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._runs) or any(self._waiting)

    def add(self, numbers: Iterable[int]) -> None:
        """Put numbers by."""
        rest, into = iter(numbers), [part.append for part in self._waiting]
        while some := list(islice(rest, AT_ONCE)):
            for number in some:
                into[number % PARTS](number)
            if sum(map(len, self._waiting)) > IN_MEMORY:
                self._put_by()

    @property
    def differ(self) -> bool:
        """Whether each has come but once."""
        return all(len(set(some)) == len(some) for some in self._parts())

    def meet(self, others: "SeenNumbers") -> bool:
        """Tell whether one is among others, too."""
        both = zip(self._parts(), others._parts(), strict=True)
        return not all(set(some).isdisjoint(theirs) for some, theirs in both)

    def _put_by(self) -> None:
        self._file = self._file or PrivateFile()
        sizes = (len(part) * _SIZE for part in self._waiting)
        self._runs.append(list(accumulate(sizes, initial=self._file.size())))
        self._file.write(b"".join(self._waiting))
        for part in self._waiting:
            del part[:]

    def _parts(self) -> Iterator["array[int]"]:
        for part, waiting in enumerate(self._waiting):
            numbers = array("q", waiting)
            for run in self._runs:
                numbers.frombytes(self._read(run[part], run[part + 1]))
            yield numbers

    def _read(self, begin: int, end: int) -> bytearray:
        found = bytearray(end - begin)
        if self._file is not None:
            self._file.read_at(begin, found)
        return found
