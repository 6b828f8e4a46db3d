"""What a room on the board says in the width it has: its letter first, and more the wider it is."""

from rich.cells import cell_len

from salesdesk.domain.board import Tile
from salesdesk.domain.text import safe
from salesdesk.domain.units import CLAIMED, LETTERS
from salesdesk.language import CHINESE, language
from screens.widgets.cell_width import fit, right

OWN_MARK = "*"
UNDECIDED_MARK = "?"
LOCK_MARK = "!"
SHOWS_ROOM = 17
_SHORTEST_NAME = 6


def cell_text(tile: Tile, width: int) -> str:
    """Say what a room shows in exactly `width` cells: marks and letter, room, minutes left, price or holder.

    A hold that waits for a decision has a question mark for its minutes.
    """
    left = UNDECIDED_MARK if tile.undecided else time_left(tile.minutes_left)
    start = _marks(tile) + left
    if width >= SHOWS_ROOM:
        start = _marks(tile) + fit(safe(tile.room), 5) + left.rjust(4)
    start = start.rstrip()
    space = width - cell_len(start) - 2
    return f"{start} {right(_worth(tile, space), space)} " if space > 0 else fit(start, width)


def time_left(minutes: int | None) -> str:
    """Show how long a hold lasts in at most three cells: `58` minutes, `5h` or `3d`."""
    if minutes is None:
        return ""
    if minutes < 100:
        return str(max(minutes, 0))
    hours = minutes // 60
    return f"{hours}h" if hours < 48 else f"{min(hours // 24, 99)}d"


def short_price(minor: int, space: int) -> str:
    """Show a price in minor units as Chinese readers count, in 万 with one decimal, else in thousands; cut off.

    The unit is left out where only the number fits, and all of it where that does not fit either.
    """
    thousands = minor // 100_000
    in_wan = language() == CHINESE
    number, unit = (f"{thousands // 10:,}.{thousands % 10}", "万") if in_wan else (f"{thousands:,}", "k")
    return next((text for text in (number + unit, number) if cell_len(text) <= space), "")


def _marks(tile: Tile) -> str:
    own = OWN_MARK if tile.mine else " "
    lock = LOCK_MARK if tile.locked else " "
    return own + LETTERS[tile.state] + lock


def _worth(tile: Tile, space: int) -> str:
    """Say what matters beside the state: who has the unit, or what it costs while nobody has it."""
    if tile.holder:
        return safe(tile.holder) if space >= _SHORTEST_NAME else ""
    if tile.state in CLAIMED or tile.list_price_minor is None:
        return ""
    return short_price(tile.list_price_minor, space)
