"""The kinds of files that an office imports, and the right that each of them takes."""

from enum import StrEnum

from salesdesk.domain.roles import Right


class ImportKind(StrEnum):
    """What the rows of a file are about."""

    UNITS = "units"
    PRICES = "prices"
    SURVEY = "survey"
    CUSTOMERS = "customers"
    RECEIPTS = "receipts"


IMPORT_RIGHTS: dict[ImportKind, Right] = {
    ImportKind.UNITS: Right.IMPORT,
    ImportKind.PRICES: Right.SET_PRICES,
    ImportKind.SURVEY: Right.SIGN_CONTRACT,
    ImportKind.CUSTOMERS: Right.IMPORT,
    ImportKind.RECEIPTS: Right.BOOK_MONEY,
}
