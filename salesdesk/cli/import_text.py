"""What is said on a terminal of an import: its counts, what is worth a word, and the first rows that came back."""

from typing import TYPE_CHECKING

from salesdesk.cli.import_files import OpenedFile
from salesdesk.language import ntr, tr

if TYPE_CHECKING:
    from salesdesk.importing.problems import Problem
    from salesdesk.services.import_answers import ImportAnswer


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
    said += _problem_lines(answer.notes)
    said += _problem_lines(answer.problems)
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


def _problem_lines(problems: "list[Problem]") -> list[str]:
    from salesdesk.importing.rows import short

    where = tr("line {line}, {column} {value!r}: {sentence}; accepted: {accepted}")
    whole, noted = tr("line {line}: {sentence}; accepted: {accepted}"), tr("line {line}: {sentence}")
    said = []
    for each in problems:
        how = (where if each.column else whole if each.accepted else noted) if each.line else "{sentence}"
        values = {name: getattr(each, name) for name in ("line", "column", "sentence", "accepted")}
        hint = " (--sheet)" if each.code == "other_sheets" else ""
        said.append("  " + how.format(value=short(each.value), **values) + hint)
    return said
