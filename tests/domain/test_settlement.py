"""Area settlements: the worked cases, each variant of contract, and no jump at the limit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.settlement import (
    Areas,
    Case,
    Choice,
    ChoiceNeeded,
    NoWithdrawal,
    Refund,
    SettlementLine,
    Variant,
    check_chosen,
    refund_on_withdrawal,
    settle,
)

PRICE = 1_000_000


@pytest.mark.parametrize(
    ("contract", "measured", "amount_minor", "case"),
    [
        (10_000, 10_250, 2_500_000, Case.WITHIN),
        (10_000, 10_300, 3_000_000, Case.WITHIN),
        (10_000, 10_500, 3_000_000, Case.LARGER),
        (10_000, 9_800, -2_000_000, Case.WITHIN),
        (10_000, 9_700, -3_000_000, Case.WITHIN),
        (10_000, 9_400, -9_000_000, Case.SMALLER),
        (10_000, 10_000, 0, Case.WITHIN),
        (12_553, 12_940, 3_765_900, Case.LARGER),
        (12_553, 12_100, -5_294_100, Case.SMALLER),
        # 3 % is 3.7659 m²: 3.76 is inside, 3.77 is beyond
        (12_553, 12_929, 3_760_000, Case.WITHIN),
        (12_553, 12_930, 3_765_900, Case.LARGER),
    ],
)
def test_a_buyer_who_keeps_the_unit_settles_by_the_rule(
    contract: int, measured: int, amount_minor: int, case: Case
) -> None:
    result = settle(Areas(contract, measured), PRICE, choice=Choice.KEEP)
    assert (result.amount_minor, result.case) == (amount_minor, case)


def test_a_settlement_shows_its_arithmetic() -> None:
    smaller = settle(Areas(12_553, 12_100), PRICE, choice=Choice.KEEP)
    assert smaller.lines == (
        SettlementLine("up to the limit", "3.7659 m² × 10,000", -3_765_900),
        SettlementLine("beyond the limit, twice", "2 × 0.7641 m² × 10,000", -1_528_200),
    )
    within = settle(Areas(10_000, 10_250), PRICE)
    assert within.lines == (SettlementLine("difference", "2.50 m² × 10,000", 2_500_000),)


@pytest.mark.parametrize("measured", [10_301, 9_699])
def test_beyond_the_limit_the_case_waits_for_the_buyer_and_cannot_be_closed(measured: int) -> None:
    result = settle(Areas(10_000, measured), PRICE)
    assert (result.case, result.amount_minor, result.lines) == (Case.WAITS, 0, ())
    with pytest.raises(ChoiceNeeded, match="more than 3 %"):
        check_chosen(result)
    check_chosen(settle(Areas(10_000, measured), PRICE, choice=Choice.KEEP))


def test_a_buyer_may_withdraw_beyond_the_limit_only() -> None:
    result = settle(Areas(10_000, 9_400), PRICE, choice=Choice.WITHDRAW)
    assert (result.case, result.amount_minor) == (Case.WITHDRAWN, 0)
    with pytest.raises(NoWithdrawal, match="no more than 3 %"):
        settle(Areas(10_000, 9_700), PRICE, choice=Choice.WITHDRAW)


def test_a_unit_sold_at_one_price_settles_no_area() -> None:
    result = settle(Areas(10_000, 9_000), PRICE, variant=Variant.PER_UNIT)
    assert (result.case, result.amount_minor) == (Case.NO_MONEY, 0)


def test_in_a_contract_by_built_area_an_error_of_the_inner_area_counts_too() -> None:
    built, inner = Areas(10_000, 10_100), Areas(8_000, 7_700)
    assert settle(built, PRICE, inner=inner).case is Case.WAITS
    kept = settle(built, PRICE, inner=inner, choice=Choice.KEEP)
    assert (kept.case, kept.amount_minor) == (Case.WITHIN, 1_000_000)
    assert settle(built, PRICE, inner=Areas(8_000, 7_800)).case is Case.WITHIN


def test_a_contract_by_inner_area_settles_by_that() -> None:
    result = settle(Areas(8_000, 8_100), 1_250_000, variant=Variant.INNER)
    assert result.amount_minor == 1_250_000


def test_a_contract_may_name_its_own_percentage() -> None:
    own = Decimal("0.6")
    assert settle(Areas(10_000, 10_060), PRICE, percent=own).amount_minor == 600_000
    larger = settle(Areas(10_000, 10_100), PRICE, percent=own, choice=Choice.KEEP)
    assert (larger.case, larger.amount_minor) == (Case.LARGER, 600_000)
    assert larger.lines[0].factor.startswith("0.60 m²")


def test_half_a_fen_is_rounded_away_from_nothing_on_both_sides() -> None:
    assert settle(Areas(10_000, 10_001), 50).amount_minor == 1
    assert settle(Areas(10_000, 9_999), 50).amount_minor == -1


def test_a_buyer_who_withdraws_gets_everything_back_with_interest_within_thirty_days() -> None:
    payments = [(date(2024, 1, 1), 10_000_000), (date(2024, 1, 1), -10_000_000), (date(2024, 8, 31), 36_500_000)]
    refund = refund_on_withdrawal(payments, date(2024, 9, 10), Decimal(3))
    assert refund == Refund(36_500_000, 30_000, date(2024, 10, 10))
    assert refund.total_minor == 36_530_000


CONTRACTS = st.integers(min_value=1_000, max_value=100_000)


@pytest.mark.long
@given(CONTRACTS, st.integers(-2_000, 2_000), st.integers(0, 10**7))
def test_the_lines_add_up_and_the_sign_follows_the_difference(contract: int, more: int, price: int) -> None:
    difference = max(more, -contract)
    result = settle(Areas(contract, contract + difference), price, choice=Choice.KEEP)
    assert sum(line.amount_minor for line in result.lines) == result.amount_minor
    assert result.amount_minor * difference >= 0
    assert abs(result.amount_minor) <= 2 * abs(difference) * price // 100 + 1


@pytest.mark.long
@given(st.integers(10, 1_000).map(lambda hundreds: hundreds * 100), st.integers(100, 10**7))
def test_the_rule_does_not_jump_at_the_limit(contract: int, price: int) -> None:
    limit = 3 * contract // 100
    for sign, step in ((1, 0), (-1, 2)):
        at_limit = settle(Areas(contract, contract + sign * limit), price, choice=Choice.KEEP)
        beyond = settle(Areas(contract, contract + sign * (limit + 1)), price, choice=Choice.KEEP)
        assert at_limit.case is Case.WITHIN
        assert beyond.case is not Case.WITHIN
        assert abs(beyond.amount_minor - at_limit.amount_minor) <= step * price / 100 + 1


@given(CONTRACTS, st.integers(-500, 500), st.integers(0, 10**7))
def test_a_larger_unit_never_costs_the_buyer_less(contract: int, more: int, price: int) -> None:
    here = settle(Areas(contract, contract + more), price, choice=Choice.KEEP)
    larger = settle(Areas(contract, contract + more + 1), price, choice=Choice.KEEP)
    assert here.amount_minor <= larger.amount_minor
