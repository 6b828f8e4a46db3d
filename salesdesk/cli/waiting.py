"""What a terminal shows while it waits: how far an import has come, and that another one is being written."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from salesdesk.cli import output
from salesdesk.domain.text import safe

if TYPE_CHECKING:
    from db.waiting import ImportUnderWay
    from salesdesk.importing.progress import ImportProgress

_ANEW = "\r\x1b[K"
"""Begin the terminal's line anew."""


def say_waiting(under_way: "ImportUnderWay") -> None:
    """Say on standard error what a command waits for."""
    from salesdesk.services.import_announcing import waiting_said

    output.complain(waiting_said(under_way, datetime.now().astimezone()))


class ProgressLine:
    """How far an import has come, on the last line of a terminal."""

    def __call__(self, progress: "ImportProgress") -> None:
        """Show it in place of what was shown before."""
        from salesdesk.importing.progress import progress_said

        self._write(_ANEW + safe(" · ".join(filter(None, progress_said(progress).split("\n")))))

    def clear(self) -> None:
        """Leave the line blank for what comes next."""
        self._write(_ANEW)

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def shown_progress() -> Iterator[ProgressLine | None]:
    """Give a line on standard error for progress, which is blank at the end; nothing where that is no terminal."""
    line = ProgressLine() if sys.stderr.isatty() else None
    try:
        yield line
    finally:
        if line is not None:
            line.clear()
