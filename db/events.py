"""The append-only event log: written as the last thing of a transaction, read by histories, watchers and audits."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, desc, literal, select, text, update

from db.columns import add_columns
from db.engine import Tx
from db.prepared import Prepared
from db.statements import many, scalar
from db.tables.office import Event, EventHead, Staff
from db.tables.schema import table_of
from db.types import Moment, to_millis
from salesdesk.domain.events import event_hashes

_event = table_of(Event)
_head = table_of(EventHead)
_staff = table_of(Staff)
CHANNEL = "salesdesk"
PAGE = 500
AT_ONCE = 1_000
_WORDS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LOCK_HEAD = Prepared(
    select(_head.c.seq, _head.c.hash).where(_head.c.project_id == bindparam("project")).with_for_update()
)
_MOVE_HEAD = Prepared(
    update(_head)
    .where(_head.c.project_id == bindparam("project"))
    .values(seq=bindparam("new_seq"), hash=bindparam("new_hash"))
)


class NewEvent(NamedTuple):
    """What happened, before it has a place in the chain; `data` may be in words already (`data_in_words`)."""

    kind: str
    data: Mapping[str, object] | str
    unit_id: int | None = None
    deal_id: int | None = None

    @property
    def words(self) -> str:
        """What happened, as the log keeps it."""
        return self.data if isinstance(self.data, str) else data_in_words(self.data)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the log as it stands in the database."""

    project_id: int
    seq: int
    at: datetime
    staff_id: int | None
    terminal: str
    kind: str
    unit_id: int | None
    deal_id: int | None
    data: str
    prev_hash: str
    hash: str
    staff: str | None = None

    @property
    def facts(self) -> dict[str, object]:
        """What happened, in its own words."""
        found: dict[str, object] = json.loads(self.data)
        return found


def hashed_fields(row: Mapping[str, object]) -> dict[str, object]:
    """Pick what a line's hash covers, in the form in which it is hashed (moments as milliseconds)."""
    names = ("project_id", "seq", "staff_id", "terminal", "kind", "unit_id", "deal_id", "data")
    at = row["at"]
    return {name: row[name] for name in names} | {"at": to_millis(at) if isinstance(at, datetime) else at}


def hashed_of(row: EventRow) -> dict[str, object]:
    """Pick what the hash of a line that was read covers."""
    return hashed_fields({each.name: getattr(row, each.name) for each in fields(row)})


