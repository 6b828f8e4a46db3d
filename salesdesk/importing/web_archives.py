"""The web pages in a web archive (MHTML), as spreadsheets and browsers save a page as a single file."""

import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser
from typing import BinaryIO

from salesdesk.importing.private_file import PrivateFile
from salesdesk.importing.refusals import FileDamaged, FileTooLarge, NotATable
from salesdesk.importing.snapshot import CHUNK, Snapshot
from salesdesk.language import N_, tr

LONGEST_HEAD = 8 << 10
MOST_PARTS = 1_000
"""Of so many parts the heads are read; each is no longer than that."""

DEEPEST = 10
PAGES = frozenset({"text/html", "application/xhtml+xml"})
_HEAD = re.compile(r"(?:[!-9;-~]{1,70}+:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?MIME-Version:", re.IGNORECASE)
TOO_LONG, TOO_MANY, TOO_DEEP = (
    N_("it has a line of more than a million characters"),
    N_("it has more parts, or longer heads of parts, than are read"),
    N_("its parts lie too deep in each other"),
)


def is_archive(head: str) -> bool:
    """Tell whether a file begins as a message does whose parts may be web pages."""
    return _HEAD.match(head) is not None


def pages_of(archive: Snapshot) -> Snapshot:
    """Give the web pages of an archive, one behind the other, under its name; the archive itself is let go of.

    Raises:
        NotATable: it has none.
        FileDamaged: one of them cannot be unpacked.
        FileTooLarge: it has more parts in it, or in each other, than are read.
    """
    pages = PrivateFile()
    try:
        with archive.content.open() as source:
            for each in _Archive(archive.name, source).pages():
                pages.write(each)
    except (binascii.Error, MessageError, ValueError) as failure:
        why = tr("a web page in it cannot be unpacked")
        raise FileDamaged(file=archive.name, why=why, found=str(failure)) from None
    if not pages.size():
        raise NotATable(file=archive.name, kind=tr("a web archive without a table"))
    archive.content.close()
    return replace(archive, size=pages.size(), content=pages)


class _Archive:
    """An archive that is gone through line by line: the signs between its parts, and the part that is being read."""

    def __init__(self, name: str, source: BinaryIO) -> None:
        self._name, self._source = name, source
        self._between: list[bytes] = []
        self._parts = 0

    def pages(self) -> Iterator[bytes]:
        """Give the pages, unpacked, piece by piece."""
        head: Message | None = self._read_head()
        while head is not None:
            if head.get_content_type() in PAGES:
                yield from self._unpacked(head)
                yield b"\n"
            else:
                for _ in self._lines():
                    pass
            head = self._read_head() if self._between and self._is_more else None

    def _read_head(self) -> Message:
        """Read the lines up to the first blank one, and what they say of a part."""
        self._parts += 1
        said, line = b"", b"-"
        while line.strip(b"\r\n"):
            line = self._source.readline(LONGEST_HEAD)
            said += line
            if len(said) > LONGEST_HEAD or self._parts > MOST_PARTS:
                raise FileTooLarge(file=self._name, why=tr(TOO_MANY))
        head = BytesHeaderParser().parsebytes(said)
        boundary = head.get_boundary("") if head.get_content_maintype() == "multipart" else ""
        if boundary:
            self._between.append(b"--" + boundary.encode("ascii", "surrogateescape"))
        if len(self._between) > DEEPEST:
            raise FileTooLarge(file=self._name, why=tr(TOO_DEEP))
        return head

    def _lines(self) -> Iterator[bytes]:
        """Give the lines of a part up to the sign that ends it; very long ones in pieces."""
        self._is_more, begins = False, True
        while line := self._source.readline(CHUNK):
            if begins and line.startswith(b"--") and self._is_between(line.rstrip()):
                self._is_more = True
                return
            begins = line.endswith(b"\n")
            yield line

    def _is_between(self, line: bytes) -> bool:
        return any(line in {sign, sign + b"--"} for sign in self._between)

    def _unpacked(self, head: Message) -> Iterator[bytes]:
        """Give a part as it was before it was packed.

        Raises:
            ValueError: it is packed in another way, or damaged.
        """
        packing = str(head.get("Content-Transfer-Encoding", "")).strip().lower()
        if packing not in _UNPACK:
            raise ValueError(packing)
        return _UNPACK[packing](self._short(packing))

    def _short(self, packing: str) -> Iterator[bytes]:
        """Give lines, none of which is only a piece where they are packed."""
        for line in self._lines():
            if packing in _BY_LINE and len(line) == CHUNK:
                raise FileTooLarge(file=self._name, why=tr(TOO_LONG))
            yield line


def _from_quoted(lines: Iterable[bytes]) -> Iterator[bytes]:
    return map(binascii.a2b_qp, lines)


def _from_base64(lines: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for line in lines:
        rest += b"".join(line.split())
        whole = len(rest) // 4 * 4
        yield binascii.a2b_base64(rest[:whole])
        rest = rest[whole:]
    yield binascii.a2b_base64(rest)


_BY_LINE: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "quoted-printable": _from_quoted,
    "base64": _from_base64,
}
_UNPACK = dict.fromkeys(("", "7bit", "8bit", "binary"), iter) | _BY_LINE
