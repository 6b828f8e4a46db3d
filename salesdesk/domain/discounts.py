"""Extra discounts: what one costs, who may grant it, and the sale it is bound to."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.errors import DeskError, Exit
from salesdesk.domain.explain import N_, Reckoning, Tally
from salesdesk.domain.money import Rounding, round_total
from salesdesk.domain.pricing import PriceItem
from salesdesk.domain.roles import RANKS, Role

_PERCENT = re.compile(r"(?a:\d{1,3}(?:\.\d{1,4})?)")


class RequestState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"
    VOID = "void"
    EXPIRED = "expired"


class OwnRequest(DeskError):
    """Nobody decides on their own request; ask another {role}."""


class BeyondLimit(DeskError):
    """{percent} % is beyond what a {role} may grant; it waits for the {needed}."""

    exit_code = Exit.NOT_PERMITTED


class BeyondBudget(DeskError):
    """{conceded} is more than the {left} left of your budget for this month; it waits for the {needed}."""

    exit_code = Exit.NOT_PERMITTED


class ApprovalWaiting(DeskError):
    """Request {request_id} is not decided yet. Wait for the approval."""

    exit_code = Exit.NEEDS_APPROVAL


class ApprovalExpired(DeskError):
    """The approval of request {request_id} expired at {expires_at}. Ask again."""

    exit_code = Exit.NEEDS_APPROVAL


class ApprovalVoid(DeskError):
    """Request {request_id} is void: unit, buyer, plan, extras or price are not those it was given for. Ask again."""

    exit_code = Exit.NEEDS_APPROVAL


class ApprovalUsed(DeskError):
    """The approval of request {request_id} has been used; it serves one sale once."""

    exit_code = Exit.NEEDS_APPROVAL


class ApprovalRefused(DeskError):
    """Request {request_id} was refused. The price without it still holds."""

    exit_code = Exit.NEEDS_APPROVAL


@dataclass(frozen=True, slots=True)
class Concession:
    """What a discount costs: minor units, and percent of the list price."""

    minor: int
    percent: Decimal


def concession(before_minor: int, asked_minor: int, list_minor: int) -> Concession:
    """Work out what a price asked for costs against the price with the published discounts."""
    given = concession_reckoned(before_minor, asked_minor, list_minor).sum_minor
    return Concession(given, Decimal(given) * 100 / list_minor if list_minor else Decimal(0))


def concession_reckoned(before_minor: int, asked_minor: int, list_minor: int) -> Reckoning:
    """Work out what `concession` gives: its sum, and its share of the list price."""
    given = before_minor - asked_minor
    tally = Tally(N_("concession"))
    tally.add(before_minor, N_("price with the published discounts"))
    tally.add(-asked_minor, N_("price asked for"))
    if list_minor:
        share = Fraction(given * 100, list_minor)
        said = N_("{given} {currency} / {list} {currency} = {share} %")
        tally.note(N_("share of the list price"), said, given_minor=given, list_minor=list_minor, share_percent=share)
    return tally.done()


def parse_percent(text: str) -> Decimal:
    """Read a percentage with at most four decimals, between 0 and 100.

    Raises:
        ValueError: the text is none.
    """
    if not _PERCENT.fullmatch(text.strip().removesuffix("%").strip()):
        raise ValueError("a percentage is digits with at most four decimals, such as 97 or 2.5")
    value = Decimal(text.strip().removesuffix("%").strip())
    if not 0 < value < 100:
        raise ValueError("a percentage lies between 0 and 100")
    return value


def bind(
    unit_id: int,
    buyer_id: int,
    plan: str,
    price_minor: int,
    expires_at: datetime,
    items: Sequence[PriceItem] = (),
) -> str:
    """Give the hash that binds an approval to one unit, buyer, plan, price and expiry, and to extras and rebates.

    `plan` is the plan with its name and all its terms as text.

    The moment counts by whole milliseconds, wherever its clock stands: that is how it comes back from a database.
    """
    moment = expires_at.astimezone(UTC).isoformat(timespec="milliseconds")
    said = f"{unit_id}|{buyer_id}|{plan}|{price_minor}|{moment}"
    said += "".join(f"|{each.kind}:{each.amount_minor}:{each.name}" for each in items)
    return hashlib.sha256(said.encode()).hexdigest()


def required_rank(
    before_minor: int, asked_minor: int, list_minor: int, limits: Mapping[Role, Decimal], rounding: Rounding
) -> Role:
    """Give the lowest rank that may grant a price: down to its limit below the published one, as prices are rounded."""
    for rank in RANKS:
        lowest = Decimal(before_minor) - Decimal(list_minor) * limits.get(rank, 0) / 100
        if asked_minor >= round_total(lowest, rounding):
            return rank
    return RANKS[-1]


def is_high_enough(role: Role, needed: Role) -> bool:
    """Tell whether a role is of the needed rank or above."""
    return role in RANKS and RANKS.index(role) >= RANKS.index(needed)


def check_decider(
    *, decider_id: int, requester_id: int, decider_role: Role, needed_role: Role, percent: Decimal
) -> None:
    """Refuse somebody who asked for it, or whose rank does not reach.

    Raises:
        OwnRequest: nobody decides on their own.
        BeyondLimit: a higher rank must.
    """
    if decider_id == requester_id:
        raise OwnRequest(role=decider_role)
    if not is_high_enough(decider_role, needed_role):
        shown = f"{percent.quantize(Decimal('0.01'), ROUND_UP).normalize():f}"
        raise BeyondLimit(percent=shown, role=decider_role, needed=needed_role)


def check_budget(conceded_minor: int, left_minor: int | None, role: Role) -> None:
    """Refuse a concession that goes beyond what is left of the month's budget; `None` is no budget. Minor units.

    Raises:
        BeyondBudget: the next rank must decide.
    """
    if left_minor is not None and conceded_minor > left_minor:
        above = RANKS[min(RANKS.index(role) + 1, len(RANKS) - 1)]
        raise BeyondBudget(conceded_minor=conceded_minor, left_minor=left_minor, needed=above)


def check_usable(*, request_id: int, state: RequestState, expires_at: datetime, now: datetime, same: bool) -> None:
    """Refuse an approval that was not given, was used, has expired, or was given for another sale.

    Raises:
        ApprovalWaiting: it is not decided yet.
        ApprovalRefused: it was refused.
        ApprovalUsed: it has served.
        ApprovalExpired: its time is over.
        ApprovalVoid: unit, buyer, plan or price differ (`same` is false).
    """
    if state is RequestState.USED:
        raise ApprovalUsed(request_id=request_id)
    if state is RequestState.REFUSED:
        raise ApprovalRefused(request_id=request_id)
    if state is RequestState.VOID or not same:
        raise ApprovalVoid(request_id=request_id)
    if state is RequestState.EXPIRED or expires_at <= now:
        raise ApprovalExpired(request_id=request_id, expires_at=expires_at)
    if state is RequestState.WAITING:
        raise ApprovalWaiting(request_id=request_id)
