"""Imports: lists of units, surveys and price lists from any office file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from salesdesk.cli.arguments import DryRun
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.domain.errors import Exit, UsageError
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from db.imports import ImportRow
    from salesdesk.services.importing import ImportAnswer
    from salesdesk.services.undoing import UndoAnswer

app = nouns()
imports = noun(app, "import", N_("Bring in what others keep in files."))
STREAM = "-"
KINDS = {
    "units": N_("units"),
    "survey": N_("survey"),
    "prices": N_("prices"),
    "customers": N_("customers"),
    "receipts": N_("receipts"),
}


File = Annotated[str, typer.Argument(metavar="FILE", help=N_("csv, tsv, jsonl, xls, xlsx or ods; - is standard input"))]
Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help=N_("Which column a field is in; may be repeated")),
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help=N_("Which sheet of a workbook"))]
Rejects = Annotated[
    str | None, typer.Option("--rejects", metavar="FILE", help=N_("Where the rejected rows are written"))
]
Apply = Annotated[bool, typer.Option("--apply", help=N_("Write what is good, as happens unless --dry-run"))]


@command(imports, "units")
def units(
    ctx: typer.Context,
    file: File,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="NAME", help=N_("Put the new units into this batch"))
    ] = None,
    mapped: Mapped = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import a list of units: the good rows go in together, the others come back in a file with their reasons."""
    from salesdesk.importing.mapping import parse_map
    from salesdesk.services.importing import import_units

    _refuse_both(dry_run, apply)
    call = call_of(ctx)
    answer = import_units(
        call.desk,
        _source(call, file),
        by_hand=parse_map(mapped or ()),
        sheet=sheet,
        batch=batch,
        rejects=Path(rejects) if rejects else None,
        dry_run=dry_run,
    )
    _tell(call, answer)


