"""A unit change: the deal goes to another unit in one transaction over both, and its money goes with it."""

from db import deals, units
from db.changes import ChangeRow
from db.deals import DealRow
from db.units import UnitRow
from salesdesk.domain.changes import Outcome
from salesdesk.domain.claims import ClaimEnd
from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import parse_number
from salesdesk.services.accounts import carry_over, free_lines
from salesdesk.services.change_ending import Done, charge, end_sale
from salesdesk.services.change_terms import Said, main_customer, shares_of, target_unit
from salesdesk.services.claiming import check_claimable, check_not_seized, take_in_hand
from salesdesk.services.desk import Change
from salesdesk.services.orders import hold_for, order_instead


def check_target(change: Change, deal: DealRow, target: UnitRow) -> UnitRow:
    """Refuse a unit to which the deal cannot go now; one that is held for its buyer will do.

    Raises:
        BadValue: it is the deal's own.
        Lost: somebody has it.
        UnitLocked: a lock lies over it, or the deal's own unit is seized.
        NotForSale: it is not on sale.
    """
    if target.id == deal.unit_id:
        raise BadValue(what="unit", value=target.code, why="it is the deal's own")
    _, found = _both_in_hand(change, deal, target)
    if hold_for(change, found, main_customer(change, deal)) is None:
        check_claimable(change, found)
    return found


def _both_in_hand(change: Change, deal: DealRow, target: UnitRow) -> tuple[UnitRow, UnitRow]:
    """Hold both units, in the order of their keys: two changes that cross each other wait and do not block."""
    held: dict[int, UnitRow] = {}
    for key in sorted((deal.unit_id, target.id)):
        found = units.unit_by_id(change.tx, key)
        assert found is not None
        held[key] = take_in_hand(change, found)
    check_not_seized(change, held[deal.unit_id])
    return held[deal.unit_id], held[target.id]


def carry_out_unit(change: Change, deal: DealRow, said: Said, row: ChangeRow) -> Done:
    """Move a deal: the old one ends and stays readable, the new one takes its money, buyers and rep.

    Raises:
        Lost: somebody has the other unit.
        FeeTooHigh: less than the fee was paid.
    """
    _, target = _both_in_hand(change, deal, target_unit(change, said))
    free_lines(change, deal)
    charge(change, deal, said.fee_minor)
    shares = tuple((each.customer_id, f"{each.percent:f}") for each in shares_of(change, deal))
    answer = order_instead(change, deal, target, main_customer(change, deal), shares)
    new = deals.deal_by_number(change.tx, change.project_id, parse_number("deal", answer.deal_id))
    assert new is not None
    end_sale(change, deal, row, Outcome.OFFSET, ClaimEnd.MOVED, to_deal=new.number)
    carried = carry_over(change, deal, new)
    facts = {"deal": answer.deal_id, "total_minor": answer.total_minor, "carried_minor": carried}
    return Done(facts, new.id)
