"""How a deal ends by a change: its claim is closed, its unit is free again, and everything about it stays readable."""

from dataclasses import dataclass, field

from db import changes as orders
from db import claims, money, units
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.domain.changes import FeeTooHigh, Outcome
from salesdesk.domain.claims import ClaimEnd
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.units import UnitState, check_move
from salesdesk.services.accounts import take_fee
from salesdesk.services.case_steps import withdraw_cases
from salesdesk.services.desk import Change


@dataclass(frozen=True, slots=True)
class Done:
    """What carrying out a change came to, beside what was foreseen."""

    facts: dict[str, object] = field(default_factory=dict)
    new_deal_id: int | None = None


def charge(change: Change, deal: DealRow, fee_minor: int) -> None:
    """Take the fee of a change out of the money that pays nothing yet.

    Raises:
        FeeTooHigh: there is less.
    """
    there = money.unallocated_on_deal(change.tx, deal.id)
    if fee_minor > there:
        raise FeeTooHigh(fee_minor=fee_minor, there_minor=there, deal=deal_number(deal.number))
    if fee_minor:
        take_fee(change, deal, fee_minor)


def end_sale(change: Change, deal: DealRow, row: ChangeRow, outcome: Outcome, why: ClaimEnd, **told: object) -> None:
    """End a deal with its claim and put its unit on sale again.

    Raises:
        MoveRefused: the unit cannot go back from where it is.
    """
    before = UnitState(deal.unit_state)
    withdraw_cases(change, deal, row.reason)
    check_move(deal.unit, before, UnitState.AVAILABLE)
    claims.end_claim(change.tx, deal.claim_id, why)
    orders.end_deal(change.tx, deal.id, change.today, outcome)
    units.move(change.tx, deal.unit_id, before, UnitState.AVAILABLE)
    change.tell(
        f"deal.{why}", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, unit=deal.unit, before=before.value,
        after=UnitState.AVAILABLE.value, outcome=outcome.value, change=row.number, reason=row.reason, **told,
    )  # fmt: skip
