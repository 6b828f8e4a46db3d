"""Exporting from the console: which kind, and the name of the file; it is written in a thread."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, ntr, tr, word
from salesdesk.private_files import FileThere
from salesdesk.services.desk import Desk
from salesdesk.services.exporting import RIGHTS, ExportAnswer, ExportKind, export
from screens.dialogs import Notice
from screens.file_picker import here
from screens.office_place import Office
from screens.working import WorkingDialog


class ExportDialog(WorkingDialog[ExportAnswer | None]):
    """A field for the file's name; enter writes it, and what stands against that is said below."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS = "#file"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", N_("Give up"), show=False)]

    def __init__(self, desk: Desk, kind: ExportKind, proposed: Path) -> None:
        super().__init__()
        self._desk, self._kind, self._proposed = desk, kind, proposed

    def compose(self) -> ComposeResult:
        """Say what will be in the file, above the field."""
        with Vertical(classes="dialog"):
            title = tr("Export {kind}").format(kind=word(self._kind))
            yield Static(title, classes="title", markup=False)
            yield Static(self._told(), classes="details", markup=False)
            yield Static(tr("File; its name ends in .xlsx, .csv or .jsonl"), classes="label", markup=False)
            yield Input(str(self._proposed), id="file", compact=True, select_on_focus=False)
            yield Static("", id="said", classes="wrong", markup=False)
            yield Static(tr("enter Write it   esc Give up"), classes="hint", markup=False)

    def _told(self) -> str:
        recorded = tr("It is written for you alone, and stands in the log.")
        if self._kind is ExportKind.CUSTOMERS and not self._desk.may(Right.EXPORT_PHONES):
            return f"{recorded} {tr('Phones and id numbers are masked.')}"
        return recorded

    @on(Input.Submitted)
    def _write(self, event: Input.Submitted) -> None:
        event.stop()
        target = Path(event.value.strip()).expanduser()
        self._say("")
        self.start("export", partial(export, self._desk, self._kind, target), exclusive=True)

    def answered(self, purpose: str, answer: object) -> None:
        """Close with what was written."""
        self.dismiss(cast("ExportAnswer", answer))

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say what stands against it; the name can be mended."""
        there = tr("A file of this name is there already; name another.")
        self._say(there if isinstance(refusal, FileThere) else self.said(refusal))

    def _say(self, said: str) -> None:
        wrong = self.query_one("#said", Static)
        wrong.update(said)
        wrong.display = bool(said)

    def action_give_up(self) -> None:
        """Write nothing."""
        self.dismiss(None)


def exportable(desk: Desk) -> Iterator[ExportKind]:
    """Give the kinds that whoever sits at a desk may export."""
    return (kind for kind in ExportKind if desk.may(Right.EXPORT) and desk.may(RIGHTS[kind]))


def ask_kind(office: Office) -> None:
    """Ask what shall be exported, then to which file."""
    kinds = {word(kind): kind for kind in exportable(office.desk)}
    notice = Notice(tr("What shall be exported?"), tr("All that there is of a kind goes into one file."), list(kinds))
    office.open(notice, lambda chosen: ask_file(office, kinds[chosen]) if chosen else None)


def ask_file(office: Office, kind: ExportKind) -> None:
    """Ask to which file a kind shall be exported, and say how many rows it has."""
    proposed = here() / _name(kind, office.local_now().date())
    office.open(ExportDialog(office.desk, kind, proposed), partial(_written, office))


def _name(kind: ExportKind, today: date) -> str:
    return f"{kind}-{today.isoformat()}.xlsx"


def _written(office: Office, answer: ExportAnswer | None) -> None:
    if answer is not None:
        said = ntr("{file}: {count} row.", "{file}: {count} rows.", answer.rows)
        office.notify(said.format(file=safe(answer.file), count=answer.rows))
