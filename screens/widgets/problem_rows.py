"""What is wrong with the rows of a file, by column, as lines of a list."""

from collections.abc import Sequence

from salesdesk.domain.text import safe
from salesdesk.importing.problems import ColumnProblem, Problem
from salesdesk.importing.rows import short
from salesdesk.language import ntr, tr
from salesdesk.services.import_answers import ImportAnswer
from screens.widgets.row_columns import Cell, Column, Row

NOTE = "note "
LIKE, VALUE, SHEET = 8, 50, 12
"""How many rows with one kind of problem are named, and how much of their values and sheets."""


def column_problem_columns(kinds: Sequence[ColumnProblem]) -> tuple[Column, ...]:
    """Give the columns of the list of problems by column: notes that stand alone are no examples of anything."""
    return (
        Column(tr("rows"), is_right=True),
        Column(tr("column"), least=6, most=24),
        Column(tr("line"), is_right=True, rank=2),
        Column(tr("for example") if kinds else tr("worth knowing"), least=24),
        Column(tr("accepted"), least=16, rank=1),
    )


def problem_rows(kinds: Sequence[ColumnProblem], notes: Sequence[Problem], *, by_sheet: bool) -> tuple[Row, ...]:
    """Write each kind of problem: in how many rows, the first of them, and what would be accepted; then the notes.

    `by_sheet` says that a line is one of several sheets, which is named then.
    """
    found = (_problem_row(each, by_sheet=by_sheet) for each in kinds)
    return (*found, *(_note_row(at, each, by_sheet=by_sheet) for at, each in enumerate(notes)))


def _problem_row(each: ColumnProblem, *, by_sheet: bool) -> Row:
    return Row(
        key_of(each),
        (
            Cell(f"{each.count:,}", "overdue"),
            Cell(safe(short(each.column)), "strong"),
            Cell(_place(each.first, by_sheet=by_sheet), "dim"),
            Cell(_said(each.first)),
            Cell(safe(each.first.accepted), "dim"),
        ),
    )


def _note_row(at: int, each: Problem, *, by_sheet: bool) -> Row:
    """Write what is worth a word of a file, though no row comes back for it."""
    column, place = Cell(safe(short(each.column))), Cell(_place(each, by_sheet=by_sheet), "dim")
    return Row(f"{NOTE}{at}", (Cell(), column, place, Cell(_said(each), runs_on=True), Cell()))


def told_line(kinds: Sequence[ColumnProblem], notes: Sequence[Problem], key: str, *, by_sheet: bool) -> tuple[str, str]:
    """Tell in full what a line says, of a kind of problem or a note: a title, and the text."""
    if key.startswith(NOTE):
        return told_problem(notes[int(key.removeprefix(NOTE))], by_sheet=by_sheet)
    return told_column(next(each for each in kinds if key_of(each) == key), by_sheet=by_sheet)


def told_in(answer: ImportAnswer, key: str, *, by_sheet: bool) -> tuple[str, str]:
    """Tell in full what a line of a result says, with the first rows that have the same problem."""
    title, told = told_line(answer.by_column, answer.notes, key, by_sheet=by_sheet)
    like = [each for each in answer.problems if f"{each.column} {each.code}" == key]
    shown = [f"  {_place(each, by_sheet=by_sheet)}  {safe(short(each.value, VALUE))}" for each in like[:LIKE]]
    return title, "\n".join([told, *shown]) if len(like) > 1 else told


def key_of(each: ColumnProblem) -> str:
    """Give the key of a line of the list of problems by column."""
    return f"{each.column} {each.code}"


def _said(each: Problem) -> str:
    """Say what is wrong without the column, which stands beside it."""
    rest = each.sentence.removeprefix(each.column)
    return safe(rest.lstrip(":： ") if each.column and rest.startswith((":", "：")) else each.sentence)


def _place(each: Problem, *, by_sheet: bool) -> str:
    line = str(each.line or "")
    return " ".join(filter(None, (safe(short(each.sheet, SHEET)), line))) if by_sheet else line


def told_column(each: ColumnProblem, *, by_sheet: bool) -> tuple[str, str]:
    """Tell a kind of problem in full: a title, and the first row that has it."""
    said = ntr("{count} row has it", "{count} rows have it", each.count).format(count=f"{each.count:,}")
    title, told = told_problem(each.first, by_sheet=by_sheet)
    return title, f"{told}\n\n{said}"


def told_problem(each: Problem, *, by_sheet: bool) -> tuple[str, str]:
    """Tell a problem in full: where it stands, and what is wrong, and what would be accepted."""
    place = tr("Line {line}, {column}") if each.column else tr("Line {line}") if each.line else tr("The whole file")
    if by_sheet and each.sheet:
        place = tr("Sheet {sheet}, line {line}, {column}") if each.column else tr("Sheet {sheet}, line {line}")
        place = place if each.line else tr("Sheet {sheet}")
    accepted = tr("Accepted: {accepted}").format(accepted=safe(each.accepted)) if each.accepted else ""
    told = "\n".join(filter(None, (safe(each.sentence), accepted)))
    where = {"sheet": safe(short(each.sheet)), "line": each.line, "column": safe(short(each.column))}
    return place.format(**where), told
