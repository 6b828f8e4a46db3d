"""What is in a folder as lines of a list."""

from collections.abc import Sequence
from datetime import datetime

from salesdesk.domain.text import safe
from salesdesk.importing.folders import Entry
from salesdesk.importing.snapshot import readable_name
from salesdesk.language import show_date, show_short_date, show_time, tr
from screens.widgets.row_columns import Cell, Column, Row

UP = ".."
KIBIBYTE, MEBIBYTE = 1 << 10, 1 << 20


def folder_columns() -> tuple[Column, ...]:
    """Give the columns of the list."""
    return (
        Column(tr("file"), least=20, most=60),
        Column(tr("size"), is_right=True, rank=1),
        Column(tr("last changed"), is_right=True, rank=2),
    )


def fitting(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Give the entries whose name begins with what was typed, then those that have it elsewhere."""
    wanted = typed.casefold()
    named = [(each, readable_name(each.name).casefold()) for each in entries]
    begin = [each for each, name in named if name.startswith(wanted)]
    return begin + [each for each, name in named if wanted in name and each not in begin]


def folder_rows(entries: Sequence[Entry], now: datetime, *, may_go_up: bool) -> tuple[Row, ...]:
    """Write each entry, and the way up at the end."""
    up = (Row(UP, (Cell(tr(".. up"), "dim"), Cell(), Cell())),) if may_go_up else ()
    return (*(_row(each, now) for each in entries), *up)


def _row(each: Entry, now: datetime) -> Row:
    if each.is_folder:
        return Row(each.name, (Cell(f"{safe(each.name)}/", "dim"), Cell(), Cell()))
    changed = each.changed.astimezone(now.tzinfo)
    return Row(
        each.name, (Cell(safe(readable_name(each.name))), Cell(_size(each.size)), Cell(_moment(changed, now), "dim"))
    )


def _size(count: int) -> str:
    if count < MEBIBYTE:
        return f"{-(-count // KIBIBYTE):,} KB"
    return f"{-(-count // MEBIBYTE):,} MB"


def _moment(changed: datetime, now: datetime) -> str:
    if changed.year != now.year:
        return show_date(changed.date())
    return f"{show_short_date(changed.date())} {show_time(changed)}"
