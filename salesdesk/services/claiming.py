"""What every claim passes, hold or order: the unit free at this moment, on sale, unlocked; the loser told by whom."""

from db import batches, claims, units
from db.claims import ClaimRow
from db.units import UnitRow
from salesdesk.domain.claims import ClaimKind
from salesdesk.domain.errors import Lost, Sold, TakenThisMoment, Undecided
from salesdesk.domain.holds import NotHeld
from salesdesk.domain.phrases import Phrase
from salesdesk.domain.units import CLAIMED, Lock, NotForSale, UnitLocked, UnitSeized, UnitState
from salesdesk.services.desk import Change, Look
from salesdesk.services.repricing import put_due_in_force


def take_in_hand(change: Change, found: UnitRow) -> UnitRow:
    """Hold the unit's row for this transaction, end a hold on it whose time is over, and give it as it stands.

    A price list whose day has come is put in force first, and a unit whose days of being kept back are over is on sale.
    """
    put_due_in_force(change)
    now = units.locked_unit(change.tx, found.id)
    if now is not None and keep_back_no_longer(change, now):
        return units.locked_unit(change.tx, found.id) or found
    over = claims.end_expired(change.tx, found.id)
    if over is None:
        return now or found
    change.tell("hold.expired", unit_id=found.id, unit=found.code, claim=over)
    return units.locked_unit(change.tx, found.id) or found


def hold_on(change: Change, unit: UnitRow) -> ClaimRow:
    """Give the hold on a unit that is in hand.

    Raises:
        NotHeld: nobody holds it now.
    """
    hold = claims.live_claim(change.tx, unit.id)
    if hold is None or hold.kind != ClaimKind.HOLD:
        raise NotHeld(unit=unit.code, state=UnitState(unit.state))
    return hold


def keep_back_no_longer(change: Change, unit: UnitRow) -> bool:
    """Put a unit on sale again that was kept back until a day before today; tells whether it was one.

    A seizure keeps it where it is.
    """
    over = unit.withheld_until is not None and unit.withheld_until < change.today
    if unit.state != UnitState.WITHHELD or not over or units.is_seized_now(change.tx, unit.id):
        return False
    put_on_sale_again(change, unit)
    return True


def put_on_sale_again(change: Change, unit: UnitRow) -> None:
    """Put a unit on sale that was kept back."""
    back = {"withheld_reason": "", "withheld_until": None}
    units.move(change.tx, unit.id, UnitState.WITHHELD, UnitState.AVAILABLE, **back)
    before, after = UnitState.WITHHELD.value, UnitState.AVAILABLE.value
    change.tell("unit.put_back", unit_id=unit.id, unit=unit.code, before=before, after=after)


def check_unlocked(look: Look, unit: UnitRow) -> None:
    """Refuse a unit over which a lock lies.

    Raises:
        UnitLocked: naming the lock and its reason.
    """
    for lock in units.open_locks(look.tx, unit.id):
        raise UnitLocked(unit=unit.code, lock=Lock(lock.kind), reason=lock.reason)


def check_on_sale(look: Look, unit: UnitRow) -> None:
    """Refuse a unit that is not released, kept back, without a price, or whose batch has not opened.

    Raises:
        NotForSale: saying which and what would help.
    """
    state = UnitState(unit.state)
    if state is UnitState.NOT_RELEASED:
        raise NotForSale(unit=unit.code, state=state, hint="A manager releases its batch first.")
    if state is UnitState.WITHHELD:
        raise NotForSale(
            unit=unit.code, state=state, hint=Phrase("A manager keeps it back: {said}.", said=unit.withheld_reason)
        )
    batch = batches.batch_by_id(look.tx, look.project_id, unit.batch_id) if unit.batch_id else None
    if batch and batch.opens_at > look.now:
        opens = look.settings.local(batch.opens_at).strftime("%Y-%m-%d %H:%M")
        raise NotForSale(
            unit=unit.code,
            state=Phrase("not open yet"),
            hint=Phrase("Its batch {batch} opens at {opens}.", batch=batch.name, opens=opens),
        )
    if unit.list_price_minor is None:
        raise NotForSale(unit=unit.code, state=Phrase("without a price"), hint="Import a price for it.")


def lost(look: Look, unit: UnitRow, holder: ClaimRow | None) -> Lost:
    """Tell the loser who has the unit, until when, and three free ones like it."""
    told = {
        "unit": unit.code,
        "holder": holder.staff if holder else Phrase("somebody"),
        "until": holder.expires_at if holder else None,
        "similar": units.similar_free(look.tx, unit),
        "state": UnitState(unit.state),
    }
    if holder is not None and holder.kind == ClaimKind.DEAL:
        return Sold(**told)
    row = units.board_row(look.tx, unit.id)
    return Undecided(**told) if row is not None and row.undecided else Lost(**told)


def taken(unit: UnitRow) -> Lost:
    """Tell that the database itself refused a second claim; after that PostgreSQL answers no more questions."""
    return TakenThisMoment(
        unit=unit.code, holder=Phrase("somebody"), until=None, similar=[], state=UnitState(unit.state)
    )


def check_unsold(look: Look, unit: UnitRow) -> None:
    """Refuse a unit that is somebody's deal; one that is only held may come free again.

    Raises:
        Sold: whose it is, and three free ones like it.
    """
    holder = claims.live_claim(look.tx, unit.id)
    if holder is not None and holder.kind == ClaimKind.DEAL:
        raise lost(look, unit, holder)


def check_not_seized(look: Look, unit: UnitRow) -> None:
    """Refuse any move of a seized unit.

    Raises:
        UnitSeized: giving the reason of the seizure.
    """
    for lock in units.open_locks(look.tx, unit.id):
        if lock.kind == Lock.SEIZED:
            raise UnitSeized(unit=unit.code, lock=Lock(lock.kind), reason=lock.reason)


def check_claimable(change: Change, unit: UnitRow) -> None:
    """Refuse unless the unit can be claimed right now.

    Raises:
        Lost: somebody has it.
        UnitLocked: a lock lies over it.
        NotForSale: it is not on sale.
    """
    check_unlocked(change, unit)
    if UnitState(unit.state) in CLAIMED:
        raise lost(change, unit, claims.live_claim(change.tx, unit.id))
    check_on_sale(change, unit)
