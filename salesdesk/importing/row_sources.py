"""The rows of a file of each kind, to be gone through any number of times."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from salesdesk.importing.blocks import Block, read_blocks
from salesdesk.importing.delimited import open_text, read_lines, read_rows
from salesdesk.importing.json_document import read_list, read_lists
from salesdesk.importing.json_lines import read_objects
from salesdesk.importing.private_file import Content
from salesdesk.importing.rows import Row, fitted, padded
from salesdesk.importing.short_rows import filled
from salesdesk.importing.workbooks import Sheet

T = TypeVar("T")


@dataclass(frozen=True)
class TextRows:
    """The rows of a text file below its header."""

    content: Content
    encoding: str
    delimiter: str
    width: int
    next_line: int
    least: int
    ends_whole: bool

    def __iter__(self) -> Iterator[Row]:
        lines = read_lines(self.content, self.encoding, skip=self.next_line - 1)
        return self._filled(read_rows(lines, self.delimiter, self.next_line, self.width))

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        with open_text(self.content, self.encoding, skip=self.next_line - 1) as text:
            yield from self._filled(read_blocks(text, self.delimiter, self.next_line, self.width))

    def _filled(self, rows: Iterator[T]) -> Iterator[T | Row]:
        return filled(rows, self.width, self.least, ends_whole=self.ends_whole)


@dataclass(frozen=True)
class ObjectRows:
    """The rows of a file of JSON lines."""

    content: Content
    encoding: str
    header: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        return read_objects(read_lines(self.content, self.encoding), self.header)


@dataclass(frozen=True)
class ListRows:
    """The rows of a list of objects in a JSON document."""

    content: Content
    encoding: str
    header: tuple[str, ...]
    path: tuple[str, ...]
    have_lines: bool

    def __iter__(self) -> Iterator[Row]:
        with open_text(self.content, self.encoding) as text:
            yield from read_list(text, self.path, self.header, have_lines=self.have_lines)


@dataclass(frozen=True)
class ArrayRows:
    """The rows of a list of lists in a JSON document, below its header if that is known."""

    content: Content
    encoding: str
    path: tuple[str, ...]
    have_lines: bool
    width: int = 0
    least: int = 0
    last_line: int = 0

    def __iter__(self) -> Iterator[Row]:
        with open_text(self.content, self.encoding) as text:
            rows = (row for row in read_lists(text, self.path, have_lines=self.have_lines) if row.line > self.last_line)
            if not self.width:
                yield from rows
                return
            yield from filled((fitted(row, self.width) for row in rows), self.width, self.least, ends_whole=True)


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet below its header."""

    sheet: Sheet
    width: int
    last_line: int

    def __iter__(self) -> Iterator[Row]:
        return (padded(row, self.width) for row in self.sheet.rows(skip=self.last_line))

    def blocks(self) -> Iterator[Block | Row]:
        """Give the same rows, most of them in blocks."""
        return self.sheet.blocks(self.last_line, self.width)
