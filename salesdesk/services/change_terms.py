"""What a change order would do to a deal as it stands: the deal before it and after it, and what it is bound to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from db import changes, customers, deals, money, units
from db.changes import ChangeRow
from db.customers import CustomerRow
from db.deals import DealRow
from db.units import UnitRow
from salesdesk.domain.buyers import (
    BuyerAct,
    Share,
    Shares,
    add_buyer,
    main_buyer,
    plain,
    remove_buyer,
    replace_buyer,
)
from salesdesk.domain.changes import (
    ChangeKind,
    Ending,
    EndOfDeal,
    MoreWentBack,
    Outcome,
    Withdrawing,
    bind_change,
    check_changeable,
    end_money,
)
from salesdesk.domain.deal import MONEY_STEPS, RowKind, Step
from salesdesk.domain.errors import DeskError
from salesdesk.domain.plan_terms import read_plan
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.settlement import Case
from salesdesk.domain.units import UnitState
from salesdesk.services.desk import Look
from salesdesk.services.order_sheets import OrderSheet, order_sheet
from salesdesk.services.plans import plan_of
from salesdesk.services.price_items import items_kept
from salesdesk.services.replan import new_plan
from salesdesk.services.settlements import refund_of

Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A deal before a change and after it, as plain values that fit into JSON; amounts in minor units."""

    before: Facts
    after: Facts


@dataclass(frozen=True, slots=True)
class Said:
    """A change as it was asked for; the fee in minor units."""

    kind: ChangeKind
    asked: Facts
    fee_minor: int = 0
    outcome: Outcome | None = None


def foresee(look: Look, deal: DealRow, said: Said) -> Foreseen:
    """Work out what a change would do to a deal as it stands now.

    Raises:
        DeskError: it can no longer be done at all.
    """
    check_changeable(said.kind, deal_number(deal.number), UnitState(deal.unit_state))
    look_ahead = {
        ChangeKind.UNIT: _unit,
        ChangeKind.BUYER: _buyer,
        ChangeKind.PLAN: _plan,
        ChangeKind.CANCEL: _cancel,
    }
    return Foreseen(_standing(look, deal, said), look_ahead[said.kind](look, deal, said))


def bound(deal: DealRow, said: Said, seen: Foreseen) -> Facts:
    """Give all that an approval is bound to."""
    return {
        "deal": deal.number,
        "kind": said.kind,
        "asked": said.asked,
        "fee_minor": said.fee_minor,
        "outcome": said.outcome,
        "before": seen.before,
        "after": seen.after,
    }


def said_in(row: ChangeRow) -> Said:
    """Read what a change order asked for."""
    outcome = Outcome(row.outcome) if row.outcome else None
    return Said(ChangeKind(row.kind), json.loads(row.asked), row.fee_minor, outcome)


def ending_of(said: Said) -> Ending | None:
    """Tell how a deal ends by a change, if it does."""
    if said.outcome is None:
        return None
    rights = (each for each in (Ending.RESCISSION, Ending.WITHDRAWAL) if said.asked.get(each.value))
    return next(rights, Ending(said.outcome))


def still_same(look: Look, row: ChangeRow, deal: DealRow) -> bool:
    """Tell whether a change would still do exactly what it was asked for, as its hash says."""
    said = said_in(row)
    try:
        seen = foresee(look, deal, said)
    except DeskError:
        return False
    return deal.live and bind_change(bound(deal, said, seen), row.expires_at) == row.binding


def _standing(look: Look, deal: DealRow, said: Said) -> Facts:
    """Give what of a deal an approval hangs on; money that comes in is no edit, unless it is what is decided on."""
    by_hand = [each.step for each in deals.steps_of(look.tx, deal.id) if Step(each.step) not in MONEY_STEPS]
    found: Facts = {
        "unit": deal.unit,
        "unit_state": deal.unit_state,
        "total_minor": deal.total_minor,
        "plan": deal.plan,
        "plan_version": deal.plan_version,
        "customer": deal.customer_id,
        "buyers": shares_text(shares_of(look, deal)),
        "steps": sorted(by_hand),
        "filing_no": deal.filing_no,
    }
    if said.kind is ChangeKind.CANCEL and deal.settled_back_minor:
        found["settled_back_minor"] = deal.settled_back_minor
    if said.kind is ChangeKind.CANCEL:
        found["paid_minor"] = money.paid_on_deal(look.tx, deal.id)
    return found


def shares_of(look: Look, deal: DealRow) -> Shares:
    """Give the buyers of a deal with their shares."""
    return tuple(Share(each.customer_id, Decimal(each.share)) for each in changes.buyers_of(look.tx, deal.id))


def shares_text(shares: Shares) -> dict[str, str]:
    """Give shares as JSON keeps them: customer → percent."""
    return {str(each.customer_id): plain(each.percent) for each in shares}


