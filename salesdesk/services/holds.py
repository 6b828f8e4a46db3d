"""Holding a unit for a customer: placing, extending, releasing, and keeping units back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from db import claims, units
from db.claims import ClaimRow, HoldRow, Taken
from db.customers import CustomerRow
from db.units import LockRow, UnitRow
from salesdesk.domain.claims import ClaimEnd, ClaimKind
from salesdesk.domain.errors import BadValue, DeskError, NotPermitted
from salesdesk.domain.holds import (
    HoldRules,
    check_counts,
    check_extension,
    check_minutes,
    check_tries,
    extended,
    resumed,
)
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.project import ProjectSettings
from salesdesk.domain.roles import Right, who_may
from salesdesk.domain.text import tidy
from salesdesk.domain.units import Lock, UnitState, check_move
from salesdesk.services.claiming import (
    check_claimable,
    check_not_seized,
    hold_on,
    put_on_sale_again,
    take_in_hand,
    taken,
)
from salesdesk.services.desk import Change, Look, changes, sees
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.hold_money import check_no_money


class NotLocked(DeskError):
    """{unit} is not locked that way ({lock}): there is nothing to lift. The locks over it: {others}."""


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """A hold that runs."""

    unit: str
    claim_id: int
    customer: str
    expires_at: datetime
    extensions_left: int


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit and the state it is in now."""

    unit: str
    state: str


def hold_rules(settings: ProjectSettings) -> HoldRules:
    """Give the project's rules for holds."""
    return HoldRules(
        minutes=settings.hold_minutes,
        max_minutes=settings.hold_max_minutes,
        max_extensions=settings.hold_extensions,
        extension_minutes=settings.hold_minutes,
        per_rep=settings.holds_per_rep,
        per_customer=settings.holds_per_customer,
        tries=settings.hold_tries,
        tries_window_minutes=settings.hold_tries_minutes,
    )


@changes("hold.place", Right.HOLD)
def place_hold(change: Change, unit: str, customer: str, minutes: int | None = None) -> HoldAnswer:
    """Hold a unit for a customer; when several try, exactly one gets it.

    Raises:
        Lost: somebody else has it; says who, until when, and three like it.
        NotForSale: it is not on sale.
        UnitLocked: a lock lies over it.
        HoldTooLong: more minutes than the project allows.
        TooManyHolds: the rep or the customer has as many as allowed.
    """
    buyer = customer_called(change, customer)
    rules = hold_rules(change.settings)
    asked = check_minutes(minutes, rules)
    found = take_in_hand(change, unit_called(change, unit))
    check_claimable(change, found)
    _check_limits(change, found, buyer, rules)
    expires = change.now + timedelta(minutes=asked)
    claim_id = _claim(change, found, buyer, expires)
    change.tell(
        "hold.placed",
        unit_id=found.id,
        unit=found.code,
        claim=claim_id,
        customer=buyer.id,
        until=expires.isoformat(),
        before=found.state,
        after=UnitState.HELD.value,
    )
    return HoldAnswer(found.code, claim_id, buyer.name, expires, rules.max_extensions)


def _claim(change: Change, unit: UnitRow, buyer: CustomerRow, expires: datetime) -> int:
    try:
        claim_id = claims.add_claim(
            change.tx,
            change.project_id,
            unit.id,
            customer_id=buyer.id,
            staff_id=change.actor.staff_id,
            kind=ClaimKind.HOLD,
            expires_at=expires,
        )
    except Taken:
        raise taken(unit) from None
    moved = units.move(change.tx, unit.id, UnitState.AVAILABLE, UnitState.HELD)
    assert moved, "it is on sale, and its row is held"
    return claim_id


def _check_limits(change: Change, unit: UnitRow, buyer: CustomerRow, rules: HoldRules) -> None:
    claims.one_by_one(change.tx, change.actor.staff_id, buyer.id)
    mine = claims.holds_of_staff(change.tx, change.actor.staff_id)
    theirs = claims.holds_of_customer(change.tx, buyer.id)
    check_counts(mine, theirs, rules)
    if rules.tries:
        since = change.now - timedelta(minutes=rules.tries_window_minutes)
        check_tries(claims.tries_on_unit(change.tx, unit.id, change.actor.staff_id, since), rules)


@changes("hold.extend", Right.HOLD)
def extend_hold(change: Change, unit: str, minutes: int | None = None) -> HoldAnswer:
    """Give a running hold more time, as often as the project allows; one that waits for a decision goes on from now.

    Raises:
        NotHeld: nobody holds it now.
        ExtensionsUsedUp: it was extended as often as allowed.
        UnitSeized: its clock stands still.
    """
    found, hold = _held(change, unit)
    _check_whose(change, hold)
    check_not_seized(change, found)
    rules = hold_rules(change.settings)
    check_extension(hold.extensions, rules)
    more = check_minutes(minutes if minutes is not None else rules.extension_minutes, rules)
    assert hold.expires_at is not None
    expires = extended(hold.expires_at, change.now, more)
    claims.extend_claim(change.tx, hold.id, expires)
    change.tell("hold.extended", unit_id=found.id, unit=found.code, claim=hold.id, until=expires.isoformat())
    return HoldAnswer(found.code, hold.id, hold.customer, expires, rules.max_extensions - hold.extensions - 1)


