"""Claims: what makes a unit somebody's, and how a claim ends."""

from enum import StrEnum


class ClaimKind(StrEnum):
    """A timed hold, or a deal."""

    HOLD = "hold"
    DEAL = "deal"


class ClaimEnd(StrEnum):
    """Why a claim is no longer live."""

    EXPIRED = "expired"
    RELEASED = "released"
    ORDERED = "ordered"
    CANCELLED = "cancelled"
    MOVED = "moved"
