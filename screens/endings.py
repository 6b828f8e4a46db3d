"""How the console ends: by a signal, or by a bug; the terminal is given back as it was, and no data is shown."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from salesdesk.language import tr

if TYPE_CHECKING:
    from textual.app import App

SIGNAL_EXIT = 128


def catch_signals(app: "App[None]") -> None:
    """End in order when the terminal goes away or somebody asks the process to stop."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None:
            try:
                loop.add_signal_handler(number, _end, app, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                return  # signals reach only a main thread, and not on every system


def _end(app: "App[None]", number: int) -> None:
    app.exit(return_code=SIGNAL_EXIT + number)


def crash_note(log: Path) -> Text:
    """Say that this was a bug and where its trace is; never with what was on the screen."""
    said = tr("salesdesk met a bug and had to end. Nothing that was confirmed is lost. Details are in {log}.")
    return Text(said.format(log=log))