@command(imports, "survey")
def survey(
    ctx: typer.Context,
    file: File,
    mapped: Mapped = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import the measured areas of units; `salesdesk settle --building` then shows what they come to."""
    from salesdesk.importing.mapping import parse_map
    from salesdesk.services.surveys import import_survey

    _refuse_both(dry_run, apply)
    call = call_of(ctx)
    answer = import_survey(
        call.desk,
        _source(call, file),
        by_hand=parse_map(mapped or ()),
        sheet=sheet,
        rejects=Path(rejects) if rejects else None,
        dry_run=dry_run,
    )
    _tell(call, answer)


@command(imports, "prices")
def prices(
    ctx: typer.Context,
    file: File,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=N_("The price list's name; without it, the file's"))
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("From when list prices count; without it, today"))
    ] = None,
    mapped: Mapped = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=N_("Write what is good; without it, it is only shown"))
    ] = False,
) -> None:
    """Import list, filed and floor prices of units: list prices become a price list, claimed units keep theirs."""
    from salesdesk.cli.values import day, given
    from salesdesk.importing.mapping import parse_map
    from salesdesk.services.price_files import import_prices

    _refuse_both(dry_run, apply)
    call = call_of(ctx)
    answer = import_prices(
        call.desk,
        _source(call, file),
        by_hand=parse_map(mapped or ()),
        sheet=sheet,
        name=name,
        valid_from=given(day, begins),
        rejects=Path(rejects) if rejects else None,
        dry_run=not apply,
    )
    _tell(call, answer)


@command(imports, "customers")
@command(imports, "leads", hidden=True)
def customers(
    ctx: typer.Context,
    file: File,
    mapped: Mapped = None,
    sheet: Sheet = None,
    namesakes: Annotated[
        bool, typer.Option("--namesakes", help=N_("Same name and employer but another phone are two people"))
    ] = False,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import customers and leads: a known phone or id number is the same customer, who gets what was missing."""
    from salesdesk.importing.mapping import parse_map
    from salesdesk.services.customer_files import import_customers

    _refuse_both(dry_run, apply)
    call = call_of(ctx)
    answer = import_customers(
        call.desk,
        _source(call, file),
        by_hand=parse_map(mapped or ()),
        sheet=sheet,
        namesakes=namesakes,
        rejects=Path(rejects) if rejects else None,
        dry_run=dry_run,
    )
    _tell(call, answer)


@command(imports, "receipts")
def receipts(
    ctx: typer.Context,
    file: File,
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help=N_("How the money came in; without it, by transfer"))
    ] = "transfer",
    mapped: Mapped = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import a bank statement: each payment is booked on its deal by number, unit, or payer and amount."""
    from salesdesk.importing.mapping import parse_map
    from salesdesk.services.payments import parse_method
    from salesdesk.services.receipt_files import import_receipts

    _refuse_both(dry_run, apply)
    call = call_of(ctx)
    answer = import_receipts(
        call.desk,
        _source(call, file),
        by_hand=parse_map(mapped or ()),
        sheet=sheet,
        method=parse_method(method),
        rejects=Path(rejects) if rejects else None,
        dry_run=dry_run,
    )
    _tell(call, answer)


def _refuse_both(dry_run: bool, apply: bool) -> None:
    if dry_run and apply:
        raise UsageError(problem=tr("Give --dry-run or --apply, not both."))


def _tell(call: Call, answer: "ImportAnswer") -> None:
    call.show(answer, _import_text)
    if answer.rejected:
        raise typer.Exit(Exit.ROWS_REJECTED)


def _source(call: Call, file: str) -> Path | BinaryIO:
    if file != STREAM:
        return Path(file)
    if call.collecting:
        raise UsageError(problem=tr("Standard input is where the commands come from; name a file."))
    return sys.stdin.buffer


def _import_text(answer: "ImportAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.domain.money import format_minor

    head = tr("{file}: {read} read = {new} new + {changed} changed + {same} same + {rejected} rejected")
    counts = {name: getattr(answer, name) for name in ("file", "read", "new", "changed", "same", "rejected")}
    said = [head.format(**counts)]
    if answer.list_total_minor:
        said.append(tr("List prices: {total}").format(total=format_minor(answer.list_total_minor)))
    if booked := getattr(answer, "booked_minor", 0):
        over = format_minor(getattr(answer, "unallocated_minor", 0))
        said.append(tr("Booked: {total}, of it unallocated {over}").format(total=format_minor(booked), over=over))
    where = tr("line {line}, {column} {value!r}: {sentence}; accepted: {accepted}")
    said += [
        "  "
        + where.format(
            line=each.line, column=each.column, value=each.value, sentence=each.sentence, accepted=each.accepted
        )
        for each in answer.problems
    ]
    if answer.rejects_file:
        said.append(tr("The rejected rows are in {file}.").format(file=answer.rejects_file))
        if answer.format in {"xls", "ods"} and answer.rejects_file.endswith(".xlsx"):
            said.append(tr("It is an xlsx: files of the kind {kind} are read, not written.").format(kind=answer.format))
    listed = getattr(answer, "price_list", None)
    if listed is not None:
        said.append(tr("{name} counts from {day}.").format(name=listed, day=getattr(answer, "valid_from", "")))
    if answer.dry_run:
        said.append(tr("Nothing was written (--dry-run)."))
    return lines("\n".join(said))


@command(imports, "list")
def listing(ctx: typer.Context) -> None:
    """List the files that were imported, the latest first."""
    from salesdesk.services.importing import list_imports

    call = call_of(ctx)
    rows = list_imports(call.desk)
    call.show(rows, lambda given: _table(call, given), {"imports": [_document(each) for each in rows]})


@command(imports, "undo")
def undo(
    ctx: typer.Context, number: Annotated[int, typer.Argument(metavar="ID", help=N_("The import's number"))]
) -> None:
    """Take an import back, as long as nothing was built on it."""
    from salesdesk.services.undoing import undo_import

    call = call_of(ctx)
    call.show(undo_import(call.desk, number), _undo_text)


def _undo_text(answer: "UndoAnswer") -> str:
    said = tr("Import {number} of {file} was taken back: {removed} rows went, {restored} are as they were before.")
    values = {"number": answer.import_id, "file": answer.file, "removed": answer.removed, "restored": answer.restored}
    return said.format(**values)


def _document(row: "ImportRow") -> dict[str, object]:
    from dataclasses import asdict

    found = asdict(row)
    return {"import_id": found.pop("id"), **found}


def _table(call: Call, rows: "list[ImportRow]") -> str:
    from salesdesk.cli.tables import table

    heads = (tr("import"), tr("kind"), tr("file"), tr("by"), tr("at"))
    counts = (tr("read"), tr("new"), tr("changed"), tr("same"), tr("rejected"))
    lines = [
        (
            each.id,
            tr(KINDS.get(each.kind, each.kind)),
            each.file_name,
            each.staff,
            call.local(each.at),
            each.read,
            each.new,
            each.changed,
            each.same,
            each.rejected,
        )
        for each in rows
    ]
    return table((*heads, *counts), lines, {0, 5, 6, 7, 8, 9})
