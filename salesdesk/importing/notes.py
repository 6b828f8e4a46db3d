"""A word about what in a file is no record: rows that were passed over, units that a title tells, other sheets."""

from collections.abc import Sequence

from salesdesk.importing.hidden_rows import Hidden
from salesdesk.importing.problems import Problem
from salesdesk.language import N_, ntr, tr

SHOWN = 20
TITLE = N_("passed over, for it stands above the header: {text}")
TOTAL = N_("a total row was skipped: {text}")
FOOTER = N_("a line that is no row of the list was skipped: {text}")
HEADER_AGAIN = N_("the header stands here again; it was skipped")
TWO_LINES = N_("the header goes over two lines, which were read as one")
MORE_LINES = N_("the header goes over three lines, which were read as one")
UNIT = N_("{columns} in {unit}, as is said above the header")
AS_TOTAL = N_("{column} was read as the price of the whole unit, for it is too much for one square metre")
KIND_OF_ALL = N_("no kind is told; the units are read as {kind}, as the column {column} says")
OTHER_UNIT = N_("the column {column} was not read, for it is in another unit; convert it, or leave it out")
NOT_READ = N_("columns that were not read: {columns}")
NAMELESS = N_("columns without a name in which something stands, and that were not read: {columns}")
PLAIN_PRICES = N_(
    "read as list prices: {columns}, though a title speaks of filed ones; if they are, say so: "
    "--map filed_unit_price=COLUMN or --map filed_total=COLUMN"
)
OF_TITLE = N_("the building of the rows below it is taken from the title: {text}")
CARRIED = N_("{columns} of {count} rows were taken from the row above, as cells that were merged are said once in text")
NO_LINES = N_("the elements have no lines of their own; a line says which of them it is, counted from 1")
NO_SHEETS = N_("{file} has no sheets; all of it was read")
ALL_SHEETS = N_("{count} sheets were read as one list: {sheets}")
OTHER_HEADER = N_(
    "sheets with another header or in other units, which were not read: {sheets}; each can be imported by itself"
)
NO_BUILDING = N_(
    "sheets that do not say which building they are, which were not read: {sheets}; "
    "name it in a title above the list, or call the sheet so"
)
SHEETS = N_("the sheet {sheet} was read; there are also: {others}")


def note(code: str, sentence: str, line: int = 0, **details: object) -> Problem:
    """Make a note on a line (from 1; 0 for the file as such) in the reader's language: it has no column and no cure."""
    return Problem(line, "", "", "", code, tr(sentence).format(**details), "")


def hidden_notes(hidden: Hidden) -> list[Problem]:
    """Say how many of a sheet's rows are hidden there, with the first of their lines."""
    if not hidden.lines:
        return []
    said = ntr(
        "{count} row from here on is hidden in the sheet; it is read like the others",
        "{count} rows from here on are hidden in the sheet; they are read like the others",
        hidden.lines,
    )
    return [note("hidden_rows", said, hidden.first[0], count=hidden.lines)]


def first_notes(notes: Sequence[Problem], beyond: int) -> list[Problem]:
    """Give the first notes, and say how many more there are, those `beyond` that were not even kept among them."""
    more = max(len(notes) - SHOWN, 0) + beyond
    if not more:
        return list(notes)
    said = ntr("{count} more row like these was skipped", "{count} more rows like these were skipped", more)
    return [*notes[:SHOWN], note("more", said, count=more)]
