"""Receipts: numbers people can read out, and money that goes to the oldest open payment."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadValue
from salesdesk.domain.receipts import (
    Allotment,
    Method,
    OpenRow,
    allot,
    deal_number,
    deposit_cap,
    parse_number,
    receipt_number,
    split_deposit,
)

FIRST = date(2024, 9, 5)
ROWS = (
    OpenRow(30, date(2024, 10, 30), 3, 500),
    OpenRow(20, FIRST, 2, 300),
    OpenRow(10, FIRST, 1, 700),
)


@pytest.mark.parametrize(
    ("amount", "parts", "rest"),
    [
        (0, (), 0),
        (1, ((10, 1),), 0),
        (700, ((10, 700),), 0),
        (701, ((10, 700), (20, 1)), 0),
        (1_500, ((10, 700), (20, 300), (30, 500)), 0),
        (1_600, ((10, 700), (20, 300), (30, 500)), 100),
    ],
)
def test_money_pays_the_oldest_row_first_and_the_rest_is_unallocated(
    amount: int, parts: tuple[tuple[int, int], ...], rest: int
) -> None:
    assert allot(amount, ROWS) == Allotment(parts, rest)


@pytest.mark.parametrize(
    ("method", "parts", "rest"),
    [
        (Method.BANK_LOAN, ((40, 400),), 1_600),
        (Method.FUND_LOAN, (), 2_000),
        (Method.CASH, ((10, 700), (20, 300), (30, 500), (40, 400)), 100),
    ],
)
def test_a_lenders_money_pays_that_lenders_loan_and_nothing_else(
    method: Method, parts: tuple[tuple[int, int], ...], rest: int
) -> None:
    loan = OpenRow(40, date(2024, 12, 1), 4, 400, Method.BANK_LOAN)
    assert allot(2_000, [*ROWS, loan], method) == Allotment(parts, rest)


def test_money_for_a_deal_on_which_nothing_is_open_is_unallocated() -> None:
    assert allot(500, ()) == Allotment((), 500)
    assert allot(500, [OpenRow(1, FIRST, 1, 0)]) == Allotment((), 500)


@pytest.mark.parametrize(
    ("total", "cap"), [(53_950_000, 10_790_000), (100, 20), (104, 20), (4, 0), (10**15, 2 * 10**14)]
)
def test_a_deposit_is_capped_at_a_fifth_of_the_contract_sum(total: int, cap: int) -> None:
    assert deposit_cap(total) == cap


def test_what_is_above_the_cap_is_an_advance_payment() -> None:
    assert split_deposit(12_000_000, 53_950_000) == (10_790_000, 1_210_000)
    assert split_deposit(10_790_000, 53_950_000) == (10_790_000, 0)


def test_numbers_are_padded_and_grow_beyond_their_padding() -> None:
    assert (receipt_number(118), receipt_number(1_234_567)) == ("R-000118", "R-1234567")
    assert (deal_number(42), deal_number(12_345)) == ("D-0042", "D-12345")


@pytest.mark.parametrize("text", ["D-0042", "d-42", "D42", "0042", "42", " D-0042 "])
def test_a_deal_is_named_as_people_type_it(text: str) -> None:
    assert parse_number("deal", text) == 42


@pytest.mark.parametrize(
    "text", ["", "D-", "R-000118", "-42", "4 2", "４２", "4.2", "D--42", "12345678901", "[red]", "1_0"]
)
def test_what_is_no_number_of_a_deal_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="a number such as D-0042, or 42, is wanted"):
        parse_number("deal", text)


def test_the_methods_are_words_a_program_can_rely_on() -> None:
    assert {method.value for method in Method} == {
        "cash",
        "transfer",
        "card",
        "wechat",
        "alipay",
        "cheque",
        "bank_loan",
        "fund_loan",
    }


OPEN_ROWS = st.lists(
    st.builds(
        OpenRow,
        st.integers(1, 50),
        st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days)),
        st.integers(1, 9),
        st.integers(0, 10**12),
    ),
    max_size=8,
    unique_by=lambda row: row.row_id,
)


@pytest.mark.long
@given(st.integers(0, 10**13), OPEN_ROWS)
def test_parts_and_rest_add_up_and_no_row_gets_more_than_is_open(amount: int, rows: list[OpenRow]) -> None:
    result = allot(amount, rows)
    assert sum(part for _, part in result.parts) + result.unallocated_minor == amount
    open_before = {row.row_id: row for row in rows}
    assert all(0 < part <= open_before[row_id].open_minor for row_id, part in result.parts)
    assert result.unallocated_minor == max(0, amount - sum(row.open_minor for row in rows))
    paid = dict(result.parts)
    in_order = sorted((row for row in rows if row.open_minor), key=lambda row: (row.due, row.place))
    whole = [paid.get(row.row_id, 0) == row.open_minor for row in in_order]
    assert whole == sorted(whole, reverse=True)


@given(st.integers(0, 10**9 - 1))
def test_every_number_is_read_back(number: int) -> None:
    assert parse_number("deal", deal_number(number)) == number
    assert parse_number("receipt", receipt_number(number)) == number
