"""What the import commands share: the file and its options, put before those of each kind, and doing one of them."""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from salesdesk.cli.arguments import DryRun
from salesdesk.cli.import_files import (
    AllSheets,
    FileName,
    Mapped,
    OpenedFile,
    SaveMap,
    Sheet,
    UseMap,
    kind_called,
    opened_file,
)
from salesdesk.cli.output import members
from salesdesk.domain.errors import Exit, UsageError
from salesdesk.language import N_, tr

Rejects = Annotated[
    str | None, typer.Option("--rejects", metavar="FILE", help=N_("Where the rejected rows are written"))
]
Apply = Annotated[bool, typer.Option("--apply", help=N_("Write what is good, as happens unless --dry-run"))]
ApplyWhatIsShown = Annotated[bool, typer.Option("--apply", help=N_("Write what is good; without it, it is only shown"))]

Own = Callable[..., Mapping[str, object]]
"""Gives what an order to import has of its own kind, from the options that only this kind has."""


def file_command(kind: str, *, only_shown: bool = False) -> Callable[[Own], Callable[..., None]]:
    """Make a command of what a kind of file has of its own; with `only_shown` nothing is written unless --apply."""

    def made(own: Own) -> Callable[..., None]:
        def command(
            ctx: typer.Context,
            file: FileName,
            *,
            mapped: Mapped = None,
            use_map: UseMap = None,
            save_map: SaveMap = None,
            sheet: Sheet = None,
            all_sheets: AllSheets = False,
            rejects: Rejects = None,
            dry_run: DryRun = False,
            apply: Apply = False,
            **options: Any,
        ) -> None:
            if dry_run and apply:
                raise UsageError(problem=tr("Give --dry-run or --apply, not both."))
            opened = opened_file(ctx, kind_called(kind), file, sheet, mapped, use_map, save_map, all_sheets=all_sheets)
            with opened as found:
                shown = not apply if only_shown else dry_run
                _carry_out(found, own(**options), Path(rejects) if rejects else None, dry_run=shown)

        return _with_options(command, own, {"apply": ApplyWhatIsShown} if only_shown else {})

    return made


def _with_options(command: Callable[..., None], own: Own, other: Mapping[str, Any]) -> Callable[..., None]:
    """Say of a command that it has its own options behind those of all, and some of those by another help."""
    shared = [each for each in inspect.signature(command).parameters.values() if each.kind is not each.VAR_KEYWORD]
    shared = [each.replace(annotation=other.get(each.name, each.annotation)) for each in shared]
    told = inspect.signature(own).parameters.values()
    whole = [*shared[:2], *told, *shared[2:]]
    command.__name__, command.__doc__ = own.__name__, own.__doc__
    command.__annotations__ = {each.name: each.annotation for each in whole} | {"return": None}
    command.__signature__ = inspect.Signature(whole)  # type: ignore[attr-defined]
    return command


def _carry_out(found: OpenedFile, own: Mapping[str, Any], rejects: Path | None, *, dry_run: bool) -> None:
    """Import a file as it was ordered, keep its map and say what came of it."""
    from salesdesk.cli.import_text import import_text
    from salesdesk.services.import_orders import ImportOrder, carry_out

    order = ImportOrder(found.file.kind, found.by_hand, rejects, **own)
    answer = carry_out(found.call.desk, order, found.file.table, dry_run=dry_run, progress=found.progress)
    if not answer.dry_run:
        found.keep_map()
    if found.progress is not None:
        found.progress.clear()
    found.call.show(answer, lambda given: import_text(given, found), {**members(answer), "maps": found.maps()})
    if answer.rejected:
        raise typer.Exit(Exit.ROWS_REJECTED)
