"""What is behind one today: how much of the day's work was dealt with since midnight on the office's wall."""

from collections.abc import Iterable
from datetime import UTC, datetime

from db import deals, events
from db.events import EventRow
from salesdesk.domain.tasks import DONE_BY, TaskKind
from salesdesk.services.desk import Look


def done_today(look: Look, kinds: Iterable[TaskKind], owner: int | None) -> int:
    """Count the tasks of some kinds that were dealt with today: by the owner, or on the owner's deals; else by all."""
    done_by = frozenset[str]().union(*(DONE_BY.get(kind, frozenset()) for kind in kinds))
    found = [each for each in events.on_or_after(look.tx, look.project_id, _midnight(look)) if _said(each) in done_by]
    if owner is None or not found:
        return len(found)
    own = {each.id for each in deals.deals(look.tx, look.project_id, owner=owner)}
    return sum(_concerns(each, owner, own) for each in found)


def _said(event: EventRow) -> str:
    return f"{event.kind} {event.facts.get('step')}" if event.kind == "deal.step_done" else event.kind


def _concerns(event: EventRow, owner: int, own_deals: set[int]) -> bool:
    return event.staff_id == owner or event.deal_id in own_deals


def _midnight(look: Look) -> datetime:
    return look.settings.local(look.now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
