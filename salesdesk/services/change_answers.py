"""Changes of a deal as they stand: what was asked for, before and after, who decided, and what may be done now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from db import changes as orders
from db import customers, deals
from db.changes import ChangeRow
from salesdesk.domain.changes import OPEN_CHANGES, RULES, ChangeKind, ChangeRank, ChangeState, decides
from salesdesk.domain.errors import NotFound
from salesdesk.domain.receipts import deal_number
from salesdesk.domain.roles import Right
from salesdesk.services.change_terms import ending_of, said_in, still_same
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Look, sees
from salesdesk.services.profiles import profile_called

EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ChangeAnswer:
    """A change of a deal: what was asked for, the deal before and after it, and who decided; minor units.

    `rule` and `law` say by what a deal ends; `names` are those of the buyers before and after it, by their numbers.
    """

    change_id: int
    kind: str
    state: str
    deal_id: str
    unit: str
    customer_id: int
    customer: str
    reason: str
    fee_minor: int
    outcome: str | None
    needed_role: str
    before: dict[str, object]
    after: dict[str, object]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_reason: str
    done_at: datetime | None
    new_deal_id: str | None
    may_decide: bool
    may_do: bool
    rule: str = ""
    law: str = ""
    names: dict[str, str] = field(default_factory=dict)


@sees(Right.SEE_MONEY)
def list_changes(look: Look, deal: str | None = None, waiting: bool = False) -> list[ChangeAnswer]:
    """List the changes: of one's own deals, or all by right; the latest first."""
    owner = None if look.may(Right.SEE_ALL_CUSTOMERS) else look.actor.staff_id
    deal_id = deal_called(look, deal).id if deal else None
    rows = orders.orders(look.tx, look.project_id, owner=owner, deal_id=deal_id)
    answers = [change_answer(look, row) for row in rows]
    return [each for each in answers if not waiting or each.state == ChangeState.WAITING]


@sees(Right.SEE_MONEY)
def show_change(look: Look, change_id: int) -> ChangeAnswer:
    """Show one change, with the deal before and after it."""
    return change_answer(look, change_called(look, change_id))


def change_called(look: Look, number: int) -> ChangeRow:
    """Find a change by its number; raises `NotFound` where there is none to be seen."""
    row = orders.order_by_number(look.tx, look.project_id, number)
    mine = row is not None and look.actor.staff_id in {row.asked_by, row.rep_id}
    if row is None or not (mine or look.may(Right.SEE_ALL_CUSTOMERS)):
        raise NotFound(what="change", value=str(number), hint="See `salesdesk change list`.")
    return row


def state_now(look: Look, row: ChangeRow) -> str:
    """Give the state as it is now: time, and an edit of the deal, end a change without anybody writing it down."""
    if row.state not in OPEN_CHANGES:
        return row.state
    if row.expires_at <= look.now:
        return EXPIRED
    deal = deals.deal_by_id(look.tx, row.deal_id)
    return row.state if deal is not None and still_same(look, row, deal) else ChangeState.VOID


def change_answer(look: Look, row: ChangeRow) -> ChangeAnswer:
    """Tell of a change how it stands now."""
    state, ending = state_now(look, row), ending_of(said_in(row))
    before, after = json.loads(row.before), json.loads(row.after)
    return ChangeAnswer(
        change_id=row.number,
        kind=row.kind,
        state=state,
        deal_id=deal_number(row.deal),
        unit=row.unit,
        customer_id=row.customer_id,
        customer=row.customer,
        reason=row.reason,
        fee_minor=row.fee_minor,
        outcome=row.outcome,
        needed_role=row.needed_role,
        before=before,
        after=after,
        asked_by=row.asker,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        decided_by=row.decider,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
        done_at=row.done_at,
        new_deal_id=deal_number(row.new_deal) if row.new_deal else None,
        may_decide=state == ChangeState.WAITING and _may_decide(look, row),
        may_do=state == ChangeState.APPROVED and look.may(Right.CHANGE_DEAL),
        rule=RULES[ending] if ending else "",
        law=profile_called(look.settings.profile).laws.get(ending, "") if ending else "",
        names=_names(look, before, after) if row.kind == ChangeKind.BUYER else {},
    )


def _names(look: Look, *facts: Mapping[str, object]) -> dict[str, str]:
    """Give the names of the buyers of a deal before and after a change, by their numbers."""
    found: dict[str, str] = {}
    for each in facts:
        held = each.get("buyers")
        for number in held if isinstance(held, Mapping) else ():
            row = customers.customer_by_id(look.tx, look.project_id, int(number))
            found[number] = row.name if row else ""
    return found


def _may_decide(look: Look, row: ChangeRow) -> bool:
    of_rank = look.may(Right.APPROVE_CHANGE) and decides(look.actor.role, ChangeRank(row.needed_role))
    return of_rank and row.asked_by != look.actor.staff_id
