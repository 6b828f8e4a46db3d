"""The file of an import command: opened once, and which column is which, by hand or by a saved map."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from salesdesk.cli.call import Call, call_of
from salesdesk.cli.output import complain
from salesdesk.cli.waiting import ProgressLine, shown_progress
from salesdesk.domain.errors import BadValue, UsageError
from salesdesk.language import N_, tr

if TYPE_CHECKING:
    from salesdesk.domain.import_kinds import ImportKind
    from salesdesk.services.import_preview import ImportFile

STREAM = "-"
FileName = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=N_("csv, tsv, json, jsonl, xls, xlsx, xlsm, ods, xml, html or mht; - is standard input")
    ),
]
Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help=N_(
            "Which column a field is in, and its unit or order of days if the file is silent: "
            "list_total=F:万元, date=B:D/M/Y; may be repeated"
        ),
    ),
]
UseMap = Annotated[
    str | None, typer.Option("--use-map", metavar="NAME", help=N_("Use a saved map of columns; --map goes before it"))
]
SaveMap = Annotated[
    str | None,
    typer.Option("--save-map", metavar="NAME", help=N_("Save which column is which, for files with this header")),
]
Sheet = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help=N_("Which sheet of a workbook, or table of a web page by its number")),
]
AllSheets = Annotated[
    bool,
    typer.Option(
        "--all-sheets", help=N_("All visible sheets with the same list, that of --sheet if one is named, as one import")
    ),
]


@dataclass
class OpenedFile:
    """An open file with the columns that were told by hand, a saved map's among them."""

    call: Call
    file: "ImportFile"
    by_hand: dict[str, str]
    progress: ProgressLine | None = None
    save_as: str | None = None
    used: str | None = None
    kept: str | None = None

    def keep_map(self) -> None:
        """Save the map if that was asked for; the command's key belongs to the import itself."""
        from salesdesk.services.import_maps import save_map

        if self.save_as is not None:
            desk, table = self.call.desk.keyed(None), self.file.table
            kept = save_map(desk, self.file.kind, self.save_as, table.header, self.by_hand, table.first)
            self.kept = kept.name

    def maps(self) -> list[str]:
        """Name the maps that were saved for files with this header."""
        return [each.name for each in self.file.maps]

    def said(self) -> list[str]:
        """Say what became of the map, and which saved one would fit."""
        if self.kept is not None:
            return [tr("The map of columns is saved as {name}.").format(name=self.kept)]
        if self.used is None and (maps := self.maps()):
            hint = tr("There is a saved map of columns for this header: --use-map {name}")
            return [hint.format(name=maps[0])]
        return []


@contextmanager
def opened_file(
    ctx: typer.Context,
    kind: "ImportKind",
    name: str,
    sheet: str | None,
    mapped: list[str] | None,
    use_map: str | None,
    save_map: str | None,
    *,
    all_sheets: bool,
) -> Iterator[OpenedFile]:
    """Open the file of a command for as long as it is imported.

    Raises:
        DeskError: the file or what was said of its columns makes no sense, or it is not permitted.
    """
    from salesdesk.importing.mapping import parse_map
    from salesdesk.importing.refusals import ColumnMissing
    from salesdesk.services.import_maps import map_called, map_name
    from salesdesk.services.import_preview import open_import

    call = call_of(ctx)
    save_as = None if save_map is None else map_name(save_map)
    by_hand = parse_map(mapped or ())
    saved = map_called(call.desk, kind, use_map).columns if use_map is not None else {}
    with (
        told_when_interrupted(),
        open_import(call.desk, kind, _source(call, name), sheet=sheet, all_sheets=all_sheets) as file,
        shown_progress() as progress,
    ):
        found = OpenedFile(call, file, {**saved, **by_hand}, progress, save_as, use_map)
        try:
            yield found
        except ColumnMissing as refusal:
            if maps := [] if use_map else found.maps():
                refusal.details["how"] = f"{refusal.details['how']} / --use-map {maps[0]}"
            raise


@contextmanager
def told_when_interrupted() -> Iterator[None]:
    """Tell somebody who interrupts an import where to see whether it was done: it is there as a whole or not at all."""
    try:
        yield
    except KeyboardInterrupt:
        complain("\n" + tr("Interrupted. Unless `salesdesk import list` shows this import, nothing was changed."))
        raise


def _source(call: Call, file: str) -> Path | BinaryIO:
    if not file.strip():
        raise UsageError(problem=tr("{name} is missing.").format(name="FILE"))
    if file != STREAM:
        return Path(file)
    if call.collecting:
        raise UsageError(problem=tr("Standard input is where the commands come from; name a file."))
    return sys.stdin.buffer


def kind_called(text: str) -> "ImportKind":
    """Give a kind of file by its name.

    Raises:
        BadValue: naming the kinds.
    """
    from salesdesk.domain.import_kinds import ImportKind

    if text not in set(ImportKind):
        raise BadValue(what=tr("kind"), value=text, why=tr("known are: {names}").format(names=", ".join(ImportKind)))
    return ImportKind(text)
