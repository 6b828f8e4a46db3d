"""The console: who sits at it, its rooms, its lock, and how it ends."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar
from weakref import WeakSet

from rich.traceback import Traceback
from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.worker import WorkerFailed, get_current_worker

from db.engine import Database
from salesdesk.domain.errors import DeskError, NotSignedIn
from salesdesk.domain.project import ProjectSettings
from salesdesk.journal import journal_crash
from salesdesk.language import N_, explain, tr
from salesdesk.services import office
from salesdesk.services.desk import Actor, Desk
from salesdesk.services.news import look_out, news_since
from salesdesk.services.pins import PinVault
from salesdesk.services.waiting import waiting_for
from screens.desk_screen import DeskScreen
from screens.endings import catch_signals, crash_note, end_by_signal
from screens.keyboard import forgiving
from screens.lock import LockScreen
from screens.messages import DatabaseLost, NewsCame
from screens.palette import room_commands, screen_commands
from screens.rooms import ROOMS, Room
from screens.terminal import check_terminal, terminal_is_gone
from screens.themes import DEFAULT_THEME, THEMES, theme_variable_defaults

IDLE_CHECK_SECONDS = 2.0
HANG_UP = 1


class DeskApp(App[None]):
    """The console of a sales office."""

    CSS_PATH = "app.tcss"
    TITLE = "salesdesk"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(room.key, f"enter({room.mode!r})", room.name, id=f"room.{room.mode}", show=False, tooltip=room.name)
            for room in ROOMS
        ),
        Binding(
            "ctrl+l", "lock", N_("Lock"), id="desk.lock", show=False, tooltip=N_("Lock the console"), priority=True
        ),
    ]

    def __init__(
        self,
        database: Database,
        project: str | None,
        vault: PinVault,
        *,
        idle_minutes: float = 10,
        terminal: str = "",
        demo_note: str = "",
    ) -> None:
        super().__init__()
        self.database = database
        self.project_name = project
        self.vault = vault
        self.demo_note = demo_note
        self.waiting = 0
        self.screens_open: WeakSet[DeskScreen] = WeakSet()
        self._idle_seconds = idle_minutes * 60
        self.terminal = terminal
        self._desk: Desk | None = None
        self._settings = ProjectSettings()
        self._last_used = time.monotonic()
        self._locked = False
        self._held_back: list[tuple[Screen[Any], Callable[[Any], None] | None]] = []

    # --- how it looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the state colours a value in every theme."""
        return theme_variable_defaults()

    def on_mount(self) -> None:
        """Ask who it is, or set the office up on the first run."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME
        catch_signals(self)
        self.set_interval(IDLE_CHECK_SECONDS, self._lock_when_idle)
        self.add_mode("door", self._door)
        self.switch_mode("door")

    def _door(self) -> Screen[None]:
        if office.needs_administrator(self.database):
            from screens.first_run import FirstRunScreen

            return FirstRunScreen()
        from screens.sign_in import SignInScreen

        return SignInScreen()

    # --- who sits here

    @property
    def desk(self) -> Desk:
        """The desk that somebody sits at.

        Raises:
            NotSignedIn: nobody does.
        """
        if self._desk is None:
            raise NotSignedIn
        return self._desk

    def local_now(self) -> datetime:
        """The time on the office's wall."""
        clock = self.database.clock
        return self._settings.local(clock() if clock else datetime.now().astimezone())

    def seat(self, desk: Desk, actor: Actor, settings: ProjectSettings) -> None:
        """Let somebody sit down, and open their first room."""
        self._desk, self._settings = desk.signed_in(actor), settings
        rooms = [room for room in ROOMS if self.may_enter(room)]
        for room in rooms:
            self.add_mode(room.mode, room.make)
        self.run_worker(self._watch, thread=True, group="watch", exclusive=True)
        self.switch_mode(rooms[0].mode)

    async def action_sign_out(self) -> None:
        """Let whoever sits here get up."""
        self.workers.cancel_group(self, "watch")
        self._locked = False
        self._held_back.clear()
        await self.remove_mode("door")
        self.add_mode("door", self._door)
        await self.switch_mode("door")
        for room in [room for room in ROOMS if self.may_enter(room)]:
            await self.remove_mode(room.mode)
        self._desk = None

    # --- the rooms

    def may_enter(self, room: Room) -> bool:
        """Tell whether whoever sits here may open a room."""
        return self._desk is not None and self._desk.may(room.right)

    def enter(self, mode: str) -> None:
        """Go to a room."""
        if not self._locked:
            self.switch_mode(mode)

    def action_enter(self, mode: str) -> None:
        """Go to a room, when nothing is being asked there."""
        self.enter(mode)

    def open(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Open a screen or a question over this one; while the console is locked it waits."""
        if self._locked:
            self._held_back.append((screen, then))
        else:
            self.push_screen(screen, then)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing over the lock or at the door, and only the rooms that the role may enter."""
        if action in {"enter", "command_palette", "lock", "sign_out"}:
            if self._locked or self._desk is None or self.current_mode == "door":
                return action == "command_palette" and False
            if action == "enter":
                return any(room.mode == parameters[0] and self.may_enter(room) for room in ROOMS)
        return True

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Name every action as `noun: verb`: the rooms, what this screen does now, and the console's own."""
        yield from room_commands(self)
        yield from screen_commands(screen)
        yield SystemCommand(tr("desk: lock"), tr("Lock the console"), self.action_lock)
        yield SystemCommand(tr("desk: sign out"), tr("Let somebody else sign in"), self.action_sign_out)
        yield SystemCommand(tr("desk: quit"), tr("Close the console"), self.action_quit)
        yield SystemCommand(tr("colours: choose"), tr("Dark, light or high contrast"), self.action_change_theme)

    # --- the lock

    def action_lock(self) -> None:
        """Close the console to everybody but whoever sits here."""
        if not self._locked and self._desk is not None:
            self._locked = True
            self.clear_notifications()
            self.push_screen(LockScreen(self.desk), self._unlocked)

    def _unlocked(self, _answer: None) -> None:
        self._locked = False
        self._last_used = time.monotonic()
        held, self._held_back = self._held_back, []
        for screen, then in held:
            self.open(screen, then)

    def _lock_when_idle(self) -> None:
        if not self.is_headless and not self.is_web and terminal_is_gone():
            end_by_signal(self, HANG_UP)
        if time.monotonic() - self._last_used > self._idle_seconds:
            self.action_lock()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self._last_used = time.monotonic()
        await super().on_event(event)

    def notify(self, message: str, **how: Any) -> None:
        """Show a toast, as plain text, and none over the lock."""
        if not self._locked:
            super().notify(message, **{"markup": False, **how})

    # --- news

    def _watch(self) -> None:
        """Look out for what others change, in a thread, until whoever sits here gets up."""
        worker, desk, seq = get_current_worker(), self.desk, None
        with look_out(self.database) as watch:
            while not worker.is_cancelled:
                try:
                    if watch.changed():
                        news = news_since(desk, seq)
                        waiting = waiting_for(desk)
                        self.post_message(NewsCame(news, waiting))
                        seq = news.seq
                except NotSignedIn:
                    self.call_from_thread(self.run_worker, self.action_sign_out())
                    return
                except DeskError as trouble:
                    self.post_message(DatabaseLost(explain(trouble)))
                    time.sleep(1)

    @on(NewsCame)
    def _news_came(self, message: NewsCame) -> None:
        self.waiting = message.waiting
        for screen in list(self.screens_open):
            screen.take_news(message.news)

    @on(DatabaseLost)
    def _database_lost(self, message: DatabaseLost) -> None:
        self.notify(message.sentence, severity="warning", timeout=3)

    # --- how it ends

    def get_driver_class(self) -> type[Driver]:
        """Read keys so that a wrong byte does not end the console."""
        return forgiving(super().get_driver_class())

    def _handle_exception(self, error: Exception) -> None:
        """End on a bug with a note that holds no data; the log has the places in the code."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        cause = error.error if isinstance(error, WorkerFailed) else error
        self._exit_renderables.append(crash_note(journal_crash(cause)))
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """End on a bug that Textual met in a thread of its own; its picture of it may hold data."""
        if any(isinstance(each, Traceback) for each in renderables):
            self._handle_exception(KeysNotRead())
        else:
            super().panic(*renderables)


class KeysNotRead(Exception):
    """The terminal could not be read."""


def open_console(
    database: Database,
    project: str | None,
    vault: PinVault,
    *,
    idle_minutes: float,
    terminal: str = "",
    demo_note: str = "",
) -> int:
    """Open the console on this terminal and give its exit code when it ends.

    Raises:
        NoTerminal, DumbTerminal, NotUtf8: nothing could be read there.
    """
    check_terminal()
    app = DeskApp(database, project, vault, idle_minutes=idle_minutes, terminal=terminal, demo_note=demo_note)
    app.run()
    database.close()
    return app.return_code or 0
