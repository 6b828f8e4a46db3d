"""What became of the rows of an import that was taken back, in words."""

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.language import ntr
from salesdesk.services.undoing import UndoAnswer


def undone_said(answer: UndoAnswer) -> str:
    """Say how many rows went, or receipts were reversed, and how many are as they were; empty if there were none."""
    went = ntr("{count} row went", "{count} rows went", answer.removed)
    if answer.kind == ImportKind.RECEIPTS:
        went = ntr("{count} receipt was reversed", "{count} receipts were reversed", answer.removed)
    back = ntr("{count} is as it was", "{count} are as they were", answer.restored)
    counted = ((answer.removed, went), (answer.restored, back))
    return ", ".join(said.format(count=f"{count:,}") for count, said in counted if count)
