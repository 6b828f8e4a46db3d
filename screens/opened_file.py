"""A file that is looked at before it is imported: opened once, then seen under one map after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message
from textual.worker import get_current_worker

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.services.desk import Desk
from salesdesk.services.import_maps import MapAnswer, maps_for
from salesdesk.services.import_preview import Checked, ImportFile, Preview, open_import


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that is open, the maps that were saved for its header, and its first rows."""

    file: ImportFile
    maps: list[MapAnswer]
    found: Preview


@dataclass
class RowsChecked(Message):
    """So many rows of the file are checked."""

    count: int

    def can_replace(self, message: Message) -> bool:
        """Let only the latest be shown."""
        return isinstance(message, RowsChecked)


def open_file(
    desk: Desk, kind: ImportKind, path: Path, sheet: str | None = None, *, all_sheets: bool = False
) -> OpenedFile:
    """Open a file, or one of its sheets, or all that carry the same list; in a thread.

    Raises:
        DeskError: it cannot be read, or may not be imported by whoever is here.
    """
    return look_at(desk, open_import(desk, kind, path, sheet=sheet, all_sheets=all_sheets), {})


def look_at(desk: Desk, file: ImportFile, by_hand: Mapping[str, str]) -> OpenedFile:
    """Look at a file that is open, and for maps that were saved meanwhile; in a thread."""
    return OpenedFile(file, maps_for(desk, file.kind, file.table.header), file.look(by_hand))


def check_all(file: ImportFile, by_hand: Mapping[str, str], tell: Callable[[Message], object]) -> Checked:
    """Check all rows, for as long as somebody wants to know; in a thread."""
    worker = get_current_worker()

    def told(count: int) -> bool:
        tell(RowsChecked(count))
        return not worker.is_cancelled

    return file.check(by_hand, told=told)
