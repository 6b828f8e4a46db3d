"""The encoding of a text file, found by trying to read all of it strictly and never by guessing."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import chain

from salesdesk.importing.refusals import EncodingUnknown, FileTooLarge, NotATable
from salesdesk.importing.snapshot import CHUNK, Snapshot
from salesdesk.importing.synonyms import is_known
from salesdesk.language import tr

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
WIDE = ("utf-16", "utf-16-le", "utf-16-be")
CHINESE = "gb18030"
_PAIR = re.compile(rb"[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\x7e\x80-\xfe])")
_HIGH = re.compile(rb"[\x80-\xff]")
ENOUGH_PAIRS = 2_000
SELDOM, FEW = 4, 2
"""Of so many Chinese signs one at most may have a byte of ASCII, if they are more than a few: 李玥 is a name."""

UNSEEN = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Kinds of signs that no line of text has."""
_DECLARED = re.compile(r"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
FAR_EAST = {"big5": "cp950", "big5-hkscs": "big5hkscs"}
WESTERN = dict.fromkeys(("iso-8859-1", "latin1", "windows-1252", "us-ascii"), "cp1252")
"""Encodings in which any bytes make sense: only believed where nothing else does."""

FIRST_LINES, MOST_NAMES = 40, 200
_BETWEEN = re.compile(r"[,;\t|]")

MISTAKEN_FOR_UTF8 = 60
"""Text in GB18030 fails as UTF-8 at once; what read well for this many bytes is damaged UTF-8."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """How far a file could be read in an encoding: up to which line, after how many bytes beyond ASCII."""

    encoding: str
    line: int
    beyond_ascii: int
    failed: bool


def find_encoding(snapshot: Snapshot, *, long_lines: bool = False) -> str:
    """Name the encoding of a text file: by its mark, its zeros (UTF-16), else UTF-8, else GB18030, each read strictly.

    It is Big5 where two names of columns are known that are none in GB18030.

    Raises:
        NotATable: it is not text.
        EncodingUnknown: it is in none of these encodings.
        FileTooLarge: it has a line of more than a mebibyte, which may be in some kinds of files only.
    """
    head = snapshot.head()
    marked = next((name for mark, name in BOMS if head.startswith(mark)), None) or _wide(head)
    _check_text(snapshot, wide=marked in WIDE, long_lines=long_lines)
    trial = _try(snapshot, marked or "utf-8")
    if trial.failed and not marked and _has_header_in_big5(head):
        trial = max((_try(snapshot, each) for each in FAR_EAST.values()), key=lambda each: (not each.failed, each.line))
    elif trial.failed and not marked and trial.beyond_ascii < MISTAKEN_FOR_UTF8:
        trial = max(trial, _try(snapshot, CHINESE), key=lambda each: (not each.failed, each.line))
    if trial.failed:
        raise EncodingUnknown(file=snapshot.name, line=trial.line)
    if trial.encoding == CHINESE and (line := _line_of_letters(snapshot)):
        raise EncodingUnknown(file=snapshot.name, line=line)
    return trial.encoding


def _has_header_in_big5(head: bytes) -> bool:
    return _known_names(head, FAR_EAST["big5"]) > _known_names(head, CHINESE) + 1


def _known_names(head: bytes, encoding: str) -> int:
    """Give the most names of columns that one of the first lines has when they are read in an encoding."""
    lines = head.decode(encoding, "replace").splitlines()[:FIRST_LINES]
    return max(sum(is_known(cell.strip('" ')) for cell in _BETWEEN.split(line)[:MOST_NAMES]) for line in lines)


def find_marked_encoding(snapshot: Snapshot) -> str:
    """Name the encoding of a file with marks, which may declare one itself; what it declares is often not true.

    Raises:
        NotATable: it is not text.
        EncodingUnknown: it is in no encoding that is read.
    """
    found = _DECLARED.search(snapshot.head().decode("latin-1"))
    declared = found[1].lower() if found else ""
    if declared in FAR_EAST and _try(snapshot, "utf-8").failed and not _try(snapshot, FAR_EAST[declared]).failed:
        return FAR_EAST[declared]
    try:
        return find_encoding(snapshot, long_lines=True)
    except EncodingUnknown:
        if declared in WESTERN and not _try(snapshot, WESTERN[declared]).failed:
            return WESTERN[declared]
        raise


def _line_of_letters(snapshot: Snapshot) -> int:
    """Give the line where a text that reads as GB18030 is in another encoding after all; 0 where it is not.

    The second byte of a Chinese sign is seldom one of ASCII, and then another sign mostly stands beside it; behind a
    letter such as ü alone among others it always is one.
    """
    odd, alone, plain, line, first = 0, 0, 0, 1, 0
    for chunk in snapshot.chunks():
        for pair in _PAIR.finditer(chunk):
            if pair.group()[1] > 0x7F or len(pair.group()) > 2:
                plain += 1
                continue
            odd += 1
            alone += not _HIGH.search(chunk, max(pair.start() - 1, 0), pair.start()) and not _HIGH.match(
                chunk, pair.end()
            )
            first = first or line + chunk.count(b"\n", 0, pair.start())
        if odd + plain > ENOUGH_PAIRS:
            break
        line += chunk.count(b"\n")
    suspect = odd if odd > FEW else alone
    return first if suspect * SELDOM > odd + plain else 0


def _wide(head: bytes) -> str | None:
    """Name the UTF-16 in which a text without a mark begins: nothing else has zeros in it and lines of plain text."""
    if b"\0" not in head:
        return None
    return next((name for name in WIDE[1:] if _is_plain(head, name)), None)


def _is_plain(head: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    lines = text.splitlines()
    return len(lines) > 1 and all(unicodedata.category(sign) not in UNSEEN for sign in "".join(lines).replace("\t", ""))


def check_lines(snapshot: Snapshot) -> None:
    """Look whether a text has lines that can be read.

    Raises:
        FileTooLarge: it has a line of more than a mebibyte.
    """
    _check_text(snapshot, wide=True, long_lines=False)


def _check_text(snapshot: Snapshot, *, wide: bool, long_lines: bool) -> None:
    for chunk in snapshot.chunks():
        if not wide and b"\0" in chunk:
            raise NotATable(file=snapshot.name, kind=tr("a binary file"))
        if not long_lines and len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
            raise FileTooLarge(file=snapshot.name, why=tr("it has a line of more than a million characters"))


def _try(snapshot: Snapshot, encoding: str) -> _Trial:
    decoder = codecs.getincrementaldecoder(encoding)()
    line, beyond = 1, 0
    for chunk in chain(snapshot.chunks(), [b""]):
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as failure:
            good = failure.object[: failure.start]
            beyond += sum(byte > 0x7F for byte in good)
            return _Trial(encoding, line + good.count(b"\n"), beyond, failed=True)
        if "\0" in text:
            raise NotATable(file=snapshot.name, kind=tr("a binary file"))
        line += text.count("\n")
        beyond += len(chunk) - len(text)
    return _Trial(encoding, line, beyond, failed=False)
