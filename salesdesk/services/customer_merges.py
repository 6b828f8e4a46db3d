"""Rows of a file that were put together with a customer: told with the line, the rule and into whom, none dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salesdesk.importing.notes import note
from salesdesk.importing.problems import Problem
from salesdesk.importing.rows import short
from salesdesk.importing.sheet_lines import SheetLines
from salesdesk.language import N_, tr
from salesdesk.services.customer_matching import Merge

SHOWN = 20
BY = {"phone": N_("by phone"), "id_number": N_("by id number")}
KNOWN = N_("added to {who}, who was known {rule}")
REP_STAYS = N_("{who}, who was known {rule}, stays with the rep they have")
TWICE = N_("put together {rule} with line {first}: {who}")
TWICE_IN_SHEET = N_("put together {rule} with line {first} of the sheet {sheet}: {who}")


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row that was put together with a customer; `with_line` is the first row of the file that is them.

    `keeps_rep` says that they stay with their rep, though the row names another. Lines are those of their sheets,
    which are named where the file has any.
    """

    line: int
    customer_id: int | None
    name: str
    by: str
    with_line: int | None
    keeps_rep: bool = False
    sheet: str = ""
    with_sheet: str = ""


def merged_rows(merges: Sequence[Merge], lines: SheetLines) -> list[MergedRow]:
    """Give rows with whom they were put together; customers who are only looked at have no number yet."""
    return [_merged_row(each, lines) for each in merges]


def _merged_row(merge: Merge, lines: SheetLines) -> MergedRow:
    sheet, line = lines.at(merge.line)
    with_sheet, with_line = lines.at(merge.with_line) if merge.with_line else ("", None)
    key, name = merge.person.key, merge.person.name
    return MergedRow(line, key, name, merge.by, with_line, merge.keeps_rep, sheet, with_sheet)


def merge_notes(rows: Sequence[MergedRow], lines: SheetLines) -> list[Problem]:
    """Put the first of the rows into words."""
    return [_note(each, several=lines.are_several) for each in rows[:SHOWN]]


def _note(row: MergedRow, *, several: bool) -> Problem:
    who = row.name if row.customer_id is None else f"C-{row.customer_id} {row.name}"
    twice = TWICE_IN_SHEET if several else TWICE
    sentence = REP_STAYS if row.keeps_rep else twice if row.with_line else KNOWN
    told = {"who": who, "rule": tr(BY[row.by]), "first": row.with_line, "sheet": short(row.with_sheet)}
    return replace(note("merged", sentence, row.line, **told), sheet=row.sheet)
