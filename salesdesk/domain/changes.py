"""Changes of a deal: their kinds, how far one is, and what becomes of the money when a deal ends."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """What a change order changes."""

    UNIT = "unit"
    BUYER = "buyer"
    PLAN = "plan"
    CANCEL = "cancel"


class ChangeState(StrEnum):
    """How far a change order is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"
    VOID = "void"


class Outcome(StrEnum):
    """What becomes of the deposit when a deal ends.

    Source: Civil Code of the PRC, articles 586 to 588: kept when the buyer is at fault, given back twice when the
    seller is, given back when nobody is; otherwise it counts toward the price.
    """

    OFFSET = "offset"
    FORFEIT = "forfeit"
    DOUBLE = "double"
    RETURN = "return"
