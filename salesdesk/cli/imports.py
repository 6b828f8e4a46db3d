"""Imports: lists of units, surveys and price lists from any office file."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.import_commands import file_command
from salesdesk.cli.import_files import kind_called
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.output import members
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, tr, word

if TYPE_CHECKING:
    from salesdesk.services.import_maps import MapAnswer
    from salesdesk.services.past_imports import PastImport
    from salesdesk.services.undoing import UndoAnswer

app = nouns()
imports = noun(app, "import", N_("Bring in what others keep in files."))


@command(imports, "units")
@file_command("units")
def units(
    *,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="NAME", help=N_("Put the new units into this batch"))
    ] = None,
) -> dict[str, object]:
    """Import a list of units: the good rows go in together, the others come back in a file with their reasons."""
    return {"batch": batch}


@command(imports, "survey")
@file_command("survey")
def survey() -> dict[str, object]:
    """Import the measured areas of units; `salesdesk settle --building` then shows what they come to."""
    return {}


@command(imports, "prices")
@file_command("prices", only_shown=True)
def prices(
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help=N_("The price list's name; without it, the file's"))
    ] = None,
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("From when list prices count; without it, today"))
    ] = None,
) -> dict[str, object]:
    """Import list, filed and floor prices of units: list prices become a price list, claimed units keep theirs."""
    from salesdesk.cli.values import day, given

    return {"name": name, "valid_from": given(day, begins)}


@command(imports, "customers")
@command(imports, "leads", hidden=True)
@file_command("customers")
def customers(
    *,
    namesakes: Annotated[
        bool, typer.Option("--namesakes", help=N_("Same name and employer but another phone are two people"))
    ] = False,
) -> dict[str, object]:
    """Import customers and leads: a known phone or id number is the same customer, who gets what was missing."""
    return {"namesakes": namesakes}


@command(imports, "receipts")
@file_command("receipts")
def receipts(
    *,
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="METHOD",
            help=N_("How the money came in where the file does not say so; without it, by transfer"),
        ),
    ] = "transfer",
) -> dict[str, object]:
    """Import a bank statement: each payment is booked on its deal by number, unit, or payer and amount."""
    from salesdesk.services.payments import parse_method

    return {"method": parse_method(method)}


@command(imports, "list")
def listing(ctx: typer.Context) -> None:
    """List the files that were imported, the latest first."""
    from salesdesk.services.past_imports import past_imports

    call = call_of(ctx)
    rows = past_imports(call.desk)
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
    from salesdesk.domain.import_kinds import ImportKind

    heads = (tr("map of columns"), tr("kind"), tr("columns"), tr("by"), tr("at"))
    lines = [
        (
            each.name,
            word(ImportKind(each.kind)),
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
    from salesdesk.services.undo_words import undone_said

    told = undone_said(answer)
    said = tr("Import {number} of {file} was taken back: {told}.") if told else tr("Import {number} was taken back.")
    return said.format(number=answer.import_id, file=answer.file, told=told)


def _document(row: "PastImport") -> dict[str, object]:
    return {**members(row), "file_name": row.file}


def _table(call: Call, rows: "list[PastImport]") -> str:
    from salesdesk.cli.tables import table

    heads = (tr("import"), tr("kind"), tr("file"), tr("by"), tr("at"))
    counts = (tr("read"), tr("new"), tr("changed"), tr("same"), tr("rejected"))
    lines = [
        (
            each.import_id,
            word(each.kind),
            each.file,
            each.staff,
            call.local(each.at),
            each.read,
            each.new,
            each.changed,
            each.same,
            each.rejected,
            tr("taken back") if each.undone else "",
        )
        for each in rows
    ]
    return table((*heads, *counts, ""), lines, {0, 5, 6, 7, 8, 9})
