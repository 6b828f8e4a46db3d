"""What kind of file somebody sent: by its content, for an extension is only a name."""

import mmap
import re
from contextlib import closing
from zipfile import BadZipFile, ZipFile

from salesdesk.importing.refusals import FileDamaged, FileTooLarge, NotATable, PasswordProtected
from salesdesk.importing.snapshot import Snapshot
from salesdesk.language import N_, tr

TEXT = "text"
MEBIBYTE = 1 << 20
LARGEST_WORKBOOK = 256 * MEBIBYTE
LARGEST_UNPACKED = 1024 * MEBIBYTE
MOST_PARTS = 10_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF document")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"\x1f\x8b", N_("a packed archive")),
    (b"7z\xbc\xaf\x27\x1c", N_("a packed archive")),
    (b"Rar!", N_("a packed archive")),
    (b"{\\rtf", N_("a text document")),
    (b"SQLite format 3\0", N_("a database")),
    (b"\x7fELF", N_("a program")),
    (b"MZ\x90\0", N_("a program")),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|head|meta|\?xml|\?mso)", re.IGNORECASE)


def find_kind(snapshot: Snapshot) -> str:
    """Name the kind of a file: `text`, `xls`, `xlsx`, `xlsm`, `xlsb` or `ods`.

    Raises:
        NotATable: it is something else, by its first bytes or its parts.
        PasswordProtected: it is a workbook with a password.
        FileTooLarge: it would unpack to more than is safe.
        FileDamaged: it is a workbook that cannot be opened.
    """
    head = snapshot.head()
    if head.startswith(OLE):
        return _check_ole(snapshot)
    if head.startswith(b"PK"):
        return _check_archive(snapshot)
    known = next((kind for start, kind in MAGIC if head.startswith(start)), None)
    if known is None and _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        known = N_("a web page or XML file")
    if known is not None:
        raise NotATable(file=snapshot.name, kind=tr(known))
    return TEXT


def _check_ole(snapshot: Snapshot) -> str:
    _check_size(snapshot)
    with closing(mmap.mmap(snapshot.content.fileno(), 0, access=mmap.ACCESS_READ)) as content:
        names = {name for name in ("EncryptedPackage", "Workbook", "Book") if _has_name(content, name)}
    if "EncryptedPackage" in names:
        raise PasswordProtected(file=snapshot.name)
    if not names:
        raise NotATable(file=snapshot.name, kind=tr("an old Office document"))
    return "xls"


def _has_name(content: mmap.mmap, name: str) -> bool:
    return content.find(name.encode("utf-16-le")) >= 0


def _check_size(snapshot: Snapshot) -> None:
    if snapshot.size > LARGEST_WORKBOOK:
        raise FileTooLarge(file=snapshot.name, why=tr("a workbook may have 256 MiB"))


def _check_archive(snapshot: Snapshot) -> str:
    _check_size(snapshot)
    try:
        with snapshot.content.open() as source, ZipFile(source) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            _check_unpacked(snapshot, len(archive.infolist()), sum(p.file_size for p in archive.infolist()))
            return _workbook_kind(snapshot, archive, parts)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as failure:
        raise FileDamaged(file=snapshot.name, why=tr("its archive cannot be opened"), found=str(failure)) from None


def _check_unpacked(snapshot: Snapshot, parts: int, size: int) -> None:
    if parts > MOST_PARTS or size > LARGEST_UNPACKED:
        why = tr("it would unpack to {size} MiB in {parts} parts").format(size=size // MEBIBYTE, parts=parts)
        raise FileTooLarge(file=snapshot.name, why=why)


def _workbook_kind(snapshot: Snapshot, archive: ZipFile, parts: dict[str, int]) -> str:
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/workbook.xml" in parts:
        return "xlsm" if "xl/vbaProject.bin" in parts else "xlsx"
    if 0 < parts.get("mimetype", 0) < 100 and b"spreadsheet" in archive.read("mimetype"):
        return "ods"
    other = "word/document.xml" in parts or "mimetype" in parts
    raise NotATable(file=snapshot.name, kind=tr("a text document") if other else tr("a packed archive"))
