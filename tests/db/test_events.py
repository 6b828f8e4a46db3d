"""The chain of events: numbered without a gap whoever writes, and whatever is done to it afterwards is found."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from db import events, office
from db.engine import Database
from db.events import EventRow, NewEvent
from db.watch import Watch
from salesdesk.domain.events import GENESIS, Link, first_broken

if TYPE_CHECKING:
    from tests.db.conftest import RawDatabase

HERE = 1
TAMPERING: dict[str, tuple[str, int | None]] = {
    "UPDATE event SET data = '{\"n\":99}' WHERE seq = 4": ("changed", 4),
    "UPDATE event SET staff_id = NULL WHERE seq = 5": ("somebody else's", 5),
    "UPDATE event SET at = at + 1 WHERE seq = 5": ("another time", 5),
    "UPDATE event SET unit_id = NULL, terminal = 'x' WHERE seq = 2": ("another place", 2),
    "DELETE FROM event WHERE seq = 3": ("removed", 3),
    "DELETE FROM event WHERE seq = 1": ("the first removed", 1),
    "DELETE FROM event WHERE seq >= 6": ("cut off", 6),
    "DELETE FROM event": ("all removed", 1),
    "UPDATE event SET seq = -3 WHERE seq = 3; UPDATE event SET seq = 3 WHERE seq = 4;"
    " UPDATE event SET seq = 4 WHERE seq = -3": ("swapped", 3),
    "INSERT INTO event SELECT project_id, 8, at, staff_id, terminal, kind, unit_id, deal_id, data, hash, 'x'"
    " FROM event WHERE seq = 7": ("appended", 8),
    "UPDATE event_head SET seq = 9, hash = 'x'": ("a head that has no line", 8),
    "UPDATE event_head SET hash = 'x' WHERE seq = 7": ("a head of another line", 7),
}


def test_events_are_numbered_one_by_one_and_each_covers_the_one_before(database: Database) -> None:
    _happen(database, 6)
    rows = _chain(database)
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.prev_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert _head(database) == (7, rows[-1].hash)
    assert _first_broken(database) is None


def test_several_events_of_one_change_stand_together(database: Database) -> None:
    with database.writing() as tx:
        last = events.append(tx, HERE, None, "t", [NewEvent("a.one", {}), NewEvent("a.two", {"名": "值"})])
    rows = _chain(database)[-2:]
    assert [(row.seq, row.kind, row.facts) for row in rows] == [(last - 1, "a.one", {}), (last, "a.two", {"名": "值"})]
    assert rows[0].at == rows[1].at


def test_what_is_rolled_back_burns_no_number(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        raise ZeroDivisionError(events.append(tx, HERE, None, "t", [NewEvent("never.was", {})]))
    _happen(database, 1)
    assert [row.kind for row in _chain(database)] == ["office.set_up", "test.happened"]
    assert _first_broken(database) is None


def test_many_at_once_leave_no_gap_and_no_fork(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: _happen(database, 1, number), range(24)))
    rows = _chain(database)
    assert [row.seq for row in rows] == list(range(1, 26))
    assert sorted(int(str(row.facts["n"])) for row in rows[1:]) == list(range(24))
    assert all(before.hash == after.prev_hash for before, after in pairwise(rows))
    assert _first_broken(database) is None


def test_whoever_polls_misses_nothing_and_sees_nothing_twice(database: Database) -> None:
    seen: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(_happen, database, 2) for _ in range(8)]
        while len(seen) < 17:
            with database.reading() as tx:
                seen += [row.seq for row in events.since(tx, HERE, seen[-1] if seen else 0, limit=5)]
    assert seen == list(range(1, 18))
    assert [each.result() for each in working] == [None] * 8


def test_each_project_has_a_chain_of_its_own(database: Database) -> None:
    with database.writing() as tx:
        other = office.add_project(tx, "other", "Other").id
        assert events.append(tx, other, None, "", [NewEvent("a.b", {})]) == 1
    _happen(database, 2)
    with database.reading() as tx:
        assert (events.last_seq(tx, HERE), events.last_seq(tx, other)) == (3, 1)
        assert [row.project_id for row in events.chain(tx, other)] == [other]


@pytest.mark.parametrize("tampering", TAMPERING, ids=[says for says, _ in TAMPERING.values()])
def test_whatever_is_done_to_the_chain_is_found_and_the_first_line_named(raw: "RawDatabase", tampering: str) -> None:
    _happen(raw.database, 6)
    assert _first_broken(raw.database) is None
    _without_guards(raw)
    for statement in tampering.split(";"):
        raw.run(statement)
    assert _first_broken(raw.database) == TAMPERING[tampering][1]


def test_a_chain_that_was_cut_off_and_its_head_set_back_shows_against_a_head_kept_elsewhere(
    raw: "RawDatabase",
) -> None:
    _happen(raw.database, 6)
    kept = _head(raw.database)
    _without_guards(raw)
    raw.run("DELETE FROM event WHERE seq > 4")
    raw.run("UPDATE event_head SET seq = 4, hash = (SELECT hash FROM event WHERE seq = 4)")
    assert _first_broken(raw.database) is None
    with raw.database.reading() as tx:
        assert first_broken(_links(list(events.chain(tx, HERE))), kept) == 5


def test_the_history_of_a_unit_and_of_a_deal_is_its_own(database: Database) -> None:
    with database.reading() as tx:
        assert events.unit_history(tx, 1) == events.deal_history(tx, 1) == []


def test_a_look_out_notices_what_others_commit_and_nothing_else(database: Database) -> None:
    watch = Watch(database)
    assert watch.changed() is True
    assert watch.changed() is False
    _happen(database, 1)
    assert watch.changed() is True
    assert watch.changed() is False
    with pytest.raises(ZeroDivisionError), database.writing() as tx:
        raise ZeroDivisionError(events.append(tx, HERE, None, "t", [NewEvent("never.was", {})]))
    assert watch.changed() is False
    watch.close()
    watch.close()


def _happen(database: Database, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        with database.writing() as tx:
            events.append(tx, HERE, 1, "test", [NewEvent("test.happened", {"n": number})])


def _chain(database: Database) -> list[EventRow]:
    with database.reading() as tx:
        return list(events.chain(tx, HERE))


def _head(database: Database) -> tuple[int, str]:
    with database.reading() as tx:
        return events.head(tx, HERE)


def _first_broken(database: Database) -> int | None:
    return first_broken(_links(_chain(database)), _head(database))


def _links(rows: list[EventRow]) -> list[Link]:
    return [Link(row.seq, row.prev_hash, row.hash, events.hashed_of(row)) for row in rows]


def _without_guards(raw: "RawDatabase") -> None:
    """Do as somebody would who means to tamper."""
    for table in ("event", "event_head"):
        for what in ("update", "delete") if raw.database.path is None else ("update", "delete", "insert"):
            raw.run(f"DROP TRIGGER guard_{table}_{what}" + _on(raw, table))


def _on(raw: "RawDatabase", table: str) -> str:
    return "" if raw.database.path else f" ON {table}"
