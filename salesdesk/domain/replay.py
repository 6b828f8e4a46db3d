"""Replaying the log: what the books must say if the log is true, and where they say something else."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from salesdesk.domain.mortgages import CaseState
from salesdesk.domain.pricing import Condition
from salesdesk.domain.units import UnitState

_STATES = frozenset(UnitState)
Key = tuple[object, ...]
"""What a fact is about: ("unit", "3-1-3101"), ("receipt", 118), ("step", 42, "contract") …"""

Facts = Mapping[str, object]
UNTOLD: Mapping[str, Facts] = {"unit": {"state": UnitState.NOT_RELEASED.value}}
"""What holds of a thing that no event speaks of; any other thing must have been spoken of."""


@dataclass(frozen=True, slots=True)
class Said:
    """One event, as far as it says what is in the books."""

    seq: int
    kind: str
    staff_id: int | None
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Told:
    """What the log says of one thing, and the number of the last event that said so."""

    seq: int
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where books and log disagree; `seq` is the event that is contradicted, `None` when no event speaks of it."""

    key: Key
    seq: int | None
    field: str
    booked: object
    told: object


@dataclass
class Story:
    """Everything that the events seen so far say of the books."""

    told: dict[Key, Told] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)

    def see(self, said: Said) -> None:
        """Take in the next event."""
        tell = _TELLERS.get(said.kind)
        if "unit" in said.facts and said.facts.get("after") in _STATES:
            self.tell(said, ("unit", said.facts["unit"]), state=said.facts["after"])
        if tell is not None:
            tell(self, said)

    def tell(self, said: Said, key: Key, **facts: object) -> None:
        """Note what an event says of something, beside what was said of it before."""
        before = self.told.get(key)
        self.told[key] = Told(said.seq, {**(before.facts if before else {}), **facts})

    def drop(self, key: Key) -> None:
        """Note that something is no more."""
        self.told.pop(key, None)

    def contradictions(self, books: Mapping[Key, Facts]) -> Iterator[Contradiction]:
        """Give everything in which the books differ from the log: what was told in order, then what never was."""
        for key, told in sorted(self.told.items(), key=lambda each: each[1].seq):
            yield from _differences(key, told.seq, told.facts, books.get(key))
        for key, facts in books.items():
            if key not in self.told:
                yield from _untold(key, facts)


def _differences(key: Key, seq: int, told: Facts, booked: Facts | None) -> Iterator[Contradiction]:
    if booked is None:
        yield Contradiction(key, seq, "", None, None)
        return
    for name, value in told.items():
        if name in booked and booked[name] != value:
            yield Contradiction(key, seq, name, booked[name], value)


def _untold(key: Key, booked: Facts) -> Iterator[Contradiction]:
    expected = UNTOLD.get(str(key[0]))
    if expected is None:
        yield Contradiction(key, None, "", None, None)
        return
    for each in _differences(key, 0, expected, booked):
        yield Contradiction(key, None, each.field, each.booked, each.told)


def _released(story: Story, said: Said) -> None:
    for code in said.facts["codes"]:
        story.tell(said, ("unit", code), state=UnitState.AVAILABLE.value)


def _changed(story: Story, said: Said) -> None:
    story.tell(said, ("unit", said.facts["unit"]), **said.facts["fields_after"])


def _placed(story: Story, said: Said) -> None:
    claim, facts = said.facts["claim"], said.facts
    until = _until(facts["until"])
    story.tell(said, ("hold", claim), unit=facts["unit"], customer=facts["customer"], until=until, live=True)
    story.holds[facts["unit"]] = claim


def _extended(story: Story, said: Said) -> None:
    story.tell(said, ("hold", said.facts["claim"]), until=_until(said.facts["until"]))


def _until(text: str) -> str:
    """Give a moment as exactly as the books keep it: to the millisecond."""
    moment = datetime.fromisoformat(text)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000).isoformat()


def _ended(story: Story, said: Said) -> None:
    story.holds.pop(said.facts["unit"], None)
    story.tell(said, ("hold", said.facts["claim"]), live=False)
    story.tell(said, ("unit", said.facts["unit"]), state=UnitState.AVAILABLE.value)


