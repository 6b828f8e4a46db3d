"""Batches: units released together under a permit."""

from typing import TYPE_CHECKING, Annotated

import typer

from salesdesk.cli.arguments import DryRun
from salesdesk.cli.call import Call, call_of
from salesdesk.cli.options import command, noun, nouns
from salesdesk.cli.values import moment
from salesdesk.domain.errors import UsageError
from salesdesk.language import N_, ntr, tr

if TYPE_CHECKING:
    from db.batches import BatchRow
    from salesdesk.services.batches import ReleaseAnswer

app = nouns()
batches = noun(app, "batch", N_("Units released together under a permit."))
Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The batch's name"))]


@command(batches, "add")
def add(
    ctx: typer.Context,
    name: Name,
    permit: Annotated[str, typer.Option("--permit", metavar="NO", help=N_("The number of the pre-sale permit"))],
    opens: Annotated[str, typer.Option("--opens", metavar="TIME", help=N_("When sales open: YYYY-MM-DD HH:MM"))],
    building: Annotated[
        list[str] | None, typer.Option("--building", metavar="BUILDING", help=N_("A whole building; may be repeated"))
    ] = None,
    unit: Annotated[
        list[str] | None, typer.Option("--unit", metavar="UNIT", help=N_("A single unit; may be repeated"))
    ] = None,
) -> None:
    """Make a batch: of the named buildings and units, or of every unit that is in none yet."""
    from salesdesk.services.batches import add_batch

    call = call_of(ctx)
    answer = add_batch(call.desk, name, permit, moment(opens, call.zone), building or (), unit or ())
    call.show(answer, _told(answer), _document(answer))


@command(batches, "set")
def set_(
    ctx: typer.Context,
    name: Name,
    permit: Annotated[
        str | None, typer.Option("--permit", metavar="NO", help=N_("The number of the pre-sale permit"))
    ] = None,
    opens: Annotated[
        str | None, typer.Option("--opens", metavar="TIME", help=N_("When sales open: YYYY-MM-DD HH:MM"))
    ] = None,
) -> None:
    """Give a batch another permit number, or another opening as long as it has not opened."""
    from salesdesk.services.batches import change_batch

    if permit is None and opens is None:
        raise UsageError(problem=tr("Give --permit, --opens or both."))
    call = call_of(ctx)
    answer = change_batch(call.desk, name, permit, None if opens is None else moment(opens, call.zone))
    call.show(answer, _told(answer), _document(answer))


def _told(row: "BatchRow") -> str:
    return ntr(
        "Batch {name}: {units} unit, permit {permit_no}, opens {opens_at}.",
        "Batch {name}: {units} units, permit {permit_no}, opens {opens_at}.",
        row.units,
    )


def _document(row: "BatchRow") -> dict[str, object]:
    return {
        "batch": row.name,
        "permit": row.permit_no,
        "opens_at": row.opens_at,
        "released_at": row.released_at,
        "units": row.units,
    }


@command(batches, "list")
def listing(ctx: typer.Context) -> None:
    """List the batches in the order in which they open."""
    from salesdesk.services.batches import list_batches

    call = call_of(ctx)
    rows = list_batches(call.desk)
    found = {"batches": [_document(each) for each in rows]}
    call.show(rows, lambda given: _table(call, given), found)


def _table(call: Call, rows: "list[BatchRow]") -> str:
    from salesdesk.cli.tables import table

    heads = (tr("batch"), tr("units"), tr("permit"), tr("opens"), tr("released"))
    lines = [(each.name, each.units, each.permit_no, call.local(each.opens_at), _released(call, each)) for each in rows]
    return table(heads, lines, {1})


def _released(call: Call, row: "BatchRow") -> str:
    return call.local(row.released_at) if row.released_at else ""


@command(batches, "release")
def release(
    ctx: typer.Context,
    name: Name,
    prices: Annotated[
        str | None, typer.Option("--prices", metavar="LIST", help=N_("The price list that comes into force with it"))
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Put the units of a batch on sale; those that cannot be stay, and are named with the reason."""
    from salesdesk.services.batches import preview_release, release_batch

    call = call_of(ctx)
    if dry_run and prices is not None:
        raise UsageError(problem=tr("With --dry-run no price list is tried; see `salesdesk price preview`."))
    answer = preview_release(call.desk, name) if dry_run else release_batch(call.desk, name, prices)
    call.show(answer, _release_text)


def _release_text(answer: "ReleaseAnswer") -> str:
    from salesdesk.cli.output import lines
    from salesdesk.cli.reason_text import reason_lines
    from salesdesk.services.release_words import release_said

    said = reason_lines((each.unit, each.reason) for each in answer.refused)
    return lines("\n".join([release_said(answer), *said]))
