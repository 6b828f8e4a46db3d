"""Rescission: within some days of the contract the buyer leaves without fault, and nobody has to approve it."""

from db import deals
from db.deals import DealRow
from salesdesk.domain.changes import ChangeKind, ChangeRank, Outcome
from salesdesk.domain.receipts import Method, deal_number
from salesdesk.domain.rescission import NoRescission
from salesdesk.domain.roles import Right
from salesdesk.language import tr
from salesdesk.services.change_answers import ChangeAnswer, change_answer, change_called
from salesdesk.services.change_terms import Said
from salesdesk.services.changes import ask, carry_out
from salesdesk.services.desk import Change, changes
from salesdesk.services.rescindable import rescind_until, rescission_days
from salesdesk.services.steps import live_deal


@changes("deal.rescind", Right.CHANGE_DEAL)
def rescind_deal(change: Change, deal: str, reason: str, method: Method = Method.TRANSFER) -> ChangeAnswer:
    """End a deal because its buyer rescinds the contract in time: all the money goes back, the unit is on sale again.

    Raises:
        NoRescission: there is no such right here, nothing was signed, or its last day is over.
    """
    row = live_deal(change, deal)
    _check_in_time(change, row)
    said = Said(ChangeKind.CANCEL, {"method": method.value, "to_deal": None, "rescission": True}, 0, Outcome.RETURN)
    number = ask(change, row, said, reason, ChangeRank.NONE)
    carry_out(change, change_called(change, number), row)
    return change_answer(change, change_called(change, number))


def _none_at(deal: DealRow) -> str:
    if deal.rescission_days is None:
        return tr("this project has no such period (rescission_days)")
    return tr("there was no such period when it was signed (rescission_days)")


def _check_in_time(change: Change, deal: DealRow) -> None:
    done = deals.steps_of(change.tx, deal.id)
    last, name = rescind_until(change, deal, done), deal_number(deal.number)
    if not rescission_days(change, deal):
        raise NoRescission(deal=name, why=_none_at(deal))
    if last is None:
        raise NoRescission(deal=name, why=tr("its contract is not signed"))
    if change.today > last:
        raise NoRescission(deal=name, why=tr("the last day for it was {day}").format(day=last.isoformat()))
