"""How many requests wait for a decision by whoever sits at the desk."""

from db import changes, discounts
from salesdesk.domain.changes import ChangeRank, ChangeState, decides
from salesdesk.domain.discounts import RequestState, is_high_enough
from salesdesk.domain.roles import Right, Role
from salesdesk.services.change_answers import state_now
from salesdesk.services.desk import Desk, Look, sees


def waiting_for(desk: Desk) -> int:
    """Count the requests that one may decide on; for those who decide on none it is 0."""
    return _count(desk) if desk.may(Right.APPROVE_DISCOUNT) else 0


@sees(Right.APPROVE_DISCOUNT)
def _count(look: Look) -> int:
    rows = discounts.requests(look.tx, look.project_id, states=(RequestState.WAITING,))
    mine = [
        row
        for row in rows
        if row.expires_at > look.now
        and row.staff_id != look.actor.staff_id
        and is_high_enough(look.actor.role, Role(row.needed_role))
    ]
    return len(mine) + _changes(look)


def _changes(look: Look) -> int:
    """Count the changes of deals that wait for whoever sits here."""
    here = look.actor
    mine = (
        row
        for row in changes.open_orders(look.tx, look.project_id)
        if row.asked_by != here.staff_id and decides(here.role, ChangeRank(row.needed_role))
    )
    return sum(state_now(look, row) == ChangeState.WAITING for row in mine)
