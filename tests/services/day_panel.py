"""The day's panel as tests read it: the lines of a kind, visits, the hours on the office's wall."""

from datetime import UTC, datetime, timedelta

from salesdesk.domain.tasks import Task, TaskKind
from salesdesk.services import customers
from salesdesk.services.desk import Desk
from salesdesk.services.today import read_today


def lines_of(desk: Desk, kind: TaskKind, ahead: int = 0) -> list[Task]:
    """Give the panel's lines of a kind."""
    return [each for each in read_today(desk, ahead).tasks if each.kind is kind]


def on_the_wall(day: int, hour: int, month: int = 8) -> datetime:
    """A moment by the office's wall clock."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=8)


def agree_on(desk: Desk, customer: str, at: datetime, unit: str | None = None, note: str = "") -> int:
    """Agree on a visit."""
    return customers.add_visit(desk, customer, at, unit, note).visit_id
