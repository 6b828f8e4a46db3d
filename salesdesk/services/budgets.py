"""The month's budget for concessions: what each rank may give away, and what somebody has left of it."""

from dataclasses import dataclass
from datetime import datetime

from db import discounts
from db.discounts import RequestRow
from salesdesk.domain.discounts import check_budget
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Role
from salesdesk.services.desk import Change, Look


@dataclass(frozen=True, slots=True)
class MonthBudget:
    """What somebody granted this month; budget and rest are `None` where the rank has none. Minor units."""

    conceded_minor: int
    budget_minor: int | None
    left_minor: int | None


def month_budget(look: Look) -> MonthBudget:
    """Tell whoever looks what they granted since the month began on the office's wall, and what is left."""
    given = discounts.conceded_since(look.tx, look.project_id, look.actor.staff_id, _month_began(look))
    budget = _budget_of(look.settings, look.actor.role)
    return MonthBudget(given, budget, None if budget is None else max(0, budget - given))


def check_month(change: Change, request: RequestRow) -> None:
    """Refuse to grant more in a month than one's rank has for it; whoever decides is held until this is written.

    Raises:
        BeyondBudget: a higher rank must decide.
    """
    if _budget_of(change.settings, change.actor.role) is not None:
        discounts.hold_decider(change.tx, change.actor.staff_id)
        left = month_budget(change).left_minor
        check_budget(request.before_minor - request.asked_minor, left, change.actor.role)


def _month_began(look: Look) -> datetime:
    return look.settings.local(look.now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _budget_of(settings: ProjectSettings, role: Role) -> int | None:
    """Give the month's budget of a rank; nothing is no budget, and the highest rank has none."""
    budgets = {Role.MANAGER: settings.manager_month_budget_minor, Role.DIRECTOR: settings.director_month_budget_minor}
    return budgets.get(role) or None
