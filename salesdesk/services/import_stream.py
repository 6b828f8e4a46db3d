"""The course of an import whose rows may be too many to be held: taken in block by block, then tried or written."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.mapped_tables import mapped_table
from salesdesk.importing.mapping import ColumnMap, map_columns
from salesdesk.importing.progress import ProgressTeller, Stage, TellProgress
from salesdesk.importing.refused_rows import RefusedRows
from salesdesk.importing.tables import Source, Table, open_table
from salesdesk.services.desk import Desk
from salesdesk.services.import_announcing import announced
from salesdesk.services.import_answers import pending_rejects
from salesdesk.services.intake import undisturbed

Done = TypeVar("Done")


@dataclass(frozen=True)
class StreamedFile:
    """A file that is open, and how it is to be imported; `own` is a desk whose connection is the import's alone."""

    desk: Desk
    own: Desk
    table: Table
    columns: ColumnMap
    told: ProgressTeller
    rejects: Path | None

    def begin_checking(self) -> RefusedRows:
        """Say that the rows are now checked; gives what takes those that come back."""
        self.told.begin(Stage.CHECKING, self.table.rows_about)
        return RefusedRows(self.table, self.columns)

    def leave_rejects(self, refused: RefusedRows) -> None:
        """Write the rows that would come back where it was told, if it was."""
        if self.rejects is not None and len(refused):
            with pending_rejects(self.table, self.rejects) as pending:
                pending.write(refused)
                pending.keep()

    def keep(
        self,
        refused: RefusedRows,
        read: int,
        forecast: float | None,
        write: Callable[[], Done],
        are_others_back: Callable[[Done], bool],
    ) -> tuple[Done, Path | None]:
        """Write so many checked rows, those that come back beside them; nobody waits, or about so many seconds.

        `are_others_back` says whether others come back than before it was written, once it has put them by. Gives what
        was done, and where the rows are that came back.
        """
        with pending_rejects(self.table, self.rejects) as pending:
            if len(refused):  # a file that cannot be written is told before anything is imported
                pending.write(refused)
            self.told.begin(Stage.WRITING, read, forecast)
            with nullcontext() if forecast is None else announced(self.own, self.table.name, forecast):
                done = write()
            if are_others_back(done):
                pending.write(refused)
            pending.keep()
            return done, pending.path


@contextmanager
def streamed_file(
    desk: Desk,
    kind: ImportKind,
    source: Source,
    *,
    by_hand: Mapping[str, str] | None,
    sheet: str | None,
    rejects: Path | None,
    progress: TellProgress | None,
) -> Iterator[StreamedFile]:
    """Open a file to be imported on a connection of its own.

    Raises:
        DeskError: the file cannot be read, or a required column is not there.
    """
    told = ProgressTeller(progress)
    told.begin(Stage.READING)
    with undisturbed(), open_table(source, sheet=sheet) as opened, desk.database.alone() as database:
        columns = map_columns(opened.header, kind, by_hand, opened.first)
        table = mapped_table(opened, columns)
        yield StreamedFile(desk, replace(desk, database=database), table, columns, told, rejects)
