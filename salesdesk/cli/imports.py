"""Imports: lists of units, surveys and price lists from any office file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import DryRun
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.import_files import FileName, Mapped, OpenedFile, SaveMap, Sheet, UseMap, kind_called, opened_file
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.output import members
from salesdesk.domain.errors import Exit, UsageError
from salesdesk.language import N_, ntr, tr

if TYPE_CHECKING:
    from db.imports import ImportRow
    from salesdesk.importing.problems import Problem
    from salesdesk.services.import_answers import ImportAnswer
    from salesdesk.services.import_maps import MapAnswer
    from salesdesk.services.undoing import UndoAnswer

app = nouns()
imports = noun(app, "import", N_("Bring in what others keep in files."))
KINDS = {
    "units": N_("units"),
    "survey": N_("survey"),
    "prices": N_("prices"),
    "customers": N_("customers"),
    "receipts": N_("receipts"),
}


Rejects = Annotated[
    str | None, typer.Option("--rejects", metavar="FILE", help=N_("Where the rejected rows are written"))
]
Apply = Annotated[bool, typer.Option("--apply", help=N_("Write what is good, as happens unless --dry-run"))]


@command(imports, "units")
def units(
    ctx: typer.Context,
    file: FileName,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="NAME", help=N_("Put the new units into this batch"))
    ] = None,
    mapped: Mapped = None,
    use_map: UseMap = None,
    save_map: SaveMap = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import a list of units: the good rows go in together, the others come back in a file with their reasons."""
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.importing import import_units

    _refuse_both(dry_run, apply)
    with opened_file(ctx, ImportKind.UNITS, file, sheet, mapped, use_map, save_map) as found:
        answer = import_units(
            call_of(ctx).desk,
            found.file.table,
            by_hand=found.by_hand,
            progress=found.progress,
            batch=batch,
            rejects=Path(rejects) if rejects else None,
            dry_run=dry_run,
        )
        _tell(found, answer)


@command(imports, "survey")
def survey(
    ctx: typer.Context,
    file: FileName,
    mapped: Mapped = None,
    use_map: UseMap = None,
    save_map: SaveMap = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import the measured areas of units; `salesdesk settle --building` then shows what they come to."""
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.surveys import import_survey

    _refuse_both(dry_run, apply)
    with opened_file(ctx, ImportKind.SURVEY, file, sheet, mapped, use_map, save_map) as found:
        answer = import_survey(
            call_of(ctx).desk,
            found.file.table,
            by_hand=found.by_hand,
            progress=found.progress,
            rejects=Path(rejects) if rejects else None,
            dry_run=dry_run,
        )
        _tell(found, answer)


@command(imports, "prices")
def prices(
    ctx: typer.Context,
    file: FileName,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=N_("The price list's name; without it, the file's"))
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("From when list prices count; without it, today"))
    ] = None,
    mapped: Mapped = None,
    use_map: UseMap = None,
    save_map: SaveMap = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=N_("Write what is good; without it, it is only shown"))
    ] = False,
) -> None:
    """Import list, filed and floor prices of units: list prices become a price list, claimed units keep theirs."""
    from salesdesk.cli.values import day, given
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.price_files import import_prices

    _refuse_both(dry_run, apply)
    with opened_file(ctx, ImportKind.PRICES, file, sheet, mapped, use_map, save_map) as found:
        answer = import_prices(
            call_of(ctx).desk,
            found.file.table,
            by_hand=found.by_hand,
            progress=found.progress,
            name=name,
            valid_from=given(day, begins),
            rejects=Path(rejects) if rejects else None,
            dry_run=not apply,
        )
        _tell(found, answer)


@command(imports, "customers")
@command(imports, "leads", hidden=True)
def customers(
    ctx: typer.Context,
    file: FileName,
    mapped: Mapped = None,
    use_map: UseMap = None,
    save_map: SaveMap = None,
    sheet: Sheet = None,
    namesakes: Annotated[
        bool, typer.Option("--namesakes", help=N_("Same name and employer but another phone are two people"))
    ] = False,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import customers and leads: a known phone or id number is the same customer, who gets what was missing."""
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.customer_files import import_customers

    _refuse_both(dry_run, apply)
    with opened_file(ctx, ImportKind.CUSTOMERS, file, sheet, mapped, use_map, save_map) as found:
        answer = import_customers(
            call_of(ctx).desk,
            found.file.table,
            by_hand=found.by_hand,
            progress=found.progress,
            namesakes=namesakes,
            rejects=Path(rejects) if rejects else None,
            dry_run=dry_run,
        )
        _tell(found, answer)


@command(imports, "receipts")
def receipts(
    ctx: typer.Context,
    file: FileName,
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help=N_("How the money came in; without it, by transfer"))
    ] = "transfer",
    mapped: Mapped = None,
    use_map: UseMap = None,
    save_map: SaveMap = None,
    sheet: Sheet = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    apply: Apply = False,
) -> None:
    """Import a bank statement: each payment is booked on its deal by number, unit, or payer and amount."""
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.payments import parse_method
    from salesdesk.services.receipt_files import import_receipts

    _refuse_both(dry_run, apply)
    with opened_file(ctx, ImportKind.RECEIPTS, file, sheet, mapped, use_map, save_map) as found:
        answer = import_receipts(
            call_of(ctx).desk,
            found.file.table,
            by_hand=found.by_hand,
            progress=found.progress,
            method=parse_method(method),
            rejects=Path(rejects) if rejects else None,
            dry_run=dry_run,
        )
        _tell(found, answer)


