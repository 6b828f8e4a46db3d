"""Changes of a deal: their kinds, how far one is, what an approval is bound to, and what becomes of the money."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from salesdesk.domain.discounts import is_high_enough
from salesdesk.domain.errors import BadValue, DeskError, Exit
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import format_minor
from salesdesk.domain.receipts import binding_reckoned
from salesdesk.domain.roles import Role
from salesdesk.domain.units import UnitState


class ChangeKind(StrEnum):
    """What a change order changes."""

    UNIT = "unit"
    BUYER = "buyer"
    PLAN = "plan"
    CANCEL = "cancel"


class ChangeState(StrEnum):
    """How far a change order is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    DONE = "done"
    VOID = "void"


OPEN_CHANGES = frozenset({ChangeState.WAITING, ChangeState.APPROVED})


class Outcome(StrEnum):
    """What becomes of the deposit when a deal ends.

    Source: Civil Code of the PRC, articles 586 to 588: kept when the buyer is at fault, given back twice when the
    seller is, given back when nobody is; otherwise it counts toward the price.
    """

    OFFSET = "offset"
    FORFEIT = "forfeit"
    DOUBLE = "double"
    RETURN = "return"


class Ending(StrEnum):
    """How a deal ends: by one of the outcomes, or by a right of the buyer that needs no approval."""

    OFFSET = "offset"
    FORFEIT = "forfeit"
    DOUBLE = "double"
    RETURN = "return"
    RESCISSION = "rescission"
    WITHDRAWAL = "withdrawal"


class ChangeRank(StrEnum):
    """The lowest rank that decides on a kind of change; with `none` it needs no decision."""

    NONE = "none"
    MANAGER = "manager"
    DIRECTOR = "director"
    GENERAL_MANAGER = "general_manager"


class ChangeWaits(DeskError):
    """Change {change_id} of {deal} waits for the approval of a {needed}."""

    exit_code = Exit.NEEDS_APPROVAL


class ChangeVoid(DeskError):
    """Change {change_id} is void: what it was asked for is no longer as it was. Ask again."""

    exit_code = Exit.NEEDS_APPROVAL


class ChangeExpired(DeskError):
    """Change {change_id} expired at {expires_at}. Ask again."""

    exit_code = Exit.NEEDS_APPROVAL


class ChangeRefused(DeskError):
    """Change {change_id} was refused. The deal stays as it is."""


class ChangeDone(DeskError):
    """Change {change_id} was carried out already; it is done once."""


class ChangeDecided(DeskError):
    """Change {change_id} is {state} already; there is nothing to decide."""


class ChangeOpen(DeskError):
    """Change {change_id} of {deal} is approved. Carry it out, or take it back, before you ask for another."""


class OwnChange(DeskError):
    """Nobody decides on a change that they asked for themselves; ask another {role}."""


class RankTooLow(DeskError):
    """The role {role} may not decide on this change; it waits for the {needed}."""

    exit_code = Exit.NOT_PERMITTED


class TooFar(DeskError):
    """{deal} is too far for that: its unit is {state}, and it can be done only while the unit is {allowed}."""


class FeeTooHigh(DeskError):
    """A fee of {fee} cannot be taken: {there} of the money on {deal} is there for it. Book the money first."""


class Withdrawing(DeskError):
    """The buyer of {deal} withdraws because of the area: `settle pay-back` gives everything back and ends the deal."""


class MoreWentBack(DeskError):
    """{back} went back for the area of {deal}, and only {paid} was paid. Book what the buyer returns first."""


CHANGEABLE: Mapping[ChangeKind, tuple[UnitState, ...]] = {
    ChangeKind.UNIT: (UnitState.SUBSCRIBED,),
    ChangeKind.BUYER: (UnitState.SUBSCRIBED, UnitState.SIGNED),
    ChangeKind.PLAN: (UnitState.SUBSCRIBED, UnitState.SIGNED),
    ChangeKind.CANCEL: (UnitState.SUBSCRIBED, UnitState.SIGNED, UnitState.FILED),
}
"""The states of the unit in which each change can be made: buyers and prices stand still once they are filed."""


def check_changeable(kind: ChangeKind, deal: str, state: UnitState) -> None:
    """Refuse a change for which a deal is too far.

    Raises:
        TooFar: naming the states of the unit in which it can be made.
    """
    if state not in CHANGEABLE[kind]:
        raise TooFar(deal=deal, state=state, allowed=list(CHANGEABLE[kind]))


def needed_rank(
    kind: ChangeKind, usual: ChangeRank, state: UnitState, outcome: Outcome | None, *, below_floor: bool = False
) -> ChangeRank:
    """Give the rank that decides: the project's own, and at least a director where the company may lose by it.

    It may by a cancellation after the contract, and by one in which the deposit goes back twice. On a price below the
    floor the general manager decides.
    """
    if below_floor:
        return ChangeRank.GENERAL_MANAGER
    costly = kind is ChangeKind.CANCEL and (state is not UnitState.SUBSCRIBED or outcome is Outcome.DOUBLE)
    order = list(ChangeRank)
    return max(usual, ChangeRank.DIRECTOR, key=order.index) if costly else usual


