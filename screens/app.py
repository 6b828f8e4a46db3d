"""The console: who sits at it, its rooms, its lock, and how it ends."""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakSet

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from salesdesk.domain.errors import DeskError, NotSignedIn
from salesdesk.language import N_, tr
from screens.endings import OrderlyApp
from screens.messages import DatabaseBack, DatabaseLost, ImportAwaited, NewsCame, SentAway
from screens.office_place import Premises
from screens.rooms import ROOMS, Room
from screens.sign_in import SignInScreen
from screens.terminal import check_terminal
from screens.themes import DEFAULT_THEME, THEMES, theme_variable_defaults

if TYPE_CHECKING:
    from db.engine import Database
    from db.waiting import ImportUnderWay
    from salesdesk.domain.project import ProjectSettings
    from salesdesk.services.desk import Desk
    from salesdesk.services.pins import PinVault
    from screens.desk_screen import DeskScreen

IDLE_CHECK_SECONDS = 2.0
_SIGNS_OF_LIFE = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class DeskApp(OrderlyApp):
    """The console of a sales office."""

    CSS_PATH = "app.tcss"
    TITLE = "salesdesk"
    ENABLE_COMMAND_PALETTE = True
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {"door": SignInScreen}
    DEFAULT_MODE = "door"
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
        self, premises: Premises, project: str | None = None, *, terminal: str = "", demo_note: str = ""
    ) -> None:
        super().__init__()
        self.premises = premises
        self.project_name = project
        self.demo_note = demo_note
        self.terminal = terminal
        self.turned_away: DeskError | None = None
        self.waiting = 0
        self.screens_open: WeakSet[DeskScreen] = WeakSet()
        self._desk: Desk | None = None
        self._settings: ProjectSettings | None = None
        self._last_used = time.monotonic()
        self._locked = False
        self._held_back: list[Callable[[], object]] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME

    @property
    def database(self) -> "Database":
        """The office's database; the first to ask may wait."""
        found = self.premises.database
        found.tell_waiting = self._tell_waiting
        return found

    def _tell_waiting(self, under_way: "ImportUnderWay") -> None:
        self.post_message(ImportAwaited(under_way))

    @property
    def vault(self) -> "PinVault":
        """How the office keeps its PINs."""
        return self.premises.vault

    # --- how it looks

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the state colours a value in every theme."""
        return theme_variable_defaults()

    def on_mount(self) -> None:
        """Ask who it is, or set the office up on the first run."""
        self.set_interval(IDLE_CHECK_SECONDS, self._lock_when_idle)

    def turn_away(self, refusal: DeskError) -> None:
        """End, because there is no office to sit down in."""
        self.turned_away = refusal
        self.exit()

    # --- who sits here

    @property
    def desk(self) -> "Desk":
        """The desk that somebody sits at.

        Raises:
            NotSignedIn: nobody does.
        """
        if self._desk is None:
            raise NotSignedIn
        return self._desk

    def local_now(self) -> datetime:
        """The time on the office's wall."""
        clock = self.database.clock if self._desk else None
        now = clock() if clock else datetime.now().astimezone()
        return self._settings.local(now) if self._settings else now

    def seat(self, desk: "Desk", settings: "ProjectSettings", seq: int, ahead: object = None) -> None:
        """Let somebody sit down who knows of every event up to `seq`, and open their first room on what was read."""
        self._desk, self._settings, self.waiting = desk, settings, 0
        rooms = [room for room in ROOMS if self.may_enter(room)]
        for room in rooms:
            self.add_mode(room.mode, partial(room.make, ahead if room is rooms[0] else None))
        self.run_worker(partial(self._watch, desk, seq), thread=True, group="watch", exclusive=True)
        self.switch_mode(rooms[0].mode)

    async def action_sign_out(self) -> None:
        """Let whoever sits here get up."""
        self.workers.cancel_group(self, "watch")
        self._locked = False
        self._held_back.clear()
        await self.remove_mode("door")
        self.add_mode("door", SignInScreen)
        await self.switch_mode("door")
        for room in [room for room in ROOMS if self.may_enter(room)]:
            await self.remove_mode(room.mode)
        self._desk = None

    # --- the rooms

    def may_enter(self, room: Room) -> bool:
        """Tell whether whoever sits here may open a room."""
        return self._desk is not None and room.is_open_to(self._desk)

    @property
    def _is_at_the_door(self) -> bool:
        return self._desk is None or self.current_mode == "door"

    async def enter(self, mode: str) -> None:
        """Go to a room; from what was opened in it, back to its own screen."""
        if self._locked or self._is_at_the_door:
            return
        if mode != self.current_mode:
            await self.switch_mode(mode)
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def action_enter(self, mode: str) -> None:
        """Go to a room, when nothing is being asked there."""
        await self.enter(mode)

    def open(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Open a screen or a question over this one; while the console is locked it waits."""
        self.when_open(lambda: self.push_screen(screen, then))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing over the lock or at the door, and only the rooms that the role may enter."""
        if action in {"enter", "command_palette", "lock"} and (self._locked or self._is_at_the_door):
            return False
        if action == "enter":
            return any(room.mode == parameters[0] and self.may_enter(room) for room in ROOMS)
        return True

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Name every action as `noun: verb`: the rooms, what this screen does now, and the console's own."""
        from screens.palette import export_commands, room_commands, screen_commands

        yield from room_commands(self)
        yield from screen_commands(screen)
        if self._desk is not None:
            yield from export_commands(self)
        yield SystemCommand(tr("desk: lock"), tr("Lock the console"), self.action_lock)
        yield SystemCommand(tr("desk: sign out"), tr("Let somebody else sign in"), self.action_sign_out)
        yield SystemCommand(tr("desk: quit"), tr("Close the console"), self.action_quit)
        yield SystemCommand(tr("colours: choose"), tr("Dark, light or high contrast"), self.action_change_theme)

    # --- the lock

    def action_lock(self) -> None:
        """Close the console to everybody but whoever sits here."""
        if not self._locked and not self._is_at_the_door:
            self._locked = True
            self.clear_notifications()
            from screens.lock import LockScreen

            self.push_screen(LockScreen(self.desk), self._unlocked)

    def when_open(self, act: Callable[[], object]) -> None:
        """Act now, or when the lock that lies over the console is opened."""
        if self._locked:
            self._held_back.append(act)
        else:
            act()

    def _unlocked(self, _answer: None) -> None:
        self._locked = False
        self._last_used = time.monotonic()
        held, self._held_back = self._held_back, []
        for act in held:
            self.when_open(act)

    def _lock_when_idle(self) -> None:
        if self._desk is not None and time.monotonic() - self._last_used > self.premises.idle_minutes * 60:
            self.action_lock()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, _SIGNS_OF_LIFE):
            self._last_used = time.monotonic()
        await super().on_event(event)

    def notify(self, message: str, **how: Any) -> None:
        """Show a toast, as plain text; while the console is locked it waits."""
        self.when_open(lambda: super(DeskApp, self).notify(message, **{**how, "markup": False}))

    # --- news

    def _watch(self, desk: "Desk", seq: int) -> None:
        from screens.news import tell_news

        worker = get_current_worker()
        tell_news(desk, seq, self.post_message, lambda: worker.is_cancelled)

    @on(NewsCame)
    def _news_came(self, message: NewsCame) -> None:
        self.waiting = message.waiting
        for screen in list(self.screens_open):
            screen.take_news(message.news)

    @on(DatabaseLost)
    def _database_lost(self, message: DatabaseLost) -> None:
        self.notify(message.sentence, severity="warning", timeout=8)

    @on(DatabaseBack)
    def _database_back(self) -> None:
        self.notify(tr("The database is back."))
        for screen in list(self.screens_open):
            screen.read_again()

    @on(ImportAwaited)
    def _import_awaited(self, message: ImportAwaited) -> None:
        from salesdesk.services.import_announcing import waiting_said

        self.notify(waiting_said(message.under_way, self.local_now()), markup=False, timeout=10)

    @on(SentAway)
    async def _sent_away(self) -> None:
        await self.action_sign_out()
        self.notify(tr("You were signed out: your place in the office was changed."), timeout=30)


def open_console(premises: Premises, project: str | None = None, *, terminal: str = "", demo_note: str = "") -> int:
    """Open the console on this terminal and give its exit code when it ends.

    Raises:
        NoTerminal, DumbTerminal, NotUtf8: nothing could be read there.
        DeskError: there is no such office, or its database cannot be used.
    """
    check_terminal()
    app = DeskApp(premises, project, terminal=terminal, demo_note=demo_note)
    app.run()
    if app.turned_away is not None:
        raise app.turned_away
    return app.return_code or 0
