"""Taking an import back: what is asked before, and what is said after."""

from salesdesk.domain.import_kinds import ImportKind
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr
from salesdesk.services.undo_words import undone_said
from salesdesk.services.undoing import UndoAnswer
from screens.dialogs import Question

WHAT_GOES = {
    ImportKind.UNITS: N_("Units that it added go, those it changed are again as they were."),
    ImportKind.PRICES: N_("Units that it priced have the prices again that they had before."),
    ImportKind.SURVEY: N_("Units that it measured have the areas again that they had before."),
    ImportKind.CUSTOMERS: N_("Customers that it added go, with their visits."),
    ImportKind.RECEIPTS: N_("Each of its receipts is reversed by a receipt of its own."),
}


def undo_question(kind: ImportKind, number: int | None, file: str) -> Question:
    """Ask whether an import shall be taken back."""
    asked = tr("Take import {number} of {file} back?").format(number=number, file=safe(file))
    refused = tr("Nothing is taken back if anything was built on it since; you are told what.")
    return Question(asked, f"{tr(WHAT_GOES[kind])}\n{refused}")


def told_undone(answer: UndoAnswer) -> str:
    """Say what went, and what is as it was."""
    told = undone_said(answer)
    said = tr("{file} was taken back: {told}.") if told else tr("{file} was taken back.")
    return said.format(file=safe(answer.file), told=told)
