"""Extra discounts: what one costs, who may grant it, and the one sale it is good for."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from salesdesk.domain.deal import PlanKind
from salesdesk.domain.discounts import (
    ApprovalExpired,
    ApprovalRefused,
    ApprovalUsed,
    ApprovalVoid,
    ApprovalWaiting,
    BeyondBudget,
    BeyondLimit,
    Concession,
    OwnRequest,
    RequestState,
    bind,
    check_budget,
    check_decider,
    check_usable,
    concession,
    is_high_enough,
    parse_percent,
    required_rank,
)
from salesdesk.domain.errors import DeskError, Exit
from salesdesk.domain.money import Rounding, round_total
from salesdesk.domain.roles import DISCOUNT_LIMITS, Role

NOW = datetime(2024, 8, 31, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=72)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("97", "97"), ("2.5", "2.5"), (" 98.1234 ", "98.1234"), ("97%", "97"), ("97 %", "97"), ("0.0001", "0.0001")],
)
def test_a_percentage_is_read_as_people_type_it(text: str, percent: str) -> None:
    assert parse_percent(text) == Decimal(percent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%",
        "abc",
        "NaN",
        "nan",
        "Infinity",
        "1e1",
        "-3",
        "+3",
        "９７",
        "1_0",
        "97,5",
        "97.",
        ".5",
        "97.12345",
        "97 % %",
        "1000",
    ],
)
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a percentage is digits with at most four decimals"):
        parse_percent(text)


@pytest.mark.parametrize("text", ["0", "0.0000", "100", "100.0001", "999"])
def test_a_percentage_lies_between_nothing_and_all(text: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        parse_percent(text)


@pytest.mark.parametrize(
    ("before", "asked", "listed", "cost"),
    [
        (579_180_000, 573_270_000, 591_000_000, Concession(5_910_000, Decimal(1))),
        (100_000_000, 97_000_000, 100_000_000, Concession(3_000_000, Decimal(3))),
        (100_000_000, 100_000_000, 100_000_000, Concession(0, Decimal(0))),
        (100, 90, 0, Concession(10, Decimal(0))),
    ],
)
def test_a_concession_is_counted_in_yuan_and_in_percent_of_the_list_price(
    before: int, asked: int, listed: int, cost: Concession
) -> None:
    assert concession(before, asked, listed) == cost


@pytest.mark.parametrize(
    ("asked", "rank"),
    [
        (995_000, Role.MANAGER),
        (970_000, Role.MANAGER),
        (969_999, Role.DIRECTOR),
        (940_000, Role.DIRECTOR),
        (939_999, Role.GENERAL_MANAGER),
        (1, Role.GENERAL_MANAGER),
    ],
)
def test_beyond_ones_limit_a_request_goes_up_by_itself(asked: int, rank: Role) -> None:
    assert required_rank(1_000_000, asked, 1_000_000, DISCOUNT_LIMITS, Rounding.FEN) is rank


def test_a_rank_without_a_limit_may_grant_nothing() -> None:
    assert required_rank(1_000_000, 999_999, 1_000_000, {}, Rounding.FEN) is Role.GENERAL_MANAGER


@pytest.mark.parametrize("listed", [10**14, 643_504_062])
def test_one_fen_beyond_the_limit_is_beyond_it(listed: int) -> None:
    lowest = round_total(Decimal(listed) * 97 / 100, Rounding.FEN)
    assert required_rank(listed, lowest, listed, DISCOUNT_LIMITS, Rounding.FEN) is Role.MANAGER
    assert required_rank(listed, lowest - 1, listed, DISCOUNT_LIMITS, Rounding.FEN) is Role.DIRECTOR


@pytest.mark.parametrize("rounding", Rounding)
def test_a_price_that_was_rounded_down_from_exactly_the_limit_is_within_it(rounding: Rounding) -> None:
    before = round_total(Decimal(643_504_062), rounding)
    asked = round_total(Decimal(before) * 97 / 100, rounding)
    assert required_rank(before, asked, before, DISCOUNT_LIMITS, rounding) is Role.MANAGER


@pytest.mark.parametrize(
    ("role", "needed", "enough"),
    [
        (Role.MANAGER, Role.MANAGER, True),
        (Role.MANAGER, Role.DIRECTOR, False),
        (Role.GENERAL_MANAGER, Role.MANAGER, True),
        (Role.REP, Role.MANAGER, False),
        (Role.ADMINISTRATOR, Role.MANAGER, False),
    ],
)
def test_a_higher_rank_may_decide_for_a_lower_one(role: Role, needed: Role, enough: bool) -> None:
    assert is_high_enough(role, needed) is enough


def decide(decider: int, role: Role, needed: Role, percent: str) -> None:
    check_decider(decider_id=decider, requester_id=1, decider_role=role, needed_role=needed, percent=Decimal(percent))


def test_nobody_decides_on_their_own_request_whatever_the_rank() -> None:
    with pytest.raises(OwnRequest, match="ask another general manager"):
        decide(1, Role.GENERAL_MANAGER, Role.MANAGER, "1")


def test_a_limit_is_told_with_the_rank_that_it_waits_for() -> None:
    decide(2, Role.GENERAL_MANAGER, Role.GENERAL_MANAGER, "7")
    with pytest.raises(BeyondLimit) as refusal:
        decide(2, Role.MANAGER, Role.GENERAL_MANAGER, "6.0000001")
    assert str(refusal.value) == "6.01 % is beyond what a manager may grant; it waits for the general manager."
    assert refusal.value.exit_code is Exit.NOT_PERMITTED


def test_a_concession_may_use_up_what_is_left_of_a_budget_and_no_fen_more() -> None:
    check_budget(100, 100, Role.MANAGER)
    check_budget(10**12, None, Role.GENERAL_MANAGER)
    with pytest.raises(BeyondBudget, match=r"1\.01 is more than the 1 left .* waits for the general manager"):
        check_budget(101, 100, Role.DIRECTOR)


def test_an_approval_is_bound_to_unit_buyer_plan_price_and_expiry() -> None:
    said = bind(1, 2, PlanKind.MORTGAGE, 3, LATER)
    others = {
        bind(9, 2, PlanKind.MORTGAGE, 3, LATER),
        bind(1, 9, PlanKind.MORTGAGE, 3, LATER),
        bind(1, 2, PlanKind.ONE_SUM, 3, LATER),
        bind(1, 2, PlanKind.MORTGAGE, 9, LATER),
        bind(1, 2, PlanKind.MORTGAGE, 3, LATER + timedelta(milliseconds=1)),
    }
    assert len(others | {said}) == 6
    assert len(said) == 64


def test_the_same_moment_binds_alike_on_every_clock() -> None:
    there = LATER.astimezone(timezone(timedelta(hours=8)))
    assert bind(1, 2, PlanKind.MORTGAGE, 3, there) == bind(1, 2, PlanKind.MORTGAGE, 3, LATER)
    finer = LATER + timedelta(microseconds=400)
    assert bind(1, 2, PlanKind.MORTGAGE, 3, finer) == bind(1, 2, PlanKind.MORTGAGE, 3, LATER)


@pytest.mark.parametrize(
    ("state", "expires_at", "same", "refusal"),
    [
        (RequestState.APPROVED, LATER, True, None),
        (RequestState.WAITING, LATER, True, ApprovalWaiting),
        (RequestState.REFUSED, LATER, True, ApprovalRefused),
        (RequestState.REFUSED, NOW, False, ApprovalRefused),
        (RequestState.USED, LATER, True, ApprovalUsed),
        (RequestState.USED, NOW, False, ApprovalUsed),
        (RequestState.VOID, LATER, True, ApprovalVoid),
        (RequestState.APPROVED, LATER, False, ApprovalVoid),
        (RequestState.EXPIRED, LATER, True, ApprovalExpired),
        (RequestState.APPROVED, NOW, True, ApprovalExpired),
        (RequestState.APPROVED, NOW + timedelta(milliseconds=1), True, None),
    ],
)
def test_an_approval_serves_once_in_time_and_for_the_sale_it_was_given_for(
    state: RequestState, expires_at: datetime, same: bool, refusal: type[DeskError] | None
) -> None:
    def check() -> None:
        check_usable(request_id=7, state=state, expires_at=expires_at, now=NOW, same=same)

    if refusal is None:
        check()
        return
    with pytest.raises(refusal, match="equest 7") as refused:
        check()
    assert refused.value.exit_code is Exit.NEEDS_APPROVAL
