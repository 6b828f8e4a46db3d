"""Plain values put by in the order in which they came: a few in memory, any number in a private file."""

import marshal
from collections.abc import Iterator
from struct import Struct
from typing import Any

from salesdesk.importing.private_file import PrivateFile

BLOCK = 250
_LENGTH = Struct("<Q")


class Spool:
    """Values of text, numbers, tuples and the like, to be gone through any number of times."""

    def __init__(self) -> None:
        self._waiting: list[Any] = []
        self._file: PrivateFile | None = None
        self._count = self._size = 0

    def __len__(self) -> int:
        """How many values there are."""
        return self._count

    def add(self, value: Any) -> None:
        """Put a value after the others."""
        self._count += 1
        self._waiting.append(value)
        if len(self._waiting) == BLOCK:
            self._write()

    def __iter__(self) -> Iterator[Any]:
        """Give the values that are there."""
        return self.since((0, 0))

    @property
    def end(self) -> tuple[int, int]:
        """The place of the value that comes next: where its block begins in the file, and which of that it is."""
        return self._size, len(self._waiting)

    def since(self, place: tuple[int, int]) -> Iterator[Any]:
        """Give the values from a place on."""
        (begin, skip), waiting = place, tuple(self._waiting)
        if self._file is not None and begin < self._size:
            with self._file.open() as source:
                source.seek(begin)
                while length := source.read(_LENGTH.size):
                    yield from marshal.loads(source.read(*_LENGTH.unpack(length)))[skip:]
                    skip = 0
        yield from waiting[skip:]

    def _write(self) -> None:
        self._file = self._file or PrivateFile()
        block = marshal.dumps(self._waiting)
        self._file.write(_LENGTH.pack(len(block)) + block)
        self._size += _LENGTH.size + len(block)
        self._waiting = []

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
