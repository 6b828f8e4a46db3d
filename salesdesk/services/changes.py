"""Changes of a deal: asked for, decided on by rank and never on one's own, carried out once, each in a transaction."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from db import changes as orders
from db import deals, office
from db.changes import ChangeRow
from db.deals import DealRow
from salesdesk.domain.buyers import BuyerAct, plain
from salesdesk.domain.changes import (
    OPEN_CHANGES,
    ChangeDecided,
    ChangeKind,
    ChangeOpen,
    ChangeRank,
    ChangeState,
    ChangeVoid,
    Outcome,
    bind_change,
    check_decider,
    check_doable,
    needed_rank,
)
from salesdesk.domain.discounts import RequestState
from salesdesk.domain.errors import BadValue
from salesdesk.domain.money import format_minor
from salesdesk.domain.plan_terms import plan_text
from salesdesk.domain.receipts import Method, deal_number
from salesdesk.domain.roles import Right
from salesdesk.domain.text import tidy
from salesdesk.domain.units import UnitState
from salesdesk.services.change_answers import ChangeAnswer, change_answer, change_called, state_now
from salesdesk.services.change_buyer import carry_out_buyer
from salesdesk.services.change_cancel import carry_out_cancel, offset_target
from salesdesk.services.change_ending import Done
from salesdesk.services.change_plan import carry_out_plan
from salesdesk.services.change_terms import Facts, Foreseen, Said, bound, foresee, said_in, still_same
from salesdesk.services.change_unit import carry_out_unit, check_target
from salesdesk.services.desk import Change, changes
from salesdesk.services.finding import customer_called, unit_called
from salesdesk.services.plans import plan_called
from salesdesk.services.steps import live_deal


@changes("change.unit", Right.CHANGE_DEAL)
def ask_unit_change(change: Change, deal: str, unit: str, reason: str, fee_minor: int = 0) -> ChangeAnswer:
    """Ask to move a deal to another unit, at that unit's price of today; the money goes with it, less the fee.

    Raises:
        TooFar: a contract was signed.
        Lost: somebody has the other unit.
        ChangeOpen: another change of this deal is approved already.
    """
    row = live_deal(change, deal)
    target = check_target(change, row, unit_called(change, unit))
    return _asked(change, row, Said(ChangeKind.UNIT, {"unit_id": target.id, "unit": target.code}, fee_minor), reason)


@changes("change.buyer", Right.CHANGE_DEAL)
def ask_buyer_change(
    change: Change,
    deal: str,
    act: BuyerAct,
    customer: str,
    reason: str,
    other: str | None = None,
    share: Decimal | None = None,
    fee_minor: int = 0,
) -> ChangeAnswer:
    """Ask for a buyer to come, to leave or to take another's place; the shares stay 100 % together.

    `other` is whoever gives up the share of a newcomer (else the main buyer), takes the share of one who leaves
    (else the one who holds most), or comes in the place of one who is replaced.

    Raises:
        TooFar: the contract was filed.
        BadValue: a newcomer needs a share, a replacement somebody to come.
        NotABuyer: somebody named is no buyer.
    """
    if (act is BuyerAct.ADD) != (share is not None):
        raise BadValue(what="share", value=str(share or ""), why="one is named for a buyer who comes, and for no other")
    if act is BuyerAct.REPLACE and other is None:
        raise BadValue(what="customer", value="", why="somebody comes in the place of a buyer")
    row = live_deal(change, deal)
    asked: Facts = {"act": act.value, "customer": customer_called(change, customer).id, "other": None}
    if other is not None:
        asked["other"] = customer_called(change, other).id
    if share is not None:
        asked["share"] = plain(share)
    return _asked(change, row, Said(ChangeKind.BUYER, asked, fee_minor), reason)


@changes("change.plan", Right.CHANGE_DEAL)
def ask_plan_change(
    change: Change, deal: str, plan: str, reason: str, fund_quota_minor: int | None = None, fee_minor: int = 0
) -> ChangeAnswer:
    """Ask for another way of paying: the price of the day of the order by it, dated from the day it is carried out.

    Raises:
        TooFar: the contract was filed.
        BadValue: there is no such plan, or the deal is paid by it already.
        FrozenTooMuch: more is paid than the plan has of the buyer's own money.
        LoanRuns: the application for a loan is not ended.
    """
    row, named = live_deal(change, deal), plan_called(change, plan, fund_quota_minor)
    asked: Facts = {"plan": named.name, "terms": plan_text(named)}
    return _asked(change, row, Said(ChangeKind.PLAN, asked, fee_minor), reason)


@changes("change.cancel", Right.CHANGE_DEAL)
def ask_cancellation(
    change: Change,
    deal: str,
    outcome: Outcome,
    reason: str,
    fee_minor: int = 0,
    to_deal: str | None = None,
    method: Method = Method.TRANSFER,
) -> ChangeAnswer:
    """Ask to end a deal; the outcome says where the money goes, and the unit goes back on sale.

    Raises:
        TooFar: the keys were handed over.
        BadValue: money that is offset needs another deal to go to.
        FeeTooHigh: less than the fee is left.
    """
    row = live_deal(change, deal)
    target = offset_target(change, row, outcome, to_deal)
    asked: Facts = {"method": method.value, "to_deal": target.number if target else None}
    return _asked(change, row, Said(ChangeKind.CANCEL, asked, fee_minor, outcome), reason)


def _asked(change: Change, deal: DealRow, said: Said, reason: str) -> ChangeAnswer:
    return change_answer(change, change_called(change, ask(change, deal, said, reason)))


def ask(change: Change, deal: DealRow, said: Said, reason: str, rank: ChangeRank | None = None) -> int:
    """Write down what is asked for, and give its number; without a rank, the one whose it is decides.

    What has a rank of its own goes before an approval that still holds.

    Raises:
        BadValue: no reason was given, or the fee is less than nothing.
        ChangeOpen: another change of this deal is approved already.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a change needs a reason")
    if said.fee_minor < 0:
        raise BadValue(what="fee", value=format_minor(said.fee_minor), why="it is less than nothing")
    _make_way(change, deal, anyway=rank is not None)
    seen = foresee(change, deal, said)
    return _write(change, deal, said, seen, tidy(reason), rank or _rank(change, deal, said, seen))


