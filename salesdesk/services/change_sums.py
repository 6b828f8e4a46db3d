"""A change of a deal explained: the price before and after it, and where the money of a cancelled deal goes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from db import deals
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.domain.changes import OPEN_CHANGES, ChangeKind, EndReckoned, Outcome, end_reckoned
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.plan_terms import read_plan
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.change_answers import ChangeAnswer, change_answer, change_called
from salesdesk.services.change_terms import Said, deposit_paid, left_of_payments, new_sheet, said_in, target_unit
from salesdesk.services.desk import Look, sees
from salesdesk.services.explained import Explained
from salesdesk.services.order_sums import sheet_sums
from salesdesk.services.replan import new_plan

_KEPT = {
    "fee_minor": N_("fee"),
    "forfeit_minor": N_("deposit that is kept"),
    "refund_minor": N_("goes back to the buyer"),
    "offset_minor": N_("counts for the other deal"),
}
"""Where the buyer's own money goes; together it is all that was paid."""


@sees(Right.SEE_MONEY)
def explain_change(look: Look, change_id: int) -> list[Explained]:
    """Explain the sums of a change: as they would be while it is open, else as they were.

    Raises:
        NotFound: there is none, or it may not be seen.
    """
    row = change_called(look, change_id)
    answer, said = change_answer(look, row), said_in(row)
    deal = deals.deal_by_id(look.tx, row.deal_id)
    is_open = answer.state in OPEN_CHANGES and deal is not None
    sums = {ChangeKind.UNIT: _prices, ChangeKind.PLAN: _prices, ChangeKind.CANCEL: _ending}.get(said.kind)
    found = list(sums(answer)) if sums else []
    if is_open and deal is not None:
        found += _as_open(look, deal, said, row)
    if answer.fee_minor:
        found.append(Explained("fee", Tally(N_("fee")).add(answer.fee_minor, N_("as it was asked for")).done()))
    return found


def _prices(answer: ChangeAnswer) -> Iterator[Explained]:
    """Tell what a deal costs more, or less, after the change."""
    before, after = (_minor(each, "total_minor") for each in (answer.before, answer.after))
    tally = Tally(N_("difference of the price"))
    tally.add(after, N_("price after the change"), "{unit}", unit=str(answer.after.get("unit") or answer.unit))
    tally.add(-before, N_("price before it"), "{unit}", unit=str(answer.before.get("unit") or answer.unit))
    yield Explained("difference", tally.done())


def _ending(answer: ChangeAnswer) -> Iterator[Explained]:
    """Tell where all that was paid goes, and what the company pays beside it."""
    tally = Tally(N_("all that was paid"))
    for name, label in _KEPT.items():
        if minor := _minor(answer.after, name):
            tally.add(minor, label)
    yield Explained("paid", tally.done())
    if interest := _minor(answer.after, "interest_minor"):
        yield Explained("interest", Tally(N_("interest")).add(interest, N_("paid by the company beside it")).done())


def _minor(facts: Mapping[str, object], name: str) -> int:
    return int(str(facts.get(name, 0)))


def _as_open(look: Look, deal: DealRow, said: Said, row: ChangeRow) -> list[Explained]:
    if said.kind is ChangeKind.UNIT:
        return list(sheet_sums(look, new_sheet(look, deal, target_unit(look, said))))
    if said.kind is ChangeKind.PLAN:
        return _as_planned(look, deal, said)
    if said.kind is not ChangeKind.CANCEL or said.outcome is None:
        return []
    end = _end(look, deal, said, said.outcome)
    found = [Explained("left", end.left)]
    if said.outcome is Outcome.FORFEIT:
        found.append(Explained("forfeit", _named(end.deposit, N_("deposit that is kept"))))
    if said.outcome is Outcome.DOUBLE:
        found.append(Explained("compensation", _named(end.deposit, N_("paid a second time by the company"))))
    return found


def _as_planned(look: Look, deal: DealRow, said: Said) -> list[Explained]:
    """Tell how the price by another way of paying comes about."""
    return list(sheet_sums(look, new_plan(look, deal, read_plan(str(said.asked["terms"]))).sheet))


def _named(found: Reckoning, label: str) -> Reckoning:
    return replace(found, label=label)


def _end(look: Look, deal: DealRow, said: Said, outcome: Outcome) -> EndReckoned:
    paid, deposit = left_of_payments(look, deal), deposit_paid(look, deal)
    return end_reckoned(outcome, paid, deposit, deal.total_minor, said.fee_minor, deal_number(deal.number))
