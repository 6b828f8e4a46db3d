"""Mortgage cases: who lends, how far an application is and where it may go, what an approval leaves open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from salesdesk.domain.deal import RowKind
from salesdesk.domain.errors import BadValue, DeskError
from salesdesk.domain.money import format_minor
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.receipts import Method
from salesdesk.domain.schedule import ScheduleRow

FUND_LOAN = "provident fund loan"
MAKE_UP = "make up the difference"


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


class CaseMoveRefused(DeskError):
    """Mortgage case {case_id} is {state}; from there it goes to {allowed}."""


class PapersMissing(DeskError):
    """Mortgage case {case_id} cannot be submitted: {papers} did not come in yet."""


MOVES: Mapping[CaseState, tuple[CaseState, ...]] = {
    CaseState.COLLECTING: (CaseState.SUBMITTED, CaseState.WITHDRAWN),
    CaseState.SUBMITTED: (CaseState.APPROVED, CaseState.REFUSED, CaseState.WITHDRAWN),
    CaseState.APPROVED: (CaseState.PAID_OUT, CaseState.WITHDRAWN),
    CaseState.PAID_OUT: (),
    CaseState.REFUSED: (),
    CaseState.WITHDRAWN: (),
}
"""The states to which an application may go from each."""

GRANTED = frozenset({CaseState.APPROVED, CaseState.PAID_OUT})
ENDED = frozenset({CaseState.REFUSED, CaseState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class CaseDays:
    """After how many days something of an application is late."""

    papers: int
    answer: int
    payout: int


def check_case_move(case_id: int, now: CaseState, target: CaseState) -> None:
    """Refuse a move of an application that its state does not allow; the allowed ones are named.

    Raises:
        CaseMoveRefused: saying where it may go.
    """
    if target not in MOVES[now]:
        raise CaseMoveRefused(case_id=case_id, state=now, allowed=list(MOVES[now]) or [Phrase("nothing")])


def check_papers(case_id: int, papers: Iterable[tuple[str, date | None]]) -> None:
    """Refuse to submit an application some of whose papers (name, day it came in) are missing.

    Raises:
        PapersMissing: naming them.
    """
    missing = [name for name, received in papers if received is None]
    if missing:
        raise PapersMissing(case_id=case_id, papers=missing)


def lender_of(label: str) -> Lender:
    """Tell who pays a loan's line of the schedule."""
    return Lender.FUND if label == FUND_LOAN else Lender.COMMERCIAL


def method_of(lender: Lender) -> Method:
    """Tell how a lender's money comes in."""
    return Method.FUND_LOAN if lender is Lender.FUND else Method.BANK_LOAN


def with_shortfall(rows: Sequence[ScheduleRow], place: int, approved_minor: int, due: date) -> tuple[ScheduleRow, ...]:
    """Give a schedule in which a loan (at an index of the rows) is what was approved, and a last row the difference.

    The rows add up to what they added up to before, and every other row stays as it is and where it is. Minor units.

    Raises:
        BadValue: the row is no loan, or what was approved is nothing or more than the loan.
    """
    loan = rows[place]
    if loan.kind is not RowKind.LOAN:
        raise BadValue(what="payment", value=loan.label, why="it is not a loan's")
    if not 0 < approved_minor <= loan.amount_minor:
        why = Phrase(
            "a loan is approved with more than nothing and at most the {asked} asked for", asked_minor=loan.amount_minor
        )
        raise BadValue(what="amount", value=format_minor(approved_minor), why=why)
    short = loan.amount_minor - approved_minor
    kept = [*rows[:place], replace(loan, amount_minor=approved_minor), *rows[place + 1 :]]
    return (*kept, ScheduleRow(RowKind.SHORTFALL, MAKE_UP, due, short)) if short else tuple(kept)


def late_after(
    state: CaseState, days: CaseDays, *, opened: date, submitted: date | None, approved: date | None
) -> date | None:
    """Give the last day on which an application in this state is in time; `None` where nothing is waited for."""
    waits = {
        CaseState.COLLECTING: (opened, days.papers),
        CaseState.SUBMITTED: (submitted, days.answer),
        CaseState.APPROVED: (approved, days.payout),
    }
    since, allowed = waits.get(state, (None, 0))
    return since + timedelta(days=allowed) if since else None