def _rank(change: Change, deal: DealRow, said: Said, seen: Foreseen) -> ChangeRank:
    usual, below_floor = change.settings.rank_for(said.kind), bool(seen.after.get("below_floor"))
    return needed_rank(said.kind, usual, UnitState(deal.unit_state), said.outcome, below_floor=below_floor)


def _make_way(change: Change, deal: DealRow, *, anyway: bool) -> None:
    """Let an older request for the same deal serve no more; an approval that still holds is not passed over."""
    old = orders.open_order_of(change.tx, deal.id)
    if old is None:
        return
    if not anyway and old.state == ChangeState.APPROVED and state_now(change, old) == ChangeState.APPROVED:
        raise ChangeOpen(change_id=old.number, deal=deal_number(deal.number))
    _void(change, old)


def _void(change: Change, row: ChangeRow) -> None:
    orders.void(change.tx, row.id)
    _tell(change, "change.void", row)


def _write(change: Change, deal: DealRow, said: Said, seen: Foreseen, reason: str, rank: ChangeRank) -> int:
    number = office.next_number(change.tx, change.project_id, "change")
    expires = change.now + timedelta(hours=change.settings.change_hours)
    state = ChangeState.APPROVED if rank is ChangeRank.NONE else ChangeState.WAITING
    orders.add_order(
        change.tx,
        {
            "project_id": change.project_id,
            "number": number,
            "deal_id": deal.id,
            "kind": said.kind,
            "state": state,
            "reason": reason,
            "fee_minor": said.fee_minor,
            "outcome": said.outcome,
            "asked": _json(said.asked),
            "binding": bind_change(bound(deal, said, seen), expires),
            "needed_role": rank,
            "asked_by": change.actor.staff_id,
            "expires_at": expires,
            "before": _json(seen.before),
            "after": _json(seen.after),
        },
    )
    change.tell(
        "change.asked", unit_id=deal.unit_id, deal_id=deal.id, deal=deal.number, change=number, what=said.kind.value,
        fee_minor=said.fee_minor, needs=rank.value, state=state.value, reason=reason, deal_before=seen.before,
        deal_after=seen.after,
    )  # fmt: skip
    return number


def _json(facts: Facts) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False)


@changes("change.approve", Right.APPROVE_CHANGE)
def approve_change(change: Change, change_id: int, reason: str = "") -> ChangeAnswer:
    """Approve a change, within one's rank and never one's own; it stays bound to the deal as it stands.

    Raises:
        OwnChange: one asked for it oneself.
        RankTooLow: a higher rank must decide.
        ChangeDecided: somebody was faster, or it is expired.
        ChangeVoid: the deal was edited since.
    """
    return _decide(change, change_id, ChangeState.APPROVED, reason)


