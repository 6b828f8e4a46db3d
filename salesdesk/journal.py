"""The journal: a private, rotating log file for whoever mends the program, without anybody's personal data."""

import logging
import traceback
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from salesdesk.domain.text import safe
from salesdesk.places import log_path
from salesdesk.private_files import private_file

MOST_BYTES, OLD_FILES = 1_000_000, 3
_OURS = "salesdesk"
_HANDLER = "salesdesk journal"
# Their messages are made of names in the code; any other exception's may quote a customer.
_QUOTE_NO_DATA = (AttributeError, ImportError, NameError, RecursionError, TypeError, ZeroDivisionError)


def open_journal(level: str = "warning") -> None:
    """Send the log of this process to the journal; nothing is written, or made, before there is something to say.

    What salesdesk logs is written from the level up. Of libraries only warnings are, without their messages, which
    may quote data; keep personal data out of your own.
    """
    root = logging.getLogger()
    for old in [each for each in root.handlers if each.name == _HANDLER]:
        root.removeHandler(old)
        old.close()
    root.addHandler(_handler(log_path()))
    logging.getLogger(_OURS).setLevel(level.upper())


def journal_crash(error: BaseException) -> Path:
    """Write where in the code a bug showed itself, but no value of any variable; gives the journal's path."""
    logging.getLogger(_OURS).error("stopped by a bug", exc_info=error)
    return log_path()


def _handler(path: Path) -> logging.Handler:
    handler = _PrivateLog(path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8", delay=True)
    handler.name = _HANDLER
    handler.setFormatter(_Discreet())
    return handler


class _PrivateLog(RotatingFileHandler):
    """A rotating file that only its owner can read, and that never disturbs the screen when it cannot be written."""

    def _open(self):  # type: ignore[no-untyped-def]  # the type it returns has no public name
        private_file(Path(self.baseFilename))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """Go on without the journal: a full disk must not end a sale."""


class _Discreet(logging.Formatter):
    """Writes records without what may be personal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {process} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Write everything anew: another handler may have left the exception's full text in the record."""
        ours = record.name.split(".")[0] == _OURS
        record.message = safe(record.getMessage()) if ours else f"({record.filename}:{record.lineno})"
        record.asctime = self.formatTime(record)
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join([self.formatMessage(record), *(_lines(error) if error else ())])


def _lines(error: BaseException) -> Iterator[str]:
    """Tell an exception after what caused it, each with the places in the code that it passed."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _lines(cause)
    said = f": {safe(error)}" if type(error) in _QUOTE_NO_DATA else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{said}"
    for frame in traceback.extract_tb(error.__traceback__, limit=-40):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _lines(part)
