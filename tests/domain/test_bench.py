"""The payment bench of the domain: loans, first money, months and dates of terms that are tried."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.bench import BenchTerms, Way, bench, bench_rows
from salesdesk.domain.errors import BadValue
from salesdesk.domain.loans import level_instalment_minor


def terms(**other: Any) -> BenchTerms:
    usual = {
        "price_minor": 635_103_500, "down_percent": Decimal(30), "years": 30,
        "rate_percent": Decimal("3.10"), "fund_rate_percent": Decimal("2.60"),
    }  # fmt: skip
    return BenchTerms(**{**usual, **other})


def test_the_loan_is_rounded_down_and_the_first_money_takes_the_rest() -> None:
    found = bench(terms())
    assert (found.loan_minor, found.first_minor) == (444_000_000, 191_103_500)
    assert found.fund.loan_minor == 0
    assert found.burdens[Way.INSTALMENT].first_minor == level_instalment_minor(444_000_000, Decimal("3.10"), 360)


def test_the_fund_lends_what_is_wished_and_the_bank_the_rest() -> None:
    found = bench(terms(fund_minor=80_000_000))
    assert (found.fund.loan_minor, found.bank.loan_minor) == (80_000_000, 364_000_000)
    first = found.burdens[Way.INSTALMENT].months[0]
    assert first.interest_minor == 173_333 + 940_333
    assert first.balance_minor == found.loan_minor - first.principal_minor


def test_a_wish_beyond_the_loan_makes_all_of_it_the_funds() -> None:
    found = bench(terms(fund_minor=10**12))
    assert (found.fund.loan_minor, found.bank.loan_minor) == (444_000_000, 0)
    assert found.loans == (found.fund,)


def test_level_principal_begins_higher_and_costs_less() -> None:
    level, principal = (bench(terms()).burdens[way] for way in (Way.INSTALMENT, Way.PRINCIPAL))
    assert principal.first_minor > level.first_minor > principal.last_minor
    assert principal.interest_minor < level.interest_minor


def test_all_paid_at_once_leaves_months_of_nothing() -> None:
    found = bench(terms(down_percent=Decimal(100)))
    assert (found.loan_minor, found.burdens[Way.INSTALMENT].first_minor) == (0, 0)


def test_the_dates_are_those_of_an_order_of_that_day() -> None:
    rows = bench_rows(terms(fund_minor=80_000_000), date(2026, 8, 31), 10_000_000)
    assert [(row.label, row.due.isoformat(), row.amount_minor) for row in rows] == [
        ("deposit", "2026-08-31", 10_000_000),
        ("first payment", "2026-09-05", 181_103_500),
        ("provident fund loan", "2026-10-30", 80_000_000),
        ("loan payout", "2026-10-30", 364_000_000),
    ]


def test_a_deposit_beyond_the_first_money_is_no_more_than_it() -> None:
    rows = bench_rows(terms(price_minor=100_000_000, down_percent=Decimal(0)), date(2026, 8, 31), 10_000_000)
    assert [(row.label, row.amount_minor) for row in rows] == [("loan payout", 100_000_000)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"price_minor": 0}, {"down_percent": Decimal(101)}, {"years": 0}, {"years": 51},
        {"fund_minor": -1}, {"rate_percent": Decimal(101)}, {"fund_rate_percent": Decimal(-1)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadValue):
        bench(terms(**wrong))


@given(
    st.integers(1, 10**12), st.decimals(0, 100, places=1), st.integers(1, 30), st.integers(0, 10**12)
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_first_money_and_principal_make_the_price(price: int, down: Decimal, years: int, fund: int) -> None:
    tried = terms(price_minor=price, down_percent=down, years=years, fund_minor=fund)
    found = bench(tried)
    for burden in found.burdens.values():
        assert found.first_minor + sum(month.principal_minor for month in burden.months) == price
        assert burden.months[-1].balance_minor == 0
    assert sum(row.amount_minor for row in bench_rows(tried, date(2026, 8, 31), 10_000_000)) == price
