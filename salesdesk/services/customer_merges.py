"""Rows of a file that were put together with a customer: told with the line, the rule and into whom, none dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.importing.notes import note
from salesdesk.importing.problems import Problem
from salesdesk.language import N_, tr
from salesdesk.services.customer_matching import Merge

SHOWN = 20
BY = {"phone": N_("by phone"), "id_number": N_("by id number")}
KNOWN = N_("added to {who}, who was known {rule}")
REP_STAYS = N_("{who}, who was known {rule}, stays with the rep they have")
TWICE = N_("put together {rule} with line {first}: {who}")


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row that was put together with a customer; `with_line` is the first row of the file that is them.

    `keeps_rep` says that they stay with their rep, though the row names another.
    """

    line: int
    customer_id: int | None
    name: str
    by: str
    with_line: int | None
    keeps_rep: bool = False


def merged_rows(merges: Sequence[Merge]) -> list[MergedRow]:
    """Give rows with whom they were put together; customers who are only looked at have no number yet."""
    return [
        MergedRow(each.line, each.person.key, each.person.name, each.by, each.with_line or None, each.keeps_rep)
        for each in merges
    ]


def merge_notes(rows: Sequence[MergedRow]) -> list[Problem]:
    """Put the first of the rows into words."""
    return [_note(each) for each in rows[:SHOWN]]


def _note(row: MergedRow) -> Problem:
    who = row.name if row.customer_id is None else f"C-{row.customer_id} {row.name}"
    sentence = REP_STAYS if row.keeps_rep else TWICE if row.with_line else KNOWN
    return note("merged", sentence, row.line, who=who, rule=tr(BY[row.by]), first=row.with_line)
