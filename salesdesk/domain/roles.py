"""Who may do what: roles, rights and the limits that go with a rank."""

from decimal import Decimal
from enum import StrEnum


class Role(StrEnum):
    """The place somebody has in the office."""

    ADMINISTRATOR = "administrator"
    REP = "rep"
    RECEPTION = "reception"
    CASHIER = "cashier"
    MORTGAGE_DESK = "mortgage_desk"
    BACK_OFFICE = "back_office"
    MANAGER = "manager"
    DIRECTOR = "director"
    GENERAL_MANAGER = "general_manager"
    SERVICE = "service"
    AUDITOR = "auditor"
    WALL = "wall"


class Right(StrEnum):
    """Something that only some roles may do; the value reads on from "may not …"."""

    SEE_BOARD = "see the board"
    SEE_PRICES = "see prices"
    SEE_FLOOR_PRICE = "see floor prices"
    SEE_PHONES = "see phone numbers"
    SEE_ALL_CUSTOMERS = "see other reps' customers"
    KEEP_CUSTOMERS = "keep customers"
    HOLD = "hold units"
    RELEASE_ANY_HOLD = "release other people's holds"
    ORDER = "write orders"
    REQUEST_DISCOUNT = "ask for a discount"
    APPROVE_DISCOUNT = "decide on discounts"
    PUBLISH_DISCOUNT = "publish standing discounts"
    SET_PRICES = "set prices"
    SET_PLANS = "set ways of paying"
    BOOK_MONEY = "book money"
    SEE_MONEY = "see money"
    SIGN_CONTRACT = "do contract steps"
    MORTGAGE = "do mortgage steps"
    HAND_OVER = "hand over keys"
    UNDO_STEP = "undo a step"
    CANCEL_DEAL = "cancel a deal"
    CHANGE_DEAL = "change a deal"
    APPROVE_CHANGE = "decide on changes"
    CHASE = "chase payments"
    IMPORT = "import files"
    EXPORT = "export what the office keeps"
    EXPORT_PHONES = "export phone numbers"
    RELEASE_BATCH = "release batches"
    WITHHOLD = "withhold or lock units"
    MANAGE_STAFF = "manage staff"
    MANAGE_PROJECT = "set up the project"
    SEE_TODAY = "see today's tasks"
    AUDIT = "read the event log"
    BACK_UP = "back up the database"


R = Right
_SEES = {R.SEE_BOARD, R.SEE_PRICES, R.SEE_TODAY}
_REP = _SEES | {
    R.SEE_PHONES,
    R.KEEP_CUSTOMERS,
    R.HOLD,
    R.ORDER,
    R.REQUEST_DISCOUNT,
    R.SEE_MONEY,
    R.CHASE,
    R.CHANGE_DEAL,
}
_MANAGER = _REP | {
    R.SEE_FLOOR_PRICE,
    R.SEE_ALL_CUSTOMERS,
    R.RELEASE_ANY_HOLD,
    R.APPROVE_DISCOUNT,
    R.PUBLISH_DISCOUNT,
    R.SET_PRICES,
    R.SET_PLANS,
    R.RELEASE_BATCH,
    R.WITHHOLD,
    R.IMPORT,
    R.EXPORT,
    R.UNDO_STEP,
    R.CANCEL_DEAL,
    R.APPROVE_CHANGE,
    R.AUDIT,
}
_DIRECTOR = _MANAGER | {R.MANAGE_PROJECT, R.EXPORT_PHONES}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(set(Right) - {R.APPROVE_DISCOUNT, R.APPROVE_CHANGE}),
    Role.REP: frozenset(_REP),
    Role.RECEPTION: frozenset(_SEES | {R.SEE_PHONES, R.SEE_ALL_CUSTOMERS, R.KEEP_CUSTOMERS}),
    Role.CASHIER: frozenset(_SEES | {R.SEE_ALL_CUSTOMERS, R.BOOK_MONEY, R.SEE_MONEY, R.CHASE, R.SEE_PHONES}),
    Role.MORTGAGE_DESK: frozenset(_SEES | {R.SEE_ALL_CUSTOMERS, R.SEE_MONEY, R.MORTGAGE, R.CHASE, R.SEE_PHONES}),
    Role.BACK_OFFICE: frozenset(
        _SEES
        | {R.SEE_ALL_CUSTOMERS, R.SEE_MONEY, R.SIGN_CONTRACT, R.UNDO_STEP, R.CHASE, R.SEE_PHONES, R.IMPORT}
        | {R.EXPORT, R.CHANGE_DEAL}
    ),
    Role.MANAGER: frozenset(_MANAGER),
    Role.DIRECTOR: frozenset(_DIRECTOR),
    Role.GENERAL_MANAGER: frozenset(_DIRECTOR | {R.BACK_UP}),
    Role.SERVICE: frozenset(_SEES | {R.SEE_ALL_CUSTOMERS, R.SEE_MONEY, R.HAND_OVER, R.SEE_PHONES}),
    Role.AUDITOR: frozenset({R.SEE_BOARD, R.SEE_PRICES, R.SEE_FLOOR_PRICE, R.SEE_MONEY, R.SEE_TODAY, R.AUDIT})
    | {R.SEE_ALL_CUSTOMERS, R.EXPORT},
    Role.WALL: frozenset({R.SEE_BOARD}),
}

RANKS: tuple[Role, ...] = (Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER)
"""Who decides on discounts, from the lowest rank up."""

DISCOUNT_LIMITS: dict[Role, Decimal] = {
    Role.MANAGER: Decimal(3),
    Role.DIRECTOR: Decimal(6),
    Role.GENERAL_MANAGER: Decimal(100),
}
"""The concession in percent of the price before it that each rank may grant, unless the project says otherwise."""


def may(role: Role, right: Right) -> bool:
    """Tell whether the role has the right."""
    return right in RIGHTS[role]


def who_may(*rights: Right) -> tuple[Role, ...]:
    """Name the roles that have one of the rights."""
    return tuple(role for role in Role if not RIGHTS[role].isdisjoint(rights))