@changes("hold.release", Right.HOLD)
def release_hold(change: Change, unit: str) -> UnitMoved:
    """Give a held unit back; a withheld one is put back on sale by whoever may withhold.

    Raises:
        NotHeld: nobody holds it now.
        NotPermitted: it is another rep's hold.
        MoneyOnHold: money lies on it; give it back or move it first.
    """
    found = take_in_hand(change, unit_called(change, unit))
    if found.state == UnitState.WITHHELD:
        return _put_back(change, found)
    hold = hold_on(change, found)
    _check_whose(change, hold)
    check_not_seized(change, found)
    check_no_money(change, found, hold)
    claims.end_claim(change.tx, hold.id, ClaimEnd.RELEASED)
    units.move(change.tx, found.id, UnitState.HELD, UnitState.AVAILABLE)
    change.tell(
        "hold.released",
        unit_id=found.id,
        unit=found.code,
        claim=hold.id,
        before=UnitState.HELD.value,
        after=UnitState.AVAILABLE.value,
    )
    return UnitMoved(found.code, UnitState.AVAILABLE)


@changes("unit.withhold", Right.WITHHOLD)
def withhold(change: Change, unit: str, reason: str, until: date) -> UnitMoved:
    """Keep a free unit back from sale, with a reason and an end date.

    Raises:
        BadValue: there is no reason, or the end lies in the past.
        MoveRefused: it is not free.
        UnitLocked: it is seized.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="keeping a unit back needs a reason")
    if until < change.today:
        raise BadValue(what="date", value=until.isoformat(), why="it lies in the past")
    found = take_in_hand(change, unit_called(change, unit))
    check_not_seized(change, found)
    check_move(found.code, UnitState(found.state), UnitState.WITHHELD)
    units.move(
        change.tx,
        found.id,
        UnitState.AVAILABLE,
        UnitState.WITHHELD,
        withheld_reason=tidy(reason),
        withheld_until=until,
    )
    change.tell(
        "unit.withheld",
        unit_id=found.id,
        unit=found.code,
        reason=tidy(reason),
        until=until.isoformat(),
        before=found.state,
        after=UnitState.WITHHELD.value,
    )
    return UnitMoved(found.code, UnitState.WITHHELD)


@changes("unit.lock", Right.WITHHOLD)
def lock_unit(change: Change, unit: str, kind: Lock, reason: str) -> UnitMoved:
    """Lay a lock over a unit, whatever its state; nobody can claim it until the lock is lifted.

    One that lies over it already goes on without a gap, with the new reason.

    Raises:
        BadValue: there is no reason.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a lock needs a reason")
    found = take_in_hand(change, unit_called(change, unit))
    laid = _lock_of(change, found, kind)
    if laid is None:
        units.add_lock(change.tx, found.id, kind, reason, change.actor.staff_id)
        change.tell("unit.locked", unit_id=found.id, unit=found.code, lock=str(kind), reason=reason)
    elif laid.reason != reason:
        units.reword_lock(change.tx, found.id, kind, reason)
        change.tell(
            "unit.lock_reworded",
            unit_id=found.id,
            unit=found.code,
            lock=str(kind),
            reason=reason,
            reason_before=laid.reason,
        )
    return UnitMoved(found.code, found.state)


def _lock_of(look: Look, found: UnitRow, kind: Lock) -> LockRow | None:
    return next((each for each in units.open_locks(look.tx, found.id) if each.kind == kind), None)


@changes("unit.unlock", Right.WITHHOLD)
def unlock_unit(change: Change, unit: str, kind: Lock) -> UnitMoved:
    """Lift a lock; after a seizure the clock of a hold goes on with the time that was left.

    Raises:
        NotLocked: no such lock lies over it; those that do are named.
    """
    found = take_in_hand(change, unit_called(change, unit))
    laid = _lock_of(change, found, kind)
    if laid is None:
        others = [Lock(each.kind) for each in units.open_locks(change.tx, found.id)]
        raise NotLocked(unit=found.code, lock=kind, others=others)
    stopped = claims.live_claim(change.tx, found.id) if kind is Lock.SEIZED else None
    units.lift_lock(change.tx, found.id, kind)
    change.tell("unit.unlocked", unit_id=found.id, unit=found.code, lock=str(kind))
    if stopped is not None and stopped.expires_at is not None:
        _resume(change, found, stopped.id, resumed(stopped.expires_at, laid.at, change.now))
    return UnitMoved(found.code, found.state)


def _resume(change: Change, unit: UnitRow, claim_id: int, until: datetime) -> None:
    claims.resume_claim(change.tx, claim_id, until)
    change.tell("hold.resumed", unit_id=unit.id, unit=unit.code, claim=claim_id, until=until.isoformat())


@sees(Right.SEE_BOARD)
def list_holds(look: Look) -> list[HoldRow]:
    """List the holds that run, the next to expire first; customers and money only of one's own, or all by right."""
    rows = claims.running_holds(look.tx, look.project_id)
    everybodys = look.may(Right.SEE_ALL_CUSTOMERS)
    sees_money = look.may(Right.SEE_MONEY)
    rows = [row if sees_money else replace(row, money_minor=None) for row in rows]
    mine = look.actor.staff_id
    return [row if everybodys or row.staff_id == mine else replace(row, customer="", money_minor=None) for row in rows]


def _held(change: Change, unit: str) -> tuple[UnitRow, ClaimRow]:
    found = take_in_hand(change, unit_called(change, unit))
    return found, hold_on(change, found)


def _check_whose(change: Change, hold: ClaimRow) -> None:
    if hold.staff_id != change.actor.staff_id and not change.may(Right.RELEASE_ANY_HOLD):
        action = Phrase("change the hold of {staff}", staff=hold.staff)
        who = list(who_may(Right.RELEASE_ANY_HOLD))
        raise NotPermitted(role=change.actor.role, action=action, who_can=who)


def _put_back(change: Change, found: UnitRow) -> UnitMoved:
    change.demand(Right.WITHHOLD)
    check_not_seized(change, found)
    check_move(found.code, UnitState(found.state), UnitState.AVAILABLE)
    put_on_sale_again(change, found)
    return UnitMoved(found.code, UnitState.AVAILABLE)
