"""Exports: what the office keeps, as a file for other programs."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.call import call_of
from salesdesk.cli.options import command, nouns
from salesdesk.language import N_, ntr, tr

if TYPE_CHECKING:
    from salesdesk.services.exporting import ExportAnswer, ExportKind

app = nouns()


@command(app, "export")
def export(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=N_("units, prices, survey, customers or receipts"))],
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The new file: .csv, .xlsx or .jsonl"))],
    force: Annotated[bool, typer.Option("--force", help=N_("Overwrite the file if it is there"))] = False,
) -> None:
    """Write all units, prices, measured areas, customers or receipts to a file; phones are masked unless by right."""
    from pathlib import Path

    from salesdesk.services import exporting

    call = call_of(ctx)
    answer = exporting.export(call.desk, _kind(kind), Path(file), force=force)
    call.show(answer, _exported)


def _kind(text: str) -> "ExportKind":
    from salesdesk.domain.errors import BadValue
    from salesdesk.services.exporting import ExportKind

    try:
        return ExportKind(text.strip().lower())
    except ValueError:
        why = tr("known are: {names}").format(names=", ".join(ExportKind))
        raise BadValue(what=tr("kind"), value=text, why=why) from None


def _exported(answer: "ExportAnswer") -> str:
    said = ntr("{file}: {count} row.", "{file}: {count} rows.", answer.rows)
    masked = tr("Phones and id numbers are masked.") if answer.masked else ""
    return f"{said.format(file=answer.file, count=answer.rows)} {masked}".rstrip()