def append(tx: Tx, project_id: int, staff_id: int | None, terminal: str, events: Iterable[NewEvent]) -> int:
    """Write events at the end of the project's chain and give the last number; the caller commits next."""
    seq, last = _LOCK_HEAD.rows(tx, project=project_id)[0]
    same = {"project_id": project_id, "at": to_millis(tx.now), "staff_id": staff_id, "terminal": terminal}
    rest = iter(events)
    while some := list(islice(rest, AT_ONCE)):
        each: dict[str, Sequence[Any]] = {
            "seq": range(seq + 1, seq + 1 + len(some)),
            "kind": [new.kind for new in some],
            "unit_id": [new.unit_id for new in some],
            "deal_id": [new.deal_id for new in some],
            "data": [new.words for new in some],
        }
        hashes = list(event_hashes(last, same, each))
        columns = {name: [value] * len(some) for name, value in same.items()} | each
        columns |= {"prev_hash": [last, *hashes[:-1]], "hash": hashes}
        add_columns(tx, _event.name, list(columns), list(columns.values()))
        seq, last = seq + len(some), hashes[-1]
    _MOVE_HEAD.run(tx, project=project_id, new_seq=seq, new_hash=last)
    if tx.is_postgres:
        tx.conn.execute(text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": f"{project_id}:{seq}"})
    return int(seq)


def data_in_words(data: Mapping[str, object]) -> str:
    """Write what happened as the log keeps it."""
    return _WORDS.encode(data)


_WITH_STAFF = select(_event, _staff.c.name.label("staff")).outerjoin(_staff, _staff.c.id == _event.c.staff_id)


def unit_history(tx: Tx, unit_id: int, limit: int = 50) -> list[EventRow]:
    """Tell what happened to a unit, latest first."""
    query = _WITH_STAFF.where(_event.c.unit_id == unit_id).order_by(desc(_event.c.seq)).limit(limit)
    return many(tx, query, EventRow)


def unit_events(tx: Tx, unit_id: int, kind: str) -> list[EventRow]:
    """Tell everything of one kind that happened to a unit, latest first."""
    here = _WITH_STAFF.where(_event.c.unit_id == unit_id, _event.c.kind == kind)
    return many(tx, here.order_by(desc(_event.c.seq)), EventRow)


def of_units(tx: Tx, unit_ids: Iterable[int], kinds: Sequence[str]) -> list[EventRow]:
    """Give the events of some kinds that tell of units, the oldest first."""
    here = _WITH_STAFF.where(_event.c.unit_id.in_(set(unit_ids)), _event.c.kind.in_(kinds))
    return many(tx, here.order_by(_event.c.seq), EventRow)


def next_of(tx: Tx, project_id: int, seq: int, kinds: Sequence[str], at: datetime) -> EventRow | None:
    """Give the next event of one of some kinds after a number of the log, of that number's moment: no other is read."""
    later = _event.c.kind.in_(kinds) | (_event.c.at != literal(at, Moment))
    here = (_event.c.project_id == project_id) & (_event.c.seq > seq) & later
    found = next(iter(many(tx, _WITH_STAFF.where(here).order_by(_event.c.seq).limit(1), EventRow)), None)
    return found if found is not None and found.at == at else None


def deal_history(tx: Tx, deal_id: int, limit: int = 200) -> list[EventRow]:
    """Tell what happened to a deal, latest first."""
    query = _WITH_STAFF.where(_event.c.deal_id == deal_id).order_by(desc(_event.c.seq)).limit(limit)
    return many(tx, query, EventRow)


def since(tx: Tx, project_id: int, seq: int, limit: int = 500) -> list[EventRow]:
    """Give the events after a number, oldest first; none is ever missed, as numbers come in commit order."""
    here = (_event.c.project_id == project_id) & (_event.c.seq > seq)
    return many(tx, _WITH_STAFF.where(here).order_by(_event.c.seq).limit(limit), EventRow)


def on_or_after(tx: Tx, project_id: int, moment: datetime) -> Iterator[EventRow]:
    """Give the events since a moment, latest first; read from the end, so that a long log costs nothing."""
    before = last_seq(tx, project_id) + 1
    while before > 1:
        here = (_event.c.project_id == project_id) & (_event.c.seq < before) & (_event.c.seq >= before - PAGE)
        for row in many(tx, select(_event).where(here).order_by(desc(_event.c.seq)), EventRow):
            if row.at < moment:
                return
            yield row
        before -= PAGE


def kinds_since(tx: Tx, project_id: int, seq: int) -> set[tuple[str, int | None]]:
    """Give the events after a number by their kinds and the deals that they tell of, each once."""
    query = select(_event.c.kind, _event.c.deal_id).where(_event.c.project_id == project_id, _event.c.seq > seq)
    return {(kind, deal_id) for kind, deal_id in tx.conn.execute(query.distinct())}


def head(tx: Tx, project_id: int) -> tuple[int, str]:
    """Give the number and the hash of the last event."""
    seq, last = tx.conn.execute(select(_head.c.seq, _head.c.hash).where(_head.c.project_id == project_id)).one()
    return int(seq), str(last)


def last_seq(tx: Tx, project_id: int) -> int:
    """Give the number of the last event."""
    return int(scalar(tx, select(_head.c.seq).where(_head.c.project_id == project_id)) or 0)


def chain(tx: Tx, project_id: int) -> Iterator[EventRow]:
    """Read the whole chain in order, without holding it in memory."""
    query = select(_event).where(_event.c.project_id == project_id).order_by(_event.c.seq)
    for row in tx.conn.execution_options(stream_results=True).execute(query).mappings():
        yield EventRow(**row)
