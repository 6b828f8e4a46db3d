"""The mortgage case of a deal: how far each application is, its papers, and what can be done with it now."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from textual.screen import Screen

from salesdesk.domain.deal import RowKind
from salesdesk.domain.money import format_minor
from salesdesk.domain.mortgages import ENDED, CaseState, Lender
from salesdesk.domain.roles import Right
from salesdesk.domain.text import safe
from salesdesk.language import show_short_date, tr, word
from salesdesk.services.deal_sums import explain_deal
from salesdesk.services.deals import DealView
from salesdesk.services.desk import Desk
from salesdesk.services.explained import Explained, found_in
from salesdesk.services.mortgages import (
    CaseView,
    approve_case,
    note_paper,
    open_case,
    pay_out_case,
    refuse_case,
    submit_case,
    withdraw_case,
)
from screens.change_menu import Doer
from screens.dialogs import Field, Form, Notice, Question
from screens.office_place import Office
from screens.typed_values import amount, day_from, one_of

Choice = Callable[[], None]
Work = Callable[..., CaseView]
LENT = {RowKind.LOAN, RowKind.SHORTFALL}
"""The payments that the banks' answers make."""


def open_case_menu(screen: Doer, office: Office, deal: DealView, cases: Sequence[CaseView]) -> None:
    """Tell of the applications for a deal's loans, and offer by right what comes next."""
    may = screen.keyed_desk.may(Right.MORTGAGE) and deal.live
    choices = _offered(screen, office, deal, cases) if may else {}
    said = "\n".join(_told(each) for each in cases) or tr("No bank was asked yet.")
    title = tr("The loan of {deal}").format(deal=deal.deal_id)
    loans = [f"row:{row.line_id}" for row in deal.schedule if row.kind in LENT]
    explain = partial(screen.explain, title, partial(_loans, screen.keyed_desk, deal.deal_id, loans))
    office.open(Notice(title, said, list(choices), explain), lambda chosen: choices[chosen]() if chosen else None)


def _loans(desk: Desk, deal: str, refs: Sequence[str]) -> list[Explained]:
    return found_in(explain_deal(desk, deal), *refs)


def _told(case: CaseView) -> str:
    """Tell of one application: bank, state, sum, and when something is late."""
    asked = case.asked_minor if case.approved_minor is None else case.approved_minor
    said = [safe(case.bank), word(Lender(case.lender)), word(CaseState(case.state)), format_minor(asked)]
    missing = [each.name for each in case.papers if each.received_on is None]
    if case.state == CaseState.COLLECTING and missing:
        said.append(tr("missing: {papers}").format(papers=", ".join(tr(each) for each in missing)))
    if case.ended_reason:
        said.append(safe(case.ended_reason))
    if case.due:
        due = tr("late since {day}") if case.overdue else tr("due {day}")
        said.append(due.format(day=show_short_date(case.due)))
    return " · ".join(said)


def _offered(screen: Doer, office: Office, deal: DealView, cases: Sequence[CaseView]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for each in cases:
        if each.state not in ENDED:
            ways = _ways(each, office.local_now().date())
            found |= {said: partial(_go, screen, office, each, way) for said, way in ways.items()}
    loans = sum(row.kind == RowKind.LOAN for row in deal.schedule)
    if loans > sum(each.state not in ENDED for each in cases):
        found[tr("Ask a bank")] = partial(_ask_bank, screen, office, deal)
    return found


def _ways(case: CaseView, today: date) -> dict[str, Callable[[CaseView], "tuple[Screen[Any], Work]"]]:
    """Give what can be done with an application, by how far it is."""
    ends = {tr("{bank}: withdraw").format(bank=safe(case.bank)): partial(_reason, withdraw_case)}
    if case.state == CaseState.COLLECTING:
        missing = [each.name for each in case.papers if each.received_on is None]
        came = tr("{bank}: {paper} came in")
        papers = {
            came.format(bank=safe(case.bank), paper=tr(each)): partial(_sure, partial(_paper, each)) for each in missing
        }
        done = {} if missing else {tr("{bank}: hand it in").format(bank=safe(case.bank)): partial(_sure, submit_case)}
        return {**papers, **done, **ends}
    if case.state == CaseState.SUBMITTED:
        return {
            tr("{bank}: approved").format(bank=safe(case.bank)): partial(_approved, today),
            tr("{bank}: refused").format(bank=safe(case.bank)): partial(_reason, refuse_case),
            **ends,
        }
    if case.state == CaseState.APPROVED:
        return {tr("{bank}: paid out").format(bank=safe(case.bank)): partial(_sure, pay_out_case), **ends}
    return {}


def _go(screen: Doer, office: Office, case: CaseView, way: Callable[[CaseView], "tuple[Screen[Any], Work]"]) -> None:
    dialog, work = way(case)

    def answered(given: Any) -> None:
        if given is not None and given is not False:
            values = given if isinstance(given, dict) else {}
            screen.do("case", partial(work, screen.keyed_desk, case.case_id, **values))

    office.open(dialog, answered)


def _paper(paper: str, desk: Desk, case_id: int) -> CaseView:
    return note_paper(desk, case_id, paper)


def _sure(work: Work, case: CaseView) -> "tuple[Screen[Any], Work]":
    return Question(_title(case), tr("It is written for today.")), work


def _reason(work: Work, case: CaseView) -> "tuple[Screen[Any], Work]":
    return Form(_title(case), [Field("reason", tr("Why"))]), work


def _approved(today: date, case: CaseView) -> "tuple[Screen[Any], Work]":
    said = tr("What the bank lends less becomes a payment of the buyer's own.")
    fields = [
        Field("amount_minor", tr("Approved"), format_minor(case.asked_minor), read=amount),
        Field("on", tr("On the day"), today.isoformat(), tr("2026-08-31, or +7"), day_from(today)),
    ]
    return Form(_title(case), fields, said), approve_case


def _title(case: CaseView) -> str:
    return tr("{bank}, {amount}").format(bank=safe(case.bank), amount=format_minor(case.asked_minor))


def _ask_bank(screen: Doer, office: Office, deal: DealView) -> None:
    fields = [
        Field("bank", tr("Which bank")),
        Field("lender", tr("Lender"), word(Lender.COMMERCIAL), read=one_of(Lender)),
    ]

    def answered(given: dict[str, Any] | None) -> None:
        if given is not None:
            screen.do("case", partial(open_case, screen.keyed_desk, deal.deal_id, given["bank"], given["lender"]))

    office.open(Form(tr("The loan of {deal}").format(deal=deal.deal_id), fields), answered)


def case_told(case: CaseView) -> str:
    """Say how far an application is."""
    said = tr("{bank}: the application is {state}.")
    return said.format(bank=safe(case.bank), state=word(CaseState(case.state)))
