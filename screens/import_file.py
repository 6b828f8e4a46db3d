"""A file that is about to be imported: which column is which field, and what its first rows say under that map."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.text import safe
from salesdesk.importing.problems import ColumnProblem, Problem
from salesdesk.importing.rejects import free_place, rejects_name
from salesdesk.importing.snapshot import readable_name
from salesdesk.language import N_, tr
from salesdesk.services.desk import Desk
from salesdesk.services.import_answers import ImportAnswer
from salesdesk.services.import_maps import MapAnswer, save_map
from salesdesk.services.import_orders import ImportOrder
from salesdesk.services.import_preview import Checked, ImportFile, Preview
from screens.column_choice import NONE, column_picker, field_picker, with_column
from screens.desk_screen import DeskScreen
from screens.dialogs import Notice
from screens.import_job import ImportJob
from screens.import_options import options_form, with_options
from screens.import_result import ImportResultScreen
from screens.map_choice import SAVE, chosen_map, map_picker, save_form
from screens.office_place import Office
from screens.opened_file import OpenedFile, RowsChecked, check_all, look_at, open_file
from screens.sheet_choice import sheet_picker, sheets_asked
from screens.widgets.import_head import file_said, problems_said
from screens.widgets.key_line import KeyLine
from screens.widgets.mapping_rows import mapping_columns, mapping_rows
from screens.widgets.problem_rows import column_problem_columns, problem_rows, told_line
from screens.widgets.row_list import RowList


def _quiet(key: str, action: str, name: str, tells: str, tooltip: str) -> Binding:
    """Make a key that stands in the list of keys and the palette, not in the footer."""
    return Binding(key, action, tells, show=False, id=name, tooltip=tooltip)


class ImportFileScreen(DeskScreen):
    """The fields with their columns and the first rows side by side, above what is wrong with the whole file."""

    CSS_PATH = "import_file.tcss"
    TITLE_TEXT = N_("IMPORT")
    LOOKS = frozenset({"look", "check", "sheet"})
    AUTO_FOCUS = "#mapping"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "apply", N_("Import"), id="import.apply", tooltip=N_("See what it would change, then write it")),
        Binding("d", "dry", N_("Dry run"), id="import.dry", tooltip=N_("See what it would change; nothing is written")),
        Binding("o", "options", N_("Options"), id="import.options", tooltip=N_("What else can be said of the import")),
        Binding("m", "maps", N_("Maps"), id="import.maps", tooltip=N_("Take a saved map of columns, or save these")),
        Binding("s", "sheet", N_("Sheet"), id="import.sheet", tooltip=N_("Look at another sheet of the workbook")),
        _quiet("x", "none", "import.none", N_("No column"), N_("Read this field from no column")),
        _quiet("w", "save", "import.save", N_("Save map"), N_("Save these columns under a name")),
        _quiet("left", "turn(-1)", "import.before", N_("Rows before"), N_("Rows before these")),
        _quiet("right", "turn(1)", "import.after", N_("More rows"), N_("Rows after these")),
        _quiet("tab", "app.focus_next", "import.other", N_("Problems"), N_("To the problems, or back")),
        Binding("escape", "app.pop_screen", N_("Back"), id="import.back", tooltip=N_("Go back; nothing is written")),
    ]

    def __init__(self, order: ImportOrder, path: Path) -> None:
        super().__init__()
        self._order, self._path = order, path
        self._file: ImportFile | None = None
        self._maps: list[MapAnswer] = []
        self._found: Preview | None = None
        self._checked: Checked | None = None
        self._first = 0

    def compose_body(self) -> ComposeResult:
        """Put the file above its fields, and those above what is wrong."""
        yield Static(tr("Reading {file} …").format(file=safe(readable_name(self._path.name))), id="file", markup=False)
        yield RowList(mapping_columns(), id="mapping")
        yield Static(id="found", markup=False)
        yield RowList(column_problem_columns(()), id="problems")
        yield KeyLine()

    # --- the file

    def read(self, desk: Desk) -> OpenedFile:
        """Open the file once; later only look for maps that were saved meanwhile."""
        if self._file is None:
            return open_file(desk, self._order.kind, self._path)
        return look_at(desk, self._file, self._order.by_hand)

    def show(self, answer: object) -> None:
        """Show the file, and offer the maps that were saved for files like it."""
        opened = cast("OpenedFile", answer)
        is_new = self._file is not opened.file
        self._file, self._maps = opened.file, opened.maps
        if self._order.rejects is None:
            place = free_place(self._path.with_name(rejects_name(opened.file.table)))
            self._order = replace(self._order, rejects=place)
        self._see(opened.found)
        if is_new and self._maps:
            self.action_maps()

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why; a file that cannot be read is left."""
        super().refused(purpose, refusal)
        if self._file is None:
            self.leave()

    def told(self, purpose: str, answer: object) -> None:
        """Take another sheet, the rows under another map, or what is wrong with all of them."""
        if isinstance(answer, OpenedFile):
            self._order = replace(self._order, by_hand={})
            self.show(answer)
        elif isinstance(answer, Checked):
            self._checked = answer
            self._tell_problems()
        else:
            self._see(cast("Preview", answer))

    def _see(self, found: Preview) -> None:
        """Show the first rows, and check all of them where they can be imported so."""
        self._found, self._checked = found, None
        self._draw()
        self._tell_problems()
        if self._file is not None and not found.refusals:
            self.look("check", partial(check_all, self._file, self._order.by_hand, self.post_message))
        self.refresh_bindings()

    def _draw(self) -> None:
        if self._found is None:
            return
        self.query_one("#file", Static).update(file_said(self._found, self._order))
        mapping = self.query_one("#mapping", RowList)
        mapping.use_columns(mapping_columns(self._found, self._first))
        mapping.narrow(mapping_rows(self._found, self._first))

    def _tell_problems(self) -> None:
        said = self.query_one("#found", Static)
        said.update(problems_said(self._found, self._checked) if self._found else "")
        said.set_class(bool(self._found and self._found.refusals), "-bad")
        problems = self.query_one("#problems", RowList)
        by_sheet = bool(self._found and self._found.by_sheet)
        problems.use_columns(column_problem_columns(self._kinds))
        problems.narrow(problem_rows(self._kinds, self._notes, by_sheet=by_sheet))
        problems.display = bool(problems.rows)

    @on(RowsChecked)
    def _counted(self, message: RowsChecked) -> None:
        if self._found is not None and self._checked is None:
            self.query_one("#found", Static).update(problems_said(self._found, None, message.count))

    def action_turn(self, by: int) -> None:
        """Show other rows of those that were read."""
        last = max(len(self._found.rows) - 1, 0) if self._found else 0
        self._first = min(max(self._first + by, 0), last)
        self._draw()

    # --- which column is which field

    @property
    def _office(self) -> Office:
        return cast("Office", self.app)

    @property
    def _chosen(self) -> tuple[str, str]:
        """What the line under the cursor is (`field`, `column` or `made`), and its name."""
        what, _, name = self.query_one("#mapping", RowList).key.partition(":")
        return what, name

    @on(RowList.Moved, "#mapping")
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RowList.Opened, "#mapping")
    def _choose(self) -> None:
        what, name = self._chosen
        if self._found is None:
            return
        if what == "field":
            field = next(each for each in self._found.fields if each.name == name)
            self._office.open(column_picker(self._found, field), partial(self._take_column, name))
        elif what == "column":
            self._office.open(field_picker(self._found, int(name)), partial(self._take_field, int(name)))
        else:
            self.app.notify(tr("This follows from the fields above it."))

    @property
    def _kinds(self) -> Sequence[ColumnProblem]:
        return self._checked.problems if self._checked else ()

    @property
    def _notes(self) -> Sequence[Problem]:
        return self._file.notes if self._file else ()

    @on(RowList.Opened, "#problems")
    def _look_closer(self, event: RowList.Opened) -> None:
        by_sheet = bool(self._found and self._found.by_sheet)
        self._office.open(Notice(*told_line(self._kinds, self._notes, event.key, by_sheet=by_sheet)))

    def _take_column(self, field: str, chosen: str | None) -> None:
        if chosen is not None:
            place, _, unit = chosen.partition(":")
            self._map(field, None if chosen == NONE else int(place), unit)

    def _take_field(self, place: int, chosen: str | None) -> None:
        if chosen is not None:
            self._map(chosen, place)

    def _map(self, field: str, place: int | None, unit: str = "") -> None:
        if self._found is not None:
            self._use(with_column(self._order.by_hand, self._found, field, place, unit))

    def _use(self, by_hand: Mapping[str, str]) -> None:
        self._order = replace(self._order, by_hand=dict(by_hand))
        if self._file is not None:
            self.look("look", partial(self._file.look, self._order.by_hand))

    def action_none(self) -> None:
        """Read the field under the cursor from no column."""
        self._map(self._chosen[1], None)

    def action_sheet(self) -> None:
        """Ask which sheet."""
        if self._found is not None:
            self._office.open(sheet_picker(self._found), self._turn_to)

    def _turn_to(self, sheet: str | None) -> None:
        if sheet is not None and self._found is not None:
            self._first, asked = 0, sheets_asked(self._found, sheet)
            self.look("sheet", partial(open_file, self.desk, self._order.kind, self._path, **asked))

    def action_maps(self) -> None:
        """Offer the maps that were saved for this header, and saving one."""
        picker = map_picker(self._maps, may_save=not self.why_not("save"))
        self._office.open(picker, self._take_map)

    def _take_map(self, chosen: str | None) -> None:
        if chosen == SAVE:
            self.action_save()
        elif chosen is not None:
            self._use(chosen_map(self._maps, chosen))

    def action_save(self) -> None:
        """Ask for the name under which the columns are kept."""
        self._office.open(save_form(), self._save)

    def _save(self, given: dict[str, Any] | None) -> None:
        if given is not None and self._file is not None:
            header, by_hand = self._file.table.header, self._order.by_hand
            told = (given["name"], header, by_hand, self._file.table.first)
            self.do("save", partial(save_map, self.keyed_desk, self._order.kind, *told))

    def done(self, purpose: str, answer: object) -> None:
        """Say that the map is kept."""
        if isinstance(answer, MapAnswer):
            self.app.notify(tr("{name} is saved.").format(name=safe(answer.name)))

    # --- the import

    def action_options(self) -> None:
        """Ask for what the kind has of its own."""
        form = options_form(self._order, self._office.local_now().date())
        self._office.open(form, self._take_options)

    def _take_options(self, given: dict[str, Any] | None) -> None:
        if given is not None:
            self._order = with_options(self._order, given)
            self._draw()

    def why_not(self, action: str) -> str:
        """Say why something cannot be done with the file as it stands."""
        if self._found is None:
            return "" if action in {"show_keys"} else tr("One moment …")
        if action == "none" and self._chosen[0] != "field":
            return tr("Only a field has a column; enter on a column that is not read says what is in it.")
        if action == "sheet" and len(self._found.sheets) < 2:
            return tr("There is no other sheet in it.")
        if action in {"save", "dry", "apply"} and self._found.refusals:
            return problems_said(self._found, None)
        return ""

    @property
    def _job(self) -> ImportJob | None:
        return ImportJob(self._order, self._file.table) if self._file is not None else None

    def action_dry(self) -> None:
        """See what it would change."""
        if job := self._job:
            job.dry_run(self._office, lambda seen: self._office.open(ImportResultScreen(job, seen)))

    def action_apply(self) -> None:
        """See what it would change, ask, then write it."""
        if job := self._job:
            job.dry_run(self._office, lambda seen: job.ask(self._office, seen, partial(self._applied, job)))

    def _applied(self, job: ImportJob, answer: ImportAnswer) -> None:
        self.give_way(ImportResultScreen(job, answer))
