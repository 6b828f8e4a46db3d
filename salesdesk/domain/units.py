"""Units: their states, the moves between them and the locks over them."""

from enum import StrEnum

from salesdesk.domain.errors import DeskError


class UnitState(StrEnum):
    """Where a unit stands between the price list and the keys."""

    NOT_RELEASED = "not_released"
    AVAILABLE = "available"
    WITHHELD = "withheld"
    HELD = "held"
    SUBSCRIBED = "subscribed"
    SIGNED = "signed"
    FILED = "filed"
    HANDED_OVER = "handed_over"
    TITLED = "titled"


S = UnitState
MOVES: dict[UnitState, tuple[UnitState, ...]] = {
    S.NOT_RELEASED: (S.AVAILABLE,),
    S.AVAILABLE: (S.WITHHELD, S.HELD, S.SUBSCRIBED),
    S.WITHHELD: (S.AVAILABLE,),
    S.HELD: (S.AVAILABLE, S.SUBSCRIBED),
    S.SUBSCRIBED: (S.SIGNED, S.AVAILABLE),
    S.SIGNED: (S.FILED, S.AVAILABLE),
    S.FILED: (S.HANDED_OVER, S.AVAILABLE),
    S.HANDED_OVER: (S.TITLED,),
    S.TITLED: (),
}

CLAIMED = frozenset({S.HELD, S.SUBSCRIBED, S.SIGNED, S.FILED, S.HANDED_OVER, S.TITLED})

FROZEN_BY_CLAIM = (
    "built_area",
    "inner_area",
    "unit_price_minor",
    "list_price_minor",
    "filed_price_minor",
    "floor_price_minor",
)
"""What of a unit stands still while it is claimed, and what a discount is asked for under."""

LETTERS: dict[UnitState, str] = {
    S.NOT_RELEASED: "-",
    S.AVAILABLE: "A",
    S.WITHHELD: "w",
    S.HELD: "H",
    S.SUBSCRIBED: "S",
    S.SIGNED: "C",
    S.FILED: "F",
    S.HANDED_OVER: "K",
    S.TITLED: "T",
}


class Lock(StrEnum):
    """What lies over a unit and keeps it from being claimed, whatever its state."""

    SHOW_FLAT = "show_flat"
    MORTGAGED = "mortgaged"
    SEIZED = "seized"
    OWN_USE = "own_use"
    BARTER = "barter"
    AUTHORITY = "authority"


class UnitKind(StrEnum):
    """What is sold."""

    FLAT = "flat"
    SHOP = "shop"
    PARKING = "parking"
    STORAGE = "storage"


UNSAID = ""
"""Stands among the kinds of units where a list tells none."""


def kind_or_flat(word: str) -> UnitKind:
    """Give the kind of a unit; one of which no kind is told (`UNSAID`) is taken for a flat."""
    return UnitKind(word or UnitKind.FLAT)


class MoveRefused(DeskError):
    """{unit} cannot go from {state} to {target}; from {state} it may go to: {allowed}."""


class UnitLocked(DeskError):
    """{unit} is locked ({lock}): {reason}. Nobody can claim it until the lock is lifted."""


class UnitSeized(UnitLocked):
    """{unit} is seized: {reason}. Nothing about it moves, and its clocks stand still, until the seizure is lifted."""


class NotForSale(DeskError):
    """{unit} is not on sale: it is {state}. {hint}"""


def check_move(unit: str, state: UnitState, target: UnitState) -> None:
    """Refuse a move that is not in the table of moves.

    Raises:
        MoveRefused: naming the moves that are allowed.
    """
    if target not in MOVES[state]:
        raise MoveRefused(unit=unit, state=state, target=target, allowed=list(MOVES[state]))
