"""Changes of a deal: the rank they need, what binds them, and where the money goes when a deal ends."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.changes import (
    CHANGEABLE,
    ChangeKind,
    ChangeRank,
    EndOfDeal,
    FeeTooHigh,
    Outcome,
    TooFar,
    bind_change,
    check_changeable,
    end_money,
    needed_rank,
)
from salesdesk.domain.errors import BadValue
from salesdesk.domain.units import MOVES, UnitState

MOMENT = datetime(2026, 9, 3, 2, 0, tzinfo=UTC)
MONEY = st.integers(min_value=0, max_value=10**12)


@pytest.mark.parametrize(
    ("outcome", "fee", "end"),
    [
        (Outcome.OFFSET, 100, EndOfDeal(60_000, 100, offset_minor=59_900)),
        (Outcome.FORFEIT, 0, EndOfDeal(60_000, forfeit_minor=10_000, refund_minor=50_000)),
        (Outcome.FORFEIT, 100, EndOfDeal(60_000, 100, forfeit_minor=10_000, refund_minor=49_900)),
        (Outcome.DOUBLE, 0, EndOfDeal(60_000, refund_minor=60_000, compensation_minor=10_000)),
        (Outcome.RETURN, 0, EndOfDeal(60_000, refund_minor=60_000)),
    ],
)
def test_the_outcome_says_where_the_money_goes(outcome: Outcome, fee: int, end: EndOfDeal) -> None:
    assert end_money(outcome, 60_000, 10_000, 600_000, fee) == end


def test_of_a_deposit_above_a_fifth_only_the_fifth_is_kept_or_doubled() -> None:
    kept = end_money(Outcome.FORFEIT, 60_000_000, 60_000_000, 53_950_000)
    assert (kept.forfeit_minor, kept.refund_minor) == (10_790_000, 49_210_000)
    assert end_money(Outcome.DOUBLE, 60_000_000, 60_000_000, 53_950_000).compensation_minor == 10_790_000


def test_a_fee_comes_out_of_what_is_left_and_never_from_the_sellers_fault() -> None:
    with pytest.raises(FeeTooHigh, match="of the money on D-0001"):
        end_money(Outcome.FORFEIT, 10_000, 10_000, 600_000, 1, "D-0001")
    with pytest.raises(BadValue, match="seller is at fault"):
        end_money(Outcome.DOUBLE, 10_000, 10_000, 600_000, 1)


@given(st.sampled_from(Outcome), MONEY, MONEY, MONEY)
def test_nothing_of_what_was_paid_is_lost_or_made(outcome: Outcome, deposit: int, more: int, total: int) -> None:
    end = end_money(outcome, deposit + more, deposit, total)
    assert end.fee_minor + end.forfeit_minor + end.refund_minor + end.offset_minor == end.paid_minor
    assert min(end.forfeit_minor, end.refund_minor, end.offset_minor, end.compensation_minor) >= 0
    assert max(end.forfeit_minor, end.compensation_minor) <= total // 5


@pytest.mark.parametrize(
    ("kind", "state", "outcome", "needed"),
    [
        (ChangeKind.UNIT, UnitState.SUBSCRIBED, None, ChangeRank.MANAGER),
        (ChangeKind.BUYER, UnitState.SIGNED, None, ChangeRank.MANAGER),
        (ChangeKind.CANCEL, UnitState.SUBSCRIBED, Outcome.FORFEIT, ChangeRank.MANAGER),
        (ChangeKind.CANCEL, UnitState.SUBSCRIBED, Outcome.DOUBLE, ChangeRank.DIRECTOR),
        (ChangeKind.CANCEL, UnitState.SIGNED, Outcome.RETURN, ChangeRank.DIRECTOR),
    ],
)
def test_a_change_by_which_the_company_may_lose_needs_a_director(
    kind: ChangeKind, state: UnitState, outcome: Outcome | None, needed: ChangeRank
) -> None:
    assert needed_rank(kind, ChangeRank.MANAGER, state, outcome) is needed
    assert needed_rank(kind, ChangeRank.GENERAL_MANAGER, state, outcome) is ChangeRank.GENERAL_MANAGER


@pytest.mark.parametrize("kind", ChangeKind)
@pytest.mark.parametrize("state", UnitState)
def test_a_deal_is_changed_only_where_the_table_of_moves_lets_it(kind: ChangeKind, state: UnitState) -> None:
    if state in CHANGEABLE[kind]:
        check_changeable(kind, "D-0001", state)
        assert UnitState.AVAILABLE in MOVES[state]
        assert state in {UnitState.SUBSCRIBED, UnitState.SIGNED} or kind is ChangeKind.CANCEL
    else:
        with pytest.raises(TooFar, match=f"its unit is {state.replace('_', ' ')}"):
            check_changeable(kind, "D-0001", state)


def test_an_approval_is_bound_to_all_that_was_said() -> None:
    told: dict[str, object] = {"deal": 1, "fee_minor": 5, "after": {"unit": "3-1-0201"}}
    bound = bind_change(told, MOMENT)
    assert bound == bind_change(dict(reversed(told.items())), MOMENT)
    others: list[dict[str, object]] = [{**told, "fee_minor": 6}, {**told, "after": {"unit": "3-1-0301"}}]
    assert bound not in {bind_change(each, MOMENT) for each in others}
    assert bound != bind_change(told, MOMENT.replace(hour=3))
