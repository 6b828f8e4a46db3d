"""Folders and files that only their owner can open: 0700 and 0600, whatever the umask says."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from salesdesk.domain.errors import DeskError, UsageError
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.system_words import trouble
from salesdesk.language import tr


class FileThere(DeskError):
    """{file} is there already and is not overwritten. Name another, or use --force."""


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter; one of salesdesk's own that others could enter is closed.

    Raises:
        UsageError: it cannot be made or closed.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(path.stat().st_mode) != 0o700:
            path.chmod(0o700)
    except OSError as failure:
        raise _refused(path, failure) from None
    return path


def private_file(path: Path) -> Path:
    """Make an empty file that only its owner can read, or close a file that others could read; keeps what is in it.

    A folder that is not there yet is made private too; one that is there may be shared and stays as it is.

    Raises:
        UsageError: it cannot be made or closed.
    """
    try:
        if not path.parent.exists():
            private_folder(path.parent)
        _make_or_close(path)
    except OSError as failure:
        raise _refused(path, failure) from None
    return path


@contextmanager
def whole_file(path: Path, *, force: bool = False) -> Iterator[Path]:
    """Write a private file that is complete or not there: what the block writes gets its name at the end.

    Raises:
        FileThere: a file of that name is there, and it is not to be replaced.
        UsageError: there is no room, no permission, or something else of that name.
    """
    try:
        _check_name(path, force=force)
        handle, name = mkstemp(dir=path.parent, prefix=".salesdesk-", suffix=path.suffix)
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            _sync(unfinished)
            _check_name(path, force=force)
            unfinished.replace(path)
            _sync(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as failure:
        raise UsageError(problem=unwritable(path, failure)) from None


def _check_name(path: Path, *, force: bool) -> None:
    if "\0" in str(path) or (path.exists() and not path.is_file()):
        raise UsageError(problem=tr("{file} is no ordinary file; name another.").format(file=path))
    if path.exists() and not force:
        raise FileThere(file=str(path))


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some drives cannot sync a folder
            os.fsync(opened)
    finally:
        os.close(opened)


def _make_or_close(path: Path) -> None:
    opened = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        mode = os.fstat(opened).st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) != 0o600:
            path.chmod(0o600)
    finally:
        os.close(opened)


def unwritable(path: Path, failure: OSError) -> Phrase:
    """Say why a file cannot be written."""
    return Phrase("{file} cannot be written: {why}.", file=str(path), why=trouble(failure))


def _refused(path: Path, failure: OSError) -> UsageError:
    return UsageError(
        problem=Phrase("{path} cannot be made for you alone: {why}.", path=str(path), why=trouble(failure))
    )
