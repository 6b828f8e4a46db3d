"""A nameless temporary file that only this process can open, read from any number of places at once."""

import io
import os
import tempfile
import threading
import weakref
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Content(Protocol):
    """Bytes that can be read from any number of places at once, and let go of."""

    def open(self) -> io.BufferedReader:
        """Open a reader with a place of its own, at the start."""
        ...

    def size(self) -> int:
        """Tell how many bytes there are."""
        ...

    @property
    def close(self) -> Callable[[], object]:
        """What lets go of it."""
        ...


class Places(Protocol):
    """Bytes that are read by their place."""

    def read_at(self, place: int, buffer: "Buffer") -> int:
        """Fill the buffer from a place; tells how many bytes there were."""
        ...

    def size(self) -> int:
        """Tell how many bytes there are."""
        ...


class WholeContent(Content, Places, Protocol):
    """Bytes of which parts can be given away."""


class PrivateFile:
    """A temporary file without a name (so without a trace after a crash), closed with its owner."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="salesdesk-", buffering=0)  # noqa: SIM115 - closed below
        self._lock = threading.Lock()
        self.close = weakref.finalize(self, self._file.close)

    def fileno(self) -> int:
        """Give the descriptor, rewound, for a child process to read from or write to."""
        with self._lock:
            self._file.seek(0)
            return self._file.fileno()

    def write(self, data: bytes) -> None:
        """Write all of the data at the file's end."""
        with self._lock:
            self._file.seek(0, os.SEEK_END)
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]

    def open(self) -> io.BufferedReader:
        """Open a reader with a place of its own, at the start."""
        return io.BufferedReader(PlaceReader(self), 1 << 16)

    def read_at(self, place: int, buffer: "Buffer") -> int:
        """Fill the buffer from a place in the file; tells how many bytes there were."""
        with self._lock:
            self._file.seek(place)
            return self._file.readinto(buffer)  # type: ignore[attr-defined,no-any-return]

    def size(self) -> int:
        """Tell how many bytes are in the file."""
        return os.fstat(self._file.fileno()).st_size


class PlaceReader(io.RawIOBase):
    """A place in bytes that others read, too."""

    def __init__(self, source: Places) -> None:
        self._source = source
        self._place = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, and tell which that is."""
        if whence == os.SEEK_CUR:
            offset += self._place
        elif whence == os.SEEK_END:
            offset += self._source.size()
        self._place = offset
        return offset

    def tell(self) -> int:
        """Tell the place."""
        return self._place

    def readinto(self, buffer: "Buffer") -> int:
        """Fill the buffer from the place, and go on behind it."""
        count = self._source.read_at(self._place, buffer)
        self._place += count
        return count


class PartOfContent:
    """Some of the bytes of a content, from one place to another; who lets go of it lets go of the whole."""

    def __init__(self, whole: "WholeContent", first: int, last: int) -> None:
        self._whole, self._first, self._size = whole, first, last - first
        self.close: Callable[[], object] = whole.close

    def open(self) -> io.BufferedReader:
        """Open a reader with a place of its own, at the start of the part."""
        return io.BufferedReader(PlaceReader(self), 1 << 16)

    def read_at(self, place: int, buffer: "Buffer") -> int:
        """Fill the buffer from a place in the part; tells how many bytes there were."""
        room = memoryview(buffer).cast("B")[: max(self._size - place, 0)]
        return self._whole.read_at(self._first + place, room) if room else 0

    def size(self) -> int:
        """Tell how many bytes the part has."""
        return self._size
