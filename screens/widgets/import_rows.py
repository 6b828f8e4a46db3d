"""Imports as lines of a list, and one of them told in full."""

from collections.abc import Sequence
from datetime import datetime

from salesdesk.domain.text import safe
from salesdesk.language import show_date, show_short_date, show_time, tr, word
from salesdesk.services.past_imports import PastImport
from screens.widgets.row_columns import Cell, Column, Row, Tone


def import_columns() -> tuple[Column, ...]:
    """Give the columns of the list."""
    return (
        Column(tr("import"), is_right=True),
        Column(tr("kind")),
        Column(tr("file"), least=16, most=60),
        Column(tr("at"), is_right=True, rank=2),
        Column(tr("by"), least=6, most=16, rank=4),
        Column(tr("read"), is_right=True),
        Column(tr("new"), is_right=True, rank=1),
        Column(tr("changed"), is_right=True, rank=1),
        Column(tr("same"), is_right=True, rank=3),
        Column(tr("rejected"), is_right=True),
        Column(),
    )


def import_rows(found: Sequence[PastImport], now: datetime) -> tuple[Row, ...]:
    """Write each import; one that was taken back is dim."""
    return tuple(_row(each, now) for each in found)


def _row(each: PastImport, now: datetime) -> Row:
    tone: Tone = "dim" if each.undone else ""
    numbers = [Cell(f"{count:,}" if count else "", tone) for count in (each.new, each.changed, each.same)]
    cells = (
        Cell(str(each.import_id), tone),
        Cell(word(each.kind), tone),
        Cell(safe(each.file), tone or "strong"),
        Cell(_moment(each.at, now), "dim"),
        Cell(safe(each.staff), "dim"),
        Cell(f"{each.read:,}", tone),
        *numbers,
        Cell(f"{each.rejected:,}" if each.rejected else "", tone or "overdue"),
        Cell(tr("taken back") if each.undone else "", tone),
    )
    return Row(str(each.import_id), cells)


def _moment(at: datetime, now: datetime) -> str:
    day = at.date()
    if day == now.date():
        return show_time(at)
    return show_short_date(day) if day.year == now.year else show_date(day)


def told_import(each: PastImport) -> str:
    """Tell of an import what does not change any more: who, when, which bytes, what came of the rows."""
    lines = [
        tr("{kind}, by {staff} on {day} at {time}").format(
            kind=word(each.kind), staff=safe(each.staff), day=show_date(each.at.date()), time=show_time(each.at)
        ),
        counted(each.read, each.new, each.changed, each.same, each.rejected),
        tr("SHA-256 of the file:\n{sha256}").format(sha256=each.sha256),
    ]
    return "\n".join([*lines, *([tr("It was taken back.")] if each.undone else [])])


def counted(read: int, new: int, changed: int, same: int, rejected: int) -> str:
    """Write what came of the rows of a file; they add up."""
    said = tr("{read} read = {new} new + {changed} changed + {same} same + {rejected} rejected")
    numbers = {"read": read, "new": new, "changed": changed, "same": same, "rejected": rejected}
    return said.format(**{name: f"{number:,}" for name, number in numbers.items()})
