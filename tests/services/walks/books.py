"""What stands in the tables at one moment, and what follows from it without asking the program."""

from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.tables.schema import METADATA
from salesdesk.domain.units import Lock, UnitState

if TYPE_CHECKING:
    from tests.conftest import Bureau

_READ = {each.name: select(each).order_by(*each.primary_key.columns) for each in METADATA.sorted_tables}
_READ.pop("event")  # its head, which is read, changes with it


class Books:
    """Everything that stands in the tables at one moment, and what follows from it."""

    def __init__(self, bureau: "Bureau") -> None:
        with bureau.database.reading() as tx:
            self.rows: dict[str, list[Any]] = {name: list(tx.conn.execute(query)) for name, query in _READ.items()}
        self.now = bureau.clock.now

    def __getattr__(self, name: str) -> list[Any]:
        return self.rows[name]

    def are_old(self, bureau: "Bureau") -> bool:
        """Tell whether anything was told of since: nothing is written without a word in the log."""
        with bureau.database.reading() as tx:
            return list(tx.conn.execute(_READ["event_head"])) != self.rows["event_head"]

    def differing(self, other: "Books") -> list[str]:
        """Name the tables in which two moments differ, answers kept under a key left out."""
        return [name for name in self.rows if name != "given_answer" and self.rows[name] != other.rows[name]]

    @cached_property
    def locks(self) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for each in self.unit_lock:
            if each.lifted_at is None:
                found[each.unit_id].add(each.kind)
        return found

    def over(self, claim: Any) -> bool:
        """Tell whether a claim is a hold whose time is over, though nobody has ended it yet."""
        due = claim.expires_at is not None and claim.expires_at <= self.now
        return due and not self.on_hold[claim.id] and Lock.SEIZED not in self.locks[claim.unit_id]

    @cached_property
    def on_hold(self) -> Counter[int]:
        """What lies on each hold."""
        found: Counter[int] = Counter()
        for each in self.allotment:
            if each.claim_id is not None:
                found[each.claim_id] += each.amount_minor
        return found

    @cached_property
    def running(self) -> dict[int, Any]:
        """The claim that runs on each unit."""
        return {each.unit_id: each for each in self.claim if each.live and not self.over(each)}

    @cached_property
    def states(self) -> dict[int, UnitState]:
        """The state in which each unit is at this moment."""
        ended = {each.unit_id for each in self.claim if each.live and self.over(each)}
        return {each.id: UnitState.AVAILABLE if each.id in ended else UnitState(each.state) for each in self.unit}

    @cached_property
    def paid(self) -> Counter[int]:
        """What was paid on each line."""
        found: Counter[int] = Counter()
        for each in self.allotment:
            if each.line_id is not None:
                found[each.line_id] += each.amount_minor
        return found

    @cached_property
    def lines(self) -> dict[int, list[Any]]:
        """The lines of each deal's plan that is in force."""
        version = {each.id: each.plan_version for each in self.deal}
        found: dict[int, list[Any]] = defaultdict(list)
        for each in self.schedule_line:
            if each.version == version[each.deal_id]:
                found[each.deal_id].append(each)
        return found

    @cached_property
    def by_hand(self) -> dict[int, set[str]]:
        """The steps that are written down as done for each deal."""
        found: dict[int, set[str]] = defaultdict(set)
        for each in self.deal_step:
            if each.undone_at is None:
                found[each.deal_id].add(each.step)
        return found

    def left(self, deal: Any, *kinds: str) -> int:
        """Sum what is open on a deal's lines of some kinds, or on all."""
        mine = [each for each in self.lines[deal.id] if not kinds or each.kind in kinds]
        return sum(each.amount_minor - self.paid[each.id] for each in mine)
