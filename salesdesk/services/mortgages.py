"""Mortgage cases of a deal: opened with their papers, submitted, approved or refused, paid out; they do the steps."""

from dataclasses import dataclass
from datetime import date, timedelta

from db import deals, mortgages
from db.deals import DealRow, LineRow
from db.mortgages import CaseRow, PaperRow
from salesdesk.domain.deal import RowKind, Step, StepState, check_step, view_of
from salesdesk.domain.errors import BadValue, DeskError, NotFound
from salesdesk.domain.mortgages import (
    ENDED,
    CaseDays,
    CaseState,
    Lender,
    check_case_move,
    check_papers,
    late_after,
    lender_of,
)
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.language import tr
from salesdesk.services.case_steps import do_mortgage, make_up
from salesdesk.services.deals import current_steps, deal_called
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.profiles import profile_called
from salesdesk.services.steps import live_deal


class NoSuchLoan(DeskError):
    """{deal} has no {lender} loan to apply for."""


class CaseOpen(DeskError):
    """The {lender} loan of {deal} is applied for already: mortgage case {case_id}, {bank}."""


class CaseBuiltOn(DeskError):
    """Mortgage case {case_id} cannot be withdrawn: the mortgage step stands on it. Undo that first."""


class BankHasNotPaid(DeskError):
    """Mortgage case {case_id} is not paid out: {open} of the loan is still to be booked as a receipt."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A mortgage case as it stands; minor units, and the last day on which it is in time."""

    case_id: int
    deal_id: str
    unit: str
    customer: str
    lender: str
    bank: str
    state: str
    asked_minor: int
    opened_on: date
    submitted_on: date | None
    approved_on: date | None
    approved_minor: int | None
    paid_out_on: date | None
    ended_on: date | None
    ended_reason: str
    due: date | None
    overdue: bool
    papers: list[PaperRow]


@changes("mortgage.open", Right.MORTGAGE)
def open_case(change: Change, deal: str, bank: str, lender: Lender = Lender.COMMERCIAL) -> CaseView:
    """Open an application for a loan of a deal, with the papers that the lender asks for.

    Raises:
        BadValue: the bank has no name.
        NoSuchLoan: the deal has no such loan.
        CaseOpen: it is applied for already.
    """
    row, name = live_deal(change, deal), tidy(bank)
    if not name:
        raise BadValue(what="bank", value=bank, why="it has a name")
    loan = _loan(change, row, lender)
    for each in mortgages.cases_of(change.tx, row.id):
        if each.lender == lender and each.state not in ENDED:
            raise CaseOpen(lender=lender, deal=deal_number(row.number), case_id=each.id, bank=each.bank)
    values = {"project_id": change.project_id, "deal_id": row.id, "line_id": loan.id, "lender": lender, "bank": name}
    values |= {"state": CaseState.COLLECTING, "asked_minor": loan.amount_minor, "staff_id": change.actor.staff_id}
    case_id = mortgages.add_case(change.tx, values, profile_called(change.settings.profile).papers[lender])
    _tell(change, "opened", row, case_id, lender=lender, bank=name, asked_minor=loan.amount_minor)
    return _view(change, _case(change, case_id))


def _loan(look: Look, deal: DealRow, lender: Lender) -> LineRow:
    for each in deals.schedule_of(look.tx, deal.id):
        if each.kind == RowKind.LOAN and lender_of(each.label) is lender:
            return each
    raise NoSuchLoan(deal=deal_number(deal.number), lender=lender)


@changes("mortgage.paper", Right.MORTGAGE)
def note_paper(change: Change, case_id: int, paper: str, received_on: date | None = None) -> CaseView:
    """Note that a paper of an application came in; while papers are collected the day may be corrected.

    Raises:
        NotFound: the application needs no such paper; those that it needs are named.
        BadValue: the date lies in the future.
        CaseMoveRefused: it was submitted already.
    """
    row, found = _in_hand(change, case_id)
    check_case_move(case_id, CaseState(found.state), CaseState.SUBMITTED)
    papers = mortgages.papers_of(change.tx, case_id)
    needed = {name.casefold(): each for each in papers for name in (each.name, tr(each.name))}
    asked = needed.get(tidy(paper).casefold())
    if asked is None:
        names = [each.name for each in papers]
        raise NotFound(what="paper", value=paper, hint=Phrase("Needed are: {papers}.", papers=names))
    day = _day(change, row, received_on, row.ordered_on - timedelta(days=365))
    mortgages.note_paper(change.tx, case_id, asked.name, day, change.actor.staff_id)
    before = asked.received_on.isoformat() if asked.received_on else None
    _tell(change, "paper", row, case_id, paper=asked.name, on=day.isoformat(), received_before=before)
    return _view(change, _case(change, case_id))