def _ordered(story: Story, said: Said) -> None:
    facts, deal = said.facts, said.facts["deal"]
    names = ("unit", "customer", "total_minor", "quote", "request")
    story.tell(said, ("deal", deal), live=True, plan_version=1, **{name: facts[name] for name in names})
    for item in facts.get("disclosed") or ():
        story.tell(said, ("tick", deal, item))
    for customer, share in (facts.get("buyers") or {}).items():
        story.tell(said, ("buyer", deal, int(customer)), share=share)
    story.tell(said, ("step", deal, "order"))
    hold = story.holds.pop(facts["unit"], None)
    if hold is not None:
        story.tell(said, ("hold", hold), live=False)
    if facts["request"] is not None:
        story.tell(said, ("request", facts["request"]), used=True)


def _ended_deal(story: Story, said: Said) -> None:
    story.tell(said, ("deal", said.facts["deal"]), live=False, outcome=said.facts["outcome"])


def _buyers_changed(story: Story, said: Said) -> None:
    facts, deal = said.facts, said.facts["deal"]
    for customer in facts["buyers_before"]:
        story.drop(("buyer", deal, int(customer)))
    for customer, share in facts["buyers_after"].items():
        story.tell(said, ("buyer", deal, int(customer)), share=share)
    story.tell(said, ("deal", deal), customer=facts["customer"])


def _planned_anew(story: Story, said: Said) -> None:
    names = ("total_minor", "quote", "request")
    story.tell(said, ("deal", said.facts["deal"]), **{name: said.facts[name] for name in names})
    _versioned(story, said)


def _versioned(story: Story, said: Said) -> None:
    story.tell(said, ("deal", said.facts["deal"]), plan_version=said.facts["version_after"])


def _ticked(story: Story, said: Said) -> None:
    for item in said.facts["items"]:
        story.tell(said, ("tick", said.facts["deal"], item))


def _case_opened(story: Story, said: Said) -> None:
    names = ("deal", "bank", "lender", "asked_minor")
    told = {name: said.facts[name] for name in names}
    story.tell(said, ("case", said.facts["case"]), state=CaseState.COLLECTING.value, **told)


def _case_moved(story: Story, said: Said) -> None:
    granted = {"approved_minor": said.facts["approved_minor"]} if "approved_minor" in said.facts else {}
    story.tell(said, ("case", said.facts["case"]), state=said.facts["after"], **granted)


def _change_asked(story: Story, said: Said) -> None:
    facts = {name: said.facts[name] for name in ("deal", "what", "fee_minor", "needs")}
    story.tell(said, ("change", said.facts["change"]), state=said.facts["state"], decided_by=None, **facts)


def _change_decided(story: Story, said: Said) -> None:
    state = said.kind.removeprefix("change.")
    story.tell(said, ("change", said.facts["change"]), state=state, decided_by=said.staff_id)


def _change_over(story: Story, said: Said) -> None:
    story.tell(said, ("change", said.facts["change"]), state=said.kind.removeprefix("change."))


def _filed(story: Story, said: Said) -> None:
    story.tell(said, ("deal", said.facts["deal"]), filing_no=said.facts["number"])


def _unfiled(story: Story, said: Said) -> None:
    story.tell(said, ("deal", said.facts["deal"]), filing_no="")


def _settled(story: Story, said: Said) -> None:
    facts = said.facts
    story.tell(said, ("settlement", facts["deal"]), amount_minor=facts["amount_minor"], case=facts["case"])


def _measured(story: Story, said: Said) -> None:
    story.tell(
        said, ("unit", said.facts["unit"]), **{f"measured_{n}_area": a for n, a in said.facts["areas_after"].items()}
    )


def _step_done(story: Story, said: Said) -> None:
    story.tell(said, ("step", said.facts["deal"], said.facts["step"]))


def _step_undone(story: Story, said: Said) -> None:
    story.drop(("step", said.facts["deal"], said.facts["step"]))


def _booked(story: Story, said: Said) -> None:
    names = ("deal", "amount_minor", "method", "value_date", "reverses", "reference")
    facts = {name: said.facts[name] for name in names if name in said.facts}
    story.tell(said, ("receipt", said.facts["receipt"]), **facts)
    if said.facts["deal"] is None:
        _left_loose(story, said)


