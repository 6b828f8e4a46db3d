"""The course of an import whose rows are few enough to be held: checked, compared, announced, written, answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.problems import RejectedRow
from salesdesk.importing.progress import ProgressTeller, Stage
from salesdesk.importing.rejects import write_rejects
from salesdesk.importing.row_reading import Reason
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.services.desk import Change, Desk
from salesdesk.services.import_announcing import announced
from salesdesk.services.import_answers import answer_values, pending_rejects, said_of
from salesdesk.services.import_reading import Terms, check_rows
from salesdesk.services.sent_back import FieldOf, itself, rows_back

Record = TypeVar("Record")


@dataclass(slots=True)
class Applied:
    """What was, or would be, done with the good rows: how many of each, and the lines refused beside what is there.

    `seq` is the number of the log at which they were compared.
    """

    seq: int = 0
    import_id: int | None = None
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: dict[int, tuple[str, Reason]] = field(default_factory=dict)


Done = TypeVar("Done", bound=Applied)


@dataclass(frozen=True)
class CheckedFile(Generic[Record]):
    """A file that is read and checked: its good rows, and those that come back."""

    table: Table
    columns: ColumnMap
    records: Sequence[Record]
    refused: Sequence[RejectedRow]
    told: ProgressTeller
    seconds_each: float
    """How long one row took to be checked on this machine."""

    field_of: FieldOf

    def back(self, done: Applied) -> list[RejectedRow]:
        """Give all rows that come back, in the file's order."""
        kept_back = rows_back(self.table, self.columns, done.refused, self.field_of)
        return sorted([*self.refused, *kept_back], key=lambda each: each.line)


@dataclass(frozen=True, slots=True)
class Ready(Generic[Record, Done]):
    """A file that is ready to be written, and what it came to when it was compared, before anything was locked."""

    file: CheckedFile[Record]
    found: Done

    def stands(self, change: Change, found: Done | None = None) -> bool:
        """Tell whether nothing has happened in the project since it was compared, nor in the change so far.

        It may have been compared again, as `found` tells.
        """
        return not change.told and change.is_still_at((found or self.found).seq)

    def __str__(self) -> str:
        """Say what makes it another command than that for the same file: its sheets, and how its columns are read."""
        return said_of(self.file.table, self.file.columns)


@contextmanager
def checked_file(
    kind: ImportKind,
    record: type[Record],
    source: Source,
    terms: Terms,
    *,
    by_hand: Mapping[str, str] | None,
    sheet: str | None,
    told: ProgressTeller,
    field_of: FieldOf = itself,
) -> Iterator[CheckedFile[Record]]:
    """Read and check a file, without touching the office.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
    """
    told.begin(Stage.READING)
    with open_table(source, sheet=sheet) as opened:
        columns = map_columns(opened.header, kind, by_hand, opened.first)
        table = mapped_table(opened, columns)
        told.begin(Stage.CHECKING, table.rows_about)
        checked = list(told.counting(check_rows(kind, table, columns, terms)))
        good = [each for each in checked if isinstance(each, record)]
        refused = [each for each in checked if isinstance(each, RejectedRow)]
        yield CheckedFile(table, columns, good, refused, told, told.seconds / max(len(checked), 1), field_of)


def try_file(
    file: CheckedFile[Record], preview: Callable[[], Done], rejects: Path | None
) -> tuple[Done, dict[str, Any]]:
    """See what a file would do; gives that, and what every answer to an import says."""
    file.told.begin(Stage.WRITING, len(file.records))
    done = preview()
    back = file.back(done)
    if back and rejects is not None:
        write_rejects(rejects, file.table, back)
    return done, _said(file, done, back, rejects)


def write_file(
    desk: Desk,
    file: CheckedFile[Record],
    *,
    ahead: Applied,
    forecast: float,
    write: Callable[[], Done],
    rejects: Path | None,
) -> tuple[Done, dict[str, Any]]:
    """Write a file, announced if that takes about so many seconds; gives what it did, and what every answer says.

    `ahead` is what it came to when it was compared. The rows that come back are written before anything is imported,
    so that one hears in time when they cannot be, and put in their place when all is done.
    """
    with pending_rejects(file.table, rejects) as pending:
        early = file.back(ahead)
        if early:
            pending.write(early)
        file.told.begin(Stage.WRITING, len(file.records), forecast)
        with announced(desk, file.table.name, forecast):
            done = write()
        back = early if done.refused == ahead.refused else file.back(done)
        if not back:
            pending.drop()
        elif back != early:
            pending.write(back)
        pending.keep()
        return done, _said(file, done, back, pending.path)


def _said(file: CheckedFile[Record], done: Applied, back: Sequence[RejectedRow], path: Path | None) -> dict[str, Any]:
    counted = {"new": done.new, "changed": done.changed, "same": done.same}
    read = sum(counted.values()) + len(back)
    number = done.import_id
    return answer_values(file.table, file.columns, back, read=read, counted=counted, import_id=number, path=path)