def target_unit(look: Look, said: Said) -> UnitRow:
    """Give the unit that a change leads to; what was on sale once is never removed."""
    found = units.unit_by_id(look.tx, int(str(said.asked["unit_id"])))
    assert found is not None
    return found


def main_customer(look: Look, deal: DealRow) -> CustomerRow:
    """Give the customer under whose name a deal runs."""
    found = customers.customer_by_id(look.tx, look.project_id, deal.customer_id)
    assert found is not None
    return found


def new_sheet(look: Look, deal: DealRow, unit: UnitRow) -> OrderSheet:
    """Give the price sheet of the deal on another unit, at today's prices; extra discounts do not carry over.

    Extras and rebates do, as far as they can be ordered today.
    """
    kept = items_kept(look, deal.quote_id)
    return order_sheet(look, unit, main_customer(look, deal), plan_of(look, deal), items=kept)


def _unit(look: Look, deal: DealRow, said: Said) -> Facts:
    unit = target_unit(look, said)
    sheet = new_sheet(look, deal, unit)
    return {
        "unit": unit.code,
        "list_price_minor": sheet.list_price_minor,
        "total_minor": sheet.total_minor,
        "difference_minor": sheet.total_minor - deal.total_minor,
        "fee_minor": said.fee_minor,
    }


def _buyer(look: Look, deal: DealRow, said: Said) -> Facts:
    shares, asked = shares_of(look, deal), said.asked
    act, who = BuyerAct(str(asked["act"])), _number(asked["customer"])
    other = _number(asked["other"]) if asked.get("other") is not None else None
    found = _reshared(act, shares, who, other, asked, deal.customer_id)
    main = main_buyer(found, deal.customer_id, other)
    return {"customer": main, "buyers": shares_text(found), "fee_minor": said.fee_minor}


def _reshared(
    act: BuyerAct, shares: Shares, who: int, other: int | None, asked: Mapping[str, object], main: int
) -> Shares:
    if act is BuyerAct.ADD:
        return add_buyer(shares, who, Decimal(str(asked["share"])), main if other is None else other)
    if act is BuyerAct.REMOVE:
        return remove_buyer(shares, who, other)
    assert other is not None
    return replace_buyer(shares, who, other)


def _plan(look: Look, deal: DealRow, said: Said) -> Facts:
    found = new_plan(look, deal, read_plan(str(said.asked["terms"])))
    return {
        "plan": found.sheet.plan,
        "plan_before": plan_of(look, deal).name,
        "total_minor": found.sheet.total_minor,
        "difference_minor": found.sheet.total_minor - deal.total_minor,
        "below_floor": found.below_floor,
        "fee_minor": said.fee_minor,
    }


def _number(value: object) -> int:
    return int(str(value))


def _cancel(look: Look, deal: DealRow, said: Said) -> Facts:
    end = end_of(look, deal, said)
    interest: Facts = {"interest_minor": end.interest_minor} if end.interest_minor else {}
    return interest | {
        "outcome": said.outcome,
        "unit_state": UnitState.AVAILABLE,
        "fee_minor": end.fee_minor,
        "forfeit_minor": end.forfeit_minor,
        "refund_minor": end.refund_minor,
        "offset_minor": end.offset_minor,
        "compensation_minor": end.compensation_minor,
    }


def end_of(look: Look, deal: DealRow, said: Said) -> EndOfDeal:
    """Work out where the money of a deal goes when it is cancelled; minor units.

    Raises:
        Withdrawing: the buyer withdraws because of the area, and is owed interest beside it.
        MoreWentBack: more went back for the area than was paid.
    """
    assert said.outcome is not None
    withdraws = deal.settled_case == Case.WITHDRAWN
    if withdraws and not said.asked.get("withdrawal"):
        raise Withdrawing(deal=deal_number(deal.number))
    end = end_money(
        said.outcome, left_of_payments(look, deal), deposit_paid(look, deal), deal.total_minor, said.fee_minor,
        deal_number(deal.number),
    )  # fmt: skip
    return replace(end, interest_minor=refund_of(look, deal.id).interest_minor) if withdraws else end


def deposit_paid(look: Look, deal: DealRow) -> int:
    """Give what was paid of the deposit of a deal; minor units."""
    return sum(each.paid_minor for each in deals.schedule_of(look.tx, deal.id) if each.kind == RowKind.DEPOSIT)


def left_of_payments(look: Look, deal: DealRow) -> int:
    """Give what was paid on a deal less what went back for its area; minor units.

    Raises:
        MoreWentBack: more went back than was paid.
    """
    paid, back = money.paid_on_deal(look.tx, deal.id), deal.settled_back_minor
    if back > paid:
        raise MoreWentBack(back_minor=back, paid_minor=paid, deal=deal_number(deal.number))
    return paid - back