@changes("mortgage.submit", Right.MORTGAGE)
def submit_case(change: Change, case_id: int, on: date | None = None) -> CaseView:
    """Note that an application with all its papers went to the lender.

    Raises:
        PapersMissing: some did not come in.
        StepClosed: a step before the mortgage is open.
        CaseMoveRefused: it was submitted before.
    """
    row, found = _in_hand(change, case_id)
    check_case_move(case_id, CaseState(found.state), CaseState.SUBMITTED)
    check_papers(case_id, [(each.name, each.received_on) for each in mortgages.papers_of(change.tx, case_id)])
    _check_step_open(change, row)
    return _move(change, row, found, CaseState.SUBMITTED, {"submitted_on": _day(change, row, on, row.ordered_on)})


@changes("mortgage.approve", Right.MORTGAGE)
def approve_case(change: Change, case_id: int, amount_minor: int | None = None, on: date | None = None) -> CaseView:
    """Note that the lender approved an application, the whole loan or less (minor units).

    What it approves less than the loan becomes a payment of its own under a new version of the schedule. When every
    loan of the deal is approved, the step *mortgage* is done.

    Raises:
        CaseMoveRefused: it is not with the lender.
        StepClosed: a step before the mortgage is open.
        BadValue: the amount is nothing or more than the loan, or the date is not between the submission and today.
    """
    row, found = _in_hand(change, case_id)
    check_case_move(case_id, CaseState(found.state), CaseState.APPROVED)
    _check_step_open(change, row)
    loan = _loan(change, row, Lender(found.lender))
    approved = loan.amount_minor if amount_minor is None else amount_minor
    day = _day(change, row, on, found.submitted_on or row.ordered_on)
    make_up(change, row, loan, approved)
    line = _loan(change, deals.deal_by_id(change.tx, row.id) or row, Lender(found.lender)).id
    values = {"approved_on": day, "approved_minor": approved, "line_id": line}
    view = _move(change, row, found, CaseState.APPROVED, values)
    do_mortgage(change, row, day)
    return view


@changes("mortgage.refuse", Right.MORTGAGE)
def refuse_case(change: Change, case_id: int, reason: str, on: date | None = None) -> CaseView:
    """Note that the lender refused an application; another may be opened in its place.

    Raises:
        CaseMoveRefused: it is not with the lender.
    """
    return _end(change, case_id, CaseState.REFUSED, reason, on)


@changes("mortgage.withdraw", Right.MORTGAGE)
def withdraw_case(change: Change, case_id: int, reason: str, on: date | None = None) -> CaseView:
    """Note that the buyer took an application back; another may be opened in its place.

    Raises:
        CaseMoveRefused: it has ended or was paid out.
        CaseBuiltOn: the mortgage step was done with it.
    """
    return _end(change, case_id, CaseState.WITHDRAWN, reason, on)


@changes("mortgage.pay_out", Right.MORTGAGE)
def pay_out_case(change: Change, case_id: int, on: date | None = None) -> CaseView:
    """Note that the loan was paid out, once the lender's money is booked.

    Raises:
        CaseMoveRefused: it is not approved.
        BankHasNotPaid: the loan's payment is open.
    """
    row, found = _in_hand(change, case_id)
    check_case_move(case_id, CaseState(found.state), CaseState.PAID_OUT)
    left = _loan(change, row, Lender(found.lender)).open_minor
    if left:
        raise BankHasNotPaid(case_id=case_id, open_minor=left)
    day = _day(change, row, on, found.approved_on or row.ordered_on)
    return _move(change, row, found, CaseState.PAID_OUT, {"paid_out_on": day})


@sees(Right.SEE_MONEY)
def show_case(look: Look, case_id: int) -> CaseView:
    """Show an application with its papers."""
    return _view(look, case_called(look, case_id))


def case_called(look: Look, case_id: int) -> CaseRow:
    """Find an application of a deal that may be seen.

    Raises:
        NotFound: there is none.
    """
    found = _case(look, case_id)
    deal_called(look, str(found.deal))
    return found


