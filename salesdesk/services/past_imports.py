"""The files that were imported, as far as somebody may know of them, and which of them were taken back."""

from dataclasses import dataclass
from datetime import datetime

from db import imports
from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.roles import Right
from salesdesk.services.desk import Desk, Look, sees


@dataclass(frozen=True, slots=True)
class PastImport:
    """One file that was imported: who, when, its SHA-256, what came of its rows, and whether it was taken back."""

    import_id: int
    kind: ImportKind
    file: str
    sha256: str
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    staff: str
    at: datetime
    undone: bool


def kinds_for(desk: Desk) -> list[ImportKind]:
    """Give the kinds of files that whoever is here may import."""
    return [kind for kind in ImportKind if desk.may(IMPORT_RIGHTS[kind])]


@sees(Right.SEE_BOARD)
def past_imports(look: Look) -> list[PastImport]:
    """List the files that were imported, latest first: all to who may import, else those of kinds they may.

    Raises:
        NotPermitted: there is no kind that they may import.
    """
    look.demand(Right.IMPORT, *IMPORT_RIGHTS.values())
    undone = imports.undone(look.tx, look.project_id)
    return [
        PastImport(
            import_id=row.id,
            kind=ImportKind(row.kind),
            file=row.file_name,
            sha256=row.sha256,
            read=row.read,
            new=row.new,
            changed=row.changed,
            same=row.same,
            rejected=row.rejected,
            staff=row.staff,
            at=look.settings.local(row.at),
            undone=row.id in undone,
        )
        for row in imports.runs(look.tx, look.project_id)
        if look.may(Right.IMPORT) or look.may(IMPORT_RIGHTS[ImportKind(row.kind)])
    ]
