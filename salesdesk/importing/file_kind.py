"""What kind of file somebody sent: by its content, for an extension is only a name."""

import codecs
import mmap
import re
import zlib
from contextlib import closing
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from salesdesk.importing.refusals import FileDamaged, FileTooLarge, NotATable, PasswordProtected
from salesdesk.importing.snapshot import Snapshot
from salesdesk.importing.web_archives import is_archive
from salesdesk.language import N_, tr

TEXT = "text"
PAGE, XML = "html", "xml"
ARCHIVE = "mht"
"""Of web pages; those in it are what is read."""

MARKED = frozenset({PAGE, XML})
"""Kinds of files that are text with marks."""

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
    (b"BEGIN:VCARD", N_("a file of contacts (vCard), which address books also give as csv")),
    (b"MZ\x90\0", N_("a program")),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|head|meta|\?xml|\?mso)", re.IGNORECASE)
_BEFORE = r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<![a-z][^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*+"
_ROOT = re.compile(rf"{_BEFORE}<([a-z][a-z0-9]*:)?([a-z][a-z0-9]*)(?=[\s/>])", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(rb"<\0?t\0?a\0?b\0?l\0?e\0?[\s/>]", re.IGNORECASE)
_IN_PAGES = re.compile(
    "html|head|meta|title|style|script|link|body|table|caption|thead|tbody|tr|div|center|form|font|span|p|b|h[1-6]|br|hr|a"
    "|img"
)
"""Elements with which web pages, and pieces of them, begin."""

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def find_kind(snapshot: Snapshot) -> str:
    """Name the kind of a file: `text`, `xls`, `xlsx`, `xlsm`, `xlsb`, `ods`, `xml` (of 2003), `html` or `mht`.

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
    plain = head.removeprefix(codecs.BOM_UTF8)
    known = next((kind for start, kind in MAGIC if plain.startswith(start)), None)
    if known is not None:
        raise NotATable(file=snapshot.name, kind=tr(known))
    text = _as_text(head)
    if is_archive(text):
        _check_size(snapshot)
        return ARCHIVE
    return _check_marked(snapshot, text) if text.lstrip().startswith("<") else TEXT


def _as_text(head: bytes) -> str:
    """Read the beginning of a file as far as it is ASCII."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _check_marked(snapshot: Snapshot, text: str) -> str:
    """Name the kind of a file that begins as one with marks does, by its first element."""
    found = _ROOT.match(text)
    root = found[2].lower() if found else ""
    kind = TEXT
    if root == "workbook" and SPREADSHEET in text:
        kind = XML
    elif _IN_PAGES.fullmatch(root) and _has_table(snapshot):
        kind = PAGE
    elif _MARKUP.match(text):
        raise NotATable(file=snapshot.name, kind=tr("a web page without a table, or another XML file"))
    if kind in MARKED:
        _check_size(snapshot)
    return kind


def _has_table(snapshot: Snapshot) -> bool:
    with closing(mmap.mmap(snapshot.content.fileno(), 0, access=mmap.ACCESS_READ)) as content:
        return _TABLE.search(content) is not None


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
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error) as failure:
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
    if 0 < parts.get("mimetype", 0) < 100 and _says_spreadsheet(archive):
        return "ods"
    other = "word/document.xml" in parts or "mimetype" in parts
    raise NotATable(file=snapshot.name, kind=tr("a text document") if other else tr("a packed archive"))


def _says_spreadsheet(archive: ZipFile) -> bool:
    """Tell whether the type that an archive says of itself is a workbook's; nobody packs it in a rare way."""
    told = archive.getinfo("mimetype")
    return told.compress_type in {ZIP_STORED, ZIP_DEFLATED} and b"spreadsheet" in archive.read(told)