def bind_change(told: Mapping[str, object], expires_at: datetime) -> str:
    """Give the hash that binds an approval to all that the change says, finds before it and leaves after it.

    The moment counts by whole milliseconds, wherever its clock stands: that is how it comes back from a database.
    """
    moment = expires_at.astimezone(UTC).isoformat(timespec="milliseconds")
    said = json.dumps({**told, "expires_at": moment}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def decides(role: Role, needed: ChangeRank) -> bool:
    """Tell whether a role is of the rank that decides; what needs no decision waits for nobody."""
    return needed is not ChangeRank.NONE and is_high_enough(role, Role(needed))


def check_decider(*, decider_id: int, asker_id: int, role: Role, needed: ChangeRank) -> None:
    """Refuse somebody who asked for it, or whose rank does not reach.

    Raises:
        OwnChange: nobody decides on their own.
        RankTooLow: a higher rank must.
    """
    if decider_id == asker_id:
        raise OwnChange(role=role)
    if needed is not ChangeRank.NONE and not decides(role, needed):
        raise RankTooLow(role=role, needed=needed)


def check_doable(
    *,
    change_id: int,
    deal: str,
    state: ChangeState,
    needed: ChangeRank,
    expires_at: datetime,
    now: datetime,
    same: bool,
) -> None:
    """Refuse to carry out what was not approved, was done, has expired, or would do something else by now.

    Raises:
        ChangeDone: it has served.
        ChangeRefused: it was refused.
        ChangeVoid: it was taken back, or the deal was edited (`same` is false).
        ChangeExpired: its time is over.
        ChangeWaits: it is not decided yet.
    """
    if state is ChangeState.DONE:
        raise ChangeDone(change_id=change_id)
    if state is ChangeState.REFUSED:
        raise ChangeRefused(change_id=change_id)
    if state is ChangeState.VOID or not same:
        raise ChangeVoid(change_id=change_id)
    if expires_at <= now:
        raise ChangeExpired(change_id=change_id, expires_at=expires_at)
    if state is ChangeState.WAITING:
        raise ChangeWaits(change_id=change_id, request_id=change_id, deal=deal, needed=needed)


@dataclass(frozen=True, slots=True)
class EndOfDeal:
    """Where the money of a deal goes when it ends; minor units. Compensation and interest are the seller's own."""

    paid_minor: int
    fee_minor: int = 0
    forfeit_minor: int = 0
    refund_minor: int = 0
    offset_minor: int = 0
    compensation_minor: int = 0
    interest_minor: int = 0


def end_money(
    outcome: Outcome, paid_minor: int, deposit_minor: int, total_minor: int, fee_minor: int = 0, deal: str = ""
) -> EndOfDeal:
    """Work out where the money goes: fee, forfeiture, refund and offset add up to what was paid; minor units.

    Of the deposit only what is within a fifth of the price is kept, or paid a second time.
    Source: Civil Code of the PRC, articles 586 and 587.

    Raises:
        BadValue: the seller is at fault and takes a fee.
        FeeTooHigh: less than the fee is left.
    """
    found = end_reckoned(outcome, paid_minor, deposit_minor, total_minor, fee_minor, deal)
    kept = found.deposit.sum_minor
    forfeit, twice = kept if outcome is Outcome.FORFEIT else 0, kept if outcome is Outcome.DOUBLE else 0
    offset = found.left.sum_minor if outcome is Outcome.OFFSET else 0
    return EndOfDeal(paid_minor, fee_minor, forfeit, found.left.sum_minor - offset, offset, twice)


@dataclass(frozen=True, slots=True)
class EndReckoned:
    """The arithmetic of an end: the deposit that stays or is paid again, and what is left of the buyer's money."""

    deposit: Reckoning
    left: Reckoning


def end_reckoned(
    outcome: Outcome, paid_minor: int, deposit_minor: int, total_minor: int, fee_minor: int = 0, deal: str = ""
) -> EndReckoned:
    """Work out what `end_money` gives, line by line.

    Raises:
        BadValue: the seller is at fault and takes a fee.
        FeeTooHigh: less than the fee is left.
    """
    if outcome is Outcome.DOUBLE and fee_minor:
        raise BadValue(
            what="fee", value=format_minor(fee_minor), why="the seller takes none when the seller is at fault"
        )
    deposit = binding_reckoned(deposit_minor, total_minor)
    kept = deposit.sum_minor if outcome is Outcome.FORFEIT else 0
    if paid_minor - kept < fee_minor:
        raise FeeTooHigh(fee_minor=fee_minor, there_minor=paid_minor - kept, deal=deal)
    left = Tally(_LEFT[outcome]).note(N_("outcome"), RULES[Ending(outcome)]).add(paid_minor, N_("all that was paid"))
    if kept:
        left.add(-kept, N_("deposit that is kept"), N_("the buyer is at fault: the deposit that binds stays"))
    if fee_minor:
        left.add(-fee_minor, N_("fee"))
    return EndReckoned(deposit, left.done())


_LEFT = {
    Outcome.OFFSET: N_("counts for the other deal"),
    Outcome.FORFEIT: N_("goes back to the buyer"),
    Outcome.DOUBLE: N_("goes back to the buyer"),
    Outcome.RETURN: N_("goes back to the buyer"),
}
RULES: Mapping[Ending, str] = {
    Ending.OFFSET: N_("what was paid counts toward the price of another deal"),
    Ending.FORFEIT: N_("the buyer is at fault: the deposit stays with the seller"),
    Ending.DOUBLE: N_("the seller is at fault: the deposit is paid back twice"),
    Ending.RETURN: N_("nobody is at fault: everything goes back"),
    Ending.RESCISSION: N_("the buyer rescinds the contract in time: everything goes back"),
    Ending.WITHDRAWAL: N_("the buyer withdraws because of the area: everything goes back with interest"),
}
"""The rule that each ending follows; the law behind it is the jurisdiction's."""
