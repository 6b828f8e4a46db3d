"""Rows of a sheet by column, many at a time, as bytes on their way from the process that reads the workbook."""

import json
import os
from collections.abc import Iterator, Sequence
from struct import Struct
from typing import BinaryIO, NamedTuple

BETWEEN = "\n"
"""Stands between cells, and between columns."""

_HEAD = Struct("<?III")
END = _HEAD.pack(True, 0, 0, 0)
"""Stands behind each sheet where several come one behind the other."""


class SheetBlock(NamedTuple):
    """Some rows of a sheet, one below the other: how many, the cells of each column, and all of them as one text."""

    size: int
    columns: tuple[Sequence[str], ...]
    text: str


def packed(size: int, columns: Sequence[str]) -> bytes | None:
    """Write so many rows, each column as one text; `None` when a cell has the sign in it that stands between cells."""
    text = BETWEEN.join(columns)
    if text.count(BETWEEN) != size * len(columns) - 1:
        return None
    content = text.encode()
    return _HEAD.pack(True, size, len(columns), len(content)) + content


def packed_cells(size: int, columns: Sequence[Sequence[str]]) -> bytes:
    """Write so many rows, whatever is in their cells."""
    content = json.dumps([list(column) for column in columns], ensure_ascii=False).encode()
    return _HEAD.pack(False, size, len(columns), len(content)) + content


def unpacked(source: BinaryIO) -> Iterator[SheetBlock]:
    """Read what was packed, one block after the other, to its end."""
    while head := source.read(_HEAD.size):
        is_plain, size, width, length = _HEAD.unpack(head)
        text = source.read(length).decode()
        if is_plain:
            cells = text.split(BETWEEN)
            yield SheetBlock(size, tuple(cells[at : at + size] for at in range(0, size * width, size)), text)
        else:
            columns = tuple(json.loads(text))
            yield SheetBlock(size, columns, "".join(map("".join, columns)))


def sheets_in(source: BinaryIO) -> Iterator[tuple[int, int]]:
    """Give the place where each of several sheets begins, and where it ends; their rows are not read for that."""
    first = 0
    while head := source.read(_HEAD.size):
        _, size, _, length = _HEAD.unpack(head)
        end = source.seek(length, os.SEEK_CUR)
        if not size:
            yield first, end - _HEAD.size
            first = end
