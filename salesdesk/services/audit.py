"""The log of what happened: showing it, its head to keep elsewhere, and whether log and books are still true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from db import audit, events
from db.events import EventRow
from salesdesk.domain.errors import BadValue
from salesdesk.domain.events import Link, first_broken
from salesdesk.domain.receipts import deal_number, receipt_number
from salesdesk.domain.replay import Contradiction, Key, Said, Story
from salesdesk.domain.roles import Right, Role
from salesdesk.language import tr
from salesdesk.services.deals import deal_called
from salesdesk.services.desk import Look, sees
from salesdesk.services.finding import unit_called

SHOWN = 100
_HEAD = re.compile(r"(?a:(\d{1,15}):([0-9a-f]{64}))")


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """One line of the log."""

    seq: int
    at: datetime
    who: str
    terminal: str
    kind: str
    facts: dict[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class HeadAnswer:
    """The end of the log: kept elsewhere as `head`, it shows later whether anything before it was changed."""

    seq: int
    hash: str
    head: str


@dataclass(frozen=True, slots=True)
class AuditAnswer:
    """Whether log and books are true; `first_bad` is the log's line, or the row that contradicts the log."""

    ok: bool
    checked: int
    first_bad: int | str | None
    problem: str
    contradictions: list[str]
    head: str


@sees(Right.AUDIT)
def show_events(
    look: Look, since: int | None = None, limit: int = SHOWN, unit: str | None = None, deal: str | None = None
) -> list[EventAnswer]:
    """Show a part of the log, oldest first: after a number, else the latest; of one unit or deal if one is named."""
    unit_id = unit_called(look, unit).id if unit else None
    deal_id = deal_called(look, deal).id if deal else None
    start = since
    if start is None:
        start = 0 if unit or deal else max(0, events.last_seq(look.tx, look.project_id) - limit)
    rows = audit.events_shown(look.tx, look.project_id, since=start, limit=limit, unit_id=unit_id, deal_id=deal_id)
    return [EventAnswer(row.seq, row.at, row.staff or "", row.terminal, row.kind, row.facts, row.hash) for row in rows]


@sees(Right.AUDIT)
def audit_head(look: Look) -> HeadAnswer:
    """Give the end of the log, to be kept where nobody at this database can change it."""
    seq, last = events.head(look.tx, look.project_id)
    return HeadAnswer(seq, last, f"{seq}:{last}")


def parse_head(text: str) -> tuple[int, str]:
    """Read the end of a log as `audit head` gave it: `SEQ:HASH`.

    Raises:
        BadValue: it is none.
    """
    found = _HEAD.fullmatch(text.strip().lower())
    if not found:
        raise BadValue(what="head", value=text, why="it is written SEQ:HASH, as `salesdesk audit head` prints it")
    return int(found.group(1)), found.group(2)


@sees(Right.AUDIT)
def verify(look: Look, head: tuple[int, str] | None = None) -> AuditAnswer:
    """Check the chain of events link by link, then what the events say against the tables.

    `head` is the end of the log as it is known from elsewhere (number and hash): it finds a log that was rewritten
    or cut off as a whole.
    """
    story, count = Story(), _Count()
    for row in audit.staff_events(look.tx):
        story.see(_said_of_staff(row, look.project_id))
    broken = first_broken(_links(look, story, count), head)
    last = events.head(look.tx, look.project_id)
    shown = f"{last[0]}:{last[1]}"
    if broken is not None:
        problem = tr("event {seq} was changed, removed or moved").format(seq=broken)
        return AuditAnswer(False, count.seen, broken, problem, [], shown)
    if last != (count.seen, count.last_hash):
        problem = tr("the log ends at event {seq}, not at its head {head}").format(seq=count.seen, head=last[0])
        return AuditAnswer(False, count.seen, count.seen + 1, problem, [], shown)
    found = list(story.contradictions(audit.books(look.tx, look.project_id)))
    if not found:
        return AuditAnswer(True, count.seen, None, "", [], shown)
    sentences = [_sentence(each) for each in found]
    return AuditAnswer(False, count.seen, _name(found[0].key), sentences[0], sentences, shown)


@dataclass
class _Count:
    """How much of the chain was read."""

    seen: int = 0
    last_hash: str = "0" * 64


def _links(look: Look, story: Story, count: _Count) -> Iterator[Link]:
    """Give the chain's links; an event is believed only after the chain has passed it."""
    for row in events.chain(look.tx, look.project_id):
        yield Link(row.seq, row.prev_hash, row.hash, events.hashed_of(row))
        count.seen, count.last_hash = row.seq, row.hash
        if not row.kind.startswith("staff."):
            story.see(Said(row.seq, row.kind, row.staff_id, row.facts))


def _said_of_staff(row: EventRow, project_id: int) -> Said:
    """Read an event about staff; those of other projects have no number in this log."""
    seq = row.seq if row.project_id == project_id else 0
    if row.kind != "office.set_up":
        return Said(seq, row.kind, row.staff_id, row.facts)
    first = {"staff": row.facts["staff"], "name": row.facts["administrator"], "role": Role.ADMINISTRATOR.value}
    return Said(seq, "staff.added", None, first)


def _sentence(found: Contradiction) -> str:
    event = tr("event {seq}").format(seq=found.seq) if found.seq else tr("the log")
    if found.field:
        said = tr("{name}: {field} is {booked!r}, but {event} says {told!r}")
    elif found.seq is None:
        said = tr("{name} is in the books, but no event speaks of it")
    else:
        said = tr("{name} is told by {event}, but it is not in the books")
    return said.format(name=_name(found.key), field=found.field, booked=found.booked, event=event, told=found.told)


def _name(key: Key) -> str:
    kind, *rest = key
    if kind == "receipt" and isinstance(rest[0], int):
        return f"receipt {receipt_number(rest[0])}"
    if kind == "loose" and isinstance(rest[0], int):
        return f"money without a deal of {receipt_number(rest[0])}"
    if kind == "on_hold":
        return f"money on hold {rest[0]}"
    if kind in {"deal", "step"} and isinstance(rest[0], int):
        return " ".join(["deal", deal_number(rest[0]), *map(str, rest[1:])])
    if kind in {"tick", "settlement"} and isinstance(rest[0], int):
        return " ".join(["deal", deal_number(rest[0]), str(kind), *map(str, rest[1:])])
    return " ".join(map(str, key))
