"""Imports: the files that came in, taking one back, and bringing in another."""

from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from salesdesk.domain.import_kinds import IMPORT_RIGHTS, ImportKind
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.import_orders import ImportOrder
from salesdesk.services.past_imports import PastImport, kinds_for, past_imports
from salesdesk.services.undoing import UndoAnswer, undo_import
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice
from screens.export_dialog import ask_kind
from screens.file_picker import FilePicker, here
from screens.import_file import ImportFileScreen
from screens.import_undo import told_undone, undo_question
from screens.office_place import Office
from screens.widgets.import_rows import import_columns, import_rows, told_import
from screens.widgets.key_line import KeyLine
from screens.widgets.row_list import RowList


class ImportsScreen(DeskScreen):
    """The files that were imported, the latest first."""

    CSS_PATH = "imports.tcss"
    TITLE_TEXT = N_("IMPORTS")
    TOPICS = frozenset({"import"})
    RIGHTS: ClassVar[dict[str, Right]] = {"undo": Right.SEE_BOARD, "export": Right.EXPORT}
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", N_("Import a file"), id="import.new", tooltip=N_("Choose a file and look at it first")),
        Binding("u", "undo", N_("Take back"), id="import.undo", tooltip=N_("Take this import back")),
        Binding("x", "export", N_("Export"), id="export.kind", tooltip=N_("Write all there is of a kind to a file")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._imports: list[PastImport] = []
        self._folder = here()
        self._last = 0

    def compose_body(self) -> ComposeResult:
        """List them."""
        yield RowList(import_columns(), id="imports")
        yield KeyLine()

    def read(self, desk: Desk) -> list[PastImport]:
        """Read what was imported."""
        return past_imports(desk)

    def show(self, answer: object) -> None:
        """List it."""
        self._imports = cast("list[PastImport]", answer)
        rows = self.query_one(RowList)
        rows.says = (tr("The files that were imported would be here."), tr("n brings one in; it is looked at first."))
        rows.rows = import_rows(self._imports, self._office.local_now())
        self._find_own(rows)

    def _find_own(self, rows: RowList) -> None:
        """Put the cursor on what was just brought in here."""
        me = self.desk.actor.name if self.desk.actor else ""
        own = max((each.import_id for each in self._imports if each.staff == me), default=0)
        if 0 < self._last < own:
            rows.go_to(str(own))
        self._last = max(own, self._last, 1)

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def chosen(self) -> PastImport | None:
        """The import under the cursor."""
        key = self.query_one(RowList).key
        return next((each for each in self._imports if str(each.import_id) == key), None)

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RowList.Opened)
    def _opened(self) -> None:
        if chosen := self.chosen:
            title = tr("Import {number}: {file}").format(number=chosen.import_id, file=safe(chosen.file))
            self._office.open(Notice(title, told_import(chosen)))

    # --- bringing one in

    def action_new(self) -> None:
        """Ask what shall be imported, then from which file."""
        kinds = {word(kind): kind for kind in kinds_for(self.desk)}
        if len(kinds) == 1:
            self._ask_file(next(iter(kinds.values())))
        else:
            said = tr("The file is looked at first: nothing is written before you say so.")
            notice = Notice(tr("What shall be imported?"), said, list(kinds))
            self._office.open(notice, lambda chosen: self._ask_file(kinds.get(chosen or "")))

    def _ask_file(self, kind: ImportKind | None) -> None:
        if kind is not None:
            title = tr("Import {kind}: from which file?").format(kind=word(kind))
            self._office.open(FilePicker(title, self._folder), partial(self._look_at, kind))

    def _look_at(self, kind: ImportKind, file: Path | None) -> None:
        if file is not None:
            self._folder = file.parent
            self._office.open(ImportFileScreen(ImportOrder(kind), file))

    def action_export(self) -> None:
        """Ask what shall be exported, then to which file."""
        ask_kind(self._office)

    # --- taking one back

    def why_not(self, action: str) -> str:
        """Say why an import cannot be taken back."""
        chosen = self.chosen
        if action != "undo":
            return ""
        if chosen is None:
            return tr("There is nothing to take back.")
        if not self.may(IMPORT_RIGHTS[chosen.kind]):
            return tr("Only those who may import such files take them back.")
        return tr("It was taken back already.") if chosen.undone else ""

    def action_undo(self) -> None:
        """Ask, then take the import under the cursor back."""
        if chosen := self.chosen:
            question = undo_question(chosen.kind, chosen.import_id, chosen.file)
            self._office.open(question, partial(self._undo, chosen.import_id))

    def _undo(self, import_id: int, yes: bool | None) -> None:
        if yes:
            self.app.notify(tr("Taking it back …"))
            self.do("undo", partial(undo_import, self.keyed_desk, import_id))

    def done(self, purpose: str, answer: object) -> None:
        """Say what went."""
        if isinstance(answer, UndoAnswer):
            self.app.notify(told_undone(answer))