def _refuse_both(dry_run: bool, apply: bool) -> None:
    if dry_run and apply:
        raise UsageError(problem=tr("Give --dry-run or --apply, not both."))


def _tell(found: OpenedFile, answer: "ImportAnswer") -> None:
    if not answer.dry_run:
        found.keep_map()
    if found.progress is not None:
        found.progress.clear()
    found.call.show(answer, lambda given: _import_text(given, found), {**members(answer), "maps": found.maps()})
    if answer.rejected:
        raise typer.Exit(Exit.ROWS_REJECTED)


def _import_text(answer: "ImportAnswer", found: OpenedFile) -> str:
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
        if answer.format in {"xls", "ods"} and answer.rejects_file.endswith(".xlsx"):
            said.append(tr("It is an xlsx: files of the kind {kind} are read, not written.").format(kind=answer.format))
    listed = getattr(answer, "price_list", None)
    if listed is not None:
        said.append(tr("{name} counts from {day}.").format(name=listed, day=getattr(answer, "valid_from", "")))
    said += found.said()
    if answer.dry_run:
        said.append(tr("Nothing was written (--dry-run)."))
    return lines("\n".join(said))


def _problem_lines(problems: "list[Problem]") -> list[str]:
    from salesdesk.importing.rows import short

    where = tr("line {line}, {column} {value!r}: {sentence}; accepted: {accepted}")
    whole, noted = tr("line {line}: {sentence}; accepted: {accepted}"), tr("line {line}: {sentence}")
    said = []
    for each in problems:
        how = (where if each.column else whole if each.accepted else noted) if each.line else "{sentence}"
        values = {name: getattr(each, name) for name in ("line", "column", "sentence", "accepted")}
        said.append("  " + how.format(value=short(each.value), **values))
    return said


@command(imports, "list")
def listing(ctx: typer.Context) -> None:
    """List the files that were imported, the latest first."""
    from salesdesk.services.importing import list_imports

    call = call_of(ctx)
    rows = list_imports(call.desk)
    call.show(rows, lambda given: _table(call, given), {"imports": [_document(each) for each in rows]})


@command(imports, "maps")
def maps(
    ctx: typer.Context,
    what: Annotated[
        str | None, typer.Argument(metavar="remove", help=N_("Without a word: list them; `remove NAME` removes one"))
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=N_("The map's name"))] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help=N_("units, prices, survey, customers or receipts"))
    ] = None,
) -> None:
    """List the saved maps of columns, or remove one."""
    from salesdesk.services.import_maps import list_maps, remove_map

    call = call_of(ctx)
    of = None if kind is None else kind_called(kind)
    if what is None:
        rows = list_maps(call.desk, of)
        call.show(rows, lambda given: _maps_table(call, given), {"maps": rows})
    elif what == "remove" and name:
        call.show(remove_map(call.desk, name, of), tr("The map of columns {name} is removed."))
    else:
        raise UsageError(problem=tr("Say `import maps`, or `import maps remove NAME`."))


def _maps_table(call: Call, rows: "list[MapAnswer]") -> str:
    from salesdesk.cli.tables import table

    heads = (tr("map of columns"), tr("kind"), tr("columns"), tr("by"), tr("at"))
    lines = [
        (
            each.name,
            tr(KINDS[each.kind]),
            ", ".join(f"{field}={column}" for field, column in each.columns.items() if column != "-"),
            each.staff,
            call.local(each.at),
        )
        for each in rows
    ]
    return table(heads, lines)


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
    if answer.kind == "receipts":
        said = tr("Import {number} of {file} was taken back: {removed} of its receipts were reversed.")
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
