"""What a child process writes, put by as it comes: read from any number of places, also while it still writes."""

import errno
import io
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from salesdesk.importing.private_file import PlaceReader, PrivateFile

if TYPE_CHECKING:
    from typing_extensions import Buffer

CHUNK = 1 << 18
WIDTH = 1 << 20
"""So many bytes a child may be ahead, where the system lets it: so it seldom waits for a busy office."""


class ChildEnd(NamedTuple):
    """How a child ended: its exit code, what it said of a fault, and what else kept its output from being whole."""

    code: int
    said: str = ""
    failure: Exception | None = None


class ChildOutput:
    """A child's output in a private file; the child goes on whether or not anybody reads, but not when this is closed.

    Who has read everything hears how the child ended: `refuse` gives what is then raised, unless it is a good end.
    """

    def __init__(
        self,
        command: Sequence[str],
        stdin: int,
        env: Mapping[str, str],
        *,
        seconds: float,
        most: int,
        refuse: Callable[[ChildEnd], Exception | None],
    ) -> None:
        self._kept, self._faults, self._most, self._refuse = PrivateFile(), PrivateFile(), most, refuse
        self._size = 0
        self._failure: Exception | None = None
        self._end: ChildEnd | None = None
        self._news = threading.Condition()
        self._child = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=self._faults.fileno(), env=env, bufsize=0
        )
        self._alarm = threading.Timer(seconds, self._stop, [TimeoutError()])
        self._taking = threading.Thread(target=self._take, name="reading", daemon=True)
        self._alarm.daemon = True
        self._alarm.start()
        self._taking.start()

    def open(self) -> io.BufferedReader:
        """Open a reader with a place of its own, at the start; it waits for what is not there yet."""
        return io.BufferedReader(PlaceReader(self), CHUNK)

    def read_at(self, place: int, buffer: "Buffer") -> int:
        """Fill the buffer from a place in the output; tells how many bytes there were.

        Raises:
            Exception: nothing more comes, and the child ended badly.
        """
        with self._news:
            self._news.wait_for(lambda: self._size > place or self._end is not None)
        count = self._kept.read_at(place, buffer)
        refusal = self._refuse(self._end) if not count and self._end is not None else None
        if refusal is not None:
            raise refusal
        return count

    def size(self) -> int:
        """Wait for everything, and tell how many bytes that is.

        Raises:
            Exception: the child ended badly.
        """
        self.read_at(self._most, bytearray(1))
        return self._size

    def close(self) -> None:
        """End the child if it is still at work, and let go of the file."""
        self._child.kill()
        self._taking.join()
        self._kept.close()

    def _take(self) -> None:
        """Put by what comes until nothing more does, and say how that ended."""
        try:
            self._keep_all()
        except Exception as failure:  # whatever it is, it is raised where somebody reads
            self._stop(failure)
        code = self._child.wait()
        self._alarm.cancel()
        with self._faults.open() as faults, self._news:
            self._end = ChildEnd(code, faults.read(CHUNK).decode("utf-8", "replace"), self._failure)
            self._news.notify_all()
        self._faults.close()

    def _keep_all(self) -> None:
        assert self._child.stdout is not None
        with self._child.stdout as output:
            _widen(output)
            while chunk := output.read(CHUNK):
                if self._size + len(chunk) > self._most:
                    raise OSError(errno.EFBIG, "")
                self._kept.write(chunk)
                with self._news:
                    self._size += len(chunk)
                    self._news.notify_all()

    def _stop(self, failure: Exception) -> None:
        self._failure = self._failure or failure
        self._child.kill()


def _widen(pipe: IO[bytes]) -> None:
    """Let more be on its way in a pipe."""
    with suppress(ImportError, AttributeError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe, F_SETPIPE_SZ, WIDTH)