def _left_loose(story: Story, said: Said) -> None:
    """Note what is left of money that came for no deal, after it came, went to a deal, or went back."""
    facts = said.facts
    number = facts.get("refunds") or facts.get("reverses") or facts["receipt"]
    left = facts.get("left_minor", 0 if "reverses" in facts else facts["amount_minor"])
    story.tell(said, ("loose", number), left_minor=left)
    _put_on_hold(story, said)


def _put_on_hold(story: Story, said: Said) -> None:
    """Note what lies on each hold to or from which money went."""
    for claim, amount in (said.facts.get("on_holds") or {}).items():
        story.tell(said, ("on_hold", int(claim)), amount_minor=amount)


def _requested(story: Story, said: Said) -> None:
    names = ("unit", "customer", "before_minor", "asked_minor")
    facts = {name: said.facts[name] for name in names}
    story.tell(said, ("request", said.facts["request"]), granted=False, used=False, **facts)


def _approved(story: Story, said: Said) -> None:
    story.tell(said, ("request", said.facts["request"]), granted=True, decided_by=said.staff_id)


def _locked(story: Story, said: Said) -> None:
    story.tell(said, ("lock", said.facts["unit"], said.facts["lock"]))


def _unlocked(story: Story, said: Said) -> None:
    story.drop(("lock", said.facts["unit"], said.facts["lock"]))


def _published(story: Story, said: Said) -> None:
    facts = said.facts
    story.tell(
        said,
        ("discount", facts["rule"]),
        name=facts["name"],
        plan=facts["plan"],
        percent=plain_percent(facts["percent"]),
        begins=facts["begins"],
        condition=facts.get("condition", Condition.EVERYBODY.value),
        min_years=facts.get("min_years", 0),
    )


def plain_percent(text: str) -> str:
    """Give a percentage in the one form in which two of them compare."""
    return f"{Decimal(text).normalize():f}"


def _hired(story: Story, said: Said) -> None:
    facts = said.facts
    story.tell(said, ("staff", facts["staff"]), name=facts["name"], role=facts["role"], disabled=False)


def _promoted(story: Story, said: Said) -> None:
    story.tell(said, ("staff", said.facts["staff"]), role=said.facts["after"])


def _disabled(story: Story, said: Said) -> None:
    story.tell(said, ("staff", said.facts["staff"]), disabled=True)


_TELLERS: Mapping[str, Callable[[Story, Said], None]] = {
    "batch.released": _released,
    "unit.changed": _changed,
    "unit.locked": _locked,
    "unit.unlocked": _unlocked,
    "hold.placed": _placed,
    "hold.extended": _extended,
    "hold.resumed": _extended,
    "hold.released": _ended,
    "hold.expired": _ended,
    "deal.ordered": _ordered,
    "deal.moved": _ended_deal,
    "deal.planned_anew": _planned_anew,
    "deal.shortfall": _versioned,
    "deal.redated": _versioned,
    "deal.ticked": _ticked,
    "mortgage.opened": _case_opened,
    **{f"mortgage.{state}": _case_moved for state in CaseState},
    "deal.cancelled": _ended_deal,
    "deal.buyers_changed": _buyers_changed,
    "change.asked": _change_asked,
    "change.approved": _change_decided,
    "change.refused": _change_decided,
    "change.void": _change_over,
    "change.done": _change_over,
    "deal.filed": _filed,
    "deal.unfiled": _unfiled,
    "deal.settled": _settled,
    "unit.measured": _measured,
    "deal.step_done": _step_done,
    "deal.step_undone": _step_undone,
    "receipt.booked": _booked,
    "receipt.assigned": _left_loose,
    "receipt.put_on_hold": _put_on_hold,
    "receipt.reversed": _booked,
    "receipt.refunded": _booked,
    "receipt.compensated": _booked,
    "discount.requested": _requested,
    "discount.approved": _approved,
    "discount.published": _published,
    "staff.added": _hired,
    "staff.role_changed": _promoted,
    "staff.disabled": _disabled,
}
