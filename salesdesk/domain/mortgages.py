"""Mortgage cases: who lends, and how far an application is."""

from enum import StrEnum


class Lender(StrEnum):
    """Who lends: a bank, or the housing provident fund."""

    COMMERCIAL = "commercial"
    FUND = "fund"


class CaseState(StrEnum):
    """How far an application is."""

    COLLECTING = "collecting"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PAID_OUT = "paid_out"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
