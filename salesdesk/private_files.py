"""Folders and files that only their owner can open: 0700 and 0600, whatever the umask says."""

import os
import stat
from pathlib import Path

from salesdesk.domain.errors import UsageError
from salesdesk.language import tr


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


def _make_or_close(path: Path) -> None:
    opened = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        mode = os.fstat(opened).st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) != 0o600:
            path.chmod(0o600)
    finally:
        os.close(opened)


def _refused(path: Path, failure: OSError) -> UsageError:
    problem = tr("{path} cannot be made for you alone: {why}.")
    return UsageError(problem=problem.format(path=path, why=failure.strerror))
