"""Why requests for a discount are void: nobody writes it down with them, but the log tells what happened to units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db import discounts, events
from db.discounts import RequestRow
from db.events import EventRow
from salesdesk.domain.text import safe
from salesdesk.domain.units import FROZEN_BY_CLAIM
from salesdesk.language import tr
from salesdesk.services.desk import Look

CHANGED, ASKED, APPLIED = "unit.changed", "discount.requested", "price.applied"
IMPORTS = ("import.units", "import.prices")


class VoidBy(StrEnum):
    """What makes a request void."""

    REQUEST = "request"
    PRICE_LIST = "price_list"
    IMPORT = "import"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class VoidCause:
    """What made a request void, by whom and when: the number of the request or the import, the name of list or file."""

    by: VoidBy
    at: datetime
    staff: str
    number: int | None = None
    name: str = ""


def void_causes(look: Look, rows: Sequence[RequestRow]) -> dict[int, VoidCause]:
    """Give why each of some void requests is void, by its number; one of which the log tells nothing is left out."""
    told = events.of_units(look.tx, {row.unit_id for row in rows}, (CHANGED, ASKED))
    sales = discounts.sales(look.tx, {row.unit_id for row in rows})
    ends: list[tuple[int, EventRow]] = []
    found: dict[int, VoidCause] = {}
    for row in rows:
        here = [each for each in told if each.unit_id == row.unit_id]
        asked = next((each.seq for each in here if _asks(each, row.id)), None)
        same = {number for number, sale in sales.items() if number > row.id and sale == sales.get(row.id)}
        since = (each for each in here if asked is not None and each.seq > asked)
        first = next((each for each in since if _asks(each, *same) or _reprices(each)), None)
        if first is not None:
            found[row.id] = _cause(look, first, ends)
    return found


def _asks(event: EventRow, *numbers: int) -> bool:
    return event.kind == ASKED and event.facts.get("request") in numbers


def _reprices(event: EventRow) -> bool:
    after = event.facts.get("fields_after")
    return event.kind == CHANGED and isinstance(after, dict) and not after.keys().isdisjoint(FROZEN_BY_CLAIM)


def _cause(look: Look, event: EventRow, ends: list[tuple[int, EventRow]]) -> VoidCause:
    """Tell of an event what it was part of; `ends` are the ends found before of changes, and from which number on."""
    if event.kind == ASKED:
        return VoidCause(VoidBy.REQUEST, event.at, event.staff or "", _number(event, "request"))
    end = next((each for since, each in ends if since <= event.seq < each.seq), None) or _end(look, event)
    if end is not None:
        ends.append((event.seq, end))
    else:
        return VoidCause(VoidBy.CHANGE, event.at, event.staff or "")
    if end.kind == APPLIED:
        return VoidCause(VoidBy.PRICE_LIST, end.at, event.staff or "", name=str(end.facts.get("name", "")))
    return VoidCause(VoidBy.IMPORT, end.at, event.staff or "", _number(end, "import"), str(end.facts.get("file", "")))


def _end(look: Look, event: EventRow) -> EventRow | None:
    """Give the event that ends what a unit's change was part of: it stands behind it, of the same moment."""
    end = events.next_of(look.tx, look.project_id, event.seq, (*IMPORTS, APPLIED), event.at)
    if end is None or (end.staff_id, end.terminal) != (event.staff_id, event.terminal):
        return None
    behind = events.since(look.tx, look.project_id, end.seq, limit=1) if end.kind == APPLIED else []
    return next((each for each in behind if each.kind in IMPORTS and each.at == end.at), end)


def _number(event: EventRow, name: str) -> int | None:
    value = event.facts.get(name)
    return value if isinstance(value, int) else None


def void_said(cause: VoidCause) -> str:
    """Say in the reader's language what made a request void."""
    said = {
        VoidBy.REQUEST: tr("{who} asked anew for the same sale: request {number}"),
        VoidBy.PRICE_LIST: tr("the price list {name} was put in force by {who}"),
        VoidBy.IMPORT: tr("the unit has another price or area by import {number} ({name}) of {who}"),
        VoidBy.CHANGE: tr("the unit has another price or area by {who}"),
    }[cause.by]
    return said.format(who=safe(cause.staff), number=cause.number, name=safe(cause.name))
