"""A cancellation: the deal ends, its outcome says where the money goes, and its unit is on sale again."""

from datetime import date

from db import deals, units
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.domain.changes import Outcome
from salesdesk.domain.claims import ClaimEnd
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import Method
from salesdesk.services.accounts import carry_over, compensate, cover_settlement, forfeit, free_lines, refund
from salesdesk.services.change_ending import Done, charge, end_sale
from salesdesk.services.change_terms import Said, end_of
from salesdesk.services.claiming import check_not_seized
from salesdesk.services.desk import Change
from salesdesk.services.steps import live_deal


def offset_target(change: Change, deal: DealRow, outcome: Outcome, to_deal: str | None) -> DealRow | None:
    """Give the deal to whose price the money counts; only an offset has one.

    Raises:
        BadValue: it is missing, is not wanted, or is the deal itself.
        DealEnded: it has ended.
    """
    if (outcome is Outcome.OFFSET) != (to_deal is not None):
        raise BadValue(what="deal", value=to_deal or "", why="an offset, and no other, names the deal it counts for")
    if to_deal is None:
        return None
    target = live_deal(change, to_deal)
    if target.id == deal.id:
        raise BadValue(what="deal", value=to_deal, why="it is the one that is to end")
    return target


def carry_out_cancel(change: Change, deal: DealRow, said: Said, row: ChangeRow) -> Done:
    """Free the money, settle all of it by the outcome, and end the deal.

    Raises:
        UnitLocked: the unit is seized.
        DealEnded: the deal that takes an offset has ended.
    """
    unit = units.locked_unit(change.tx, deal.unit_id)
    assert unit is not None
    check_not_seized(change, unit)
    end, method, day = end_of(change, deal, said), Method(str(said.asked["method"])), _paid_on(change, said)
    free_lines(change, deal)
    cover_settlement(change, deal)
    charge(change, deal, end.fee_minor)
    facts: dict[str, object] = {}
    if end.forfeit_minor:
        forfeit(change, deal, end.forfeit_minor)
    if end.offset_minor:
        facts["carried_minor"] = carry_over(change, deal, live_deal(change, str(said.asked["to_deal"])))
    if end.refund_minor:
        facts["refund"] = refund(change, deal, end.refund_minor, method, day, row.reason)
    if beside := end.compensation_minor + end.interest_minor:
        facts["compensation"] = compensate(change, deal, beside, method, day, row.reason)
    again = deals.deal_by_id(change.tx, deal.id)
    end_sale(change, again or deal, row, said.outcome or Outcome.RETURN, ClaimEnd.CANCELLED)
    return Done(facts)


def _paid_on(change: Change, said: Said) -> date:
    """Give the value date of money that goes back: today, unless another was asked for."""
    return date.fromisoformat(str(said.asked["paid_on"])) if "paid_on" in said.asked else change.today
