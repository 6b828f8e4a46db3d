"""What happened, as lines of text."""

from collections.abc import Callable, Sequence
from datetime import datetime

from salesdesk.cli.tables import table
from salesdesk.language import tr
from salesdesk.services.board import Happened
from salesdesk.services.event_words import happened_line


def history_text(history: Sequence[Happened], local: Callable[[datetime], str]) -> str:
    """List what happened, latest first, as a paragraph of its own; nothing when nothing did."""
    if not history:
        return ""
    rows = [(local(each.at), happened_line(each)) for each in history]
    return "\n\n" + table((tr("when"), tr("what happened")), rows)
