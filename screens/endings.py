"""How the console ends: by a signal, or by a bug; the terminal is given back as it was, and no data is shown."""

import asyncio
import os
import signal
import threading
from pathlib import Path
from typing import Any

from rich.text import Text
from textual.app import App
from textual.driver import Driver
from textual.worker import WorkerFailed

from salesdesk.language import tr
from screens.keyboard import forgiving
from screens.terminal import terminal_is_gone

SIGNAL_EXIT = 128
HANG_UP = 1
PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 2.0
_LEAVE = b"\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"


class KeysNotRead(Exception):
    """The terminal could not be read."""


class OrderlyApp(App[None]):
    """An app that leaves the terminal as it was, whatever ends it."""

    def on_mount(self) -> None:
        """End in order when the terminal goes away or somebody asks the process to stop."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self.end_by_signal, int(number))
                except (NotImplementedError, RuntimeError, ValueError):
                    break  # signals reach only a main thread, and not on every system
        if not self.is_headless and not self.is_web:
            self.set_interval(LOOK_SECONDS, self._end_when_alone)

    def get_driver_class(self) -> type[Driver]:
        """Read keys so that a wrong byte does not end the console."""
        return forgiving(super().get_driver_class())

    def end_by_signal(self, number: int) -> None:
        """End as a signal asks; if a thread that waits for the database holds that up for long, end without it."""
        code = SIGNAL_EXIT + number
        self.exit(return_code=code)
        force = threading.Timer(PATIENCE_SECONDS, _leave, [code, getattr(self._driver, "attrs_before", None)])
        force.daemon = True
        force.start()

    def _end_when_alone(self) -> None:
        if terminal_is_gone():
            self.end_by_signal(HANG_UP)

    def _handle_exception(self, error: Exception) -> None:
        """End on a bug with a note that holds no data; the log has the places in the code."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        cause = error.error if isinstance(error, WorkerFailed) else error
        from salesdesk.journal import journal_crash

        self._exit_renderables.append(crash_note(journal_crash(cause)))
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """End on a bug that Textual met in a thread of its own; its picture of it may hold data."""
        from rich.traceback import Traceback

        if any(isinstance(each, Traceback) for each in renderables):
            self._handle_exception(KeysNotRead())
        else:
            super().panic(*renderables)


def _leave(code: int, modes: list[Any] | None) -> None:
    """Leave at once: whatever was acknowledged is in the database, and what was not may be sent again."""
    try:
        if modes is not None:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, modes)
        os.set_blocking(2, False)
        os.write(2, _LEAVE)
    finally:
        os._exit(code)


def crash_note(log: Path) -> Text:
    """Say that this was a bug and where its trace is; never with what was on the screen."""
    said = tr("salesdesk met a bug and had to end. Nothing that was confirmed is lost. Details are in {log}.")
    return Text(said.format(log=log))
