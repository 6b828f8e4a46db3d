"""How the console ends: by a signal, or by a bug; the terminal is given back as it was, and no data is shown."""

import asyncio
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from salesdesk.language import tr

if TYPE_CHECKING:
    from textual.app import App

SIGNAL_EXIT = 128
PATIENCE_SECONDS = 10.0
_LEAVE = b"\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"


def catch_signals(app: "App[None]") -> None:
    """End in order when the terminal goes away or somebody asks the process to stop."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None:
            try:
                loop.add_signal_handler(number, end_by_signal, app, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                return  # signals reach only a main thread, and not on every system


def end_by_signal(app: "App[None]", number: int) -> None:
    """End as a signal asks; if a thread that waits for the database holds that up for long, end without it."""
    code = SIGNAL_EXIT + number
    app.exit(return_code=code)
    force = threading.Timer(PATIENCE_SECONDS, _leave, [code, getattr(app._driver, "attrs_before", None)])
    force.daemon = True
    force.start()


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
