"""What came of a file, written or in a dry run: the counts, where rejected rows are, and what is wrong with them."""

from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import N_, tr, word
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.undoing import UndoAnswer, undo_import
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice
from screens.import_job import ImportJob
from screens.import_undo import told_undone, undo_question
from screens.import_words import result_said
from screens.office_place import Office
from screens.widgets.key_line import KeyLine
from screens.widgets.problem_rows import column_problem_columns, problem_rows, told_in
from screens.widgets.row_list import RowList


class ImportResultScreen(DeskScreen):
    """The counts above what is wrong; from a dry run it goes on to the import, from an import it can be taken back."""

    CSS_PATH = "import_result.tcss"
    TITLE_TEXT = N_("RESULT")
    RIGHTS: ClassVar[dict[str, Right]] = {"undo": Right.SEE_BOARD}
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "apply", N_("Import"), id="import.apply", tooltip=N_("Write what is good")),
        Binding("u", "undo", N_("Take back"), id="import.undo", tooltip=N_("Take this import back")),
        Binding("escape", "back", N_("Back"), id="import.back", tooltip=N_("Go back")),
    ]

    def __init__(self, job: ImportJob, answer: ImportAnswer) -> None:
        super().__init__()
        self._job, self._answer, self._is_undone = job, answer, False

    def compose_body(self) -> ComposeResult:
        """Put what came of it above what is wrong."""
        yield Static(id="title", markup=False)
        yield Static(result_said(self._answer), id="said", markup=False)
        yield RowList(column_problem_columns(self._answer.by_column), id="problems")
        yield KeyLine()

    def read(self, desk: Desk) -> ImportAnswer:
        """Show what is known already."""
        return self._answer

    def show(self, answer: object) -> None:
        """Show it."""
        found = cast("ImportAnswer", answer)
        self.query_one("#title", Static).update(self._head(found))
        rows = self.query_one(RowList)
        rows.says = ("", tr("Every row was good.") if not found.rejected else "")
        rows.rows = problem_rows(found.by_column, found.notes, by_sheet=self._job.table.lines.are_several)

    def _head(self, found: ImportAnswer) -> str:
        values = {"kind": word(self._job.order.kind), "file": safe(found.file), "number": found.import_id}
        if found.dry_run:
            return tr("Dry run of {kind} from {file}: nothing was written").format(**values)
        if self._is_undone:
            return tr("Import {number} of {kind} from {file} was taken back").format(**values)
        return tr("Import {number} is done: {kind} from {file}").format(**values)

    @on(RowList.Opened)
    def _look_closer(self, event: RowList.Opened) -> None:
        by_sheet = self._job.table.lines.are_several
        self._office.open(Notice(*told_in(self._answer, event.key, by_sheet=by_sheet)))

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the import after a dry run alone, and taking back after an import alone."""
        if (action == "apply" and not self._answer.dry_run) or (action == "undo" and self._answer.dry_run):
            return False
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """Say why it cannot be taken back."""
        return tr("It was taken back already.") if action == "undo" and self._is_undone else ""

    def action_apply(self) -> None:
        """Ask, then import."""
        self._job.ask(self._office, self._answer, self._applied)

    def _applied(self, answer: ImportAnswer) -> None:
        self.give_way(ImportResultScreen(self._job, answer))

    def action_undo(self) -> None:
        """Ask, then take it back."""
        question = undo_question(self._job.order.kind, self._answer.import_id, self._answer.file)
        self._office.open(question, self._undo)

    def _undo(self, yes: bool | None) -> None:
        if yes and self._answer.import_id is not None:
            self.app.notify(tr("Taking it back …"))
            self.do("undo", partial(undo_import, self.keyed_desk, self._answer.import_id))

    def done(self, purpose: str, answer: object) -> None:
        """Say what went."""
        if isinstance(answer, UndoAnswer):
            self._is_undone = True
            self.app.notify(told_undone(answer))

    async def action_back(self) -> None:
        """Go back to the columns, or to all imports when it is done."""
        if self._answer.dry_run:
            self.leave()
        else:
            await self._office.enter("imports")