@sees(Right.SEE_MONEY)
def list_cases(look: Look, deal: str | None = None) -> list[CaseView]:
    """List the applications of a deal, or all of one's own or by right, the latest first."""
    return [_view(look, each) for each in cases_seen(look, deal)]


def cases_seen(look: Look, deal: str | None) -> list[CaseRow]:
    """Find the applications of a deal, or all of one's own or by right, the latest first."""
    if deal is not None:
        return mortgages.cases_of(look.tx, deal_called(look, deal).id)
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    return mortgages.cases(look.tx, look.project_id, owner=owner)


def case_days(settings: ProjectSettings) -> CaseDays:
    """Give the days after which a project calls something of an application late."""
    return CaseDays(settings.mortgage_papers_days, settings.mortgage_answer_days, settings.mortgage_payout_days)


def case_due(look: Look, row: CaseRow) -> date | None:
    """Give the last day on which an application is in time; `None` where nothing is waited for."""
    opened = look.settings.local(row.opened_at).date()
    days = case_days(look.settings)
    return late_after(CaseState(row.state), days, opened=opened, submitted=row.submitted_on, approved=row.approved_on)


def _case(look: Look, case_id: int) -> CaseRow:
    found = mortgages.case_by_id(look.tx, look.project_id, case_id)
    if found is None:
        raise NotFound(what="mortgage case", value=str(case_id), hint="See `salesdesk mortgage list`.")
    return found


def _in_hand(change: Change, case_id: int) -> tuple[DealRow, CaseRow]:
    """Hold the deal of an application for this transaction, and read the application as it stands then."""
    row = live_deal(change, str(_case(change, case_id).deal))
    return row, _case(change, case_id)


def _check_step_open(change: Change, row: DealRow) -> None:
    """Refuse what comes after a step that is open; the mortgage itself may be done by hand, and may be done."""
    views = current_steps(change, row)
    if view_of(views, Step.MORTGAGE).state is not StepState.DONE:
        check_step(views, Step.MORTGAGE)


def _day(change: Change, row: DealRow, on: date | None, first: date) -> date:
    day = on or change.today
    if not first <= day <= change.today:
        why = Phrase("it lies between {first} and today", first=first.isoformat())
        raise BadValue(what="date", value=day.isoformat(), why=why)
    return day


def _end(change: Change, case_id: int, target: CaseState, reason: str, on: date | None) -> CaseView:
    row, found = _in_hand(change, case_id)
    now = CaseState(found.state)
    check_case_move(case_id, now, target)
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="it says why")
    done = {each.step for each in deals.steps_of(change.tx, row.id)}
    if now is CaseState.APPROVED and Step.MORTGAGE in done:
        raise CaseBuiltOn(case_id=case_id)
    day = _day(change, row, on, row.ordered_on)
    return _move(change, row, found, target, {"ended_on": day, "ended_reason": tidy(reason)})


def _move(change: Change, row: DealRow, found: CaseRow, target: CaseState, values: dict[str, object]) -> CaseView:
    mortgages.note_case(change.tx, found.id, {"state": target, **values})
    more = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    _tell(change, target.value, row, found.id, before=found.state, after=target.value, bank=found.bank, **more)
    return _view(change, _case(change, found.id))


def _tell(change: Change, what: str, row: DealRow, case_id: int, **more: object) -> None:
    change.tell(f"mortgage.{what}", unit_id=row.unit_id, deal_id=row.id, deal=row.number, case=case_id, **more)


def _view(look: Look, row: CaseRow) -> CaseView:
    due = case_due(look, row)
    return CaseView(
        case_id=row.id,
        deal_id=deal_number(row.deal),
        unit=row.unit,
        customer=row.customer,
        lender=row.lender,
        bank=row.bank,
        state=row.state,
        asked_minor=row.asked_minor,
        opened_on=look.settings.local(row.opened_at).date(),
        submitted_on=row.submitted_on,
        approved_on=row.approved_on,
        approved_minor=row.approved_minor,
        paid_out_on=row.paid_out_on,
        ended_on=row.ended_on,
        ended_reason=row.ended_reason,
        due=due,
        overdue=due is not None and due < look.today,
        papers=mortgages.papers_of(look.tx, row.id),
    )
