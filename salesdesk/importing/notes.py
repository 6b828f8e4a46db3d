"""A word about what in a file is no record: rows that were passed over, units that a title tells, other sheets."""

from collections.abc import Sequence
from dataclasses import dataclass

from salesdesk.language import N_, tr

SHOWN = 40
TITLE = N_("line {line}: passed over, it stands above the header: {text}")
TOTAL = N_("line {line}: a total row was skipped: {text}")
HEADER_AGAIN = N_("line {line}: the header stands here again; it was skipped")
TWO_LINES = N_("line {line}: the header goes over two lines; they were read as one")
UNIT = N_("line {line}: {columns} are in {unit}, as is said above the header")
SHEETS = N_("the sheet {sheet} was read; there are also {others} (--sheet)")
MORE = N_("{count} more lines were skipped like these")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know of a file: its line (from 1; 0 for the file as such), a code for programs, a sentence."""

    line: int
    code: str
    sentence: str


def note(code: str, sentence: str, line: int = 0, **details: object) -> Note:
    """Make a note in the reader's language."""
    return Note(line, code, tr(sentence).format(line=line, **details))


def first_of(notes: Sequence[Note]) -> list[Note]:
    """Give the first notes, and how many more there are."""
    if len(notes) <= SHOWN:
        return list(notes)
    return [*notes[:SHOWN], note("more", MORE, count=len(notes) - SHOWN)]
