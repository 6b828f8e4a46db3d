"""A private copy of the file that is imported: what is checked, hashed and read is one and the same."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from salesdesk.domain.system_words import reported, trouble
from salesdesk.importing.private_file import PrivateFile
from salesdesk.importing.refusals import FileChanged, FileEmpty, FileTooLarge, FileUnreadable
from salesdesk.language import N_, spoken, tr

CHUNK = 1 << 20
LARGEST = 4 << 30
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
WHY = {
    errno.ENOENT: N_("there is no such file"),
    errno.ENOTDIR: N_("there is no such file"),
    errno.EISDIR: N_("it is a folder"),
    errno.EACCES: N_("you are not allowed to read it"),
    errno.EPERM: N_("you are not allowed to read it"),
    errno.ENOSPC: N_("there is no room for its temporary copy"),
}
NOT_A_FILE = N_("it is not an ordinary file; pipe it in and give - as the file")


@dataclass(frozen=True)
class Snapshot:
    """The bytes of a file at one moment, its size in bytes and its SHA-256; `name` is for people."""

    name: str
    size: int
    sha256: str
    content: PrivateFile

    def head(self, count: int = 8192) -> bytes:
        """Give the first bytes."""
        with self.content.open() as source:
            return source.read(count)

    def chunks(self) -> Iterator[bytes]:
        """Give all bytes, piece by piece."""
        with self.content.open() as source:
            while chunk := source.read(CHUNK):
                yield chunk


def take_snapshot(source: Path | BinaryIO) -> Snapshot:
    """Copy a file, or a stream such as standard input, to a private place.

    Raises:
        FileUnreadable: it is missing, a folder, a device, or may not be read, or there is no room for the copy.
        FileEmpty: it has no bytes.
        FileChanged: somebody wrote to it meanwhile.
        FileTooLarge: it has more than 4 GiB.
    """
    try:
        if not isinstance(source, Path):
            return _copied(source, tr("standard input"))
        handle = os.open(source, _OPEN)
        with open(handle, "rb", buffering=0) as file:
            return _copied_file(file, source)
    except (OSError, ValueError) as failure:
        name = str(source) if isinstance(source, Path) else tr("standard input")
        raise FileUnreadable(file=name, why=why_unreadable(failure)) from None


def readable_name(name: str) -> str:
    """Give the name of a file as it can be shown and kept, also one that an archive from another system brought."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("utf-8", "replace")


def _copied_file(file: BinaryIO, path: Path) -> Snapshot:
    before = os.fstat(file.fileno())
    if stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(before.st_mode):
        raise FileUnreadable(file=str(path), why=tr(NOT_A_FILE))
    copy = _copied(file, readable_name(path.name))
    after = os.fstat(file.fileno())
    if (before.st_mtime_ns, before.st_size) != (
        after.st_mtime_ns,
        after.st_size,
    ) or copy.size != after.st_size:
        raise FileChanged(file=str(path))
    return copy


def _copied(source: BinaryIO, name: str) -> Snapshot:
    content, digest, size = PrivateFile(), hashlib.sha256(), 0
    read = getattr(source, "read1", source.read)  # a stream that fills a whole chunk first does not heed Ctrl-C
    while chunk := read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise FileTooLarge(file=name, why=tr("it has more than 4 GiB"))
        digest.update(chunk)
        content.write(chunk)
    if not size:
        raise FileEmpty(file=name, why=tr("it is empty"))
    return Snapshot(name, size, digest.hexdigest(), content)


def why_unreadable(failure: Exception) -> str:
    """Say why a file cannot be read."""
    if isinstance(failure, OSError):
        return tr(WHY[failure.errno]) if failure.errno in WHY else spoken(trouble(failure))
    return spoken(reported(str(failure)))