@changes("change.refuse", Right.APPROVE_CHANGE)
def refuse_change(change: Change, change_id: int, reason: str) -> ChangeAnswer:
    """Refuse a change that waits, with a reason.

    Raises:
        BadValue: no reason was given.
        OwnChange: one asked for it oneself; that is taken back.
        RankTooLow: a higher rank must decide.
        ChangeDecided: somebody was faster.
    """
    if not tidy(reason):
        raise BadValue(what="reason", value=reason, why="a refusal needs a reason")
    return _decide(change, change_id, ChangeState.REFUSED, reason)


@changes("change.withdraw", Right.CHANGE_DEAL)
def withdraw_change(change: Change, change_id: int) -> ChangeAnswer:
    """Take back a change that waits, or that was approved and not carried out.

    Raises:
        ChangeDecided: it is over already.
    """
    row, _ = _in_hand(change, change_id)
    if row.state not in OPEN_CHANGES:
        raise ChangeDecided(change_id=row.number, state=ChangeState(row.state))
    _void(change, row)
    return change_answer(change, change_called(change, row.number))


def _decide(change: Change, change_id: int, state: ChangeState, reason: str) -> ChangeAnswer:
    row, deal = _in_hand(change, change_id)
    now = ChangeState(row.state) if row.expires_at > change.now else RequestState.EXPIRED
    if now is not ChangeState.WAITING:
        raise ChangeDecided(change_id=row.number, state=now)
    if state is ChangeState.APPROVED and not still_same(change, row, deal):
        raise ChangeVoid(change_id=row.number)
    _check_rank(change, row)
    decided = orders.decide(change.tx, row.id, state, change.actor.staff_id, tidy(reason))
    assert decided, "it waits, and its deal's row is held"
    _tell(change, f"change.{state}", row, reason=tidy(reason), asked_by=row.asked_by)
    return change_answer(change, change_called(change, row.number))


def _check_rank(change: Change, row: ChangeRow) -> None:
    check_decider(
        decider_id=change.actor.staff_id,
        asker_id=row.asked_by,
        role=change.actor.role,
        needed=ChangeRank(row.needed_role),
    )


@changes("change.do", Right.CHANGE_DEAL)
def do_change(change: Change, change_id: int) -> ChangeAnswer:
    """Carry out an approved change, once and whole.

    Raises:
        ChangeWaits: it is not approved yet (exit code 6).
        ChangeVoid: the deal was edited since it was asked for.
        ChangeExpired: its time is over.
        Lost: somebody has the unit that the deal was to move to.
        NotPermitted: only who may cancel deals carries out a cancellation.
    """
    row, deal = _in_hand(change, change_id)
    check_doable(
        change_id=row.number,
        deal=deal_number(deal.number),
        state=ChangeState(row.state),
        needed=ChangeRank(row.needed_role),
        expires_at=row.expires_at,
        now=change.now,
        same=still_same(change, row, deal),
    )
    said = said_in(row)
    if said.kind is ChangeKind.CANCEL:
        change.demand(Right.CANCEL_DEAL)
    carry_out(change, row, deal)
    return change_answer(change, change_called(change, row.number))


def carry_out(change: Change, row: ChangeRow, deal: DealRow) -> Done:
    """Do what a change asked for, write down and give what came of it; whether it may be done was checked."""
    said = said_in(row)
    done = _WORK[said.kind](change, deal, said, row)
    after = {**json.loads(row.after), **done.facts}
    orders.finish(change.tx, row.id, _json(after), done.new_deal_id)
    _tell(change, "change.done", row, deal_before=json.loads(row.before), deal_after=after)
    return done


def _in_hand(change: Change, change_id: int) -> tuple[ChangeRow, DealRow]:
    """Hold the deal of a change for this transaction; whatever else would change the deal waits for it."""
    first = change_called(change, change_id)
    deals.deal_by_number(change.tx, change.project_id, first.deal, hold=True)
    deal = deals.deal_by_number(change.tx, change.project_id, first.deal)
    assert deal is not None
    return change_called(change, change_id), deal


def _tell(change: Change, kind: str, row: ChangeRow, **more: object) -> None:
    told = {"deal": row.deal, "change": row.number, "what": row.kind, **more}
    change.tell(kind, unit_id=row.unit_id, deal_id=row.deal_id, **told)


_WORK: dict[ChangeKind, Callable[..., Done]] = {
    ChangeKind.UNIT: carry_out_unit,
    ChangeKind.BUYER: carry_out_buyer,
    ChangeKind.PLAN: carry_out_plan,
    ChangeKind.CANCEL: carry_out_cancel,
}
