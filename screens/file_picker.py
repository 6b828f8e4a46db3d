"""Choosing a file: its path is typed and completed, or it is found in the folder with the arrows."""

import os
from functools import partial
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from salesdesk.domain.errors import DeskError
from salesdesk.domain.text import safe
from salesdesk.importing.folders import Entry, check_readable, look_into
from salesdesk.language import N_, tr
from screens.office_place import Office
from screens.widgets.folder_rows import UP, fitting, folder_columns, folder_rows
from screens.widgets.row_list import RowList
from screens.working import WorkingDialog


class FilePicker(WorkingDialog[Path | None]):
    """A path above what is in its folder; enter takes the file under the cursor, or goes into the folder."""

    CSS_PATH = ["dialogs.tcss", "file_picker.tcss"]  # noqa: RUF012
    AUTO_FOCUS = "#typed"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", N_("Give up"), show=False),
        Binding("down", "move(1)", N_("Next"), show=False, priority=True),
        Binding("up", "move(-1)", N_("Previous"), show=False, priority=True),
        Binding("pagedown", "page(1)", N_("A screen down"), show=False, priority=True),
        Binding("pageup", "page(-1)", N_("A screen up"), show=False, priority=True),
        Binding("tab", "complete", N_("Complete"), show=False, priority=True),
        Binding("backspace", "back", N_("Up, or one sign less"), show=False, priority=True),
    ]

    def __init__(self, title: str, folder: Path) -> None:
        super().__init__()
        self._title_text, self._begins_in = title, folder
        self._folder: Path | None = None
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Put the path above what is in the folder."""
        with Vertical(classes="dialog"):
            yield Static(self._title_text, classes="title", markup=False)
            yield Input(_with_home(self._begins_in), id="typed", compact=True, select_on_focus=False)
            yield RowList(folder_columns(), id="entries")
            yield Static("", id="said", classes="wrong", markup=False)
            yield Static(tr("enter Take it   tab Complete   ↑↓ Move   esc Give up"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Look into the first folder; the keys stay with the path."""
        self._list.can_focus = False
        self._list.says = (
            "",
            tr("No file that can be read is here."),
            tr("csv, tsv, json, xls, xlsx, ods, xml and html can."),
        )
        self._follow()

    @property
    def _typed(self) -> Input:
        return self.query_one("#typed", Input)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    @on(Input.Changed, "#typed")
    def _follow(self) -> None:
        """Look into the folder that is typed; while it stays the same, only what fits is shown."""
        if (anew := begun_anew(self._typed.value)) is not None:
            self._type(anew)
            return
        folder, beginning = _parted(self._typed.value)
        self._say("")
        if folder != self._folder:
            self._folder, self._entries = folder, []
            self.start("look", partial(look_into, folder), exclusive=True, group="read")
        self._show(beginning)

    def _show(self, beginning: str) -> None:
        shown = fitting(self._entries, beginning)
        now = cast("Office", self.app).local_now()
        self._list.narrow(folder_rows(shown, now, may_go_up=not beginning and self._folder != Path("/")))
        self._list.go_to(shown[0].name if shown else UP)

    def answered(self, purpose: str, answer: object) -> None:
        """List the folder, or take the path that was typed."""
        if purpose == "look":
            self._entries = cast("list[Entry]", answer)
            self._show(_parted(self._typed.value)[1])
        else:
            self.dismiss(cast("Path", answer))

    def refused(self, purpose: str, refusal: DeskError) -> None:
        """Say why not."""
        self._say(self.said(refusal))

    def _say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    # --- its keys

    def action_move(self, by: int) -> None:
        """Move the cursor while the path keeps the keys."""
        self._list.action_go(by)

    def action_page(self, screens: int) -> None:
        """Move the cursor by a screen."""
        self._list.action_page(screens)

    def action_complete(self) -> None:
        """Write out what is under the cursor."""
        entry = self._under_cursor
        if entry and self._folder is not None and entry.name == safe(entry.name):
            self._type(_with_home(self._folder) + entry.name + ("/" if entry.is_folder else ""))

    def action_back(self) -> None:
        """Go a folder up where the path ends with one; else take the last sign away."""
        typed = self._typed
        if typed.value.endswith("/") and typed.cursor_position == len(typed.value) and self._folder:
            self._type(_with_home(self._folder.parent))
        else:
            typed.action_delete_left()

    @property
    def _under_cursor(self) -> Entry | None:
        return next((each for each in self._entries if each.name == self._list.key), None)

    def _type(self, path: str) -> None:
        self._typed.value = path
        self._typed.action_end()

    @on(Input.Submitted, "#typed")
    @on(RowList.Opened)
    def _take_chosen(self) -> None:
        entry = self._under_cursor
        if self._folder is None:
            return
        if self._list.key == UP:
            self._type(_with_home(self._folder.parent))
        elif entry and entry.is_folder:
            self.action_complete()
        else:
            name = entry.name if entry else _parted(self._typed.value)[1]
            self.start("take", partial(check_readable, self._folder / name))

    def action_give_up(self) -> None:
        """Choose none."""
        self.dismiss(None)


def here() -> Path:
    """Give the folder in which the console was started, or the user's own if that is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def begun_anew(text: str) -> str | None:
    """Give a whole path that was put behind the folder, as somebody does who copied it; `None` where there is none."""
    before, sign, behind = text.rpartition("//")
    if sign and before:
        return f"/{behind}"
    before, sign, behind = text.rpartition("/~/")
    return f"~/{behind}" if sign and before else None


def _parted(text: str) -> tuple[Path, str]:
    """Part what was typed into the folder and the beginning of a name in it; `~` is the user's own folder."""
    folder, beginning = os.path.split("~/" if text.strip() == "~" else text.lstrip())
    return Path(os.path.abspath(os.path.expanduser(folder))), beginning


def _with_home(folder: Path) -> str:
    """Write a folder with `~` for the user's own, and a slash at its end."""
    home, text = os.path.expanduser("~"), str(folder)
    inside = text == home or text.startswith(home.rstrip("/") + "/")
    short = "~" + text[len(home.rstrip("/")) :] if inside and home != "/" else text
    return short.rstrip("/") + "/"
