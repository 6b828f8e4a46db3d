"""Files that are written beside their place: each is locked by its writer, so that those of the dead are known."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from filecmp import cmp
from pathlib import Path
from tempfile import mkstemp

PREFIX = ".rejects-"
_NAME = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}")


class UnfinishedFile:
    """A hidden private file in a folder, its own process's as long as that lives.

    Raises:
        OSError: there is no room, no permission or no such folder.
    """

    def __init__(self, folder: Path) -> None:
        while True:
            self._handle, name = mkstemp(dir=folder, prefix=PREFIX)
            self.path = Path(name)
            _lock(self._handle)
            if os.fstat(self._handle).st_nlink:
                return
            os.close(self._handle)  # somebody has taken it for one of the dead before it was locked

    def finish(self, place: Path) -> None:
        """Put the file in its place; without that it goes with `drop`."""
        os.fsync(self._handle)
        with self._closing():
            os.replace(self.path, place)

    def settle(self, place: Path) -> bool:
        """Put the file in its place unless something else is there, and tell whether it now is: the same is itself."""
        os.fsync(self._handle)
        if not os.path.lexists(place):
            try:
                os.link(self.path, place)
            except FileExistsError:
                return self.settle(place)
            except OSError:  # where a file has one name alone nothing is as sure
                self.finish(place)
                return True
        elif not (place.is_file() and cmp(self.path, place, shallow=False)):
            return False
        self.drop()
        return True

    def drop(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError), self._closing():
            self.path.unlink()

    @contextmanager
    def _closing(self) -> Iterator[None]:
        """Keep the lock until something is done with the file, where an open file can be moved and removed."""
        if os.name == "nt":
            os.close(self._handle)
            yield
            return
        try:
            yield
        finally:
            os.close(self._handle)


def remove_abandoned(folder: Path) -> None:
    """Remove what processes of one's own that were killed have left in a folder; what somebody writes stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        for each in [each for each in entries if _NAME.fullmatch(each.name)]:
            with suppress(OSError):
                _remove_if_abandoned(each.path)


def _remove_if_abandoned(path: str) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        told = os.fstat(handle)
        private = stat.S_ISREG(told.st_mode) and stat.S_IMODE(told.st_mode) == 0o600
        if private and _lock(handle) and told.st_uid == os.getuid():
            os.unlink(path)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock a file unless somebody else has; where nothing can be locked nothing is ever abandoned."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
