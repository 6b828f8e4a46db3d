"""Lines that end before the last columns: spreadsheets leave blank cells out there when they save a text file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from salesdesk.importing.private_file import Content
from salesdesk.importing.rows import Flaw, Row, padded
from salesdesk.importing.synonyms import counts

T = TypeVar("T")
ENDS = (b"\n", b"\r", b"\n\0", b"\r\0")


def least_cells(header: Sequence[str]) -> int:
    """Give how many cells a line must have: up to the last column in which an amount, a day or a name may stand."""
    return max((place for place, name in enumerate(header, 1) if counts(name)), default=len(header))


def filled(rows: Iterable[T], width: int, least: int, *, ends_whole: bool) -> Iterator[T | Row]:
    """Give rows, those filled up that lack only columns of remarks and the like.

    Not so the last line of a file that does not end with a line's end: it may have been cut off in the middle.
    """
    waiting: T | None = None
    for row in rows:
        if waiting is not None:
            yield _filled(waiting, width, least)
        waiting = row
    if waiting is not None:
        yield _filled(waiting, width, least) if ends_whole else waiting


def _filled(row: T, width: int, least: int) -> T | Row:
    if isinstance(row, Row) and row.flaw is Flaw.TOO_FEW_CELLS and len(row.cells) >= least:
        return padded(row._replace(flaw=Flaw.NONE), width)
    return row


def ends_whole(content: Content) -> bool:
    """Tell whether a file's last line has its end."""
    with content.open() as file:
        file.seek(max(content.size() - 2, 0))
        return file.read().endswith(ENDS)
