"""What is said on a terminal of an import: its counts, what is worth a word, and the first rows that came back."""

from typing import TYPE_CHECKING

from salesdesk.cli.import_files import OpenedFile
from salesdesk.language import ntr, tr

if TYPE_CHECKING:
    from salesdesk.importing.problems import Problem
    from salesdesk.services.import_answers import ImportAnswer

OPTIONS = {"other_sheets": " (--sheet, --all-sheets)", "sheets_not_read": " (--sheet, --all-sheets)"}
"""What would help, behind notes that say so."""


def import_text(answer: "ImportAnswer", found: OpenedFile) -> str:
    """Say what came of a file."""
    from salesdesk.cli.output import lines_of
    from salesdesk.domain.money import format_minor
    from salesdesk.importing.rejects import READ_ONLY

    head = tr("{file}: {read} read = {new} new + {changed} changed + {same} same + {rejected} rejected")
    counts = {name: getattr(answer, name) for name in ("file", "read", "new", "changed", "same", "rejected")}
    said = [head.format(**counts)]
    if answer.list_total_minor:
        said.append(tr("List prices: {total}").format(total=format_minor(answer.list_total_minor)))
    if booked := getattr(answer, "booked_minor", 0):
        over = format_minor(getattr(answer, "unallocated_minor", 0))
        said.append(tr("Booked: {total}, of it unallocated {over}").format(total=format_minor(booked), over=over))
    if unclaimed := getattr(answer, "unclaimed", 0):
        loose = ntr(
            "{count} payment of {total} is for no deal that is known; see `salesdesk receipt unallocated`",
            "{count} payments of {total} are for no deal that is known; see `salesdesk receipt unallocated`",
            unclaimed,
        )
        said.append(loose.format(count=unclaimed, total=format_minor(getattr(answer, "unclaimed_minor", 0))))
    if merged := getattr(answer, "merged", 0):
        put = ntr(
            "{count} row was put together with a customer who was known or stood before it",
            "{count} rows were put together with customers who were known or stood before them",
            merged,
        )
        said.append(put.format(count=merged))
    by_sheet = found.file.table.lines.are_several
    said += _problem_lines(answer.notes, by_sheet)
    said += _rejected_lines(answer, by_sheet)
    if answer.rejects_file:
        said.append(tr("The rejected rows are in {file}.").format(file=answer.rejects_file))
        if answer.format in READ_ONLY and answer.rejects_file.endswith(".xlsx"):
            said.append(tr("It is an xlsx: files of the kind {kind} are read, not written.").format(kind=answer.format))
    listed = getattr(answer, "price_list", None)
    if listed is not None:
        said.append(tr("{name} counts from {day}.").format(name=listed, day=getattr(answer, "valid_from", "")))
    said += found.said()
    if answer.dry_run:
        said.append(tr("Nothing was written (--dry-run)."))
    return lines_of(said)


def _rejected_lines(answer: "ImportAnswer", by_sheet: bool) -> list[str]:
    """Name what is wrong with the first rows, and where that is not all, how often what is wrong in all of them."""
    if not answer.problems:
        return []
    said = [tr("Rejected:"), *_problem_lines(answer.problems, by_sheet)]
    more = sum(each.count for each in answer.by_column) - len(answer.problems)
    if more > 0:
        said.append(ntr("and {count} more. In all:", "and {count} more. In all:", more).format(count=f"{more:,}"))
        said += [f"  {each.count:,} × {_problem_line(each.first, by_sheet)}" for each in answer.by_column]
    return said


def _problem_lines(problems: "list[Problem]", by_sheet: bool) -> list[str]:
    return [f"  {_problem_line(each, by_sheet)}{OPTIONS.get(each.code, '')}" for each in problems]


def _problem_line(problem: "Problem", by_sheet: bool) -> str:
    """Say where and what, of which sheet where several were read."""
    from salesdesk.importing.rows import short

    said = _within_sheet(problem)
    if not by_sheet or not problem.sheet:
        return said
    return tr("sheet {name}: {why}").format(name=short(problem.sheet), why=said)


def _within_sheet(problem: "Problem") -> str:
    """Say where and what, the column and its value once, and what would be accepted."""
    from salesdesk.importing.rows import short

    said = tr("{sentence}; accepted: {accepted}") if problem.accepted else "{sentence}"
    whole = said.format(sentence=problem.sentence, accepted=problem.accepted)
    if not problem.line:
        return whole
    value, column = short(problem.value), problem.column
    if not column or (column in problem.sentence and (not value or repr(value) in problem.sentence)):
        return tr("line {line}: {said}").format(line=problem.line, said=whole)
    if column in problem.sentence:
        return tr("line {line}, {value!r}: {said}").format(line=problem.line, value=value, said=whole)
    place = tr("line {line}, {column} {value!r}: {said}")
    return place.format(line=problem.line, column=column, value=value, said=whole)
