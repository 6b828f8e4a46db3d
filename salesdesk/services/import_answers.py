"""What came of a file: the answer to whoever imported it, and the record that the office keeps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from db import imports
from salesdesk.domain.import_kinds import ImportKind
from salesdesk.importing.mapping import ColumnMap, column_notes, letters_of
from salesdesk.importing.notes import NAMELESS, NOT_READ, PLAIN_PRICES, note
from salesdesk.importing.price_columns import says_filed
from salesdesk.importing.problems import ColumnProblem, Problem, RejectedRow, by_column
from salesdesk.importing.rejects import PendingRejects, own_columns, rejects_name
from salesdesk.importing.rows import short
from salesdesk.importing.tables import Table
from salesdesk.services.desk import Change

SHOWN_PROBLEMS = 20
SHOWN_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """What came of a file: read = new + changed + same + rejected. The total is of list prices, in minor units.

    `problems` tell why the first rows came back, `by_column` counts all there is wrong; `notes` tell what else is
    worth a word of rows that did not come back.
    """

    import_id: int | None
    file: str
    format: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    rejects_file: str | None
    list_total_minor: int
    dry_run: bool
    problems: list[Problem]
    notes: list[Problem] = field(default_factory=list)
    by_column: list[ColumnProblem] = field(default_factory=list)


def answer_values(
    table: Table,
    columns: ColumnMap,
    back: Iterable[RejectedRow],
    *,
    read: int,
    counted: Mapping[str, int],
    import_id: int | None,
    path: Path | None,
    list_total_minor: int = 0,
) -> dict[str, Any]:
    """Give what every answer says of a file, by how many rows are new, changed and same; the others come back.

    Without the number of an import nothing was written; `path` is where the rows that come back are.
    """
    rejected = read - sum(counted.values())
    return {
        "import_id": import_id,
        "file": table.name,
        "format": table.format,
        "read": read,
        **counted,
        "rejected": rejected,
        "rejects_file": str(path) if rejected and path is not None else None,
        "list_total_minor": list_total_minor,
        "dry_run": import_id is None,
        "problems": shown_problems(back),
        "by_column": by_column(back),
        "notes": [
            *table.notes,
            *column_notes(columns),
            *unread_notes(columns, table.first),
            *_filed_notes(table, columns),
        ],
    }


def said_of(table: Table, columns: object) -> str:
    """Say what is read of a file: of which sheets, and by which columns."""
    return "/".join((str(columns), *filter(None, table.lines.sheets)))


def unread_notes(columns: ColumnMap, first: Sequence[Sequence[str]]) -> list[Problem]:
    """Name the first of the columns that no field of the kind is in, without those in which reasons stand.

    Those without a name are told by their letters, if there is anything in them.
    """
    own = own_columns(columns.header)
    names = [short(name) for name in columns.unused if name in own]
    named = ", ".join(names[:SHOWN_COLUMNS]) + (" …" if len(names) > SHOWN_COLUMNS else "")
    taken = columns.columns.values()
    blank = [place for place, name in enumerate(columns.header) if not name.strip() and place not in taken]
    filled = [letters_of(place) for place in blank if any(row[place].strip() for row in first)]
    return [
        *([note("not_read", NOT_READ, columns=named)] if names else []),
        *([note("nameless_not_read", NAMELESS, columns=", ".join(filled[:SHOWN_COLUMNS]))] if filled else []),
    ]


def _filed_notes(table: Table, columns: ColumnMap) -> list[Problem]:
    """Say that prices were read as list prices where a title above them says 备案 or 一房一价 and no column does."""
    listed = [name for name in columns.columns if name.startswith("list_")]
    told = any(map(says_filed, chain.from_iterable(table.titles))) and not any(
        name.startswith("filed_") for name in columns.columns
    )
    named = ", ".join(columns.name_of(name) for name in listed)
    return [note("plain_prices", PLAIN_PRICES, columns=named)] if told and listed else []


def note_import(
    change: Change, kind: ImportKind, name: str, sha256: str, counted: Mapping[str, int], rejected: int
) -> int:
    """Record a file that was imported, by how many rows were new, changed and same; gives the import's number."""
    values = {
        "project_id": change.project_id,
        "kind": kind.value,
        "file_name": name,
        "sha256": sha256,
        "read": sum(counted.values()) + rejected,
        **counted,
        "rejected": rejected,
        "staff_id": change.actor.staff_id,
    }
    return imports.add_run(change.tx, values)


def shown_problems(refused: Iterable[RejectedRow]) -> list[Problem]:
    """Give the first problems of the rows that came back; the others stand in their file."""
    return list(islice((problem for row in refused for problem in row.problems), SHOWN_PROBLEMS))


def pending_rejects(table: Table, asked: Path | None) -> PendingRejects:
    """Begin the file of rejected rows: the one asked for, else one beside where the program was started."""
    return PendingRejects(asked or Path(rejects_name(table)), table, asked=asked is not None)
