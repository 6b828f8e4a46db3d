"""The folders of the machine, as somebody looks for a file in them: only what can be read and may be a table."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from salesdesk.domain.text import safe
from salesdesk.importing.refusals import FileUnreadable
from salesdesk.importing.snapshot import why_unreadable

ENDINGS = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".jsonl", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"}
    | {".htm", ".html", ".mht", ".mhtml", ".xml"}
)
MOST = 5_000
"""Of a folder with more entries only so many are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that may be imported, with its size in bytes and when it was changed, or a folder."""

    name: str
    is_folder: bool
    size: int
    changed: datetime


def look_into(folder: Path) -> list[Entry]:
    """List the files of a folder that may be imported, the latest first, then the folders in it by name.

    What is hidden, cannot be read or is no table by its name is left out.

    Raises:
        FileUnreadable: it is no folder, or may not be read.
    """
    try:
        with os.scandir(folder) as entries:
            found = list(_entries(entries))
    except (OSError, ValueError) as failure:
        raise FileUnreadable(file=str(folder), why=why_unreadable(failure)) from None
    files = sorted((each for each in found if not each.is_folder), key=lambda each: each.changed, reverse=True)
    return [*files, *sorted((each for each in found if each.is_folder), key=lambda each: each.name.casefold())]


def _entries(entries: "Iterator[os.DirEntry[str]]") -> Iterator[Entry]:
    for _, each in zip(range(MOST), entries, strict=False):
        if each.name.startswith(".") or not os.access(each.path, os.R_OK):
            continue
        try:
            is_folder, told = each.is_dir(), each.stat()
        except OSError:
            continue
        if is_folder and each.name != safe(each.name):
            continue  # it could not be typed
        if is_folder or (each.is_file() and Path(each.name).suffix.lower() in ENDINGS):
            yield Entry(each.name, is_folder, told.st_size, datetime.fromtimestamp(told.st_mtime).astimezone())


def check_readable(path: Path) -> Path:
    """Give back the path of a file, or of a folder, that can be read.

    Raises:
        FileUnreadable: there is none, or it may not be read.
    """
    try:
        path.stat()
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, "")
    except (OSError, ValueError) as failure:
        raise FileUnreadable(file=str(path), why=why_unreadable(failure)) from None
    return path
