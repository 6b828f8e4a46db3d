"""From when a workbook counts its days: from 1904 some, and only what is formatted as a day is read by that."""

import re
import struct
from typing import BinaryIO
from zipfile import ZipFile

from salesdesk.importing.sheet_errors import small_part

FROM_1904 = "1904"
_SAID_IN_XML = re.compile(rb"<workbookPr[^>]*\bdate1904=[\"'](?:1|true|on)[\"']")
_BEGINNING, _END, _COUNT = 0x0809, 0x000A, 0x0022
LONGEST = 1 << 16


def counts_from_1904(book: BinaryIO, kind: str) -> bool:
    """Tell whether a workbook counts its days from 1904."""
    if kind in {"xlsx", "xlsm"}:
        with ZipFile(book) as archive:
            return _SAID_IN_XML.search(small_part(archive, "xl/workbook.xml")) is not None
    book.seek(0)
    return kind == "xls" and _says_so(book.read(LONGEST))


def _says_so(book: bytes) -> bool:
    """Go through the records of an old workbook, from its beginning to the one that says so."""
    at = book.find(struct.pack("<HH", _BEGINNING, 16))
    while 0 <= at <= len(book) - 6:
        record, length, value = struct.unpack_from("<HHH", book, at)
        if record in {_COUNT, _END}:
            return bool(record == _COUNT and length == 2 and value == 1)
        at += 4 + length
    return False
